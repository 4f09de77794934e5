#include "lang/base/source.h"

#include <algorithm>

namespace camp {

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {
  line_begins_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

LineColumn Source::locate(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  auto begin = *(after - 1);
  std::uint32_t column = 1;
  for (auto i = begin; i < offset; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80)
      ++column;  // not a UTF-8 continuation
  }
  return {static_cast<std::uint32_t>(after - line_begins_.begin()), column};
}

std::uint32_t Source::line_begin(std::uint32_t line_number) const {
  return line_begins_[line_number - 1];
}

std::string_view Source::line(std::uint32_t line_number) const {
  auto begin = line_begin(line_number);
  auto end = line_number < line_count() ? line_begins_[line_number] : text_.size();
  std::string_view line(text_.data() + begin, end - begin);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

SourceId SourceSet::add(std::string path, std::string text) {
  sources_.emplace_back(std::move(path), std::move(text));
  return static_cast<SourceId>(sources_.size() - 1);
}

std::string_view SourceSet::text(Span span) const {
  return sources_[span.source].text().substr(span.begin, span.end - span.begin);
}

}  // namespace camp
