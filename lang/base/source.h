// The texts of a project, and the way from a byte offset to a line and a column, and back.
//
// A Source never changes; a SourceSet is a list of shared ones, so that copying a set copies no
// text. Views and references live as long as any set has that Source. Const use is fine from any
// thread.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/span.h"

namespace camp {

// What a column counts: code points, as people are told, or UTF-16 code units, as the language
// server protocol does.
enum class ColumnUnit : std::uint8_t { kCodePoints, kUtf16 };

// Both count from 1.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const LineColumn&, const LineColumn&) = default;
};

class Source {
 public:
  Source(std::string path, std::string text, std::optional<Span> imported_at);

  const std::string& path() const {
    return path_;
  }  // as the user named it, relative to the project
  std::string_view text() const { return text_; }
  // Of a library module: the project's `import` that brought it in, the first of several. Nothing:
  // the text is the project's own.
  const std::optional<Span>& imported_at() const { return imported_at_; }
  // An offset beyond the text is its end.
  LineColumn locate(std::uint32_t offset, ColumnUnit unit = ColumnUnit::kCodePoints) const;
  // The character at that place. A column beyond its line is the line's end (before its break), one
  // inside a surrogate pair the pair's begin, a line beyond the text the text's end.
  std::uint32_t offset_of(LineColumn place, ColumnUnit unit = ColumnUnit::kCodePoints) const;
  std::string_view line(std::uint32_t line_number) const;  // without its line break
  std::uint32_t line_begin(std::uint32_t line_number) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_begins_.size()); }

 private:
  std::string path_;
  std::string text_;
  std::optional<Span> imported_at_;
  std::vector<std::uint32_t> line_begins_;
};

class SourceSet {
 public:
  SourceId add(std::string path, std::string text, std::optional<Span> imported_at = std::nullopt);
  // The source of that path gets another text and keeps its id. False where there is none.
  bool replace(std::string_view path, std::string text);
  std::optional<SourceId> find(std::string_view path) const;
  // The library module of that path, where the project imports it.
  std::optional<SourceId> find_module(std::string_view path) const;
  void sort_by_path();  // ids change

  const Source& operator[](SourceId id) const { return *sources_[id]; }
  std::size_t size() const { return sources_.size(); }
  std::string_view text(Span span) const;
  std::string place_text(Span span) const;  // where it begins: `cart.camp:14:7`

 private:
  std::vector<std::shared_ptr<const Source>> sources_;
};

}  // namespace camp
