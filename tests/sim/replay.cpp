#include "tests/sim/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"

namespace camp::simulator {
namespace {

std::uint8_t seen_bit(ReceiptKind kind) {
  switch (kind) {
    case ReceiptKind::kDelivered:
      return kSeenDelivered;
    case ReceiptKind::kOpened:
      return kSeenOpened;
    case ReceiptKind::kClicked:
      return kSeenClicked;
    case ReceiptKind::kReplied:
      return kSeenReplied;
    case ReceiptKind::kBounced:
      return kSeenBounced;
    case ReceiptKind::kUnsubscribed:
      return kSeenUnsubscribed;
    case ReceiptKind::kComplained:
      return kSeenComplained;
    case ReceiptKind::kFailed:
      return 0;
  }
  return 0;
}

class Replay {
 public:
  explicit Replay(ProgramShelf& programs) : programs_(programs) {}

  void add(const JournalEntry& entry) {
    std::visit(
        Overloaded{
            [&](const TransitionEntry& it) { add(entry, it); },
            [&](const AssignedEntry& it) { arms_[it.assigned.experiment] = it.assigned.arm; },
            [&](const MessageEntry& it) { add(entry, it); },
            [&](const ReceiptEntry& it) { add(it); },
            [&](const ConsentEntry& it) { words_.push_back(it.said); },
            [&](const AttributesEntry& it) { add(it); },
            [&](const ListEntry& it) {
              it.member ? (void)lists_.insert(it.list) : (void)lists_.erase(it.list);
            },
            [](const RefusedEntry&) {}, [](const ConvertedEntry&) {}, [](const RefundedEntry&) {},
            [](const IncidentEntry&) {}, [&](const TalkEntry& it) { add(entry, it); },
            [&](const EventEntry& it) {
              if (!made_.emplace(it.event.event_id).second) noted_twice_ = true;
            },
            [](const OptInEntry&) {},  // no consent
            [&](const ShiftedEntry& it) { places_[entry.subject.instance].due_ms = it.due_ms; },
            [](const RequestedEntry&) {},
            [&](const AnsweredEntry& it) {
              if (!answered_.emplace(it.id.view()).second) noted_twice_ = true;
            }},
        entry.what);
  }

  std::string difference(const ContactRow& row) const {
    std::map<std::uint32_t, std::uint32_t> arms;
    for (const auto& one : row.assignments) arms[one.experiment] = one.arm;
    if (arms != arms_) return "its assignments";
    if (noted_twice_)
      return "a question's end, a target, an event made or an answer, which is there twice";
    auto text = messages_difference(row);
    if (text.empty()) text = instances_difference(row);
    if (!text.empty()) return text;
    // An erased contact's history keeps decisions, and the row nothing.
    const bool erased = (row.flags & kContactErased) != 0;
    if (row.attributes != (erased ? std::string() : attributes_)) return "its attributes";
    if (std::set<std::uint32_t>(row.lists.begin(), row.lists.end()) !=
        (erased ? std::set<std::uint32_t>() : lists_))
      return "its lists";
    if (erased) return row.subscriptions.empty() ? "" : "its subscriptions";
    for (const auto& word : words_) {
      if (!word.subscribed) continue;
      if (consents_to(row.subscriptions, word.conversation, *word.channel) != consented(word))
        return "its subscriptions";
    }
    return {};
  }

 private:
  struct Place {
    std::uint32_t flow = 0, run = 0, program = 0;
    InstanceState state{};
    std::uint32_t step = 0, waits = 0;
    std::int64_t started_ms = 0, since_ms = 0, due_ms = 0, ended_ms = 0;
  };
  struct Sent {
    Hash128 ledger_id;
    std::uint8_t seen = 0;
    friend bool operator==(const Sent&, const Sent&) = default;
  };

  // Whether any word of consent to what `about` names stands above every objection to it: asked of
  // all that was ever said, without folding it.
  bool consented(const Subscription& about) const {
    const auto voids = [](const Subscription& no, const Subscription& yes) {
      // What was confirmed was said when it was asked for.
      const auto said_ms = yes.requested_ms != 0 ? yes.requested_ms : yes.since_ms;
      const bool concerns = (no.conversation == 0 || no.conversation == yes.conversation) &&
                            (!no.channel || no.channel == yes.channel);
      return !no.subscribed && concerns && (yes.imported || no.since_ms >= said_ms);
    };
    return std::any_of(words_.begin(), words_.end(), [&](const Subscription& yes) {
      return yes.subscribed && yes.conversation == about.conversation &&
             yes.channel == about.channel &&
             std::none_of(words_.begin(), words_.end(),
                          [&](const Subscription& no) { return voids(no, yes); });
    });
  }

  void add(const JournalEntry& entry, const TransitionEntry& it) {
    auto& place = places_[entry.subject.instance];
    if (it.wake == WakeKind::kStart) {
      place.flow = entry.subject.flow;
      place.run = entry.subject.run;
      place.program = it.program;
      place.started_ms = entry.at_ms;
    }
    switch (it.stop) {
      case StopKind::kParked:
        place.state = InstanceState::kWaiting;
        place.step = it.to_step;
        place.since_ms = entry.at_ms;
        place.due_ms = it.due_ms;
        ++place.waits;
        break;
      case StopKind::kIncident:
        place.state = InstanceState::kIncident;
        break;
      case StopKind::kFinished:
      case StopKind::kExited:
        place.state = InstanceState::kEnded;
        place.ended_ms = entry.at_ms;
        break;
    }
  }

  // A talk comes by each of its points once, in a loop once a round.
  void add(const JournalEntry& entry, const TalkEntry& it) {
    const auto program = programs_.get(it.program);
    if (!program.ok() || it.step >= (*program)->program().steps.size()) {
      noted_twice_ = true;
      return;
    }
    if ((*program)->program().steps[it.step].label.find("repeat") != std::string::npos) return;
    const bool fresh = points_.insert({entry.subject.instance, it.program, it.step}).second;
    if (!fresh) noted_twice_ = true;
  }

  void add(const JournalEntry&, const MessageEntry& it) {
    const auto decision = it.verdict.decision;
    if (it.was_held) held_.erase(it.ledger_id);
    if (decision == Decision::kHeld) held_.insert(it.ledger_id);
    if (decision == Decision::kQueued || decision == Decision::kWithheld)
      sent_.push_back({it.ledger_id, 0});
  }

  void add(const ReceiptEntry& it) {
    for (auto& one : sent_)
      if (one.ledger_id == it.ledger_id) one.seen |= seen_bit(it.receipt);
  }

  void add(const AttributesEntry& it) {
    std::string merged, changed;
    if (it.attributes.empty()) return;  // blanked
    if (merge_attributes(attributes_, it.attributes, &merged, &changed)) attributes_ = merged;
  }

  std::string messages_difference(const ContactRow& row) const {
    std::vector<Sent> touches;
    for (const auto& one : row.touches)  // that a place was given back is told by no receipt
      touches.push_back({one.ledger_id, static_cast<std::uint8_t>(one.seen & ~kSeenGivenUp)});
    // The last ones; the others lie beside it. What pressure took back since may leave room in it.
    // Of an erased contact nothing is kept beside.
    const bool erased = (row.flags & kContactErased) != 0;
    const bool beside = !erased && touches.size() < sent_.size();
    const bool fits = touches.size() <= sent_.size() &&
                      std::equal(touches.rbegin(), touches.rend(), sent_.rbegin()) &&
                      (!beside || (row.flags & kTouchesBeside) != 0);
    if (!fits) return "its messages, or what was answered to them";
    std::set<Hash128> held;
    for (const auto& one : row.held) held.insert(one.ledger_id);
    return held == held_ ? "" : "its held messages";
  }

  std::string instances_difference(const ContactRow& row) const {
    for (const auto& [number, place] : places_) {
      const auto* instance = row.find_instance(number);
      if (instance == nullptr ? place.state != InstanceState::kEnded : !agree(*instance, place))
        return fmt::format("instance {}", number);
    }
    for (const auto& instance : row.instances)
      if (!places_.contains(instance.number)) return fmt::format("instance {}", instance.number);
    const auto last = places_.empty() ? 0 : places_.rbegin()->first;
    return row.next_instance == last + 1 ? "" : "how many instances it had";
  }

  static bool agree(const Instance& row, const Place& told) {
    if (std::tie(row.flow, row.run, row.program, row.state, row.started_ms) !=
        std::tie(told.flow, told.run, told.program, told.state, told.started_ms))
      return false;
    if (row.state == InstanceState::kEnded) return row.ended_ms == told.ended_ms;
    if (row.state == InstanceState::kIncident) return true;
    return std::tie(row.step, row.token, row.since_ms, row.due_ms) ==
           std::tie(told.step, told.waits, told.since_ms, told.due_ms);
  }

  std::map<std::uint32_t, std::uint32_t> arms_;
  std::string attributes_;
  std::set<std::uint32_t> lists_;
  std::vector<Subscription> words_;
  std::map<std::uint32_t, Place> places_;
  std::set<Hash128> held_;
  std::vector<Sent> sent_;
  ProgramShelf& programs_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> points_;
  std::set<std::string, std::less<>> made_;      // ids of events
  std::set<std::string, std::less<>> answered_;  // of requests
  bool noted_twice_ = false;
};

}  // namespace

std::string replay_difference(const ContactRow& row, const ContactHistory& history,
                              ProgramShelf& programs) {
  Replay replay(programs);
  for (const auto& line : history.entries()) replay.add(line.entry);
  return replay.difference(row);
}

}  // namespace camp::simulator
