// A grammar in the notation of grammar/camp.peg as text that runs: it is read, recognises texts and
// derives sentences.
//
// Knows nothing of PEGTL and of grammar/*.h but what a keyword is: who compares both compares two
// readings.
#pragma once
#include <bitset>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace camp::test::peg {

enum class Kind : std::uint8_t {
  kSequence,
  kChoice,
  kStar,
  kPlus,
  kOptional,
  kAnd,
  kNot,
  kWord,
  kSigns,
  kSet,
  kRule,
  kKeyword,
  kLineBegin,
  kCut,
};

struct Expression {
  Kind kind = Kind::kSequence;
  std::string text = {};        // of a word, of signs
  std::bitset<256> set = {};    // of characters
  std::size_t rule = 0;         // which one is meant
  std::size_t alternative = 0;  // the first of a choice; what `*` and `?` hold is one, too
  std::vector<Expression> parts = {};
};

struct Rule {
  std::string name;
  bool is_token;  // no blanks between its parts
  Expression body;
};

// What can be derived or not: one way of a choice, or what may be left out.
struct Alternative {
  std::size_t rule;
  std::string text;  // as it is written
};

struct Grammar {
  std::vector<Rule> rules;
  std::vector<Alternative> alternatives;
  std::vector<std::string> words;  // all that stand in quotes

  std::size_t rule(std::string_view name) const;  // throws when there is none
};

// Throws std::runtime_error, with the line, for what is not of the notation.
Grammar read_grammar(std::string_view text);

// Packrat: a rule is tried once at each place, so that the time is linear in the text.
class Recogniser {
 public:
  Recogniser(const Grammar& grammar, std::string_view text);

  bool accepts(std::size_t rule, std::size_t from = 0);  // all of the text from there on
  // Of the derivation that `accepts` found.
  void mark_used(std::vector<bool>& alternatives) const;
  // What a `&` or `!` found, whatever came of it.
  void mark_looked_at(std::vector<bool>& alternatives) const;
  std::size_t furthest() const { return furthest_; }  // where it went wrong, if it did

 private:
  static constexpr std::size_t kFailed = static_cast<std::size_t>(-1);
  struct Node {
    std::size_t end;
    std::vector<std::size_t> alternatives;
    std::vector<std::size_t> children;
  };
  struct Decided {};  // thrown when what must follow `~` does not

  std::size_t match(const Expression& expression, std::size_t at);
  std::size_t match_sequence(const Expression& expression, std::size_t at);
  std::size_t match_choice(const Expression& expression, std::size_t at);
  std::size_t match_repeated(const Expression& expression, std::size_t at);
  std::size_t match_rule(std::size_t rule, std::size_t at);
  std::size_t look_ahead(const Expression& expression, std::size_t at);
  std::size_t match_terminal(const Expression& expression, std::size_t at);
  std::size_t skip_blanks(std::size_t at);
  void give_back(std::size_t alternatives, std::size_t children);
  void mark(const std::vector<std::size_t>& roots, std::vector<bool>& alternatives) const;

  const Grammar& grammar_;
  std::string_view text_;
  std::size_t blank_;
  std::vector<std::int32_t>
      memo_;  // by rule and place: 0 not tried, -1 failed, or a node's number + 1
  std::vector<Node> nodes_;
  Node open_{};  // of the rule at hand
  Node looked_at_{};
  bool in_token_ = false;
  std::size_t furthest_ = 0;
};

// Random texts by the rules of the grammar. What its predicates refuse comes out as well: who wants
// sentences only asks a Recogniser.
class Deriver {
 public:
  Deriver(const Grammar& grammar, std::vector<std::string> vocabulary, unsigned seed);

  // Of `rule`, with this alternative in it.
  std::string text(std::size_t rule, std::size_t alternative);
  // It stands in what is only looked at: `text` has it where a sentence would go on otherwise.
  bool only_looked_at(std::size_t rule, std::size_t alternative);

 private:
  void derive(const Expression& expression, std::string& out, int depth);
  void derive_choice(const Expression& expression, std::string& out, int depth);
  void derive_sequence(const Expression& expression, std::string& out, int depth);
  void derive_repeated(const Expression& expression, std::string& out, int depth);
  void derive_rule(std::size_t rule, std::string& out, int depth);
  std::string token(std::size_t rule, int depth);
  void put(std::string_view token, std::string& out);
  void aim(std::size_t alternative);
  std::size_t distance(const Expression& expression) const;
  std::size_t cost(const Expression& expression) const;
  std::size_t random(std::size_t below) { return random_() % below; }

  const Grammar& grammar_;
  std::vector<std::string> vocabulary_;
  std::mt19937 random_;
  std::vector<std::size_t> costs_;      // of each rule: how many tokens its shortest sentence has
  std::vector<std::size_t> distances_;  // of each rule: how many rules to the one that is aimed at
  std::size_t target_ = 0;
  bool aiming_ = false;  // the alternative was not derived yet
  bool in_token_ = false;
};

}  // namespace camp::test::peg
