#include "runtime/shelf/approvals.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/unicode.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

// The roles that are filled: of one person the first, should there be more.
std::vector<std::string> filled_roles(const ApprovalStanding& standing) {
  std::vector<std::string> roles;
  std::vector<std::string> people;
  for (const auto& it : standing.signatures) {
    if (it.verdict != SignedAs::kApproved) continue;
    const bool again = std::any_of(people.begin(), people.end(),
                                   [&](const auto& who) { return is_same_person(who, it.who); });
    if (again) continue;
    people.push_back(it.who);
    roles.push_back(it.role);
  }
  return roles;
}

std::vector<std::string> names_of(const Program& program, const ApprovalNeed& need) {
  std::vector<std::string> names;
  for (auto role : need.roles) names.push_back(program.name(role));
  return names;
}

// What one need still asks for; empty: nothing.
std::string lack_of(const Program& program, const ApprovalNeed& need,
                    const std::vector<std::string>& filled) {
  std::vector<std::string> open;
  for (auto& role : names_of(program, need))
    if (std::find(filled.begin(), filled.end(), role) == filled.end())
      open.push_back(std::move(role));
  const auto has = need.roles.size() - open.size();
  if (has >= need.count) return {};
  const auto lacks = need.count - has;
  return lacks == open.size() ? fmt::format("{}", fmt::join(open, " and "))
                              : fmt::format("{} of {}", lacks, fmt::join(open, ", "));
}

bool is_given(const Program& program, const FlowDecl& flow, const ApprovalStanding& standing) {
  const auto filled = filled_roles(standing);
  return std::all_of(flow.approval.begin(), flow.approval.end(),
                     [&](const auto& need) { return lack_of(program, need, filled).empty(); });
}

// Of the signature with which nothing lacked any more.
std::int64_t given_since_ms(const Program& program, const FlowDecl& flow,
                            const ApprovalStanding& standing) {
  ApprovalStanding so_far;
  for (const auto& it : standing.signatures) {
    so_far.signatures.push_back(it);
    if (is_given(program, flow, so_far)) return it.at_ms;
  }
  return 0;
}

}  // namespace

std::string ApprovalStanding::lacks_text() const {
  if (rejected) {
    const auto by = std::find_if(signatures.begin(), signatures.end(),
                                 [](const auto& it) { return it.verdict == SignedAs::kRejected; });
    return fmt::format("{} ({}) rejected it{}", by->who, by->role,
                       by->note.empty() ? "" : fmt::format(": {}", by->note));
  }
  return fmt::format("the approval of {} lacks", fmt::join(lacks, " and of "));
}

ApprovalStanding approval_standing(const Program& program, const FlowDecl& flow,
                                   std::uint32_t flow_number, const Sha256& content,
                                   const ApprovalsRow& row) {
  ApprovalStanding standing;
  standing.needed = !flow.approval.empty();
  standing.content = content;
  for (const auto& it : row.signatures) {
    if (it.flow != flow_number) continue;
    (it.digest == content ? standing.signatures : standing.earlier).push_back(it);
    if (it.digest == content && it.verdict == SignedAs::kRejected) standing.rejected = true;
  }
  if (!standing.earlier.empty()) {
    const auto last = standing.earlier.back().digest;
    std::erase_if(standing.earlier, [&](const Signature& it) { return it.digest != last; });
  }
  if (!standing.needed) return standing;
  const auto filled = filled_roles(standing);
  for (const auto& need : flow.approval)
    if (auto lack = lack_of(program, need, filled); !lack.empty())
      standing.lacks.push_back(std::move(lack));
  standing.given = standing.lacks.empty() && !standing.rejected;
  if (standing.given) standing.since_ms = given_since_ms(program, flow, standing);
  return standing;
}

Result<void> check_signature(const Program& program, const FlowDecl& flow,
                             const ApprovalStanding& standing, const Signature& signature) {
  std::vector<std::string> roles;
  for (const auto& need : flow.approval)
    for (auto& role : names_of(program, need)) roles.push_back(std::move(role));
  const auto& name = program.name(flow.name);
  if (roles.empty())
    return Error{ErrorKind::kInvalid, fmt::format("'{}' needs no approval", name), "",
                 "`approval by manager` in its header asks for one"};
  if (std::find(roles.begin(), roles.end(), signature.role) == roles.end())
    return Error{ErrorKind::kNotFound,
                 fmt::format("'{}' asks for no approval of '{}'", name, signature.role), "",
                 fmt::format("it asks for {}", fmt::join(roles, ", "))};
  if (flow.writer != kNone && is_same_person(program.constants[flow.writer].text(), signature.who))
    return Error{ErrorKind::kRefused,
                 fmt::format("{} is the writer of '{}': nobody approves their own work",
                             signature.who, name),
                 "", "somebody else says it; the writer changes it"};
  // Also of rejections: one that could not be taken back in its role would stand for ever.
  for (const auto& it : standing.signatures)
    if (it.role != signature.role && is_same_person(it.who, signature.who))
      return Error{ErrorKind::kRefused,
                   fmt::format("{} has {} '{}' as {}: one person fills one role", signature.who,
                               word_of(it.verdict), name, it.role),
                   "", fmt::format("as {}, or somebody else as {}", it.role, signature.role)};
  return {};
}

Result<ApprovalsRow> read_approvals(Store& store) {
  ApprovalsRow row;
  std::string sealed;
  CAMP_ASSIGN(const bool found, store.get(Family::kMeta, kApprovalsKey, &sealed));
  if (found && !decode_approvals(sealed, &row))
    return unreadable(sealed, kApprovalsVersion, "the store's list of approvals");
  return row;
}

std::shared_ptr<const ApprovalsRow> Approvals::now() const {
  const std::lock_guard lock(mutex_);
  return row_;
}

void Approvals::replace(ApprovalsRow row) {
  const std::lock_guard lock(mutex_);
  row_ = std::make_shared<const ApprovalsRow>(std::move(row));
  given_.clear();
}

ApprovalStanding Approvals::standing(const LinkedProgram& program, std::uint32_t flow) const {
  const auto& decl = program.program().flows[flow];
  return approval_standing(program.program(), decl, program.number(decl.name),
                           program.content_of(flow), *now());
}

bool Approvals::admit(const LinkedProgram& program, std::uint32_t flow) const {
  const auto& decl = program.program().flows[flow];
  if (!asks_ || decl.approval.empty()) return true;
  const auto number = program.number(decl.name);
  const auto& content = program.content_of(flow);
  const std::lock_guard lock(mutex_);
  const auto [known, is_new] = given_.try_emplace({number, content}, false);
  if (is_new)
    known->second = approval_standing(program.program(), decl, number, content, *row_).given;
  return known->second;
}

}  // namespace camp
