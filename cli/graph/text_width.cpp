#include "cli/graph/text_width.h"

#include "lang/base/utf8.h"

namespace camp::cli {
namespace {

bool is_among(char32_t value, std::string_view letters) {
  return value < 0x80 && letters.find(static_cast<char>(value)) != std::string_view::npos;
}

// In parts of the font's size.
double width_of(char32_t value) {
  constexpr double kNarrow = 0.3, kSlim = 0.38, kUsual = 0.57, kBroad = 0.7, kBroadest = 0.88;
  if (value >= 0x80) return display_width(value) == 2 ? 1.05 : display_width(value) * 0.62;
  if (is_among(value, " iIjl'.,:;|!")) return kNarrow;
  if (is_among(value, "ftr()[]{}/\\\"-`*")) return kSlim;
  if (is_among(value, "mwMW@%")) return kBroadest;
  if ((value >= 'A' && value <= 'Z') || is_among(value, "&+<>=~")) return kBroad;
  return kUsual;
}

}  // namespace

double text_width(std::string_view text, double font_size, bool is_bold) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = code_point_at(text, at);
    width += width_of(point.value);
    at += point.size;
  }
  return width * font_size * (is_bold ? 1.06 : 1.0);
}

}  // namespace camp::cli
