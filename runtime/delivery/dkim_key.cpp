#include "runtime/delivery/dkim_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <utility>

#include "lang/base/hash.h"

namespace camp {
namespace {

constexpr std::size_t kSeedBytes = 32;
constexpr int kLeastRsaBits = 1024;
constexpr int kMostRsaBits = 4096;

EVP_PKEY* of(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Nobody is asked for a passphrase.
int no_passphrase(char*, int, int, void*) { return -1; }

EVP_PKEY* from_pem(std::string_view text) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  return bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr;
}

EVP_PKEY* from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), " \t\r\n", &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return nullptr;
  const auto* at = bytes_of(bytes);
  if (size == kSeedBytes) return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, at, size);
  return d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(size));
}

Error no_key(std::string message) {
  return Error{ErrorKind::kInvalid, std::move(message), "",
               "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 makes one"};
}

}  // namespace

Result<DkimKey> DkimKey::read(std::string_view text) {
  constexpr std::size_t kMostBytes = 64u << 10;  // far above any key
  if (text.size() > kMostBytes) return no_key("it is no private key");
  const bool is_pem = text.find("-----BEGIN ") != text.npos;
  const std::shared_ptr<void> key(is_pem ? from_pem(text) : from_base64(text),
                                  [](void* it) { EVP_PKEY_free(static_cast<EVP_PKEY*>(it)); });
  if (!key) return no_key("it is no private key: neither PEM without a passphrase nor its base64");
  const auto kind = EVP_PKEY_base_id(of(key));
  if (kind == EVP_PKEY_ED25519) return DkimKey(key);
  if (kind != EVP_PKEY_RSA) return no_key("it is neither an RSA nor an Ed25519 key");
  const auto bits = EVP_PKEY_bits(of(key));
  if (bits < kLeastRsaBits || bits > kMostRsaBits)
    return no_key("an RSA key has 1,024 to 4,096 bits, best 2,048");
  return DkimKey(key);
}

std::string_view DkimKey::algorithm() const {
  return EVP_PKEY_base_id(of(key_)) == EVP_PKEY_RSA ? "rsa-sha256" : "ed25519-sha256";
}

// Ed25519 signs the SHA-256 of what RSA signs (RFC 8463, 3).
Result<std::string> DkimKey::sign(std::string_view bytes) const {
  const Error failed{ErrorKind::kIo, "a mail cannot be signed: OpenSSL has no memory for it", "",
                     ""};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  if (!context) return failed;
  const bool is_rsa = EVP_PKEY_base_id(of(key_)) == EVP_PKEY_RSA;
  const auto digest = sha256(bytes);
  const auto signed_bytes = is_rsa ? bytes : digest.view();
  if (EVP_DigestSignInit(context.get(), nullptr, is_rsa ? EVP_sha256() : nullptr, nullptr,
                         of(key_)) != 1)
    return failed;
  std::size_t size = 0;
  const auto sign_into = [&](unsigned char* out) {
    return EVP_DigestSign(context.get(), out, &size, bytes_of(signed_bytes), signed_bytes.size()) ==
           1;
  };
  if (!sign_into(nullptr)) return failed;
  std::string signature(size, '\0');
  if (!sign_into(reinterpret_cast<unsigned char*>(signature.data()))) return failed;
  signature.resize(size);
  return signature;
}

}  // namespace camp
