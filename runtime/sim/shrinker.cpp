#include "runtime/sim/shrinker.h"

#include <utility>

#include "runtime/sim/walker.h"

namespace camp::sim {
namespace {

class Shrinker {
 public:
  Shrinker(const ScenarioStage& stage, const Choices& choices, CounterExample& example)
      : stage_(stage), choices_(choices), example_(example) {}

  Result<void> shrink() {
    auto& way = example_.way;
    beginning_ = choices_.beginnings[way.beginning];
    std::erase_if(way.turns, [](const Turn& turn) { return turn.happening == kNone; });
    CAMP_TRY(leave_out(&way.turns));
    for (auto& step : beginning_.steps) {
      if (auto* person = std::get_if<plan::MakeContact>(&step.node)) {
        CAMP_TRY(leave_out(&person->fields));
        CAMP_TRY(leave_out(&person->subscribed));
        CAMP_TRY(leave_out(&person->lists));
      }
    }
    CAMP_TRY(leave_out(&beginning_.steps));
    CAMP_ASSIGN(auto breach, walk());
    if (breach) example_.breach = std::move(*breach);
    example_.beginning = beginning_.steps;
    return {};
  }

 private:
  // Without its first moment it would be another way.
  static bool is_needed(const plan::Step& step) {
    return std::holds_alternative<plan::At>(step.node);
  }
  template <class Item>
  static bool is_needed(const Item&) {
    return false;
  }

  template <class Item>
  Result<void> leave_out(std::vector<Item>* items) {
    for (std::size_t i = items->size(); i-- > 0;) {
      if (is_needed((*items)[i])) continue;
      auto kept = *items;
      items->erase(items->begin() + static_cast<std::ptrdiff_t>(i));
      CAMP_ASSIGN(const auto breach, walk());
      if (!breach) *items = std::move(kept);
    }
    return {};
  }

  // The breach, if the way still has it.
  Result<std::optional<Breach>> walk() {
    Walker walker(stage_, choices_, beginning_, nullptr);
    std::optional<Breach> found;
    bool other = false;  // something else is broken before
    const auto look = [&]() -> Result<void> {
      CAMP_TRY(walker.look());
      for (auto& breach : walker.take_breaches()) {
        const bool same = breach.is_same(example_.breach);
        if (same && !found && !(other && example_.alone)) found = std::move(breach);
        other = other || !same;
      }
      return {};
    };
    const auto begun = walker.begin();
    if (!begun.ok()) return found;  // nothing like that can begin
    auto looked = look();
    if (!looked.ok()) return found;  // there is no contact
    for (const auto& turn : example_.way.turns) {
      if (found) return found;
      CAMP_TRY(walker.pass_until(turn.at_ms));
      CAMP_TRY(look());
      if (found) return found;
      CAMP_ASSIGN(const bool done, walker.happen(turn.happening));
      if (!done) return found;
      CAMP_TRY(look());
    }
    if (found) return found;
    CAMP_TRY(walker.pass_until(example_.breach.at_ms));
    CAMP_TRY(look());
    if (example_.breach.kind != Breach::Kind::kNeverEnds) return found;
    for (auto& breach : walker.endless())
      if (!found && breach.is_same(example_.breach)) found = std::move(breach);
    return found;
  }

  const ScenarioStage& stage_;
  const Choices& choices_;
  CounterExample& example_;
  Beginning beginning_;
};

}  // namespace

Result<void> shrink(const ScenarioStage& stage, const Choices& choices, CounterExample* example) {
  return Shrinker(stage, choices, *example).shrink();
}

}  // namespace camp::sim
