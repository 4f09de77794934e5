#include "lang/analysis/pressure.h"

#include <algorithm>

#include "lang/analysis/caps.h"
#include "lang/analysis/run_times.h"
#include "lang/analysis/spread.h"

namespace camp {

using sema::ChannelSet;

std::optional<std::uint64_t> Load::bound() const {
  if (most && let_through) return std::min(*most, *let_through);
  return most ? most : let_through;
}

std::optional<std::uint64_t> TotalPressure::week_bound() const {
  if (boundless.empty()) return empty ? 0 : week.bound();
  return week.let_through;
}

namespace {

void add_channels(ChannelSet& set, const Course& course) {
  set |= course.channels;
  for (const auto& part : course.parts) add_channels(set, part);
}

std::vector<ChannelSet> one_by_one(const ChannelSet& set) {
  std::vector<ChannelSet> all;
  for (std::size_t i = 0; i < set.size(); ++i)
    if (set.test(i)) all.push_back(ChannelSet().set(i));
  return all;
}

class FlowWeighing {
 public:
  FlowWeighing(const sema::Model& model, const sema::FlowInfo& info, const Course& course)
      : model_(model), info_(info), flow_(*info.ast), course_(course) {
    if (info.schedule) run_times_.emplace(*info.schedule);
  }

  FlowPressure weigh() {
    FlowPressure out;
    out.flow = &flow_;
    out.transactional = info_.transactional;
    ChannelSet used;
    add_channels(used, course_);
    out.walk = longest(course_, used).most;
    out.by_hand = !flow_.journey && !run_times_;
    out.week = load(used, kMsPerWeek);
    out.day = load(used, kMsPerDay);
    out.way = densest(course_, window(used, kMsPerWeek), used, once_or_again()).way;
    if (out.way.empty()) out.way = longest(course_, used).way;
    if (run_times_) out.runs = run_times_->most_within(kMsPerWeek);
    for (const auto& one : one_by_one(used)) {
      const auto channel = static_cast<Channel>(one._Find_first());
      out.channels.push_back({channel, load(one, kMsPerWeek), load(one, kMsPerDay)});
    }
    take_sum(out.week, out.channels, &ChannelLoad::week);
    take_sum(out.day, out.channels, &ChannelLoad::day);
    if (!out.week.most) out.comes_with = starts();
    return out;
  }

 private:
  // All are not more than those of each channel.
  static void take_sum(Load& all, const std::vector<ChannelLoad>& channels,
                       Load ChannelLoad::*time) {
    std::uint64_t sum = 0;
    for (const auto& one : channels) {
      if (!(one.*time).most) return;
      sum += *(one.*time).most;
    }
    all.most = all.most ? std::min(*all.most, sum) : sum;
  }

  // Quiet hours bring messages nearer to each other (caps.h), and so do best times.
  std::int64_t window(const ChannelSet& channels, std::int64_t window_ms) const {
    return window_ms + info_.best_time_ms +
           nearer_ms(model_.policy, channels, info_.transactional, window_ms);
  }

  Again once_or_again() const {
    Again again;
    again.again = flow_.reentry == ast::ReentryWord::kAgain;
    again.may_end_anywhere = !flow_.exits.empty();
    if (flow_.again_after) again.gap_ms = sema::least_ms(flow_.again_after->value.as_duration());
    return again;
  }

  Load load(const ChannelSet& channels, std::int64_t window_ms) {
    Load load;
    load.let_through =
        let_through(model_.policy, {channels, info_.transactional, &flow_.tags}, window_ms);
    const auto wide_ms = window(channels, window_ms);
    if (flow_.journey) {
      // Side by side with itself, as often as there are keys.
      const bool many = flow_.key != nullptr && densest(course_, wide_ms, channels, {}).most != 0;
      if (!many) load.most = densest(course_, wide_ms, channels, once_or_again()).most;
    } else {
      load.most = of_runs(channels, wide_ms);
    }
    return load;
  }

  // Run beside run: each message as often as its run begins; or as many runs as are under way.
  std::optional<std::uint64_t> of_runs(const ChannelSet& channels, std::int64_t window_ms) {
    const auto of_one = densest(course_, window_ms, channels, {}).most;
    if (!run_times_) return of_one;
    const auto runs = [&](std::int64_t ms) { return run_times_->most_within(ms); };
    const auto spread = spread_of(course_, channels, window_ms, runs);
    auto most = spread.messages;
    if (of_one && spread.longest_ms) {
      const auto all = *of_one * runs(window_ms + *spread.longest_ms);
      most = most ? std::min(*most, all) : all;
    }
    return most;
  }

  std::string starts() const {
    std::string text;
    for (const auto& start : flow_.starts) {
      if (!text.empty()) text += ", ";
      const auto* clause = model_.clauses.find(start.on.id);
      if (clause == nullptr) continue;
      text += start.on.when != nullptr ? "entry into " + std::string(clause->of)
                                       : std::string(clause->event);
    }
    return text;
  }

  const sema::Model& model_;
  const sema::FlowInfo& info_;
  const ast::Flow& flow_;
  const Course& course_;
  std::optional<RunTimes> run_times_;
};

void add(Load& total, const Load& load) {
  if (load.most) total.most = total.most.value_or(0) + *load.most;
}

// Caps for all flows hold for the sum; those of a tag, for each flow.
void add(TotalPressure& total, const FlowPressure& flow) {
  total.empty = false;
  if (!flow.week.most) total.boundless.push_back(&flow);
  add(total.week, flow.week);
  add(total.day, flow.day);
  for (const auto& one : flow.channels) {
    const auto same = std::find_if(total.channels.begin(), total.channels.end(),
                                   [&](const auto& other) { return other.channel == one.channel; });
    auto& sum = same != total.channels.end() ? *same : total.channels.emplace_back();
    sum.channel = one.channel;
    sum.boundless = sum.boundless || !one.week.most;
    add(sum.week, one.week);
    add(sum.day, one.day);
  }
}

void limit(TotalPressure& total, const sema::PolicyInfo& policy, bool transactional) {
  ChannelSet all;
  for (auto& one : total.channels) {
    const auto set = ChannelSet().set(static_cast<std::size_t>(one.channel));
    all |= set;
    if (one.boundless) one.week.most = one.day.most = std::nullopt;
    one.week.let_through = let_through(policy, {set, transactional, nullptr}, kMsPerWeek);
    one.day.let_through = let_through(policy, {set, transactional, nullptr}, kMsPerDay);
  }
  total.week.let_through = let_through(policy, {all, transactional, nullptr}, kMsPerWeek);
  total.day.let_through = let_through(policy, {all, transactional, nullptr}, kMsPerDay);
  std::sort(total.channels.begin(), total.channels.end(),
            [](const auto& a, const auto& b) { return a.channel < b.channel; });
}

}  // namespace

Pressure pressure_of(const Analysis& analysis) {
  Pressure pressure;
  const auto& model = analysis.model();
  for (const auto& file : analysis.files()) {
    for (const auto& declaration : file.declarations) {
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      if (flow == nullptr) continue;
      const auto& course = pressure.courses.emplace_back(sema::course_of(model, *flow));
      pressure.flows.push_back(FlowWeighing(model, model.flows.at(flow->name.id), course).weigh());
      const auto& weighed = pressure.flows.back();
      if (weighed.walk != 0)
        add(weighed.transactional ? pressure.transactional : pressure.marketing, weighed);
    }
  }
  limit(pressure.marketing, model.policy, false);
  limit(pressure.transactional, model.policy, true);
  return pressure;
}

}  // namespace camp
