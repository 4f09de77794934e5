// Synthetic people: how many there are, what each is like. Drawn by a seed, each by herself, so
// that any of them can be had without the others.
//
// Pure; any thread. Values are views of whoever made the plan.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "lang/value/value.h"
#include "runtime/sim/chance.h"

namespace camp::sim {

// A field, and how many of a million have what: first the parts, then, up to `present_ppm`, what
// `how` says.
struct FieldOfPeople {
  enum class How : std::uint8_t {
    kOneOf,   // nothing else
    kOwn,     // an address that nobody else has, as its type is written
    kDate,    // a day on which people are born
    kMoment,  // of the year before
  };
  struct Part {
    Value value;
    std::uint32_t ppm = 0;
  };

  std::string name;
  std::uint32_t number = 0;  // the store's, of the name
  How how{};
  TypeKind type{};  // kOwn: without the optional
  std::vector<Part> parts;
  std::uint32_t present_ppm = kWholePpm;
};
struct ConsentOfPeople {
  std::uint32_t conversation = 0;  // the store's number
  Channel channel{};
  std::uint32_t ppm = kWholePpm;
};
struct ListOfPeople {
  std::uint32_t list = 0;  // the store's number
  std::uint32_t ppm = 0;
};

struct People {
  std::uint64_t seed = 1;
  std::uint64_t count = 0;    // at most limits::kDrawnPeople
  std::int64_t begin_ms = 0;  // when they come
  std::vector<FieldOfPeople> fields;
  std::vector<ConsentOfPeople> consents;
  std::vector<ListOfPeople> lists;
};

struct ToldShare {
  Value value;
  std::uint32_t ppm = 0;
};
// Makes the parts: what is told has its share, the other values have evenly what is left. False:
// what is told is more than there is. An absent value that is told says how many have any; one
// among the others is one of them.
bool share_out(FieldOfPeople& field, const std::vector<Value>& values,
               const std::vector<ToldShare>& told);

struct Person {
  std::string id;                                       // p1, p2, ...
  std::vector<std::pair<std::uint32_t, Value>> fields;  // by People::fields, those that are there
  std::vector<bool> consents, lists;                    // by theirs
};
std::string id_of_person(std::uint64_t index);
// `arena` holds her own texts.
Person person_of(const People& people, std::uint64_t index, Arena& arena);

}  // namespace camp::sim
