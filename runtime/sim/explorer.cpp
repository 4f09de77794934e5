#include "runtime/sim/explorer.h"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>
#include <vector>

#include "runtime/sim/scenario_run.h"
#include "runtime/sim/shrinker.h"
#include "runtime/sim/walker.h"
#include "runtime/sim/ways.h"

namespace camp::sim {
namespace {

constexpr std::int64_t kSecondMs = 1000, kMinuteMs = 60 * kSecondMs, kDayMs = 86'400 * kSecondMs;
// So long after its beginning a schedule that is due every week has had its turn.
constexpr std::int64_t kScheduleMs = 8 * kDayMs;

struct State {
  Standing standing;
  Way way;
  std::size_t happened = 0;
  bool broken = false;  // something is, on the way to here
};

class Explorer {
 public:
  Explorer(const ScenarioStage& stage, const Choices& choices, const Bounds& bounds)
      : stage_(stage),
        choices_(choices),
        bounds_(bounds),
        listeners_(stage),
        watch_(out_.reached.branches),
        states_(bounds.happenings + 1) {
    out_.reached = stage.nothing_reached();
  }

  Result<Explored> explore() {
    for (std::uint32_t i = 0; i < choices_.beginnings.size(); ++i) CAMP_TRY(begin(i));
    for (auto& level : states_) {
      while (!level.empty() && out_.paths < bounds_.paths && !out_.stopped) {
        const auto state = std::move(level.front());
        level.pop_front();
        CAMP_TRY(go_on(state));
        out_.stopped = bounds_.stop && bounds_.stop();
      }
      out_.cut += level.size();
    }
    CAMP_TRY(shrink_all());
    return std::move(out_);
  }

 private:
  Result<void> begin(std::uint32_t beginning) {
    Walker walker(stage_, choices_, choices_.beginnings[beginning], &watch_);
    CAMP_TRY(walker.begin());
    State state;
    state.way.beginning = beginning;
    state.way.begun_ms = walker.now_ms();
    return come_to(walker, std::move(state));
  }

  // What is there now is looked at; gone on from once.
  Result<void> come_to(Walker& walker, State state) {
    ++out_.states;
    CAMP_TRY(walker.look());
    walker.note_reached(out_.reached);
    for (auto& breach : walker.take_breaches()) {
      note(std::move(breach), state.way, !state.broken);
      state.broken = true;
    }
    auto identity = walker.state(listeners_);
    const auto now_ms = walker.now_ms();
    std::string key(identity.view());
    key.append(reinterpret_cast<const char*>(&now_ms), sizeof now_ms);
    key += state.broken ? '!' : '.';
    if (!seen_.insert(std::move(key)).second) {
      ++out_.merged;
      return {};
    }
    state.standing = walker.run().standing();
    states_[state.happened].push_back(std::move(state));
    return {};
  }

  Result<void> go_on(const State& state) {
    const auto& beginning = choices_.beginnings[state.way.beginning];
    Walker walker(stage_, choices_, beginning, &watch_, state.standing);
    CAMP_TRY(walker.resume());
    CAMP_ASSIGN(const auto due_ms, walker.next_due_ms());
    const bool is_open = walker.is_under_way() ||
                         (choices_.scheduled && walker.now_ms() < state.way.begun_ms + kScheduleMs);
    const bool goes_on = due_ms && is_open;
    const bool within = goes_on && *due_ms <= state.way.begun_ms + bounds_.horizon_ms;
    CAMP_ASSIGN(const bool more, happen(walker, state, due_ms));
    if (more) ++out_.cut;
    if (within) {
      CAMP_TRY(walker.pass_until(*due_ms));
      return come_to(walker, after(state, *due_ms, kNone));
    }
    if (goes_on) ++out_.cut;
    if (!goes_on && !due_ms)
      for (auto& breach : walker.endless()) note(std::move(breach), state.way, !state.broken);
    end(walker, state);
    return {};
  }

  // Each thing that can make a difference, a minute later. Gives whether the bound keeps one back.
  Result<bool> happen(Walker& walker, const State& state, std::optional<std::int64_t> due_ms) {
    const auto now_ms = walker.now_ms();
    const auto until_ms = due_ms.value_or(now_ms + 2 * kMinuteMs);
    const auto at_ms = until_ms > now_ms + kMinuteMs   ? now_ms + kMinuteMs
                       : until_ms > now_ms + kSecondMs ? now_ms + kSecondMs
                                                       : now_ms;
    const auto before = walker.state(listeners_);
    for (std::uint32_t i = 0; i < choices_.happenings.size(); ++i) {
      if (!walker.can_happen(choices_.happenings[i], listeners_)) continue;
      if (is_full(state.happened + 1)) return true;
      Walker fork(stage_, choices_, choices_.beginnings[state.way.beginning], &watch_,
                  state.standing);
      CAMP_TRY(fork.resume());
      CAMP_TRY(fork.pass_until(at_ms));
      CAMP_ASSIGN(const bool done, fork.happen(i));
      if (!done) continue;
      CAMP_TRY(fork.look());
      // Nothing came of it: the way on which it does not happen goes on in the same manner.
      if (fork.state(listeners_) == before && fork.has_no_breach()) continue;
      auto next = after(state, at_ms, i);
      ++next.happened;
      CAMP_TRY(come_to(fork, std::move(next)));
    }
    return false;
  }

  // Of states with so many happenings there are enough: each leads to a path at least.
  bool is_full(std::size_t happened) const {
    return happened > bounds_.happenings || states_[happened].size() >= bounds_.paths;
  }

  static State after(const State& state, std::int64_t at_ms, std::uint32_t happening) {
    State next;
    next.way = state.way;
    next.way.turns.push_back({at_ms, happening});
    next.happened = state.happened;
    next.broken = state.broken;
    return next;
  }

  void end(Walker& walker, const State& state) {
    ++out_.paths;
    note_load(walker.sent(), kDayMs, state.way, &out_.day);
    note_load(walker.sent(), 7 * kDayMs, state.way, &out_.week);
  }

  static void note_load(const std::vector<SentMessage>& sent, std::int64_t window_ms,
                        const Way& way, Load* load) {
    std::array<std::uint32_t, kChannelCount> counts{};
    std::uint32_t all = 0;
    std::size_t first = 0;
    for (const auto& last : sent) {
      for (; sent[first].at_ms <= last.at_ms - window_ms; ++first, --all)
        --counts[static_cast<std::size_t>(sent[first].channel)];
      const auto channel = static_cast<std::size_t>(last.channel);
      load->by_channel[channel] = std::max(load->by_channel[channel], ++counts[channel]);
      if (++all <= load->most) continue;
      load->most = all;
      load->way = way;
    }
  }

  // The first way, and the first on which nothing else is broken before: that is what its scenario
  // would show.
  void note(Breach breach, const Way& way, bool alone) {
    const auto known =
        std::find_if(out_.examples.begin(), out_.examples.end(),
                     [&](const CounterExample& one) { return one.breach.is_same(breach); });
    if (known == out_.examples.end())
      out_.examples.push_back({std::move(breach), way, alone, {}});
    else if (alone && !known->alone)
      *known = {std::move(breach), way, alone, {}};
  }

  Result<void> shrink_all() {
    for (auto& example : out_.examples) CAMP_TRY(shrink(stage_, choices_, &example));
    return {};
  }

  const ScenarioStage& stage_;
  const Choices& choices_;
  const Bounds& bounds_;
  const Listeners listeners_;
  Explored out_;
  BranchWatch watch_;
  std::vector<std::deque<State>> states_;  // by how much has happened: the fewest first
  std::unordered_set<std::string> seen_;
};

}  // namespace

Result<Explored> explore(const ScenarioStage& stage, const Choices& choices, const Bounds& bounds) {
  return Explorer(stage, choices, bounds).explore();
}

}  // namespace camp::sim
