#include "lang/value/type.h"

#include <algorithm>

#include "lang/base/limits.h"

namespace camp {
namespace {

constexpr std::uint8_t kKindCount = static_cast<std::uint8_t>(TypeKind::kAbsent) + 1;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

std::string choices_text(const Type& type) {
  std::string out = "one of ";
  for (std::size_t i = 0; i < type.choices.size(); ++i) {
    if (i > 0) out += ", ";
    out += quoted(type.choices[i]);
  }
  return out;
}

std::string record_text(const Type& type) {
  if (type.fields.empty()) return "{}";
  std::string out = "{ ";
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    if (i > 0) out += ", ";
    out += type.fields[i].name + ": " + to_string(type.fields[i].type);
  }
  return out + " }";
}

std::string bare_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::kError:
      return "unknown";
    case TypeKind::kBool:
      return "bool";
    case TypeKind::kInt:
      return "int";
    case TypeKind::kDecimal:
      return "decimal";
    case TypeKind::kMoney:
      return "money";
    case TypeKind::kDuration:
      return "duration";
    case TypeKind::kDate:
      return "date";
    case TypeKind::kTime:
      return "time";
    case TypeKind::kDatetime:
      return "datetime";
    case TypeKind::kString:
      return "string";
    case TypeKind::kEmail:
      return "email";
    case TypeKind::kPhone:
      return "phone";
    case TypeKind::kUrl:
      return "url";
    case TypeKind::kLocale:
      return "locale";
    case TypeKind::kTimezone:
      return "timezone";
    case TypeKind::kChoice:
      return choices_text(type);
    case TypeKind::kList:
      if (type.element.empty() || type.element[0].kind == TypeKind::kError) return "empty list";
      return "list of " + to_string(type.element[0]);
    case TypeKind::kRecord:
      return record_text(type);
    case TypeKind::kHandle:
      return "message handle";
    case TypeKind::kAbsent:
      return "absent";
  }
  return "unknown";
}

void decode_parts(Reader& in, Type& type, std::size_t depth) {
  if (type.kind == TypeKind::kChoice) {
    auto count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) type.choices.emplace_back(in.bytes());
    return;
  }
  if (depth >= limits::kTypeDepth) return in.fail();
  if (type.kind == TypeKind::kList) {
    type.element.push_back(decode_type(in, depth + 1));
    return;
  }
  constexpr std::size_t kFieldBytes = 3;  // an empty name's length, a kind, `optional`
  auto count = in.count(kFieldBytes);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    std::string name(in.bytes());
    type.fields.push_back({std::move(name), decode_type(in, depth + 1)});
  }
}

}  // namespace

bool Type::operator==(const Type& other) const {
  return kind == other.kind && optional == other.optional && choices == other.choices &&
         element == other.element && fields == other.fields;
}

const TypeField* Type::field(std::string_view name) const {
  auto found = std::find_if(fields.begin(), fields.end(), [&](auto& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string to_string(const Type& type) { return bare_text(type) + (type.optional ? "?" : ""); }

void encode_type(std::string& out, const Type& type) {
  put_u8(out, static_cast<std::uint8_t>(type.kind));
  put_u8(out, type.optional ? 1 : 0);
  if (type.kind == TypeKind::kChoice) {
    put_varint(out, type.choices.size());
    for (const auto& choice : type.choices) put_bytes(out, choice);
  } else if (type.kind == TypeKind::kList) {
    encode_type(out, type.element.empty() ? Type() : type.element[0]);
  } else if (type.kind == TypeKind::kRecord) {
    put_varint(out, type.fields.size());
    for (const auto& field : type.fields) {
      put_bytes(out, field.name);
      encode_type(out, field.type);
    }
  }
}

Type decode_type(Reader& in, std::size_t depth) {
  auto kind = in.u8();
  auto optional = in.u8();
  // kError is the compiler's own: a program that holds one is damaged.
  if (kind == 0 || kind >= kKindCount || optional > 1) in.fail();
  if (!in.ok()) return {};
  Type type(static_cast<TypeKind>(kind), optional == 1);
  bool has_parts = type.kind == TypeKind::kChoice || type.kind == TypeKind::kList ||
                   type.kind == TypeKind::kRecord;
  if (has_parts) decode_parts(in, type, depth);
  return in.ok() ? type : Type();
}

}  // namespace camp
