#include "runtime/explain/ledger_runs.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/base/hash.h"
#include "runtime/state/checked.h"

namespace camp {

Result<void> LedgerRuns::check() {
  auto at = store_.iterate(Family::kRuns, {.lower = "r", .upper = "s"});
  for (at->seek_to_first(); at->valid(); at->next()) {
    Reader in(at->key().substr(1));
    RunRow run;
    run.number = in.u32be();
    auto name = fmt::format("run {}", run.number);
    auto number = run.number;
    ++tally_.check.runs;
    if (!decode_run_row(at->value(), &run)) {
      tally_.found(unreadable(at->value(), kRunRowVersion, "the run's row").message, name);
      continue;
    }
    run.number = number;
    CAMP_TRY(check_parts(run, name));
  }
  return at->status();
}

Result<void> LedgerRuns::check_parts(RunRow& run, const std::string& name) {
  std::vector<RunPart> parts(limits::kPartitions);
  std::string digests;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    auto part = used_.test(p) ? read_run_part(store_, static_cast<std::uint8_t>(p), run.number)
                              : Result<RunPart>(RunPart{});
    if (!part.ok()) {
      tally_.found(fmt::format("partition {}: {}", p, part.error().message), name);
      return {};
    }
    parts[p] = *part;
    run.done += part->done;
    digests += part->digest.view();
  }
  auto started = tally_.starts[run.number];
  if (run.done != started)
    tally_.found(fmt::format("the run counts {} as started, the journal has {}",
                             counted(run.done, "contact"), started),
                 name);
  // Its pages do not count yet, or never will.
  if (run.state == RunState::kSnapshot || (run.state == RunState::kCancelled && run.audience == 0))
    return {};
  if (run.state == RunState::kSent && run.done != run.audience)
    tally_.found(fmt::format("the run is finished with {} of {}", run.done,
                             counted(run.audience, "contact")),
                 name);
  if (sha256(digests) != run.digest)
    tally_.found("the run's digest is not that of its parts", name);
  std::uint64_t contacts = 0;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    CAMP_ASSIGN(const auto named, check_pages(run, static_cast<std::uint8_t>(p), parts[p], name));
    contacts += named;
  }
  if (contacts != run.audience)
    tally_.found(fmt::format("the run's audience is {}, its pages name {}", run.audience, contacts),
                 name);
  return {};
}

// How many contacts the part's pages name.
Result<std::uint64_t> LedgerRuns::check_pages(const RunRow& run, std::uint8_t partition,
                                              const RunPart& part, const std::string& name) {
  std::uint64_t contacts = 0;
  Sha256 digest;
  std::string sealed;
  for (std::uint32_t page = 0; page < part.pages; ++page) {
    CAMP_ASSIGN(bool there,
                store_.get(Family::kRunParts, keys::page(partition, run.number, page), &sealed));
    std::vector<std::string_view> ids;
    if (!there || !decode_page(sealed, &ids)) {
      const auto bytes = there ? std::optional<std::string_view>(sealed) : std::nullopt;
      tally_.found(unreadable_page(partition, run.number, page, bytes).message, name);
      return contacts;
    }
    contacts += ids.size();
    digest = sha256(std::string(digest.view()) + sealed);
  }
  if (digest != part.digest)
    tally_.found("the digest of a run's part is not that of its pages", name);
  return contacts;
}

}  // namespace camp
