#include "runtime/explain/membership.h"

#include <algorithm>
#include <utility>

#include "lang/program/names_in.h"
#include "lang/value/json_text.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/contacts.h"

namespace camp {
namespace {

Membership on_list(std::uint32_t list, const ContactRow& row) {
  Membership told;
  told.is_list = true;
  told.member = row.on_list(list);
  for (const auto& word : row.list_words)
    if (word.list == list) told.said_ms = word.since_ms;
  return told;
}

// The sources may have names that the store does not know yet: no contact has anything by them.
Result<std::vector<ConditionPart>> values_of(StoreView& view, plan::Dissection& dissection,
                                             ConditionProbe& probe, const ContactFacts& facts) {
  Names names;
  names.load_all(view.names());
  CAMP_ASSIGN(const auto linked, LinkedProgram::link(std::move(dissection.expressions), 0, names));
  std::vector<ConditionPart> values;
  for (const auto& part : dissection.parts) {
    std::string problem;
    CAMP_ASSIGN(const auto value,
                probe.value_of(*linked, part.function, facts, view.now_ms(), &problem));
    values.push_back({part.span, value ? text_of_value(*value) : problem});
  }
  return values;
}

}  // namespace

Result<Membership> read_membership(StoreView& view, const std::string& set,
                                   const std::string& contact, plan::Dissection* dissection) {
  if (!view.current())
    return Error{ErrorKind::kNotFound, "no program has been installed in this store yet", "",
                 "camp contacts import FILE"};
  CAMP_ASSIGN(auto row, find_contact(view.store(), contact));
  if ((row.flags & kContactErased) != 0)
    return Error{ErrorKind::kInvalid, "the contact was erased: it is in nothing any more", contact,
                 ""};
  const auto& program = view.current()->program();
  const auto is_it = [&](NameIndex name) { return program.name(name) == set; };
  Membership told;
  if (const auto* segment = program.segment(set)) {
    ConditionProbe probe(view.store());
    const auto facts = facts_of(contact, row);
    CAMP_ASSIGN(told.member, probe.holds(*view.current(), segment->condition, facts, view.now_ms(),
                                         &told.problem));
    if (dissection != nullptr) {
      CAMP_ASSIGN(told.parts, values_of(view, *dissection, probe, facts));
    }
  } else if (const auto list = std::find_if(program.lists.begin(), program.lists.end(), is_it);
             list != program.lists.end()) {
    told = on_list(view.current()->number(*list), row);
  } else {
    auto names = names_in(program, program.segments);
    for (const auto name : program.lists) names.push_back(program.name(name));
    return unknown_name("segment or list", set, names);
  }
  told.set = set;
  return told;
}

}  // namespace camp
