#include "cli/render/liquid_data.h"

#include <fmt/format.h>

#include "cli/render/json.h"
#include "lang/base/limits.h"

namespace camp::cli {
namespace {

class DataReader {
 public:
  explicit DataReader(Arena& arena) : arena_(arena) {}

  Value value(const Json& json, std::size_t depth) {
    too_deep_ = too_deep_ || depth > limits::kTemplateNesting;
    if (too_deep_) return Value::absent();
    switch (json.type()) {
      case Json::value_t::boolean:
        return Value::boolean(json.get<bool>());
      case Json::value_t::number_integer:
        return Value::integer(json.get<std::int64_t>());
      case Json::value_t::number_unsigned: {
        const auto number = json.get<std::uint64_t>();
        if (number > INT64_MAX) return Value::real(static_cast<double>(number));
        return Value::integer(static_cast<std::int64_t>(number));
      }
      case Json::value_t::number_float:
        return Value::real(json.get<double>());
      case Json::value_t::string:
        return Value::string(arena_.copy(json.get_ref<const std::string&>()));
      case Json::value_t::array:
        return list(json, depth);
      case Json::value_t::object:
        return record(json, depth);
      default:
        return Value::absent();
    }
  }
  bool too_deep() const { return too_deep_; }

 private:
  Value list(const Json& json, std::size_t depth) {
    auto* items = arena_.allocate_array<Value>(json.size() + 1);
    std::size_t i = 0;
    for (const auto& item : json) new (items + i++) Value(value(item, depth + 1));
    return Value::list(items, static_cast<std::uint32_t>(json.size()));
  }
  Value record(const Json& json, std::size_t depth) {
    auto* items = arena_.allocate_array<Value>(2 * json.size() + 1);
    std::size_t i = 0;
    for (const auto& [name, field] : json.items()) {
      new (items + i++) Value(Value::string(arena_.copy(name)));
      new (items + i++) Value(value(field, depth + 1));
    }
    return Value::record(items, static_cast<std::uint32_t>(json.size()));
  }

  Arena& arena_;
  bool too_deep_ = false;
};

}  // namespace

Result<Value> read_liquid_data(const std::string& json, Arena& arena) {
  Json parsed;
  try {
    parsed = Json::parse(json);
  } catch (const Json::parse_error& error) {
    return Error{ErrorKind::kInvalid,
                 fmt::format("the data is no JSON: {}", error.what()),
                 fmt::format("byte {}", error.byte),
                 {}};
  } catch (const Json::out_of_range& error) {  // 1e999
    return Error{ErrorKind::kInvalid,
                 fmt::format("the data has a number that is none: {}", error.what()),
                 {},
                 {}};
  }
  if (!parsed.is_object())
    return Error{ErrorKind::kInvalid, "the data is no JSON object: {\"name\": value, ...}", {}, {}};
  DataReader reader(arena);
  const auto value = reader.value(parsed, 0);
  if (reader.too_deep())
    return Error{ErrorKind::kInvalid,
                 fmt::format("the data is nested deeper than {}", limits::kTemplateNesting),
                 {},
                 {}};
  return value;
}

}  // namespace camp::cli
