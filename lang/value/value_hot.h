// The inline halves of equal, same, compare, decode_value and skip_value: plain values here, lists
// and records behind a call. Included by value.h only; everybody else includes that.
#pragma once
#include <cstdint>
#include <optional>

#include "lang/base/limits.h"
#include "lang/value/value.h"

namespace camp {

namespace detail {
bool equal_containers(const Value& a, const Value& b);
bool equal_numbers(const Value& a, const Value& b);
std::optional<bool> same_containers(const Value& a, const Value& b);
std::optional<int> compare_unlike(const Value& a, const Value& b);
std::optional<int> compare_durations(const Value& a, const Value& b);
Value decode_container(Tag tag, Reader& in, Arena& arena, std::size_t depth);
Value decode_money(Reader& in);
Value decode_duration(Reader& in);
void skip_container(Tag tag, Reader& in, std::size_t depth);

inline constexpr std::size_t kHandleBytes = 16;

inline bool is_container(Tag tag) { return tag == Tag::kList || tag == Tag::kRecord; }

// Of values that are not both the same kind of container.
inline bool equal_plain(const Value& a, const Value& b) {
  if (a.tag != b.tag) return equal_numbers(a, b);
  switch (a.tag) {
    case Tag::kAbsent:
      return true;
    case Tag::kDecimal:
      return a.num == b.num && a.days == b.days;
    case Tag::kMoney:
    case Tag::kDuration:
    case Tag::kRange:
      return a.num == b.num && a.aux == b.aux && a.days == b.days;
    case Tag::kFloat:
      return a.as_real() == b.as_real();
    case Tag::kString:
    case Tag::kHandle:
      return a.text() == b.text();
    default:
      return a.num == b.num;
  }
}

// Whether it is one and the same question that both answer.
inline bool comparable_plain(const Value& a, const Value& b) {
  if (a.tag == b.tag) return a.tag != Tag::kMoney || a.aux == b.aux;
  const auto number = [](const Value& v) { return v.tag == Tag::kInt || v.tag == Tag::kDecimal; };
  return a.is_absent() || b.is_absent() || (number(a) && number(b));
}

inline int compare_fractions(const Fraction& a, const Fraction& b) {
  if (a == b) return 0;
  if (a.of == 0 || b.of == 0) return a.of == 0 ? -1 : 1;
  return std::uint64_t{a.part} * b.of < std::uint64_t{b.part} * a.of ? -1 : 1;
}

inline std::string_view read_text(Reader& in) {
  auto text = in.bytes();
  if (text.size() > UINT32_MAX) in.fail();  // Value::aux could not hold the length
  return text;
}

inline std::string_view read_handle(Reader& in) {
  auto text = in.bytes();
  if (text.size() != kHandleBytes) in.fail();
  return text;
}

inline std::int64_t read_bool(Reader& in) {
  auto byte = in.u8();
  if (byte > 1) in.fail();
  return byte;
}
}  // namespace detail

inline bool equal(const Value& a, const Value& b) {
  if (a.tag == b.tag && detail::is_container(a.tag)) return detail::equal_containers(a, b);
  return detail::equal_plain(a, b);
}

inline std::optional<bool> same(const Value& a, const Value& b) {
  if (a.tag == b.tag && detail::is_container(a.tag)) return detail::same_containers(a, b);
  if (!detail::comparable_plain(a, b)) return std::nullopt;
  return detail::equal_plain(a, b);
}

inline std::optional<int> compare(const Value& a, const Value& b) {
  auto sign = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  auto exactly = [&] {
    return a.num == b.num ? detail::compare_fractions(a.beyond(), b.beyond()) : sign(a.num, b.num);
  };
  if (a.tag != b.tag) return detail::compare_unlike(a, b);
  switch (a.tag) {
    case Tag::kBool:
    case Tag::kInt:
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
      return sign(a.num, b.num);
    case Tag::kDecimal:
      return exactly();
    case Tag::kString:
      return sign(a.text().compare(b.text()), 0);
    case Tag::kMoney:
      if (a.aux != b.aux) return std::nullopt;
      return exactly();
    case Tag::kDuration:
      return detail::compare_durations(a, b);
    default:
      return std::nullopt;
  }
}

inline Value decode_value(Reader& in, Arena& arena, std::size_t depth) {
  auto tag = static_cast<Tag>(in.u8());
  Value value;
  switch (tag) {
    case Tag::kAbsent:
      return value;
    case Tag::kBool:
      value.num = detail::read_bool(in);
      break;
    case Tag::kInt:
    case Tag::kDecimal:
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
      value.num = in.signed_varint();
      break;
    case Tag::kString:
      value = Value::string(detail::read_text(in));
      break;
    case Tag::kHandle:
      value = Value::handle(detail::read_handle(in));
      break;
    case Tag::kMoney:
      value = detail::decode_money(in);
      break;
    case Tag::kDuration:
      value = detail::decode_duration(in);
      break;
    default:
      value = detail::decode_container(tag, in, arena, depth);
      break;
  }
  if (!in.ok()) return Value::absent();
  value.tag = tag;
  return value;
}

inline void skip_value(Reader& in, std::size_t depth) {
  auto tag = static_cast<Tag>(in.u8());
  switch (tag) {
    case Tag::kAbsent:
      return;
    case Tag::kBool:
      detail::read_bool(in);
      return;
    case Tag::kInt:
    case Tag::kDecimal:
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
      in.varint();
      return;
    case Tag::kString:
      detail::read_text(in);
      return;
    case Tag::kHandle:
      detail::read_handle(in);
      return;
    case Tag::kMoney:
      detail::decode_money(in);
      return;
    case Tag::kDuration:
      detail::decode_duration(in);
      return;
    default:
      detail::skip_container(tag, in, depth);
      return;
  }
}

}  // namespace camp
