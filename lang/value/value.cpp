#include "lang/value/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "lang/base/hash.h"
#include "lang/value/civil.h"
#include "lang/value/int128.h"

namespace camp {

const Value* Value::field(std::string_view name) const {
  if (tag != Tag::kRecord) return nullptr;
  for (std::uint32_t pair = 0; pair < aux; ++pair) {
    if (items[2 * pair].text() == name) return &items[2 * pair + 1];
  }
  return nullptr;
}

namespace {

bool is_plain_number(const Value& value) {
  return value.tag == Tag::kInt || value.tag == Tag::kDecimal;
}

Int128 millionths(const Value& value) {
  return value.tag == Tag::kInt ? Int128{value.num} * kDecimalOne : Int128{value.num};
}

std::vector<const Value*> pairs_by_name(const Value& record) {
  std::vector<const Value*> pairs(record.aux);
  for (std::uint32_t i = 0; i < record.aux; ++i) pairs[i] = record.items + 2 * i;
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Value* a, const Value* b) { return a->text() < b->text(); });
  return pairs;
}

// How much of a value one call may still visit. Values that share items are small and endless at
// once.
struct Budget {
  std::size_t items = limits::kValueItems;
  std::size_t text_end = 0;  // append_text: the size at which it stops
  bool misled = false;       // two values met that do not compare (same())
  bool spend() { return items > 0 && items-- > 0; }
};

bool equal_at(const Value& a, const Value& b, std::size_t depth, Budget& budget);

// Fields usually stand in the schema's order; sorting is for the rest, and keeps a hostile record
// from costing the square of its size.
bool equal_records(const Value& a, const Value& b, std::size_t depth, Budget& budget) {
  bool same_order = true;
  for (std::uint32_t i = 0; i < a.aux && same_order; ++i)
    same_order = a.items[2 * i].text() == b.items[2 * i].text();
  if (same_order) {
    for (std::uint32_t i = 0; i < a.aux; ++i) {
      if (!equal_at(a.items[2 * i + 1], b.items[2 * i + 1], depth, budget)) return false;
    }
    return true;
  }
  auto same_pair = [&](const Value* x, const Value* y) {
    return x[0].text() == y[0].text() && equal_at(x[1], y[1], depth, budget);
  };
  auto left = pairs_by_name(a);
  auto right = pairs_by_name(b);
  return std::equal(left.begin(), left.end(), right.begin(), same_pair);
}

bool equal_at(const Value& a, const Value& b, std::size_t depth, Budget& budget) {
  if (!budget.spend()) return false;
  if (a.tag != b.tag || !detail::is_container(a.tag)) {
    budget.misled = budget.misled || !detail::comparable_plain(a, b);
    return detail::equal_plain(a, b);
  }
  if (a.aux != b.aux || depth >= limits::kTypeDepth) return false;
  if (a.tag == Tag::kRecord) return equal_records(a, b, depth + 1, budget);
  for (std::uint32_t i = 0; i < a.aux; ++i) {
    if (!equal_at(a.items[i], b.items[i], depth + 1, budget)) return false;
  }
  return true;
}

void append_fixed(std::string& out, std::int64_t units, int digits, bool trim_zeros) {
  std::uint64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  auto magnitude = static_cast<std::uint64_t>(units);
  if (units < 0) {
    out.push_back('-');
    magnitude = 0 - magnitude;  // also right for the smallest integer
  }
  const fmt::format_int whole(magnitude / scale);
  out.append(whole.data(), whole.size());
  if (digits == 0 || (trim_zeros && magnitude % scale == 0)) return;
  const fmt::format_int part(magnitude % scale);
  out.push_back('.');
  out.append(static_cast<std::size_t>(digits) - part.size(), '0');
  out.append(part.data(), part.size());
  while (trim_zeros && out.back() == '0') out.pop_back();
}

void append_at(std::string& out, const Value& value, std::size_t depth, Budget& budget);

void append_items(std::string& out, const Value& value, std::size_t depth, Budget& budget) {
  if (depth >= limits::kTypeDepth) return;
  if (value.tag == Tag::kList) {
    for (std::uint32_t i = 0; i < value.aux; ++i) append_at(out, value.items[i], depth + 1, budget);
    return;
  }
  out.append("{");
  for (std::uint32_t i = 0; i < value.aux; ++i) {
    out.append(i == 0 ? " " : ", ");
    out.append(value.items[2 * i].text());
    out.append(": ");
    append_at(out, value.items[2 * i + 1], depth + 1, budget);
  }
  out.append(" }");
}

void append_at(std::string& out, const Value& value, std::size_t depth, Budget& budget) {
  if (!budget.spend() || out.size() > budget.text_end) return;
  switch (value.tag) {
    case Tag::kAbsent:
      return;
    case Tag::kBool:
      out.append(value.num != 0 ? "true" : "false");
      return;
    case Tag::kInt:
      append_fixed(out, value.num, 0, false);
      return;
    case Tag::kDecimal:
      append_fixed(out, rounded(value).num, 6, true);
      return;
    case Tag::kMoney:
      append_fixed(out, rounded(value).num, minor_digits(value.aux), false);
      out.push_back(' ');
      out.append(currency_text(value.aux));
      return;
    case Tag::kDuration:
      out.append(duration_text(value.as_duration()));
      return;
    case Tag::kDate:
      out.append(date_text(value.num));
      return;
    case Tag::kTime:
      out.append(time_text(value.num));
      return;
    case Tag::kDatetime:
      out.append(instant_text(value.num));
      return;
    case Tag::kString:
      out.append(value.text());
      return;
    case Tag::kHandle:
      out.append(to_hex(value.text()));
      return;
    case Tag::kList:
    case Tag::kRecord:
      append_items(out, value, depth, budget);
      return;
    case Tag::kFloat:
    case Tag::kRange:
    case Tag::kLoop:
      return;  // Liquid's own: stdlib/functions/liquid.h prints them
  }
}

}  // namespace

namespace detail {

bool equal_numbers(const Value& a, const Value& b) {
  return is_plain_number(a) && is_plain_number(b) && millionths(a) == millionths(b) &&
         a.days == b.days;
}

bool equal_containers(const Value& a, const Value& b) {
  Budget budget;
  return equal_at(a, b, 0, budget);
}

std::optional<bool> same_containers(const Value& a, const Value& b) {
  Budget budget;
  const bool result = equal_at(a, b, 0, budget);
  if (budget.misled) return std::nullopt;
  return result;
}

std::optional<int> compare_unlike(const Value& a, const Value& b) {
  if (!is_plain_number(a) || !is_plain_number(b)) return std::nullopt;
  auto x = millionths(a);
  auto y = millionths(b);
  if (x != y) return x < y ? -1 : 1;
  if (a.tag == Tag::kInt) return compare_fractions({}, b.beyond());
  return compare_fractions(a.beyond(), {});
}

// 2mo is longer than 1mo, and 1mo1h than 1mo, in every calendar; 1mo against 31d depends on the
// month.
std::optional<int> compare_durations(const Value& a, const Value& b) {
  auto x = a.as_duration();
  auto y = b.as_duration();
  bool at_most = x.months <= y.months && x.days <= y.days && x.ms <= y.ms;
  bool at_least = x.months >= y.months && x.days >= y.days && x.ms >= y.ms;
  if (at_most && at_least) return 0;
  if (at_most) return -1;
  if (at_least) return 1;
  return std::nullopt;
}

}  // namespace detail

void append_text(std::string& out, const Value& value) {
  Budget budget;
  budget.text_end = out.size() + limits::kArenaBytes;
  append_at(out, value, 0, budget);
}

}  // namespace camp
