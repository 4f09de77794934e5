// Who may send: what people said of a flow's content, on disk before it is acknowledged.
#include <fmt/format.h>

#include "lang/program/flow_digest.h"
#include "runtime/engine/engine.h"

namespace camp {

// What the program that runs has of the flow; zero: nothing that is approved.
Sha256 Engine::running_content(std::uint32_t flow_number) const {
  const auto flow = current_ ? current_->flow_by_number(flow_number) : kNone;
  return flow == kNone ? Sha256{} : current_->content_of(flow);
}

Result<ApprovalStanding> Engine::sign(const Program& program, const FlowDecl& flow,
                                      Signature signature) {
  signature.flow = names_.number(program.name(flow.name));
  signature.at_ms = now_ms();
  signature.digest = flow_digest(program, flow);
  auto row = *approvals_.now();
  const auto before = approval_standing(program, flow, signature.flow, signature.digest, row);
  CAMP_TRY(check_signature(program, flow, before, signature));
  if (!row.add(signature, running_content(signature.flow)))
    return Error{
        ErrorKind::kExhausted,
        fmt::format("{} signatures of this very content are kept already", limits::kSignatures), "",
        "change the content: a new one is signed anew"};
  note(signature.verdict == SignedAs::kApproved ? SystemKind::kApproved : SystemKind::kRejected,
       signature.flow);
  auto batch = store_.make_batch();
  batch->put(Family::kMeta, kApprovalsKey, encode_approvals(row));
  CAMP_TRY(commit(*batch));
  const auto after = approval_standing(program, flow, signature.flow, signature.digest, row);
  approvals_.replace(std::move(row));
  return after;
}

}  // namespace camp
