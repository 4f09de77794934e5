// The link that confirms a subscription: what nobody can make, change or read without the store's
// secret. Pure.
//
// token := base64url( tag:16B cipher ); cipher hides
//   asked := version:u8 channel:u8 conversation:varint requested:varint address:u64be contact
//            -- conversation: the store's number; address: XXH3 of what it was sent to;
//            contact: the rest of the bytes
// The tag is a keyed BLAKE2b of `asked`, and the nonce of the XChaCha20 that hides it (SIV): the
// same request has the same link, and a changed one is none. Both keys are derived from the secret.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lang/catalog/channels.h"

namespace camp {

// Made once for a store, by chance; in it, and printed nowhere. All zero: there is none.
//   "secret" -> version:u8 bytes:32B checksum:u32
struct StoreSecret {
  std::array<unsigned char, 32> bytes{};
  bool is_set() const { return bytes != std::array<unsigned char, 32>{}; }
};
inline constexpr std::string_view kSecretKey = "secret";  // in the meta family
inline constexpr std::uint8_t kSecretVersion = 1;
std::string encode_secret(const StoreSecret& secret);
bool decode_secret(std::string_view sealed, StoreSecret* secret);

struct ConfirmLink {
  std::string contact;
  std::uint32_t conversation = 0;  // name number
  Channel channel{};
  std::int64_t requested_ms = 0;
  std::uint64_t address = 0;
  friend bool operator==(const ConfirmLink&, const ConfirmLink&) = default;
};
std::uint64_t address_mark(std::string_view address);

// "" without a secret.
std::string make_token(const StoreSecret& secret, const ConfirmLink& link);
// Nothing: it is none of this store's.
std::optional<ConfirmLink> read_token(const StoreSecret& secret, std::string_view token);

// A script cannot say yet where the project's pages are (`site`): until then the link leads to a
// name that never exists (RFC 2606), for the spool's reader.
std::string confirm_url(std::string_view token);
// The text with its links made out for another address.
std::string readdressed(const StoreSecret& secret, std::string text, std::string_view address);
// What people paste: a link or its token.
std::string_view token_of(std::string_view pasted);

}  // namespace camp
