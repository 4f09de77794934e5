// The part of the ledger's proof that reads the spool: its files have the messages that the journal
// says were sent to them, each once and whole, and no others.
//
// Only files that the journal names are read, and of the last ones what was recorded: what stands
// behind that is of a crash, or of a writer beside.
#pragma once
#include <string>
#include <string_view>

#include "runtime/explain/ledger_tally.h"

namespace camp {

class LedgerSpool {
 public:
  LedgerSpool(Store& store, const SpoolFolder& spool, LedgerTally& tally)
      : store_(store), spool_(spool), tally_(tally) {}

  // Once, after all partitions' journals. An Error only when the disk cannot be read.
  Result<void> check();

 private:
  Result<void> check_file(const std::string& path, const SpoolSum& sent);
  std::string gone_text(const std::string& full, std::uint64_t messages, bool is_last) const;
  void compare(const std::string& path, const SpoolSum& sent, std::string_view bytes);

  Store& store_;
  const SpoolFolder& spool_;
  LedgerTally& tally_;
};

}  // namespace camp
