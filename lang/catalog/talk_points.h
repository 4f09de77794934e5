// What comes of a talk: how its questions ended, and which targets it reached. One row each in
// talk_points.def.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

enum class TalkPoint : std::uint8_t {
#define CAMP_TALK_POINT(number, name, word, text) k##name = number,
#include "lang/catalog/talk_points.def"
#undef CAMP_TALK_POINT
};
inline constexpr TalkPoint kLastTalkPoint = TalkPoint::kTarget;

bool is_talk_point(std::uint32_t number);
std::string_view word_of(TalkPoint point);
// `reached the target feedback.promoter`.
std::string text_of(TalkPoint point, std::string_view name);

}  // namespace camp
