#include "runtime/state/schedule_row.h"

#include "lang/base/bytes.h"
#include "lang/value/civil.h"
#include "runtime/state/checked.h"

namespace camp {

std::string encode_schedule_row(const ScheduleRow& row) {
  std::string out;
  put_u8(out, kScheduleRowVersion);
  out.append(row.fingerprint.view());
  put_signed(out, row.since_ms);
  put_signed(out, row.done.date_days);
  put_varint(out, static_cast<std::uint64_t>(row.done.time_ms));
  put_varint(out, row.runs.size());
  for (auto run : row.runs) put_varint(out, run);
  seal(out);
  return out;
}

bool decode_schedule_row(std::string_view sealed, ScheduleRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kScheduleRowVersion) return false;
  in.take_into(row->fingerprint.bytes);
  row->since_ms = in.signed_varint();
  row->done.date_days = in.signed_varint();
  const auto time = in.varint();
  row->done.time_ms = static_cast<std::int64_t>(time);
  row->runs.clear();
  for (auto left = in.count(1); left > 0 && in.ok(); --left) row->runs.push_back(in.varint32());
  return in.ok() && in.at_end() && has_civil_day(row->done.date_days) &&
         time < static_cast<std::uint64_t>(kMsPerDay);
}

}  // namespace camp
