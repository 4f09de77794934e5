#include "runtime/sim/people.h"

#include <fmt/format.h>

#include <algorithm>

namespace camp::sim {
namespace {

constexpr std::int64_t kPersonDayMs = 86'400'000;
constexpr std::int64_t kYoungestDays = 18 * 365, kOldestDays = 80 * 365;
constexpr std::int64_t kLookBackDays = 365;

// Nobody's: a domain that is kept for examples (RFC 2606); numbers of no country (ITU's +883), so
// that they say nothing of anybody's time zone.
Value address_of(TypeKind type, std::uint64_t index, Arena& arena) {
  switch (type) {
    case TypeKind::kEmail:
      return Value::string(arena.copy(fmt::format("p{}@example.com", index + 1)));
    case TypeKind::kPhone:
      return Value::string(arena.copy(fmt::format("+88351{:08}", index + 1)));
    case TypeKind::kUrl:
      return Value::string(arena.copy(fmt::format("https://example.com/p{}", index + 1)));
    default:
      return Value::string(arena.copy(fmt::format("p{}", index + 1)));
  }
}

Value drawn_of(const FieldOfPeople& field, std::uint32_t ppm) {
  std::uint32_t behind = 0;
  for (const auto& part : field.parts) {
    behind += part.ppm;
    if (ppm < behind) return part.value;
  }
  return Value::absent();
}

// What is not one of a few: hers alone, or any day.
Value otherwise(const People& people, const FieldOfPeople& field, std::uint64_t index,
                std::uint64_t number, Arena& arena) {
  switch (field.how) {
    case FieldOfPeople::How::kOneOf:
      break;
    case FieldOfPeople::How::kOwn:
      return address_of(field.type, index, arena);
    case FieldOfPeople::How::kDate:
      return Value::date(people.begin_ms / kPersonDayMs - kYoungestDays -
                         static_cast<std::int64_t>(number % (kOldestDays - kYoungestDays)));
    case FieldOfPeople::How::kMoment:
      return Value::datetime(people.begin_ms -
                             static_cast<std::int64_t>(number % (kLookBackDays * kPersonDayMs)));
  }
  return Value::absent();
}

bool is_same(const Value& a, const Value& b) {
  std::string left, right;
  encode_value(left, a);
  encode_value(right, b);
  return left == right;
}

}  // namespace

bool share_out(FieldOfPeople& field, const std::vector<Value>& values,
               const std::vector<ToldShare>& told) {
  std::optional<std::uint32_t> present;
  std::uint64_t told_ppm = 0;
  field.parts.clear();
  for (const auto& share : told) {
    if (share.value.is_absent()) {
      present = share.ppm;
      continue;
    }
    field.parts.push_back({share.value, share.ppm});
    told_ppm += share.ppm;
  }
  std::vector<Value> rest;  // an absent one among them: some have none
  for (const auto& value : values) {
    const bool is_told = std::any_of(told.begin(), told.end(), [&](const ToldShare& share) {
      return is_same(share.value, value);
    });
    if (!is_told && !(present && value.is_absent())) rest.push_back(value);
  }
  const auto whole = present.value_or(kWholePpm);
  if (told_ppm > whole) return false;
  const auto left = static_cast<std::uint32_t>(whole - told_ppm);
  field.present_ppm = whole;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const auto from = std::uint64_t{left} * i / rest.size();
    const auto to = std::uint64_t{left} * (i + 1) / rest.size();
    field.parts.push_back({rest[i], static_cast<std::uint32_t>(to - from)});
  }
  return true;
}

std::string id_of_person(std::uint64_t index) { return fmt::format("p{}", index + 1); }

Person person_of(const People& people, std::uint64_t index, Arena& arena) {
  const Chance chance(people.seed);
  Person person;
  person.id = id_of_person(index);
  for (const auto& field : people.fields) {
    const auto ppm = chance.ppm(person.id, field.name);
    auto value = drawn_of(field, ppm);
    if (value.is_absent() && ppm < field.present_ppm) {
      const auto number = chance.number(person.id, field.name + " otherwise");
      value = otherwise(people, field, index, number, arena);
    }
    if (!value.is_absent()) person.fields.emplace_back(field.number, value);
  }
  for (std::size_t i = 0; i < people.consents.size(); ++i)
    person.consents.push_back(chance.ppm(person.id, fmt::format("consent {}", i)) <
                              people.consents[i].ppm);
  for (std::size_t i = 0; i < people.lists.size(); ++i)
    person.lists.push_back(chance.ppm(person.id, fmt::format("list {}", i)) < people.lists[i].ppm);
  return person;
}

}  // namespace camp::sim
