#include <fmt/format.h>

#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {
namespace {

Result<ContactRow> find_erasable(Store& store, const std::string& id) {
  CAMP_ASSIGN(auto row, find_contact(store, id));
  if (row.flags & kContactErased)
    return Error{ErrorKind::kNotFound, fmt::format("contact '{}' was erased already", id), "", ""};
  return row;
}

// Says what would go; nothing is changed.
int refuse_without_yes(const Invocation& call, const std::string& id) {
  auto store = open_reading(call);
  if (!store) return store.code;
  auto row = find_erasable(store->store(), id);
  if (!row.ok()) return call.fail(row.error());
  auto own = belongings_of(store->store(), id, *row);
  if (!own.ok()) return call.fail(own.error());
  auto what = fmt::format(
      "this would erase {}, {}, {}, {}, {} under way and the addresses and texts of {}; it cannot "
      "be undone",
      counted(own->attributes, "attribute"), counted(own->lists, "list membership"),
      counted(own->subscriptions, "subscription"), counted(own->events, "event"),
      counted(own->under_way, "instance"), counted(own->messages, "message"));
  return call.preview(
      {ErrorKind::kRefused, what, id, fmt::format("camp contacts erase {} --yes", id)});
}

}  // namespace

int run_contacts_erase(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name one contact");
  auto id = tidied(call.arguments[0]);
  if (!call.has("yes")) return refuse_without_yes(call, id);
  auto session = open_session(call);
  if (!session) return session.code;
  auto row = find_erasable(session->store(), id);
  if (!row.ok()) return call.fail(row.error());
  auto erased = session->engine().erase(id);
  if (!erased.ok()) return call.fail(erased.error());
  auto settled = session->hand_over();  // its messages that were under way before
  if (!settled.ok()) return call.fail(settled.error());
  if (call.console.json()) {
    call.answer(true, {{"contact", id}, {"erased", true}});
  } else {
    call.console.out(
        fmt::format("{} is erased. Its id stays, with what was decided and when, so that the "
                    "ledger balances; files "
                    "of the spool and backups are yours to clear.\n",
                    id));
  }
  return kDone;
}

}  // namespace camp::cli
