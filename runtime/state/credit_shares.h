// Messages that share a conversion: `credit linear`.
//
//   shares := of:varint [whole:u8 n:varint (message:varint ledger_id:16B place:varint)*]
//             -- of: how many messages share it, those of other runs included; 0: it is not
//             shared, and the rest is not there. place: from the earliest on, from 0, ascending;
//             whole: the run and its arms have all of the conversion, not the run's shares of it
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/state/entry_bytes.h"

namespace camp {

struct CreditShare {
  Hash128 ledger_id;
  std::uint32_t message = 0;  // name number
  std::uint32_t place = 0;    // among all that share it: 0 is the earliest
  friend bool operator==(const CreditShare&, const CreditShare&) = default;
};
struct CreditShares {
  std::uint32_t of = 0;
  bool whole = false;  // it counts for arms of experiments: on those assigned, not by messages
  std::vector<CreditShare> own;  // of the entry's run
  friend bool operator==(const CreditShares&, const CreditShares&) = default;
};

// What one of `of` messages has of so many minor units. They add up to all of it: what cannot be
// shared equally goes to the earliest ones, a unit each.
inline std::int64_t share_of(std::int64_t minor, std::uint32_t place, std::uint32_t of) {
  const auto left = minor % of;  // has the amount's sign
  const std::int64_t unit = left < 0 ? -1 : left > 0 ? 1 : 0;
  return minor / of + (place < static_cast<std::uint64_t>(left * unit) ? unit : 0);
}

// What a conversion, or the refund of one, brings its subject: so many of so many parts.
struct CreditPart {
  std::uint64_t parts = 1, of = 1;
  std::int64_t minor = 0;  // of the worth; 0 where that is no money
};
inline CreditPart part_of_subject(const CreditShares& shares, std::int64_t minor) {
  if (shares.of == 0 || shares.whole) return {1, 1, minor};
  CreditPart part{shares.own.size(), shares.of, 0};
  for (const auto& it : shares.own) part.minor += share_of(minor, it.place, shares.of);
  return part;
}

namespace entry_bytes {

inline constexpr std::size_t kShareBytesMin = 18;

inline void put_shares(std::string& out, const CreditShares& shares) {
  put_varint(out, shares.of);
  if (shares.of == 0) return;
  put_bits(out, shares.whole ? 1 : 0);
  put_varint(out, shares.own.size());
  for (const auto& it : shares.own) {
    put_varint(out, it.message);
    out.append(it.ledger_id.view());
    put_varint(out, it.place);
  }
}

inline void read_shares(Reader& in, CreditShares& shares) {
  shares = {};
  shares.of = in.varint32();
  if (shares.of == 0) return;
  shares.whole = read_bool(in);
  shares.own.resize(in.count(kShareBytesMin));
  const CreditShare* before = nullptr;
  for (auto& it : shares.own) {
    it.message = in.varint32();
    it.ledger_id = read_hash(in);
    it.place = in.varint32();
    if (it.place >= shares.of || (before != nullptr && it.place <= before->place)) in.fail();
    before = &it;
  }
}

}  // namespace entry_bytes
}  // namespace camp
