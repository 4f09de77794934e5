#include "runtime/audience/event_plan.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/catalog/events.h"
#include "runtime/audience/field_text.h"

namespace camp {

EventTyper::EventTyper(const ImportSchema& schema) {
  for (const auto& event : schema.program.events) {
    // camp's own: no event of the outside.
    if (schema.program.name(event.name) == kContactChanged) continue;
    by_name_.emplace(schema.program.name(event.name), plans_.size());
    plans_.push_back({schema.program.name(event.name), schema.numbers[event.name],
                      import_fields(schema, event.fields)});
  }
}

const EventPlan* EventTyper::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &plans_[found->second];
}

std::string EventTyper::unknown_event(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& plan : plans_) names.emplace_back(plan.name);
  return fmt::format("there is no event {}{}", quoted_excerpt(name), did_you_mean(name, names));
}

bool EventTyper::assign(const EventPlan& plan, const JsonObject& data, JsonTyping& typing) {
  if (auto key = duplicate_key(data)) {
    typing.problem = fmt::format("the key {} occurs twice", quoted_excerpt(*key));
    return false;
  }
  elements_.assign(plan.fields.size(), std::nullopt);
  for (auto pair : data) {
    auto index = find_import_field(plan.fields, pair.key);
    if (index < plan.fields.size())
      elements_[index] = pair.value;
    else
      typing.note_unknown(std::string(pair.key));
  }
  return true;
}

bool EventTyper::read_field(const ImportField& field, const std::optional<JsonElement>& json,
                            JsonTyping& typing) {
  Value value;
  typing.path = field.name;
  if (json && !value_of_json(*field.type, *json, field.schema_default, typing, &value))
    return false;
  if (value.is_absent() && field.schema_default != nullptr) value = *field.schema_default;
  if (!value.is_absent())
    encoder_.add(field.number, value);
  else if (!field.type->optional)
    typing.problem = "is missing";
  return !value.is_absent() || field.type->optional;
}

bool EventTyper::encode(const EventPlan& plan, const JsonObject& data, JsonTyping& typing,
                        std::string& out) {
  encoder_.clear();
  if (!assign(plan, data, typing)) return false;
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    if (!read_field(plan.fields[i], elements_[i], typing)) return false;
  }
  typing.path.clear();
  if (encoder_.size() > limits::kEventBytes) {
    typing.problem =
        fmt::format("the data takes more than {} bytes (kEventBytes)", limits::kEventBytes);
    return false;
  }
  encoder_.append_to(out);
  return true;
}

}  // namespace camp
