// The contact's past: one aggregate at a time, event by event. Values of past events were copied
// into the arena when they were read (event_field), so a running value stays good while the history
// goes on.
#include "runtime/vm/transition.h"

namespace camp {

// Pops the window: a duration back from now in the contact's zone, or absent for all time. Now is
// inside.
bool Transition::events_begin(NameIndex event, std::uint8_t aggregate, Value* sp) {
  if (aggregate_open_) return fail("a history function is asked inside of another");
  const auto& window = sp[-1];
  if (!window.is_absent() && window.tag != Tag::kDuration)
    return fail("a history's window is not a duration");
  const auto now_ms = situation_->now_ms;
  const auto from_ms =
      window.is_absent() ? INT64_MIN : calendar::subtract(now_ms, window.as_duration(), zone());
  window_ = window.is_absent() ? Duration{} : window.as_duration();
  aggregate_open_ = true;
  aggregate_ = static_cast<Aggregate>(aggregate);
  events_seen_ = 0;
  values_added_ = 0;
  decisive_ms_ = first_seen_ms_ = kNoEvent;
  running_ = Value::absent();
  event_before_ = event_;
  history_open_ = situation_->history != nullptr;
  if (history_open_) situation_->history->open(linked_->number(event), from_ms, now_ms);
  return true;
}

bool Transition::events_next(bool* more) {
  *more = history_open_ && situation_->history->next(&past_event_);
  if (*more) {
    event_ = &past_event_;
    if (first_seen_ms_ == kNoEvent) first_seen_ms_ = event_->time_ms;
    if (++events_seen_ <= limits::kAggregateEvents) return true;
    return fail("over the limit kAggregateEvents: a history function may look at " +
                std::to_string(limits::kAggregateEvents) + " events");
  }
  event_ = event_before_;
  if (!history_open_) return true;
  history_open_ = false;
  return situation_->history->ok() || fail("the contact's past events cannot be read");
}

// When that event leaves the window. Where a change of clocks leaves it in for a while longer, it
// is looked at again a minute later.
void Transition::note_leaving(std::int64_t event_ms) {
  constexpr std::int64_t kMinuteMs = 60'000;
  if (window_ == Duration{} || event_ms == kNoEvent) return;
  const auto now_ms = situation_->now_ms;
  const auto leaves_ms = calendar::add(event_ms, window_, zone());
  next_change_ms_ =
      std::min(next_change_ms_, leaves_ms < now_ms ? now_ms + kMinuteMs : leaves_ms + 1);
}

// What is not there has no sum, no smallest and no mean; it can be the first or the last. The event
// whose leaving changes the result first is decisive: they come and leave by their times.
bool Transition::events_add(const Value& value) {
  const bool has_to_be_there = aggregate_ != Aggregate::kCount && aggregate_ != Aggregate::kFirst &&
                               aggregate_ != Aggregate::kLast;
  if (has_to_be_there && value.is_absent()) return true;
  const auto at_ms = event_->time_ms;
  const bool is_first = values_added_ == 0;
  added_ms_[static_cast<std::size_t>(values_added_++) % kAtLeastMax] = at_ms;
  if (is_first || aggregate_ == Aggregate::kLast) decisive_ms_ = at_ms;
  switch (aggregate_) {
    case Aggregate::kCount:
      return true;
    case Aggregate::kFirst:
      if (is_first) running_ = value;
      return true;
    case Aggregate::kLast:
      running_ = value;
      return true;
    case Aggregate::kSum:
    case Aggregate::kMin:
    case Aggregate::kMax:
    case Aggregate::kAverage:
      if (!is_first) return fold(value);
      running_ = value;
      return true;
  }
  return true;
}

bool Transition::fold(const Value& value) {
  if (aggregate_ == Aggregate::kSum || aggregate_ == Aggregate::kAverage) {
    Value pair[2] = {running_, value};
    if (!arithmetic_on(Arithmetic::kAdd, pair + 2)) return false;
    running_ = pair[0];
    return true;
  }
  const auto order = compare(value, running_);
  if (!order) return fail_comparison(value, running_);
  if (*order == 0) decisive_ms_ = event_->time_ms;
  if (aggregate_ == Aggregate::kMin ? *order < 0 : *order > 0) {
    running_ = value;
    decisive_ms_ = event_->time_ms;
  }
  return true;
}

void Transition::close_aggregate() {
  aggregate_open_ = false;
  history_open_ = false;
  event_ = event_before_;
}

// Fewer come to it by none that leaves; of more, as many may leave as there are too many.
void Transition::events_at_least(std::uint8_t wanted, Value* sp) {
  close_aggregate();
  const bool reached = values_added_ >= wanted;
  if (reached)
    note_leaving(added_ms_[static_cast<std::size_t>(values_added_ - wanted) % kAtLeastMax]);
  *sp = Value::boolean(reached);
}

bool Transition::events_end(Value* sp) {
  close_aggregate();
  note_leaving(decisive_ms_);
  switch (aggregate_) {
    case Aggregate::kCount:
      *sp = Value::integer(values_added_);
      return true;
    case Aggregate::kAverage: {
      *sp = Value::absent();
      if (values_added_ == 0) return true;
      Value pair[2] = {running_, Value::integer(values_added_)};
      if (!arithmetic_on(Arithmetic::kDivide, pair + 2)) return false;
      *sp = pair[0];
      return true;
    }
    case Aggregate::kSum:  // of nothing: absent, for only the compiler knows which zero is meant
    case Aggregate::kMin:
    case Aggregate::kMax:
    case Aggregate::kFirst:
    case Aggregate::kLast:
      *sp = running_;
      return true;
  }
  return true;
}

}  // namespace camp
