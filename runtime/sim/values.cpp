// Expressions of a scenario: evaluated by the production machine, over the contact as she is.
#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "runtime/sim/scenario_run.h"
#include "runtime/sim/sent_history.h"

namespace camp::sim {

// Values of the machine live until its next call; those of a step until the scenario's end.
Value ScenarioRun::keep(const Value& value) { return kept_in(arena_, value); }

// About nobody when `contact` is "" or not there yet.
Result<Value> ScenarioRun::evaluate(FunctionIndex function, const std::string& contact) {
  ContactRow row;
  bool found = false;
  if (!contact.empty()) {
    CAMP_ASSIGN(found, read_contact(world_.store(), contact, &row));
  }
  SentHistory history(world_.store(), engine().names());
  Situation situation;
  situation.now_ms = now_ms();
  situation.contact = facts_of(contact, row);
  if (found) {
    history.set_contact(contact, row);
    situation.history = &history;
  }
  Value value;
  Incident incident;
  if (!machine_.evaluate(stage_.expressions(), function, situation, &value, &incident))
    return unmet(fmt::format("this could not be evaluated: {}", incident.message));
  return keep(value);
}

Result<Value> ScenarioRun::value_of(const plan::Value& value, const std::string& contact) {
  if (value.function != kNone) return evaluate(value.function, contact);
  if (value.is_list) {
    auto* items = arena_.allocate_array<Value>(value.items.size() + 1);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      CAMP_ASSIGN(items[i], value_of(value.items[i], contact));
    }
    return Value::list(items, static_cast<std::uint32_t>(value.items.size()));
  }
  auto* pairs = arena_.allocate_array<Value>(2 * value.fields.size() + 1);
  for (std::size_t i = 0; i < value.fields.size(); ++i) {
    pairs[2 * i] = Value::string(value.fields[i].name);
    CAMP_ASSIGN(pairs[2 * i + 1], value_of(value.fields[i].value, contact));
  }
  return Value::record(pairs, static_cast<std::uint32_t>(value.fields.size()));
}

Result<std::vector<NamedValue>> ScenarioRun::fields_of(const plan::Fields& fields,
                                                       const std::string& contact) {
  std::vector<NamedValue> named;
  for (const auto& [field, value] : fields) {
    CAMP_ASSIGN(auto given, value_of(value, contact));
    named.push_back({engine().names().number(field), given});
  }
  return named;
}

Result<std::int64_t> ScenarioRun::moment_after(FunctionIndex duration) {
  CAMP_ASSIGN(auto value, evaluate(duration, ""));
  return calendar::add(now_ms(), value.as_duration(), stage_.program().default_zone());
}

Result<std::int64_t> ScenarioRun::moment_before(FunctionIndex duration) {
  CAMP_ASSIGN(auto value, evaluate(duration, ""));
  return calendar::subtract(now_ms(), value.as_duration(), stage_.program().default_zone());
}

}  // namespace camp::sim
