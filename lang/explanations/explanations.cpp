#include "lang/explanations/explanations.h"

#include <algorithm>

#include "lang/base/assert.h"

namespace camp {
namespace {

constexpr std::string_view kFence = "```";

// Takes a block with that fence off the text's beginning.
std::optional<std::string_view> take_block(std::string_view& text, std::string_view fence) {
  if (!text.starts_with(fence)) return std::nullopt;
  const auto rest = text.substr(fence.size());
  const auto end = rest.find(kFence);
  if (end == std::string_view::npos) return std::nullopt;
  text = rest.substr(end + kFence.size());
  text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
  return rest.substr(0, end);
}

}  // namespace

std::optional<Explanation> read_explanation(std::string_view text) {
  const auto blocks = text.find(kFence);
  if (blocks == std::string_view::npos) return std::nullopt;
  Explanation explanation;
  explanation.prose = text.substr(0, text.find_last_not_of('\n', blocks - 1) + 1);
  text.remove_prefix(blocks);
  explanation.given = take_block(text, "```camp given\n").value_or("");
  const auto fails = take_block(text, "```camp fails\n");
  const auto mended = take_block(text, "```camp mended\n");
  if (!fails || !mended || !text.empty()) return std::nullopt;
  explanation.fails = *fails;
  explanation.mended = *mended;
  return explanation;
}

Explanation explanation_of(Code code) {
  const auto name = code_text(code);
  const auto texts = explanation_texts();
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const LibraryModule& one) { return one.name == name; });
  CAMP_ASSERT(found != texts.end());
  const auto explanation = read_explanation(found->text);
  CAMP_ASSERT(explanation.has_value());
  return *explanation;
}

std::optional<Marked> unmarked(std::string_view text) {
  constexpr std::string_view kBegin = "«", kEnd = "»";
  const auto begin = text.find(kBegin);
  const auto end = text.find(kEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin ||
      text.find(kBegin, begin + 1) != std::string_view::npos ||
      text.find(kEnd, end + 1) != std::string_view::npos)
    return std::nullopt;
  Marked marked{std::string(text), begin, end - kBegin.size()};
  marked.text.erase(end, kEnd.size()).erase(begin, kBegin.size());
  return marked;
}

}  // namespace camp
