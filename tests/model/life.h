// What comes in: people, and what happens to them, in the order of its arrival. Plain data.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/project.h"

namespace camp::model {

struct Event {
  std::string id, name;
  std::int64_t time_ms = 0;  // its own
  std::map<std::string, std::int64_t> numbers;
  std::map<std::string, std::string> texts;
  bool history = false;  // `camp events import --history`
  bool own = false;      // made by camp: of what was said by a message's link, or by a flow
};

struct Permission {
  std::string conversation, channel;
};
struct Person {
  std::string id;
  std::string zone;      // "": none is stored
  std::string language;  // "": none is stored
  std::string grp;
  std::string outlet = {};   // "": none is stored
  std::string email, phone;  // "": none is stored
  bool blocked = false, vip = false;
  std::optional<std::int64_t> meet_ms;
  std::vector<Permission> subscribed;
  bool confirmed = true;  // elsewhere, where that is asked for
};

// What a service does with every request of a call from then on.
struct ServiceFate {
  enum class Kind { kSilent, kAnswers, kRefuses, kBreaks } kind = Kind::kSilent;
  std::string call;
  std::int64_t k = 0;                // of the answer; its n is what was asked
  std::optional<std::int64_t> more;  // of the answer
};

// The link of a confirmation is used: of that one of those that were sent to a person by then.
struct LinkUse {
  std::string channel;
  std::size_t owner = 0;  // whose link it is
  std::size_t which = 0;  // modulo their number
};

// `camp contacts import` of somebody who is there; what is "" it says nothing of.
struct Import {
  std::string outlet, email, phone;
  std::vector<Permission> subscribed;
  bool confirmed = false;
};

struct Input {
  std::int64_t at_ms = 0;  // of its arrival
  std::size_t person = 0;  // whose event it is
  Event event;
  std::string flow, run_key;           // instead of an event: that campaign is run
  std::optional<ServiceFate> service;  // instead of an event
  std::optional<Import> import;        // instead of an event
  std::optional<LinkUse> link;         // with an event: `subscription.confirmed`
  bool is_event() const { return flow.empty() && !service && !import; }
};

struct Life {
  std::uint64_t seed = 0;
  Project project;
  std::vector<Person> people;
  std::vector<Input> inputs;  // by arrival
  std::int64_t begin_ms = 0, end_ms = 0;
};

}  // namespace camp::model
