// Round trips, and hostile bytes: decoders neither crash nor allocate more than in proportion to
// their input.
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "lang/base/limits.h"
#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp {
namespace {

std::string encoded(const Value& value) {
  std::string out;
  encode_value(out, value);
  return out;
}

// Decodes and skips; both must agree on whether and where the value ends.
bool decodes(std::string_view bytes) {
  Arena arena;
  Reader in(bytes);
  auto value = decode_value(in, arena);
  Reader skipper(bytes);
  skip_value(skipper);
  CHECK(in.ok() == skipper.ok());
  CHECK(in.left() == skipper.left());
  CHECK(arena.allocated() <= bytes.size() * sizeof(Value));
  if (in.ok()) CHECK(encoded(value).size() <= bytes.size());
  return in.ok();
}

void check_round_trip(const Value& value) {
  auto bytes = encoded(value);
  Arena arena;
  Reader in(bytes);
  auto back = decode_value(in, arena);
  CHECK((in.ok() && in.at_end()));
  CHECK(equal(back, value));
  CHECK(encoded(back) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(decodes(bytes.substr(0, size)));
}

TEST_CASE("values come back as they were; cut short they do not") {
  Value pairs[] = {Value::string("sku"), Value::string("a"), Value::string("price"),
                   Value::money(-1, currency("EUR"))};
  Value items[] = {Value::record(pairs, 2), Value::absent(), Value::boolean(true)};
  for (const auto& value :
       {Value::absent(), Value::boolean(false), Value::integer(INT64_MIN),
        Value::decimal(INT64_MAX), Value::money(INT64_MIN, currency("JPY")),
        Value::duration({INT32_MIN, INT32_MAX, INT64_MIN}), Value::date(-1), Value::time(0),
        Value::datetime(1), Value::string(""), Value::string("é"),
        Value::handle("0123456789abcdef"), Value::list(nullptr, 0), Value::record(nullptr, 0),
        Value::list(items, 3)})
    check_round_trip(value);
}

TEST_CASE("the format is what value.h says") {
  CHECK(encoded(Value::integer(-1)) == "\x02\x01");
  CHECK(encoded(Value::string("ab")) ==
        "\x09\x02"
        "ab");
  Value pair[] = {Value::string("k"), Value::boolean(true)};
  CHECK(encoded(Value::record(pair, 1)) == "\x0b\x01\x01k\x01\x01");
}

TEST_CASE("malformed values") {
  CHECK_FALSE(decodes(""));
  CHECK_FALSE(decodes("\x0d"));                              // no such tag
  CHECK_FALSE(decodes("\x01\x02"));                          // a bool of 2
  CHECK_FALSE(decodes(std::string("\x04\x00\x05", 3)));      // a currency of no letters
  CHECK_FALSE(decodes("\x0c\x01x"));                         // a handle of one byte
  CHECK_FALSE(decodes("\x0a\xff\xff\xff\xff\x0f"));          // a list of 4 billion items
  CHECK_FALSE(decodes("\x05\x80\x80\x80\x80\x20\x02\x02"));  // months beyond 32 bits
}

TEST_CASE("nesting: kTypeDepth lists are read, one more is not") {
  for (std::size_t extra : {0u, 1u}) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < limits::kTypeDepth + extra; ++i) bytes += "\x0a\x01";
    bytes += std::string("\x0a\x01\x00", 3);
    CHECK(decodes(bytes) == (extra == 0));
    std::string type;
    for (std::size_t i = 0; i < limits::kTypeDepth + extra; ++i) type += std::string("\x10\x00", 2);
    type += std::string("\x02\x00", 2);
    Reader in(type);
    decode_type(in);
    CHECK(in.ok() == (extra == 0));
  }
  std::string deep(100'000, '\x0a');
  CHECK_FALSE(decodes(deep));
}

TEST_CASE("a value deeper than kTypeDepth is written so that it can be read") {
  std::vector<Value> levels(limits::kTypeDepth + 5);
  for (std::size_t i = 1; i < levels.size(); ++i) levels[i] = Value::list(&levels[i - 1], 1);
  CHECK(decodes(encoded(levels.back())));
  CHECK_FALSE(equal(levels.back(), levels.back()));
}

TEST_CASE("counts that lie on every level do not add up") {
  // Each list claims as many items as bytes follow; its first item is the next such list.
  std::string bytes;
  for (std::size_t i = 0; i < limits::kTypeDepth; ++i) bytes += "\x0a\xe0\x5d";
  bytes += std::string(12'000, '\0');
  CHECK_FALSE(decodes(bytes));
}

TEST_CASE("random bytes, and mutated good ones") {
  std::mt19937 random(20260302);
  Value pairs[] = {Value::string("a"), Value::integer(77), Value::string("b"),
                   Value::string("text")};
  Value items[] = {Value::record(pairs, 2), Value::duration({1, 2, 3}),
                   Value::money(5, currency("EUR"))};
  auto good = encoded(Value::list(items, 3));
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 80, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() % (round % 2 == 0 ? 256 : 18));
    decodes(bytes);
    Reader in(bytes);
    auto type = decode_type(in);
    if (in.ok()) CHECK_FALSE(to_string(type).empty());
    auto mutated = good;
    mutated[random() % mutated.size()] = static_cast<char>(random());
    decodes(mutated);
  }
}

TEST_CASE("types: round trip and text") {
  Type choice(TypeKind::kChoice);
  choice.choices = {"a", "say \"b\""};
  Type record(TypeKind::kRecord);
  record.fields = {
      {"sku", TypeKind::kString}, {"price", Type(TypeKind::kMoney, true)}, {"kind", choice}};
  Type list(TypeKind::kList, true);
  list.element.push_back(record);
  CHECK(to_string(list) ==
        "list of { sku: string, price: money?, kind: one of \"a\", \"say \\\"b\\\"\" }?");
  std::string bytes;
  encode_type(bytes, list);
  Reader in(bytes);
  CHECK(decode_type(in) == list);
  CHECK((in.ok() && in.at_end()));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Reader cut(std::string_view(bytes).substr(0, size));
    decode_type(cut);
    CHECK_FALSE(cut.ok());
  }
  CHECK(record.field("price")->type.optional);
  CHECK(record.field("nothing") == nullptr);
  CHECK_FALSE(list == list.without_optional());
  CHECK(choice.is_text());
  CHECK_FALSE(record.is_text());
}

TEST_CASE("malformed types") {
  for (auto bytes :
       {std::string("\x00\x00", 2), std::string("\x14\x00", 2), std::string("\x02\x02", 2),
        std::string("\x0f\x00\x7f", 3), std::string("\x11\x00\xff\xff\x03", 5)}) {
    Reader in(bytes);
    decode_type(in);
    CHECK_FALSE(in.ok());
  }
}

}  // namespace
}  // namespace camp
