#include "runtime/audience/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/value/json_text.h"
#include "runtime/audience/field_text.h"
#include "runtime/audience/text_encoding.h"

namespace camp {
namespace {

using JsonType = simdjson::dom::element_type;

bool refuse(JsonTyping& typing, std::string problem) {
  typing.problem = std::move(problem);
  return false;
}

bool refuse_kind(const Type& type, const JsonElement& json, JsonTyping& typing) {
  return refuse(typing, fmt::format("expected {}, found {}", to_string(type.without_optional()),
                                    json_kind(json)));
}

bool value_of_scalar_text(const Type& type, std::string_view text, const Value* schema_default,
                          JsonTyping& typing, Value* value) {
  return value_of_text(type, text, schema_default, typing.arena, value, &typing.problem,
                       typing.rules);
}

// A double is taken only where it stands for one decimal of at most six places: below 10^9 two of
// those never share a double, and the text that comes back out is the one that went in.
bool value_of_double(const Type& type, double number, const Value* schema_default,
                     JsonTyping& typing, Value* value) {
  constexpr double kExactBelow = 1e9;
  bool numeric = type.kind == TypeKind::kDecimal || type.kind == TypeKind::kMoney ||
                 type.kind == TypeKind::kInt;
  if (!numeric)
    return refuse(typing,
                  fmt::format("expected {}, found a number", to_string(type.without_optional())));
  if (!(std::abs(number) < kExactBelow))
    return refuse(typing,
                  fmt::format("`{}` is too large to be exact: write it as a string", number));
  auto text = fmt::format("{:.6f}", number);
  double back = 0;
  std::from_chars(text.data(), text.data() + text.size(), back);
  if (back != number)
    return refuse(typing, fmt::format("`{}` has more than 6 digits after the point", number));
  return value_of_scalar_text(type, text, schema_default, typing, value);
}

bool value_of_array(const Type& type, const JsonElement& json, JsonTyping& typing, Value* value) {
  if (type.kind != TypeKind::kList || type.element.empty()) return refuse_kind(type, json, typing);
  simdjson::dom::array array = json;
  // size() saturates at 2^24-1; a line is shorter than that.
  auto count = array.size();
  auto* items = typing.arena.allocate_array<Value>(count);
  auto path_size = typing.path.size();
  std::size_t at = 0;
  for (const JsonElement& item : array) {
    CAMP_ASSERT(at < count);
    fmt::format_to(std::back_inserter(typing.path), "[{}]", at);
    auto* slot = new (items + at++) Value();
    if (!value_of_json(type.element[0], item, nullptr, typing, slot)) return false;
    if (slot->is_absent() && !type.element[0].optional) return refuse(typing, "must not be absent");
    typing.path.resize(path_size);
  }
  *value = Value::list(items, static_cast<std::uint32_t>(count));
  return true;
}

bool value_of_object(const Type& type, const JsonObject& object, JsonTyping& typing, Value* value) {
  if (auto key = duplicate_key(object))
    return refuse(typing, fmt::format("the key {} occurs twice", quoted_excerpt(*key)));
  auto path_size = typing.path.size();
  auto* pairs = typing.arena.allocate_array<Value>(2 * type.fields.size());
  std::uint32_t count = 0;
  for (const auto& field : type.fields) {
    typing.path += "." + field.name;
    Value read;
    JsonElement json;
    bool there = object.at_key(field.name).get(json) == simdjson::SUCCESS;
    if (there && !value_of_json(field.type, json, nullptr, typing, &read)) return false;
    if (read.is_absent() && !field.type.optional) return refuse(typing, "is missing");
    typing.path.resize(path_size);
    if (read.is_absent()) continue;
    new (pairs + 2 * count) Value(Value::string(typing.arena.copy(field.name)));
    new (pairs + 2 * count + 1) Value(read);
    ++count;
  }
  for (auto pair : object) {
    if (type.field(pair.key) == nullptr)
      typing.note_unknown(typing.path + "." + std::string(pair.key));
  }
  *value = Value::record(pairs, count);
  return true;
}

bool value_of_money_object(const Type& type, const JsonObject& object, JsonTyping& typing,
                           Value* value) {
  JsonElement amount;
  JsonElement currency;
  std::string_view code;
  bool complete = object.size() == 2 && object.at_key("amount").get(amount) == simdjson::SUCCESS &&
                  object.at_key("currency").get(currency) == simdjson::SUCCESS &&
                  currency.get(code) == simdjson::SUCCESS;
  if (!complete) return refuse(typing, R"(expected {"amount": "19.99", "currency": "EUR"})");
  auto known = parse_currency(code);
  if (!known) return refuse(typing, quoted_excerpt(code) + " is not an ISO 4217 currency");
  auto zero = Value::money(0, *known);  // an amount without a currency takes this one
  std::string_view text;
  if (amount.get(text) == simdjson::SUCCESS && text.find(' ') != std::string_view::npos)
    return refuse(typing, quoted_excerpt(text) + " is not an amount: write it like 19.99");
  if (!value_of_json(type, amount, &zero, typing, value)) return false;
  return !value->is_absent() || refuse(typing, "the amount is missing");
}

}  // namespace

JsonReader::JsonReader() {
  constexpr std::size_t kFirstCapacity = 16u << 10;  // it grows with the texts, and keeps the depth
  auto error = parser_.allocate(kFirstCapacity, limits::kJsonDepth);
  CAMP_ASSERT(error == simdjson::SUCCESS);  // fails only without memory
}

bool JsonReader::finish(simdjson::simdjson_result<JsonElement> parsed, JsonElement* root,
                        std::string* problem) {
  auto error = std::move(parsed).get(*root);
  if (error == simdjson::SUCCESS) return true;
  if (error == simdjson::DEPTH_ERROR)
    *problem = fmt::format("nested deeper than {} (kJsonDepth)", limits::kJsonDepth);
  else if (error == simdjson::UTF8_ERROR)
    *problem = fmt::format("not UTF-8: {}", kNotUtf8);
  else
    *problem = fmt::format("not JSON: {}", simdjson::error_message(error));
  return false;
}

bool JsonReader::parse_padded(std::string_view text, JsonElement* root, std::string* problem) {
  return finish(parser_.parse(text.data(), text.size(), false), root, problem);
}

bool JsonReader::parse(std::string_view text, JsonElement* root, std::string* problem) {
  return finish(parser_.parse(simdjson::padded_string(text)), root, problem);
}

bool value_of_json(const Type& type, const JsonElement& json, const Value* schema_default,
                   JsonTyping& typing, Value* value) {
  *value = Value::absent();
  std::string_view text;
  switch (json.type()) {
    case JsonType::NULL_VALUE:
      return true;
    case JsonType::BOOL:
      if (type.kind != TypeKind::kBool) return refuse_kind(type, json, typing);
      *value = Value::boolean(json.get_bool().value_unsafe());
      return true;
    case JsonType::INT64:
    case JsonType::UINT64:
      // Text that is digits only (an order's number) is often sent as a number: nothing is lost by
      // taking it.
      if (type.kind > TypeKind::kMoney && (typing.as_agreed || type.kind != TypeKind::kString))
        return refuse_kind(type, json, typing);
      if (typing.as_agreed && type.kind == TypeKind::kBool) return refuse_kind(type, json, typing);
      json_text(json, typing.arena, &text);
      return value_of_scalar_text(type, text, schema_default, typing, value);
    case JsonType::DOUBLE:
      return value_of_double(type, json.get_double().value_unsafe(), schema_default, typing, value);
    case JsonType::STRING:
      text = json.get_string().value_unsafe();
      if (type.kind == TypeKind::kList || type.kind == TypeKind::kRecord)
        return refuse_kind(type, json, typing);
      if (typing.as_agreed && (type.kind == TypeKind::kInt || type.kind == TypeKind::kBool))
        return refuse_kind(type, json, typing);
      if (text.empty() && type.kind == TypeKind::kString) *value = Value::string(text);
      return text.empty() || value_of_scalar_text(type, text, schema_default, typing, value);
    case JsonType::ARRAY:
      return value_of_array(type, json, typing, value);
    case JsonType::OBJECT: {
      auto object = json.get_object().value_unsafe();
      if (type.kind == TypeKind::kMoney) return value_of_money_object(type, object, typing, value);
      if (type.kind == TypeKind::kRecord) return value_of_object(type, object, typing, value);
      return refuse_kind(type, json, typing);
    }
  }
  return refuse_kind(type, json, typing);
}

bool value_of_json_text(const Type& type, std::string_view json, Arena& arena, Value* value,
                        std::string* problem) {
  JsonReader reader;
  JsonElement root;
  if (!reader.parse(json, &root, problem)) return false;
  JsonTyping typing{arena, {}, {}, {}};
  if (value_of_json(type, root, nullptr, typing, value)) return true;
  *problem = typing.path.empty() ? typing.problem : typing.path + ": " + typing.problem;
  return false;
}

std::optional<std::string_view> duplicate_key(const JsonObject& object) {
  constexpr std::size_t kFew = 16;  // so many are compared each with each, more are sorted
  std::string_view few[kFew];
  if (object.size() <= kFew) {
    std::size_t count = 0;
    for (auto pair : object) {
      if (std::find(few, few + count, pair.key) != few + count) return pair.key;
      few[count++] = pair.key;
    }
    return std::nullopt;
  }
  std::vector<std::string_view> keys;
  for (auto pair : object) keys.push_back(pair.key);
  std::sort(keys.begin(), keys.end());
  auto twice = std::adjacent_find(keys.begin(), keys.end());
  return twice == keys.end() ? std::nullopt : std::optional(*twice);
}

bool json_text(const JsonElement& json, Arena& arena, std::string_view* text) {
  switch (json.type()) {
    case JsonType::STRING:
      *text = json.get_string().value_unsafe();
      return true;
    case JsonType::INT64:
      *text = arena.copy(fmt::format_int(json.get_int64().value_unsafe()).c_str());
      return true;
    case JsonType::UINT64:
      *text = arena.copy(fmt::format_int(json.get_uint64().value_unsafe()).c_str());
      return true;
    default:
      return false;
  }
}

std::string_view json_kind(const JsonElement& json) {
  switch (json.type()) {
    case JsonType::NULL_VALUE:
      return "null";
    case JsonType::BOOL:
      return "true or false";
    case JsonType::INT64:
    case JsonType::UINT64:
    case JsonType::DOUBLE:
      return "a number";
    case JsonType::STRING:
      return "a string";
    case JsonType::ARRAY:
      return "a list";
    case JsonType::OBJECT:
      return "an object";
  }
  return "something else";
}

}  // namespace camp
