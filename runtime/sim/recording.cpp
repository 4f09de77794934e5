#include "runtime/sim/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "lang/catalog/events.h"
#include "runtime/explain/contact_walk.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/system_log.h"
#include "runtime/state/checked.h"
#include "runtime/state/event_row.h"
#include "runtime/state/keys.h"
#include "runtime/state/system_entry.h"

namespace camp::sim {
namespace {

struct StoredEvent {
  std::uint32_t name = 0;
  std::int64_t time_ms = 0;
  std::uint64_t arrival = 0;
  EventRow row;  // views: the arena's
  std::uint64_t tick() const { return keys::tick_of_arrival(arrival); }
};

bool from_view(std::string_view bytes, Hash128* hash) {
  if (bytes.size() != hash->bytes.size()) return false;
  std::copy(bytes.begin(), bytes.end(), hash->bytes.begin());
  return true;
}

bool has_content(std::string_view id, const StoredEvent& event, std::string_view data,
                 std::string_view content) {
  return content_of({event.row.id, id, event.name, event.time_ms, data}).view() == content;
}

RecordedPause::Order order_of(SystemKind kind) {
  switch (kind) {
    case SystemKind::kPaused:
      return RecordedPause::Order::kPause;
    case SystemKind::kShifted:
      return RecordedPause::Order::kShift;
    case SystemKind::kCancelled:
      return RecordedPause::Order::kCancel;
    default:
      return RecordedPause::Order::kResume;
  }
}

}  // namespace

class RecordingReader {
 public:
  RecordingReader(StoreView& view, Recording& out) : view_(view), out_(out) {}

  Result<void> read(const RecordingScope& scope, const ScanProgress& progress) {
    most_inputs_ = scope.most_inputs;
    CAMP_TRY(read_log());
    if (scope.contacts.empty()) CAMP_TRY(read_everybody(scope.every, progress));
    for (const auto& id : scope.contacts) CAMP_TRY(read_one(id));
    CAMP_TRY(view_.status());
    put_in_order();
    return {};
  }

 private:
  // Where an input stands among those of one instant: behind so many of the store's own, then by
  // its tick, which its partition counts, and by its place in it.
  struct Placed {
    RecordedInput input;
    std::uint32_t behind = 0;
    bool is_stores = false;
    std::uint64_t index = 0;
  };
  struct StoreEntry {
    std::int64_t at_ms = 0;
    SystemKind kind{};
    std::uint32_t subject = 0;
    std::vector<std::uint64_t> ticks;  // as of SystemEntry
    std::optional<RecordedRun> run;    // that it began
  };
  static bool is_program(const StoreEntry& entry) {
    return entry.kind == SystemKind::kTaken || entry.kind == SystemKind::kDeployed;
  }

  Result<void> read_log();
  Result<void> take_log_entry(const SystemEntry& entry);
  void place_stores();
  Result<void> read_everybody(std::uint32_t every, const ScanProgress& progress);
  Result<void> read_one(const std::string& id);
  Result<void> add_contact(std::string_view id, const ContactRow& row);
  Result<void> check_room() const;
  Result<std::vector<StoredEvent>> events_of(std::string_view id);
  Result<void> take_events(std::string_view id, const std::vector<StoredEvent>& events);
  void take_event(std::string_view id, const StoredEvent& event, std::string_view content);
  std::string_view text_in(std::string_view data, std::string_view field) {
    const auto value = find_attribute(data, name(field), *out_.arena_);
    return value.tag == Tag::kString ? value.text() : std::string_view();
  }
  std::string_view as_it_came(std::string_view id, const StoredEvent& event,
                              std::string_view content);
  void take_history(std::string_view id, const ContactRow& row, const ContactHistory& history);
  RecordedUpsert& import_at(std::int64_t at_ms, std::string_view id, std::uint64_t tick);
  void take_import(std::string_view id, const JournalEntry& entry, std::uint64_t tick);
  bool came_event_in(std::uint64_t tick) const {
    return std::binary_search(event_ticks_.begin(), event_ticks_.end(), tick);
  }
  void take_outcome(const HistoryEntry& line);
  void take_mending(std::string_view id, const HistoryEntry& line);
  Placed& place(std::int64_t at_ms, std::string_view id, std::uint64_t tick, std::uint64_t index);
  std::uint32_t behind(const Placed& placed) const;
  void put_in_order();

  std::uint32_t name(std::string_view text) const { return view_.names().find(text); }

  StoreView& view_;
  Recording& out_;
  std::size_t most_inputs_ = 0;
  std::vector<StoreEntry> log_;      // those that are inputs, in order
  std::vector<SystemEntry> mended_;  // in order
  std::vector<Placed> placed_;
  // Of the contact at hand: when events came in, which input is the import that is being read, and
  // which instances' last stop was a failure.
  std::vector<std::uint64_t> event_ticks_;
  std::uint32_t import_ = kNone;
  std::map<std::uint32_t, bool> failed_;
  std::size_t answers_read_ = 0;
  std::set<std::pair<std::uint8_t, std::uint64_t>> worked_;  // ticks that are RecordedWork
};

Result<Recording> Recording::read(StoreView& view, const RecordingScope& scope,
                                  const ScanProgress& progress) {
  Recording recording;
  RecordingReader reader(view, recording);
  CAMP_TRY(reader.read(scope, progress));
  return recording;
}

const RecordedAnswer* Recording::answer(const Hash128& request) const {
  const auto found = answers_.find(request);
  return found == answers_.end() ? nullptr : &found->second;
}

// ---- the store's own

Result<void> RecordingReader::read_log() {
  return walk_system_log(view_.store(),
                         [&](std::uint64_t, Result<SystemEntry> entry) -> Result<void> {
                           if (!entry.ok()) return std::move(entry).error();
                           return take_log_entry(*entry);
                         });
}

Result<void> RecordingReader::take_log_entry(const SystemEntry& entry) {
  if (is_about_incidents(entry.kind)) mended_.push_back(entry);
  if (!is_input(entry.kind)) return {};
  std::optional<RecordedRun> begun;
  if (entry.kind == SystemKind::kRunBegan) {
    CAMP_ASSIGN(const auto run, view_.runs().get(entry.subject));
    if (run.nominal) return {};  // its schedule's
    begun = RecordedRun{run.campaign, out_.arena_->copy(run.key)};
  }
  log_.push_back({entry.at_ms, entry.kind, entry.subject, entry.ticks, begun});
  return {};
}

void RecordingReader::place_stores() {
  const auto last = std::find_if(log_.rbegin(), log_.rend(), is_program);
  for (std::size_t i = 0; i < log_.size(); ++i) {
    const auto& entry = log_[i];
    auto& placed = place(entry.at_ms, "", 0, 0);
    placed.is_stores = true;
    placed.behind = static_cast<std::uint32_t>(i);
    if (is_program(entry)) {
      placed.input.what = RecordedProgram{entry.subject, &entry == &*last};
    } else if (entry.run) {
      placed.input.what = *entry.run;
    } else {
      placed.input.what = RecordedPause{order_of(entry.kind), entry.subject};
    }
  }
}

// ---- contacts

Result<void> RecordingReader::read_everybody(std::uint32_t every, const ScanProgress& progress) {
  const auto take = [&](std::string_view key, std::string_view,
                        const ContactRow& row) -> Result<void> {
    const auto id = keys::id_of_contact_key(key);
    const auto hash = xxh3_128(id);
    if (every > 1 && (hash.bytes[0] | hash.bytes[1] << 8) % every != 0) return {};
    return add_contact(id, row);
  };
  CAMP_ASSIGN(const bool stopped, walk_contacts(view_, progress, take));
  if (!stopped) return {};
  return Error{ErrorKind::kRefused, "stopped before everybody was read", "", ""};
}

Result<void> RecordingReader::read_one(const std::string& id) {
  ContactRow row;
  CAMP_ASSIGN(const bool found, read_contact(view_.store(), id, &row));
  if (!found)
    return Error{ErrorKind::kNotFound, fmt::format("there is no contact '{}'", id), "",
                 "camp contacts export shows who there is"};
  return add_contact(id, row);
}

Result<void> RecordingReader::add_contact(std::string_view id, const ContactRow& row) {
  if ((row.flags & kContactErased) != 0) {
    ++out_.erased_;
    return {};
  }
  id = out_.arena_->copy(id);
  out_.contacts_.push_back(id);
  event_ticks_.clear();
  failed_.clear();
  CAMP_ASSIGN(const auto events, events_of(id));
  CAMP_TRY(take_events(id, events));
  CAMP_ASSIGN(const auto history, ContactHistory::read(view_.store(), id, row));
  take_history(id, row, history);
  return check_room();
}

Result<void> RecordingReader::check_room() const {
  if (placed_.size() <= most_inputs_) return {};
  return Error{
      ErrorKind::kExhausted,
      fmt::format("more than {} inputs were recorded (limit kRecordedInputs)", most_inputs_), "",
      "--every 100 takes one contact in a hundred; or name contacts"};
}

RecordingReader::Placed& RecordingReader::place(std::int64_t at_ms, std::string_view id,
                                                std::uint64_t tick, std::uint64_t index) {
  auto& placed = placed_.emplace_back();
  placed.input.at_ms = at_ms;
  placed.input.contact = id;
  placed.input.tick = tick;
  placed.index = index;
  return placed;
}

// ---- events

Result<std::vector<StoredEvent>> RecordingReader::events_of(std::string_view id) {
  std::vector<StoredEvent> events;
  const auto prefix = keys::events_prefix(id);
  auto at = view_.store().iterate(Family::kEvents,
                                  {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (at->seek_to_first(); at->valid(); at->next()) {
    keys::EventKey key;
    if (!keys::parse_event(at->key(), &key)) continue;
    StoredEvent event{key.event_name, key.time_ms, key.arrival, {}};
    if (!decode_event_row(at->value(), &event.row))
      return unreadable(at->value(), fmt::format("an event of contact '{}'", id));
    event.row.id = out_.arena_->copy(event.row.id);
    event.row.data = out_.arena_->copy(event.row.data);
    event.row.ledger_id = out_.arena_->copy(event.row.ledger_id);
    events.push_back(event);
  }
  CAMP_TRY(at->status());
  std::sort(events.begin(), events.end(),
            [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
  return events;
}

// The store knows the ids of what came in, to know it again; flows' own events are not among them.
// Of events with one id the first came in; what it said is of it, and happened behind it.
Result<void> RecordingReader::take_events(std::string_view id,
                                          const std::vector<StoredEvent>& events) {
  std::string_view before;
  std::string content;
  for (const auto& event : events) {
    if (event.row.id.empty() || event.row.id == before) continue;
    before = event.row.id;
    const auto key = keys::applied(id, xxh3_128(event.row.id));
    CAMP_ASSIGN(const bool came, view_.store().get(Family::kEvents, key, &content));
    if (came) {
      event_ticks_.push_back(event.tick());
      take_event(id, event, content);
    } else if (Hash128 request; from_view(event.row.ledger_id, &request)) {
      out_.answers_[request].data = event.row.data;  // by which a service answered
    }
  }
  return {};
}

void RecordingReader::take_event(std::string_view id, const StoredEvent& event,
                                 std::string_view content) {
  const bool is_as_it_came = has_content(id, event, event.row.data, content);
  auto& placed = place(event.row.received_ms, id, event.tick(), event.arrival);
  RecordedEvent came{event.row.id, event.name, event.time_ms, event.row.data, {}, false};
  came.history = (event.row.flags & kEventHistory) != 0;
  if (!event.row.ledger_id.empty()) {
    came.named = std::exchange(came.data, as_it_came(id, event, content));
  } else if (!is_as_it_came && event.name == name(kSubscriptionRequested)) {
    came.name = name("subscribed");  // which has to be confirmed
  } else if (const auto channel = find_channel(text_in(event.row.data, "channel"));
             !is_as_it_came && channel) {
    const auto conversation = name(text_in(event.row.data, "conversation"));
    placed.input.what = RecordedConfirmation{came.id, came.time_ms, conversation, *channel};
    return;
  }
  placed.input.what = came;
}

// A receipt is completed with what the ledger knows of its message; it matters what it had said
// itself (who answers STOP to no message objects to more). The mark of what came tells.
std::string_view RecordingReader::as_it_came(std::string_view id, const StoredEvent& event,
                                             std::string_view content) {
  const auto hex = out_.arena_->copy(to_hex(event.row.ledger_id));
  std::vector<NamedValue> fields;
  (void)decode_attributes(event.row.data, *out_.arena_, &fields);  // the engine has encoded it
  const auto with = [&](unsigned completed, bool by_id) {
    auto own = fields;
    constexpr std::string_view kCompleted[] = {"message", "campaign", "channel"};
    for (unsigned i = 0; i < std::size(kCompleted); ++i) {
      const bool is_own = (completed >> i & 1) == 0;
      if (is_own && !(i == 0 && by_id)) continue;
      std::erase_if(own, [&](const NamedValue& it) { return it.name == name(kCompleted[i]); });
      if (is_own) own.push_back({name(kCompleted[i]), Value::string(hex)});
    }
    std::string data;
    encode_attributes(data, std::move(own));
    return data;
  };
  for (unsigned completed = 0; completed < 8; ++completed) {
    for (const bool by_id : {false, true}) {
      const auto data = with(completed, by_id);
      if (has_content(id, event, data, content)) return out_.arena_->copy(data);
    }
  }
  return out_.arena_->copy(with(0, true));
}

// ---- the journal

// All that one import said of a contact is one input: what reacts to a part of it sees the whole.
RecordedUpsert& RecordingReader::import_at(std::int64_t at_ms, std::string_view id,
                                           std::uint64_t tick) {
  if (import_ == kNone || placed_[import_].input.tick != tick) {
    import_ = static_cast<std::uint32_t>(placed_.size());
    place(at_ms, id, tick, 0).input.what = RecordedUpsert{{}, {}, {}, true};
  }
  return std::get<RecordedUpsert>(placed_[import_].input.what);
}

void RecordingReader::take_history(std::string_view id, const ContactRow& row,
                                   const ContactHistory& history) {
  const auto& entries = history.entries();
  const bool by_import = !entries.empty() && entries.front().entry.at_ms == row.created_ms;
  import_ = kNone;
  import_at(row.created_ms, id, by_import ? entries.front().tick : 0);
  for (const auto& line : entries) {
    const bool is_deed = line.entry.subject.flow != 0 && !came_event_in(line.tick);
    if (is_deed && worked_.insert({keys::partition_of(id), line.tick}).second)
      place(line.entry.at_ms, id, line.tick, 1).input.what = RecordedWork{};
    if (line.entry.subject.flow == 0) take_import(id, line.entry, line.tick);
    take_outcome(line);
    take_mending(id, line);
  }
}

// Of nobody's flow: an import's, or an event's, which is an input itself.
void RecordingReader::take_import(std::string_view id, const JournalEntry& entry,
                                  std::uint64_t tick) {
  const auto upsert = [&]() -> RecordedUpsert& { return import_at(entry.at_ms, id, tick); };
  const auto subscribe = [&](const Subscription& word) {
    upsert().subscriptions.push_back({word.conversation, *word.channel});
  };
  if (const auto* attributes = std::get_if<AttributesEntry>(&entry.what))
    upsert().attributes = out_.arena_->copy(attributes->attributes);
  const bool by_event = came_event_in(tick);
  if (const auto* list = std::get_if<ListEntry>(&entry.what); list && !by_event)
    upsert().lists.push_back(list->list);
  if (const auto* consent = std::get_if<ConsentEntry>(&entry.what);
      consent && consent->said.imported)
    subscribe(consent->said);
  if (const auto* asked = std::get_if<OptInEntry>(&entry.what); asked && asked->asked.imported) {
    subscribe(asked->asked);
    upsert().confirmed = false;
  }
}

// What providers and services said, where it was not simply yes.
void RecordingReader::take_outcome(const HistoryEntry& line) {
  if (const auto* message = line.entry.message()) {
    if (line.fate == Fate::kFailed || line.fate == Fate::kUnknown)
      out_.failures_[message->ledger_id] = {line.fate, out_.arena_->copy(line.reason)};
    return;
  }
  const auto* answered = std::get_if<AnsweredEntry>(&line.entry.what);
  if (answered == nullptr) return;
  auto& answer = out_.answers_[answered->id];
  answer.fate = answered->fate;
  answer.status = answered->status;
  answer.reason = out_.arena_->copy(answered->reason);
  answer.place = answers_read_++;
}

// An operator's hand shows in the history of who had failed; the system log says what was meant.
void RecordingReader::take_mending(std::string_view id, const HistoryEntry& line) {
  const auto& subject = line.entry.subject;
  const auto* transition = line.entry.transition();
  if (transition == nullptr) return;
  const bool failed =
      std::exchange(failed_[subject.instance], transition->stop == StopKind::kIncident);
  if (!failed || transition->wake != WakeKind::kOperator) return;
  const auto meant = std::find_if(mended_.begin(), mended_.end(), [&](const SystemEntry& it) {
    return it.at_ms >= line.entry.at_ms;
  });
  if (meant == mended_.end()) return;
  MendOrder order;
  order.what = meant->kind == SystemKind::kIncidentsRetried    ? Mending::kRetry
               : meant->kind == SystemKind::kIncidentsResolved ? Mending::kResolve
                                                               : Mending::kEnd;
  order.flow = subject.flow;
  order.instance = subject.instance;
  order.contact = id;
  order.reason = transition->text;
  place(line.entry.at_ms, id, line.tick, 0).input.what = RecordedMending{std::move(order)};
}

// ---- in order

// Of one instant: so many of the store's own came before. They say how far each partition had come
// then; of an older store they do not, and programs are taken to have come first, all else last.
std::uint32_t RecordingReader::behind(const Placed& placed) const {
  auto at = std::lower_bound(
      log_.begin(), log_.end(), placed.input.at_ms,
      [](const StoreEntry& entry, std::int64_t at_ms) { return entry.at_ms < at_ms; });
  const auto partition = keys::partition_of(placed.input.contact);
  for (; at != log_.end() && at->at_ms == placed.input.at_ms; ++at) {
    const bool is_before =
        at->ticks.empty() ? is_program(*at) : at->ticks[partition] < placed.input.tick;
    if (!is_before) break;
  }
  return static_cast<std::uint32_t>(at - log_.begin());
}

void RecordingReader::put_in_order() {
  for (auto& placed : placed_) placed.behind = behind(placed);
  place_stores();
  std::stable_sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) {
    return std::tuple(a.input.at_ms, a.behind, a.is_stores, a.input.tick, a.index) <
           std::tuple(b.input.at_ms, b.behind, b.is_stores, b.input.tick, b.index);
  });
  out_.inputs_.reserve(placed_.size());
  for (auto& placed : placed_) out_.inputs_.push_back(std::move(placed.input));
}

}  // namespace camp::sim
