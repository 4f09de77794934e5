#include "cli/render/explain_json.h"
#include "cli/render/why_text.h"
#include "cli/session.h"
#include "lang/base/unicode.h"

namespace camp::cli {

void options_why(po::options_description&) {}

int run_why(const Invocation& call) {
  if (call.arguments.size() != 2)
    return call.usage("name a contact and a message (or its ledger id)");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto why = explain_why(store->view(), tidied(call.arguments[0]), call.arguments[1]);
  if (!why.ok()) return call.fail(why.error());
  if (call.console.json()) {
    Json body{{"contact", tidied(call.arguments[0])}, {"message", call.arguments[1]}};
    body.update(why_json(*why));
    call.answer(true, std::move(body));
  } else {
    call.console.out(
        why_text(*why, call.arguments[0], call.arguments[1], call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
