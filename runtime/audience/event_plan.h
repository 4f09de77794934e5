// An event's data from JSON to the bytes that the engine keeps, by the event's schema.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/audience/import_field.h"
#include "runtime/audience/json_value.h"

namespace camp {

struct EventPlan {
  std::string_view name;
  std::uint32_t number = 0;
  std::vector<ImportField> fields;  // sorted by number
};

// The plans of all events of a program, and the scratch to encode one event at a time.
class EventTyper {
 public:
  explicit EventTyper(const ImportSchema& schema);

  const EventPlan* find(std::string_view name) const;
  // "there is no event `purchas`, did you mean `purchase`?"
  std::string unknown_event(std::string_view name) const;

  // Appends the encoded data. On failure typing.path and typing.problem say where and why; keys
  // without a field are in typing.unknown, by their paths. A field that the data lacks gets its
  // schema default, for good: an event is a fact, and a later default must not change it.
  bool encode(const EventPlan& plan, const JsonObject& data, JsonTyping& typing, std::string& out);

 private:
  bool assign(const EventPlan& plan, const JsonObject& data, JsonTyping& typing);
  bool read_field(const ImportField& field, const std::optional<JsonElement>& json,
                  JsonTyping& typing);

  std::vector<EventPlan> plans_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
  std::vector<std::optional<JsonElement>> elements_;  // by field
  FieldEncoder encoder_;
};

}  // namespace camp
