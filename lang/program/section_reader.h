// Reads one section's body into a table. Internal to the codec.
//
// Sticky like Reader: after the first failure every read gives zero and every list ends, so that
// the functions in program_reader.cpp need no error paths. What was being read is kept for the
// message.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "lang/program/program.h"

namespace camp {

class SectionReader {
 public:
  explicit SectionReader(std::string_view body) : in_(body) {}

  bool ok() const { return in_.ok(); }
  bool at_end() const { return in_.at_end(); }
  const std::string& place() const {
    return place_;
  }  // "row 2, send 3", outermost first; may be empty
  Reader& raw() { return in_; }

  std::uint8_t byte() { return in_.u8(); }
  std::uint32_t number() { return in_.varint32(); }
  std::uint64_t number64() { return in_.varint(); }
  std::string text() { return std::string(in_.bytes()); }

  std::uint32_t index() {  // 0 is kNone
    auto value = in_.varint();
    if (value > UINT32_MAX) in_.fail();
    return !in_.ok() || value == 0 ? kNone : static_cast<std::uint32_t>(value - 1);
  }

  bool flag() {
    auto value = in_.u8();
    if (value > 1) in_.fail();
    return value == 1;
  }

  Duration duration() { return {small(), small(), in_.signed_varint()}; }

  // Rows of at least `row_bytes` each. They are appended one by one: memory grows with rows that
  // are there, not with what a count claims.
  template <class T, class ReadRow>
  void list(std::vector<T>& rows, const char* what, std::size_t row_bytes, ReadRow read_row) {
    if (!in_.ok()) return;  // what failed is named already
    auto count = in_.count(row_bytes);
    if (!in_.ok()) return enclose(std::string("count of ") + what + "s");
    if (count > (limits::kProgramTableBytes - memory_bytes_) / sizeof(T)) {
      in_.fail();
      return enclose(std::string("count of ") + what + "s (over the limit kProgramTableBytes)");
    }
    memory_bytes_ += count * sizeof(T);
    for (std::size_t i = 0; i < count; ++i) {
      read_row(rows.emplace_back());
      if (!in_.ok()) return enclose(std::string(what) + " " + std::to_string(i));
    }
  }

 private:
  std::int32_t small() {
    auto value = in_.signed_varint();
    if (value < INT32_MIN || value > INT32_MAX) in_.fail();
    return in_.ok() ? static_cast<std::int32_t>(value) : 0;
  }

  void enclose(std::string outer) {
    place_ = place_.empty() ? std::move(outer) : std::move(outer) + ", " + place_;
  }

  Reader in_;
  std::string place_;
  std::size_t memory_bytes_ = 0;  // of the rows read so far
};

// One pair per section. A writer appends the section's body.
#define CAMP_SECTION(id, name, when)                           \
  void write_##name(std::string& out, const Program& program); \
  void read_##name(SectionReader& in, Program& program);
#include "lang/program/sections.def"
#undef CAMP_SECTION

}  // namespace camp
