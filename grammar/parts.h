// The labels of the grammar, for those who build trees from it without knowing PEGTL.
#pragma once
#include <cstdint>

namespace camp::grammar {

// What a child is to the rule around it.
enum class Part : std::uint8_t {
  kNone,
  kName,
  kObject,
  kField,
  kEvent,
  kAs,
  kWhere,
  kWithin,
  kWorth,
  kLast,
  kCall,
  kCondition,
  kThen,
  kElse,
  kDuration,
  kSinceStart,
  kArm,
  kValue,
  kSubject,
  kMessage,
  kChannel,
  kReason,
  kBy,
  kShare,
  kHoldout,
  kBody,
  kType,
  kOptional,
  kDefault,
  kLimit,
  kChoices,
  kListOf,
  kRecord,
  kFile,
  kEvenLate,
  kOnePer,
  kLow,
  kHigh,
  kRetry,
  kFirstDay,
  kLastDay,
  kAll,
  kDate,
  kTime,
  kWeeks,
  kWeekday,
  kMonthDay,
  kWeek,
  kRule,
  kFrom,
  kUntil,
  kExcept,
  kZone,
  kContactTime,
  kMissed,
};

struct Recover {};  // a mistake that was reported; the item around it is given up

}  // namespace camp::grammar
