#include "cli/render/table.h"

#include <catch2/catch.hpp>

#include "lang/base/counted.h"

namespace camp::cli {

TEST_CASE("a table is aligned by what the terminal shows, not by bytes") {
  Table table({{"name"}, {"city"}, {"spent", Align::kRight}});
  table.add({"Anna", "Ähtäri", "5"});
  table.add({"渡辺", "東京", "1,200"});
  CHECK(table.text(false) ==
        "name  city    spent\n"
        "Anna  Ähtäri      5\n"
        "渡辺  東京    1,200\n");
}

TEST_CASE("columns without content are left out, and no line ends in spaces") {
  Table table({{"a"}, {"b"}, {"c"}});
  table.add({"1", "", "x"});
  table.add({"2", "", ""});
  CHECK(table.text(false) == "a  c\n1  x\n2\n");
}

TEST_CASE("a cell is cut at its column's width, wide characters whole") {
  Table table({{"t", Align::kLeft, 5}});
  table.add({"12345"});
  table.add({"123456"});
  table.add({"東京東京"});
  CHECK(table.text(false) == "t\n12345\n1234…\n東京…\n");
}

TEST_CASE("colour wraps the text, not its padding") {
  Table table({{"a"}, {"b"}});
  table.add({Cell("x", Style::kBad), "y"});
  CHECK(table.text(true) == "\x1b[1ma\x1b[0m  \x1b[1mb\x1b[0m\n\x1b[31mx\x1b[0m  y\n");
}

TEST_CASE("outside text cannot steer the terminal") {
  CHECK(printable("a\x1b[2Jb") == "a?[2Jb");
  CHECK(printable("a\tb\nc") == "a?b?c");
  CHECK(printable("a\tb\nc\rd", Lines::kMany) == "a\tb\nc?d");
  CHECK(printable("\xC2\x9B"
                  "31m") == "?31m");  // CSI as one character of C1
  CHECK(printable("abc\xE2\x80\xAE"
                  "def") == "abc?def");  // right-to-left override
  CHECK(printable("\xFF\xC3") == "??");
  CHECK(printable(std::string_view("a\0b", 3)) == "a?b");
  CHECK(printable("åäö 渡辺 👍") == "åäö 渡辺 👍");
}

TEST_CASE("numbers and nouns for people") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(123456) == "123,456");
  CHECK(grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(0, "row") == "0 rows");
  CHECK(counted(2000, "entry", "entries") == "2,000 entries");
}

TEST_CASE("properties align their labels and take one line each") {
  Properties lines;
  lines.add("id", "anna");
  lines.add("first name", "An\nna");
  lines.add("gates", "");
  CHECK(lines.text(false, "  ") == "  id          anna\n  first name  An?na\n  gates\n");
}

}  // namespace camp::cli
