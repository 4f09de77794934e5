#include "runtime/state/request_row.h"

#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

std::string encode_request_row(const RequestRow& row) {
  std::string out;
  put_u8(out, kRequestRowVersion);
  put_bytes(out, row.contact_id);
  put_varint(out, row.instance);
  put_varint(out, row.token);
  put_varint(out, row.program);
  put_varint(out, row.call);
  put_bytes(out, row.arguments);
  put_signed(out, row.requested_ms);
  put_signed(out, row.expires_ms);
  put_varint(out, row.attempts);
  put_u8(out, row.under_way ? 1 : 0);
  seal(out);
  return out;
}

bool decode_request_row(std::string_view sealed, RequestRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kRequestRowVersion) return false;
  row->contact_id = in.bytes();
  row->instance = in.varint32();
  row->token = in.varint32();
  row->program = in.varint32();
  row->call = in.varint32();
  row->arguments = in.bytes();
  row->requested_ms = in.signed_varint();
  row->expires_ms = in.signed_varint();
  row->attempts = in.varint32();
  row->under_way = entry_bytes::read_bool(in);
  return in.at_end();
}

}  // namespace camp
