// Synthetic people: shares, what each is like, the same of the same seed.
#include "runtime/sim/people.h"

#include <catch2/catch.hpp>
#include <map>

namespace {

using namespace camp;
using namespace camp::sim;

std::map<std::string, int> values_of(const People& people) {
  std::map<std::string, int> counts;
  for (std::uint64_t i = 0; i < people.count; ++i) {
    Arena arena;
    const auto person = person_of(people, i, arena);
    ++counts[person.fields.empty() ? "" : std::string(person.fields[0].second.text())];
  }
  return counts;
}

std::vector<std::uint32_t> shares_of(const FieldOfPeople& field) {
  std::vector<std::uint32_t> shares;
  for (const auto& part : field.parts) shares.push_back(part.ppm);
  return shares;
}

}  // namespace

TEST_CASE("what is told has its share, the rest is even") {
  const auto fi = Value::string("fi"), se = Value::string("se"), no = Value::string("no");
  FieldOfPeople field;
  CHECK(share_out(field, {fi, se, no, Value::absent()}, {}));
  CHECK(shares_of(field) == std::vector<std::uint32_t>{250'000, 250'000, 250'000, 250'000});
  CHECK(share_out(field, {fi, se, no}, {{se, 400'000}}));
  CHECK(shares_of(field) == std::vector<std::uint32_t>{400'000, 300'000, 300'000});
  // Of all have a value, and of all are Finnish.
  CHECK(share_out(field, {fi, se, Value::absent()}, {{Value::absent(), 800'000}, {fi, 300'000}}));
  CHECK(shares_of(field) == std::vector<std::uint32_t>{300'000, 500'000});
  CHECK(field.present_ppm == 800'000);
  // A value that no condition names.
  CHECK(share_out(field, {fi}, {{no, kWholePpm}}));
  CHECK(shares_of(field) == std::vector<std::uint32_t>{1'000'000, 0});
  CHECK_FALSE(share_out(field, {fi, se}, {{fi, 600'000}, {se, 500'000}}));
  CHECK_FALSE(share_out(field, {fi}, {{Value::absent(), 100'000}, {fi, 200'000}}));
}

TEST_CASE("people are as the shares say, and the same again") {
  People people;
  people.count = 10'000;
  FieldOfPeople country;
  country.name = "country";
  country.number = 1;
  REQUIRE(share_out(country, {Value::string("fi"), Value::string("se"), Value::absent()},
                    {{Value::string("fi"), 200'000}}));
  people.fields = {country};
  const auto counts = values_of(people);
  CHECK(std::abs(counts.at("fi") - 2'000) < 150);
  CHECK(std::abs(counts.at("se") - 4'000) < 200);
  CHECK(std::abs(counts.at("") - 4'000) < 200);
  CHECK(values_of(people) == counts);
  people.seed = 2;
  CHECK(values_of(people) != counts);
}

TEST_CASE("an address is hers alone, days are anybody's") {
  People people;
  people.begin_ms = 1'772'445'600'000;  // 2026-03-02T10:00:00Z
  FieldOfPeople email, born, seen;
  email.number = 1;
  email.name = "email";
  email.how = FieldOfPeople::How::kOwn;
  email.type = TypeKind::kEmail;
  email.present_ppm = 500'000;
  born.number = 2;
  born.name = "born";
  born.how = FieldOfPeople::How::kDate;
  seen.number = 3;
  seen.name = "seen";
  seen.how = FieldOfPeople::How::kMoment;
  people.fields = {email, born, seen};
  people.consents = {{1, Channel::kEmail, 0}, {1, Channel::kSms, kWholePpm}};
  people.lists = {{1, kWholePpm}};
  int reachable = 0;
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    Arena arena;
    const auto person = person_of(people, i, arena);
    CHECK(person.id == id_of_person(i));
    CHECK(person.consents == std::vector<bool>{false, true});
    CHECK(person.lists == std::vector<bool>{true});
    for (const auto& [number, value] : person.fields) {
      if (number == 1) CHECK(value.text() == person.id + "@example.com");
      if (number == 1) ++reachable;
      if (number == 2) CHECK(value.num < 20'514 - 18 * 365);
      if (number == 3) CHECK((value.num <= people.begin_ms && value.num > people.begin_ms / 2));
    }
  }
  CHECK(std::abs(reachable - 500) < 60);
}
