#include "runtime/engine/event_fate.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/excerpt.h"
#include "lang/base/suggest.h"
#include "lang/program/names_in.h"
#include "runtime/engine/inputs.h"
#include "runtime/state/contact_row.h"

namespace camp {
namespace {

// "there is no list `employes`, did you mean `employees`?"
EventProblem no_such(std::string_view kind, std::string_view field, std::string_view name,
                     const std::vector<std::string>& known) {
  auto text = fmt::format("there is no {} {}", kind, quoted_excerpt(name));
  if (const auto near = suggest(name, known)) {
    text += fmt::format(", did you mean `{}`?", *near);
  } else if (!known.empty() && known.size() <= kNamesTold) {
    text += fmt::format(", there is: {}", fmt::join(known, ", "));
  }
  return {fmt::format("data.{}", field), std::move(text)};
}

std::vector<std::string> channel_words() {
  std::vector<std::string> words;
  for (const auto& channel : channels()) words.emplace_back(channel.word);
  return words;
}

// What the event's field says; "" when it says nothing.
std::string said(const EventInput& event, const LinkedProgram& program, std::string_view field) {
  Arena arena;
  const auto& names = program.program().names;
  const auto at = std::find(names.begin(), names.end(), field);
  if (at == names.end()) return {};
  const auto number = program.number(static_cast<NameIndex>(at - names.begin()));
  const auto value = find_attribute(event.data, number, arena);
  return value.tag == Tag::kString ? std::string(value.text()) : std::string();
}

}  // namespace

EventCounts& EventCounts::operator+=(const EventCounts& more) {
  applied += more.applied;
  duplicates += more.duplicates;
  late += more.late;
  for (const auto& [what, contacts] : more.entered) entered[what] += contacts;
  for (const auto& [why, count] : more.refused) refused[why] += count;
  return *this;
}

EventProblem problem_of(EventFate fate, const EventInput& event, const LinkedProgram& linked) {
  const auto& program = linked.program();
  const auto unknown = [&](std::string_view kind, std::string_view field,
                           const std::vector<std::string>& known) {
    return no_such(kind, field, said(event, linked, field), known);
  };
  switch (fate) {
    case EventFate::kApplied:
    case EventFate::kDuplicate:
      return {};
    case EventFate::kUnknownContact:
      return {"contact", fmt::format("there is no contact {}: import contacts first",
                                     quoted_excerpt(event.contact))};
    case EventFate::kConflict:
      return {"id", fmt::format("another event has the id {}, with other content",
                                quoted_excerpt(event.id))};
    case EventFate::kInFuture:
      return {"time", "it lies more than a day ahead of the clock"};
    case EventFate::kFarAhead:
      return {"time",
              "it lies more than a year ahead of the clock: is the year right? If it is, move the "
              "clock first: camp tick --until"};
    case EventFate::kUnknownConversation:
      return unknown("conversation", "conversation", names_in(program, program.conversations));
    case EventFate::kUnknownChannel:
      return unknown("channel", "channel", channel_words());
    case EventFate::kUnknownList:
      return unknown("list", "list", names_in(program, program.lists));
    case EventFate::kUnknownMessage:
      return unknown("message", "message", names_in(program, program.messages));
    case EventFate::kUnknownCampaign:
      return unknown("campaign or journey", "campaign", names_in(program, program.flows));
    case EventFate::kNoConversation:
      return {"data.conversation", "is missing: a subscription names its conversation"};
    case EventFate::kNoList:
      return {"data.list", "is missing"};
    case EventFate::kNotSent:
      return {"data.message",
              fmt::format("no such message was ever sent to {}", quoted_excerpt(event.contact))};
    case EventFate::kOurs:
      return {"event", "it is what a service answers: it comes from there alone"};
    case EventFate::kOursToAsk:
      return {"event", "camp makes it happen: send `subscribed`, and a confirmation is asked for"};
    case EventFate::kNoLink:
      return {"data.token", "this is no confirmation link of this store, or not all of it"};
    case EventFate::kLinkExpired:
      return {"data.token", "the link is too old: who subscribes again is sent another"};
    case EventFate::kLinkUsed:
      return {"data.token", "the subscription is confirmed already"};
    case EventFate::kLinkObjected:
      return {"data.token", "the contact has objected since the link was asked for"};
    case EventFate::kLinkElsewhere:
      return {"data.token",
              "the link was sent to an address that is not the contact's any more: who subscribes "
              "again is sent another"};
  }
  return {};
}

}  // namespace camp
