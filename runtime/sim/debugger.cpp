#include "runtime/sim/debugger.h"

#include <algorithm>
#include <utility>

namespace camp::sim {

// A path ends with whole names.
bool is_at(const Place& place, const Breakpoint& breakpoint) {
  const std::string_view path = place.file, wanted = breakpoint.file;
  if (place.line != breakpoint.line || !path.ends_with(wanted)) return false;
  return wanted.empty() || path.size() == wanted.size() ||
         path[path.size() - wanted.size() - 1] == '/';
}

Result<std::unique_ptr<Debugger>> Debugger::open(std::shared_ptr<const ScenarioStage> stage,
                                                 plan::Scenario scenario) {
  std::unique_ptr<Debugger> debugger(new Debugger());
  debugger->stage_ = std::move(stage);
  debugger->scenario_ = std::move(scenario);
  CAMP_TRY(debugger->begin());
  return debugger;
}

Result<void> Debugger::change(std::shared_ptr<const ScenarioStage> stage, plan::Scenario scenario) {
  const auto moment = moment_, line = line_;
  run_.reset();  // it looks at the old ones
  stage_ = std::move(stage);
  scenario_ = std::move(scenario);
  CAMP_TRY(walk_to(moment));
  line_ = std::min(line, lines().size());
  return {};
}

Result<void> Debugger::begin() {
  trace_.clear();
  failure_.reset();
  earlier_.clear();
  decided_last_.clear();
  moment_ = done_ = line_ = 0;
  run_ = std::make_unique<ScenarioRun>(*stage_, scenario_, &trace_);
  return run_->begin();
}

// Behind that moment, or behind the last one that there is.
Result<void> Debugger::walk_to(std::size_t moment) {
  CAMP_TRY(begin());
  while (moment_ < moment) {
    CAMP_ASSIGN(const bool any, do_moment(true));
    if (!any) break;
  }
  line_ = lines().size();
  return {};
}

// The next moment; false: there is none. `stops`: one only, else also the others of its step, up to
// a breakpoint.
Result<bool> Debugger::do_moment(bool stops) {
  const bool goes_on = run_->is_under_way();
  if (!goes_on && done_ == scenario_.steps.size()) return false;
  leave_moment();
  failure_.reset();
  line_ = 0;
  const auto& step = scenario_.steps[done_];
  std::size_t passed = 0;
  run_->stop_at([&] {
    ++passed;
    if (stops || first_hit(0) < lines().size() || is_asked_to_stop()) return true;
    // The next moment of the step has lines of its own.
    if (run_->is_under_way()) leave_moment();
    return false;
  });
  const auto done = goes_on ? run_->go_on() : run_->step(step);
  moment_ += std::max<std::size_t>(passed, 1);
  if (!done.ok()) failure_ = run_->tell_failure(step, done.error());
  if (!run_->is_under_way() || failure_) ++done_;
  line_ = lines().size();
  return true;
}

// Keeps of each contact's decisions the last.
void Debugger::leave_moment() {
  std::map<std::string, Decision, std::less<>> kept;
  for (auto i = lines().size(); i-- > 0;) {
    if (kept.contains(lines()[i].contact)) continue;
    auto decision = decision_at(i);
    if (!decision) continue;
    auto contact = decision->at.contact;
    if (kept.empty()) decided_last_ = contact;
    kept.emplace(std::move(contact), std::move(*decision));
  }
  kept.merge(earlier_);
  earlier_ = std::move(kept);
  trace_.clear();
}

std::optional<Decision> Debugger::decision_at(std::size_t line) const {
  using Kind = TracePoint::Kind;
  const auto& point = lines()[line];
  if (point.kind == Kind::kQuestion) return Decision{point, std::nullopt};
  if (!point.branches)
    return point.came.empty() ? std::nullopt : std::optional(Decision{point, std::nullopt});
  const auto goes_on = std::find_if(
      lines().begin() + static_cast<std::ptrdiff_t>(line) + 1, lines().end(), [&](const auto& it) {
        return it.kind == Kind::kLine && it.contact == point.contact &&
               it.instance == point.instance;
      });
  return Decision{point, goes_on == lines().end() ? std::nullopt : std::optional(*goes_on)};
}

std::optional<Decision> Debugger::last_decision(std::string_view contact) const {
  for (auto i = std::min(line_ + 1, lines().size()); i-- > 0;) {
    if (!contact.empty() && lines()[i].contact != contact) continue;
    if (auto decision = decision_at(i)) return decision;
  }
  const auto earlier = earlier_.find(contact.empty() ? std::string_view(decided_last_) : contact);
  return earlier == earlier_.end() ? std::nullopt : std::optional(earlier->second);
}

// ---- forwards

Result<Halt> Debugger::stand_behind() {
  line_ = lines().size();
  if (failure_) return Halt::kFailure;
  return moment_ == 0 ? Halt::kBeginning : Halt::kMoment;
}

Result<Halt> Debugger::step() {
  if (line_ + 1 < lines().size()) return ++line_, Halt::kLine;
  if (line_ < lines().size()) return stand_behind();
  CAMP_ASSIGN(const bool any, do_moment(true));
  if (!any) return Halt::kEnd;
  if (lines().empty()) return stand_behind();
  line_ = 0;
  return Halt::kLine;
}

Result<Halt> Debugger::next() {
  if (line_ < lines().size()) return stand_behind();
  CAMP_ASSIGN(const bool any, do_moment(true));
  return any ? stand_behind() : Halt::kEnd;
}

Result<Halt> Debugger::go() {
  for (bool first = true;; first = false) {
    const auto from = line_ < lines().size() ? line_ + 1 : lines().size();
    if (const auto hit = first_hit(from); hit < lines().size())
      return line_ = hit, Halt::kBreakpoint;
    const bool was_inside = line_ < lines().size();
    line_ = lines().size();
    if ((!first || was_inside) && is_at_step_break()) return Halt::kBreakpoint;
    CAMP_ASSIGN(const bool any, do_moment(false));
    if (!any) return Halt::kEnd;
    if (const auto hit = first_hit(0); hit < lines().size()) return line_ = hit, Halt::kBreakpoint;
    if (failure_) return Halt::kFailure;
    if (is_asked_to_stop()) return stand_behind();
  }
}

// ---- back

Result<Halt> Debugger::restart() {
  CAMP_TRY(begin());
  return Halt::kBeginning;
}

Result<Halt> Debugger::back(std::size_t count) {
  for (; count > 0; --count) {
    if (line_ > 0) {
      --line_;
    } else {
      if (moment_ == 0) return Halt::kBeginning;
      CAMP_TRY(walk_to(moment_ - 1));
    }
  }
  return line_ < lines().size() ? Result<Halt>(Halt::kLine) : stand_behind();
}

Result<Halt> Debugger::back_over_moment() {
  if (moment_ == 0) return Halt::kBeginning;
  CAMP_TRY(walk_to(moment_ - 1));
  return stand_behind();
}

Result<Halt> Debugger::go_back() {
  while (true) {
    for (auto i = line_; i > 0; --i) {
      if (is_hit(lines()[i - 1])) return line_ = i - 1, Halt::kBreakpoint;
    }
    if (moment_ == 0) return Halt::kBeginning;
    CAMP_TRY(walk_to(moment_ - 1));
    if (is_at_step_break()) return Halt::kBreakpoint;
  }
}

// ---- breakpoints

bool Debugger::is_at_step_break() const {
  return !run_->is_under_way() && step_breakpoints_.contains(done_);
}

std::size_t Debugger::first_hit(std::size_t from) const {
  for (auto i = from; i < lines().size(); ++i)
    if (is_hit(lines()[i])) return i;
  return lines().size();
}

bool Debugger::is_hit(const TracePoint& point) const {
  return std::any_of(breakpoints_.begin(), breakpoints_.end(),
                     [&](const Breakpoint& it) { return is_at(point.place, it); });
}

}  // namespace camp::sim
