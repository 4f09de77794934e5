#include <fmt/format.h>

#include <algorithm>

#include "cli/contacts_verbs.h"
#include "cli/lookup.h"
#include "cli/render/table.h"

namespace camp::cli {
namespace {

// What an erasure takes away.
struct Belongings {
  std::size_t attributes = 0;
  std::size_t lists = 0;
  std::size_t subscriptions = 0;
  std::size_t waiting = 0;
  std::uint64_t events = 0;
  std::uint64_t messages = 0;
};

Result<Belongings> belongings_of(Store& store, const std::string& id, const ContactRow& row) {
  Belongings own;
  Arena arena;
  std::vector<NamedValue> attributes;
  if (decode_attributes(row.attributes, arena, &attributes)) own.attributes = attributes.size();
  own.lists = row.lists.size();
  own.subscriptions = row.subscriptions.size();
  own.waiting = static_cast<std::size_t>(
      std::count_if(row.instances.begin(), row.instances.end(),
                    [](const Instance& i) { return i.state != InstanceState::kEnded; }));
  auto prefix = keys::events_prefix(id);
  auto events =
      store.iterate(Family::kEvents, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (events->seek_to_first(); events->valid(); events->next()) ++own.events;
  CAMP_TRY(events->status());
  CAMP_ASSIGN(auto history, ContactHistory::read(store, id, row));
  for (const auto& kept : history.entries())
    own.messages += kept.entry.kind == EntryKind::kMessage ? 1 : 0;
  return own;
}

Result<ContactRow> find_erasable(Store& store, const std::string& id) {
  CAMP_ASSIGN(auto row, find_contact(store, id));
  if (row.flags & kContactErased)
    return Error{ErrorKind::kNotFound, fmt::format("contact '{}' was erased already", id), "", ""};
  return row;
}

// Says what would go; nothing is changed.
int refuse_without_yes(const Invocation& call, Session& session, const std::string& id,
                       const ContactRow& row) {
  auto own = belongings_of(session.store(), id, row);
  if (!own.ok()) return call.console.fail("contacts", own.error());
  auto what = fmt::format(
      "this would erase {}, {}, {}, {}, {} under way and the addresses and texts of {}; it cannot "
      "be undone",
      counted(own->attributes, "attribute"), counted(own->lists, "list membership"),
      counted(own->subscriptions, "subscription"), counted(own->events, "event"),
      counted(own->waiting, "instance"), counted(own->messages, "message"));
  return call.console.fail(
      "contacts", {ErrorKind::kRefused, what, id, fmt::format("camp contacts erase {} --yes", id)});
}

}  // namespace

int erase_contact_verb(const Invocation& call) {
  if (call.arguments.size() != 2) return usage_error(call, "contacts", "name one contact");
  const auto& id = call.arguments[1];
  auto session = open_session(call, "contacts", call.has("yes") ? Access::kWork : Access::kRead);
  if (!session) return session.code;
  auto row = find_erasable(session->store(), id);
  if (!row.ok()) return call.console.fail("contacts", row.error());
  if (!call.has("yes")) return refuse_without_yes(call, *session.session, id, *row);
  auto erased = session->engine().erase(id);
  if (!erased.ok()) return call.console.fail("contacts", erased.error());
  auto settled = session->engine().settle();  // its messages that were under way before
  if (!settled.ok()) return call.console.fail("contacts", settled.error());
  if (call.console.json()) {
    call.console.answer("contacts", true, {{"contact", id}, {"erased", true}});
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
