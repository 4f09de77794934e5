#include "lang/editor/surroundings.h"

#include <algorithm>
#include <optional>

#include "grammar/scan.h"

namespace camp::editor {
namespace {

using format::Token;
using format::TokenKind;
using grammar::Place;

bool has_word(const std::vector<Token>& item, std::string_view text) {
  return std::any_of(item.begin(), item.end(), [&](const Token& one) { return one.is(text); });
}

Place inside_declaration(std::string_view word) {
  static constexpr std::pair<std::string_view, Place> kPlaces[] = {
      {"contact", grammar::kField},
      {"event", grammar::kField},
      {"campaign", grammar::kProperty},
      {"journey", grammar::kProperty},
      {"conversation", grammar::kConversation},
      {"message", grammar::kMessage},
      {"policy", grammar::kPolicy},
      {"service", grammar::kService},
      {"outlet", grammar::kOutlet},
      {"channel", grammar::kChannel},
      {"drafter", grammar::kDrafter},
      {"module", grammar::kStatement},
      {"scenario", grammar::kScenario},
  };
  for (const auto& [known, place] : kPlaces)
    if (known == word) return place;
  return grammar::kNowhere;
}

Place inside_statement(const std::vector<Token>& item) {
  const auto first = item.front().text;
  const auto last = item.back().text;
  if (last == "else") return grammar::kStatement;
  if (first == "wait" && !has_word(item, "until")) return grammar::kWaitArm;
  if (first == "match") return grammar::kMatchArm;
  if (first == "experiment") return grammar::kVariant;
  if (first == "ask") return grammar::kAsk;
  if (first == "emit" || first == "start") return grammar::kNowhere;  // a record
  return grammar::kStatement;
}

// What stands in the block that opens behind this item.
Place place_inside(Place around, const std::vector<Token>& item) {
  if (item.empty()) return grammar::kNowhere;
  const auto first = item.front().text;
  switch (around) {
    case grammar::kTop:
      return inside_declaration(first);
    case grammar::kProperty:
      return first == "flow"       ? grammar::kStatement
             : first == "audience" ? grammar::kAudience
             : first == "start"    ? grammar::kField
                                   : grammar::kNowhere;
    case grammar::kMessage:
      return first == "in" || first == "for" ? grammar::kMessage : grammar::kContent;
    case grammar::kStatement:
      return inside_statement(item);
    case grammar::kWaitArm:
    case grammar::kMatchArm:
    case grammar::kVariant:
      return grammar::kStatement;
    case grammar::kService:
    case grammar::kField:
      return grammar::kField;
    default:
      return grammar::kNowhere;
  }
}

class Reading {
 public:
  Reading(std::string_view text, std::uint32_t offset)
      : text_(text.substr(0, offset)), whole_(text) {
    found_.open.push_back({grammar::kTop, {}});
  }

  Surroundings run() {
    auto tokens = format::tokenize(text_);
    take_word(tokens);
    for (const auto& token : tokens) take(token);
    // At the end of a line without a word the next item can begin.
    if (begins_line() && !found_.item.empty() && may_end(found_.item.back())) found_.item.clear();
    return std::move(found_);
  }

 private:
  // What is being written is no token yet.
  void take_word(std::vector<Token>& tokens) {
    found_.word_begin = static_cast<std::uint32_t>(text_.size());
    if (tokens.empty()) return;
    const auto last = tokens.back();
    if (last.kind == TokenKind::kComment && text_.find('\n', last.begin) == text_.npos) {
      found_.inside = Inside::kComment;
      return;
    }
    if (last.kind == TokenKind::kText && !is_closed(last.text)) return take_text(last);
    const bool touches = last.end() == text_.size();
    if (touches && (last.kind == TokenKind::kWord || last.kind == TokenKind::kZone)) {
      found_.word = last.text;
      found_.word_begin = last.begin;
      line_breaks_ = last.line_breaks;
      tokens.pop_back();
    }
    while (tokens.size() >= 2 && tokens.back().is(".") &&
           tokens[tokens.size() - 2].kind == TokenKind::kWord) {
      found_.path.insert(found_.path.begin(), tokens[tokens.size() - 2].text);
      line_breaks_ = tokens[tokens.size() - 2].line_breaks;
      tokens.resize(tokens.size() - 2);
    }
  }

  static bool is_closed(std::string_view text) {
    constexpr std::string_view kBlock = "\"\"\"";
    if (text.starts_with(kBlock)) return text.size() >= 2 * kBlock.size() && text.ends_with(kBlock);
    return text.size() >= 2 && text.ends_with('"') && text[text.size() - 2] != '\\';
  }

  void take_text(const Token& token) {
    found_.inside = Inside::kText;
    const auto open = std::max(last_of(token.text, "{{"), last_of(token.text, "{%"));
    if (open < 0) return;
    const auto island = token.text.substr(static_cast<std::size_t>(open));
    if (island.find("}}") != island.npos || island.find("%}") != island.npos) return;
    found_.inside = island.starts_with("{{") ? Inside::kOutput : Inside::kTag;
    auto begin = island.size();
    while (begin > 2 && (grammar::is_name_char(island[begin - 1]) || island[begin - 1] == '.'))
      --begin;
    found_.island = island.substr(0, begin);
    auto written = island.substr(begin);
    for (auto dot = written.find('.'); dot != written.npos; dot = written.find('.')) {
      found_.path.push_back(written.substr(0, dot));
      written.remove_prefix(dot + 1);
    }
    found_.word = written;
    found_.word_begin -= static_cast<std::uint32_t>(written.size());
  }

  static std::ptrdiff_t last_of(std::string_view text, std::string_view what) {
    const auto at = text.rfind(what);
    return at == text.npos ? -1 : static_cast<std::ptrdiff_t>(at);
  }

  void take(const Token& token) {
    if (token.is_comment()) return;
    const auto* begin = whole_.data();
    if (grammar::declaration_begins(begin, begin + token.begin, begin + whole_.size())) {
      found_.open.resize(1);
      found_.item.clear();
      found_.declaration.clear();
    }
    if (begins_item(token)) found_.item.clear();
    found_.declaration.push_back(token);
    if (token.is_opening()) return open(token);
    if (token.is_closing()) return close(token);
    found_.item.push_back(token);
  }

  // In a list or a record a comma ends it; in a block the next word of its place does.
  bool begins_item(const Token& token) const {
    const auto& item = found_.item;
    if (item.empty()) return false;
    const auto place = found_.place();
    if (token.kind != TokenKind::kWord || place == grammar::kNowhere) return false;
    if (item.back().is("{") || item.back().is(".") || item.back().is(":")) return false;
    const auto* begin = whole_.data();
    const auto* at = begin + token.begin;
    const bool by_word = grammar::item_begins(place, at, begin + whole_.size());
    if (place == grammar::kField || place == grammar::kMessage || place == grammar::kScenario ||
        place == grammar::kMatchArm)
      return token.line_breaks > 0 || item.back().is(",") || item.back().is("}");
    if (!by_word) return false;
    return token.line_breaks > 0 || may_end(item.back());
  }

  // What a whole item can end with: no sign, no word that something must follow.
  static bool may_end(const Token& token) {
    if (token.kind == TokenKind::kSign) return token.is_closing();
    if (token.kind != TokenKind::kWord) return true;
    const auto* keyword = grammar::find_keyword(token.text);
    return keyword == nullptr || !keyword->at(grammar::kClause | grammar::kOperator);
  }

  void open(const Token& token) {
    const auto place =
        token.is("{") ? place_inside(found_.place(), found_.item) : grammar::kNowhere;
    found_.open.push_back({place, std::move(found_.item)});
    found_.item.clear();
  }

  // Behind a block stands `else`, or the next item; behind a list the item goes on.
  void close(const Token& token) {
    if (found_.open.size() == 1) return;
    found_.item = std::move(found_.open.back().item);
    found_.open.pop_back();
    found_.item.push_back(token);
    if (token.is("}") && found_.open.size() == 1) found_.item.clear();
  }

  bool begins_line() const {
    if (!found_.path.empty() || line_breaks_ > 0) return line_breaks_ > 0;
    if (!found_.word.empty()) return false;
    const auto line = text_.substr(text_.rfind('\n') + 1);  // npos + 1 is 0
    return line.find_first_not_of(" \t") == line.npos;
  }

  std::string_view text_;
  std::string_view whole_;
  std::uint32_t line_breaks_ = 0;  // before the word
  Surroundings found_;
};

}  // namespace

bool Surroundings::has(std::string_view text) const { return has_word(item, text); }

Surroundings surroundings_at(std::string_view text, std::uint32_t offset) {
  return Reading(text, std::min(offset, static_cast<std::uint32_t>(text.size()))).run();
}

}  // namespace camp::editor
