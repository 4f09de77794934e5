#include "tests/model/model_report.h"

#include <algorithm>
#include <set>

#include "tests/model/figures.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

std::string group_of(const Fact& fact) {
  return fact.flow->name + (fact.run_key.empty() ? "" : "/" + fact.run_key);
}

// The flow's run, and each arm that the fact counts for.
std::vector<std::string> groups_of(const Fact& fact) {
  std::vector<std::string> groups{group_of(fact)};
  for (const auto& [experiment, arm] : fact.arms)
    groups.push_back(groups[0] + " arm " + experiment + ":" + arm);
  return groups;
}

class OneContact {
 public:
  OneContact(const std::vector<Fact>& facts, Figures& figures) : facts_(facts), figures_(figures) {}

  void count() {
    for (const auto& fact : facts_) {
      if (fact.kind == Kind::kEntered) count_entry(fact);
      for (const auto& arm : arms_of(fact)) once(arm, "contacts");
      if (fact.kind == Kind::kRefused) figures_.add(fact.flow->name, "refused " + fact.verdict);
      if (fact.kind == Kind::kMessage) count_message(fact);
      if (fact.kind == Kind::kConverted) count_conversion(fact);
      if (fact.kind == Kind::kEvent && fact.event->name == "message.clicked") count_click(fact);
    }
  }

 private:
  static std::vector<std::string> arms_of(const Fact& fact) {
    if (!fact.flow) return {};
    auto arms = groups_of(fact);
    arms.erase(arms.begin());
    if (fact.kind == Kind::kReached)
      arms.push_back(group_of(fact) + " arm " + fact.name + ":" + fact.arm);
    return arms;
  }

  void once(const std::string& group, const std::string& name) {
    if (counted_.insert(group + " " + name).second) figures_.add(group, name);
  }

  void count_entry(const Fact& entered) {
    const auto group = group_of(entered);
    figures_.add(group, "entered");
    once(group, "contacts");
    std::string state = "standing";
    for (const auto& fact : facts_)
      if (fact.kind == Kind::kEnded && fact.instance == entered.instance) state = fact.verdict;
    figures_.add(group, state);
  }

  void count_message(const Fact& message) {
    const bool cancelled = !message.cancelled.empty();
    const bool sent = message.verdict.empty() && !cancelled;
    const bool withheld = message.verdict == "holdout";
    for (const auto& group : groups_of(message)) {
      figures_.add(group, sent        ? "sent"
                          : cancelled ? "cancelled"
                          : withheld  ? "withheld"
                                      : "skipped");
      if (sent) once(group, "reached");
    }
  }

  void count_click(const Fact& click) {
    const auto number = std::to_string(click.about);
    for (const auto& group : groups_of(facts_[click.about]))
      if (counted_.insert(group + " click " + number).second)
        figures_.add(group, "messages clicked");
  }

  void count_conversion(const Fact& conversion) {
    const auto groups = groups_of(conversion);
    for (const auto& group : groups) {
      const auto goal = group + " goal " + conversion.name;
      if (conversion.shared_by == 0) figures_.add_part(goal, "conversions", 1);
      for (auto i = conversion.shares.size(); i > 0 && conversion.shared_by != 0; --i)
        figures_.add_part(goal, "conversions", 1.0 / static_cast<double>(conversion.shared_by));
      once(goal, "converters");
      figures_.add(goal, "revenue", conversion.number);
      if (!conversion.shares.empty()) once(goal, "credited");
    }
  }

  const std::vector<Fact>& facts_;
  Figures& figures_;
  std::set<std::string> counted_;
};

}  // namespace

std::vector<std::string> report_of(const std::vector<ContactModel>& contacts) {
  Figures figures;
  for (const auto& contact : contacts) OneContact(contact.facts(), figures).count();
  return figures.lines();
}

}  // namespace camp::model
