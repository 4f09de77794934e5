// DKIM signatures (RFC 6376; keys: RFC 8301, RFC 8463): relaxed/relaxed, of the whole body.
//
// What a reader goes by is signed once more than it stands there, so that nobody adds a second
// From or Subject to a signed mail (RFC 6376, 8.15). Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/delivery/dkim_key.h"

namespace camp {

struct DkimSigner {
  std::string selector;
  DkimKey key;
};

// The field to put before the mail (CRLF line ends), with its line's end. `domain`: of its From.
// kIo: as DkimKey::sign().
Result<std::string> dkim_field(const DkimSigner& signer, std::string_view domain,
                               std::int64_t at_ms, std::string_view mail);

}  // namespace camp
