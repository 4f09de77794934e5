// What flows read and react to: the fields that their conditions look at and what with, the events
// that they wait for, what they ask and send. Of everything that they lead to: segments,
// definitions, modules; and what invariants look at. Pure.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lang/analysis/analysis.h"
#include "lang/analysis/choice_values.h"

namespace camp {

struct FlowReads {
  std::map<std::string, FieldUse> contact;  // fields of the contact, by name
  std::map<std::string, FieldUse> event;    // of whichever event, by name
  std::set<std::string> events;             // by their full names
  // Those that conditions look back at, each with how long ago it makes a difference.
  std::map<std::string, std::set<std::string>> counted;
  std::set<std::string> lists;
  std::set<std::string> changed_lists;          // `on added to vips`
  std::set<std::string> messages;               // that are sent, by name
  std::vector<const sema::SpokenInfo*> spoken;  // what modules say
  std::set<std::string> calls;                  // shop.coupon
  std::set<const ast::Flow*> flows;
};

FlowReads reads_of(const Analysis& analysis, const std::vector<const ast::Flow*>& flows);

}  // namespace camp
