// What to write instead, where something stands that no rule takes.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/diagnostic.h"

namespace camp::syntax {

// The text from `begin` to `end` of the source becomes `text`; empty takes it away.
struct Rewrite {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  Certainty certainty = Certainty::kCertain;
};
struct WayOut {
  std::string help;  // empty: nothing is known to help
  std::optional<Rewrite> rewrite;
};

// What is due where something else stands.
enum class Due : std::uint8_t { kItem, kValue, kBlock, kAssignment, kOther };

// `text` is the whole source and `at` a place in it.
WayOut way_out(std::string_view text, std::size_t at, Due due);

// The name that was meant where something like one stands: `CartRecovery` and `cart-recovery` are
// `cart_recovery`, `päivä` is `paiva`. Empty when no name can be made of it.
std::string meant_name(std::string_view written);

}  // namespace camp::syntax
