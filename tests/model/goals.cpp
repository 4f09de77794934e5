// What an event is to the goals of the flows that a contact is or was in.
#include <fmt/format.h>

#include <set>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

}  // namespace

void ContactModel::goals(std::size_t fact, std::int64_t now_ms) {
  for (const auto& flow : life_.project.flows)
    for (const auto& goal : flow.goals)
      if (goal.on.event == facts_[fact].event->name)
        convert(flow, goal, *facts_[fact].event, now_ms);
}

// Both ends are inside; without `within` it never closes.
bool ContactModel::within(const Goal& goal, std::int64_t from_ms, const Event& event) const {
  if (event.time_ms < from_ms) return false;
  return !goal.within || event.time_ms <= later(from_ms, *goal.within, zone());
}

bool ContactModel::agrees(const Instance& instance, const Goal& goal, const Event& event,
                          std::int64_t now_ms) const {
  const Scope scope{&instance, goal.on.alias, &event, now_ms};
  return goal.on.is_condition() ? holds(goal.on.where, scope) : fits(goal.on, event, scope);
}

// It belongs to the latest message of the flow that it may belong to. Each run that it then does
// not belong to, and whose experiment she came to within the window, has it as well, for the arm.
void ContactModel::convert(const Flow& flow, const Goal& goal, const Event& event,
                           std::int64_t now_ms) {
  const auto instance_of = [&](const Fact& fact) -> const Instance& {
    for (const auto& instance : instances_)
      if (instance.number == fact.instance) return instance;
    std::abort();
  };
  const auto converted = [&](const Instance& giver, std::size_t message) {
    std::map<std::string, std::string> arms;
    for (const auto& fact : facts_)
      if (fact.kind == Kind::kReached && fact.flow == &flow && fact.run_key == giver.run_key &&
          within(goal, fact.at_ms, event))
        arms[fact.name] = fact.arm;
    if (!giver.outlet.empty()) arms[flow.name + "/per outlet"] = giver.outlet;
    std::string text;
    for (const auto& [experiment, arm] : arms) text += " " + experiment + ":" + arm;
    lines_.push_back(fmt::format(
        "{} {}{}{} reached {} by {}{}{}", now_ms, flow.name,
        giver.run_key.empty() ? "" : "/" + giver.run_key, text, goal.name, cause(event),
        goal.worth ? fmt::format(" worth {}.{:02} EUR", event.numbers.at("total") / 100,
                                 event.numbers.at("total") % 100)
                   : "",
        message == SIZE_MAX ? "" : fmt::format(" thanks to message {}", message_number(message))));
    auto& fact = note(Kind::kConverted, now_ms);
    fact.flow = &flow;
    fact.run_key = giver.run_key;
    fact.name = goal.name;
    fact.event = &event;
    fact.about = message;
    fact.number = goal.worth ? event.numbers.at("total") : 0;
    fact.arms = arms;
  };
  std::set<std::string> runs;
  for (auto i = facts_.size(); i-- > 0 && runs.empty();) {
    const auto& fact = facts_[i];
    if (fact.kind != Kind::kMessage || fact.flow != &flow) continue;
    if (fact.verdict != "" && fact.verdict != "holdout") continue;
    const auto& giver = instance_of(fact);
    if (!within(goal, fact.at_ms, event) || !agrees(giver, goal, event, now_ms)) continue;
    runs.insert(giver.run_key);
    converted(giver, i);
  }
  for (auto giver = instances_.rbegin(); giver != instances_.rend(); ++giver) {
    if (giver->flow != &flow || runs.contains(giver->run_key)) continue;
    bool exposed = false;
    for (const auto& fact : facts_)
      if (fact.kind == Kind::kReached && fact.instance == giver->number)
        exposed = exposed || within(goal, fact.at_ms, event);
    if (!exposed || !agrees(*giver, goal, event, now_ms)) continue;
    runs.insert(giver->run_key);
    converted(*giver, SIZE_MAX);
  }
}

}  // namespace camp::model
