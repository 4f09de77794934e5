#include <algorithm>
#include <iterator>

#include "lang/value/value.h"

namespace camp {
namespace {

struct Row {
  Currency code;
  int digits;
};

constexpr Row kRows[] = {
#define CAMP_CURRENCY(code, digits) {currency(code), digits},
#include "lang/value/currencies.def"
#undef CAMP_CURRENCY
};

constexpr bool before(const Row& a, const Row& b) { return a.code < b.code; }
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows), before),
              "the rows are searched by halves");

const Row* find_row(Currency code) {
  const auto* row = std::lower_bound(std::begin(kRows), std::end(kRows), Row{code, 0}, before);
  return row != std::end(kRows) && row->code == code ? row : nullptr;
}

}  // namespace

std::optional<Currency> parse_currency(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  Currency packed = 0;
  for (char c : code) packed = packed << 8 | static_cast<unsigned char>(c);
  if (find_row(packed) == nullptr) return std::nullopt;
  return packed;
}

std::string currency_text(Currency currency) {
  return {static_cast<char>(currency >> 16), static_cast<char>(currency >> 8),
          static_cast<char>(currency)};
}

int minor_digits(Currency currency) {
  constexpr int kUsualDigits = 2;  // a currency newer than this table: what nine in ten have
  const Row* row = find_row(currency);
  return row != nullptr ? row->digits : kUsualDigits;
}

}  // namespace camp
