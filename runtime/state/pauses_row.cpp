#include "runtime/state/pauses_row.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::uint8_t kReleasing = 1;
constexpr std::size_t kPauseBytesMin = 3;

}  // namespace

const Pause* PausesRow::find(PauseSubject subject) const {
  const auto found = std::find_if(pauses.begin(), pauses.end(),
                                  [&](const Pause& it) { return it.subject == subject; });
  return found == pauses.end() ? nullptr : &*found;
}

const Pause* PausesRow::holding(PauseSubject flow_or_channel) const {
  const auto* own = find(flow_or_channel);
  return own != nullptr || (flow_or_channel & kChannelBit) != 0 ? own : find(kEverything);
}

PauseSubject PausesRow::holder(std::uint32_t flow, Channel channel) const {
  if (holding(flow) != nullptr) return flow;
  return holding(pause_subject(channel)) != nullptr ? pause_subject(channel) : kEverything;
}

std::string encode_pauses(const PausesRow& row) {
  std::string out;
  put_u8(out, kPausesVersion);
  put_u8(out, row.releasing ? kReleasing : 0);
  put_varint(out, row.pauses.size());
  for (const auto& pause : row.pauses) {
    put_varint(out, pause.subject);
    put_signed(out, pause.since_ms);
    put_bytes(out, pause.reason);
  }
  put_varint(out, row.cancelling.size());
  for (const auto flow : row.cancelling) put_varint(out, flow);
  seal(out);
  return out;
}

bool decode_pauses(std::string_view sealed, PausesRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kPausesVersion) return false;
  row->releasing = (in.u8() & kReleasing) != 0;
  row->pauses.resize(in.count(kPauseBytesMin));
  for (auto& pause : row->pauses) {
    pause.subject = in.varint32();
    pause.since_ms = in.signed_varint();
    pause.reason = in.bytes();
  }
  row->cancelling.resize(in.count());
  for (auto& flow : row->cancelling) flow = in.varint32();
  const auto& all = row->pauses;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i - 1].subject >= all[i].subject) return false;
  return in.ok() && in.at_end();
}

}  // namespace camp
