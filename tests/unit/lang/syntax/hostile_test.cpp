#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include "dump.h"
#include "lang/base/limits.h"

using namespace camp;
using camp::test::Parsed;

namespace {

std::string repeat(const std::string& text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string everything() {
  std::stringstream text;
  text << std::ifstream(std::string(CAMP_SOURCE_DIR) + "/tests/golden/parse/everything.camp")
              .rdbuf();
  return text.str();
}

Code only_code(const Parsed& parsed) {
  REQUIRE(parsed.diagnostics.all().size() == 1);
  return parsed.diagnostics.all()[0].code;
}

// Parses, and every place named is inside the file.
void survives(std::string text) {
  auto size = text.size();
  Parsed parsed(std::move(text));
  for (const auto& d : parsed.diagnostics.all()) {
    REQUIRE(d.primary.span.begin <= d.primary.span.end);
    REQUIRE(d.primary.span.end <= size);
  }
}

}  // namespace

TEST_CASE("nesting is limited, exactly") {
  auto parens = [](std::size_t n) {
    return "segment s = " + repeat("(", n) + "1" + repeat(")", n);
  };
  CHECK(Parsed(parens(limits::kNesting - 1)).findings() == "");
  CHECK(only_code(Parsed(parens(limits::kNesting))) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed(parens(200'000))) == Code::kNestedTooDeep);
  auto types = [](std::size_t n) { return "contact { a: " + repeat("list of ", n) + "int }"; };
  CHECK(Parsed(types(limits::kTypeDepth - 1)).findings() == "");
  CHECK(only_code(Parsed(types(limits::kTypeDepth))) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed(types(100'000))) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed("segment s = " + repeat("not ", 100'000) + "a")) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed("segment s = " + repeat("- ", 100'000) + "a")) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed("journey j { flow { " + repeat("if a { ", 5000) + repeat("}", 5000) +
                         " } }")) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed("journey j { flow { if a { } " + repeat("else if a { } ", 5000) +
                         " } }")) == Code::kNestedTooDeep);
}

TEST_CASE("long chains of operators are limited") {
  auto chain = [](std::size_t n) { return "segment s = 1" + repeat(" + 1", n); };
  CHECK(Parsed(chain(limits::kOperatorChain - 1)).findings() == "");
  CHECK(only_code(Parsed(chain(limits::kOperatorChain))) == Code::kNestedTooDeep);
  CHECK(only_code(Parsed("segment s = a" + repeat(".b", 100'000))) == Code::kNestedTooDeep);
}

TEST_CASE("floods of one character") {
  for (const char* text :
       {"{", "}", "(", "\"", "\\", "#", "[", "if ", "campaign x {", "flow {", "a.", "\"\"\"", "\n",
        "campaign x { flow { if a { ", "contact { a: { ", "segment s = f(", "@"})
    survives(repeat(text, (1u << 20) / std::string(text).size()));
}

TEST_CASE("every beginning of a valid file") {
  auto text = everything();
  for (std::size_t size = 0; size < text.size(); size += 37) survives(text.substr(0, size));
}

TEST_CASE("random bytes and shuffled tokens") {
  std::mt19937 random(7);
  auto text = everything();
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 2000, ' ');
    for (auto& byte : bytes)
      byte = static_cast<char>(round % 2 == 0 ? random() % 256 : 32 + random() % 95);
    survives(bytes);
    auto broken = text;
    for (int i = 0; i < 5; ++i) broken.erase(random() % broken.size(), random() % 40);
    for (int i = 0; i < 5; ++i)
      broken.insert(random() % broken.size(), 1, "{}()[]\".,:=#"[random() % 12]);
    survives(broken);
  }
}

TEST_CASE("how fast it is", "[speed]") {
  auto text = repeat(everything(), 800);
  SourceSet sources;
  auto id = sources.add("big.camp", text);
  Diagnostics diagnostics;
  auto begin = std::chrono::steady_clock::now();
  auto parsed = parse(sources, id, diagnostics);
  std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  CHECK_FALSE(diagnostics.has_errors());
  std::cout << "parsed " << text.size() << " bytes, " << sources[id].line_count() << " lines in "
            << spent.count() << " ms\n";
}
