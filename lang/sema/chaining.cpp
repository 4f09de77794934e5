// What a flow makes happen beyond itself: events, requests to other journeys, consents.
#include <fmt/format.h>

#include "lang/catalog/events.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

// How a flow makes a built-in event happen, where it can.
std::string_view way_to(std::string_view builtin) {
  if (builtin == "subscribed") return "write `subscribe contact to CONVERSATION`";
  if (builtin == "unsubscribed") return "write `unsubscribe contact from CONVERSATION`";
  if (builtin == "list.added") return "write `add contact to LIST`";
  if (builtin == "list.removed") return "write `remove contact from LIST`";
  if (builtin == kSubscriptionRequested || builtin == kSubscriptionConfirmed)
    return "write `subscribe contact to CONVERSATION`";
  return "it is told by whoever delivers messages";
}

}  // namespace

bool FlowChecker::check_emit(const ast::Emit& emit) {
  const auto& use = emit.event;
  const auto name = use.object ? use.object->text + "." + use.name.text : use.name.text;
  if (find_builtin_event(name) != nullptr) {
    reporter_
        .report(Code::kWrongPlace, use.span,
                fmt::format("'{}' is a built-in event: no flow makes it up", name))
        .help(std::string(way_to(name)));
    return false;
  }
  if (use.object && is_service(model_, use.object->text)) {
    reporter_
        .report(Code::kWrongPlace, use.span,
                fmt::format("'{}' is what a service answers: no flow makes it up", name))
        .help(fmt::format("write `request {}(...) up to 30s`", name));
    return false;
  }
  if (use.object && use.object->text == "request") {
    reporter_.report(Code::kWrongPlace, use.span, "a request is not emitted")
        .help(fmt::format("write `start {}`", use.name.text));
    return false;
  }
  const auto target = resolve_event(use);
  if (target.event == nullptr || target.handle != nullptr) return false;
  check_event_fields(use.span, emit.fields, *target.event, fmt::format("the event '{}'", name));
  return false;
}

bool FlowChecker::check_start_journey(const ast::StartJourney& start) {
  const auto* symbol = find_symbol(start.journey, SymbolKind::kJourney, "journey");
  if (symbol == nullptr) return false;
  if (symbol->declaration->incomplete) return false;  // its request may be what was not read
  const auto found = model_.events.find(request_event(symbol->name));
  if (found == model_.events.end()) {
    reporter_
        .report(Code::kWrongKindOfName, start.journey.span,
                fmt::format("the journey '{}' does not start on request", symbol->name))
        .also(symbol->span, "declared here")
        .help("give it `start on request { }`, with the fields that it needs");
    return false;
  }
  check_event_fields(start.journey.span, start.fields, *found->second,
                     fmt::format("the request of '{}'", symbol->name));
  return false;
}

void FlowChecker::check_event_fields(Span place, const ast::ExprPtr& fields, const EventInfo& event,
                                     std::string_view owner) {
  Type type(TypeKind::kRecord);
  for (const auto& field : event.fields.all())
    type.fields.push_back({std::string(field.name), field.type});
  if (fields != nullptr) {
    expressions_.check_as(*fields, type, owner);
    if (const auto* record = std::get_if<ast::RecordLiteral>(&fields->node)) {
      for (const auto& [name, value] : record->fields)
        if (const auto* field = event.fields.find(name.text))
          model_.note_meaning(name.span, field->span);
    }
    return;
  }
  for (const auto& field : event.fields.all()) {
    if (field.type.optional) continue;
    reporter_.report(Code::kMissingProperty, place, fmt::format("{} needs '{}'", owner, field.name))
        .also(field.span, "declared here, and not optional");
  }
}

bool FlowChecker::check_consent_change(const ast::ConsentChange& change) {
  if (change.channel) resolve_channel(*change.channel, reporter_);
  const auto& name = change.conversation;
  if (name.text != kAnyOfThem) {
    find_symbol(name, SymbolKind::kConversation, "conversation");
  } else if (change.subscribed) {
    reporter_.report(Code::kWrongPlace, name.span, "nobody subscribes to whatever there may be")
        .help("name the conversation");
  }
  return false;
}

}  // namespace camp::sema
