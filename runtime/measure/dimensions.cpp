#include "runtime/measure/dimensions.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/value/week.h"

namespace camp {
namespace {

enum : unsigned { kOnce = 0, kInTime = 1, kSeveral = 2 };

constexpr DimensionInfo kDimensions[] = {
#define CAMP_DIMENSION(Name, word, many, flags, doc) \
  {Dimension::k##Name, word, many, ((flags)&kInTime) != 0, ((flags)&kSeveral) != 0, doc},
#include "runtime/measure/dimensions.def"
#undef CAMP_DIMENSION
};

constexpr unsigned kRunShift = 32;

std::int64_t monday_of(std::int64_t day) { return day - ms_into_week(day, 0) / kMsPerDay; }
std::int64_t first_of_month(std::int64_t day) {
  const auto text = date_text(day);  // 2026-03-20
  return has_civil_day(day) ? day - ((text[8] - '0') * 10 + (text[9] - '0')) + 1 : day;
}
RowKey key_of_day(std::int64_t day) { return static_cast<RowKey>(day); }

template <class Numbers>
std::vector<RowKey> each_of(const Numbers& numbers) {
  return std::vector<RowKey>(numbers.begin(), numbers.end());
}

}  // namespace

std::span<const DimensionInfo> dimensions() { return kDimensions; }

const DimensionInfo& info_of(Dimension dimension) {
  return kDimensions[static_cast<std::size_t>(dimension)];
}

const DimensionInfo* find_dimension(std::string_view word) {
  for (const auto& it : kDimensions)
    if (it.word == word) return &it;
  return nullptr;
}

std::vector<RowKey> Dimensions::keys_of(const JournalEntry& entry, const MessageEntry& message,
                                        std::string_view contact_id) const {
  const auto& subject = entry.subject;
  const auto day = [&] { return calendar::local_time(zone_, entry.at_ms).date_days; };
  switch (dimension_) {
    case Dimension::kDay:
      return {key_of_day(day())};
    case Dimension::kWeek:
      return {key_of_day(monday_of(day()))};
    case Dimension::kMonth:
      return {key_of_day(first_of_month(day()))};
    case Dimension::kRun:
      return {RowKey{subject.run} << kRunShift | subject.flow};
    case Dimension::kFlow:
      return {subject.flow};
    case Dimension::kTag: {
      const auto tags = declared_.tags.find({message.program, subject.flow});
      return tags == declared_.tags.end() ? std::vector<RowKey>() : each_of(tags->second);
    }
    case Dimension::kChannel:
      return {static_cast<RowKey>(message.channel)};
    case Dimension::kMessage:
      return {message.message};
    case Dimension::kOutlet:
      return outlet_of(subject);
    case Dimension::kSegment:
      return segments_ ? each_of(segments_(contact_id)) : std::vector<RowKey>();
  }
  return {};
}

std::vector<RowKey> Dimensions::outlet_of(const Subject& subject) const {
  for (const auto& flow : declared_.flows) {
    if (flow.flow != subject.flow) continue;
    for (const auto& experiment : flow.experiments)
      for (const auto& arm : subject.arms)
        if (experiment.outlets && arm.experiment == experiment.number) return {arm.arm};
  }
  return {};
}

std::string Dimensions::label_of(RowKey key, const Names& names,
                                 std::span<const RunRow> runs) const {
  constexpr std::size_t kYearAndMonth = 7;
  const auto name = [&](std::uint64_t number) {
    const auto text = names.text(static_cast<std::uint32_t>(number));
    return text.empty() ? fmt::format("#{}", number) : std::string(text);
  };
  switch (dimension_) {
    case Dimension::kDay:
    case Dimension::kWeek:
      return date_text(static_cast<std::int64_t>(key));
    case Dimension::kMonth:
      return date_text(static_cast<std::int64_t>(key)).substr(0, kYearAndMonth);
    case Dimension::kRun: {
      const auto flow = name(static_cast<std::uint32_t>(key));
      const auto run = std::find_if(runs.begin(), runs.end(), [&](const RunRow& it) {
        return it.number == key >> kRunShift;
      });
      return run == runs.end() ? flow : fmt::format("{} {}", flow, run->key);
    }
    case Dimension::kChannel:
      return std::string(info_of(static_cast<Channel>(key)).word);
    case Dimension::kFlow:
    case Dimension::kTag:
    case Dimension::kMessage:
    case Dimension::kOutlet:
    case Dimension::kSegment:
      return name(key);
  }
  return "";
}

}  // namespace camp
