#include "runtime/audience/contact_export.h"

#include <catch2/catch.hpp>
#include <random>

#include "lang/base/unicode.h"
#include "runtime/audience/import_field.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

class Hostile {
 public:
  explicit Hostile(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  // Texts as an import leaves them: well-formed, in one normal form.
  std::string text() {
    const std::string_view pieces[] = {"'",
                                       "''",
                                       "=",
                                       "+",
                                       "-",
                                       "@",
                                       "\t",
                                       "\r",
                                       "\n",
                                       "\r\n",
                                       " ",
                                       "\"",
                                       "\"\"",
                                       ",",
                                       ";",
                                       "a",
                                       "sep=;",
                                       "0",
                                       "\\",
                                       "{",
                                       "[",
                                       "\x01",
                                       "\x7f",
                                       "\xC3\xA9",
                                       "e\xCC\x81",
                                       "\xC2\xA0",
                                       "\xE2\x80\x8B",
                                       "\xEF\xBB\xBF",
                                       "\xE2\x80\xA8",
                                       "\xF0\x9F\x98\x80",
                                       "null",
                                       "id",
                                       "NaN"};
    std::string out;
    for (auto n = below(7); n > 0; --n) out += pieces[below(std::size(pieces))];
    std::string scratch;
    return std::string(normalized(out, scratch));
  }
  std::string id(int number) {
    std::string out;
    for (char c : text()) {
      if (c >= ' ' && c != '\x7f') out.push_back(c);
    }
    return tidied(out) + std::to_string(number);
  }
  std::int64_t number() {
    auto n = static_cast<std::int64_t>(random_());
    return below(3) == 0 ? n : n >> below(63);
  }
  Value value(const Type& type, Arena& arena) {
    switch (type.kind) {
      case TypeKind::kBool:
        return Value::boolean(below(2) == 0);
      case TypeKind::kInt:
        return Value::integer(number());
      case TypeKind::kDecimal:
        return Value::decimal(number());
      case TypeKind::kMoney:
        return Value::money(number(), currency(below(2) == 0 ? "EUR" : "JPY"));
      case TypeKind::kDuration:
        return Value::duration(duration(below(2) == 0 ? 1 : -1));
      case TypeKind::kDate:
        return Value::date(static_cast<std::int64_t>(below(200'000)) - 100'000);
      case TypeKind::kTime:
        return Value::time(static_cast<std::int64_t>(below(86'400'000)));
      case TypeKind::kDatetime:
        return Value::datetime(static_cast<std::int64_t>(below(4'000'000'000'000)));
      case TypeKind::kString:
        return Value::string(arena.copy(text()));
      case TypeKind::kEmail:
        return Value::string(below(2) == 0 ? "+a'=b@example.com" : "-@example.com");
      case TypeKind::kPhone:
        return Value::string("+358401234567");
      case TypeKind::kChoice:
        return Value::string(below(2) == 0 ? "=1" : "'=1");
      case TypeKind::kList:
        return list(type.element[0], arena);
      default:
        return record(type, arena);
    }
  }

 private:
  Duration duration(int sign) {
    return {sign * static_cast<std::int32_t>(below(30)),
            sign * static_cast<std::int32_t>(below(40)),
            sign * static_cast<std::int64_t>(below(90'000'000))};
  }
  Value list(const Type& element, Arena& arena) {
    auto count = below(3);
    auto* items = arena.allocate_array<Value>(count);
    for (std::uint64_t i = 0; i < count; ++i) new (items + i) Value(value(element, arena));
    return Value::list(items, static_cast<std::uint32_t>(count));
  }
  Value record(const Type& type, Arena& arena) {
    auto* pairs = arena.allocate_array<Value>(2 * type.fields.size());
    std::uint32_t count = 0;
    for (const auto& field : type.fields) {
      new (pairs + 2 * count) Value(Value::string(arena.copy(field.name)));
      new (pairs + 2 * count++ + 1) Value(value(field.type, arena));
    }
    return Value::record(pairs, count);
  }
  std::mt19937_64 random_;
};

struct Everything : test::Shop {
  Everything() {
    test::SchemaBuilder schema;
    Type item(TypeKind::kRecord, true);
    item.fields = {{"sku", TypeKind::kString}, {"price", TypeKind::kDecimal}};
    for (auto kind : {TypeKind::kBool, TypeKind::kInt, TypeKind::kDecimal, TypeKind::kMoney,
                      TypeKind::kDuration, TypeKind::kDate, TypeKind::kTime, TypeKind::kDatetime,
                      TypeKind::kString, TypeKind::kEmail, TypeKind::kPhone})
      schema.contact("a" + std::to_string(static_cast<int>(kind)), Type(kind, true));
    schema.contact("tier", test::choice_type({"=1", "'=1", "1"}, true));
    schema.contact("tags", test::list_type(TypeKind::kString, true));
    schema.contact("item", item);
    schema.contact("items", test::list_type(item.without_optional(), true));
    program = schema.link(names);
  }
};

// What an import gives to the engine is byte for byte what was exported, so nothing changes.
TEST_CASE("an export imported again changes nothing") {
  Everything shop;
  auto fields = import_fields({shop.program->program(), shop.program->numbers()},
                              shop.program->program().contact);
  std::vector<std::pair<std::string, ContactExportOptions>> ways = {
      {"csv", {}},
      {"tabs in UTF-16", {true, Guard::kForImport, '\t', Encoding::kUtf16}},
      {"for a spreadsheet", {true, Guard::kForSpreadsheet, ';', Encoding::kUtf8}},
      {"ndjson", {false, {}, {}, Encoding::kUtf8}}};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Hostile hostile(seed);
    std::vector<std::string> files;
    for (const auto& way : ways) files.push_back(ContactWriter(*shop.program, way.second).header());
    std::string expected;
    for (int row = 0; row < 20; ++row) {
      Arena arena;
      FieldEncoder encoder;
      for (const auto& field : fields) {
        if (hostile.below(4) == 0) continue;
        auto value = hostile.value(*field.type, arena);
        // An empty text says nothing to CSV: what the contact has stays.
        if (value.tag == Tag::kString && value.text().empty()) continue;
        encoder.add(field.number, value);
      }
      auto id = hostile.id(row);
      std::string attributes;
      encoder.append_to(attributes);
      put_bytes(expected, id);
      put_bytes(expected, attributes);
      for (std::size_t i = 0; i < ways.size(); ++i)
        REQUIRE(ContactWriter(*shop.program, ways[i].second).append(files[i], id, attributes).ok());
    }
    for (std::size_t i = 0; i < ways.size(); ++i) {
      INFO(ways[i].first << ", seed " << seed << "\n" << files[i]);
      shop.contacts.bytes.clear();
      ContactImportOptions options;
      if (!ways[i].second.csv) options.format = ContactImportOptions::Format::kNdjson;
      auto report = import_contacts(decoded(test::source_of(files[i]), Encoding::kFound), options,
                                    *shop.program, shop.contacts, shop.files, "rejects", {});
      REQUIRE(report);
      CHECK(report->first_rejects == std::vector<std::string>());
      CHECK((shop.contacts.bytes == expected));
    }
  }
}

TEST_CASE("guards: what a spreadsheet would calculate") {
  test::Shop shop;
  auto row = [&](std::string_view id, const ContactExportOptions& options) {
    std::string out;
    REQUIRE(ContactWriter(*shop.program, options).append(out, id, std::string_view("\0", 1)).ok());
    return out.substr(0, out.find(','));
  };
  ContactExportOptions sheet{true, Guard::kForSpreadsheet, ',', Encoding::kUtf8};
  CHECK(row("+358", {}) == "\"+358\"");
  CHECK(row("'+358", {}) == "\"''+358\"");
  CHECK(row("'a", {}) == "\"'a\"");
  CHECK(row("+358", sheet) == "\"'+358\"");
  CHECK(row("''=1", sheet) == "\"'''=1\"");
  CHECK(row("a=1", sheet) == "\"a=1\"");
  // Files from elsewhere are guarded in the same way.
  REQUIRE(shop.import("id,first_name\n'-5,'=SUM(A1)\n'x,''\n"));
  CHECK(shop.contacts.rows ==
        std::vector<std::string>{"-5: first_name==SUM(A1)", "'x: first_name=''"});
}

TEST_CASE("what an encoding does not have is an error, not a question mark") {
  test::Shop shop;
  auto row = [&](std::string_view id, Encoding encoding) {
    std::string out;
    auto done = ContactWriter(*shop.program, {true, {}, ';', encoding})
                    .append(out, id, std::string_view("\0", 1));
    return done.ok() ? out.substr(0, out.find(';'))
                     : done.error().where + ": " + done.error().message;
  };
  CHECK(row("J\xC3\xBCrgen", Encoding::kLatin1) == "\"J\xFCrgen\"");
  CHECK(row("\xE2\x82\xAC", Encoding::kCp1252) == "\"\x80\"");
  CHECK(row("\xE2\x82\xAC", Encoding::kLatin1) == "\xE2\x82\xAC: ISO-8859-1 has no `\xE2\x82\xAC`");
  CHECK(ContactWriter(*shop.program, {true, Guard::kForSpreadsheet, ';', Encoding::kUtf8})
            .header()
            .substr(0, 8) == "\xEF\xBB\xBF\"id\";");
}

}  // namespace
}  // namespace camp
