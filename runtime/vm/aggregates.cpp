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
    if (++events_seen_ <= limits::kAggregateEvents) return true;
    return fail("over the limit kAggregateEvents: a history function may look at " +
                std::to_string(limits::kAggregateEvents) + " events");
  }
  event_ = event_before_;
  if (!history_open_) return true;
  history_open_ = false;
  return situation_->history->ok() || fail("the contact's past events cannot be read");
}

// The first event of a window is the first that leaves it. Where a change of clocks leaves it in
// for a while longer, it is looked at again a minute later.
void Transition::note_window() {
  constexpr std::int64_t kMinuteMs = 60'000;
  if (window_ == Duration{}) return;
  const auto now_ms = situation_->now_ms;
  const auto leaves_ms = calendar::add(event_->time_ms, std::exchange(window_, {}), zone());
  next_change_ms_ =
      std::min(next_change_ms_, leaves_ms < now_ms ? now_ms + kMinuteMs : leaves_ms + 1);
}

// What is not there has no sum, no smallest and no mean; it can be the first or the last.
bool Transition::events_add(const Value& value) {
  note_window();
  switch (aggregate_) {
    case Aggregate::kCount:
      ++values_added_;
      return true;
    case Aggregate::kFirst:
      if (values_added_++ == 0) running_ = value;
      return true;
    case Aggregate::kLast:
      running_ = value;
      return true;
    case Aggregate::kSum:
    case Aggregate::kMin:
    case Aggregate::kMax:
    case Aggregate::kAverage:
      if (value.is_absent()) return true;
      if (values_added_++ > 0) return fold(value);
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
  if (aggregate_ == Aggregate::kMin ? *order < 0 : *order > 0) running_ = value;
  return true;
}

bool Transition::events_end(Value* sp) {
  aggregate_open_ = false;
  history_open_ = false;
  event_ = event_before_;
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
