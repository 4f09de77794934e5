#include "runtime/audience/contact_export.h"

#include "lang/value/json_text.h"
#include "runtime/state/contact_row.h"

namespace camp {

ContactWriter::ContactWriter(const LinkedProgram& program, const ContactExportOptions& options)
    : options_(options) {
  for (const auto& field : program.program().contact) {
    fields_.push_back(
        {program.program().name(field.name), program.number(field.name), field.type.is_text()});
  }
}

std::string ContactWriter::header() const {
  // Spreadsheets take a file without a mark for one in the encoding of their country.
  bool marked = options_.encoding == Encoding::kUtf16 || options_.guard == Guard::kForSpreadsheet;
  std::string out(marked ? mark_of(options_.encoding) : "");
  if (!options_.csv) return out;
  std::string line = "\"id\"";
  for (const auto& field : fields_) {
    line.push_back(options_.separator);
    append_quoted_csv(line, field.name);
  }
  auto bytes = encoded(line + "\r\n", options_.encoding);  // names are ASCII: every encoding has it
  return out + *bytes;
}

Result<void> ContactWriter::append(std::string& out, std::string_view id,
                                   std::string_view attributes) {
  arena_.reset();
  row_.clear();
  if (options_.csv)
    append_csv_row(id, attributes);
  else
    append_ndjson(id, attributes);
  if (options_.encoding == Encoding::kUtf8) {
    out.append(row_);
    return {};
  }
  auto bytes = encoded(row_, options_.encoding);
  if (!bytes.ok()) {
    auto error = bytes.error();
    error.where = std::string(id);
    return error;
  }
  out.append(*bytes);
  return {};
}

void ContactWriter::append_text(std::string_view text) {
  auto begin = row_.size();
  append_quoted_csv(row_, text);
  if (needs_guard(text, options_.guard)) row_.insert(begin + 1, 1, '\'');
}

void ContactWriter::append_csv_row(std::string_view id, std::string_view attributes) {
  append_text(id);
  for (const auto& field : fields_) {
    row_.push_back(options_.separator);
    auto text = text_of_value(find_attribute(attributes, field.number, arena_));
    if (field.text)
      append_text(text);
    else
      append_quoted_csv(row_, text);  // numbers stay numbers
  }
  row_.append("\r\n");
}

void ContactWriter::append_ndjson(std::string_view id, std::string_view attributes) {
  row_.append("{\"id\":");
  append_json_string(row_, id);
  for (const auto& field : fields_) {
    auto value = find_attribute(attributes, field.number, arena_);
    if (value.is_absent()) continue;
    row_.push_back(',');
    append_json_string(row_, field.name);
    row_.push_back(':');
    append_json(row_, value);
  }
  row_.append("}\n");
}

}  // namespace camp
