// How wide a text is, without a font at hand: what sans-serif letters take, on the safe side for
// the fonts that are usual (Helvetica, Arial, Liberation Sans, Segoe UI, Roboto).
#pragma once
#include <string_view>

namespace camp::cli {

// In pixels, of a text without control characters.
double text_width(std::string_view text, double font_size, bool is_bold = false);

}  // namespace camp::cli
