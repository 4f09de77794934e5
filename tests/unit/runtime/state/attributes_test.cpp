#include <catch2/catch.hpp>
#include <map>

#include "runtime/state/contact_row.h"
#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

// One attribute, encoded; absent ones too, as a change has them.
std::string one(std::uint32_t name, const Value& value) {
  std::string bytes;
  put_varint(bytes, 1);
  put_varint(bytes, name);
  encode_value(bytes, value);
  return bytes;
}

TEST_CASE("attributes are sorted, without absent ones, the last of a name") {
  std::string bytes = "old";
  encode_attributes(bytes, {{9, Value::integer(9)},
                            {3, Value::integer(1)},
                            {5, Value::absent()},
                            {3, Value::integer(2)},
                            {4, Value::integer(4)},
                            {4, Value::absent()}});
  Arena arena;
  std::vector<NamedValue> out;
  REQUIRE(decode_attributes(bytes, arena, &out));
  REQUIRE(out.size() == 2);
  CHECK((out[0].name == 3 && out[0].value.num == 2));
  CHECK((out[1].name == 9 && out[1].value.num == 9));
}

TEST_CASE("no attributes") {
  Arena arena;
  std::vector<NamedValue> out(1);
  std::string bytes;
  CHECK(decode_attributes(bytes, arena, &out));
  CHECK(out.empty());
  CHECK(find_attribute(bytes, 1, arena).is_absent());
  std::string merged, difference;
  CHECK_FALSE(merge_attributes(bytes, one(1, Value::absent()), &merged, &difference));
  CHECK_FALSE(merge_attributes(bytes, "", &merged, &difference));
  encode_attributes(bytes, {});
  CHECK(decode_attributes(bytes, arena, &out));
  CHECK(out.empty());
}

TEST_CASE("an attribute of every kind is found among the others") {
  Value items[] = {Value::string("x"), Value::integer(1)};
  std::string handle(16, 'h');
  std::vector<NamedValue> values = {
      {1, Value::boolean(true)},         {2, Value::integer(INT64_MIN)},
      {3, Value::decimal(INT64_MAX)},    {4, Value::money(-5, currency("EUR"))},
      {5, Value::duration({1, -2, 3})},  {6, Value::date(-1)},
      {7, Value::time(86'399'999)},      {8, Value::datetime(kNow)},
      {200, Value::string("s")},         {300, Value::list(items, 2)},
      {40'000, Value::record(items, 1)}, {UINT32_MAX, Value::handle(handle)}};
  std::string bytes;
  encode_attributes(bytes, values);
  Arena arena;
  for (const auto& it : values) CHECK(equal(find_attribute(bytes, it.name, arena), it.value));
  for (std::uint32_t name : {0u, 9u, 199u, 39'999u, UINT32_MAX - 1}) {
    CHECK(find_attribute(bytes, name, arena).is_absent());
  }
}

TEST_CASE("merge_attributes does what a map does, and tells what changed") {
  std::mt19937_64 random(1);
  std::map<std::uint32_t, std::string> expected;
  std::string bytes, merged, difference;
  Arena arena;
  std::vector<NamedValue> out;
  for (int i = 0; i < 3000; ++i) {
    std::map<std::uint32_t, std::string> given;  // "": taken away
    for (auto n = random() % 4; n > 0; --n)
      given[static_cast<std::uint32_t>(random() % 200)] =  // crosses the count's 127 | 128
          std::string(random() % 5, static_cast<char>('a' + random() % 2));
    std::string encoded;
    std::map<std::uint32_t, std::string> changed;
    put_varint(encoded, given.size());
    for (const auto& [name, text] : given) {
      put_varint(encoded, name);
      encode_value(encoded, text.empty() ? Value::absent() : Value::string(text));
      auto there = expected.find(name);
      if (text != (there == expected.end() ? "" : there->second)) changed[name] = text;
      if (text.empty()) expected.erase(name);
      if (!text.empty()) expected[name] = text;
    }
    bool any = merge_attributes(bytes, encoded, &merged, &difference);
    REQUIRE(any == !changed.empty());
    if (!any) continue;
    bytes = merged;
    auto check = [&](const std::string& have, const std::map<std::uint32_t, std::string>& wanted) {
      REQUIRE(decode_attributes(have, arena, &out));
      REQUIRE(out.size() == wanted.size());
      auto at = out.begin();
      for (const auto& [name, text] : wanted) {
        REQUIRE((at->name == name && (at->value.is_absent() ? "" : at->value.text()) == text));
        ++at;
      }
    };
    check(difference, changed);
    check(bytes, expected);
    arena.reset();
  }
  CHECK(expected.size() > 128);
}

TEST_CASE("malformed attributes are refused, and looked into without harm") {
  using namespace std::string_view_literals;
  Arena arena;
  std::vector<NamedValue> out;
  for (auto bytes : {"\x01"sv, "\x01\x01"sv, "\x01\x01\x09\x05"sv, "\x02\x01\x00\x01\x00"sv,
                     "\x02\x02\x00\x01\x00"sv, "\x00\x00"sv, "\x01\x01\x63"sv, "\x01\x01\x01\x02"sv,
                     "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"sv}) {
    CAPTURE(to_hex(bytes));
    CHECK_FALSE(decode_attributes(bytes, arena, &out));
    find_attribute(bytes, 1, arena);
    find_attribute(bytes, 9, arena);
    auto sealed = std::string("\x01\x00\x00", 3);
    put_bytes(sealed, bytes);
    sealed.append(std::string("\0\0\0\0\0\1\0", 7));
    seal(sealed);
    ContactRow row;
    CHECK_FALSE(decode_contact_row(sealed, &row));
  }
}

TEST_CASE("a glance sees flags, attributes and lists") {
  auto row = typical_row();
  row.flags = kContactErased;
  std::string bytes;
  encode_contact_row(bytes, row);
  ContactGlance seen;
  REQUIRE(glance(bytes, &seen));
  CHECK(seen.flags == kContactErased);
  CHECK(seen.attributes == row.attributes);
  CHECK(list_in(seen.lists, 12));
  CHECK(list_in(seen.lists, 130));
  for (std::uint32_t list : {0u, 11u, 13u, 131u}) CHECK_FALSE(list_in(seen.lists, list));
  CHECK_FALSE(list_in("", 1));
  CHECK_FALSE(list_in("\x05", 1));
}

}  // namespace
}  // namespace camp
