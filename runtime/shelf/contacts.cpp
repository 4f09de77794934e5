#include "runtime/shelf/contacts.h"

#include <string>

#include "lang/base/bytes.h"
#include "runtime/state/attributes.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

Error corrupt(std::string_view what, std::string_view contact_id) {
  return {ErrorKind::kCorrupt, std::string(what), std::string(contact_id),
          "camp ledger verify says what else is wrong"};
}

}  // namespace

Result<std::vector<std::uint64_t>> contact_refs(Store& store, std::string_view contact_id,
                                                const ContactRow& row) {
  std::vector<std::uint64_t> ticks;
  auto prefix = keys::refs_prefix(contact_id);
  auto older =
      store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (older->seek_to_first(); older->valid(); older->next()) {
    Reader in(older->value());
    for (auto left = in.count(); left > 0; --left) ticks.push_back(in.varint());
    if (!in.ok()) return corrupt("the index of a contact's history cannot be read", contact_id);
  }
  CAMP_TRY(older->status());
  ticks.insert(ticks.end(), row.refs.begin(), row.refs.end());
  return ticks;
}

Result<bool> read_contact(Store& store, std::string_view contact_id, ContactRow* row) {
  if (!keys::check_contact_id(contact_id).ok()) return false;
  std::string sealed;
  CAMP_ASSIGN(bool found, store.get(Family::kContacts, keys::contact(contact_id), &sealed));
  if (!found) return false;
  if (!decode_contact_row(sealed, row))
    return unreadable(sealed, kContactRowVersion, "the contact's row", std::string(contact_id));
  if (row->flags & kAttributesBeside)
    CAMP_TRY(read_attributes(store, contact_id, &row->attributes));
  return true;
}

Result<void> decode_stored_contact(std::string_view contact_key, std::string_view sealed,
                                   ContactRow* row) {
  if (decode_contact_row(sealed, row)) return {};
  return unreadable(sealed, kContactRowVersion, "a contact's row",
                    std::string(keys::id_of_contact_key(contact_key)));
}

Result<ContactGlance> glance_at(Store& store, std::string_view contact_key, std::string_view sealed,
                                std::string* beside) {
  ContactGlance seen;
  const auto id = keys::id_of_contact_key(contact_key);
  if (!glance(sealed, &seen))
    return unreadable(sealed, kContactRowVersion, "the contact's row", std::string(id));
  if (seen.flags & kAttributesBeside) {
    CAMP_TRY(read_attributes(store, id, beside));
    seen.attributes = *beside;
  }
  return seen;
}

Result<void> read_attributes(Store& store, std::string_view contact_id, std::string* attributes) {
  std::string sealed;
  std::string_view bytes;
  CAMP_ASSIGN(bool found, store.get(Family::kIndex, keys::attributes(contact_id), &sealed));
  if (!found || !unseal(sealed, &bytes) || !attributes_well_formed(bytes))
    return corrupt("the contact's attributes cannot be read", contact_id);
  attributes->assign(bytes);
  return {};
}

}  // namespace camp
