#include "lang/catalog/talk_points.h"

#include <algorithm>
#include <iterator>

#include "lang/base/assert.h"

namespace camp {
namespace {

struct Row {
  TalkPoint point;
  std::string_view word;
  std::string_view text;
};

constexpr Row kRows[] = {
#define CAMP_TALK_POINT(number, name, word, text) {TalkPoint::k##name, word, text},
#include "lang/catalog/talk_points.def"
#undef CAMP_TALK_POINT
};

const Row& row_of(TalkPoint point) {
  const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                 [&](const Row& it) { return it.point == point; });
  CAMP_ASSERT(row != std::end(kRows));
  return *row;
}

}  // namespace

bool is_talk_point(std::uint32_t number) {
  return std::any_of(std::begin(kRows), std::end(kRows), [&](const Row& row) {
    return static_cast<std::uint32_t>(row.point) == number;
  });
}

std::string_view word_of(TalkPoint point) { return row_of(point).word; }

std::string text_of(TalkPoint point, std::string_view name) {
  std::string text(row_of(point).text);
  constexpr std::string_view kName = "{}";
  return text.replace(text.find(kName), kName.size(), name);
}

}  // namespace camp
