#include "lang/graph/written.h"

namespace camp {
namespace {

// Where the string that begins at `at` ends. A quote in `{{ }}` and `{% %}` ends none.
std::size_t string_end(std::string_view source, std::size_t at) {
  const bool is_block = source.substr(at, 3) == R"(""")";
  const std::string_view quotes = is_block ? R"(""")" : R"(")";
  std::string_view island_end;
  for (at += quotes.size(); at < source.size(); ++at) {
    const auto rest = source.substr(at);
    if (!island_end.empty()) {
      if (rest.starts_with(island_end)) island_end = {};
    } else if (rest.starts_with("{{")) {
      island_end = "}}";
    } else if (rest.starts_with("{%")) {
      island_end = "%}";
    } else if (rest.starts_with('\\') && !is_block) {
      ++at;
    } else if (rest.starts_with(quotes)) {
      return at + quotes.size();
    }
  }
  return source.size();
}

bool is_white(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::string written(std::string_view source) {
  std::string line;
  std::size_t string_until = 0;
  for (std::size_t at = 0; at < source.size(); ++at) {
    const bool in_string = at < string_until;
    if (!in_string && source[at] == '"') string_until = string_end(source, at);
    const bool is_comment = !in_string && source[at] == '#';
    if (is_comment)  // up to its line's end
      while (at + 1 < source.size() && source[at] != '\n') ++at;
    const bool is_blank = is_comment || is_white(source[at]);
    if (!is_blank) {
      line += source[at];
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace camp
