// CSV as RFC 4180 describes it, and as people export it: quotes, doubled quotes, CRLF or LF, line
// breaks inside quotes, a UTF-8 byte order mark, `,` `;` `|` or tab as the separator (told, found
// in the header line, or said by Excel's `sep=;` before it).
//
// Streams: holds one row. A malformed row is reported with its line and the reader goes on at the
// line after the row's first one: whatever else an unclosed quote would have swallowed is looked at
// again. A quote that is open for longer than a row may be ends the input: the lines behind it may
// as well be one text, and texts must not become rows. Blank lines are skipped. Limits:
// kCsvRowBytes, kCsvColumns; kStringBytes is the importer's, as is UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "runtime/audience/byte_buffer.h"

namespace camp {

class CsvReader {
 public:
  explicit CsvReader(ByteSource source, char separator = 0);

  struct Row {
    std::uint64_t line = 0;                // where it begins, from 1
    std::uint64_t number = 0;              // data rows from 1; the header is 0
    std::vector<std::string_view> fields;  // until the next call
    std::string_view raw;                  // its bytes without the line break, for the reject file
    std::string problem;  // not empty: malformed (why); fields hold what could be read
  };
  // False at the end of the input. Fails as the source fails, on JSON, on line breaks of CR alone,
  // and where a row's end is not found within kCsvRowBytes though it goes over several lines
  // (kCorrupt, with the line at which its quote opened); `row` is of no use then.
  Result<bool> next(Row* row);
  char separator() const { return separator_; }
  std::uint64_t bytes_read() const { return buffer_.bytes_read(); }

 private:
  // kEndless: the row's end is not in sight and cannot be looked for.
  enum class Scan { kRow, kMore, kProblem, kEndless };

  Result<void> start();
  void take_separator_line();
  Result<void> detect_separator();
  Result<void> skip_rest_of_line();
  bool skip_blank_line(std::string_view view, const char* newline);
  Scan scan_row(std::string_view view, const char* newline, Row* row);
  Scan scan_plain(std::string_view line, Row* row) const;
  Scan scan_quoted(std::string_view window, bool whole, Row* row);
  Scan scan_field(std::string_view window, bool whole, std::size_t* at, Row* row);
  Scan scan_quoted_field(std::string_view rest, bool whole, std::size_t* at, Row* row);
  std::size_t scan_quoted_text(std::string_view rest, Row* row);
  static Scan problem_in_field(std::string_view what, Row* row);
  void refuse(std::string_view view, const char* newline, Row* row);
  Error endless(std::string_view view, const Row& row) const;

  ByteBuffer buffer_;
  char separator_;
  bool started_ = false;
  bool skipping_ = false;   // the rest of a line that was too long
  std::uint64_t line_ = 1;  // of the first unread byte
  std::uint64_t rows_ = 0;
  std::size_t row_bytes_ = 0;  // of the row just scanned, with its line break
  std::uint64_t row_lines_ = 0;
  std::size_t field_at_ = 0;    // where the field at hand begins in its row
  bool quote_is_open_ = false;  // the field at hand is quoted, and its end was not found
  std::string unescaped_;       // fields with doubled quotes
};

}  // namespace camp
