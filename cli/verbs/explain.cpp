#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "cli/render/table.h"
#include "cli/verb.h"
#include "lang/base/source.h"
#include "lang/base/suggest.h"
#include "lang/explanations/explanations.h"

namespace camp::cli {
namespace {

constexpr std::string_view kIndent = "  ";

// CAMP0302, also written camp0302, 0302 or 302. Null: there is none.
const DiagnosticRow* find_row(std::string_view word) {
  auto digits = word;
  if (digits.size() > 4 && (digits.starts_with("CAMP") || digits.starts_with("camp")))
    digits.remove_prefix(4);
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (digits.empty() || digits.size() > 4 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return nullptr;
  const auto number = static_cast<unsigned>(std::stoul(std::string(digits)));
  for (const auto& row : diagnostic_rows())
    if (static_cast<unsigned>(row.code) == number) return &row;
  return nullptr;
}

Json row_json(const DiagnosticRow& row) {
  return {{"code", code_text(row.code)},
          {"severity", severity_text(row.severity)},
          {"group", row.group},
          {"title", row.title}};
}

std::string indented(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    all.append(kIndent).append(text.substr(0, end));
    text.remove_prefix(end);
  }
  return all;
}

// The example with carets below what is marked, as far as that is on one line.
std::string marked_text(const Marked& marked, bool colour) {
  const auto line_end = std::min(marked.text.find('\n', marked.begin), marked.text.size());
  const auto line = marked.text.rfind('\n', marked.begin) + 1;  // 0 where there is none before it
  const std::string_view text = marked.text;
  const auto width =
      columns_of(text.substr(marked.begin, std::min(marked.end, line_end) - marked.begin));
  const std::string before(columns_of(text.substr(line, marked.begin - line)), ' ');
  const auto carets =
      styled(std::string(std::max<std::size_t>(width, 1), '^'), Style::kBad, colour);
  const auto rest = text.substr(std::min(line_end + 1, text.size()));
  return indented(text.substr(0, line_end)) + "\n" + std::string(kIndent) + before + carets + "\n" +
         indented(rest);
}

std::string full_text(const DiagnosticRow& row, bool colour) {
  const auto explanation = explanation_of(row.code);
  const auto style = row.severity == Severity::kError ? Style::kBad : Style::kWarn;
  auto text =
      fmt::format("{}: {}\n\n{}\n\n",
                  styled(fmt::format("{}[{}]", severity_text(row.severity), code_text(row.code)),
                         style, colour),
                  row.title, explanation.prose);
  if (!explanation.given.empty())
    text += fmt::format("In a project with\n\n{}\n", indented(explanation.given));
  return text + fmt::format("{} is found here:\n\n{}\nand not here:\n\n{}",
                            explanation.given.empty() ? "It" : "it",
                            marked_text(*unmarked(explanation.fails), colour),
                            indented(explanation.mended));
}

Json full_json(const DiagnosticRow& row) {
  const auto explanation = explanation_of(row.code);
  const auto marked = *unmarked(explanation.fails);
  const Source source("", marked.text, std::nullopt);
  const auto from = source.locate(static_cast<std::uint32_t>(marked.begin));
  const auto to = source.locate(static_cast<std::uint32_t>(marked.end));
  auto json = row_json(row);
  json["text"] = explanation.prose;
  json["given"] = explanation.given;
  json["fails"] = marked.text;
  json["at"] = {{"line", from.line},
                {"column", from.column},
                {"end_line", to.line},
                {"end_column", to.column}};
  json["mended"] = explanation.mended;
  return json;
}

int list_all(const Invocation& call) {
  Json rows = Json::array();
  std::string text;
  std::string_view group;
  for (const auto& row : diagnostic_rows()) {
    rows.push_back(row_json(row));
    if (row.group != group)
      text += (group.empty() ? "" : "\n") +
              styled(row.group, Style::kBold, call.console.out_color()) + "\n";
    group = row.group;
    text += fmt::format("  {}  {:<7}  {}\n", code_text(row.code), severity_text(row.severity),
                        row.title);
  }
  if (call.console.json())
    call.answer(true, {{"diagnostics", std::move(rows)}});
  else
    call.console.out(text);
  return kDone;
}

Error unknown_code(const std::string& word) {
  std::vector<std::string> codes;
  for (const auto& row : diagnostic_rows()) codes.push_back(code_text(row.code));
  Error error{ErrorKind::kInvalid, fmt::format("there is no finding '{}'", printable(word)), "",
              "camp explain"};
  if (const auto near = suggest(word, codes)) error.hint = fmt::format("did you mean {}?", *near);
  return error;
}

}  // namespace

void options_explain(po::options_description&) {}

int run_explain(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("explain takes one code");
  if (call.arguments.empty()) return list_all(call);
  const auto* row = find_row(call.arguments[0]);
  if (row == nullptr) return call.fail(unknown_code(call.arguments[0]));
  if (call.console.json())
    call.answer(true, full_json(*row));
  else
    call.console.out(full_text(*row, call.console.out_color()));
  return kDone;
}

}  // namespace camp::cli
