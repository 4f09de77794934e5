// Who approved or rejected which content of a flow, in the meta family:
//   "approvals" -> version:u8 n:varint signature* checksum:u32
//   signature := flow:varint verdict:u8 at_ms:zigzag digest:32B role:bytes who:bytes note:bytes
// Signatures stand by flow, and of one flow in the order in which they were given.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.h"

namespace camp {

inline constexpr std::string_view kApprovalsKey = "approvals";
inline constexpr std::uint8_t kApprovalsVersion = 1;

// Persisted.
enum class SignedAs : std::uint8_t { kApproved = 1, kRejected = 2 };
inline std::string_view word_of(SignedAs verdict) {
  return verdict == SignedAs::kApproved ? "approved" : "rejected";
}

struct Signature {
  std::uint32_t flow = 0;  // name number
  SignedAs verdict = SignedAs::kApproved;
  std::int64_t at_ms = 0;
  Sha256 digest;  // of the content (lang/program/flow_digest.h)
  std::string role;
  std::string who;
  std::string note;  // or why it was rejected; may be empty
  friend bool operator==(const Signature&, const Signature&) = default;
};

struct ApprovalsRow {
  std::vector<Signature> signatures;

  // Behind those of its flow. What the same person said in this role of this content is replaced.
  // Where a flow has kSignatures already, all that was said of its oldest other content goes, so
  // that of none a part is forgotten; but never of `running`, the content of the program that runs.
  // False: there is none to go.
  bool add(Signature signature, const Sha256& running);
};
std::string encode_approvals(const ApprovalsRow& row);
bool decode_approvals(std::string_view sealed, ApprovalsRow* row);

}  // namespace camp
