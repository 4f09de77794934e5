#include "lang/base/source.h"

#include <algorithm>

#include "lang/base/utf8.h"

namespace camp {
namespace {

// What a byte adds to a column: a character counts at its first byte.
std::uint32_t width(char byte, ColumnUnit unit) {
  auto lead = static_cast<unsigned char>(byte);
  if ((lead & 0xC0) == 0x80) return 0;                        // a continuation
  return unit == ColumnUnit::kUtf16 && lead >= 0xF0 ? 2 : 1;  // four bytes are a surrogate pair
}

}  // namespace

Source::Source(std::string path, std::string text, std::optional<Span> imported_at)
    : path_(std::move(path)), text_(std::move(text)), imported_at_(imported_at) {
  line_begins_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

LineColumn Source::locate(std::uint32_t offset, ColumnUnit unit) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const auto begin = *(after - 1);
  std::uint32_t column = 1;
  for (char byte : text().substr(begin, offset - begin)) column += width(byte, unit);
  return {static_cast<std::uint32_t>(after - line_begins_.begin()), column};
}

std::uint32_t Source::offset_of(LineColumn place, ColumnUnit unit) const {
  if (place.line > line_count()) return static_cast<std::uint32_t>(text_.size());
  auto text = line(std::max(place.line, 1u));
  std::size_t at = 0;
  for (std::uint32_t column = 1; at < text.size();) {
    auto next = column + width(text[at], unit);
    if (next > place.column) break;
    column = next;
    at += code_point_at(text, at).size;
  }
  return line_begin(std::max(place.line, 1u)) + static_cast<std::uint32_t>(at);
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

SourceId SourceSet::add(std::string path, std::string text, std::optional<Span> imported_at) {
  sources_.push_back(std::make_shared<const Source>(std::move(path), std::move(text), imported_at));
  return static_cast<SourceId>(sources_.size() - 1);
}

bool SourceSet::replace(std::string_view path, std::string text) {
  auto id = find(path);
  if (id)
    sources_[*id] =
        std::make_shared<const Source>(std::string(path), std::move(text), std::nullopt);
  return id.has_value();
}

std::optional<SourceId> SourceSet::find(std::string_view path) const {
  auto found = std::find_if(sources_.begin(), sources_.end(),
                            [&](const auto& source) { return source->path() == path; });
  if (found == sources_.end()) return std::nullopt;
  return static_cast<SourceId>(found - sources_.begin());
}

std::optional<SourceId> SourceSet::find_module(std::string_view path) const {
  auto found = std::find_if(sources_.begin(), sources_.end(), [&](const auto& source) {
    return source->imported_at() && source->path() == path;
  });
  if (found == sources_.end()) return std::nullopt;
  return static_cast<SourceId>(found - sources_.begin());
}

void SourceSet::sort_by_path() {
  std::stable_sort(sources_.begin(), sources_.end(),
                   [](const auto& a, const auto& b) { return a->path() < b->path(); });
}

std::string SourceSet::place_text(Span span) const {
  const auto& source = *sources_[span.source];
  const auto at = source.locate(span.begin);
  return source.path() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string_view SourceSet::text(Span span) const {
  return sources_[span.source]->text().substr(span.begin, span.end - span.begin);
}

}  // namespace camp
