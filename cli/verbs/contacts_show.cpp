#include "cli/render/contact_text.h"
#include "cli/render/explain_json.h"
#include "cli/session.h"
#include "lang/base/unicode.h"

namespace camp::cli {
int run_contacts_show(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name one contact");
  auto store = open_reading(call);
  if (!store) return store.code;
  auto contact = read_told_contact(store->view(), tidied(call.arguments[0]));
  if (!contact.ok()) return call.fail(contact.error());
  if (call.console.json()) {
    call.answer(true, contact_json(*contact));
  } else {
    call.console.out(contact_text(*contact, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
