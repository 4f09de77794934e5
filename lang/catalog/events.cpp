#include "lang/catalog/events.h"

#include <algorithm>

#include "lang/base/assert.h"

namespace camp {
namespace {

struct BuiltinRow {
  std::string_view name;
  std::string_view fields;
  EventStatus status;
  std::string_view doc;
};

constexpr BuiltinRow kEvents[] = {
#define CAMP_EVENT(name, fields, status, doc) {name, fields, EventStatus::status, doc},
#include "lang/catalog/events.def"
#undef CAMP_EVENT
};

std::vector<TypeField> parse_fields(std::string_view text) {
  std::vector<TypeField> fields;
  while (!text.empty()) {
    auto comma = text.find(", ");
    auto field = text.substr(0, comma);
    auto space = field.find(' ');
    const auto type = field.substr(space + 1);
    CAMP_ASSERT(type == "string" || type == "int");  // the only types the rows use
    fields.push_back({std::string(field.substr(0, space)),
                      Type(type == "int" ? TypeKind::kInt : TypeKind::kString, true)});
    text = comma == std::string_view::npos ? "" : text.substr(comma + 2);
  }
  return fields;
}

std::vector<BuiltinEvent> make_events() {
  std::vector<BuiltinEvent> events;
  for (const auto& row : kEvents)
    events.push_back(
        {std::string(row.name), parse_fields(row.fields), row.status, std::string(row.doc)});
  std::sort(events.begin(), events.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return events;
}

}  // namespace

const std::vector<BuiltinEvent>& builtin_events() {
  static const std::vector<BuiltinEvent> events = make_events();
  return events;
}

const BuiltinEvent* find_builtin_event(std::string_view name) {
  for (const auto& event : builtin_events()) {
    if (event.name == name) return &event;
  }
  return nullptr;
}

}  // namespace camp
