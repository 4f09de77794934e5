#include "runtime/audience/csv_text.h"

#include <algorithm>

namespace camp {
namespace {

// The apostrophes before what a spreadsheet would calculate; npos when it would not.
std::size_t apostrophes_before_formula(std::string_view text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  auto at = std::min(text.find_first_not_of('\''), text.size());
  bool formula = at < text.size() && kFormulaStarts.find(text[at]) != std::string_view::npos;
  return formula ? at : std::string_view::npos;
}

}  // namespace

std::string_view without_guard(std::string_view text) {
  if (text.empty() || text[0] != '\'') return text;
  return apostrophes_before_formula(text) == std::string_view::npos ? text : text.substr(1);
}

bool needs_guard(std::string_view text, Guard guard) {
  auto apostrophes = apostrophes_before_formula(text);
  if (apostrophes == std::string_view::npos) return false;
  return apostrophes > 0 || guard == Guard::kForSpreadsheet;
}

void append_quoted_csv(std::string& out, std::string_view text) {
  out.push_back('"');
  for (char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

void append_csv(std::string& out, std::string_view text, char separator) {
  const char special[] = {separator, '"', '\r', '\n'};
  if (text.find_first_of(std::string_view(special, sizeof special)) == std::string_view::npos)
    out.append(text);
  else
    append_quoted_csv(out, text);
}

}  // namespace camp
