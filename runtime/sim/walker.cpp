#include "runtime/sim/walker.h"

#include <algorithm>
#include <utility>

#include "runtime/shelf/contacts.h"
#include "runtime/sim/full_second.h"

namespace camp::sim {

Walker::Walker(const ScenarioStage& stage, const Choices& choices, const Beginning& beginning,
               MachineWatch* watch)
    : stage_(stage),
      choices_(choices),
      beginning_(beginning),
      scenario_{{}, {}, 0, {}, beginning.steps},
      run_(stage, scenario_, watch) {}

Walker::Walker(const ScenarioStage& stage, const Choices& choices, const Beginning& beginning,
               MachineWatch* watch, const Standing& from)
    : stage_(stage),
      choices_(choices),
      beginning_(beginning),
      run_(stage, scenario_, watch, from) {}

Result<void> Walker::begin() {
  CAMP_TRY(run_.begin());
  for (const auto& step : beginning_.steps) {
    CAMP_ASSIGN(const bool done, take(step, run_.step(step)));
    if (!done) return Error{ErrorKind::kInvalid, "this cannot be a beginning", "", ""};
  }
  return {};
}

Result<void> Walker::resume() {
  CAMP_TRY(run_.resume());
  CAMP_TRY(read());
  for (const auto& step : beginning_.steps)
    if (std::holds_alternative<plan::ServiceDoes>(step.node)) CAMP_TRY(run_.step(step));
  return {};
}

Result<bool> Walker::take(const plan::Step& step, const Result<void>& done) {
  if (done.ok()) return true;
  // What a step does not expect, and what the world cannot do, are told alike; an invariant is
  // known by its value.
  auto failure = run_.tell_failure(step, done.error());
  if (failure.invariant == nullptr) {
    if (done.error().kind != ErrorKind::kInvalid) return done.error();
    return false;
  }
  breaches_.push_back({Breach::Kind::kInvariant,
                       failure.invariant->text,
                       failure.about,
                       failure.message,
                       run_.now_ms(),
                       {},
                       std::move(failure.values)});
  return true;
}

// An invariant that is broken stops time where it was broken.
Result<void> Walker::pass_until(std::int64_t at_ms) {
  const auto until_ms = to_full_second(at_ms);
  for (;;) {
    const auto done = run_.advance_to(until_ms);
    CAMP_ASSIGN(const bool went, take(time_, done));
    if (!went) return done.error();
    if (run_.now_ms() >= until_ms) return {};
  }
}

Result<bool> Walker::happen(std::uint32_t happening) {
  auto step = choices_.happenings[happening].step;
  step.subject = beginning_.contact;
  return take(step, run_.step(step));
}

Result<void> Walker::look() {
  const auto before = looked_;
  CAMP_TRY(read());
  const auto found =
      breaches_in(*history_, before, stage_.program(), run_.engine().names(), beginning_.contact);
  breaches_.insert(breaches_.end(), found.begin(), found.end());
  return {};
}

Result<void> Walker::read() {
  CAMP_TRY(read_contact(run_.world().store(), beginning_.contact, &row_));
  CAMP_ASSIGN(history_, ContactHistory::read(run_.world().store(), beginning_.contact, row_));
  sent_ = sent_in(*history_);
  looked_ = {history_->entries().size(), run_.now_ms()};
  return {};
}

void Walker::note_reached(Reached& reached) const {
  sim::note_reached(*history_, stage_.program(), reached);
}

std::vector<Breach> Walker::take_breaches() { return std::exchange(breaches_, {}); }

std::vector<Breach> Walker::endless() {
  return endless_waits(row_, stage_.program(), run_.engine().names(), beginning_.contact,
                       run_.now_ms());
}

Hash128 Walker::state(const Listeners& listeners) {
  return state_of(run_.world().memory(), beginning_.contact, row_, sent_, listeners,
                  run_.engine().names());
}

bool Walker::can_happen(const Happening& happening, const Listeners& listeners) {
  const auto& names = run_.engine().names();
  if (!happening.message.empty()) {
    const auto message = names.find(happening.message);
    const bool has_got = std::any_of(sent_.begin(), sent_.end(),
                                     [&](const auto& one) { return one.message == message; });
    if (!has_got) return false;
  }
  return listeners.hear(happening.event, row_, names);
}

bool Walker::is_under_way() const {
  return !row_.held.empty() || row_.ask_ms != 0 ||
         std::any_of(row_.instances.begin(), row_.instances.end(),
                     [](const auto& one) { return one.state == InstanceState::kWaiting; });
}

Result<std::optional<std::int64_t>> Walker::next_due_ms() {
  CAMP_ASSIGN(auto due_ms, run_.engine().next_due_ms());
  if (const auto attempt_ms = run_.engine().next_attempt_ms())
    due_ms = std::min(due_ms.value_or(*attempt_ms), *attempt_ms);
  if (due_ms) due_ms = to_full_second(std::max(*due_ms, run_.now_ms()));
  return due_ms;
}

}  // namespace camp::sim
