// Who approved what, remembered, and what it comes to: whether a flow may begin. Asked by shards
// before anybody enters a journey and by the engine before a run begins, changed by the engine once
// it is on disk. Any thread.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runtime/state/approvals_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/linked_program.h"

namespace camp {

// How a flow's approval stands, of the content at hand.
struct ApprovalStanding {
  bool needed = false;
  bool given = true;  // or not needed
  Sha256 content;
  std::vector<Signature> signatures;  // of this content, in the order in which they were given
  std::vector<std::string> lacks;     // `manager`, `1 of legal, brand`
  bool rejected = false;              // by one of the signatures
  std::int64_t since_ms = 0;          // given: of the signature that made it so
  // Nobody signed this content yet, and this is the last that was said of another one.
  std::vector<Signature> earlier;

  // What lacks, in words: `the approval of manager and of 1 of legal, brand`.
  std::string lacks_text() const;
};
ApprovalStanding approval_standing(const Program& program, const FlowDecl& flow,
                                   std::uint32_t flow_number, const Sha256& content,
                                   const ApprovalsRow& row);

// Why this person cannot sign in this role: no such role, the writer's own work, a second role.
Result<void> check_signature(const Program& program, const FlowDecl& flow,
                             const ApprovalStanding& standing, const Signature& signature);

// Nobody has signed in a store that has no such row. Errors: kCorrupt, kIo.
Result<ApprovalsRow> read_approvals(Store& store);

class Approvals {
 public:
  std::shared_ptr<const ApprovalsRow> now() const;
  void replace(ApprovalsRow row);

  ApprovalStanding standing(const LinkedProgram& program, std::uint32_t flow) const;
  // Whether it may begin. Costs nothing where no approval is needed, and little where one is: it is
  // asked for everybody who enters a journey.
  bool admit(const LinkedProgram& program, std::uint32_t flow) const;
  // What scenarios and dry runs do.
  void ask_nobody() { asks_ = false; }

 private:
  bool asks_ = true;
  mutable std::mutex mutex_;
  std::shared_ptr<const ApprovalsRow> row_ = std::make_shared<const ApprovalsRow>();
  // Whether by these signatures it is given: of a flow (name number) and its content, which says
  // what approvals it needs.
  mutable std::map<std::pair<std::uint32_t, Sha256>, bool> given_;
};

}  // namespace camp
