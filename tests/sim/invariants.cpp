// What must hold after every step, whatever happened in it. The numbers are those of the test plan.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/explain/inspect.h"
#include "runtime/explain/ledger_check.h"
#include "tests/sim/life.h"

namespace camp::simulator {

void Life::broken(std::string what) {
  if (verdict_.broken.empty())
    verdict_.broken = fmt::format("step {} ({}): {}", verdict_.steps, doing_, what);
}

void Life::check() {
  check_ledger_and_indexes();
  check_events_once();
  check_timers();
  check_spool();
  if (verdict_.steps % 4 == 0) check_reopened();
}

// I2, I3, I5, I9: no ledger id twice, every message with one outcome, rows, timers and counters
// agree, every waiting instance has the timer that will wake it.
void Life::check_ledger_and_indexes() {
  auto result = check_ledger(world_->store(), {});
  if (!result.ok()) return broken(result.error().message);
  if (!result->clean())
    return broken(result->findings.front().where + ": " + result->findings.front().what);
  if (!result->sums.balanced()) broken("the ledger does not balance");
}

// I1: what was acknowledged is there, after whatever came since.
void Life::check_events_once() {
  if (acknowledged_.empty()) return;
  const auto& one = acknowledged_[chance_.below(acknowledged_.size())];
  if (erased_.count(one.contact) != 0) return;
  std::string content;
  auto found =
      world_->store().get(Family::kEvents, keys::applied(one.contact, xxh3_128(one.id)), &content);
  if (!found.ok() || !*found) broken(fmt::format("event {} was acknowledged and is lost", one.id));
}

// I7: a timer wakes nobody before its time, and leaves nothing behind that is due.
void Life::check_timers() {
  auto next = world_->engine().next_due_ms();
  if (!next.ok()) return broken(next.error().message);
  auto due_ms = *next;
  bool ticked = doing_ == "time passes" || doing_ == "the machine sleeps";
  if (ticked && due_ms && *due_ms <= now_ms()) return broken("a timer that is due was left behind");
  const auto& contact = contacts_[chance_.below(contacts_.size())];
  ContactRow row;
  auto found = read_contact(world_->store(), contact, &row);
  if (!found.ok() || !*found) return;
  auto history = ContactHistory::read(world_->store(), contact, row);
  if (!history.ok()) return broken(history.error().message);
  std::map<std::uint32_t, std::int64_t> due;  // by instance, while it is parked
  for (const auto& line : history->entries()) {
    const auto& entry = line.entry;
    const auto* transition = entry.transition();
    if (transition == nullptr) continue;
    auto parked = due.find(entry.subject.instance);
    if (transition->wake == WakeKind::kTimer) {
      if (parked == due.end())
        return broken(fmt::format("{}: a timer woke an instance that did not wait", contact));
      if (entry.at_ms < parked->second)
        return broken(
            fmt::format("{}: a timer fired {} ms early", contact, parked->second - entry.at_ms));
    }
    if (parked != due.end()) due.erase(parked);
    if (transition->stop == StopKind::kParked) due[entry.subject.instance] = transition->due_ms;
  }
}

// I3: what left the house has every ledger id once.
void Life::check_spool() {
  std::set<std::string> seen;
  for (const auto& path : world_->files().paths()) {
    auto bytes = world_->files().bytes(path);
    for (std::string_view mark : {"\nMessage-ID: <", "\"ledger_id\":\""}) {
      for (auto at = bytes.find(mark); at != std::string::npos; at = bytes.find(mark, at + 1)) {
        auto id = bytes.substr(at + mark.size(), 32);
        if (!seen.insert(id).second) return broken("the spool has message " + id + " twice");
      }
    }
  }
}

std::string Life::dump() {
  std::string all;
  for (int family = 0; family < 16; ++family) {
    for (const auto& [key, value] : world_->memory().family(static_cast<Family>(family)))
      all.append(key).append("=").append(value).append("\n");
  }
  return all;
}

// I8: a new process stands where the last one stood.
void Life::check_reopened() {
  auto settled = world_->engine().settle();
  if (!settled.ok()) return broken(settled.error().message);
  auto before = dump();
  world_->close();
  auto again = opened();
  if (!again.ok()) return broken("cannot be opened again: " + again.error().message);
  if (dump() != before) broken("opening the store again has changed it");
}

}  // namespace camp::simulator
