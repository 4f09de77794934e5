#include "runtime/explain/system_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lang/base/counted.h"
#include "lang/program/codec.h"
#include "runtime/explain/pauses.h"
#include "runtime/shelf/approvals.h"
#include "runtime/shelf/trial_book.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

std::string place_of(std::uint64_t number) {
  return fmt::format("entry {} of the system log", number);
}

RunState state_after(SystemKind kind) {
  switch (kind) {
    case SystemKind::kRunDrawn:
      return RunState::kSending;
    case SystemKind::kRunSent:
      return RunState::kSent;
    case SystemKind::kRunCancelled:
      return RunState::kCancelled;
    default:
      return RunState::kSnapshot;
  }
}

Result<SystemEntry> read_entry(const StoreIterator& at, std::uint64_t expected) {
  std::uint64_t number = 0;
  if (!keys::parse_system(at.key(), &number) || number != expected)
    return not_there(place_of(expected));
  SystemEntry entry;
  if (!decode_system_entry(at.value(), &entry)) return unreadable_system_entry(number, at.value());
  return entry;
}

Result<void> resolve(StoreView& view, const SystemEntry& entry, SystemLine* line) {
  if (is_about_run(entry.kind)) {
    CAMP_ASSIGN(const auto run, view.runs().get(entry.subject));
    line->campaign = view.name_of(run.campaign);
    line->run = run.number;
    line->key = run.key;
  } else if (is_about_pause(entry.kind)) {
    line->paused = pause_name(view, entry.subject);
  } else if (is_about_incidents(entry.kind) || is_about_approval(entry.kind) ||
             is_about_test_run(entry.kind)) {
    if (entry.subject != 0) line->flow = view.name_of(entry.subject);
  } else if (is_about_campaign(entry.kind)) {
    line->campaign = view.name_of(entry.subject);
  } else if (is_about_experiment(entry.kind)) {
    line->experiment = view.name_of(entry.subject);
  } else if (entry.subject != 0) {
    CAMP_ASSIGN(const auto program, view.programs().get(entry.subject));
    line->program = to_hex(program_hash(program->program()).view());
  }
  return {};
}

// A row that cannot be read is a finding of whoever checks the decisions.
Result<void> check_decisions(Store& store, std::uint64_t decided, const OnSystemFinding& found) {
  TrialBook book(store);
  const auto loaded = book.load();
  if (!loaded.ok()) return loaded.error().kind == ErrorKind::kCorrupt ? Result<void>{} : loaded;
  std::uint64_t rows = 0;  // the last is called by how many there are
  for (const auto& trial : book.all()) rows += trial.next_number() - 1;
  if (rows != decided)
    found(fmt::format("the system log names {}, the store has {}", counted(decided, "decision"),
                      rows),
          "experiments");
  return {};
}

// Of each flow the last that was said is kept; earlier signatures may have been replaced.
Result<void> check_signatures(Store& store, const std::map<std::uint32_t, SystemEntry>& last,
                              const OnSystemFinding& found) {
  CAMP_ASSIGN(const auto row, read_approvals(store));
  std::map<std::uint32_t, SystemEntry> kept;
  for (const auto& it : row.signatures)
    kept[it.flow] = {
        it.verdict == SignedAs::kApproved ? SystemKind::kApproved : SystemKind::kRejected, it.at_ms,
        it.flow, 0};
  const bool same =
      std::equal(last.begin(), last.end(), kept.begin(), kept.end(), [](auto& a, auto& b) {
        return a.first == b.first && a.second.kind == b.second.kind &&
               a.second.at_ms == b.second.at_ms;
      });
  if (!same)
    found("who approved last is not what the system log says", "the store's list of approvals");
  return {};
}

}  // namespace

Result<void> walk_system_log(Store& store, const SystemStep& take) {
  auto at = store.iterate(Family::kSystemLog, {});
  std::uint64_t expected = 1;
  for (at->seek_to_first(); at->valid(); at->next(), ++expected) {
    auto entry = read_entry(*at, expected);
    const bool good = entry.ok();
    CAMP_TRY(take(expected, std::move(entry)));
    if (!good) return {};
  }
  return at->status();
}

Result<std::vector<SystemLine>> read_system_log(StoreView& view) {
  std::vector<SystemLine> lines;
  CAMP_TRY(walk_system_log(view.store(),
                           [&](std::uint64_t number, Result<SystemEntry> entry) -> Result<void> {
                             if (!entry.ok()) return std::move(entry).error();
                             auto& line = lines.emplace_back();
                             line.number = number;
                             line.at_ms = entry->at_ms;
                             line.kind = entry->kind;
                             line.count = entry->count;
                             return resolve(view, *entry, &line);
                           }));
  return lines;
}

Result<void> check_system_log(Store& store, const StoreRow& row, const OnSystemFinding& found) {
  std::uint64_t next = 1;
  std::uint32_t current = 0;
  std::map<std::uint32_t, RunState> runs;
  std::uint64_t decided = 0;
  std::set<PauseSubject> paused;
  std::map<std::uint32_t, SystemEntry> signed_last;  // by flow
  bool whole = true;
  CAMP_TRY(
      walk_system_log(store, [&](std::uint64_t number, Result<SystemEntry> entry) -> Result<void> {
        next = number + 1;
        whole = entry.ok();
        if (!entry.ok()) {
          found(entry.error().message, "the system log");
        } else if (is_about_run(entry->kind)) {
          runs[entry->subject] = state_after(entry->kind);
        } else if (is_about_experiment(entry->kind)) {
          ++decided;
        } else if (is_about_pause(entry->kind)) {
          if (entry->kind == SystemKind::kPaused) paused.insert(entry->subject);
          if (entry->kind == SystemKind::kResumed || entry->kind == SystemKind::kShifted)
            paused.erase(entry->subject);
        } else if (is_about_approval(entry->kind)) {
          signed_last[entry->subject] = *entry;
        } else if (entry->subject != 0 && !is_about_campaign(entry->kind) &&
                   !is_about_incidents(entry->kind) && !is_about_test_run(entry->kind)) {
          current = entry->subject;
        }
        return {};
      }));
  if (!whole) return {};
  if (next != row.next_entry)
    found(fmt::format("ends before entry {}", row.next_entry), "the system log");
  if (current != row.current_program)
    found("the program that runs is not the one that the system log names last", "the store's row");
  CAMP_TRY(check_decisions(store, decided, found));
  CAMP_ASSIGN(const auto pauses, read_pauses(store));
  std::set<PauseSubject> kept;
  for (const auto& pause : pauses.pauses) kept.insert(pause.subject);
  if (paused != kept)
    found("what is paused is not what the system log says", "the store's list of what is paused");
  CAMP_TRY(check_signatures(store, signed_last, found));
  RunBook book(store);
  auto rows = book.all();
  // A row that cannot be read is a finding of whoever checks the runs.
  if (!rows.ok() && rows.error().kind == ErrorKind::kCorrupt) return {};
  CAMP_ASSIGN(const auto all, std::move(rows));
  for (const auto& run : all) {
    auto known = runs.find(run.number);
    if (known == runs.end() || known->second != run.state)
      found("the run's state is not what the system log says", fmt::format("run {}", run.number));
  }
  if (all.size() != runs.size())
    found(fmt::format("the system log names {}, the store has {}", counted(runs.size(), "run"),
                      all.size()),
          "runs");
  return {};
}

}  // namespace camp
