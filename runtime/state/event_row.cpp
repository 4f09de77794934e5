#include "runtime/state/event_row.h"

#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {
constexpr std::size_t kLedgerIdBytes = 16;
}

void encode_event_row(std::string& out, const EventRow& row) {
  out.clear();
  put_u8(out, kEventRowVersion);
  put_signed(out, row.received_ms);
  bool receipt = !row.ledger_id.empty();
  CAMP_ASSERT(!receipt || row.ledger_id.size() == kLedgerIdBytes);
  put_u8(out,
         static_cast<std::uint8_t>((row.flags & ~kEventReceipt) | (receipt ? kEventReceipt : 0)));
  put_bytes(out, row.id);
  put_bytes(out, row.data);
  out.append(row.ledger_id);
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
  bool receipt = (row->flags & kEventReceipt) != 0;
  row->ledger_id = receipt ? in.take(kLedgerIdBytes) : std::string_view();
  return in.ok() && in.at_end();
}

}  // namespace camp
