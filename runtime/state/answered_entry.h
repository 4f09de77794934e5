// What came of a request (requested_entry.h): the service answered, or there will be no answer.
//
//   answered := call:varint id:16B fate:u8 attempts:varint status:varint reason:bytes
#pragma once
#include "runtime/state/entry_bytes.h"

namespace camp {

// Persisted.
enum class RequestFate : std::uint8_t {
  kAnswered = 1,
  kFailed = 2,   // it refused, or was not reached
  kUnknown = 3,  // it may have done what was asked
};

struct AnsweredEntry {
  std::uint32_t call = 0;  // name number
  Hash128 id;
  RequestFate fate{};
  std::uint32_t attempts = 0;
  std::uint32_t status = 0;  // of HTTP; 0: none was received
  std::string_view reason;   // empty when it answered

  void keep_in(Arena& arena) { reason = arena.copy(reason); }
  void blank() { reason = {}; }  // it may quote what was sent
  friend bool operator==(const AnsweredEntry&, const AnsweredEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const AnsweredEntry& entry) {
  CAMP_ASSERT(bits(entry.fate) != 0);
  put_varint(out, entry.call);
  out.append(entry.id.view());
  put_bits(out, bits(entry.fate));
  put_varint(out, entry.attempts);
  put_varint(out, entry.status);
  put_bytes(out, entry.reason);
}

inline void read_body(Reader& in, Arena&, std::int64_t, AnsweredEntry& entry) {
  entry.call = in.varint32();
  entry.id = read_hash(in);
  entry.fate = read_enum(in, in.u8(), RequestFate::kUnknown);
  entry.attempts = in.varint32();
  entry.status = in.varint32();
  entry.reason = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
