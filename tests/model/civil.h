// Calendar arithmetic by walking: the C library says what a clock in the zone shows, and whoever
// wants to know when a clock shows something tries the instants one after the other.
//
// The zone is the process's own while it is asked (TZ): one thread.
#pragma once
#include <cstdint>
#include <string>

#include "tests/model/project.h"

namespace camp::model {

std::int64_t later(std::int64_t instant_ms, const Length& length, const std::string& zone);
std::int64_t earlier(std::int64_t instant_ms, const Length& length, const std::string& zone);
// What a clock there shows then, in seconds of a clock that is never set.
std::int64_t shown_at(std::int64_t instant_ms, const std::string& zone);
// When a clock there shows this first.
std::int64_t instant_of(std::int64_t shown_s, const std::string& zone);
// When a clock there shows this minute of a day next, on that weekday (Monday 0; -1: any).
std::int64_t next_shown(std::int64_t instant_ms, int weekday, int minute, const std::string& zone);

}  // namespace camp::model
