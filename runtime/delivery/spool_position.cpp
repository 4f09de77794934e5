#include "runtime/delivery/spool_position.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/store_row.h"

namespace camp {

std::string spool_key(const SpoolTarget& target) {
  return meta_keys::spool(Spool::path_of(target, 0));
}

std::string encode_spool_position(const SpoolPosition& position) {
  std::string out;
  put_varint(out, position.file);
  put_varint(out, position.length);
  seal(out);
  return out;
}

bool decode_spool_position(std::string_view sealed, SpoolPosition* position) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  position->file = in.varint32();
  position->length = in.varint();
  return in.ok() && in.at_end();
}

}  // namespace camp
