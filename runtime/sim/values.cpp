#include "runtime/sim/values.h"

#include <fmt/format.h>

#include "runtime/sim/sent_history.h"
#include "runtime/sim/story.h"

namespace camp::sim {
namespace {

Error not_evaluated(const std::string& why) {
  return {ErrorKind::kInvalid, fmt::format("this could not be evaluated: {}", why), "", ""};
}

}  // namespace

Result<Value> Evaluator::evaluate(FunctionIndex function, const std::string& contact) {
  auto& store = world_.store();
  ContactRow row;
  bool found = false;
  if (!contact.empty()) {
    CAMP_ASSIGN(found, read_contact(store, contact, &row));
  }
  SentHistory history(store, world_.engine().names(), sent_);
  Situation situation;
  situation.now_ms = world_.now_ms();
  situation.contact = facts_of(contact, row);
  if (found) {
    history.set_contact(contact, row);
    situation.history = &history;
  }
  Value value;
  Incident incident;
  if (!machine_.evaluate(expressions_, function, situation, &value, &incident))
    return not_evaluated(incident.message);
  return keep(value);
}

Result<Value> Evaluator::value_of(const plan::Value& value, const std::string& contact) {
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

Result<std::vector<NamedValue>> Evaluator::fields_of(const plan::Fields& fields,
                                                     const std::string& contact) {
  std::vector<NamedValue> named;
  for (const auto& [field, value] : fields) {
    CAMP_ASSIGN(auto given, value_of(value, contact));
    named.push_back({world_.engine().names().number(field), given});
  }
  return named;
}

std::vector<Failure::Value> Evaluator::values_of(const std::vector<plan::Part>& parts,
                                                 const std::string& contact) {
  std::vector<Failure::Value> values;
  for (const auto& part : parts) {
    auto value = evaluate(part.function, contact);
    values.push_back({part.span, value.ok() ? value_text(*value, expressions_.default_zone())
                                            : value.error().message});
  }
  return values;
}

Failure Evaluator::failure_of(const plan::Invariant& invariant, const std::string& contact,
                              const Result<Value>& holds) {
  Failure failure;
  failure.about = contact;
  failure.invariant = &invariant;
  failure.values = values_of(invariant.parts, contact);
  failure.values.push_back({invariant.span, holds.ok() ? "does not hold" : "cannot be computed"});
  failure.message = fmt::format("the invariant \"{}\" is broken by {} at {}", invariant.text,
                                contact, moment_text(world_.now_ms(), expressions_.default_zone()));
  if (!holds.ok()) failure.message += ": " + holds.error().message;
  return failure;
}

}  // namespace camp::sim
