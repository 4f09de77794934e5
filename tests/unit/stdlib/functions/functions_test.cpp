#include "stdlib/functions/functions.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <limits>
#include <random>
#include <vector>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/catalog/functions.h"
#include "stdlib/functions/liquid.h"

namespace camp::stdlib {
namespace {

Value s(std::string_view text) { return Value::string(text); }
Value n(std::int64_t number) { return Value::integer(number); }
Value d(std::int64_t millionths) { return Value::decimal(millionths); }
Value eur(std::int64_t cents) { return Value::money(cents, currency("EUR")); }

// Helsinki in winter, for every instant.
LocalTime eastern_european(const void*, std::int64_t instant_ms) {
  auto local = instant_ms + 2 * 3'600'000;
  return {local / 86'400'000, local % 86'400'000, 120, "EET"};
}

std::uint16_t number_of_row(std::string_view name) {
  const auto* info = find_function(name, FunctionUse::kFilter);
  if (info == nullptr) info = find_function(name, FunctionUse::kExpression);
  REQUIRE(info != nullptr);
  return info->number;
}

struct Bench {
  Arena arena;
  Context context{arena, &eastern_european, nullptr, 1'772'438'400'000};  // 2026-03-02 08:00 UTC

  Value call_row(std::string_view name, std::vector<Value> arguments) {
    return call(number_of_row(name), arguments, context);
  }
};

// The result as text; "-" for absent.
std::string run(std::string_view name, std::vector<Value> arguments) {
  Bench bench;
  auto result = bench.call_row(name, std::move(arguments));
  if (result.is_absent()) return "-";
  std::string out;
  append_text(out, result);
  return out;
}

TEST_CASE("letters and whitespace") {
  CHECK(run("upcase", {s("abc é1")}) == "ABC É1");
  CHECK(run("downcase", {s("ABC")}) == "abc");
  CHECK(run("capitalize", {s("hELLO World")}) == "Hello world");
  CHECK(run("capitalize", {s("")}) == "");
  CHECK(run("capitalize", {s("mÄRTA")}) == "Märta");
  CHECK(run("lower", {s("ÉLODIE")}) == "élodie");
  CHECK(run("upcase", {n(5)}) == "5");
  CHECK(run("upcase", {Value::absent()}) == "");
  CHECK(run("strip", {s(" \t\na b\r\n ")}) == "a b");
  CHECK(run("lstrip", {s("  a ")}) == "a ");
  CHECK(run("rstrip", {s("  a ")}) == "  a");
  CHECK(run("strip", {s("   ")}) == "");
  CHECK(run("lower", {s("A")}) == "a");
  CHECK(run("upper", {s("a")}) == "A");
  CHECK(run("trim", {s(" a ")}) == "a");
}

TEST_CASE("in a message, as the contact's language has it") {
  const auto in = [](std::string_view language, bool in_message, std::string_view name,
                     std::vector<Value> arguments) {
    Bench bench;
    bench.context.zone = &language;
    bench.context.to_local = nullptr;
    bench.context.language = [](const void* tag) {
      return *static_cast<const std::string_view*>(tag);
    };
    bench.context.in_message = in_message;
    std::string out;
    append_text(out, bench.call_row(name, std::move(arguments)));
    return out;
  };
  CHECK(in("fi", true, "number", {n(12345)}) == "12\u00A0345");
  CHECK(in("fi", false, "number", {n(12345)}) == "12345");
  CHECK(in("", true, "number", {n(12345)}) == "12345");
  CHECK(in("de", true, "number", {s("-1234.5")}) == "-1.234,5");
  CHECK(in("de", true, "number", {s("many")}).empty());
  CHECK(in("en", true, "number", {n(INT64_MIN)}) == "-9,223,372,036,854,775,808");
  CHECK(in("en", true, "append", {n(2026), s("")}) == "2026");  // years and numbers of orders
  CHECK(in("ja", true, "append", {Value::money(-80, currency("JPY")), s("")}) == "-￥80");
  CHECK(in("en", true, "append", {Value::money(12'345, currency("IQD")), s("")}) ==
        "IQD\u00A012.345");  // CLDR would round what ISO 4217 has
  CHECK(in("en", true, "append", {Value::date(-719'162), s("")}) == "0001-01-01");
  for (std::string_view unknown : {"xx", "x", "-", "en-", "no such tag", "zz-ZZ"})
    CHECK(in(unknown, true, "append", {eur(150), s("")}) == "1.50 EUR");
  for (int round = 0; round < 3; ++round) {  // more forms than are kept
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
      const std::string variant = "fi-Latn-X" + std::string(1, letter);
      for (std::string_view code : {"EUR", "USD", "SEK", "JPY", "GBP", "CHF"})
        in(variant, true, "append", {Value::money(1, *parse_currency(code)), s("")});
    }
    CHECK(in("fi", true, "append", {eur(150), s("")}) == "1,50\u00A0€");
  }
}

TEST_CASE("default: absent, false and empty, but not zero") {
  CHECK(run("default", {Value::absent(), s("Hi")}) == "Hi");
  CHECK(run("default", {s(""), s("Hi")}) == "Hi");
  CHECK(run("default", {Value::boolean(false), s("Hi")}) == "Hi");
  CHECK(run("default", {Value::list(nullptr, 0), s("Hi")}) == "Hi");
  CHECK(run("default", {n(0), s("Hi")}) == "0");
  CHECK(run("default", {s("Anna"), s("Hi")}) == "Anna");
  Value options[] = {s("allow_false"), Value::boolean(true)};
  CHECK(run("default", {Value::boolean(false), s("Hi"), Value::record(options, 1)}) == "false");
  CHECK(run("default", {Value::absent(), s("Hi"), Value::record(options, 1)}) == "Hi");
}

TEST_CASE("putting together and replacing") {
  CHECK(run("append", {s("a"), n(1)}) == "a1");
  CHECK(run("append", {Value::absent(), s("a")}) == "a");
  CHECK(run("prepend", {s("a"), s("b")}) == "ba");
  CHECK(run("replace", {s("a-b-c"), s("-"), s("+")}) == "a+b+c");
  CHECK(run("replace", {s("a-b-c"), s("-")}) == "abc");
  CHECK(run("replace", {s("abc"), s(""), s("x")}) == "abc");
  CHECK(run("replace", {s("aaa"), s("aa"), s("b")}) == "ba");
  CHECK(run("replace_first", {s("a-b-c"), s("-"), s("+")}) == "a+b-c");
  CHECK(run("replace_last", {s("a-b-c"), s("-"), s("+")}) == "a-b+c");
  CHECK(run("replace_last", {s("aaa"), s("aa"), s("b")}) == "ab");
  CHECK(run("replace_last", {s("abc"), s(""), s("x")}) == "abc");
  CHECK(run("replace", {s("a"), s("a"), s("\\0")}) == "\\0");
  CHECK(run("remove_last", {s("a-b-c"), s("-")}) == "a-bc");
  CHECK(run("remove", {s("a-b-c"), s("-")}) == "abc");
  CHECK(run("remove_first", {s("a-b-c"), s("-")}) == "ab-c");
}

TEST_CASE("cutting counts characters, not bytes") {
  CHECK(run("truncate", {s("Ground control to Major Tom."), n(20)}) == "Ground control to...");
  CHECK(run("truncate", {s("Ground control"), n(9), s(", etc")}) == "Grou, etc");
  CHECK(run("truncate", {s("Ground control"), n(6), s("")}) == "Ground");
  CHECK(run("truncate", {s("日本語の文章"), n(5)}) == "日本...");
  CHECK(run("truncate", {s("日本語"), n(3)}) == "日本語");
  CHECK(run("truncate", {s("abcdef"), n(2)}) == "...");
  CHECK(run("truncate", {s("abcdef"), n(INT64_MIN)}) == "...");
  CHECK(run("truncate", {s(std::string(51, 'x'))}) == std::string(47, 'x') + "...");
  CHECK(run("truncatewords", {s("one  two three"), n(2)}) == "one two...");
  CHECK(run("truncatewords", {s("one two  "), n(2)}) == "one two  ");
  CHECK(run("truncatewords", {s("one two three"), n(0), s("!")}) == "one!");
  CHECK(run("slice", {s("Liquid"), n(0)}) == "L");
  CHECK(run("slice", {s("Liquid"), n(2), n(5)}) == "quid");
  CHECK(run("slice", {s("Liquid"), n(-3), n(2)}) == "ui");
  CHECK(run("slice", {s("日本語"), n(1), n(1)}) == "本");
  CHECK(run("slice", {s("abc"), n(9)}) == "");
  CHECK(run("slice", {s("abc"), n(-9), n(2)}) == "");
  CHECK(run("slice", {s("abc"), n(INT64_MIN), n(INT64_MAX)}) == "");
  CHECK(run("slice", {s("abc"), n(1), n(-1)}) == "");
  CHECK(run("slice", {s("abc"), s("x")}) == "-");
  CHECK(run("size", {s("日本")}) == "2");
  CHECK(run("size", {Value::absent()}) == "0");
  CHECK(run("length", {s("abc")}) == "3");
}

TEST_CASE("markup and URLs") {
  CHECK(run("escape", {s("<a href='x'>\"&\"</a>")}) ==
        "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
  CHECK(run("escape_once", {s("1 &lt; 2 & &#39; &#x27; &nope &;")}) ==
        "1 &lt; 2 &amp; &#39; &#x27; &amp;nope &amp;;");
  CHECK(run("raw", {s("<b>")}) == "<b>");
  CHECK(run("url_encode", {s("a b&c~é*")}) == "a+b%26c~%C3%A9%2A");
  CHECK(run("url_decode", {s("a+b%26c%C3%A9")}) == "a b&cé");
  CHECK(run("url_decode", {s("100% %zz %2")}) == "100% %zz %2");
  CHECK(run("url_decode", {s("%FF")}) == "-");
  CHECK(run("url_decode", {s("%00")}) == "-");
  CHECK(run("strip_html",
            {s("<p>a<!-- x > y --> b</p><script>alert('<')</script>c<style>p{}</style>")}) ==
        "a bc");
  CHECK(run("strip_html", {s("1 < 2")}) == "1 < 2");
  CHECK(run("strip_newlines", {s("a\r\nb\nc\r")}) == "abc\r");
  CHECK(run("newline_to_br", {s("a\r\nb\nc")}) == "a<br />\nb<br />\nc");
  CHECK(run("squish", {s(" a \n\t b  ")}) == "a b");
  CHECK(run("h", {s("<")}) == "&lt;");
  CHECK(run("base64_encode", {s("ab?>")}) == "YWI/Pg==");
  CHECK(run("base64_url_safe_encode", {s("ab?>")}) == "YWI_Pg==");
  CHECK(run("base64_decode", {s("YWI/Pg==")}) == "ab?>");
  CHECK(run("base64_decode", {s("/w==")}) == "-");  // no text
  CHECK(run("base64_decode", {s("YW")}) == "-");
}

TEST_CASE("numbers") {
  CHECK(run("plus", {n(1), n(2)}) == "3");
  CHECK(run("plus", {s("1"), s("2.5")}) == "3.5");
  CHECK(run("plus", {Value::absent(), n(2)}) == "2");
  CHECK(run("plus", {eur(100), eur(50)}) == "1.50 EUR");
  CHECK(run("plus", {eur(100), n(50)}) == "-");
  CHECK(run("plus", {n(INT64_MAX), n(1)}) == "-");
  CHECK(run("plus", {s("x"), n(1)}) == "-");
  CHECK(run("minus", {n(1), n(2)}) == "-1");
  CHECK(run("times", {n(3), d(1'500'000)}) == "4.5");
  CHECK(run("times", {eur(1000), d(900'000)}) == "9.00 EUR");
  CHECK(run("divided_by", {n(7), n(2)}) == "3");
  CHECK(run("divided_by", {n(-7), n(2)}) == "-4");
  CHECK(run("divided_by", {n(INT64_MIN), n(-1)}) == "-");
  CHECK(run("divided_by", {n(7), n(0)}) == "-");
  CHECK(run("divided_by", {d(7'000'000), n(2)}) == "3.5");
  CHECK(run("modulo", {n(-1), n(3)}) == "2");
  CHECK(run("abs", {n(-4)}) == "4");
  CHECK(run("abs", {n(INT64_MIN)}) == "-");
  CHECK(run("abs", {eur(-4)}) == "0.04 EUR");
  CHECK(run("ceil", {d(1'200'000)}) == "2");
  CHECK(run("ceil", {d(-1'200'000)}) == "-1");
  CHECK(run("floor", {d(-1'200'000)}) == "-2");
  CHECK(run("floor", {eur(1999)}) == "19");
  CHECK(run("ceil", {n(INT64_MIN)}) == "-9223372036854775808");
  CHECK(run("round", {d(2'500'000)}) == "3");
  CHECK(run("round", {d(-2'500'000)}) == "-3");
  CHECK(run("round", {d(1'234'567), n(2)}) == "1.23");
  CHECK(run("round", {d(1'234'567), n(99)}) == "1.234567");
  CHECK(run("round", {n(155), n(-1)}) == "160");
  CHECK(run("round", {n(155), n(INT64_MIN)}) == "0");
  CHECK(run("round", {eur(1950)}) == "20.00 EUR");
  CHECK(run("at_least", {n(4), n(5)}) == "5");
  CHECK(run("at_most", {n(4), d(4'500'000)}) == "4");
  CHECK(run("at_most", {eur(4), n(5)}) == "-");
  CHECK(run("plus", {s("-1.2345678"), n(0)}) == "-1.234567");
  for (auto wrong : {"", "-", ".5", "1.2.3", "99999999999999999999", "99999999999999.5", "1e3"})
    CHECK(run("plus", {s(wrong), n(0)}) == "-");
}

TEST_CASE("dates in the contact's zone") {
  auto instant =
      Value::datetime(1'772'438'400'000 + 7'000);  // 2026-03-02 08:00:07 UTC, 10:00:07 there
  CHECK(run("date", {instant, s("%Y-%m-%d %H:%M:%S %Z %z")}) == "2026-03-02 10:00:07 EET +0200");
  CHECK(run("date", {instant, s("%a %A %b %B %e %-d %-m %y %C")}) ==
        "Mon Monday Mar March  2 2 3 26 20");
  CHECK(run("date", {instant, s("%I %-I %l %p %P %j %u %w %k %-H")}) ==
        "10 10 10 AM am 061 1 1 10 10");
  CHECK(run("date", {instant, s("%F %T %D %R %s")}) ==
        "2026-03-02 10:00:07 03/02/26 10:00 1772438407");
  CHECK(run("date", {instant, s("100%% %Q %-Q % %-")}) == "100% %Q %-Q % %-");
  CHECK(run("date", {Value::date(0), s("%d.%m.%Y %H:%M %Z")}) == "01.01.1970 00:00 UTC");
  CHECK(run("date", {s("now"), s("%F %R")}) == "2026-03-02 10:00");
  CHECK(run("date", {s("2026-12-01"), s("%-d/%-m")}) == "1/12");
  CHECK(run("date", {s("2026-12-01T22:30:00Z"), s("%F")}) == "2026-12-02");
  CHECK(run("date", {n(0), s("%F %R")}) == "1970-01-01 02:00");
  CHECK(run("date", {s("soon"), s("%F")}) == "soon");
  CHECK(run("date", {s("2026-12-01"), s("")}) == "2026-12-01");
  CHECK(run("date", {Value::absent(), s("%F")}) == "-");
  CHECK(run("date", {n(INT64_MAX), s("%F")}) == "9223372036854775807");
  CHECK(run("date", {Value::date(INT64_MAX), s("%F")}) == "day 9223372036854775807");
  CHECK(run("date_of", {Value::datetime(1'772'488'800'000)}) == "2026-03-03");  // 22:00 UTC
  CHECK(run("hour_of", {instant}) == "10");
  CHECK(run("hour_of", {Value::date(0)}) == "-");
  CHECK(run("weekday_of", {Value::date(3)}) == "7");  // 4 January 1970, a Sunday
  CHECK(run("day_of", {instant}) == "2");
  CHECK(run("month_of", {instant}) == "3");
  CHECK(run("year_of", {instant}) == "2026");
  CHECK(run("year_of", {s("2026-01-01")}) == "-");
}

TEST_CASE("without a zone, moments are in UTC, also before 1970") {
  Arena arena;
  Context context{arena};
  std::vector<Value> arguments{Value::datetime(-1), s("%F %T %Z %s")};
  CHECK(call(number_of_row("date"), arguments, context).text() == "1969-12-31 23:59:59 UTC -1");
}

TEST_CASE("lists") {
  Value items[] = {n(3), n(1), d(3'000'000), s("b"), Value::absent(), s("a"), n(2)};
  auto list = Value::list(items, 7);
  CHECK(run("first", {list}) == "3");
  CHECK(run("last", {list}) == "2");
  CHECK(run("first", {Value::list(nullptr, 0)}) == "-");
  CHECK(run("join", {list}) == "3 1 3 b  a 2");
  CHECK(run("join", {list, s(", ")}) == "3, 1, 3, b, , a, 2");
  CHECK(run("size", {list}) == "7");
  Bench bench;
  auto joined = [&](const Value& value) { return run("join", {value, s(",")}); };
  CHECK(joined(bench.call_row("sort", {list})) == "1,2,3,3,a,b,");
  std::string failure;
  bench.context.failure = &failure;
  Value mixed[] = {s("a"), eur(1), Value::money(5, currency("JPY"))};
  CHECK(bench.call_row("sort", {Value::list(mixed, 2)}).aux == 2);
  CHECK(failure.empty());
  CHECK(bench.call_row("sort", {Value::list(mixed, 3)}).is_absent());
  CHECK(failure == "mixed currencies: EUR and JPY");
  for (auto name : {"plus", "minus", "divided_by", "modulo", "at_least", "at_most"}) {
    failure.clear();
    CHECK(bench.call_row(name, {mixed[1], mixed[2]}).is_absent());
    CHECK(failure == "mixed currencies: EUR and JPY");
  }
  CHECK(joined(bench.call_row("uniq", {list})) == "3,1,b,,a,2");
  CHECK(joined(bench.call_row("reverse", {list})) == "2,a,,b,3,1,3");
  CHECK(joined(bench.call_row("slice", {list, n(1), n(2)})) == "1,3");
  CHECK(joined(bench.call_row("split", {s("a,b,,c,,"), s(",")})) == "a,b,,c");
  CHECK(joined(bench.call_row("split", {s("  a  b "), s(" ")})) == "a,b");
  CHECK(joined(bench.call_row("split", {s("日本"), s("")})) == "日,本");
  CHECK(joined(bench.call_row("split", {n(121), s("2")})) == "1,1");
  CHECK(joined(bench.call_row("split", {s(""), s(",")})).empty());
  Value one[] = {s("sku"), s("x"), s("price"), eur(100)};
  Value two[] = {s("sku"), s("y")};
  Value records[] = {Value::record(one, 2), Value::record(two, 1), n(1)};
  CHECK(joined(bench.call_row("map", {Value::list(records, 3), s("price")})) == "1.00 EUR,,");
  for (auto name : {"first", "last", "join", "reverse", "sort", "uniq"})
    CHECK(run(name, {s("text")}) == "-");
}

TEST_CASE(
    "uniq sees records that differ only in the order of their fields, and whole decimals, as the "
    "same") {
  Value one[] = {s("a"), n(1), s("b"), n(2)};
  Value two[] = {s("b"), n(2), s("a"), d(1'000'000)};
  Value records[] = {Value::record(one, 2), Value::record(two, 2)};
  CHECK(run("size", {Value::list(records, 2)}) == "2");
  Bench bench;
  CHECK(bench.call_row("uniq", {Value::list(records, 2)}).aux == 1);
}

TEST_CASE("results larger than the arena's limit are absent, at the edge") {
  std::string half(limits::kArenaBytes / 2, 'x');
  CHECK(run("append", {s(half), s(half)}).size() == limits::kArenaBytes);
  CHECK(run("append", {s(half + "x"), s(half)}) == "-");
  CHECK(run("replace", {s(half), s("x"), s("0123456789")}) == "-");
  CHECK(run("split", {s(half), s("")}) == "-");
  CHECK(run("escape", {s(std::string(limits::kArenaBytes, '&'))}) == "-");
  std::vector<Value> many(1000, s(half));
  CHECK(run("join", {Value::list(many.data(), 1000)}) == "-");
}

TEST_CASE("what is made to be slow is not") {
  auto start = std::chrono::steady_clock::now();
  std::string text(1u << 20, 'a');
  std::string part = std::string(1u << 19, 'a') + "b";
  CHECK(run("replace", {s(text), s(part), s("")}).size() == text.size());
  std::string tags;
  while (tags.size() < (1u << 20)) tags += "<script<!--<style";
  CHECK(run("strip_html", {s(tags)}).size() == tags.size());
  std::vector<Value> items;
  for (int i = 0; i < 100'000; ++i) items.push_back(n(i));
  Bench bench;
  CHECK(bench.call_row("uniq", {Value::list(items.data(), 100'000)}).aux == 100'000);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("any function takes any arguments of any number") {
  std::mt19937 random(7);
  Value pairs[] = {s("a"), n(1)};
  Value items[] = {n(3), s("x"), Value::absent(), Value::record(pairs, 1)};
  const std::vector<Value> pool{Value::absent(),
                                Value::boolean(false),
                                Value::boolean(true),
                                n(0),
                                n(-1),
                                n(INT64_MIN),
                                n(INT64_MAX),
                                d(INT64_MIN),
                                d(1),
                                eur(INT64_MIN),
                                Value::money(5, currency("JPY")),
                                Value::duration({INT32_MIN, INT32_MIN, INT64_MIN}),
                                Value::date(INT64_MIN),
                                Value::time(INT64_MAX),
                                Value::datetime(INT64_MIN),
                                Value::datetime(INT64_MAX),
                                s(""),
                                s("a b"),
                                s("\xff\xfe"),
                                s("%Y%"),
                                s("&#x;"),
                                s("2026-02-30 7:08:09.5 pm +99:99"),
                                s("-1.5"),
                                s("a"),
                                Value::real(1e308),
                                Value::real(-0.0),
                                Value::real(std::numeric_limits<double>::quiet_NaN()),
                                Value::real(std::numeric_limits<double>::infinity()),
                                Value::range(INT64_MIN, INT64_MAX),
                                Value::range(1, 3),
                                Value::handle("0123456789abcdef"),
                                Value::list(nullptr, 0),
                                Value::list(items, 4),
                                Value::record(nullptr, 0),
                                Value::record(pairs, 1)};
  Arena arena;
  Context context{arena};
  std::string error;
  for (int round = 0; round < 80'000; ++round) {
    context.own_rules = round % 2 == 0;
    context.error = context.own_rules ? &error : nullptr;
    std::vector<Value> arguments(random() % 5);
    for (auto& argument : arguments) argument = pool[random() % pool.size()];
    auto result =
        call(static_cast<std::uint16_t>(random() % (functions().size() + 2)), arguments, context);
    std::string out;
    liquid::append_printed(out, result);
    CHECK(out.size() < 2 * limits::kArenaBytes);
    if (round % 100 == 0) arena.reset();
  }
  CHECK(call(0, {}, context).is_absent());
  CHECK(call(0xFFFF, {}, context).is_absent());
}

TEST_CASE("keywords of replies") {
  Bench bench;
  const auto keyword = [&](const Value& value) {
    return call(find_function("reply_keyword", FunctionUse::kExpression)->number, {{value}},
                bench.context);
  };
  CHECK(keyword(s("Stop!")).text() == "stop");
  CHECK(keyword(s("Aloita")).text() == "start");
  CHECK(keyword(s("hilfe")).text() == "help");
  CHECK(keyword(s("nine")).is_absent());
  CHECK(keyword(n(1)).is_absent());
  CHECK(keyword(Value::absent()).is_absent());
}

TEST_CASE("yes_no says true and false in the contact's language, English where there is none") {
  Bench bench;
  const auto word = [&](const Value& value) {
    return call(find_function("yes_no", FunctionUse::kFilter)->number, {{value}}, bench.context);
  };
  CHECK(word(Value::boolean(true)).text() == "Yes");
  bench.context.language = [](const void*) { return std::string_view("fi"); };
  CHECK(word(Value::boolean(true)).text() == "Kyllä");
  CHECK(word(Value::boolean(false)).text() == "Ei");
  CHECK(word(s("yes")).is_absent());
  CHECK(word(Value::absent()).is_absent());
}

TEST_CASE("every row of the catalog does something") {
  Value pairs[] = {s("a"), n(1)};
  Value items[] = {Value::record(pairs, 1)};
  for (const auto& info : functions()) {
    if (info.name == "instant_at") continue;     // the VM's own
    if (info.name == "reply_keyword") continue;  // most texts are none
    Bench bench;
    std::vector<Value> arguments;
    for (const auto& parameter : info.parameters) {
      if (parameter.optional && parameter.kind != Kind::kField) break;
      switch (parameter.kind) {
        case Kind::kInt:
        case Kind::kNumber:
          arguments.push_back(n(1));
          break;
        case Kind::kBool:
          arguments.push_back(Value::boolean(true));
          break;
        case Kind::kDate:
          arguments.push_back(Value::date(0));
          break;
        case Kind::kDatetime:
        case Kind::kDateOrDatetime:
          arguments.push_back(Value::datetime(0));
          break;
        case Kind::kList:
          arguments.push_back(Value::list(items, 1));
          break;
        case Kind::kField:
          arguments.push_back(s("a"));
          break;
        default:
          arguments.push_back(s("YWJj"));
          break;
      }
    }
    INFO(info.name);
    CHECK_FALSE(call(info.number, arguments, bench.context).is_absent());
  }
}

}  // namespace
}  // namespace camp::stdlib
