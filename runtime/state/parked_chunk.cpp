#include "runtime/state/parked_chunk.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::size_t kWakeBytesMin = 5;

bool has_event(ParkedKind kind) { return kind == ParkedKind::kEvent || kind == ParkedKind::kStart; }
bool is_known(ParkedKind kind) {
  return kind >= ParkedKind::kTimer && kind <= ParkedKind::kMessages;
}

void put_wake(std::string& out, const ParkedWake& wake) {
  put_u8(out, static_cast<std::uint8_t>(wake.kind));
  put_bytes(out, wake.contact_id);
  put_varint(out, wake.instance);
  put_varint(out, wake.token);
  put_signed(out, wake.due_ms);
  if (!has_event(wake.kind)) return;
  put_varint(out, wake.event);
  put_signed(out, wake.time_ms);
  put_u64be(out, wake.arrival);
  put_varint(out, wake.place);
}

bool read_wake(Reader& in, ParkedWake& wake) {
  wake.kind = static_cast<ParkedKind>(in.u8());
  if (!is_known(wake.kind)) return false;
  wake.contact_id = in.bytes();
  wake.instance = in.varint32();
  wake.token = in.varint32();
  wake.due_ms = in.signed_varint();
  if (!has_event(wake.kind)) return in.ok();
  wake.event = in.varint32();
  wake.time_ms = in.signed_varint();
  wake.arrival = in.u64be();
  wake.place = in.varint32();
  return in.ok();
}

}  // namespace

std::string encode_parked_chunk(const std::vector<ParkedWake>& wakes) {
  std::string out;
  put_u8(out, kParkedChunkVersion);
  put_varint(out, wakes.size());
  for (const auto& wake : wakes) put_wake(out, wake);
  seal(out);
  return out;
}

bool decode_parked_chunk(std::string_view sealed, std::vector<ParkedWake>* wakes) {
  wakes->clear();
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kParkedChunkVersion) return false;
  wakes->resize(in.count(kWakeBytesMin));
  for (auto& wake : *wakes)
    if (!read_wake(in, wake)) return false;
  return in.at_end();
}

}  // namespace camp
