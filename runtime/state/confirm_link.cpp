#include "runtime/state/confirm_link.h"

#include <sodium.h>

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "lang/base/hash.h"
#include "lang/base/limits.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"

namespace camp {
namespace {

constexpr std::uint8_t kLinkVersion = 1;
constexpr std::size_t kTagBytes = 16;
// More is none: what is asked about is a contact's id and some numbers.
constexpr std::size_t kTokenBytesMax = 2 * (kTagBytes + 64 + limits::kContactIdBytes);
constexpr std::string_view kUrl = "https://site.invalid/confirm/";
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

using Key = std::array<unsigned char, 32>;
static_assert(crypto_kdf_KEYBYTES == std::tuple_size_v<Key>);
static_assert(crypto_stream_xchacha20_KEYBYTES == std::tuple_size_v<Key>);

enum class Purpose : std::uint64_t { kTag = 1, kCipher = 2 };
Key key_for(const StoreSecret& secret, Purpose purpose) {
  Key key;
  crypto_kdf_derive_from_key(key.data(), key.size(), static_cast<std::uint64_t>(purpose),
                             "confirm ", secret.bytes.data());
  return key;
}

std::string tag_of(const StoreSecret& secret, std::string_view asked) {
  const auto key = key_for(secret, Purpose::kTag);
  std::string tag(kTagBytes, '\0');
  crypto_generichash(bytes_of(tag), tag.size(), bytes_of(asked), asked.size(), key.data(),
                     key.size());
  return tag;
}

// Hides, and shows again.
std::string turned(const StoreSecret& secret, std::string_view tag, std::string_view text) {
  const auto key = key_for(secret, Purpose::kCipher);
  std::array<unsigned char, crypto_stream_xchacha20_NONCEBYTES> nonce{};
  std::copy(tag.begin(), tag.end(), nonce.begin());
  std::string out(text.size(), '\0');
  crypto_stream_xchacha20_xor(bytes_of(out), bytes_of(text), text.size(), nonce.data(), key.data());
  return out;
}

bool read_asked(std::string_view asked, ConfirmLink* link) {
  Reader in(asked);
  if (in.u8() != kLinkVersion) return false;
  link->channel = entry_bytes::read_channel(in, in.u8());
  link->conversation = in.varint32();
  const auto requested_ms = in.varint();
  if (requested_ms > INT64_MAX) return false;
  link->requested_ms = static_cast<std::int64_t>(requested_ms);
  link->address = in.u64be();
  link->contact = in.take(in.left());
  return in.ok();
}

}  // namespace

std::string encode_secret(const StoreSecret& secret) {
  std::string out;
  put_u8(out, kSecretVersion);
  out.append(secret.bytes.begin(), secret.bytes.end());
  seal(out);
  return out;
}

bool decode_secret(std::string_view sealed, StoreSecret* secret) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kSecretVersion) return false;
  in.take_into(secret->bytes);
  return in.ok() && in.at_end();
}

std::uint64_t address_mark(std::string_view address) { return xxh3_64(address); }

std::string make_token(const StoreSecret& secret, const ConfirmLink& link) {
  if (!secret.is_set()) return {};
  CAMP_ASSERT(link.requested_ms >= 0);
  std::string asked;
  put_u8(asked, kLinkVersion);
  put_u8(asked, static_cast<std::uint8_t>(link.channel));
  put_varint(asked, link.conversation);
  put_varint(asked, static_cast<std::uint64_t>(link.requested_ms));
  put_u64be(asked, link.address);
  asked.append(link.contact);
  const auto tag = tag_of(secret, asked);
  const auto whole = tag + turned(secret, tag, asked);
  std::string token(sodium_base64_encoded_len(whole.size(), kBase64), '\0');
  sodium_bin2base64(token.data(), token.size(), bytes_of(whole), whole.size(), kBase64);
  token.pop_back();  // its end of a C string
  return token;
}

std::optional<ConfirmLink> read_token(const StoreSecret& secret, std::string_view token) {
  if (!secret.is_set() || token.size() > kTokenBytesMax) return std::nullopt;
  std::string whole(token.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(whole), whole.size(), token.data(), token.size(), nullptr, &size,
                        &end, kBase64) != 0 ||
      end != token.data() + token.size() || size < kTagBytes)
    return std::nullopt;
  whole.resize(size);
  const auto tag = whole.substr(0, kTagBytes);
  const auto asked = turned(secret, tag, std::string_view(whole).substr(kTagBytes));
  if (sodium_memcmp(tag_of(secret, asked).data(), tag.data(), kTagBytes) != 0) return std::nullopt;
  ConfirmLink link;
  if (!read_asked(asked, &link)) return std::nullopt;
  return link;
}

std::string confirm_url(std::string_view token) { return std::string(kUrl) + std::string(token); }

// A token for another address is as long.
std::string readdressed(const StoreSecret& secret, std::string text, std::string_view address) {
  constexpr std::string_view kTokenBytes =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (auto at = text.find(kUrl); at != text.npos; at = text.find(kUrl, at)) {
    at += kUrl.size();
    const auto end = std::min(text.find_first_not_of(kTokenBytes, at), text.size());
    auto link = read_token(secret, std::string_view(text).substr(at, end - at));
    if (!link) continue;
    link->address = address_mark(address);
    text.replace(at, end - at, make_token(secret, *link));
  }
  return text;
}

std::string_view token_of(std::string_view pasted) {
  const auto slash = pasted.rfind('/');
  return slash == pasted.npos ? pasted : pasted.substr(slash + 1);
}

}  // namespace camp
