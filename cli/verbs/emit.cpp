#include <fmt/format.h>

#include "cli/import_file.h"
#include "cli/render/tally.h"
#include "cli/session.h"
#include "cli/single_event.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/value/civil.h"
#include "runtime/audience/contact_batch.h"
#include "runtime/audience/event_import.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void options_emit(po::options_description& options) {
  options.add_options()("contact", po::value<std::string>(), "whose event it is")(
      "id", po::value<std::string>(),
      "the event's id: the same id again changes nothing; otherwise each call is a new event")(
      "time", po::value<std::string>(), "when it happened; otherwise now");
  add_store_options(options);
}

namespace {

// An id as imports read it.
Result<std::string> id_option(const Invocation& call, const char* option, std::size_t bytes_max,
                              std::string_view limit_name) {
  std::string scratch;
  std::string_view id;
  auto text = call.text(option);
  auto problem = read_id(text, bytes_max, limit_name, scratch, &id);
  if (problem.empty()) return std::string(id);
  return Error{ErrorKind::kInvalid, fmt::format("--{}: {}", option, problem), "", ""};
}

std::optional<Error> refusal(EventFate fate, const EventInput& event,
                             const LinkedProgram& program) {
  if (!is_refused(fate)) return std::nullopt;
  if (fate == EventFate::kUnknownContact) return unknown_contact(event.contact);
  if (fate == EventFate::kInFuture) {
    return Error{ErrorKind::kInvalid, "--time lies more than a day ahead of the clock", "",
                 "this is a live store; what-if runs need one with --virtual-time"};
  }
  if (fate == EventFate::kConflict) {
    return Error{ErrorKind::kRefused,
                 fmt::format("another event has the id '{}' already, with other content", event.id),
                 "", "give it another --id, or leave --id out"};
  }
  auto problem = problem_of(fate, event, program);
  return Error{ErrorKind::kInvalid, fmt::format("{}: {}", problem.field, problem.reason), "", ""};
}

// Of one contact: why which journeys did not let her in.
std::string refused_text(const EventCounts& counts) {
  std::string text;
  for (const auto& [why, count] : counts.refused)
    text += fmt::format("; not let in: {}", info_of(why).text);
  return text;
}

}  // namespace

int run_emit(const Invocation& call) {
  if (call.arguments.empty() || call.arguments.size() > 2 || !call.has("contact"))
    return call.usage("write: camp emit EVENT --contact ID '{\"field\": ...}'");
  auto session = open_session(call);
  if (!session) return session.code;
  auto& engine = session->engine();
  auto data = encode_event_data(session->program(), call.arguments[0],
                                call.arguments.size() > 1 ? call.arguments[1] : "{}");
  if (!data.ok()) return call.fail(data.error());
  const auto time_ms = event_time_ms(call, engine.now_ms());
  if (!time_ms.ok()) return call.fail(time_ms.error());
  auto contact = id_option(call, "contact", limits::kContactIdBytes, "kContactIdBytes");
  if (!contact.ok()) return call.fail(contact.error());
  auto id = call.has("id") ? id_option(call, "id", limits::kEventIdBytes, "kEventIdBytes")
                           : Result<std::string>(new_event_id());
  if (!id.ok()) return call.fail(id.error());
  EventInput event{*id, *contact, engine.names().find(call.arguments[0]), *time_ms, *data};
  std::vector<EventFate> fates;
  auto counts = engine.apply({&event, 1}, &fates);
  if (!counts.ok()) return call.fail(counts.error());
  if (auto problem = refusal(fates[0], event, session->program())) return call.fail(*problem);
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  const auto tally = engine.tally();
  bool duplicate = fates[0] == EventFate::kDuplicate;
  if (call.console.json()) {
    Json body{{"id", *id},
              {"duplicate", duplicate},
              {"late", counts->late > 0},
              {"time", instant_text(*time_ms)},
              {"not_approved", counts->refusals(Refusal::kNotApproved)},
              {"refused", refused_json(*counts)},
              {"messages", *messages}};
    body.update(tally_json(tally));
    call.answer(true, std::move(body));
  } else {
    call.console.out(fmt::format(
        "{} {} for {} at {}{}{}{}{}\n{}", duplicate ? "known already:" : "applied:",
        call.arguments[0], *contact, instant_text(*time_ms), counts->late > 0 ? " (late)" : "",
        *messages > 0 ? fmt::format(", {}", counted(*messages, "message")) : "",
        skipped_text(tally.skipped), refused_text(*counts), incidents_text(tally.incidents)));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
