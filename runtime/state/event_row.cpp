#include "runtime/state/event_row.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {

void encode_event_row(std::string& out, const EventRow& row) {
  out.clear();
  put_u8(out, kEventRowVersion);
  put_signed(out, row.received_ms);
  put_u8(out, row.flags);
  put_bytes(out, row.id);
  put_bytes(out, row.data);
  seal(out);
}

bool decode_event_row(std::string_view sealed, EventRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kEventRowVersion) return false;
  row->received_ms = in.signed_varint();
  row->flags = in.u8();
  row->id = in.bytes();
  row->data = in.bytes();
  return in.ok() && in.at_end();
}

}  // namespace camp
