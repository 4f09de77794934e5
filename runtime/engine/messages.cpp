// The second half of the effect gate: once per contact and tick, when its transitions are done,
// over the messages that they decided and the held ones.
#include <algorithm>
#include <utility>

#include "runtime/engine/earlier_places.h"
#include "runtime/engine/shard.h"
#include "runtime/policy/pressure.h"
#include "runtime/shelf/given_up.h"
#include "runtime/state/confirm_link.h"
#include "runtime/vm/zone_clock.h"

namespace camp {
namespace {

// Of those just decided, in their order; empty: none is sent at best time.
using BestTimes = std::vector<std::optional<BestTimeFound>>;

// One contact whose messages are asked about.
class ContactPress {
 public:
  ContactPress(const ShardWorld& world, Tick& tick, ContactChanges& changes, ContactSlot& slot,
               const LinkedProgram& current, const BestTimes& best_times, std::int64_t now_ms)
      : world_(world),
        tick_(tick),
        changes_(changes),
        slot_(slot),
        current_(current),
        best_times_(best_times),
        now_ms_(now_ms),
        zone_(current.zone_of(slot.row.attributes, tick.arena())),
        clock_(zone_),
        policy_{current.program().policy, Caps(current.program().policy, current.cap_tags()),
                clock_} {}

  Result<void> run() {
    CAMP_TRY(adopt_earlier());
    changes_.give_back_places(slot_, [&](const CapPlace& place) {
      return policy_.caps.counted_until_ms(taken(place), clock_) <= now_ms_;
    });
    const bool clock_changed = slot_.ask_held && tells_zone_anew();
    for (const auto& held : slot_.row.held) {
      const bool is_due = held.exited || held.release_ms <= now_ms_ ||
                          (clock_changed && held.pressure == to_number(Gate::kQuiet));
      CAMP_TRY(add_held(held, slot_.ask_held && is_due));
    }
    for (std::size_t i = 0; i < slot_.decided.size(); ++i) {
      add_decided(slot_.decided[i]);
      if (!best_times_.empty()) messages_.back().best_time = best_times_[i];
    }
    auto pressed = press(messages_, taken_places(), policy_, now_ms_);
    if (is_any_held_skipped(pressed) && ask_capped())
      pressed = press(messages_, taken_places(), policy_, now_ms_);
    if (is_any_capped(pressed)) {
      CAMP_ASSIGN(const bool more_room, give_back_failed());
      if (more_room) pressed = press(messages_, taken_places(), policy_, now_ms_);
    }
    settle_decided(pressed);
    settle_held(pressed);
    return {};
  }

 private:
  struct Sender {
    const LinkedProgram* program = nullptr;
    std::uint32_t flow = 0;
  };

  static TakenPlace taken(const CapPlace& place) {
    return {place.at_ms, {place.channel, place.transactional, place.tags}};
  }
  std::vector<TakenPlace> taken_places() const {
    std::vector<TakenPlace> all;
    for (const auto& place : slot_.row.places) all.push_back(taken(place));
    return all;
  }
  static std::uint8_t to_number(Gate gate) { return static_cast<std::uint8_t>(gate); }
  // A held message competes for places until it leaves: one that never will makes room.
  bool is_any_held_skipped(const std::vector<Pressed>& pressed) const {
    return std::any_of(pressed.begin(),
                       pressed.begin() + static_cast<std::ptrdiff_t>(slot_.row.held.size()),
                       [](const Pressed& it) { return it.verdict.decision == Decision::kSkipped; });
  }
  static bool is_any_capped(const std::vector<Pressed>& pressed) {
    return std::any_of(pressed.begin(), pressed.end(),
                       [](const Pressed& it) { return it.verdict.gate == Gate::kCapped; });
  }

  // A cap counts what was sent before it came.
  Result<void> adopt_earlier() {
    const bool has_caps = !policy_.rules.caps.empty();
    const auto program = has_caps ? current_.store_number() : 0;
    if (slot_.row.caps_of == program) return {};
    std::vector<CapPlace> earlier;
    if (has_caps) {
      CAMP_ASSIGN(earlier, earlier_places(world_.store, world_.programs, slot_, policy_.caps,
                                          clock_, now_ms_));
    }
    changes_.adopt_places(slot_, program, std::move(earlier));
    return {};
  }

  // Whether this tick changed an attribute by which the contact's hours are known.
  bool tells_zone_anew() const {
    std::vector<NamedValue> values;
    for (const auto& entry : slot_.entries) {
      const auto* changed = std::get_if<AttributesEntry>(&entry.what);
      if (changed == nullptr) continue;
      decode_attributes(changed->attributes, tick_.arena(), &values);
      if (std::any_of(values.begin(), values.end(),
                      [&](const NamedValue& it) { return current_.tells_zone(it.name); }))
        return true;
    }
    return false;
  }

  // Those that wait for room, though their time has not come; whether there are any.
  bool ask_capped() {
    bool any = false;
    for (std::size_t i = 0; i < slot_.row.held.size(); ++i) {
      const auto& held = slot_.row.held[i];
      if (messages_[i].is_asked || held.pressure != to_number(Gate::kCapped)) continue;
      ask(messages_[i], held, senders_[i]);
      any = true;
    }
    return any;
  }

  Result<void> add_held(const HeldMessage& held, bool is_asked) {
    CAMP_ASSIGN(const auto program, world_.programs.get(held.program));
    const auto flow = program->flow_by_number(held.flow);
    if (flow == kNone) {
      return Error{ErrorKind::kCorrupt, "a held message does not fit its program",
                   std::string(slot_.id()), "stop, keep a copy of the store and restore a backup"};
    }
    senders_.push_back({program.get(), flow});  // the shelf keeps it
    PressedMessage message = message_of(senders_.back());
    message.ledger_id = held.ledger_id;
    message.message = held.message;
    message.facts.channel = held.channel;
    message.facts.transactional = held.transactional;
    const auto* sender = slot_.row.find_instance(held.instance);
    message.exited = held.exited || (sender != nullptr && sender->taken_out);
    message.stopped_by = world_.pauses.holder(held.flow, held.channel);
    message.is_asked = false;
    message.release_ms = held.release_ms;
    message.decided_ms = held.decided_ms;
    message.step = held.step;
    if (is_asked) ask(message, held, senders_.back());
    messages_.push_back(message);
    return {};
  }

  // Much may have changed while it was held, consent, lists, the contact itself.
  void ask(PressedMessage& message, const HeldMessage& held, const Sender& sender) const {
    auto permission = permission_of(*sender.program, sender.program->program().flows[sender.flow],
                                    held.channel, facts_of(slot_.id(), slot_.row), now_ms_);
    permission.address = !address_of(*sender.program, held).empty();
    message.permission = permit(permission);
    message.is_asked = true;
  }

  void add_decided(const DecidedMessage& decided) {
    const auto& [at_ms, subject, what] = slot_.entries[decided.entry];
    const auto& entry = std::get<MessageEntry>(what);
    senders_.push_back({decided.program, decided.flow});
    PressedMessage message = message_of(senders_.back());
    message.ledger_id = entry.ledger_id;
    message.message = entry.message;
    message.facts.channel = entry.channel;
    message.facts.transactional = entry.transactional;
    message.stopped_by = world_.pauses.holder(subject.flow, entry.channel);
    message.decided_ms = at_ms;
    message.step = entry.step;
    messages_.push_back(message);
  }

  Work work_of(const Sender& sender, const HeldMessage& held) const {
    const auto* instance = slot_.row.find_instance(held.instance);
    return {slot_,
            *sender.program,
            sender.flow,
            held.run,
            held.instance,
            now_ms_,
            instance == nullptr ? 0 : instance->outlet};
  }

  // What its flow says.
  PressedMessage message_of(const Sender& sender) const {
    const auto& program = *sender.program;
    const auto& flow = program.program().flows[sender.flow];
    PressedMessage message;
    message.facts.tags = program.flow_tags(sender.flow);
    message.expires_ms = program.expires_ms(sender.flow, zone_);
    message.priority = flow.priority;
    message.flow = program.program().name(flow.name);
    return message;
  }

  // Places of messages that failed for good, looked for only where one is wanted.
  Result<bool> give_back_failed() {
    Result<void> status;
    const auto is_given_up = [&](const CapPlace& place) {
      const bool is_told = place.tick != 0 && place.tick < tick_.number(slot_);
      if (!status.ok() || !is_told) return false;
      auto gone = was_given_up(world_.store, slot_.partition(), place.tick, place.ledger_id);
      if (!gone.ok()) status = std::move(gone).error();
      if (!status.ok() || !*gone) return false;
      for (auto& touch : slot_.row.touches)
        if (touch.ledger_id == place.ledger_id) touch.seen |= kSeenGivenUp;
      return true;
    };
    const bool any = changes_.give_back_places(slot_, is_given_up);
    CAMP_TRY(status);
    return any;
  }

  void settle_decided(const std::vector<Pressed>& pressed) {
    const auto held_count = slot_.row.held.size();
    const auto policy = current_.store_number();
    for (std::size_t i = 0; i < slot_.decided.size(); ++i) {
      const auto& answer = pressed[held_count + i];
      const auto entry = slot_.decided[i].entry;
      if (answer.verdict.decision == Decision::kHeld)
        newly_held_.push_back({entry, answer});
      else if (answer.verdict.decision == Decision::kSkipped)
        changes_.refuse(slot_, entry, answer, policy);
      else
        take_place(messages_[held_count + i]);
    }
    slot_.decided.clear();
  }

  void settle_held(const std::vector<Pressed>& pressed) {
    const auto policy = current_.store_number();
    auto before = std::exchange(slot_.row.held, {});
    std::vector<HeldMessage> stay;
    for (std::size_t i = 0; i < before.size(); ++i) {
      auto& held = before[i];
      const auto& answer = pressed[i];
      if (answer.verdict.decision == Decision::kHeld) {
        if (messages_[i].is_asked) changes_.hold_on(slot_, held, answer);
        stay.push_back(std::move(held));
        continue;
      }
      if (answer.verdict.decision == Decision::kQueued) {
        take_place(messages_[i]);
        address_anew(*senders_[i].program, held);
      }
      changes_.release(slot_, held, subject_of(work_of(senders_[i], held)), answer, policy,
                       now_ms_);
    }
    slot_.row.held = std::move(stay);
    for (const auto& [entry, answer] : newly_held_) changes_.hold(slot_, entry, answer, policy);
  }

  std::string_view address_of(const LinkedProgram& program, const HeldMessage& held) const {
    return program.address_in(slot_.row.attributes, held.channel, tick_.arena());
  }

  // It goes to the address that the contact has now, and a link in it is for that.
  void address_anew(const LinkedProgram& program, HeldMessage& held) {
    const auto address = address_of(program, held);
    if (held.address == address) return;
    held.address = address;
    held.slots = readdressed(world_.secret, std::move(held.slots), address);
  }

  void take_place(const PressedMessage& message) {
    const auto& facts = message.facts;
    if (!policy_.caps.count(facts)) return;
    changes_.take_place(slot_, {message.ledger_id,
                                tick_.number(slot_),
                                now_ms_,
                                facts.channel,
                                facts.transactional,
                                {facts.tags.begin(), facts.tags.end()}});
  }

  const ShardWorld& world_;
  Tick& tick_;
  ContactChanges& changes_;
  ContactSlot& slot_;
  const LinkedProgram& current_;
  const BestTimes& best_times_;
  const std::int64_t now_ms_;
  const calendar::Zone* zone_;
  const ZoneClock clock_;
  const Policy policy_;
  std::vector<PressedMessage> messages_;  // the row's held ones, then those decided in this tick
  std::vector<Sender> senders_;
  std::vector<std::pair<std::size_t, Pressed>> newly_held_;
};

bool may_expire(const DecidedMessage& decided) {
  return decided.program->program().flows[decided.flow].expires.is_set;
}
bool seeks_best_time(const DecidedMessage& decided) {
  return decided.program->program().flows[decided.flow].sends[decided.send].best_time.has_value();
}

}  // namespace

Result<void> Shard::press_messages(std::int64_t now_ms) {
  const auto current = world_.programs.current();
  if (!current) return {};  // nobody ever sent anything
  for (auto* slot : tick_.slots()) {
    if (!slot->ask_held && slot->decided.empty()) continue;
    CAMP_TRY(press_contact(*slot, *current, now_ms));
    if (current->seeks_best_times()) CAMP_TRY(count_messages(*slot, *current));
  }
  return {};
}

Result<void> Shard::press_contact(ContactSlot& slot, const LinkedProgram& current,
                                  std::int64_t now_ms) {
  const auto& decided = slot.decided;
  const bool seeks = std::any_of(decided.begin(), decided.end(), seeks_best_time);
  const bool presses = !current.program().policy.is_empty() || seeks || world_.pauses.any() ||
                       !slot.row.held.empty() || slot.row.caps_of != 0 ||
                       std::any_of(decided.begin(), decided.end(), may_expire);
  if (!presses) return {};  // the common case costs nothing
  BestTimes best_times;
  for (std::size_t i = 0; seeks && i < decided.size(); ++i) {
    CAMP_ASSIGN(best_times.emplace_back(), best_time_of(slot, decided[i], current, now_ms));
  }
  return ContactPress(world_, tick_, changes_, slot, current, best_times, now_ms).run();
}

}  // namespace camp
