#include "runtime/audience/csv.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"
#include "tests/unit/runtime/audience/audience_fixture.h"

namespace camp {
namespace {

using test::source_of;

// One line of text per row: "line/number [field][field]" or "line/number problem | raw".
std::string read_all(const std::string& text, std::size_t chunk = 0, char separator = 0) {
  CsvReader reader(source_of(text, chunk), separator);
  CsvReader::Row row;
  std::string out;
  while (true) {
    auto more = reader.next(&row);
    if (!more) return out + "error: " + more.error().message;
    if (!*more) return out;
    out += fmt::format("{}/{} ", row.line, row.number);
    if (!row.problem.empty()) {
      out += fmt::format("{} | {}\n", row.problem, row.raw.substr(0, 40));
      continue;
    }
    for (auto field : row.fields) out += fmt::format("[{}]", field);
    out += "\n";
  }
}

TEST_CASE("the cases of RFC 4180") {
  CHECK(read_all("a,b\r\n1,2\r\n") == "1/0 [a][b]\n2/1 [1][2]\n");
  CHECK(read_all("a,b\n1,2") == "1/0 [a][b]\n2/1 [1][2]\n");  // no last line break
  CHECK(read_all("a,b\r\n1,2\r") == "1/0 [a][b]\n2/1 [1][2]\n");
  CHECK(read_all("a,b\n,\n") == "1/0 [a][b]\n2/1 [][]\n");
  CHECK(read_all("a,b\n 1 , 2 \n") ==
        "1/0 [a][b]\n2/1 [ 1 ][ 2 ]\n");  // spaces belong to the field
  CHECK(read_all("a,b\n\"1\",\"2\"\n") == "1/0 [a][b]\n2/1 [1][2]\n");
  CHECK(read_all("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n") == "1/0 [a][b]\n2/1 [x,y][say \"hi\"]\n");
  CHECK(read_all("a,b\n\"\",\"\"\"\"\n") == "1/0 [a][b]\n2/1 [][\"]\n");
  CHECK(read_all("a,b\r\n\"1\r\n2\",x\r\n3,4\r\n") == "1/0 [a][b]\n2/1 [1\r\n2][x]\n4/2 [3][4]\n");
  CHECK(read_all("a,b\n\"1\"") == "1/0 [a][b]\n2/1 [1]\n");
  CHECK(read_all("a,b\n\"1\",") == "1/0 [a][b]\n2/1 [1][]\n");
}

TEST_CASE("as people export it") {
  CHECK(read_all("\xEF\xBB\xBFid;x\n1;2\n") == "1/0 [id][x]\n2/1 [1][2]\n");
  CHECK(read_all("id\tx,y\tz\n1\t2\t3\n") == "1/0 [id][x,y][z]\n2/1 [1][2][3]\n");
  CHECK(read_all("\"a,b,c\";d;e\n1;2;3\n") == "1/0 [a,b,c][d][e]\n2/1 [1][2][3]\n");
  CHECK(read_all("a;b,c;d\n", 0, ',') == "1/0 [a;b][c;d]\n");  // told
  CHECK(read_all("id\n7\n") == "1/0 [id]\n2/1 [7]\n");
  CHECK(read_all("\n\r\na,b\n\n1,2\n\r\n\n") == "3/0 [a][b]\n5/1 [1][2]\n");
  CHECK(read_all("") == "");
  CHECK(read_all("\n\n") == "");
  CHECK(read_all("id|x,y|z\n1|2|3\n") == "1/0 [id][x,y][z]\n2/1 [1][2][3]\n");
}

TEST_CASE("Excel's own first line") {
  CHECK(read_all("sep=;\r\nid;a,b\r\n1;2\r\n") == "2/0 [id][a,b]\n3/1 [1][2]\n");
  CHECK(read_all("\xEF\xBB\xBF\"sep=|\"\nid|x\n") == "2/0 [id][x]\n");
  CHECK(read_all("sep=;\nid,x\n", 0, ',') == "2/0 [id][x]\n");  // told
  CHECK(read_all("sep=;") == "");
  CHECK(read_all("sep=;x\n1;2\n") == "1/0 [sep=][x]\n2/1 [1][2]\n");
}

TEST_CASE("what is not CSV is named") {
  CHECK(read_all("{\"id\":1}\n") == "error: the file is JSON, not CSV");
  CHECK(read_all(" \n[{\"id\":1}]\n") == "error: the file is a JSON list, not CSV");
  std::string mac = "id,b\r";
  while (mac.size() < 3 * limits::kCsvRowBytes) mac += "1,2\r";
  CHECK(read_all(mac) == "error: the file's line breaks are CR alone");
  CHECK(read_all("id,\"b\rc\"\r1,2\r") == "error: the file's line breaks are CR alone");
  CHECK(read_all("id,\"b\rc\"\n1,2\n") == "1/0 [id][b\rc]\n2/1 [1][2]\n");
}

TEST_CASE("a malformed row costs its first line and nothing else") {
  CHECK(read_all("a,b\n\"1\"x,2\n3,4\n") ==
        "1/0 [a][b]\n2/1 field 1: text after the closing quote | \"1\"x,2\n3/2 [3][4]\n");
  CHECK(read_all("a,b\n1,5\" pipe\n3,4\n") ==
        "1/0 [a][b]\n2/1 field 2: a quote inside of a field that does not begin with one | 1,5\" "
        "pipe\n3/2 [3][4]\n");
  CHECK(read_all("a,b\n1,\"open\n3,4\n5,6") ==
        "1/0 [a][b]\n2/1 field 2: the quote is never closed | 1,\"open\n3/2 [3][4]\n4/3 [5][6]\n");
  // The open quote meets the next one: the second row must not be swallowed with it.
  CHECK(read_all("a,b\n1,\"open\n3,\"x\"\n") ==
        "1/0 [a][b]\n2/1 field 2: text after the closing quote | 1,\"open\n3/2 [3][x]\n");
}

TEST_CASE("limits of a row, at their edges") {
  std::string fits(limits::kCsvRowBytes - 2, 'x');
  auto rows = [](const std::string& text) {
    return read_all("a,b\n" + text + "\n1,2\n").substr(0, 200);
  };
  CHECK(rows("1," + fits).find("2/1 [1][x") != std::string::npos);
  CHECK(rows("1," + fits + "x")
            .find("2/1 the row is longer than 1048576 bytes (kCsvRowBytes) | 1,x") !=
        std::string::npos);
  CHECK(rows("1," + fits + "x").find("\n3/2 [1][2]\n") != std::string::npos);
  CHECK(rows("\"" + fits + "\"").find("2/1 [x") != std::string::npos);
  // Closed: given up as a whole, with all its lines.
  auto closed = rows("\"" + fits.substr(2) + "\n\nx\"");
  CHECK(closed.find("2/1 the row is longer than") != std::string::npos);
  CHECK(closed.find("\n5/2 [1][2]\n") != std::string::npos);
  CHECK(rows("\"\"," + fits + "x\n3,4").find("\n3/2 [3][4]\n") != std::string::npos);
  CHECK(rows("\"\n\"," + fits).find("error: the row is longer than") != std::string::npos);

  std::string wide(limits::kCsvColumns - 1, ',');
  CHECK(rows(wide).find("columns") == std::string::npos);
  CHECK(rows(wide + ",").find("2/1 more than 1000 columns (kCsvColumns)") != std::string::npos);
  CHECK(rows("\"\"" + wide + ",").find("2/1 more than 1000 columns (kCsvColumns)") !=
        std::string::npos);
}

TEST_CASE("a quote that is open for too long ends the input, with the line at which it opened") {
  std::string text = "a,b\n1,2\n\"two\nlines\",\"oops\n";
  while (text.size() < 20u << 20) text += "1,2\n";
  CsvReader reader(source_of(text, 64u << 10));
  CsvReader::Row row;
  REQUIRE(reader.next(&row).value());
  REQUIRE(reader.next(&row).value());
  auto more = reader.next(&row);
  REQUIRE_FALSE(more.ok());
  CHECK(more.error().kind == ErrorKind::kCorrupt);
  CHECK(more.error().where == "line 4");
  CHECK(more.error().message ==
        "field 2: its quote is not closed within 1048576 bytes (kCsvRowBytes), so nobody knows "
        "where the next row begins");
  CHECK(reader.bytes_read() < 4 * limits::kCsvRowBytes);  // the end was not looked for
}

TEST_CASE("the result does not depend on how the source cuts its bytes") {
  std::uint64_t state = 42;
  auto random = [&](std::size_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % below;
  };
  const std::string_view pieces[] = {"\"", "\"\"", ",", ",", "\n",       "\r\n", "\r",
                                     "a",  "bc",   "",  ";", "\xC3\xA4", "\"x\""};
  for (int round = 0; round < 300; ++round) {
    std::string text = "id,b,c\n";
    auto count = random(60);
    for (std::size_t i = 0; i < count; ++i) text += pieces[random(std::size(pieces))];
    auto whole = read_all(text);
    CHECK(read_all(text, 1) == whole);
    CHECK(read_all(text, 2 + random(7)) == whole);
  }
  std::string large = "a,b\n";
  while (large.size() < 3'000'000) {
    large +=
        random(9) == 0 ? "\"multi\nline \"\"quoted\"\"\"," : std::string(random(200), 'y') + ",";
    large += random(5000) == 0 ? "\"open\n" : "z\n";
  }
  auto whole = read_all(large);
  CHECK(read_all(large, 4096) == whole);
  CHECK(read_all(large, 99'991) == whole);
}

TEST_CASE("a failing source is the reader's failure") {
  CsvReader reader([](char*, std::size_t) -> Result<std::size_t> {
    return Error{ErrorKind::kIo, "gone", {}, {}};
  });
  CsvReader::Row row;
  auto more = reader.next(&row);
  REQUIRE(!more);
  CHECK(more.error().message == "gone");
}

}  // namespace
}  // namespace camp
