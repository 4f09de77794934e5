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

}  // namespace camp
