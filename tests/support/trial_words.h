// The command line of trials that live through seeds (tests/sim, tests/model): words with a number
// behind them, and words alone.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

namespace camp::testing {

struct NumberWord {
  std::string_view word;
  std::uint64_t* number;
};
struct FlagWord {
  std::string_view word;
  bool* flag;
};

// False: a word that is neither, or one without its number.
inline bool read_words(int count, char** words, std::initializer_list<NumberWord> numbers,
                       std::initializer_list<FlagWord> flags) {
  for (int i = 1; i < count; ++i) {
    const auto is_it = [&](const auto& known) { return known.word == words[i]; };
    if (auto* flag = std::find_if(flags.begin(), flags.end(), is_it); flag != flags.end()) {
      *flag->flag = true;
      continue;
    }
    auto* known = std::find_if(numbers.begin(), numbers.end(), is_it);
    if (known == numbers.end() || ++i == count) return false;
    *known->number = std::strtoull(words[i], nullptr, 10);
  }
  return true;
}

}  // namespace camp::testing
