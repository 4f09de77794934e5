#include "runtime/state/run_row.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "lang/value/civil.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::size_t kPageIdBytesMin = 2;  // a length and one byte

bool is_run_state(std::uint8_t byte) {
  return byte >= static_cast<std::uint8_t>(RunState::kSnapshot) &&
         byte <= static_cast<std::uint8_t>(RunState::kCancelled);
}

// How a run began, as a byte.
constexpr std::uint8_t kByHand = 0;
constexpr std::uint8_t kScheduled = 1;
constexpr std::uint8_t kByContactTime = 2;

void put_when(std::string& out, const RunRow& row) {
  put_u8(out, !row.nominal ? kByHand : row.contact_time ? kByContactTime : kScheduled);
  if (!row.nominal) return;
  put_signed(out, row.nominal->date_days);
  put_varint(out, static_cast<std::uint64_t>(row.nominal->time_ms));
}

bool read_when(Reader& in, RunRow* row) {
  const auto when = in.u8();
  row->nominal.reset();
  row->contact_time = when == kByContactTime;
  if (when == kByHand) return true;
  auto& nominal = row->nominal.emplace();
  nominal.date_days = in.signed_varint();
  const auto time = in.varint();
  nominal.time_ms = static_cast<std::int64_t>(time);
  return when <= kByContactTime && has_civil_day(nominal.date_days) &&
         time < static_cast<std::uint64_t>(kMsPerDay);
}

}  // namespace

std::string_view run_state_text(RunState state) {
  switch (state) {
    case RunState::kSnapshot:
      return "snapshot";
    case RunState::kSending:
      return "sending";
    case RunState::kSent:
      return "sent";
    case RunState::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string encode_run_row(const RunRow& row) {
  std::string out;
  put_u8(out, row.without_outlet != 0 ? kRunRowPerOutlet : kRunRowVersion);
  put_varint(out, row.campaign);
  put_varint(out, row.program);
  put_bytes(out, row.key);
  put_u8(out, static_cast<std::uint8_t>(row.state));
  put_signed(out, row.started_ms);
  put_signed(out, row.ended_ms);
  put_varint(out, row.audience);
  put_varint(out, row.doubles);
  put_varint(out, row.above_limit);
  out.append(row.digest.view());
  put_when(out, row);
  if (row.without_outlet != 0) put_varint(out, row.without_outlet);
  seal(out);
  return out;
}

bool decode_run_row(std::string_view sealed, RunRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  const auto version = in.u8();
  if (version != kRunRowVersion && version != kRunRowPerOutlet) return false;
  row->campaign = in.varint32();
  row->program = in.varint32();
  row->key = in.bytes();
  auto state = in.u8();
  row->state = static_cast<RunState>(state);
  row->started_ms = in.signed_varint();
  row->ended_ms = in.signed_varint();
  row->audience = in.varint();
  row->doubles = in.varint();
  row->above_limit = in.varint();
  in.take_into(row->digest.bytes);
  const bool is_timed = read_when(in, row);
  row->without_outlet = version == kRunRowPerOutlet ? in.varint() : 0;
  return is_timed && in.ok() && in.at_end() && is_run_state(state);
}

std::string encode_run_part(const RunPart& part) {
  std::string out;
  put_u8(out, kRunRowVersion);
  put_varint(out, part.audience);
  out.append(part.digest.view());
  put_varint(out, part.pages);
  put_varint(out, part.next_page);
  put_varint(out, part.done);
  seal(out);
  return out;
}

bool decode_run_part(std::string_view sealed, RunPart* part) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kRunRowVersion) return false;
  part->audience = in.varint();
  in.take_into(part->digest.bytes);
  part->pages = in.varint32();
  part->next_page = in.varint32();
  part->done = in.varint();
  return in.ok() && in.at_end();
}

std::string encode_page(const std::vector<std::string_view>& contact_ids) {
  std::string out;
  put_u8(out, kRunRowVersion);
  put_varint(out, contact_ids.size());
  for (auto id : contact_ids) put_bytes(out, id);
  seal(out);
  return out;
}

bool decode_page(std::string_view sealed, std::vector<std::string_view>* contact_ids) {
  contact_ids->clear();
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kRunRowVersion) return false;
  auto count = in.count(kPageIdBytesMin);
  contact_ids->reserve(count);
  for (std::size_t i = 0; i < count && in.ok(); ++i) contact_ids->push_back(in.bytes());
  return in.ok() && in.at_end();
}

Error unreadable_page(std::uint8_t partition, std::uint32_t run, std::uint32_t page,
                      std::optional<std::string_view> sealed) {
  const auto what = fmt::format("page {} of run {} in partition {}", page, run, partition);
  return sealed ? unreadable(*sealed, kRunRowVersion, what) : not_there(what);
}

}  // namespace camp
