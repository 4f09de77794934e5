#include "runtime/audience/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "lang/base/limits.h"

namespace camp {
namespace {

// What is looked at for one row: its bytes and a CRLF. Only the content decides where this ends,
// never the buffer.
constexpr std::size_t kWindowBytes = limits::kCsvRowBytes + 2;

const char* find(std::string_view text, char wanted) {
  if (text.empty()) return nullptr;
  return static_cast<const char*>(std::memchr(text.data(), wanted, text.size()));
}

std::string_view without_carriage_return(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// The most frequent candidate outside of quotes in the header; `,` when there is none: one column.
char most_frequent_separator(std::string_view header) {
  constexpr std::string_view kCandidates = ",;\t|";
  std::size_t counts[kCandidates.size()] = {};
  bool quoted = false;
  for (char c : header) {
    if (c == '"') quoted = !quoted;
    auto candidate = kCandidates.find(c);
    if (!quoted && candidate != std::string_view::npos) ++counts[candidate];
  }
  return kCandidates[static_cast<std::size_t>(
      std::max_element(counts, counts + kCandidates.size()) - counts)];
}

// The first line break outside of quotes, from a line that is not blank; npos when there is none.
std::size_t header_end(std::string_view view) {
  bool quoted = false;
  bool blank = true;
  for (std::size_t at = 0; at < view.size(); ++at) {
    char c = view[at];
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted && !blank) return at;
    if (c != '\n' && c != '\r') blank = false;
  }
  return std::string_view::npos;
}

// What has no rows as CSV has them, from its first bytes.
Result<void> check_kind(std::string_view view) {
  auto wrong = [](std::string message, std::string hint) {
    return Error{ErrorKind::kCorrupt, std::move(message), "line 1", std::move(hint)};
  };
  auto first = view.find_first_not_of(" \t\r\n");
  char c = first == std::string_view::npos ? '\0' : view[first];
  if (c == '{') return wrong("the file is JSON, not CSV", "--format ndjson, for one object a line");
  if (c == '[')
    return wrong("the file is a JSON list, not CSV",
                 "NDJSON has one object a line: jq -c '.[]' FILE > lines.ndjson");
  bool quoted = false;
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    if (view[at] == '"') quoted = !quoted;
    if (quoted || (view[at] != '\r' && view[at] != '\n')) continue;
    if (view[at] == '\n' || view[at + 1] == '\n') return {};
    return wrong("the file's line breaks are CR alone", "save it with LF or CRLF line breaks");
  }
  return {};
}

std::string row_too_long() {
  return fmt::format("the row is longer than {} bytes (kCsvRowBytes)", limits::kCsvRowBytes);
}

}  // namespace

CsvReader::CsvReader(ByteSource source, char separator)
    : buffer_(std::move(source)), separator_(separator) {}

Result<void> CsvReader::start() {
  started_ = true;
  CAMP_TRY(buffer_.more());
  auto view = buffer_.view();
  if (view.substr(0, 3) == "\xEF\xBB\xBF") buffer_.consume(3);
  take_separator_line();
  CAMP_TRY(check_kind(buffer_.view()));
  return separator_ != 0 ? Result<void>() : detect_separator();
}

// Excel's own: `sep=;` in the first line says the separator, and is no header.
void CsvReader::take_separator_line() {
  auto view = buffer_.view();
  auto line = without_carriage_return(view.substr(0, view.find('\n')));
  auto size = line.size();
  if (line.size() > 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, size - 2);
  constexpr std::string_view kSays = "sep=";
  if (line.size() != kSays.size() + 1 || line.substr(0, kSays.size()) != kSays) return;
  if (separator_ == 0) separator_ = line.back();
  buffer_.consume(std::min(view.find('\n'), view.size() - 1) + 1);
  ++line_;
}

Result<void> CsvReader::detect_separator() {
  auto end = header_end(buffer_.view());
  while (end == std::string_view::npos && !buffer_.at_end() &&
         buffer_.view().size() < kWindowBytes) {
    CAMP_TRY(buffer_.more());
    end = header_end(buffer_.view());
  }
  separator_ = most_frequent_separator(buffer_.view().substr(0, std::min(end, kWindowBytes)));
  return {};
}

Result<void> CsvReader::skip_rest_of_line() {
  while (skipping_) {
    auto view = buffer_.view();
    if (const char* newline = find(view, '\n')) {
      buffer_.consume(static_cast<std::size_t>(newline - view.data()) + 1);
      ++line_;
      skipping_ = false;
    } else {
      buffer_.consume(view.size());
      if (buffer_.at_end()) return {};
      CAMP_TRY(buffer_.more());
    }
  }
  return {};
}

bool CsvReader::skip_blank_line(std::string_view view, const char* newline) {
  auto size = newline != nullptr ? static_cast<std::size_t>(newline - view.data()) : view.size();
  if (size > 1 || !without_carriage_return(view.substr(0, size)).empty()) return false;
  buffer_.consume(newline != nullptr ? size + 1 : size);
  ++line_;
  return true;
}

Result<bool> CsvReader::next(Row* row) {
  if (!started_) CAMP_TRY(start());
  CAMP_TRY(skip_rest_of_line());
  row->fields.clear();
  row->problem.clear();
  while (true) {
    auto view = buffer_.view();
    if (view.empty() && buffer_.at_end()) return false;
    const char* newline = find(view, '\n');
    bool visible = newline != nullptr || buffer_.at_end() || view.size() >= kWindowBytes;
    if (visible && skip_blank_line(view, newline)) continue;
    auto scan = visible ? scan_row(view, newline, row) : Scan::kMore;
    if (scan == Scan::kMore) {
      CAMP_TRY(buffer_.more());
      continue;
    }
    if (scan == Scan::kEndless) return endless(view, *row);
    row->line = line_;
    row->number = rows_++;
    if (scan == Scan::kProblem) {
      refuse(view, newline, row);
    } else {
      line_ += row_lines_;
      buffer_.consume(row_bytes_);
    }
    return true;
  }
}

CsvReader::Scan CsvReader::scan_row(std::string_view view, const char* newline, Row* row) {
  auto line =
      newline != nullptr ? view.substr(0, static_cast<std::size_t>(newline - view.data())) : view;
  auto window = view.substr(0, kWindowBytes);
  if (find(line.substr(0, kWindowBytes), '"') == nullptr) {
    row_bytes_ = newline != nullptr ? line.size() + 1 : line.size();
    row_lines_ = 1;
    return scan_plain(without_carriage_return(line), row);
  }
  row->fields.clear();
  bool whole = buffer_.at_end() && window.size() == view.size();
  auto scan = scan_quoted(window, whole, row);
  if (scan == Scan::kRow && row->raw.size() > limits::kCsvRowBytes) row->problem = row_too_long();
  if (scan == Scan::kMore && window.size() == kWindowBytes) {
    if (quote_is_open_ || line.size() < window.size()) return Scan::kEndless;
    row->problem = row_too_long();
    return Scan::kProblem;
  }
  // The reader goes on at the next line, so that has to be in sight.
  if (scan == Scan::kProblem && newline == nullptr && !buffer_.at_end() &&
      view.size() < kWindowBytes)
    return Scan::kMore;
  return scan;
}

// A line without quotes: its fields are what stands between the separators.
CsvReader::Scan CsvReader::scan_plain(std::string_view line, Row* row) const {
  if (line.size() > limits::kCsvRowBytes) {
    row->problem = row_too_long();
    return Scan::kProblem;
  }
  row->raw = line;
  while (const char* separator = find(line, separator_)) {
    auto size = static_cast<std::size_t>(separator - line.data());
    row->fields.push_back(line.substr(0, size));
    line.remove_prefix(size + 1);
    if (row->fields.size() == limits::kCsvColumns) {
      row->problem = fmt::format("more than {} columns (kCsvColumns)", limits::kCsvColumns);
      return Scan::kProblem;
    }
  }
  row->fields.push_back(line);
  return Scan::kRow;
}

// `whole`: the window ends where the input ends. Otherwise running out of bytes asks for more of
// them. scan_field leaves *at at the separator, at the LF or at the input's end behind the field.
CsvReader::Scan CsvReader::scan_quoted(std::string_view window, bool whole, Row* row) {
  unescaped_.clear();
  unescaped_.reserve(window.size());  // fields are views into it: it must not move
  std::size_t at = 0;
  while (true) {
    if (row->fields.size() == limits::kCsvColumns) {
      row->problem = fmt::format("more than {} columns (kCsvColumns)", limits::kCsvColumns);
      return Scan::kProblem;
    }
    field_at_ = at;
    auto scan = scan_field(window, whole, &at, row);
    if (scan != Scan::kRow) return scan;
    if (at < window.size() && window[at] == separator_) {
      ++at;
      continue;
    }
    row->raw = without_carriage_return(window.substr(0, at));
    row_bytes_ = std::min(at + 1, window.size());
    row_lines_ = 1 + static_cast<std::uint64_t>(std::count(row->raw.begin(), row->raw.end(), '\n'));
    return Scan::kRow;
  }
}

CsvReader::Scan CsvReader::scan_field(std::string_view window, bool whole, std::size_t* at,
                                      Row* row) {
  auto rest = window.substr(*at);
  quote_is_open_ = false;
  if (!rest.empty() && rest[0] == '"') return scan_quoted_field(rest, whole, at, row);
  const char stops[] = {separator_, '\n', '"'};
  auto end = std::min(rest.find_first_of(std::string_view(stops, sizeof stops)), rest.size());
  if (end == rest.size() && !whole) return Scan::kMore;
  if (end < rest.size() && rest[end] == '"')
    return problem_in_field("a quote inside of a field that does not begin with one", row);
  bool last = end == rest.size() || rest[end] == '\n';
  row->fields.push_back(last ? without_carriage_return(rest.substr(0, end)) : rest.substr(0, end));
  *at += end;
  return Scan::kRow;
}

// The place of the closing quote in `rest`, which begins with the opening one; npos when there is
// none.
std::size_t CsvReader::scan_quoted_text(std::string_view rest, Row* row) {
  std::size_t from = 1;
  auto unescaped_from = unescaped_.size();
  auto quote = rest.find('"', from);
  while (quote != std::string_view::npos && quote + 1 < rest.size() && rest[quote + 1] == '"') {
    unescaped_.append(rest.substr(from, quote + 1 - from));
    from = quote + 2;
    quote = rest.find('"', from);
  }
  if (quote == std::string_view::npos) return quote;
  auto text = rest.substr(from, quote - from);
  if (unescaped_.size() > unescaped_from) {
    unescaped_.append(text);
    text = std::string_view(unescaped_).substr(unescaped_from);
  }
  row->fields.push_back(text);
  return quote;
}

CsvReader::Scan CsvReader::scan_quoted_field(std::string_view rest, bool whole, std::size_t* at,
                                             Row* row) {
  auto quote = scan_quoted_text(rest, row);
  quote_is_open_ = quote == std::string_view::npos;
  if (quote_is_open_)
    return whole ? problem_in_field("the quote is never closed", row) : Scan::kMore;
  auto end = quote + 1;
  if (end < rest.size() && rest[end] == '\r' && (end + 1 == rest.size() || rest[end + 1] == '\n'))
    ++end;
  *at += end;
  if (end == rest.size()) return whole ? Scan::kRow : Scan::kMore;
  if (rest[end] == separator_ || rest[end] == '\n') return Scan::kRow;
  row->fields.pop_back();
  return problem_in_field("text after the closing quote", row);
}

CsvReader::Scan CsvReader::problem_in_field(std::string_view what, Row* row) {
  row->problem = fmt::format("field {}: {}", row->fields.size() + 1, what);
  return Scan::kProblem;
}

Error CsvReader::endless(std::string_view view, const Row& row) const {
  const auto before = view.substr(0, quote_is_open_ ? field_at_ : 0);
  const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  auto what = quote_is_open_
                  ? fmt::format("field {}: its quote is not closed within {} bytes (kCsvRowBytes)",
                                row.fields.size() + 1, limits::kCsvRowBytes)
                  : row_too_long();
  return {ErrorKind::kCorrupt, what + ", so nobody knows where the next row begins",
          fmt::format("line {}", line_ + lines), "close the quote, or write it twice in a text"};
}

// Gives up the row's first line only.
void CsvReader::refuse(std::string_view view, const char* newline, Row* row) {
  auto line =
      newline != nullptr ? view.substr(0, static_cast<std::size_t>(newline - view.data())) : view;
  row->raw = without_carriage_return(line).substr(0, limits::kCsvRowBytes);
  if (newline != nullptr) {
    buffer_.consume(line.size() + 1);
    ++line_;
  } else {
    buffer_.consume(line.size());
    skipping_ = true;
  }
}

}  // namespace camp
