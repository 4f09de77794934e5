// What can come about for a contact that makes a difference to flows, read from them: how she comes
// (her fields, her consents, what services answer) and what can happen to her. As steps of
// scenarios, in text: `camp prove` compiles them with the project and tries their orders.
//
// A field has one value for each part into which the conditions divide its type; what no condition
// reads is left out. Pure; of a project without errors.
#pragma once
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"

namespace camp {

struct ChoiceText {
  // A contact's step, taken apart so that what is not needed can be left out.
  struct Person {
    struct Field {
      std::string name, value;
    };
    std::vector<Field> fields;
    struct Consent {
      std::string conversation, channel;
    };
    std::vector<Consent> consents;
    std::vector<std::string> lists;
  };
  struct Beginning {
    std::string contact;
    Person person;
    std::vector<std::string> steps;  // behind the first moment: services, a campaign's run
  };
  struct Happening {
    std::string step;     // of whom: kWho
    std::string event;    // that it brings
    std::string message;  // she must have got it; "": none
  };
  static constexpr std::string_view kWho = "anna";

  std::vector<Beginning> beginnings;
  std::vector<Happening> happenings;
  std::string first_moment;  // 2026-03-02 10:00; before the flows' own first dates
  bool scheduled = false;    // a run begins by itself
  bool sampled = false;      // not everything was combined with everything
};

// Of these flows together. `contacts`: whose names fall into different arms of their experiments;
// the first is kWho.
ChoiceText choices_of(const Analysis& analysis, const std::vector<const ast::Flow*>& flows,
                      const std::vector<std::string>& contacts);

// `contact anna { email: "anna@example.com", subscribed: [news] }`
std::string person_text(std::string_view contact, const ChoiceText::Person& person);

}  // namespace camp
