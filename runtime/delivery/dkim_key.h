// The private key of a DKIM signature: RSA with SHA-256 (RFC 6376, 3.3.1) or Ed25519 (RFC 8463), by
// OpenSSL. Immutable; any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

class DkimKey {
 public:
  // PEM, not encrypted; or on one line the base64 of what stands in it, or of an Ed25519 key's 32
  // bytes. Errors: kInvalid: it is none of these, or RSA of less than 1,024 bits (RFC 8301, 3.2) or
  // of more than 4,096, which not everybody checks. They say nothing of the text.
  static Result<DkimKey> read(std::string_view text);

  std::string_view algorithm() const;  // `rsa-sha256`, `ed25519-sha256`
  // Of these bytes, raw. kIo: no memory for it.
  Result<std::string> sign(std::string_view bytes) const;

 private:
  explicit DkimKey(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;  // EVP_PKEY
};

}  // namespace camp
