// A conversion that an event may still refund: beside its contact's row in Index, until one does.
//
//   conversion := sender arms goal:varint message:varint ledger_id:16B cause worth:value
//                 [shares] checksum:u32
//                 -- sender: whose goal it is (older_rows.h), with what the refund's condition
//                    reads as its locals; arms, cause: as in the journal's entry; the key has the
//                    event that may refund it; shares: of those that are shared
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/value/value.h"
#include "runtime/state/credit_shares.h"
#include "runtime/state/older_rows.h"

namespace camp {

struct OpenConversion {
  std::uint32_t refund = 0;   // name number of the event that may refund it
  std::uint64_t tick = 0;     // in which it was journaled, ...
  std::uint32_t ordinal = 0;  // ... and its place among the contact's entries of it
  Sender sender;
  std::vector<Assignment> arms;
  std::uint32_t goal = 0;     // name number
  std::uint32_t message = 0;  // name number; 0: none is credited
  Hash128 ledger_id;
  std::uint32_t event = 0;  // that converted: name number
  std::string event_id;
  Value worth;  // money
  CreditShares shares;
};

std::string open_conversion_key(std::string_view contact_id, const OpenConversion& conversion);
std::string encode_open_conversion(const OpenConversion& conversion);
// False: corrupt.
bool decode_open_conversion(std::string_view key, std::string_view sealed,
                            OpenConversion* conversion);

}  // namespace camp
