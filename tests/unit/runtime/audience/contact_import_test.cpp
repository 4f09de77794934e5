#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "lang/base/limits.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

using Rows = std::vector<std::string>;
using test::Shop;

std::string failure(const Result<ImportReport>& report) {
  REQUIRE(!report);
  return report.error().message + " | " + report.error().hint;
}

TEST_CASE("columns become attributes by their names") {
  Shop shop;
  auto report = shop.import("id,email,spent,colour\n1,anna@example.com,19.90,red\n2,,,blue\n");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: email=anna@example.com spent=19.90 EUR", "2: "});
  CHECK(report->rows == 2);
  CHECK(report->counts.created == 2);
  CHECK(report->ignored_columns == Rows{"colour"});
  CHECK(shop.files.files.empty());
}

TEST_CASE("--map, --set and @row") {
  Shop shop;
  ContactImportOptions options;
  options.map = {{"id", "@row"}, {"first_name", "Vorname"}};
  options.set = {{"email", "customer-{@row}@{host}"}, {"tier", "gold"}};
  options.lists = {7};
  REQUIRE(shop.import("Vorname,host\nAnna,a.example\nBo,b.example\n", options));
  CHECK(shop.contacts.rows == Rows{"1: email=customer-1@a.example first_name=Anna tier=gold",
                                   "2: email=customer-2@b.example first_name=Bo tier=gold"});
  CHECK(shop.contacts.lists == std::vector<std::uint32_t>{7});
}

TEST_CASE("what cannot be planned is an error with the way out") {
  Shop shop;
  CHECK(failure(shop.import("")) ==
        "the file is empty | its first line has to name the columns, like id,email");
  CHECK(failure(shop.import("name,email\n1,2\n")) ==
        "there is no column `id`, so nothing says which contact a row is | "
        "--map id=COLUMN (columns: name, email), or --map id=@row for the row's number");
  ContactImportOptions options;
  options.map = {{"emial", "email"}};
  CHECK(failure(shop.import("id,email\n", options))
            .find("no attribute `emial`, did you mean `email`?") != std::string::npos);
  options.map = {{"email", "e-mial"}};
  CHECK(failure(shop.import("id,e-mail\n", options))
            .find("no column `e-mial`, did you mean `e-mail`?") != std::string::npos);
  options.set = {{"email", "x"}};
  options.map = {{"email", "id"}};
  CHECK(failure(shop.import("id\n", options)).find("by --map and by --set") != std::string::npos);
  options.map = {};
  options.set = {{"email", "{id@x"}};
  CHECK(failure(shop.import("id\n", options)).find("without its other half") != std::string::npos);
  CHECK(failure(shop.import("id,id\n")).find("two columns are called `id`") != std::string::npos);
  CHECK(failure(shop.import(",\n1,2\n")).find("no column has a name") != std::string::npos);
  CHECK(failure(shop.import("id,\xE4\n")).find("not UTF-8") != std::string::npos);
  CHECK(failure(shop.import("id,a\r1,2\r")).find("line breaks are CR alone") != std::string::npos);
  CHECK(failure(shop.import("id,\"a\n1,2\n")).find("the header: field 2") != std::string::npos);
  CHECK(shop.contacts.rows.empty());
}

TEST_CASE("columns of nearly an attribute's name") {
  Shop shop;
  auto report = shop.import("ID,E-Mail ,First Name,\xC3\x81ge,Colour\n1,a@b.example,Ann,7,red\n");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: email=a@b.example first_name=Ann age=7"});
  CHECK(report->taken == std::map<std::string, std::string>{{"id", "ID"},
                                                            {"email", "E-Mail"},
                                                            {"first_name", "First Name"},
                                                            {"age", "\xC3\x81ge"}});
  CHECK(report->ignored_columns == Rows{"Colour"});
  // The very name wins, two that are as near do not.
  report = shop.import("id,Email,email\n1,x,a@b.example\n");
  REQUIRE(report);
  CHECK(report->taken.empty());
  CHECK(failure(shop.import("id,Email,E_Mail\n1,x,y\n")) ==
        "`email` could be the column `Email` or `E_Mail` | --map 'email=Email', or --ignore one of "
        "them");
  ContactImportOptions options;
  options.ignore = {"Email"};
  REQUIRE(shop.import("id,Email,E_Mail\n1,x,c@b.example\n", options));
  CHECK(shop.contacts.rows.back() == "1: email=c@b.example");
  options.ignore = {"Emial"};
  CHECK(failure(shop.import("id,Email\n", options))
            .find("no column `Emial`, did you mean `Email`?") == 9);
  options = {};
  options.map = {{"first_name", "Email"}};
  REQUIRE(shop.import("id,Email\n1,Ann\n", options));
  CHECK(shop.contacts.rows.back() == "1: first_name=Ann");

  report = shop.import_ndjson(
      "{\"ID\":1,\"E-Mail\":\"d@b.example\",\"Email\":null}\n"
      "{\"id\":2,\"ID\":3,\"FirstName\":\"Bo\"}\n");
  REQUIRE(report);
  CHECK(report->first_rejects == Rows{"line 1: two keys could be `email`, one is `Email`"});
  CHECK(shop.contacts.rows.back() == "2: first_name=Bo");
}

TEST_CASE("a likely column is a question, and nothing is imported") {
  Shop shop;
  auto questions = [&](const std::string& text, std::vector<std::string> ignore = {}) {
    ContactImportOptions options;
    options.ignore = std::move(ignore);
    shop.contacts.rows.clear();
    auto report = text[0] == '{' ? shop.import_ndjson(text, options) : shop.import(text, options);
    REQUIRE(report);
    CHECK(report->questions.empty() != shop.contacts.rows.empty());
    return report->questions;
  };
  std::string mail = "`Mail` looks like email: --map 'email=Mail', or --ignore 'Mail'";
  CHECK(questions("id,Mail\n1,a@b.example\n") == Rows{mail});
  CHECK(questions("id,Mail\n1,a@b.example\n", {"Mail"}).empty());
  CHECK(questions("id,Mail,email\n1,a@b.example,a@b.example\n").empty());
  CHECK(questions("id,Kontakt,Vorname\n1, a@b.example,Ann\n") ==
        Rows{"`Kontakt` looks like email: --map 'email=Kontakt', or --ignore 'Kontakt'",
             "`Vorname` looks like first_name: --map 'first_name=Vorname', or --ignore 'Vorname'"});
  CHECK(questions("id,scroe,page,colour\n1,2,3,4\n") ==
        Rows{"`scroe` looks like score: --map 'score=scroe', or --ignore 'scroe'"});
  CHECK(questions("{\"id\":1,\"Mail\":\"a@b.example\"}\n") == Rows{mail});
  CHECK(questions("{\"id\":1,\"Mail\":\"a@b.example\"}\n", {"Mail"}).empty());
  CHECK(questions("{\"id\":1,\"Mail\":\"x\",\"email\":\"a@b.example\"}\n").empty());
  CHECK(failure(shop.import("Kundennummer,email\n1,a@b.example\n"))
            .find("`Kundennummer` looks like it: --map 'id=Kundennummer'") != std::string::npos);
}

TEST_CASE("rows as spreadsheets leave them") {
  Shop shop;
  auto report = shop.import(
      "id,email,age,,\r\n1,a@b.example\r\n2,,7,,,,\r\n,,\r\n \t,,,,\r\n3,,8,,x\r\n4,,9,,,,y\r\n");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: email=a@b.example", "2: age=7"});
  CHECK(report->rows == 4);
  CHECK(report->ignored_columns.empty());
  CHECK(report->first_rejects ==
        Rows{"row 5: column 5 holds `x` and has no name: --map ATTRIBUTE=@5, or --ignore @5",
             "row 6: expected 5 fields, found 7"});
  ContactImportOptions options;
  options.map = {{"id", "@1"}};
  REQUIRE(shop.import(",email,\n7,a@b.example,z\n8,b@b.example,\n", options));
  CHECK(shop.contacts.rows.back() == "8: email=b@b.example");
  options.ignore = {"@3"};
  REQUIRE(shop.import(",email,\n7,a@b.example,z\n", options));
  CHECK(shop.contacts.rows.back() == "7: email=a@b.example");
}

TEST_CASE("bad rows go to the reject file, the rest goes in") {
  Shop shop;
  shop.files.files["rejects"] = "from an earlier import";
  auto report = shop.import(
      "id,email,age\n"
      "1,anna@example.com,31\n"
      "2,\"bo, at home\",32\n"
      "3,c@example.com\n"
      "4,d@example.com,34,more\n"
      ",e@example.com,35\n"
      "6,\"f@example.com\"x,36\n"
      "7,g@example.com,\"3,7\"\n"
      "8,h@example.com,\xFF\n");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: email=anna@example.com age=31", "3: email=c@example.com"});
  CHECK(report->rows == 8);
  CHECK(report->rejected == 6);
  CHECK(report->first_rejects.size() == 5);
  CHECK(report->first_rejects[0] ==
        "row 2, column email: `bo, at home` is not an e-mail address: write it like "
        "anna@example.com");
  CHECK(shop.rejects() ==
        "id,email,age,row,column,reason\n"
        "2,\"bo, at home\",32,2,email,\"`bo, at home` is not an e-mail address: write it like "
        "anna@example.com\"\n"
        "\"4,d@example.com,34,more\",,,4,,\"expected 3 fields, found 4\"\n"
        ",e@example.com,35,5,id,the id is empty\n"
        "\"6,\"\"f@example.com\"\"x,36\",,,6,,field 2: text after the closing quote\n"
        "7,g@example.com,\"3,7\",7,age,\"`3,7` is not an int: write digits only, like 1200\"\n"
        "8,h@example.com,\xFF,8,age,\"`?` is not an int: write digits only, like 1200\"\n");
  // Mended and imported again: our columns are passed over, and a new reject file has its own.
  REQUIRE(shop.import("id,age,row,column,reason\n2,x,9,age,bad\n"));
  CHECK(shop.rejects().substr(0, shop.rejects().find('\n')) ==
        "id,age,row,column,reason,row_2,column_2,reason_2");
  // Nothing to reject: an old file must not lie.
  REQUIRE(shop.import("id\n1\n"));
  CHECK(shop.rejects().empty());
}

TEST_CASE("limits of ids and contacts") {
  Shop shop;
  std::string most(limits::kContactIdBytes, 'i');
  auto report = shop.import("id\n" + most + "\n" + most + "i\n\"a\nb\"\na\tb\n\xC3\x28\n");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{most + ": "});
  CHECK(report->first_rejects[0] ==
        "row 2, column id: the id is 129 bytes long; at most 128 (kContactIdBytes)");
  CHECK(report->first_rejects[1] == "row 3, column id: the id holds a control character");
  CHECK(report->rejected == 4);

  std::string item(limits::kStringBytes, 'x');
  std::string tags = "[\"" + item + "\",\"" + item + "\",\"" + item + "\",\"" + item + "\"]";
  report = shop.import_ndjson("{\"id\":\"big\",\"tags\":" + tags + "}\n");
  REQUIRE(report);
  CHECK(report->first_rejects[0] ==
        "line 1: the contact takes more than 65536 bytes (kContactBytes)");
}

// Spreadsheets put blanks behind, other systems write accents apart: neither is another contact.
TEST_CASE("ids are tidied") {
  Shop shop;
  REQUIRE(shop.import(
      "id,age\n1001,1\n1001 ,2\n\"\t1001\xC2\xA0\",3\nJose\xCC\x81,4\n \xE2\x80\x8B,5\n"));
  CHECK(shop.contacts.rows == Rows{"1001: age=3", "Jos\xC3\xA9: age=4"});
  CHECK(shop.rejects().find("5,id,the id is empty") != std::string::npos);
  shop.contacts.rows.clear();
  REQUIRE(shop.import_ndjson("{\"id\":\" 1001 \"}\n{\"id\":1001,\"age\":7}\n"));
  CHECK(shop.contacts.rows == Rows{"1001: age=7"});
}

TEST_CASE("a required attribute") {
  test::SchemaBuilder schema;
  schema.contact("number", TypeKind::kString);
  schema.contact("email", Type(TypeKind::kEmail, true));
  Shop shop;
  shop.program = schema.link(shop.names);
  CHECK(failure(shop.import("id,email\n1,\n"))
            .find("every contact must have `number`, and no column gives it") == 0);
  auto report = shop.import("id,number\n1,\n2,x\n");
  REQUIRE(report);
  CHECK(report->first_rejects ==
        Rows{"row 1, column number: is empty, but every contact must have `number`"});
  report = shop.import_ndjson("{\"id\":1}\n{\"id\":2,\"number\":17}\n");
  REQUIRE(report);
  CHECK(report->first_rejects ==
        Rows{"line 1, field number: is empty, but every contact must have `number`"});
  CHECK(shop.contacts.rows == Rows{"2: number=x", "2: number=17"});
}

TEST_CASE("rows of one id are merged, the last one wins") {
  Shop shop;
  REQUIRE(shop.import("id,age,first_name\n1,31,Anna\n2,5,Bo\n1,32,\n1,33,\n"));
  CHECK(shop.contacts.rows == Rows{"1: first_name=Anna age=33", "2: first_name=Bo age=5"});
}

TEST_CASE("an update changes who is there, with as few columns as it has") {
  test::SchemaBuilder schema;
  schema.contact("number", TypeKind::kString);
  schema.contact("age", Type(TypeKind::kInt, true));
  Shop shop;
  shop.program = schema.link(shop.names);
  shop.contacts.unknown = {"2", "4"};
  ContactImportOptions options;
  options.update = true;
  auto report = shop.import("id,age\n1,31\n2,5\n1,32\n2,6\n3,x\n4,7\n5,\n", options);
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: age=32", "5: "});
  CHECK(report->counts.created + report->counts.changed + report->repeated + report->rejected ==
        report->rows);
  CHECK(report->rejected == 4);
  CHECK(report->first_rejects.back() ==
        "row 6, column id: there is no contact `4`, and an update makes none");
  CHECK(shop.rejects().find("\n2,6,4,id,") != std::string::npos);
  options.format = ContactImportOptions::Format::kNdjson;
  report = shop.import("{\"id\":1,\"age\":3}\n{\"id\":2}\n", options);
  REQUIRE(report);
  CHECK(report->first_rejects ==
        Rows{"line 2, field id: there is no contact `2`, and an update makes none"});
}

TEST_CASE("batches, progress, stopping and giving up") {
  Shop shop;
  ContactImportOptions options;
  options.batch_rows = 2;
  REQUIRE(shop.import("id\n1\n2\n3\n4\n5\n", options));
  CHECK(shop.contacts.batches == std::vector<std::size_t>{2, 2, 1});
  auto stop = [](const ImportReport& so_far, std::uint64_t bytes) {
    CHECK(so_far.rows == 2);
    CHECK(bytes > 0);
    return false;
  };
  auto report = import_contacts(test::source_of("id\n1\n2\n3\n"), options, *shop.program,
                                shop.contacts, shop.files, "rejects", stop);
  REQUIRE(report);
  CHECK(report->counts.created == 2);

  options.rejects_max = 2;
  auto given_up = shop.import("id,age\n1,x\n2,y\n3,z\n", options);
  CHECK(failure(given_up).find("gave up after 2 rejected rows") == 0);
  CHECK(shop.rejects().find("\n2,y,2,age,") != std::string::npos);
  CHECK(shop.rejects().find("\n3,z") == std::string::npos);
  shop.files.full = true;
  options.rejects_max = 0;
  CHECK(failure(shop.import("id,age\n1,x\n", options)).find("no space left") == 0);
}

TEST_CASE("what stands before a quote without end is in, what stands behind it is not") {
  Shop shop;
  std::string text = "id,age\n1,31\n2,x\n3,33\n4,\"\n";
  while (text.size() < 2 * limits::kCsvRowBytes) text += "5,35\n";
  auto report = shop.import(text, {});
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().where == "line 5");
  CHECK(report.error().message.find("; 3 rows before it: 2 in, 1 rejected") != std::string::npos);
  CHECK(shop.contacts.rows == Rows{"1: age=31", "3: age=33"});
}

TEST_CASE("lines before a file breaks off are in, and the error says so") {
  Shop shop;
  ContactImportOptions options;
  options.format = ContactImportOptions::Format::kNdjson;
  auto imported = [&](const std::string& text) {
    return import_contacts(test::broken_source_of(text), options, *shop.program, shop.contacts,
                           shop.files, "rejects", {});
  };
  auto report = imported(
      "{\"id\":\"1\",\"age\":31}\n{\"id\":\"2\",\"age\":\"x\"}\n{\"id\":\"3\",\"age\":33}\n{\"id");
  REQUIRE_FALSE(report.ok());
  CHECK(report.error().message == "the archive is damaged; 3 lines before it: 2 in, 1 rejected");
  CHECK(report.error().hint ==
        "fetch it again; importing the mended file again changes nothing of what is in");
  CHECK(shop.contacts.rows == Rows{"1: age=31", "3: age=33"});
  CHECK(shop.rejects().find("\"line\":2") != std::string::npos);
  CHECK(failure(imported("")) == "the archive is damaged | fetch it again");
}

TEST_CASE("the same file gives the same bytes, however it is cut") {
  std::string text = "id,email,spent,first_name\n";
  for (int i = 0; i < 2000; ++i)
    text += fmt::format("{},c{}@example.com,{}.50,\"Anna \"\"{}\"\"\r\nB\"\n", i % 1500, i, i, i);
  Shop whole;
  REQUIRE(whole.import(text));
  for (std::size_t chunk : {1u, 7u, 4096u}) {
    Shop cut;
    REQUIRE(cut.import(text, {}, chunk));
    CHECK(cut.contacts.bytes == whole.contacts.bytes);
  }
}

TEST_CASE("NDJSON contacts") {
  Shop shop;
  auto report = shop.import_ndjson(
      "{\"id\":\"1\",\"first_name\":\"Anna\",\"spent\":{\"amount\":\"19.90\",\"currency\":\"EUR\"},"
      "\"x\":1}\n"
      "\n"
      "{\"id\":2,\"spent\":5,\"score\":0.1,\"tags\":[\"a\",\"b\"],\"x\":2}\r\n"
      "{\"id\":3,\"age\":\"31\",\"email\":null,\"first_name\":\"\"}\n"
      "{\"id\":4,\"age\":[1]}\n"
      "{\"id\":5,\"tags\":[\"a\",1.5]}\n"
      "{\"id\":6,\"id\":7}\n"
      "[1]\n"
      "{\"id\":8,\"spent\":{\"amount\":1}}\n"
      "{\"id\":9,\"score\":1e300}\n"
      "nonsense");
  REQUIRE(report);
  CHECK(shop.contacts.rows == Rows{"1: first_name=Anna spent=19.90 EUR",
                                   "2: score=0.1 spent=5.00 EUR tags=[\"a\",\"b\"]",
                                   "3: first_name= age=31"});
  CHECK(report->ignored_columns == Rows{"x"});
  CHECK(report->rows == 10);
  auto text = shop.rejects();
  CHECK(text.find(R"({"line":5,"field":"age","reason":"expected int, found a list",)"
                  R"("raw":"{\"id\":4,\"age\":[1]}"})"
                  "\n") == 0);
  CHECK(text.find(R"("field":"tags[1]","reason":"expected string, found a number")") !=
        std::string::npos);
  CHECK(text.find("the key `id` occurs twice") != std::string::npos);
  CHECK(text.find("expected an object, found a list") != std::string::npos);
  CHECK(text.find("too large to be exact") != std::string::npos);
  CHECK(text.find("not JSON: ") != std::string::npos);
  CHECK(report->rejected == 7);
}

TEST_CASE("the pace of an import") {
  struct NullSink : ContactSink {
    Result<UpsertCounts> upsert(const ContactBatch& batch) override {
      UpsertCounts counts;
      counts.created = batch.contacts.size();
      return counts;
    }
  } sink;
  Shop shop;
  constexpr int kRows = 200'000;
  std::string text = "id,email,first_name,age,score,spent,tier,other\n";
  for (int i = 0; i < kRows; ++i)
    text += fmt::format("{},customer-{}@example.com,Anna,{},{}.25,{}.99,gold,whatever\n", i, i,
                        i % 90, i % 1000, i % 500);
  auto begin = std::chrono::steady_clock::now();
  auto report = import_contacts(test::source_of(std::move(text)), {}, *shop.program, sink,
                                shop.files, "r", {});
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  REQUIRE(report);
  CHECK(report->counts.created == kRows);
  std::cout << fmt::format("csv import into a null sink: {:.0f} rows/s\n", kRows / seconds.count());
}

}  // namespace
}  // namespace camp
