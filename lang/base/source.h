// The texts of a project, and the way from a byte offset to a line and a column.
//
// SourceSet owns the texts; views it gives out live as long as it does. Not thread-safe while
// adding.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/span.h"

namespace camp {

// Both count from 1. A column counts code points, as editors show them, not bytes.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class Source {
 public:
  Source(std::string path, std::string text);

  const std::string& path() const {
    return path_;
  }  // as the user named it, relative to the project
  std::string_view text() const { return text_; }
  LineColumn locate(std::uint32_t offset) const;
  std::string_view line(std::uint32_t line_number) const;  // without its line break
  std::uint32_t line_begin(std::uint32_t line_number) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_begins_.size()); }

 private:
  std::string path_;
  std::string text_;
  std::vector<std::uint32_t> line_begins_;
};

class SourceSet {
 public:
  SourceId add(std::string path, std::string text);
  const Source& operator[](SourceId id) const { return sources_[id]; }
  std::size_t size() const { return sources_.size(); }
  std::string_view text(Span span) const;

 private:
  std::deque<Source> sources_;  // a deque: references stay valid while adding
};

}  // namespace camp
