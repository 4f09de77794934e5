#include "lang/editor/folding.h"

#include <algorithm>

#include "grammar/scan.h"
#include "lang/format/tokens.h"

namespace camp::editor {
namespace {

using format::Token;
using format::TokenKind;

class Folding {
 public:
  explicit Folding(std::string_view text) : text_(text), tokens_(format::tokenize(text)) {}

  std::vector<Fold> run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const auto& token = tokens_[i];
      if (declaration_begins(token)) close_all(i);
      if (token.is_comment()) {
        comment(i);
      } else if (token.kind == TokenKind::kText) {
        add(Fold::Kind::kRegion, token.begin, token.end());
      } else if (token.is_opening()) {
        open_.push_back(token.begin);
      } else if (token.is_closing() && !open_.empty()) {
        add(Fold::Kind::kRegion, open_.back(), token.begin);
        open_.pop_back();
      }
    }
    close_all(tokens_.size());
    std::stable_sort(folds_.begin(), folds_.end(), [](const Fold& a, const Fold& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    return std::move(folds_);
  }

 private:
  bool declaration_begins(const Token& token) const {
    const auto* begin = text_.data();
    return grammar::declaration_begins(begin, begin + token.begin, begin + text_.size());
  }

  void add(Fold::Kind kind, std::uint32_t begin, std::uint32_t end) {
    const auto inside = text_.substr(begin, end - begin);
    if (inside.find('\n') != inside.npos) folds_.push_back({kind, begin, end});
  }

  // What is still open ends with the token before this one.
  void close_all(std::size_t at) {
    while (!open_.empty()) {
      add(Fold::Kind::kRegion, open_.back(), tokens_[at - 1].end());
      open_.pop_back();
    }
  }

  // The last of a run of whole-line comments makes the fold of all.
  void comment(std::size_t at) {
    const auto is_of_run = [&](std::size_t i) {
      return i < tokens_.size() && tokens_[i].is_comment() && tokens_[i].line_breaks == 1;
    };
    if (is_of_run(at + 1)) return;
    auto first = at;
    while (first > 0 && is_of_run(first) && tokens_[first - 1].is_comment()) --first;
    add(Fold::Kind::kComment, tokens_[first].begin, tokens_[at].end());
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> open_;  // where the brackets stand
  std::vector<Fold> folds_;
};

}  // namespace

std::vector<Fold> folds_of(std::string_view text) { return Folding(text).run(); }

}  // namespace camp::editor
