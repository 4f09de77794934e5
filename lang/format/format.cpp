#include "lang/format/format.h"

#include "lang/format/printer.h"
#include "lang/format/sameness.h"
#include "lang/syntax/parser.h"

namespace camp {
namespace {

// The first one decides: what a checkout has made of every line is nobody's choice of layout.
std::string_view line_break_of(std::string_view text) {
  const auto first = text.find('\n');
  return first != text.npos && first != 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

}  // namespace

Formatted format_script(const SourceSet& sources, SourceId source, Diagnostics& diagnostics) {
  Diagnostics findings;
  std::vector<ItemBegin> item_begins;
  const auto tree = parse(sources, source, findings, 0, &item_begins);
  for (const auto& finding : findings.all()) diagnostics.add(finding);
  if (findings.has_errors()) return {};
  const auto text = sources[source].text();
  auto tokens = format::tokenize(text);
  format::take_from_tree(tokens, tree, item_begins);
  format::pair_brackets(tokens);
  Formatted formatted{Formatted::Outcome::kDone,
                      format::Printer(text, tokens, line_break_of(text)).run()};
  if (!format::is_same_script(text, tree, formatted.text))
    formatted.outcome = Formatted::Outcome::kBug;
  return formatted;
}

std::string laid_out(const std::string& script) {
  SourceSet sources;
  const auto id = sources.add("(made)", script);
  Diagnostics findings;
  auto formatted = format_script(sources, id, findings);
  return formatted.outcome == Formatted::Outcome::kDone ? std::move(formatted.text) : script;
}

}  // namespace camp
