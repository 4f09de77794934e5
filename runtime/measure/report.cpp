#include "runtime/measure/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/overloaded.h"

namespace camp {
namespace {

template <class Fact>
std::uint64_t mix_fact(std::uint64_t contact, Fact fact, std::uint32_t index,
                       std::uint64_t detail = 0) {
  return mix_bits(contact ^
                  mix_bits(static_cast<std::uint64_t>(fact) << 56 ^ index ^ mix_bits(detail)));
}

GoalCounts& goal_of(Counts& counts, std::uint32_t number) {
  for (auto& goal : counts.goals) {
    if (goal.goal == number) return goal;
  }
  counts.goals.emplace_back();
  counts.goals.back().goal = number;
  return counts.goals.back();
}

RevenueSum& revenue_of(GoalCounts& goal, Currency currency) {
  for (auto& sum : goal.revenue) {
    if (sum.currency == currency) return sum;
  }
  goal.revenue.emplace_back();
  goal.revenue.back().currency = currency;
  return goal.revenue.back();
}

void note_time(Counts& counts, std::int64_t at_ms) {
  if (counts.first_ms == 0 || at_ms < counts.first_ms) counts.first_ms = at_ms;
  counts.last_ms = std::max(counts.last_ms, at_ms);
}

// Whether it is about something with a time of its own, that lies before.
bool is_by(const JournalEntry& entry, std::int64_t until_ms) {
  if (const auto* it = std::get_if<ConvertedEntry>(&entry.what)) return it->event_ms <= until_ms;
  if (const auto* it = std::get_if<RefundedEntry>(&entry.what)) return it->event_ms <= until_ms;
  return false;
}

}  // namespace

void ReportBuilder::begin_chunk() {
  queued_.clear();
  queued_of_.clear();
}

void ReportBuilder::add_outcome(MessageOutcome outcome, std::size_t ordinal) {
  const auto& message = queued_[ordinal];
  for (auto i = ordinal == 0 ? 0 : queued_[ordinal - 1].end; i < message.end; ++i) {
    auto [index, place] = queued_of_[i];
    auto& counts = counts_[index];
    add_outcome_to(counts, outcome);
    add_outcome_to(places_[place].messages, outcome);
    if (outcome == MessageOutcome::kSent || outcome == MessageOutcome::kUnknown)
      talks_.add_said({message.contact, message.instance, index}, message.program, message.step,
                      counts);
    if (outcome == MessageOutcome::kSent &&
        facts_.first(mix_fact(message.contact, Fact::kReached, index)))
      ++counts.reached;
  }
}

void ReportBuilder::add_cost(const MessageCost& cost, std::size_t ordinal) {
  for (auto i = ordinal == 0 ? 0 : queued_[ordinal - 1].end; i < queued_[ordinal].end; ++i)
    add_money(counts_[queued_of_[i].index].message_costs, cost.currency, cost.minor);
}

void ReportBuilder::leave_partition() {
  facts_.clear();
  talks_.forget();
}

ReportBuilder::Group& ReportBuilder::group_of(const Subject& subject) {
  auto key = std::uint64_t{subject.flow} << 32 | subject.run;
  if (key == last_group_key_) return groups_[last_group_];
  auto [found, made] = group_index_.emplace(key, static_cast<std::uint32_t>(groups_.size()));
  if (made) {
    groups_.push_back(
        {subject.flow, subject.run, static_cast<std::uint32_t>(counts_.size()), {}, {}});
    counts_.emplace_back();
  }
  last_group_key_ = key;
  last_group_ = found->second;
  return groups_[last_group_];
}

void ReportBuilder::find_counts(const Subject& subject) {
  auto& group = group_of(subject);
  of_.assign(1, group.counts);
  for (const auto& assignment : subject.arms) {
    auto known = std::find_if(group.arms.begin(), group.arms.end(),
                              [&](const Arm& arm) { return arm.arm == assignment; });
    if (known == group.arms.end()) {
      group.arms.push_back({assignment, static_cast<std::uint32_t>(counts_.size())});
      counts_.emplace_back();
      known = group.arms.end() - 1;
    }
    of_.push_back(known->counts);
  }
}

template <class Add>
void ReportBuilder::count(const Subject& subject, Add add) {
  find_counts(subject);
  for (auto index : of_) add(index);
}

// An instance is its program's for as long as it lives: the one it began with. What it sent as it
// began stands before that transition.
bool ReportBuilder::is_in_scope(const JournalEntry& entry, std::uint64_t contact) {
  const auto& subject = entry.subject;
  if (subject.flow != scope_->flow || subject.run != scope_->run) return false;
  if (scope_->program == 0) return true;
  constexpr std::int64_t kOfAnother = -1;  // 0: its beginning was not read yet
  auto& is_of_program = facts_[mix_fact(contact, Fact::kOfProgram, subject.instance)];
  const auto* message = entry.message();
  const auto* transition = entry.transition();
  const auto begun_by = [&](std::uint32_t program) {
    is_of_program = program == scope_->program ? 1 : kOfAnother;
  };
  if (transition != nullptr && transition->wake == WakeKind::kStart) begun_by(transition->program);
  if (message != nullptr && is_of_program == 0) begun_by(message->program);
  return is_of_program == 1;
}

void ReportBuilder::add(const JournalEntry& entry, const Contact& whose) {
  const auto contact = whose.hash;
  if (scope_ && !is_in_scope(entry, contact)) return;
  if (late_until_ms_ && !is_by(entry, *late_until_ms_)) return;
  const auto& subject = entry.subject;
  std::visit(
      Overloaded{[&](const TransitionEntry& it) {
                   count(subject, [&](auto index) {
                     add_transition(entry, it, contact, index);
                     add_stop(subject, it, contact, index);
                   });
                 },
                 [&](const MessageEntry& it) { add_message(entry, it, contact); },
                 [&](const ConvertedEntry& it) {
                   count(subject, [&](auto index) { add_converted(it, contact, index); });
                 },
                 [&](const RefundedEntry& it) {
                   count(subject, [&](auto index) { add_refunded(it, contact, index); });
                 },
                 [&](const ReceiptEntry& it) {
                   count(subject, [&](auto index) { add_receipt(it, contact, index); });
                 },
                 [&](const RefusedEntry& it) {
                   const auto why = static_cast<std::size_t>(it.why);
                   count(subject, [&](auto index) { ++counts_[index].refused[why]; });
                 },
                 [&](const IncidentEntry&) {
                   count(subject, [&](auto index) { ++counts_[index].incidents; });
                 },
                 [](const AssignedEntry&) {},  // the arms of the others say it
                 [&](const TalkEntry& it) {
                   count(subject, [&](auto index) {
                     talks_.add_point({contact, subject.instance, index}, it, counts_[index]);
                   });
                 },
                 [](const ConsentEntry&) {}, [](const AttributesEntry&) {}, [](const ListEntry&) {},
                 [](const EventEntry&) {}, [](const RequestedEntry&) {},
                 [](const AnsweredEntry&) {}, [](const OptInEntry&) {}, [](const ShiftedEntry&) {}},
      entry.what);
}

// By every kind of entry that a rate may have as its numerator, so that no rate goes beyond 1.
bool ReportBuilder::count_contact(std::uint64_t contact, std::uint32_t index) {
  bool first = facts_.first(mix_fact(contact, Fact::kContact, index));
  if (first) ++counts_[index].contacts;
  return first;
}

void ReportBuilder::add_transition(const JournalEntry& entry, const TransitionEntry& transition,
                                   std::uint64_t contact, std::uint32_t index) {
  bool first = count_contact(contact, index);
  auto& counts = counts_[index];
  if (transition.wake == WakeKind::kStart) ++counts.entered;
  // Of an arm: its first transition is the one that assigned.
  if (first || transition.wake == WakeKind::kStart) note_time(counts, entry.at_ms);
  auto& stands = facts_[mix_fact(contact, Fact::kStanding, index, entry.subject.instance)];
  bool parked = transition.stop == StopKind::kParked;
  if (parked && stands == 0) ++counts.standing;
  if (!parked && stands != 0) --counts.standing;
  stands = parked ? 1 : 0;
  if (transition.stop == StopKind::kFinished) ++counts.finished;
  if (transition.stop == StopKind::kExited) ++counts.exited;
}

std::uint32_t ReportBuilder::place_of(const Subject& subject, const PlaceKey& key,
                                      std::uint32_t index) {
  auto [found, made] = group_of(subject).places.emplace(std::pair(index, key),
                                                        static_cast<std::uint32_t>(places_.size()));
  if (made) places_.emplace_back();
  return found->second;
}

void ReportBuilder::come_by(std::uint64_t contact, std::uint32_t place) {
  if (facts_.first(mix_fact(contact, Fact::kCameBy, place))) ++places_[place].contacts;
}

void ReportBuilder::add_stop(const Subject& subject, const TransitionEntry& entry,
                             std::uint64_t contact, std::uint32_t index) {
  auto& stands_at = facts_[mix_fact(contact, Fact::kStandsAt, index, subject.instance)];
  if (stands_at != 0) --places_[static_cast<std::size_t>(stands_at - 1)].standing;
  stands_at = 0;
  bool parked = entry.stop == StopKind::kParked;
  // Who is taken out where she stood has come to no other place.
  bool left = entry.stop == StopKind::kExited && entry.to_step != entry.from_step;
  if (!parked && !left) return;
  auto place = place_of(subject, {entry.program, entry.to_step, 0, {}}, index);
  if (parked) stands_at = place + 1;
  ++(parked ? places_[place].standing : places_[place].left);
  come_by(contact, place);
}

// A message's first entry says whose it is: what was held then may leave when its contact has arms
// that she had not before. of_ is what remains of it.
void ReportBuilder::note_message(const MessageEntry& entry) {
  const auto whole = of_.front();
  const auto fact = [&](std::uint32_t index) -> std::int64_t& {
    return facts_[mix_fact(low_bits(entry.ledger_id), Fact::kMessage, index)];
  };
  if (entry.was_held) {
    std::erase_if(of_, [&](std::uint32_t index) { return index != whole && fact(index) == 0; });
  } else {
    for (auto index : of_)
      if (index != whole) fact(index) = 1;
  }
}

bool ReportBuilder::has_message(const Hash128& ledger_id, std::uint32_t index) {
  return index == of_.front() || facts_[mix_fact(low_bits(ledger_id), Fact::kMessage, index)] != 0;
}

void ReportBuilder::add_message(const JournalEntry& entry, const MessageEntry& message,
                                std::uint64_t contact) {
  find_counts(entry.subject);
  note_message(message);
  for (auto index : of_) {
    auto& counts = counts_[index];
    note_time(counts, entry.at_ms);
    if (message.was_held) --counts.held;
    add_verdict(counts, message.verdict);
    auto place = add_message_to_place(entry.subject, message, contact, index);
    if (is_queued(message)) queued_of_.push_back({index, place});
  }
  if (is_queued(message))
    queued_.push_back(
        {contact, queued_of_.size(), entry.subject.instance, message.program, message.step});
}

std::uint32_t ReportBuilder::add_message_to_place(const Subject& subject, const MessageEntry& entry,
                                                  std::uint64_t contact, std::uint32_t index) {
  auto place = place_of(subject, {entry.program, entry.step, entry.message, entry.channel}, index);
  auto& decided_at = facts_[mix_fact(low_bits(entry.ledger_id), Fact::kMessagePlace, index)];
  if (entry.was_held && decided_at != 0)
    --places_[static_cast<std::size_t>(decided_at - 1)].messages.held;
  decided_at = place + 1;
  add_verdict(places_[place].messages, entry.verdict);
  come_by(contact, place);
  return place;
}

void ReportBuilder::add_converted(const ConvertedEntry& entry, std::uint64_t contact,
                                  std::uint32_t index) {
  count_contact(contact, index);
  auto& goal = goal_of(counts_[index], entry.goal);
  const auto part = part_of_subject(entry.shares, entry.worth.num);
  goal.conversions.add(part.parts, part.of);
  if (facts_.first(mix_fact(contact, Fact::kConverter, index, entry.goal))) {
    ++goal.converters;
    ++goal.converters_by_day[calendar::local_time(zone_, entry.event_ms).date_days];
  }
  if (entry.message != 0 && facts_.first(mix_fact(contact, Fact::kCredited, index, entry.goal)))
    ++goal.credited;
  if (entry.worth.tag == Tag::kMoney)
    add_worth(Value::money(part.minor, entry.worth.aux), false, contact, index, goal);
}

// The conversion stays one; the money is gone.
void ReportBuilder::add_refunded(const RefundedEntry& entry, std::uint64_t contact,
                                 std::uint32_t index) {
  auto& goal = goal_of(counts_[index], entry.goal);
  const auto part = part_of_subject(entry.shares, entry.worth.num);
  goal.refunded.add(part.parts, part.of);
  add_worth(Value::money(part.minor, entry.worth.aux), true, contact, index, goal);
}

void ReportBuilder::add_worth(const Value& worth, bool taken_back, std::uint64_t contact,
                              std::uint32_t index, GoalCounts& goal) {
  auto& sum = revenue_of(goal, worth.aux);
  auto detail = std::uint64_t{goal.goal} << 32 | worth.aux;
  // Two facts: what she has spent, and that she has spent at all (which may have come to 0).
  if (facts_.first(mix_fact(contact, Fact::kBuyer, index, detail))) ++sum.contacts;
  auto& spent = facts_[mix_fact(contact, Fact::kWorth, index, detail)];
  auto before = static_cast<double>(spent);
  const auto add_to = [&](std::int64_t& total) {
    return taken_back ? __builtin_sub_overflow(total, worth.num, &total)
                      : __builtin_add_overflow(total, worth.num, &total);
  };
  if (add_to(sum.minor) || add_to(spent)) sum.overflowed = true;
  auto after = static_cast<double>(spent);
  sum.squares += after * after - before * before;
}

void ReportBuilder::add_receipt(const ReceiptEntry& entry, std::uint64_t contact,
                                std::uint32_t index) {
  count_contact(contact, index);
  if (!has_message(entry.ledger_id, index)) return;
  auto kind = static_cast<std::size_t>(entry.receipt);
  auto& receipts = counts_[index].receipts[kind];
  if (entry.first) ++receipts.messages;
  if (facts_.first(mix_fact(contact, Fact::kReceipt, index, kind))) ++receipts.contacts;
  auto place = facts_[mix_fact(low_bits(entry.ledger_id), Fact::kMessagePlace, index)];
  if (entry.first && place != 0)
    ++places_[static_cast<std::size_t>(place - 1)].messages.receipts[kind];
}

ReportModel ReportBuilder::take() && {
  ReportModel model;
  model.chunks = chunks();
  model.entries = entries();
  for (auto& group : groups_) {
    auto places_of = [&](std::uint32_t index) {
      Places places;
      for (auto it = group.places.lower_bound({index, PlaceKey{}});
           it != group.places.end() && it->first.first == index; ++it)
        places.emplace(it->first.second, places_[it->second]);
      return places;
    };
    RunCounts run{
        group.flow, group.run, std::move(counts_[group.counts]), {}, places_of(group.counts)};
    for (const auto& arm : group.arms)
      run.arms.push_back({arm.arm, std::move(counts_[arm.counts]), places_of(arm.counts)});
    std::sort(run.arms.begin(), run.arms.end(), [](const ArmCounts& a, const ArmCounts& b) {
      return std::pair(a.arm.experiment, a.arm.arm) < std::pair(b.arm.experiment, b.arm.arm);
    });
    model.runs.push_back(std::move(run));
  }
  std::sort(model.runs.begin(), model.runs.end(), [](const RunCounts& a, const RunCounts& b) {
    return std::pair(a.flow, a.run) < std::pair(b.flow, b.run);
  });
  return model;
}

Result<ReportModel> fold_journal(Store& store, const calendar::Zone* zone, TalkSteps steps,
                                 const std::function<bool(std::uint64_t chunks)>& go_on) {
  ReportBuilder builder(zone, std::move(steps));
  JournalFold* const folds[] = {&builder};
  CAMP_TRY(walk_journal(store, folds, go_on));
  return std::move(builder).take();
}

}  // namespace camp
