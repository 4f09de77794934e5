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

// It belongs to the latest message of the flow that it may belong to, to the first, or to all of
// them in equal shares. Each run that it then does not belong to, and whose experiment she came to
// within the window, has it as well, for the arm.
void ContactModel::convert(const Flow& flow, const Goal& goal, const Event& event,
                           std::int64_t now_ms) {
  const auto instance_of = [&](const Fact& fact) -> const Instance& {
    for (const auto& instance : instances_)
      if (instance.number == fact.instance) return instance;
    std::abort();
  };
  std::vector<std::size_t> messages;  // the earliest first
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& fact = facts_[i];
    if (fact.kind != Kind::kMessage || fact.flow != &flow) continue;
    if (fact.verdict != "" && fact.verdict != "holdout") continue;
    if (within(goal, fact.at_ms, event) && agrees(instance_of(fact), goal, event, now_ms))
      messages.push_back(i);
  }
  if (goal.credit.empty() && !messages.empty()) messages = {messages.back()};
  if (goal.credit == "first" && !messages.empty()) messages = {messages.front()};
  std::set<std::string> runs;
  for (auto i = messages.size(); i-- > 0;) {
    const auto& giver = instance_of(facts_[messages[i]]);
    if (runs.insert(giver.run_key).second) converted(flow, goal, event, giver, messages, now_ms);
  }
  for (auto giver = instances_.rbegin(); giver != instances_.rend(); ++giver) {
    if (giver->flow != &flow || runs.contains(giver->run_key)) continue;
    bool exposed = false;
    for (const auto& fact : facts_)
      if (fact.kind == Kind::kReached && fact.instance == giver->number)
        exposed = exposed || within(goal, fact.at_ms, event);
    if (!exposed || !agrees(*giver, goal, event, now_ms)) continue;
    runs.insert(giver->run_key);
    converted(flow, goal, event, *giver, {}, now_ms);
  }
}

// What one run has of it: `messages` are those of all runs.
void ContactModel::converted(const Flow& flow, const Goal& goal, const Event& event,
                             const Instance& giver, const std::vector<std::size_t>& messages,
                             std::int64_t now_ms) {
  std::map<std::string, std::string> arms;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kReached && fact.flow == &flow && fact.run_key == giver.run_key &&
        within(goal, fact.at_ms, event))
      arms[fact.name] = fact.arm;
  const bool is_compared = !arms.empty();
  if (!giver.outlet.empty()) arms[flow.name + "/per outlet"] = giver.outlet;
  const auto total = goal.worth ? event.numbers.at("total") : 0;
  const auto count = static_cast<std::int64_t>(messages.size());
  std::vector<std::size_t> own;
  std::int64_t own_total = 0;
  std::string thanks;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto message = messages[static_cast<std::size_t>(i)];
    if (facts_[message].run_key != giver.run_key) continue;
    const auto part = total / count + (i < total % count ? 1 : 0);
    own.push_back(message);
    own_total += part;
    thanks += fmt::format(" thanks to message {}", message_number(message));
    if (count > 1) thanks += fmt::format(" for 1/{}", count);
    if (count > 1 && goal.worth) thanks += fmt::format(" {}.{:02} EUR", part / 100, part % 100);
  }
  std::string text;
  for (const auto& [experiment, arm] : arms) text += " " + experiment + ":" + arm;
  lines_.push_back(fmt::format(
      "{} {}{}{} reached {} by {}{}{}", now_ms, flow.name,
      giver.run_key.empty() ? "" : "/" + giver.run_key, text, goal.name, cause(event),
      goal.worth ? fmt::format(" worth {}.{:02} EUR", total / 100, total % 100) : "", thanks));
  const bool whole = own.empty() || is_compared;  // arms are compared by who was assigned
  auto& fact = note(Kind::kConverted, now_ms);
  fact.flow = &flow;
  fact.run_key = giver.run_key;
  fact.name = goal.name;
  fact.event = &event;
  fact.shares = own;
  fact.shared_by = whole ? 0 : messages.size();
  fact.number = whole ? total : own_total;
  fact.arms = arms;
}

}  // namespace camp::model
