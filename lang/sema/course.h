// What a flow does in time, and nothing else of it: what it sends, how long it waits at least and
// at most, where it divides and goes round. Modules are put in place. One tree for everything that
// asks when messages come (timeliness.cpp, lang/analysis).
//
// Times are of the clock on the contact's wall: a day has 24 hours.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lang/sema/model.h"

namespace camp::sema {

enum class CourseKind : std::uint8_t {
  kAll,      // its parts, one after the other
  kEither,   // one of its parts
  kSend,     // a message by one of `channels`
  kPause,    // from `least_ms` to `most_ms`
  kAtClock,  // until the clock next shows `least_ms` of the day, on `weekday`
  kRounds,   // its parts, at most `times`
  kStop,     // behind the rounds
  kEnd,      // of the flow
  kTalk,     // its parts; what ends in them goes on behind it
  kTalkEnd,  // of the talk
};

struct Course {
  CourseKind kind{};
  Span place;
  std::string label;  // kSend, kPause, kAtClock: what it is, for people
  ChannelSet channels;
  std::int64_t least_ms = 0;
  std::optional<std::int64_t> most_ms;   // none: nobody knows
  std::optional<std::int64_t> until_ms;  // kPause: not before this, since 1970
  bool of_run = false;                   // kPause: counted from when the first of the run came here
  std::optional<std::uint8_t> weekday;
  std::uint32_t times = 0;
  std::vector<Course> parts;
};

// Of a flow without mistakes.
Course course_of(const Model& model, const ast::Flow& flow);

// What a duration is at least and at most, months being of 28 to 31 days.
std::int64_t least_ms(const Duration& duration);
std::int64_t most_ms(const Duration& duration);

}  // namespace camp::sema
