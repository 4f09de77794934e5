#include "runtime/state/names.h"

#include <catch2/catch.hpp>

namespace camp {
namespace {

TEST_CASE("names get numbers once") {
  Names names;
  CHECK(names.find("email") == Names::kUnknown);
  CHECK(names.number("email") == 1);
  CHECK(names.number("phone") == 2);
  CHECK(names.number("email") == 1);
  CHECK(names.find("phone") == 2);
  CHECK(names.count() == 2);
  CHECK(names.text(1) == "email");
  CHECK(names.text(0) == "");
  CHECK(names.text(3) == "");
  CHECK(names.text(UINT32_MAX) == "");
}

TEST_CASE("texts stay where they are while names are added") {
  Names names;
  names.number("first");
  auto view = names.text(1);
  const char* where = view.data();
  for (int i = 0; i < 10'000; ++i) names.number("name" + std::to_string(i));
  CHECK(names.text(1).data() == where);
  CHECK(view == "first");
  CHECK(names.find("name9999") == 10'001);
}

TEST_CASE("a name is kept, not the caller's bytes") {
  Names names;
  std::string text = "a name that is longer than any small buffer";
  names.number(text);
  text.assign(text.size(), 'x');
  CHECK(names.find("a name that is longer than any small buffer") == 1);
}

TEST_CASE("loading takes 1, 2, 3, and every name once") {
  Names names;
  CHECK_FALSE(names.load(0, "a"));
  CHECK_FALSE(names.load(2, "a"));
  CHECK(names.load(1, "a"));
  CHECK_FALSE(names.load(1, "b"));
  CHECK_FALSE(names.load(2, "a"));
  CHECK(names.load(2, "b"));
  CHECK(names.take_new().empty());  // what was loaded is in the store already
  CHECK(names.number("c") == 3);
  CHECK(names.take_new() == std::vector<std::uint32_t>{3});
}

TEST_CASE("new names are offered once, and again after a failed batch, in their order") {
  Names names;
  names.number("a");
  names.number("b");
  auto first = names.take_new();
  CHECK(first == std::vector<std::uint32_t>{1, 2});
  CHECK(names.take_new().empty());
  names.number("c");
  names.put_back(first);
  CHECK(names.take_new() == std::vector<std::uint32_t>{1, 2, 3});
}

}  // namespace
}  // namespace camp
