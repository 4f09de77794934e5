#include "runtime/state/clock_mark.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"

namespace camp {
std::string encode_clock_mark(const ClockMark& mark) {
  std::string out;
  put_u8(out, kClockMarkVersion);
  put_signed(out, mark.at_ms);
  out.append(mark.boot.view());
  put_signed(out, mark.uptime_ms);
  seal(out);
  return out;
}

bool decode_clock_mark(std::string_view sealed, ClockMark* mark) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kClockMarkVersion) return false;
  mark->at_ms = in.signed_varint();
  mark->boot = entry_bytes::read_hash(in);
  mark->uptime_ms = in.signed_varint();
  return in.ok() && in.at_end();
}

}  // namespace camp
