#include "runtime/state/timer_chunk.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"
#include "runtime/state/offset.h"

namespace camp {
namespace {

constexpr std::size_t kTimerBytesMin = 4;  // an empty id, three varints of one byte

std::int64_t start_of(std::uint32_t minute) { return std::int64_t{minute} * keys::kMinuteMs; }

}  // namespace

void TimerChunkWriter::add(const Timer& timer) {
  ++count_;
  put_bytes(body_, timer.contact_id);
  put_varint(body_, timer.instance);
  put_varint(body_, timer.token);
  put_offset(body_, timer.due_ms, start_of(minute_));
}

std::string TimerChunkWriter::finish() const {
  std::string chunk;
  chunk.reserve(body_.size() + 1 + kMaxVarintBytes + 4);
  put_u8(chunk, kTimerChunkVersion);
  put_varint(chunk, count_);
  chunk.append(body_);
  seal(chunk);
  return chunk;
}

bool decode_timer_chunk(std::string_view sealed, std::uint32_t minute, std::vector<Timer>* out) {
  out->clear();
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kTimerChunkVersion) return false;
  auto count = in.count(kTimerBytesMin);
  out->reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto& timer = out->emplace_back();
    timer.contact_id = in.bytes();
    timer.instance = in.varint32();
    timer.token = in.varint32();
    timer.due_ms = read_offset(in, start_of(minute));
  }
  return in.ok() && in.at_end();
}

}  // namespace camp
