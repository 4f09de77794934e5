#include "runtime/state/rhythm_row.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/value/civil.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

// A day takes one part in so many of what is known.
constexpr std::int64_t kFadingDays = 112;
constexpr std::int64_t kGoneDays = 20 * kFadingDays;
constexpr std::int64_t kFarthestDay = 10'000'000;  // no clock of ours gets there
constexpr std::size_t kHourBytesMin = 5;

void fade(std::int32_t& weight, std::int64_t days) {
  std::int64_t left = days < kGoneDays ? weight : 0;
  for (std::int64_t day = 0; day < days && left != 0; ++day)
    left = left * (kFadingDays - 1) / kFadingDays;
  weight = static_cast<std::int32_t>(left);
}

bool read_weight(Reader& in, std::int32_t& weight) {
  const auto value = in.signed_varint();
  if (value < INT32_MIN || value > INT32_MAX) in.fail();
  weight = static_cast<std::int32_t>(value);
  return in.ok();
}

}  // namespace

std::int64_t rhythm_day(std::int64_t instant_ms) {
  return instant_ms / kMsPerDay - (instant_ms % kMsPerDay < 0 ? 1 : 0);
}

Rhythm RhythmRow::known_on(std::int64_t day_then) const {
  Rhythm known = before;
  if (day_then <= day) return known;
  known.add(today);
  for (std::size_t h = 0; h < kHoursOfWeek; ++h) {
    fade(known.answers[h], day_then - day);
    known.lay[h] = std::max(0, known.lay[h]);
    fade(known.lay[h], day_then - day);
  }
  return known;
}

Rhythm& RhythmRow::on(std::int64_t day_now) {
  if (day_now > day) {
    before = known_on(day_now);
    today = {};
    day = day_now;
  }
  return today;
}

std::string encode_rhythm(const RhythmRow& row) {
  std::string hours;
  std::size_t count = 0;
  for (std::size_t h = 0; h < kHoursOfWeek; ++h) {
    const std::int32_t weights[] = {row.before.answers[h], row.before.lay[h], row.today.answers[h],
                                    row.today.lay[h]};
    if (std::all_of(std::begin(weights), std::end(weights), [](auto it) { return it == 0; }))
      continue;
    ++count;
    put_u8(hours, static_cast<std::uint8_t>(h));
    for (const auto weight : weights) put_signed(hours, weight);
  }
  std::string out;
  put_u8(out, kRhythmVersion);
  put_signed(out, row.day);
  put_varint(out, count);
  out += hours;
  seal(out);
  return out;
}

bool decode_rhythm(std::string_view sealed, RhythmRow* row) {
  *row = {};
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kRhythmVersion) return false;
  row->day = in.signed_varint();
  if (row->day < -kFarthestDay || row->day > kFarthestDay) in.fail();
  std::size_t next = 0;
  for (auto left = in.count(kHourBytesMin); left > 0 && in.ok(); --left) {
    const std::size_t hour = in.u8();
    if (hour < next || hour >= kHoursOfWeek) in.fail();
    const bool read = in.ok() && read_weight(in, row->before.answers[hour]) &&
                      read_weight(in, row->before.lay[hour]) &&
                      read_weight(in, row->today.answers[hour]) &&
                      read_weight(in, row->today.lay[hour]);
    if (!read) break;
    next = hour + 1;
  }
  if (in.ok() && in.at_end()) return true;
  *row = {};
  return false;
}

}  // namespace camp
