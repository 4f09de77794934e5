// The words of the language as a table, and what may begin where. Constants only: any thread, no
// allocation.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace camp::grammar {

// What a word begins or joins. One bit each: a word may serve in several places.
enum Place : std::uint32_t {
  kNowhere = 0,
  kTop = 1 << 0,       // a declaration
  kProperty = 1 << 1,  // a line of a campaign's or journey's header
  kStatement = 1 << 2,
  kWaitArm = 1 << 3,
  kVariant = 1 << 4,
  kAudience = 1 << 5,
  kConversation = 1 << 6,
  kContent = 1 << 7,  // a part of a message's content
  kClause = 1 << 8,   // joins the parts of a statement or property
  kOperator = 1 << 9,
  // Places whose items begin with a name or a value, not with a word of the language.
  kField = 1 << 10,
  kMessage = 1 << 11,
  kMatchArm = 1 << 12,
  kScenario = 1 << 13,  // a step of a scenario
  kAsk = 1 << 14,       // how an answer is waited for
  kPolicy = 1 << 15,    // a rule of a policy
  kService = 1 << 16,   // a line of a service
  kOutlet = 1 << 17,    // a line of an outlet
  kChannel = 1 << 18,   // a line of a channel
  kDrafter = 1 << 19,   // a line of a drafter
};

enum Status : std::uint8_t { kReady, kPlanned };

struct KeywordRow {
  std::string_view word;
  Place where;
  Status status;
  std::string_view doc;
};

inline constexpr KeywordRow kKeywordRows[] = {
#define CAMP_KEYWORD(word, where, status, doc) {#word, where, status, doc},
#include "grammar/keywords.def"
#undef CAMP_KEYWORD
#define CAMP_PART(number, name, word, written, value, lead, doc) {#word, kContent, kReady, doc},
#define CAMP_OWN_PART(number, name, word, value, lead, doc)  // no script writes it
#include "lang/catalog/parts.def"
#undef CAMP_PART
};

// How a part of a message's content is written.
enum class PartWritten : std::uint8_t { kText, kTextOrFile, kNamed, kFile, kWhen };
struct PartWord {
  std::string_view word;
  PartWritten written;
};
inline constexpr PartWord kPartWords[] = {
#define CAMP_PART(number, name, word, written, value, lead, doc) {#word, PartWritten::written},
#define CAMP_OWN_PART(number, name, word, value, lead, doc)
#include "lang/catalog/parts.def"
#undef CAMP_PART
};

// One word with all its places.
struct Keyword {
  std::string_view word;
  std::uint32_t ready = 0;
  std::uint32_t planned = 0;

  constexpr bool at(std::uint32_t places) const { return ((ready | planned) & places) != 0; }
};

namespace detail {

inline constexpr std::size_t kSlots =
    512;  // about a fifth full: a look-up is one or two comparisons

constexpr std::size_t slot_of(std::string_view word) {
  std::size_t hash = word.size();
  for (char c : word) hash = hash * 31 + static_cast<unsigned char>(c);
  return (hash ^ (hash >> 9)) % kSlots;
}

constexpr auto make_table() {
  std::array<Keyword, kSlots> table{};
  for (const auto& row : kKeywordRows) {
    auto slot = slot_of(row.word);
    while (!table[slot].word.empty() && table[slot].word != row.word) slot = (slot + 1) % kSlots;
    table[slot].word = row.word;
    auto& places = row.status == kReady ? table[slot].ready : table[slot].planned;
    places |= row.where;
  }
  return table;
}

inline constexpr auto kTable = make_table();

}  // namespace detail

// Null for a word without a place.
constexpr const Keyword* find_keyword(std::string_view word) {
  constexpr std::size_t kLongestKeyword = 16;
  if (word.empty() || word.size() > kLongestKeyword) return nullptr;
  for (auto slot = detail::slot_of(word); !detail::kTable[slot].word.empty();
       slot = (slot + 1) % detail::kSlots) {
    if (detail::kTable[slot].word == word) return &detail::kTable[slot];
  }
  return nullptr;
}

// Words that mean something wherever a value or a name may stand: operators, values, and what the
// names behind a dot belong to. All others are special only where they may begin or join something.
constexpr bool is_always_special(std::string_view word) {
  constexpr std::string_view kAlways[] = {"if", "then", "else", "contact", "message", "list"};
  for (auto always : kAlways) {
    if (word == always) return true;
  }
  const auto* keyword = find_keyword(word);
  return keyword != nullptr && keyword->at(kOperator);
}

}  // namespace camp::grammar
