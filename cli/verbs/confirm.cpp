#include <fmt/format.h>

#include "cli/render/tally.h"
#include "cli/session.h"
#include "cli/single_event.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_confirm(po::options_description& options) {
  options.add_options()("time", po::value<std::string>(), "when it was used; otherwise now");
  add_store_options(options);
}

namespace {

// A forged link is answered without a look at any contact.
Error no_link() {
  return {ErrorKind::kInvalid, "this is no confirmation link of this store, or not all of it", "",
          "paste the whole link, or what stands behind its last /"};
}

std::optional<Error> refusal(EventFate fate, const EventInput& event,
                             const LinkedProgram& program) {
  if (!is_refused(fate)) return std::nullopt;
  if (fate == EventFate::kNoLink) return no_link();
  return Error{ErrorKind::kRefused, problem_of(fate, event, program).reason, "", ""};
}

}  // namespace

int run_confirm(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("write: camp confirm LINK");
  auto session = open_session(call);
  if (!session) return session.code;
  auto& engine = session->engine();
  const auto& link = call.arguments[0];
  const auto contact = engine.contact_of_link(link);
  if (!contact) return call.fail(no_link());
  const auto time_ms = event_time_ms(call, engine.now_ms());
  if (!time_ms.ok()) return call.fail(time_ms.error());
  std::string data;
  encode_attributes(data, {{engine.names().find("token"), Value::string(link)}});
  const auto id = new_event_id();  // the second use is told that the first has done it
  const EventInput event{id, *contact, engine.names().find(kSubscriptionConfirmed), *time_ms, data};
  std::vector<EventFate> fates;
  const auto counts = engine.apply({&event, 1}, &fates);
  if (!counts.ok()) return call.fail(counts.error());
  if (const auto problem = refusal(fates[0], event, session->program())) return call.fail(*problem);
  const auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  const auto tally = engine.tally();
  if (call.console.json()) {
    Json body{{"contact", *contact}, {"time", instant_text(*time_ms)}, {"messages", *messages}};
    body.update(tally_json(tally));
    call.answer(true, std::move(body));
  } else {
    call.console.out(
        fmt::format("confirmed: {} at {}{}{}\n{}", *contact, instant_text(*time_ms),
                    *messages > 0 ? fmt::format(", {}", counted(*messages, "message")) : "",
                    skipped_text(tally.skipped), incidents_text(tally.incidents)));
  }
  return tally.incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
