#include "cli/render/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace camp::cli {
namespace {

constexpr std::size_t kContext = 3;         // lines around what differs
constexpr std::ptrdiff_t kEditsMax = 1500;  // the search keeps its square

using LineList = std::vector<std::string_view>;

// Each with its line break; the last one may have none.
LineList lines_of(std::string_view text) {
  LineList lines;
  while (!text.empty()) {
    const auto length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

// ' ' both have it, '-' the first alone, '+' the second alone.
struct Edit {
  char kind;
  std::string_view line;
};

// E. Myers, "An O(ND) difference algorithm": for each number of edits how far each diagonal gets.
class ShortestEdit {
 public:
  ShortestEdit(const LineList& before, const LineList& after) : before_(before), after_(after) {}

  std::vector<Edit> find() {
    const auto all = static_cast<std::ptrdiff_t>(before_.size() + after_.size());
    for (std::ptrdiff_t edits = 0; edits <= std::min(all, kEditsMax); ++edits)
      if (reaches_end(edits)) return way_back(edits);
    std::vector<Edit> whole;
    for (auto line : before_) whole.push_back({'-', line});
    for (auto line : after_) whole.push_back({'+', line});
    return whole;
  }

 private:
  // furthest_[d][k + d]: with d edits, on the diagonal k, as far into `before`.
  std::ptrdiff_t furthest(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    if (edits < 0 || diagonal < -edits || diagonal > edits) return -1;
    return furthest_[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  }

  // Whether the last edit on the way to here was a line of `after`.
  bool came_down(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    return furthest(edits - 1, diagonal - 1) < furthest(edits - 1, diagonal + 1);
  }

  std::ptrdiff_t start(std::ptrdiff_t edits, std::ptrdiff_t diagonal) const {
    if (edits == 0) return 0;
    return came_down(edits, diagonal) ? furthest(edits - 1, diagonal + 1)
                                      : furthest(edits - 1, diagonal - 1) + 1;
  }

  bool reaches_end(std::ptrdiff_t edits) {
    const auto before_size = std::ssize(before_), after_size = std::ssize(after_);
    std::vector<std::ptrdiff_t> row(static_cast<std::size_t>(2 * edits + 1), -1);
    bool reached = false;
    for (auto diagonal = -edits; diagonal <= edits && !reached; diagonal += 2) {
      auto x = start(edits, diagonal);
      while (x < before_size && x - diagonal >= 0 && x - diagonal < after_size &&
             before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(x - diagonal)])
        ++x;
      row[static_cast<std::size_t>(diagonal + edits)] = x;
      reached = x >= before_size && x - diagonal >= after_size;
    }
    furthest_.push_back(std::move(row));
    return reached;
  }

  std::vector<Edit> way_back(std::ptrdiff_t edits) const {
    std::vector<Edit> found;
    auto x = std::ssize(before_), y = std::ssize(after_);
    for (; edits >= 0; --edits) {
      const auto diagonal = x - y;
      const auto from = start(edits, diagonal);
      for (; x > from; --x, --y) found.push_back({' ', before_[static_cast<std::size_t>(x - 1)]});
      if (edits == 0) break;
      if (came_down(edits, diagonal))
        found.push_back({'+', after_[static_cast<std::size_t>(--y)]});
      else
        found.push_back({'-', before_[static_cast<std::size_t>(--x)]});
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

  const LineList& before_;
  const LineList& after_;
  std::vector<std::vector<std::ptrdiff_t>> furthest_;
};

// "3,4": where a hunk begins, counted from 1, and how many lines it has.
std::string range_text(std::size_t begin, std::size_t count) {
  const auto first = count == 0 ? begin : begin + 1;
  return count == 1 ? std::to_string(first) : fmt::format("{},{}", first, count);
}

std::string hunk_text(const std::vector<Edit>& edits, std::size_t begin, std::size_t end) {
  const auto count = [&](std::size_t from, std::size_t to, char other) {
    return static_cast<std::size_t>(
        std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(from),
                      edits.begin() + static_cast<std::ptrdiff_t>(to),
                      [&](const Edit& edit) { return edit.kind != other; }));
  };
  auto text =
      fmt::format("@@ -{} +{} @@\n", range_text(count(0, begin, '+'), count(begin, end, '+')),
                  range_text(count(0, begin, '-'), count(begin, end, '-')));
  for (auto at = begin; at < end; ++at) {
    text += edits[at].kind;
    text += edits[at].line;
    if (!edits[at].line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
  }
  return text;
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return "";
  const auto before_lines = lines_of(before), after_lines = lines_of(after);
  const auto edits = ShortestEdit(before_lines, after_lines).find();
  auto text = fmt::format("--- {}\n+++ {}\n", name, name);
  const auto is_change = [](const Edit& edit) { return edit.kind != ' '; };
  auto next = std::find_if(edits.begin(), edits.end(), is_change);
  while (next != edits.end()) {
    const auto begin = static_cast<std::size_t>(next - edits.begin());
    auto end = begin;  // behind the last change before which there are few lines
    for (auto at = begin; at < edits.size() && at <= end + 2 * kContext; ++at)
      if (is_change(edits[at])) end = at + 1;
    text += hunk_text(edits, begin < kContext ? 0 : begin - kContext,
                      std::min(end + kContext, edits.size()));
    next = std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(end), edits.end(), is_change);
  }
  return text;
}

}  // namespace camp::cli
