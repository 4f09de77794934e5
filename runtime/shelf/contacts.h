// A contact's row, and where the journal has its history. Errors: kCorrupt with the place, kIo.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/state/contact_row.h"
#include "runtime/store/store.h"

namespace camp {

// Every tick whose journal chunk has entries of this contact, oldest first.
Result<std::vector<std::uint64_t>> contact_refs(Store& store, std::string_view contact_id,
                                                const ContactRow& row);

// False when there is no such contact (nor can be: the id is malformed).
Result<bool> read_contact(Store& store, std::string_view contact_id, ContactRow* row);

// Of a row met in a scan.
Result<void> decode_stored_contact(std::string_view contact_key, std::string_view sealed,
                                   ContactRow* row);

// What a segment looks at of a row met in a scan. `beside` keeps attributes that lie beside it.
Result<ContactGlance> glance_at(Store& store, std::string_view contact_key, std::string_view sealed,
                                std::string* beside);

// The attributes of a row that has them beside it (kAttributesBeside).
Result<void> read_attributes(Store& store, std::string_view contact_id, std::string* attributes);

}  // namespace camp
