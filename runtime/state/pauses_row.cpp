#include "runtime/state/pauses_row.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::uint8_t kStoodSince = 2;  // version of the row
constexpr std::uint8_t kReleasing = 1, kShifting = 2;
constexpr std::size_t kPauseBytesMin = 3, kStoodBytesMin = 2;

bool is_in_order(const PausesRow& row) {
  const auto descends = [](const auto& rows, auto key) {
    for (std::size_t i = 1; i < rows.size(); ++i)
      if (rows[i - 1].*key >= rows[i].*key) return true;
    return false;
  };
  return !descends(row.pauses, &Pause::subject) && !descends(row.stood, &Stood::flow);
}

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

std::optional<std::int64_t> PausesRow::standing_since(std::uint32_t flow) const {
  std::optional<std::int64_t> since_ms;
  const auto add = [&](std::int64_t ms) { since_ms = std::min(since_ms.value_or(ms), ms); };
  for (const auto subject : {flow, kEverything})
    if (const auto* pause = find(subject)) add(pause->since_ms);
  if (!since_ms) return std::nullopt;
  for (const auto& it : stood)
    if (it.flow == flow) add(it.since_ms);
  return since_ms;
}

bool PausesRow::frees(PauseSubject subject, std::uint32_t flow) const {
  if (subject == kEverything) return find(kEverything) != nullptr && find(flow) == nullptr;
  return subject == flow && find(flow) != nullptr && find(kEverything) == nullptr;
}

void PausesRow::end(PauseSubject subject) {
  std::vector<Stood> before;
  const auto note = [&](std::uint32_t flow) {
    if (const auto since_ms = standing_since(flow)) before.push_back({flow, *since_ms});
  };
  for (const auto& pause : pauses)
    if (pause.subject != kEverything && (pause.subject & kChannelBit) == 0) note(pause.subject);
  for (const auto& it : stood)
    if (find(it.flow) == nullptr) note(it.flow);
  std::erase_if(pauses, [&](const Pause& it) { return it.subject == subject; });
  stood.clear();
  for (const auto& it : before) {
    const auto since_ms = standing_since(it.flow);
    if (since_ms && it.since_ms < *since_ms) stood.push_back(it);
  }
  std::sort(stood.begin(), stood.end(),
            [](const Stood& a, const Stood& b) { return a.flow < b.flow; });
}

std::optional<HeldTime> held_by(const PausesRow& pauses, const Instance& instance) {
  if (!pauses.shift || instance.state == InstanceState::kEnded) return std::nullopt;
  const auto& shift = *pauses.shift;
  const auto since_ms = pauses.standing_since(instance.flow);
  if (!since_ms || !pauses.frees(shift.subject, instance.flow)) return std::nullopt;
  // A wait that had ended before is only late.
  if (instance.due_ms <= *since_ms || instance.shifted_ms >= shift.to_ms) return std::nullopt;
  const HeldTime held{std::max(*since_ms, instance.since_ms), shift.to_ms};
  return held.from_ms < held.to_ms ? std::optional(held) : std::nullopt;
}

std::string encode_pauses(const PausesRow& row) {
  std::string out;
  put_u8(out, kPausesVersion);
  put_u8(out,
         static_cast<std::uint8_t>((row.releasing ? kReleasing : 0) | (row.shift ? kShifting : 0)));
  put_varint(out, row.pauses.size());
  for (const auto& pause : row.pauses) {
    put_varint(out, pause.subject);
    put_signed(out, pause.since_ms);
    put_bytes(out, pause.reason);
  }
  put_varint(out, row.cancelling.size());
  for (const auto flow : row.cancelling) put_varint(out, flow);
  put_varint(out, row.stood.size());
  for (const auto& it : row.stood) {
    put_varint(out, it.flow);
    put_signed(out, it.since_ms);
  }
  if (row.shift) {
    put_varint(out, row.shift->subject);
    put_signed(out, row.shift->to_ms);
  }
  seal(out);
  return out;
}

bool decode_pauses(std::string_view sealed, PausesRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  const auto version = in.u8();
  if (version < 1 || version > kPausesVersion) return false;
  const auto flags = in.u8();
  row->releasing = (flags & kReleasing) != 0;
  row->pauses.resize(in.count(kPauseBytesMin));
  for (auto& pause : row->pauses) {
    pause.subject = in.varint32();
    pause.since_ms = in.signed_varint();
    pause.reason = in.bytes();
  }
  row->cancelling.resize(in.count());
  for (auto& flow : row->cancelling) flow = in.varint32();
  row->stood.resize(version >= kStoodSince ? in.count(kStoodBytesMin) : 0);
  for (auto& it : row->stood) {
    it.flow = in.varint32();
    it.since_ms = in.signed_varint();
  }
  row->shift.reset();
  if ((flags & kShifting) != 0) {
    auto& shift = row->shift.emplace();
    shift.subject = in.varint32();
    shift.to_ms = in.signed_varint();
  }
  return in.ok() && in.at_end() && is_in_order(*row);
}

}  // namespace camp
