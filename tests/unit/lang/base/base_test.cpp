#include <catch2/catch.hpp>
#include <random>

#include "lang/base/arena.h"
#include "lang/base/bytes.h"
#include "lang/base/hash.h"
#include "lang/base/html.h"
#include "lang/base/link.h"
#include "lang/base/source.h"
#include "lang/base/suggest.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

TEST_CASE("HTML: special characters become entities, and the growth is what they add") {
  for (std::string_view text : {"", "plain", "&", "a<b>\"c\" & 'd'", "&amp;"}) {
    std::string out = "before ";
    append_html(out, text);
    CHECK(out.size() == 7 + text.size() + html_growth(text));
  }
  std::string out;
  append_html(out, "<a href=\"x\">'&'</a>");
  CHECK(out == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST_CASE("HTML: what a style may be given") {
  for (std::string_view text : {"", "red", "#ff0000", "12.5px", "-1%", "Arial, Größe", "a/b"})
    CHECK(is_style_value(text));
  for (std::string_view text :
       {"a;b", "a:b", "url(x", "x)", "a'", "a\"", "\\65", "a{", "}", "a*", "<", "&", "a\nb", "@x"})
    CHECK_FALSE(is_style_value(text));
  CHECK(stays_in_style_url("https://x.example/a;b?c=1&d=%20"));
  for (std::string_view text : {"a b", "a\tb", "a)", "(a", "'", "\"", "\\"})
    CHECK_FALSE(stays_in_style_url(text));
}

TEST_CASE("links: the scheme as a browser reads it") {
  for (std::string_view link :
       {"", "https://x.example", "HTTP://x", " \n https:x", "ht\ttps://x", "mailto:a@b.example",
        "tel:+358", "sms:+358", "/a:b", "?a:b", "#a:b", "a/b:c", "x.example", "//x.example:80/"})
    CHECK(forbidden_scheme(link) == std::nullopt);
  const std::pair<std::string_view, std::string_view> kForbidden[] = {
      {"javascript:alert(1)", "javascript"},
      {"JaVaScRiPt:alert(1)", "javascript"},
      {" \t\njavascript:x", "javascript"},
      {"java\tscript:x", "javascript"},
      {"java\r\nscript\n:x", "javascript"},
      {std::string_view("\0\x01javascript:x", 14), "javascript"},
      {"javascript&colon;x", "javascript"},
      {"java&#115;cript:x", "java"},
      {"data:text/html,x", "data"},
      {"vbscript:x", "vbscript"},
      {"file:///etc/passwd", "file"},
      {"cid:x", "cid"},
      {"x.example:80", "x.example"},
      {"\u00A0javascript:x", "\u00A0javascript"},
      {":x", ""},
  };
  for (auto [link, scheme] : kForbidden) CHECK(forbidden_scheme(link) == std::string(scheme));
  CHECK(forbidden_scheme_of_any("https://x 1x, https://y 2x") == std::nullopt);
  CHECK(forbidden_scheme_of_any("https://x 1x,javascript:x 2x") == "javascript");
  CHECK(link_schemes() == "http, https, mailto, tel and sms");
}

TEST_CASE("UTF-8: what is refused, and where") {
  CHECK_FALSE(find_invalid_utf8("plain, and 日本 \xF0\x9F\x98\x80"));
  CHECK(find_invalid_utf8(std::string_view("12345678\0", 9)) == 8u);
  CHECK(find_invalid_utf8("a\xC0\xAF") == 1u);         // overlong
  CHECK(find_invalid_utf8("ab\xED\xA0\x80") == 2u);    // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0u);  // beyond U+10FFFF
  CHECK(find_invalid_utf8("12345678\xE6\x97") == 8u);  // cut off
}

TEST_CASE("code points of any bytes: every byte is passed once") {
  CHECK(code_point_at("é", 0).value == U'é');
  CHECK(code_point_at("猫", 0).value == U'猫');
  CHECK(code_point_at("😀", 0).value == U'😀');
  CHECK(code_point_at("😀", 0).size == 4);
  CHECK(code_point_at("\x80", 0).value == 0xFFFD);
  CHECK(skip_code_points("a猫b", 2) == 4);
  CHECK(skip_code_points("ab", 9) == 2);
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(64, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    std::size_t at = 0;
    while (at < bytes.size()) at += code_point_at(bytes, at).size;
    CHECK(at == bytes.size());
  }
}

TEST_CASE("places and offsets: multi-byte, surrogate pairs, CRLF, ends and beyond") {
  //            0 12 3  5       9 0 1 2   4
  Source source("a.camp",
                "a\xC3\xA9"
                "b\r\n"
                "\xF0\x9F\x98\x80"
                "c\n"
                "\n"
                "z",
                std::nullopt);
  using Unit = ColumnUnit;
  auto points = [&](std::uint32_t line, std::uint32_t column) {
    return source.offset_of({line, column});
  };
  auto utf16 = [&](std::uint32_t line, std::uint32_t column) {
    return source.offset_of({line, column}, Unit::kUtf16);
  };
  CHECK(source.line_count() == 4);
  CHECK(points(1, 2) == 1);
  CHECK(points(1, 3) == 3);   // behind two bytes
  CHECK(points(1, 4) == 4);   // the line's end, before CR
  CHECK(points(1, 99) == 4);  // beyond it
  CHECK(utf16(1, 3) == 3);
  CHECK(points(2, 2) == 10);
  CHECK(utf16(2, 2) == 6);  // inside the pair
  CHECK(utf16(2, 3) == 10);
  CHECK(utf16(2, 4) == 11);
  CHECK(points(3, 1) == 12);
  CHECK(points(3, 5) == 12);
  CHECK(points(4, 2) == 14);
  CHECK(points(5, 1) == 14);  // a line beyond the text
  CHECK(points(0, 0) == 0);
  CHECK(source.locate(10, Unit::kUtf16) == LineColumn{2, 3});
  CHECK(source.locate(10) == LineColumn{2, 2});
  CHECK(source.locate(99) == LineColumn{4, 2});
  for (auto unit : {Unit::kCodePoints, Unit::kUtf16}) {
    for (std::uint32_t offset : {0u, 1u, 3u, 4u, 6u, 10u, 11u, 12u, 13u, 14u})
      CHECK(source.offset_of(source.locate(offset, unit), unit) == offset);
  }
  Source empty("a.camp", "", std::nullopt);
  CHECK(empty.offset_of({1, 1}) == 0);
  CHECK(empty.offset_of({7, 7}) == 0);
}

TEST_CASE("a source that is replaced keeps its id, and copies of the set keep their text") {
  SourceSet sources;
  sources.add("b.camp", "one");
  auto id = sources.add("a.camp", "two");
  auto before = sources;
  CHECK(sources.replace("a.camp", "three"));
  CHECK_FALSE(sources.replace("c.camp", ""));
  CHECK(sources[id].text() == "three");
  CHECK(before[id].text() == "two");
  sources.sort_by_path();
  CHECK(sources.find("a.camp") == SourceId{0});
  CHECK_FALSE(sources.find("c.camp"));
}

TEST_CASE("widths in a terminal") {
  CHECK(display_width(U'a') == 1);
  CHECK(display_width(U'é') == 1);
  CHECK(display_width(U'猫') == 2);
  CHECK(display_width(U'한') == 2);
  CHECK(display_width(U'😀') == 2);
  CHECK(display_width(U'\u0301') == 0);
}

TEST_CASE("varints: the edges, and bytes that lie") {
  for (std::uint64_t n :
       {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, ~std::uint64_t{0}}) {
    std::string out;
    put_varint(out, n);
    CHECK(out.size() <= kMaxVarintBytes);
    Reader in(out);
    CHECK(in.varint() == n);
    CHECK((in.ok() && in.at_end()));
  }
  for (auto n : {INT64_MIN, std::int64_t{-1}, INT64_MAX}) CHECK(unzigzag(zigzag(n)) == n);
  Reader endless("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  endless.varint();
  CHECK_FALSE(endless.ok());
  Reader lie(
      "\x05"
      "ab");
  CHECK(lie.count() == 0);
  CHECK_FALSE(lie.ok());
  Reader short_bytes(
      "\x7f"
      "ab");
  CHECK(short_bytes.bytes().empty());
  CHECK_FALSE(short_bytes.ok());
  std::string numbers;
  put_u32le(numbers, 0x01020304);
  put_u32be(numbers, 0x01020304);
  put_u64be(numbers, 0x0102030405060708);
  Reader in(numbers);
  CHECK(in.u32le() == 0x01020304);
  CHECK(in.u32be() == 0x01020304);
  CHECK(in.u64be() == 0x0102030405060708);
}

TEST_CASE("arenas keep what they gave until reset, aligned") {
  Arena arena(16);
  auto first = arena.copy("hello");
  for (int i = 0; i < 100; ++i) {
    auto* number = arena.allocate_array<std::uint64_t>(3);
    CHECK(reinterpret_cast<std::uintptr_t>(number) % alignof(std::uint64_t) == 0);
    number[2] = 7;
  }
  CHECK(first == "hello");
  CHECK(arena.allocated() == 5 + 100 * 24);
  arena.reset();
  CHECK(arena.allocated() == 0);
  CHECK(arena.copy("again") == "again");
}

TEST_CASE("suggestions are near or nothing") {
  std::vector<std::string> names{"lapsed", "remind", "big_spenders"};
  CHECK(suggest("lapsd", names) == "lapsed");
  CHECK(suggest("remnid", names) == "remind");
  CHECK_FALSE(suggest("x", names));
  CHECK_FALSE(suggest("remind", {"remind"}));
  CHECK_FALSE(suggest(std::string(65, 'a'), {std::string(64, 'a')}));
}

TEST_CASE("places: lines, columns in code points, CRLF") {
  Source source("a", "ab\r\né猫x\n", std::nullopt);
  CHECK(source.line_count() == 3);
  CHECK(source.line(1) == "ab");
  CHECK(source.locate(9).line == 2);
  CHECK(source.locate(9).column == 3);
  CHECK(source.locate(9999).line == 3);
}

TEST_CASE("hashes are what their inventors publish") {
  CHECK(to_hex(sha256("abc").view()) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(xxh3_64("") == 0x2D06800538D394C2u);
  unsigned char out[2];
  CHECK(from_hex("aB01", out, 2));
  CHECK((out[0] == 0xAB && out[1] == 1));
  CHECK_FALSE(from_hex("aB0", out, 2));
  CHECK_FALSE(from_hex("zz00", out, 2));
}

}  // namespace
}  // namespace camp
