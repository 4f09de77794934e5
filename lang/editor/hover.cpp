#include "lang/editor/hover.h"

#include <fmt/format.h>

#include "grammar/scan.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/events.h"
#include "lang/catalog/functions.h"
#include "lang/editor/surroundings.h"
#include "lang/editor/texts.h"

namespace camp::editor {
namespace {

using sema::SymbolKind;

Hover of_named(const Analysis& analysis, const Named& named, Span span) {
  Hover hover{span, signature_of(analysis.sources(), named), {}, {}};
  if (named.symbol == nullptr) return hover;
  hover.doc = doc_of(*named.symbol);
  const auto kind = named.symbol->kind;
  if (kind == SymbolKind::kSegment || kind == SymbolKind::kList) hover.set = named.name;
  return hover;
}

std::string signature_of(const FunctionInfo& function) {
  return fmt::format("{}: {}", function.name, function.signature);
}

// A function of an expression, or a filter, whose name this is.
std::optional<Hover> of_function(std::string_view word, Inside inside, std::string_view behind,
                                 Span span) {
  const bool is_filter = inside == Inside::kOutput || inside == Inside::kTag;
  if (!is_filter && !behind.starts_with('(')) return std::nullopt;
  const auto* function =
      find_function(word, is_filter ? FunctionUse::kFilter : FunctionUse::kExpression);
  if (function == nullptr) return std::nullopt;
  return Hover{span, signature_of(*function), std::string(function->doc), {}};
}

// `message.clicked`, of either of its words.
std::optional<Hover> of_builtin_event(std::string_view text, Span word) {
  auto begin = word.begin, end = word.end;
  while (begin > 0 && (grammar::is_name_char(text[begin - 1]) || text[begin - 1] == '.')) --begin;
  while (end < text.size() && (grammar::is_name_char(text[end]) || text[end] == '.')) ++end;
  const auto name = text.substr(begin, end - begin);
  const auto* event = find_builtin_event(name);
  if (event == nullptr) return std::nullopt;
  std::string fields;
  for (const auto& field : event->fields)
    fields +=
        fmt::format("{}{}: {}", fields.empty() ? "" : ", ", field.name, to_string(field.type));
  return Hover{{word.source, begin, end},
               fields.empty() ? fmt::format("event {}", name)
                              : fmt::format("event {} {{ {} }}", name, fields),
               event->doc,
               {}};
}

// What the table says of a word where it stands; of one that may begin nothing here, what it joins.
std::string keyword_doc(std::string_view word, grammar::Place place) {
  std::string doc;
  for (const auto where :
       {std::uint32_t{place}, std::uint32_t{grammar::kClause | grammar::kOperator},
        ~std::uint32_t{0}}) {
    for (const auto& row : grammar::kKeywordRows) {
      if (row.word != word || (row.where & where) == 0) continue;
      if (!doc.empty()) doc += "\n\n";
      doc += row.doc;
      if (row.status == grammar::kPlanned) doc += " (not in this version)";
    }
    if (!doc.empty()) return doc;
  }
  return doc;
}

}  // namespace

std::optional<Hover> hover_at(const Analysis& analysis, const NameIndex& index, SourceId source,
                              std::uint32_t offset) {
  if (const auto* named = index.at(source, offset))
    return of_named(analysis, *named, *index.name_at(source, offset));
  const auto text = analysis.sources()[source].text();
  auto begin = offset, end = offset;
  while (begin > 0 && grammar::is_name_char(text[begin - 1])) --begin;
  while (end < text.size() && grammar::is_name_char(text[end])) ++end;
  const auto word = text.substr(begin, end - begin);
  if (word.empty()) return std::nullopt;
  const Span span{source, begin, end};
  const auto around = surroundings_at(text, end);
  if (around.inside == Inside::kComment) return std::nullopt;
  if (auto function = of_function(word, around.inside, text.substr(end), span)) return function;
  if (around.inside != Inside::kCode) return std::nullopt;
  if (auto event = of_builtin_event(text, span)) return event;
  if (const auto channel = find_channel(word))
    return Hover{span, fmt::format("channel {}", word), std::string(info_of(*channel).doc), {}};
  const auto doc = keyword_doc(word, around.place());
  if (doc.empty()) return std::nullopt;
  return Hover{span, std::string(word), doc, {}};
}

}  // namespace camp::editor
