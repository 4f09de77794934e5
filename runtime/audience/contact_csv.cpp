#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "runtime/audience/column_match.h"
#include "runtime/audience/contact_source.h"
#include "runtime/audience/csv_text.h"
#include "runtime/audience/field_text.h"
#include "runtime/audience/text_encoding.h"

namespace camp {
namespace {

Error header_error(std::uint64_t line, std::string message, std::string hint) {
  return {ErrorKind::kCorrupt, std::move(message), fmt::format("line {}", line), std::move(hint)};
}

class CsvImport {
 public:
  CsvImport(ByteSource source, const ContactJob& job)
      : job_(job), reader_(std::move(source), job.options.separator) {}

  Result<void> run() {
    CAMP_TRY(read_header());
    CAMP_ASSIGN(plan_, plan_contacts(job_.schema, job_.options, &columns_));
    job_.report.taken = plan_.taken;
    CAMP_ASSIGN(bool any, next_row());
    ask();
    if (!job_.report.questions.empty()) return {};
    if (!job_.options.update) CAMP_TRY(check_required());
    while (any) {
      ++job_.report.rows;
      CAMP_TRY(take_row());
      CAMP_ASSIGN(bool go_on, job_.batcher.row_done(reader_.bytes_read()));
      if (!go_on) return {};
      auto next = next_row();
      if (!next.ok()) return stop(std::move(next).error());
      any = *next;
    }
    CAMP_ASSIGN([[maybe_unused]] bool asked_to_stop, job_.batcher.flush(reader_.bytes_read()));
    return {};
  }

 private:
  Result<void> stop(Error error) {
    CAMP_ASSIGN([[maybe_unused]] bool asked_to_stop, job_.batcher.flush(reader_.bytes_read()));
    return broken_off(std::move(error), "row", job_.report.rows, job_.report.rejected);
  }

  Result<void> read_header() {
    CAMP_ASSIGN(bool any, reader_.next(&row_));
    if (!any)
      return header_error(1, "the file is empty",
                          "its first line has to name the columns, like id,email");
    auto hint = "the first line has to name the columns, like id,email";
    if (!row_.problem.empty()) return header_error(row_.line, "the header: " + row_.problem, hint);
    std::unordered_set<std::string_view> seen;
    for (auto field : row_.fields) {
      auto name = trimmed(field);
      if (find_invalid_utf8(name))
        return header_error(row_.line, "the header is not UTF-8", std::string(kNotUtf8));
      if (!name.empty() && !seen.insert(name).second)
        return header_error(row_.line,
                            fmt::format("two columns are called {}", quoted_excerpt(name)),
                            "rename one");
      columns_.names.emplace_back(name);
      if (name.empty()) columns_.names.back() = fmt::format("@{}", columns_.names.size());
    }
    if (seen.empty()) return header_error(row_.line, "no column has a name", hint);
    set_reject_header();
    return {};
  }

  // Rows of nothing but separators, as spreadsheets write below a table, are none.
  Result<bool> next_row() {
    while (true) {
      CAMP_ASSIGN(bool more, reader_.next(&row_));
      bool blank = more && row_.problem.empty() &&
                   std::all_of(row_.fields.begin(), row_.fields.end(),
                               [](std::string_view field) { return trimmed(field).empty(); });
      if (!blank) return more;
    }
  }

  Result<void> check_required() const {
    for (const auto& field : plan_.unsourced) {
      if (!field.required()) continue;
      return header_error(
          1, fmt::format("every contact must have `{}`, and no column gives it", field.name),
          fmt::format("--map {}=COLUMN, --set {}=TEXT, or make it optional in the schema",
                      field.name, field.name));
    }
    return {};
  }

  // A list without its addresses imports well and reaches nobody: what looks as if it were meant
  // is asked about, not passed over. The first row helps.
  void ask() {
    for (auto index : plan_.unused) {
      const auto& column = columns_.names[index];
      auto value = index < row_.fields.size() ? row_.fields[index] : std::string_view();
      if (const auto* attribute = likely_attribute(column, value, plan_.unsourced))
        job_.report.questions.push_back(question_about(column, attribute->name));
      else if (is_unnamed(column))
        unnamed_.push_back(index);
      else
        job_.report.ignored_columns.push_back(column);
    }
  }

  // Our three columns, renamed where the file has such ones: a reject file can be mended and
  // imported again.
  void set_reject_header() {
    std::string header(row_.raw);
    for (std::string name : {"row", "column", "reason"}) {
      while (std::count(columns_.names.begin(), columns_.names.end(), name) > 0) name += "_2";
      header.push_back(reader_.separator());
      header += name;
    }
    job_.rejects.set_header(header + "\n");
  }

  // Spreadsheets leave empty cells off a row's end, or add some: nothing is lost by taking both.
  std::string fit_to_columns() {
    auto width = columns_.names.size();
    found_ = row_.fields.size();
    for (auto i = width; i < found_; ++i) {
      if (!trimmed(row_.fields[i]).empty())
        return fmt::format("expected {}, found {}", counted(width, "field"), found_);
    }
    row_.fields.resize(width);
    for (auto index : unnamed_) {
      if (!trimmed(row_.fields[index]).empty())
        return fmt::format(
            "column {} holds {} and has no name: --map ATTRIBUTE=@{}, or --ignore @{}", index + 1,
            quoted_excerpt(row_.fields[index]), index + 1, index + 1);
    }
    return {};
  }

  Result<void> take_row() {
    if (!row_.problem.empty()) return reject("", row_.problem);
    if (auto problem = fit_to_columns(); !problem.empty()) return reject("", problem);
    std::string_view id;
    if (auto problem = read_id(text_of(plan_.id, id_text_), limits::kContactIdBytes,
                               "kContactIdBytes", tidy_id_, &id);
        !problem.empty())
      return reject(plan_.id.name, problem);
    std::string_view where;
    arena_.reset();
    auto read = [&](const PlannedAttribute& attribute, Value* value, std::string* reason) {
      const auto& field = attribute.field;
      return value_of_text(*field.type, text_of(attribute.source, text_), field.schema_default,
                           arena_, value, reason, job_.options.rules);
    };
    if (!encode_contact(plan_, job_.options.update, read, fields_, &where, &reason_))
      return reject(where, reason_);
    job_.batcher.add(id, fields_,
                     job_.options.update ? reject_of(plan_.id.name, unknown_id(id)) : Reject());
    return {};
  }

  std::string_view text_of(const FieldSource& source, std::string& scratch) const {
    return source_text(
        source, row_.number, [&](std::size_t column) { return without_guard(row_.fields[column]); },
        scratch);
  }

  Result<void> reject(std::string_view column, std::string_view reason) {
    auto row = reject_of(column, reason);
    return job_.rejects.add(row.bytes, row.rendered);
  }

  Reject reject_of(std::string_view column, std::string_view reason) const {
    char separator = reader_.separator();
    std::string out;
    // What is malformed, or would push our columns aside, goes whole into the first column.
    bool as_it_was = row_.problem.empty() && found_ <= columns_.names.size();
    if (as_it_was)
      out.append(row_.raw);
    else
      append_csv(out, row_.raw, separator);
    out.append(columns_.names.size() - (as_it_was ? found_ : 1) + 1, separator);
    out += fmt::format("{}{}", row_.number, separator);
    append_csv(out, column, separator);
    out.push_back(separator);
    append_csv(out, reason, separator);
    out.push_back('\n');
    return {std::move(out), rendered_reject("row", row_.number, "column", column, reason)};
  }

  const ContactJob& job_;
  CsvReader reader_;
  CsvReader::Row row_;
  ImportColumns columns_;
  std::size_t found_ = 0;             // fields of the row as it was
  std::vector<std::size_t> unnamed_;  // columns that are empty, or their row is refused
  ContactPlan plan_;
  Arena arena_;
  FieldEncoder fields_;
  std::string id_text_;  // a made-up id, when it is no column
  std::string tidy_id_;
  std::string text_;  // a made-up attribute
  std::string reason_;
};

}  // namespace

Result<void> import_contact_csv(ByteSource source, const ContactJob& job) {
  return CsvImport(std::move(source), job).run();
}

}  // namespace camp
