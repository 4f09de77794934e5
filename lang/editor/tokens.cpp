#include "lang/editor/tokens.h"

#include <algorithm>
#include <map>
#include <set>

#include "grammar/keywords.h"
#include "lang/format/tokens.h"

namespace camp::editor {
namespace {

using format::Token;
using format::TokenKind;
using sema::SymbolKind;

TokenMeaning meaning_of(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kEvent:
      return TokenMeaning::kEvent;
    case SymbolKind::kSegment:
    case SymbolKind::kList:
    case SymbolKind::kSeeds:
      return TokenMeaning::kSet;
    case SymbolKind::kDefine:
      return TokenMeaning::kFunction;
    case SymbolKind::kConversation:
      return TokenMeaning::kConversation;
    case SymbolKind::kMessage:
      return TokenMeaning::kMessage;
    case SymbolKind::kModule:
      return TokenMeaning::kModule;
    case SymbolKind::kCampaign:
    case SymbolKind::kJourney:
      return TokenMeaning::kFlow;
    case SymbolKind::kService:
    case SymbolKind::kDrafter:
      return TokenMeaning::kService;
    case SymbolKind::kHoldout:
    case SymbolKind::kOutlet:
      return TokenMeaning::kName;
  }
  return TokenMeaning::kName;
}

TokenMeaning meaning_of(const Named& named) {
  switch (named.kind) {
    case NamedKind::kSymbol:
      return meaning_of(named.symbol->kind);
    case NamedKind::kField:
      return TokenMeaning::kField;
    case NamedKind::kParameter:
      return TokenMeaning::kParameter;
    case NamedKind::kLocal:
      return TokenMeaning::kVariable;
    case NamedKind::kCall:
      return TokenMeaning::kFunction;
    case NamedKind::kOther:
      return TokenMeaning::kName;
  }
  return TokenMeaning::kName;
}

class Tokens {
 public:
  Tokens(const Analysis& analysis, const NameIndex& index, SourceId source)
      : analysis_(analysis), index_(index), source_(source) {}

  std::vector<MeaningfulToken> run() {
    collect_names();
    const auto text = analysis_.sources()[source_].text();
    const auto tokens = format::tokenize(text);
    for (std::size_t i = 0; i < tokens.size(); ++i)
      take(tokens[i], i + 1 < tokens.size() && tokens[i + 1].is(":"));
    return std::move(found_);
  }

 private:
  // The tree's names, and among them those whose meaning is known; also those inside of texts.
  void collect_names() {
    if (source_ < analysis_.files().size()) {
      ast::walk(analysis_.files()[source_], [&](const auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, ast::Name>)
          names_[node.span.begin] = {node.span, undeclared(node), false};
        if constexpr (std::is_same_v<Node, ast::PartUse>) parts_.insert(node.word.span.begin);
        if constexpr (std::is_same_v<Node, ast::ExperimentArm>)
          if (node.holdout) parts_.insert(node.name.span.begin);
        if constexpr (std::is_same_v<Node, ast::TypeUse>) types_.insert(node.span.begin);
        return true;
      });
    }
    for (const auto& [span, named] : index_.occurrences())
      if (span.source == source_)
        names_[span.begin] = {span, meaning_of(*named), span == named->declared};
  }

  // Of a name whose declaration is nowhere: what camp itself declares, or the language's word.
  TokenMeaning undeclared(const ast::Name& name) const {
    const auto begin = name.span.begin;
    if (is_behind_dot(begin)) return TokenMeaning::kField;
    const bool is_prefix = name.text == "message" || name.text == "list";  // `message.clicked`
    if (is_prefix) return TokenMeaning::kEvent;
    return parts_.count(begin) != 0 || grammar::is_always_special(name.text)
               ? TokenMeaning::kKeyword
               : TokenMeaning::kName;
  }

  bool is_behind_dot(std::uint32_t begin) const {
    return begin > 0 && analysis_.sources()[source_].text()[begin - 1] == '.';
  }

  // What has a colon behind it is a label: `in: [vips]`.
  void take(const Token& token, bool labels) {
    const Span span{source_, token.begin, token.end()};
    switch (token.kind) {
      case TokenKind::kComment:
        found_.push_back({span, TokenMeaning::kComment});
        break;
      case TokenKind::kNumber:
      case TokenKind::kZone:
        found_.push_back({span, TokenMeaning::kNumber});
        break;
      case TokenKind::kText:
        text(span);
        break;
      case TokenKind::kWord:
        word(token, span, labels);
        break;
      case TokenKind::kSign:
        break;
    }
  }

  void word(const Token& token, Span span, bool labels) {
    const auto name = names_.find(span.begin);
    const bool is_name =
        name != names_.end() && !(labels && name->second.meaning == TokenMeaning::kKeyword);
    if (is_name)  // of one with a dot in it (`feedback.score`) the first part
      found_.push_back({span, name->second.meaning, name->second.is_declaration});
    else if (labels || is_behind_dot(span.begin))
      found_.push_back({span, TokenMeaning::kField});
    else if (types_.count(span.begin) != 0)
      found_.push_back({span, TokenMeaning::kType});
    else if (grammar::find_keyword(token.text) != nullptr)
      found_.push_back({span, TokenMeaning::kKeyword});
  }

  void text(Span span) {
    auto from = span.begin;
    for (auto name = names_.lower_bound(span.begin);
         name != names_.end() && name->second.span.end <= span.end; ++name) {
      const auto& inner = name->second.span;
      if (inner.begin > from)
        found_.push_back({{source_, from, inner.begin}, TokenMeaning::kString});
      found_.push_back(name->second);
      from = inner.end;
    }
    if (from < span.end) found_.push_back({{source_, from, span.end}, TokenMeaning::kString});
  }

  const Analysis& analysis_;
  const NameIndex& index_;
  SourceId source_;
  std::map<std::uint32_t, MeaningfulToken> names_;  // by where they begin
  std::set<std::uint32_t> types_;                   // where types begin
  std::set<std::uint32_t> parts_;                   // names in the tree that are words
  std::vector<MeaningfulToken> found_;
};

}  // namespace

std::vector<MeaningfulToken> meaningful_tokens(const Analysis& analysis, const NameIndex& index,
                                               SourceId source) {
  return Tokens(analysis, index, source).run();
}

}  // namespace camp::editor
