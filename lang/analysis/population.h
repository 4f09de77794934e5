// What people of a project can be like and can do, as scripts write it: for `camp simulate`, which
// draws from it. Of what conditions read, a value for each part into which they divide its type;
// of all else what it usually is. Pure; of a project without errors.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"

namespace camp {

struct PopulationText {
  struct Field {
    std::string name;
    std::vector<std::string> values;  // "": it is left out. Empty: nothing divides it
  };
  struct Event {
    std::string name;
    std::vector<std::string> forms;  // `purchase { order: "a" }`
  };
  struct Answer {
    std::string call;  // shop.coupon
    std::string step;  // `shop.coupon answers { code: "a" }`
  };
  struct Consent {
    std::string conversation, channel;
  };
  struct Replies {
    std::string message;
    std::vector<std::string> texts;  // that answer its question
  };

  std::vector<Field> fields;  // all of the contact's, in their order
  std::vector<Event> events;  // the project's own
  std::vector<Answer> answers;
  std::vector<Consent> consents;  // that its flows ask for
  std::vector<Replies> replies;
  std::int64_t first_day = 0;  // days since 1970: before what flows have dated
};

PopulationText population_of(const Analysis& analysis);

}  // namespace camp
