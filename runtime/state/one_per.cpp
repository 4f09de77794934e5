#include "runtime/state/one_per.h"

#include <string>

#include "lang/base/bytes.h"
#include "lang/base/unicode.h"

namespace camp {

Hash128 one_per_group(const Value& value, std::string_view contact_key) {
  std::string bytes;
  if (value.is_absent()) {
    bytes.append(1, '\0').append(contact_key);
  } else if (value.tag == Tag::kString) {
    bytes.append(1, '\1').append(casefolded(value.text()));
  } else {
    bytes.append(1, '\2');
    encode_value(bytes, value);
  }
  return xxh3_128(bytes);
}

}  // namespace camp
