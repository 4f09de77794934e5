// The byte format is written down in value.h, above encode_value.
#include <limits>

#include "lang/base/assert.h"
#include "lang/value/value.h"

namespace camp {
namespace {

// What decode_value would refuse as too deep is not written either: the place holds the absent
// value instead. The same when lists that share their items would make the bytes explode
// (limits::kValueItems).
void encode_at(std::string& out, const Value& value, std::size_t depth, std::size_t& items_left) {
  bool too_deep = detail::is_container(value.tag) && depth >= limits::kTypeDepth;
  bool too_many = items_left == 0;
  if (!too_many) --items_left;
  if (too_deep || too_many) return put_u8(out, 0);
  put_u8(out, static_cast<std::uint8_t>(value.tag));
  switch (value.tag) {
    case Tag::kAbsent:
      return;
    case Tag::kBool:
      return put_u8(out, value.num != 0 ? 1 : 0);
    case Tag::kInt:
    case Tag::kDate:
    case Tag::kTime:
    case Tag::kDatetime:
      return put_signed(out, value.num);
    case Tag::kDecimal:
      return put_signed(out, rounded(value).num);
    case Tag::kMoney:
      put_signed(out, rounded(value).num);
      return put_varint(out, value.aux);
    case Tag::kDuration: {
      auto duration = value.as_duration();
      put_signed(out, duration.months);
      put_signed(out, duration.days);
      return put_signed(out, duration.ms);
    }
    case Tag::kString:
    case Tag::kHandle:
      return put_bytes(out, value.text());
    case Tag::kList:
      put_varint(out, value.aux);
      for (std::uint32_t i = 0; i < value.aux; ++i)
        encode_at(out, value.items[i], depth + 1, items_left);
      return;
    case Tag::kRecord:
      put_varint(out, value.aux);
      for (std::uint32_t i = 0; i < value.aux; ++i) {
        put_bytes(out, value.items[2 * i].text());
        encode_at(out, value.items[2 * i + 1], depth + 1, items_left);
      }
      return;
    case Tag::kFloat:
    case Tag::kRange:
    case Tag::kLoop:
      CAMP_ASSERT(false);  // none leaves a template: no other function makes one
  }
}

std::int32_t read_int32(Reader& in) {
  auto value = in.signed_varint();
  if (value > INT32_MAX || value < INT32_MIN) in.fail();
  return static_cast<std::int32_t>(value);
}

// Only the shape: a currency that ISO withdraws must not make old stores unreadable.
bool is_currency_shape(std::uint64_t code) {
  if (code >> 24 != 0) return false;
  for (int shift = 0; shift < 24; shift += 8) {
    auto letter = (code >> shift) & 0xFF;
    if (letter < 'A' || letter > 'Z') return false;
  }
  return true;
}

// Reads how many items follow; zero, with a failed reader, for a tag that is no container or is too
// deep.
std::size_t read_count(Tag tag, Reader& in, std::size_t depth) {
  if (!detail::is_container(tag) || depth >= limits::kTypeDepth) {
    in.fail();
    return 0;
  }
  auto count = in.count(tag == Tag::kRecord ? 2 : 1);
  if (count > UINT32_MAX / 2) in.fail();
  return in.ok() ? count : 0;
}

}  // namespace

namespace detail {

Value decode_money(Reader& in) {
  auto minor = in.signed_varint();
  auto code = in.varint();
  if (!is_currency_shape(code)) in.fail();
  return Value::money(minor, static_cast<Currency>(code));
}

Value decode_duration(Reader& in) {
  Duration duration;
  duration.months = read_int32(in);
  duration.days = read_int32(in);
  duration.ms = in.signed_varint();
  return Value::duration(duration);
}

Value decode_container(Tag tag, Reader& in, Arena& arena, std::size_t depth) {
  if (depth == 0) {
    // Counts that lie at every level would multiply what is allocated; a dry run first makes the
    // memory proportional to the bytes.
    Reader ahead = in;
    skip_container(tag, ahead, depth);
    if (!ahead.ok()) in.fail();
  }
  auto count = read_count(tag, in, depth);
  if (count == 0) return tag == Tag::kList ? Value::list(nullptr, 0) : Value::record(nullptr, 0);
  bool record = tag == Tag::kRecord;
  auto slots = record ? 2 * count : count;
  auto* items = arena.allocate_array<Value>(slots);
  for (std::size_t i = 0; i < slots; ++i) {
    bool name = record && i % 2 == 0;
    new (items + i) Value(name ? Value::string(read_text(in)) : decode_value(in, arena, depth + 1));
  }
  auto size = static_cast<std::uint32_t>(count);
  return record ? Value::record(items, size) : Value::list(items, size);
}

void skip_container(Tag tag, Reader& in, std::size_t depth) {
  auto count = read_count(tag, in, depth);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    if (tag == Tag::kRecord) read_text(in);
    skip_value(in, depth + 1);
  }
}

}  // namespace detail

void encode_value(std::string& out, const Value& value) {
  auto items_left = limits::kValueItems;
  encode_at(out, value, 0, items_left);
}

Value kept_in(Arena& arena, const Value& value) {
  std::string encoded;
  encode_value(encoded, value);
  Reader in(arena.copy(encoded));
  return decode_value(in, arena);
}

}  // namespace camp
