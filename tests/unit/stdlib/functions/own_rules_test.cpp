// Liquid's filters by its own rules. What is expected is what Shopify's gem gives (5.4.0; where that
// is older than the filter, what 5.13 documents).
#include <catch2/catch.hpp>
#include <limits>

#include "lang/catalog/functions.h"
#include "stdlib/functions/liquid.h"

namespace camp::stdlib {
namespace {

// Keeps what the values of the tables point to.
Value kept(std::vector<Value> values, bool pairs) {
  static Arena arena;
  auto* copy = arena.allocate_array<Value>(values.size());
  std::uninitialized_copy(values.begin(), values.end(), copy);
  const auto count = static_cast<std::uint32_t>(values.size());
  return pairs ? Value::record(copy, count / 2) : Value::list(copy, count);
}
Value s(std::string_view text) { return Value::string(text); }
Value n(std::int64_t number) { return Value::integer(number); }
Value f(double number) { return Value::real(number); }
Value list(std::vector<Value> items) { return kept(std::move(items), false); }
Value hash(std::vector<Value> pairs) { return kept(std::move(pairs), true); }
Value row(std::int64_t p, std::string_view name) { return hash({s("p"), n(p), s("n"), s(name)}); }

const double kInfinity = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();
const Value kNil;
const Value kTrue = Value::boolean(true);
const Value kFalse = Value::boolean(false);
const Value kLetters = list({s("b"), s("C"), s("a")});
const Value kHash = hash({s("k"), n(1), s("b"), s("x")});
const Value kRecords = list({row(3, "c"), row(1, "B"), row(2, "a"), row(1, "x")});
const Value kSomeWithout = list({row(3, "c"), hash({s("n"), s("q")}), row(2, "a")});
const Value kNested = list({n(1), list({n(2), list({n(3), kNil})}), s("x")});
const Value kNumbers = list({n(3), f(1.5), n(2), kNil, n(1), f(1.0)});
const Value kMixed = list({n(3), s("x")});
const Value kBools = list({kTrue, kFalse});
const Value kNilAndHash = list({kNil, hash({s("p"), n(1)})});
const Value kInts = list({n(5), n(6), n(5)});
const Value kTexts = list({s("10"), s("9.5"), s("x"), s("10")});
const Value kTwice = list({n(1), f(1.0), s("1"), n(1), kNil, kNil});
const Value kTagged = list({hash({s("t"), list({n(1), n(2)}), s("v"), f(0.1)}),
                            hash({s("t"), list({n(3)}), s("v"), f(0.2)})});
const Value kAllowFalse = hash({s("allow_false"), kTrue});

// The result as Ruby inspects it, or the error.
std::string own(std::string_view filter, const std::vector<Value>& arguments) {
  const auto* info = find_function(filter, FunctionUse::kFilter);
  REQUIRE(info != nullptr);
  Arena arena;
  std::string error;
  Context context{arena};
  context.own_rules = true;
  context.error = &error;
  const auto result = call(info->number, arguments, context);
  std::string out;
  liquid::append_inspected(out, result);
  return error.empty() ? out : error;
}

struct Case {
  std::string_view filter;
  std::vector<Value> arguments;
  std::string_view result;
};
void check(const std::vector<Case>& cases) {
  for (const auto& [filter, arguments, result] : cases) {
    std::string given;
    for (const auto& argument : arguments) liquid::append_inspected(given += " ", argument);
    INFO(filter << given);
    CHECK(own(filter, arguments) == result);
  }
}

TEST_CASE("numbers by Liquid's own rules") {
  check({
      {"round", {f(1250.5), n(-2)}, "1300"},
      {"round", {n(1250), n(-2)}, "1300"},
      {"round", {f(2.675), n(2)}, "2.68"},
      {"round", {f(1.005), n(2)}, "1.01"},
      {"round", {f(2.5)}, "3"},
      {"round", {f(-2.5)}, "-3"},
      {"round", {f(2.5), f(1.9)}, "2.5"},
      {"round", {f(2.0)}, "2"},
      {"round", {f(2.0), n(3)}, "2.0"},
      {"round", {f(2.555), s("2")}, "2.56"},
      {"round", {n(15), n(2)}, "15"},
      {"round", {n(15), n(-1)}, "20"},
      {"round", {f(5.5), n(-5)}, "0"},
      {"round", {f(-0.5)}, "-1"},
      {"round", {f(-0.001), n(2)}, "-0.0"},
      {"round", {f(99.99), n(1)}, "100.0"},
      {"round", {f(kInfinity)}, "Computation results in 'Infinity'"},
      {"round", {f(kInfinity), n(2)}, "Infinity"},
      {"ceil", {f(kNaN)}, "Computation results in 'NaN' (Not a Number)"},
      {"ceil", {f(-1.2)}, "-1"},
      {"ceil", {f(1.2)}, "2"},
      {"floor", {f(-1.2)}, "-2"},
      {"floor", {s("3.7")}, "3"},
      {"floor", {s("x")}, "0"},
      {"ceil", {kNil}, "0"},
      {"plus", {f(0.1), f(0.2)}, "0.3"},
      {"plus", {s("1.5"), s("1_0")}, "11.5"},
      {"plus", {s(" 1.5 "), n(0)}, "1.5"},
      {"plus", {s("1e3"), n(0)}, "1"},
      {"plus", {s("12ab"), n(0)}, "12"},
      {"plus", {s("-7x"), n(0)}, "-7"},
      {"plus", {s("+7"), n(0)}, "7"},
      {"plus", {s("--7"), n(0)}, "0"},
      {"plus", {s("1__0"), n(0)}, "1"},
      {"plus", {s(".5"), n(0)}, "0"},
      {"plus", {s("1."), n(0)}, "1"},
      {"plus", {s("-0.0"), n(0)}, "0.0"},
      {"plus", {kTrue, n(1)}, "1"},
      {"plus", {kLetters, n(1)}, "1"},
      {"plus", {kHash, n(1)}, "1"},
      {"plus", {Value::range(1, 3), n(1)}, "1"},
      {"plus", {f(kInfinity), n(1)}, "Infinity"},
      {"minus", {f(kInfinity), f(kInfinity)}, "NaN"},
      {"minus", {n(5), f(0.1)}, "4.9"},
      {"times", {f(1.1), n(3)}, "3.3"},
      {"times", {f(4.35), n(100)}, "435.0"},
      {"times", {f(0.0), n(-1)}, "-0.0"},
      {"times", {n(0), f(-1.5)}, "-0.0"},
      {"times", {f(kNaN), n(2)}, "NaN"},
      {"times", {f(0.00001), f(0.1)}, "1.0e-06"},
      {"times", {f(123456789.987654321), f(987654321.123456789)}, "1.2193263210333792e+17"},
      {"times", {f(100000000000000.0), n(10)}, "1.0e+15"},
      {"divided_by", {n(-7), n(2)}, "-4"},
      {"divided_by", {n(7), n(-2)}, "-4"},
      {"divided_by", {n(6), f(3.0)}, "2.0"},
      {"divided_by", {n(10), f(3.0)}, "3.3333333333333335"},
      {"divided_by", {n(20), f(7.0)}, "2.857142857142857"},
      {"divided_by", {n(5), n(0)}, "divided by 0"},
      {"divided_by", {n(5), s("s")}, "divided by 0"},
      {"divided_by", {f(-1.0), n(0)}, "-Infinity"},
      {"divided_by", {f(1.0), s("s")}, "Infinity"},
      {"divided_by", {f(0.0), n(0)}, "NaN"},
      {"divided_by", {n(5), f(kInfinity)}, "0.0"},
      {"modulo", {n(7), n(-3)}, "-2"},
      {"modulo", {n(-7), n(3)}, "2"},
      {"modulo", {f(7.5), n(2)}, "1.5"},
      {"modulo", {f(-7.5), n(2)}, "0.5"},
      {"modulo", {n(7), n(0)}, "divided by 0"},
      {"modulo", {n(7), f(0.0)}, "divided by 0"},
      {"modulo", {n(-5), f(kInfinity)}, "-5.0"},
      {"modulo", {f(kInfinity), n(5)}, "NaN"},
      {"abs", {n(-5)}, "5"},
      {"abs", {s("-5.50")}, "5.5"},
      {"abs", {s("-0.0")}, "0.0"},
      {"at_least", {n(4), f(4.0)}, "4"},
      {"at_least", {s("4.5"), n(3)}, "4.5"},
      {"at_least", {f(kNaN), n(3)}, "NaN"},
      {"at_most", {f(4.5), n(4)}, "4"},
      {"at_most", {f(kInfinity), n(3)}, "3"},
  });
}

TEST_CASE("texts by Liquid's own rules") {
  check({
      {"upcase", {n(1)}, R"("1")"},
      {"upcase", {s("straße")}, R"("STRASSE")"},
      {"upcase", {kNil}, R"("")"},
      {"upcase", {kLetters}, R"("[\"B\", \"C\", \"A\"]")"},
      {"capitalize", {s("HELLO wORLD")}, R"("Hello world")"},
      {"append", {kTrue, kNil}, R"("true")"},
      {"append", {kLetters, s("!")}, R"("[\"b\", \"C\", \"a\"]!")"},
      {"prepend", {kHash, n(1)}, R"("1{\"k\"=>1, \"b\"=>\"x\"}")"},
      {"append", {f(1.0), n(2)}, R"("1.02")"},
      {"lstrip", {s("  x ")}, R"("x ")"},
      {"rstrip", {s("  x ")}, R"("  x")"},
      {"strip", {s("  x ")}, R"("x")"},
      {"truncate", {s("abcdefghijk"), kNil}, "invalid integer"},
      {"truncate", {s("abcdefghijk"), s("5")}, R"("ab...")"},
      {"truncate", {s("abcdefghijk"), s("0x8")}, R"("abcde...")"},
      {"truncate", {s("abcdefghijk"), n(5), kNil}, R"("abcde")"},
      {"truncate", {s("abcdefghijk"), f(1.5)}, "invalid integer"},
      {"truncate", {s("abcdefghijk"), n(-1)}, R"("...")"},
      {"truncate", {s("abcdef"), n(2)}, R"("...")"},
      {"truncate", {kNil, n(5)}, "nil"},
      {"truncate", {n(1234567), n(5)}, R"("12...")"},
      {"truncate", {kLetters, n(9)}, R"("[\"b\", ...")"},
      {"truncatewords", {s("a b c"), kNil}, "invalid integer"},
      {"truncatewords", {s("a  b "), n(2)}, R"("a b...")"},
      {"truncatewords", {s("a b "), n(2)}, R"("a b...")"},
      {"truncatewords", {s("a  b"), n(2)}, R"("a  b")"},
      {"truncatewords", {s(" a  b c"), n(2), kNil}, R"("a b")"},
      {"truncatewords", {s("a b c"), n(-1)}, R"("a...")"},
      {"truncatewords", {s("   "), n(1)}, R"("   ")"},
      {"truncatewords", {kNil}, "nil"},
      {"slice", {s("abc"), n(3)}, R"("")"},
      {"slice", {s("abc"), n(4)}, R"("")"},
      {"slice", {s("abc"), s("1"), s("2")}, R"("bc")"},
      {"slice", {s("abc"), n(-2), n(9)}, R"("bc")"},
      {"slice", {s("abc"), f(1.5)}, "invalid integer"},
      {"slice", {s("abc"), kNil}, "invalid integer"},
      {"slice", {s("abc"), n(0), kFalse}, R"("a")"},
      {"slice", {s("abc"), n(0), kNil}, R"("a")"},
      {"slice", {s("abc"), n(0), n(-1)}, R"("")"},
      {"slice", {Value::range(1, 3), n(0), n(3)}, R"("1..")"},
      {"slice", {kLetters, n(1), n(5)}, R"(["C", "a"])"},
      {"slice", {kLetters, n(9)}, "[]"},
      {"slice", {kNil, n(0)}, R"("")"},
      {"replace", {s("ab"), s(""), s("-")}, R"("-a-b-")"},
      {"replace", {s("日本"), s(""), s("-")}, R"("-日-本-")"},
      {"replace", {s(""), s(""), s("-")}, R"("-")"},
      {"replace", {s("abab"), s("b")}, R"("aa")"},
      {"replace", {s("abab"), s("b"), s("[\\0]")}, R"("a[b]a[b]")"},
      {"replace", {s("abab"), s("b"), s("\\\\")}, R"("a\\a\\")"},
      {"replace", {s("abab"), s("b"), s("<\\`|\\'>")}, R"("a<a|ab>a<aba|>")"},
      {"replace", {s("abab"), s("b"), s("\\1x\\&\\q\\")}, R"("axb\\q\\axb\\q\\")"},
      {"replace", {s("a1"), n(1), n(2)}, R"("a2")"},
      {"replace", {kNil, s("a"), s("b")}, R"("")"},
      {"replace_first", {s("ab"), s(""), s("-")}, R"("-ab")"},
      {"replace_first", {s("abab"), s("b"), s("[\\0]")}, R"("a[b]ab")"},
      {"replace_last", {s("a.b.c"), s("."), s("\\0")}, R"("a.b\\0c")"},
      {"replace_last", {s("aaa"), s("aa"), s("x")}, R"("ax")"},
      {"replace_last", {s("ab"), s(""), s("x")}, R"("abx")"},
      {"replace_last", {s("ab"), s("q"), s("x")}, R"("ab")"},
      {"remove", {s("ab"), s("")}, R"("ab")"},
      {"remove_first", {s("aaa"), s("a")}, R"("aa")"},
      {"remove_last", {s("a.b"), s(".")}, R"("ab")"},
      {"default", {kHash, n(1)}, R"({"k"=>1, "b"=>"x"})"},
      {"default", {n(0), n(5)}, "0"},
      {"default", {s(" "), n(5)}, R"(" ")"},
      {"default", {s(""), n(5)}, "5"},
      {"default", {list({}), n(5)}, "5"},
      {"default", {kNil, kHash}, R"({"k"=>1, "b"=>"x"})"},
      {"default", {kFalse}, R"("")"},
      {"default", {kFalse, n(3), kAllowFalse}, "false"},
      {"default", {kNil, n(5), kAllowFalse}, "5"},
      {"url_decode", {s("%41+%zz%")}, R"("A %zz%")"},
      {"url_decode", {s("%FF")}, "invalid byte sequence in UTF-8"},
      {"url_encode", {s("a b&c~é*")}, R"("a+b%26c~%C3%A9%2A")"},
      {"url_encode", {kNil}, "nil"},
      {"escape_once",
       {s("&aa; &#12; &#x27; &frac12; & &; &#; &a")},
       R"("&aa; &#12; &amp;#x27; &amp;frac12; &amp; &amp;; &amp;#; &amp;a")"},
      {"escape", {kNil}, "nil"},
      {"escape_once", {kNil}, R"("")"},
      {"h", {kLetters}, R"("[&quot;b&quot;, &quot;C&quot;, &quot;a&quot;]")"},
      {"base64_decode", {s("YWI=")}, R"("ab")"},
      {"base64_decode", {s("YWI")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("YWJ=")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("YQ=")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("YWJj")}, R"("abc")"},
      {"base64_decode", {s("YWJj=")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("Y=WI")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("_-8")}, "invalid base64 provided to base64_decode"},
      {"base64_decode", {s("")}, R"("")"},
      {"base64_url_safe_decode", {s("YWI")}, R"("ab")"},
      {"base64_url_safe_decode", {s("YWI=")}, R"("ab")"},
      {"base64_url_safe_decode", {s("YQ=")}, "invalid base64 provided to base64_url_safe_decode"},
      {"base64_url_safe_decode", {s("Y!")}, "invalid base64 provided to base64_url_safe_decode"},
      {"base64_url_safe_encode", {s("ab?>>")}, R"("YWI_Pj4=")"},
      {"base64_encode", {n(1)}, R"("MQ==")"},
      {"base64_encode", {kNil}, R"("")"},
      {"size", {s("abc")}, "3"},
      {"size", {n(1)}, "8"},
      {"size", {f(1.5)}, "0"},
      {"size", {kNil}, "0"},
      {"size", {kNested}, "3"},
      {"size", {kHash}, "2"},
      {"size", {Value::range(2, 5)}, "4"},
      {"split", {s("a,b,,c,,"), s(",")}, R"(["a", "b", "", "c"])"},
      {"split", {s(",,,"), s(",")}, "[]"},
      {"split", {s(",a"), s(",")}, R"(["", "a"])"},
      {"split", {s("  a  b "), s(" ")}, R"(["a", "b"])"},
      {"split", {s("日本"), s("")}, R"(["日", "本"])"},
      {"split", {s("abc"), kNil}, R"(["a", "b", "c"])"},
      {"split", {kNil, s(",")}, "[]"},
      {"split", {n(121), n(2)}, R"(["1", "1"])"},
      {"strip_html", {s("a < b > c")}, R"("a  c")"},
      {"strip_html", {s("<script>x</script>y<style>z</style><!-- q -->w")}, R"("yw")"},
      {"strip_html", {s("<SCRIPT>x</SCRIPT>y")}, R"("xy")"},
  });
}

TEST_CASE("lists by Liquid's own rules") {
  check({
      {"first", {kHash}, R"(["k", 1])"},
      {"last", {kHash}, "nil"},
      {"first", {Value::range(5, 2)}, "5"},
      {"last", {Value::range(2, 5)}, "5"},
      {"first", {n(5)}, "nil"},
      {"first", {list({})}, "nil"},
      {"join", {kLetters}, R"("b C a")"},
      {"join", {kLetters, kNil}, R"("bCa")"},
      {"join", {kLetters, n(1)}, R"("b1C1a")"},
      {"join", {kNested, s("-")}, R"("1-2-3--x")"},
      {"join", {kHash}, R"("{\"k\"=>1, \"b\"=>\"x\"}")"},
      {"join", {Value::range(1, 3), s(",")}, R"("1,2,3")"},
      {"join", {kNil}, R"("")"},
      {"join", {kNumbers, s(",")}, R"("3,1.5,2,,1,1.0")"},
      {"reverse", {s("abc")}, R"(["abc"])"},
      {"reverse", {Value::range(1, 3)}, "[3, 2, 1]"},
      {"reverse", {kNested}, R"(["x", nil, 3, 2, 1])"},
      {"reverse", {kNil}, "[]"},
      {"concat", {kLetters, kNested}, R"(["b", "C", "a", 1, [2, [3, nil]], "x"])"},
      {"concat", {kLetters, n(1)}, "concat filter requires an array argument"},
      {"concat", {kLetters, Value::range(1, 3)}, "concat filter requires an array argument"},
      {"concat", {kNil, kLetters}, R"(["b", "C", "a"])"},
      {"compact", {kNested}, R"([1, 2, 3, "x"])"},
      {"compact", {kSomeWithout, s("p")}, R"([{"p"=>3, "n"=>"c"}, {"p"=>2, "n"=>"a"}])"},
      {"compact", {kNilAndHash, s("p")}, "nil"},
      {"compact", {kInts, s("p")}, "cannot select the property 'p'"},
      {"compact", {kNil, s("p")}, "[]"},
      {"uniq", {kTwice}, R"([1, 1.0, "1", nil])"},
      {"uniq",
       {kRecords, s("p")},
       R"([{"p"=>3, "n"=>"c"}, {"p"=>1, "n"=>"B"}, {"p"=>2, "n"=>"a"}])"},
      {"uniq", {kNilAndHash, s("p")}, "nil"},
      {"uniq", {kInts, s("p")}, "cannot select the property 'p'"},
      {"uniq", {n(5), s("p")}, "[5]"},
      {"uniq", {f(1.5), s("p")}, "[1.5]"},
      {"uniq", {kInts, n(0)}, "[5, 6]"},
      {"sort", {kNumbers}, "[1, 1.0, 1.5, 2, 3, nil]"},
      {"sort", {kMixed}, "cannot sort values of incompatible types"},
      {"sort", {kBools}, "cannot sort values of incompatible types"},
      {"sort", {kTrue}, "[true]"},
      {"sort", {kHash}, R"([{"k"=>1, "b"=>"x"}])"},
      {"sort", {kRecords}, "cannot sort values of incompatible types"},
      {"sort",
       {kRecords, s("n")},
       R"([{"p"=>1, "n"=>"B"}, {"p"=>2, "n"=>"a"}, {"p"=>3, "n"=>"c"}, {"p"=>1, "n"=>"x"}])"},
      {"sort", {kSomeWithout, s("p")}, R"([{"p"=>2, "n"=>"a"}, {"p"=>3, "n"=>"c"}, {"n"=>"q"}])"},
      {"sort", {kNilAndHash, s("p")}, "nil"},
      {"sort", {kInts, s("p")}, "cannot select the property 'p'"},
      {"sort", {n(5), s("p")}, "[5]"},
      {"sort", {kTrue, s("p")}, "nil"},
      {"sort_natural", {kLetters}, R"(["a", "b", "C"])"},
      {"sort_natural",
       {kRecords, s("n")},
       R"([{"p"=>2, "n"=>"a"}, {"p"=>1, "n"=>"B"}, {"p"=>3, "n"=>"c"}, {"p"=>1, "n"=>"x"}])"},
      {"sort_natural", {kNumbers}, "[1, 1.0, 1.5, 2, 3, nil]"},
      {"sort_natural", {kMixed}, R"([3, "x"])"},
      {"sort_natural", {kInts, s("p")}, "cannot select the property 'p'"},
      {"map", {kRecords, s("n")}, R"(["c", "B", "a", "x"])"},
      {"map", {kTagged, s("t")}, "[[1, 2], [3]]"},
      {"map", {kHash, s("b")}, R"(["x"])"},
      {"map", {s("abc"), s("b")}, R"(["b"])"},
      {"map", {s("abc"), s("q")}, "[nil]"},
      {"map", {s("abc"), n(-1)}, R"(["c"])"},
      {"map", {s("abc"), n(9)}, "[nil]"},
      {"map", {s("abc"), f(1.7)}, R"(["b"])"},
      {"map", {s("abc"), kNil}, "cannot select the property ''"},
      {"map", {n(1), s("k")}, "cannot select the property 'k'"},
      {"map", {n(5), n(0)}, "[1]"},
      {"map", {n(5), n(99)}, "[0]"},
      {"map", {n(-5), n(99)}, "[1]"},
      {"map", {n(5), n(-1)}, "[0]"},
      {"map", {f(1.5), s("k")}, "[nil]"},
      {"map", {kNilAndHash, s("p")}, "[nil, 1]"},
      {"map", {kRecords, kNil}, "[nil, nil, nil, nil]"},
      {"where", {kRecords, s("p"), n(1)}, R"([{"p"=>1, "n"=>"B"}, {"p"=>1, "n"=>"x"}])"},
      {"where", {kRecords, s("p"), f(1.0)}, R"([{"p"=>1, "n"=>"B"}, {"p"=>1, "n"=>"x"}])"},
      {"where", {kRecords, s("p"), s("1")}, "[]"},
      {"where", {kSomeWithout, s("p")}, R"([{"p"=>3, "n"=>"c"}, {"p"=>2, "n"=>"a"}])"},
      {"where", {kNilAndHash, s("p")}, "nil"},
      {"where", {kInts, s("p")}, "cannot select the property 'p'"},
      {"where", {kTexts, s("9")}, R"(["9.5"])"},
      {"where", {kHash, s("k"), s("1")}, "[]"},
      {"where", {n(5), s("k"), n(1)}, "cannot select the property 'k'"},
      {"where", {kNil, s("k"), n(1)}, "[]"},
      {"where", {s("abc"), s("b"), s("b")}, R"(["abc"])"},
      {"where", {kInts, n(0), n(1)}, "[5, 5]"},
      {"sum", {kTexts}, "29.5"},
      {"sum", {kTagged, s("v")}, "0.3"},
      {"sum", {kTagged, s("t")}, "6"},
      {"sum", {kNumbers}, "8.5"},
      {"sum", {kSomeWithout, s("p")}, "5"},
      {"sum", {kNilAndHash, s("p")}, "1"},
      {"sum", {kInts, s("p")}, "cannot select the property 'p'"},
      {"sum", {kNested}, "6"},
      {"sum", {kNil}, "0"},
      {"sum", {Value::range(1, 10)}, "55"},
      {"reject", {kRecords, s("p"), n(1)}, R"([{"p"=>3, "n"=>"c"}, {"p"=>2, "n"=>"a"}])"},
      {"reject", {kNilAndHash, s("p")}, "nil"},
      {"has", {kRecords, s("p"), n(2)}, "true"},
      {"has", {kRecords, s("p"), n(9)}, "false"},
      {"has", {kNilAndHash, s("p")}, "nil"},
      {"find", {kRecords, s("n"), s("a")}, R"({"p"=>2, "n"=>"a"})"},
      {"find", {kRecords, s("n"), s("z")}, "nil"},
      {"find_index", {kRecords, s("n"), s("a")}, "2"},
      {"find_index", {kNil, s("n"), s("a")}, "nil"},
      {"first", {s("abc")}, R"("a")"},
      {"last", {s("")}, R"("")"},
      {"squish", {s("  a   b ")}, R"("a b")"},
      {"squish", {kNil}, "nil"},
  });
}

TEST_CASE("numbers that leave 64 bits, and texts of many digits") {
  CHECK(own("plus", {n(INT64_MAX), n(1)}) == "9.223372036854776e+18");
  CHECK(own("abs", {n(INT64_MIN)}) == "9.223372036854776e+18");
  CHECK(own("divided_by", {n(INT64_MIN), n(-1)}) == "9.223372036854776e+18");
  CHECK(own("times", {f(1e308), n(10)}) == "Infinity");
  CHECK(own("times", {f(1e-308), f(1e-308)}) == "0.0");
  CHECK(own("floor", {f(1e300)}) == "1.0e+300");
  CHECK(own("modulo", {f(1e308), f(3e-308)}).size() > 3);
  CHECK(own("round", {f(1.5), n(INT64_MAX)}) == "1.5");
  CHECK(own("round", {f(1.5), n(INT64_MIN)}) == "0");
  const std::string digits(100'000, '7');
  CHECK(own("plus", {s(digits), n(1)}) == "Infinity");
  CHECK(own("plus", {s("-" + digits + ".5"), n(1)}) == "-Infinity");
  CHECK(own("plus", {s("1." + digits), n(1)}) == "2.7777777777777777");
}

TEST_CASE("sequences that there is no room for have no result") {
  const auto endless = Value::range(INT64_MIN, INT64_MAX);
  for (const auto* name : {"join", "reverse", "sort", "uniq", "sum", "compact"})
    CHECK(own(name, {endless}) == "nil");
  auto nested = list({n(1)});
  for (int i = 0; i < 64; ++i) nested = list({nested, nested});
  CHECK(own("join", {nested}) == "nil");
  CHECK(own("uniq", {list({nested, n(1)})}) == "nil");
}

}  // namespace
}  // namespace camp::stdlib
