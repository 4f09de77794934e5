// What must hold after every step, whatever happened in it. The numbers are those of the test plan.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/delivery/compose.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/ledger_check.h"
#include "tests/sim/gate_model.h"
#include "tests/sim/life.h"
#include "tests/sim/replay.h"

namespace camp::simulator {

void Life::broken(std::string what) {
  if (verdict_.broken.empty())
    verdict_.broken = fmt::format("step {} ({}): {}", verdict_.steps, doing_, what);
}

void Life::check() {
  check_ledger_and_indexes();
  check_events_once();
  check_timers();
  check_incidents();
  check_confirmed();
  provided_ ? check_provider() : check_spool();
  if (rated_) check_rate();
  check_replay(contacts_[chance_.below(contacts_.size())]);
  if (verdict_.steps % 4 == 0) check_reopened();
}

// I2, I3, I5, I9: no ledger id twice, every message with one outcome, rows, timers and counters
// agree, every waiting instance has the timer that will wake it.
void Life::check_ledger_and_indexes() {
  const SpoolFolder spool{world_->files(), world_->options().spool_root};
  auto result = check_ledger(world_->store(), {}, provided_ ? nullptr : &spool);
  if (!result.ok()) return broken(result.error().message);
  for (const auto& finding : result->findings) {
    const bool meant = was_ahead_ && finding.what.ends_with("by a clock that was ahead");
    if (!meant) return broken(finding.where + ": " + finding.what);
  }
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

// Nothing: she is not there, or cannot be read, which breaks the life.
std::optional<ContactHistory> Life::history_of(const std::string& contact, ContactRow* row) {
  const auto found = read_contact(world_->store(), contact, row);
  if (found.ok() && !*found) return std::nullopt;
  auto history = found.ok() ? ContactHistory::read(world_->store(), contact, *row)
                            : Result<ContactHistory>(found.error());
  if (history.ok()) return std::move(*history);
  broken(history.error().message);
  return std::nullopt;
}

// I7: a timer wakes nobody before its time, and leaves nothing behind that is due.
void Life::check_timers() {
  auto next = world_->engine().next_due_ms();
  if (!next.ok()) return broken(next.error().message);
  auto due_ms = *next;
  bool ticked = doing_ == "time passes" || doing_ == "the machine sleeps";
  if (ticked && due_ms && *due_ms <= now_ms() - slow_ms_)
    return broken("a timer that is due was left behind");
  const auto& contact = contacts_[chance_.below(contacts_.size())];
  ContactRow row;
  const auto history = history_of(contact, &row);
  if (!history) return;
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

// Nobody reads letters who has not used the link of a message that asked her (projects.cpp).
void Life::check_confirmed() {
  const auto& contact = contacts_[chance_.below(contacts_.size())];
  ContactRow row;
  const auto history = history_of(contact, &row);
  if (!history) return;
  const auto letters = world_->engine().names().find("letters");
  for (const auto& word : row.subscriptions) {
    if (!word.subscribed || word.conversation != letters) continue;
    const auto& lines = history->entries();
    const bool asked = std::any_of(lines.begin(), lines.end(), [&](const HistoryEntry& line) {
      const auto* message = line.entry.message();
      return message != nullptr && message->ledger_id == word.confirmation;
    });
    if (word.requested_ms == 0 || !asked)
      return broken(fmt::format("{}: a subscription that nobody confirmed", contact));
  }
}

// No transition of a random project may fail: everything that it asks for is there.
void Life::check_incidents() {
  const auto& contact = contacts_[chance_.below(contacts_.size())];
  ContactRow row;
  const auto history = history_of(contact, &row);
  if (!history) return;
  for (const auto& line : history->entries()) {
    const auto* transition = line.entry.transition();
    if (transition != nullptr && transition->stop == StopKind::kIncident)
      return broken(fmt::format("{}: a transition has failed", contact));
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

// I3, I4: the provider took what the ledger calls sent, once; what is unknown at most once; all else
// never.
void Life::check_provider() {
  auto scanned = scan_ledger(world_->store(), [&](const LedgerLine& line) {
    auto found = provider_.copies().find(line.message.ledger_id);
    const auto copies = found == provider_.copies().end() ? 0 : found->second;
    const bool may_be = line.fate == Fate::kUnknown && copies == 1;
    if (line.fate == Fate::kHeld || may_be || copies == (line.fate == Fate::kSent ? 1 : 0))
      return true;
    broken(fmt::format("{}: a message is {}, and the provider took it {} times", line.contact_id,
                       fate_word(line.fate), copies));
    return false;
  });
  if (!scanned.ok()) broken(scanned.error().message);
}

// By the time that has passed, whatever the machine's clock was set to meanwhile.
void Life::note_left(std::span<const Outgoing> batch) {
  const auto set_by_ms = world_->engine().virtual_time() ? 0 : world_->clock().ahead_ms.load();
  for (const auto& message : batch)
    if (message.channel == rate_.channel) left_[message.ledger_id] = now_ms() - set_by_ms;
}

// I14: of a channel with a rate no more leaves in any time than it says. What stands in the spool
// and is not recorded as sent is cut off there, and may wait for its turn again (spool.h).
void Life::check_rate() {
  std::set<Hash128> sent;
  const auto scanned = scan_ledger(world_->store(), [&](const LedgerLine& line) {
    if (line.fate == Fate::kSent) sent.insert(line.message.ledger_id);
    return true;
  });
  if (!scanned.ok()) return broken(scanned.error().message);
  std::vector<std::int64_t> times;
  for (const auto& [id, at_ms] : left_)
    if (provided_ || sent.contains(id)) times.push_back(at_ms);
  std::sort(times.begin(), times.end());
  for (std::size_t i = rate_.limit; i < times.size(); ++i)
    if (times[i] - times[i - rate_.limit] < rate_.per_ms)
      return broken(fmt::format("more than {} left within {} ms", rate_.limit, rate_.per_ms));
  if (times.size() > rate_.limit) ++tally_["a rate was met"];
}

// I5 for requests: none leaves that is not written down, or of a flow that is paused.
void Life::look_at_request(const ServiceRequest& request, bool repeatable) {
  bool found = false;
  each_request([&](std::int64_t, const Hash128& id, const RequestRow& row) {
    if (id != request.id) return;
    found = true;
    if (row.under_way == repeatable) return broken("a request left that is not written down so");
    const auto instance = who_awaits(row);
    if (!instance) return broken("a request left for which nobody waits");
    if (!world_->is_open()) return;  // a virtual store's is made while it is opened
    // The end of the wait is the instance's: the row's is as it was before a resume that shifts.
    if (instance->due_ms <= now_ms() - slow_ms_) return broken("a request left that came too late");
    if (world_->engine().pauses().hold_flow(instance->flow))
      return broken("a paused flow requested something");
  });
  if (!found) broken("a request left that is not in the store");
}

void Life::each_request(const RequestSeen& seen) {
  auto rows = world_->store().iterate(Family::kOutbox, {});
  std::int64_t due_ms = 0;
  Hash128 id;
  RequestRow row;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!keys::parse_request(rows->key(), &due_ms, &id)) continue;
    if (!decode_request_row(rows->value(), &row)) return broken("a request cannot be read");
    seen(due_ms, id, row);
  }
}

// Nothing: nobody does.
std::optional<Instance> Life::who_awaits(const RequestRow& row) {
  ContactRow contact;
  const auto found = read_contact(world_->store(), row.contact_id, &contact);
  const auto* instance = found.ok() && *found ? contact.find_instance(row.instance) : nullptr;
  if (instance == nullptr || instance->state == InstanceState::kEnded ||
      instance->token != row.token)
    return std::nullopt;
  return *instance;
}

// Of who has left a flow that is paused: it is looked at once in a minute (requests.cpp).
bool Life::has_request_to_forget() {
  bool any = false;
  if (!world_->engine().pauses().any()) return any;
  each_request([&](std::int64_t due_ms, const Hash128&, const RequestRow& row) {
    any = any || (due_ms <= now_ms() && !who_awaits(row));
  });
  return any;
}

// Looked at before each attempt.
void Life::look_at_attempt(std::span<const Outgoing> batch) {
  std::set<Hash128> recorded;
  if (provided_) recorded = recorded_attempts();
  ComposedMessage composed;
  for (const auto& message : batch) {
    if (!compose(*message.program, message.message, message.content, message.slots, &composed))
      return broken(fmt::format("{}: a message cannot be composed again", message.contact_id));
    // I5: what cannot be told afterwards is written down before.
    if (provided_ && !recorded.contains(message.ledger_id))
      return broken(fmt::format("{}: attempted without a record of it", message.contact_id));
    // I6: nobody gets now what is not allowed now.
    ContactRow row;
    auto found = read_contact(world_->store(), message.contact_id, &row);
    if (!found.ok() || !*found) return broken("a message for nobody");
    auto why = forbidden(message, row, world_->engine().names());
    if (is_over(*message.flow, row, world_->engine().names(), now_ms())) why = "its flow is over";
    if (message.flow->category == Category::kMarketing &&
        is_quiet(world_->engine().current()->program(), message.channel, row,
                 world_->engine().names(), now_ms()))
      why = "it is the contact's quiet time";
    // I13: what is paused sends nothing.
    auto& names = world_->engine().names();
    if (world_->engine().pauses().holder(names.find(message.program->name(message.flow->name)),
                                         message.channel) != kEverything)
      why = "it is paused";
    if (!why.empty())
      return broken(fmt::format("{}: attempted, though {}", message.contact_id, why));
  }
}

// The queued messages of all chunks that are written down as being attempted.
std::set<Hash128> Life::recorded_attempts() {
  std::set<Hash128> ids;
  Arena arena;
  std::string chunk;
  auto rows = world_->store().iterate(Family::kOutbox, {});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    keys::OutboxKey place;
    Attempted attempted;
    if (!keys::parse_outbox(rows->key(), &place) || place.kind != keys::OutboxKind::kAttempted)
      continue;
    auto found =
        world_->store().get(Family::kJournal, keys::journal(place.partition, place.tick), &chunk);
    if (!found.ok() || !*found || !decode_attempted(rows->value(), &attempted)) continue;
    JournalReader reader(chunk, arena);
    JournalGroup group;
    std::uint32_t ordinal = 0;
    while (reader.next(&group)) {
      for (const auto& entry : group.entries) {
        if (!is_queued(entry)) continue;
        if (attempted.parts.empty() || attempted.find(ordinal) != nullptr)
          ids.insert(entry.message()->ledger_id);
        ++ordinal;
      }
    }
  }
  return ids;
}

// I8: the contact is what her history says.
void Life::check_replay(const std::string& contact) {
  ContactRow row;
  const auto history = history_of(contact, &row);
  if (!history) return;
  auto difference = replay_difference(row, *history, world_->engine().programs());
  if (!difference.empty())
    broken(fmt::format("{}: row and history do not agree about {}", contact, difference));
}

// I12: nobody waits, nothing is held or under way, and nothing will ever be due.
void Life::check_idle() {
  auto left = world_->engine().counters();
  auto due = world_->engine().next_due_ms();
  if (!due.ok()) return broken(due.error().message);
  if (left.waiting + left.held + left.pending() + left.deferred != 0 || *due)
    broken(fmt::format("not idle: {} wait, {} messages are held, {} pending, {} deferred",
                       left.waiting, left.held, left.pending(), left.deferred));
  auto timers = world_->store().iterate(Family::kTimers, {});
  timers->seek_to_first();
  if (timers->valid()) broken("something waits for a resume, and everything was resumed");
  std::int64_t due_ms = 0;
  Hash128 id;
  auto requests = world_->store().iterate(Family::kOutbox, {});
  for (requests->seek_to_first(); requests->valid(); requests->next())
    if (keys::parse_request(requests->key(), &due_ms, &id)) broken("a request is left over");
  for (const auto& contact : contacts_) check_replay(contact);
}

std::string Life::dump() {
  constexpr Family kAll[] = {
#define CAMP_FAMILY(number, name, text, doc) Family::k##name,
#define CAMP_RETIRED(number, text, since)
#include "runtime/store/column_families.def"
#undef CAMP_FAMILY
#undef CAMP_RETIRED
  };
  std::string all;
  for (auto family : kAll) {
    auto rows = world_->store().iterate(family, {});
    for (rows->seek_to_first(); rows->valid(); rows->next())
      all.append(rows->key()).append("=").append(rows->value()).append("\n");
    if (!rows->status().ok()) broken(rows->status().error().message);
  }
  return all;
}

// I8: a new process stands where the last one stood. Where the clock has gone back the first one
// writes down what it makes of that: that somebody said it is right, a rate's departures as of now.
// It also looks at once at what the last one would have looked at within a minute.
void Life::check_reopened() {
  auto settled = world_->engine().settle();
  if (!settled.ok()) return broken(settled.error().message);
  const auto open_anew = [&] {
    world_->close();
    auto again = opened();
    if (!again.ok()) broken("cannot be opened again: " + again.error().message);
    return again.ok();
  };
  if ((was_ahead_ || has_request_to_forget()) && !open_anew()) return;
  auto before = dump();
  const auto asked = tally_[kClockAsked];
  if (open_anew() && tally_[kClockAsked] == asked && dump() != before)
    broken("opening the store again has changed it");
}

}  // namespace camp::simulator
