// Over all contacts of a store, once, in the order of their keys.
#pragma once
#include <cstdint>

#include "runtime/explain/status.h"
#include "runtime/explain/store_view.h"
#include "runtime/shelf/contacts.h"

namespace camp {

// `on_contact`: Result<void>(key, sealed, row), views and row until it returns. True: `progress`
// ended it before the last.
template <class OnContact>
Result<bool> walk_contacts(StoreView& view, const ScanProgress& progress, OnContact on_contact) {
  std::uint64_t done = 0;
  ContactRow row;
  auto contacts = view.store().iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid(); contacts->next()) {
    CAMP_TRY(decode_stored_contact(contacts->key(), contacts->value(), &row));
    CAMP_TRY(on_contact(contacts->key(), contacts->value(), row));
    if (progress && !progress(++done, view.counters().contacts)) return true;
  }
  CAMP_TRY(contacts->status());
  return false;
}

}  // namespace camp
