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
  if (!options_.csv) return {};
  std::string line = "\"id\"";
  for (const auto& field : fields_) {
    line.push_back(',');
    append_quoted_csv(line, field.name);
  }
  return line + "\r\n";
}

void ContactWriter::append(std::string& out, std::string_view id, std::string_view attributes) {
  arena_.reset();
  return options_.csv ? append_csv_row(out, id, attributes) : append_ndjson(out, id, attributes);
}

void ContactWriter::append_text(std::string& out, std::string_view text) const {
  auto begin = out.size();
  append_quoted_csv(out, text);
  if (needs_guard(text, options_.guard)) out.insert(begin + 1, 1, '\'');
}

void ContactWriter::append_csv_row(std::string& out, std::string_view id,
                                   std::string_view attributes) {
  append_text(out, id);
  for (const auto& field : fields_) {
    out.push_back(',');
    auto text = text_of_value(find_attribute(attributes, field.number, arena_));
    if (field.text)
      append_text(out, text);
    else
      append_quoted_csv(out, text);  // numbers stay numbers
  }
  out.append("\r\n");
}

void ContactWriter::append_ndjson(std::string& out, std::string_view id,
                                  std::string_view attributes) {
  out.append("{\"id\":");
  append_json_string(out, id);
  for (const auto& field : fields_) {
    auto value = find_attribute(attributes, field.number, arena_);
    if (value.is_absent()) continue;
    out.push_back(',');
    append_json_string(out, field.name);
    out.push_back(':');
    append_json(out, value);
  }
  out.append("}\n");
}

}  // namespace camp
