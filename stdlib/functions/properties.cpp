// Lists by what their items are, or by one field of them: sorting, finding, adding up.
#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/letters.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/exact.h"
#include "stdlib/functions/liquid.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

// item[name]. In messages items are records, and what they lack is absent. By Liquid's own rules
// strings and integers have properties as well, and the rest none at all.
class Property {
 public:
  Property(const Value& name, const Context& context)
      : name_(name), context_(context), text_(text_of(name, buffer_, context)) {}
  Property(const Property&) = delete;  // text_ may point into it
  Property& operator=(const Property&) = delete;

  bool is_in(const Value& item) const {
    return !context_.own_rules || item.tag == Tag::kRecord || item.tag == Tag::kString ||
           item.tag == Tag::kInt;
  }

  // Nothing: the item has none, or it cannot be asked for one (failed(); context.error says so).
  std::optional<Value> of(const Value& item) {
    if (!is_in(item)) return std::nullopt;
    if (item.tag == Tag::kRecord || !context_.own_rules) {
      const bool by_name = !context_.own_rules || name_.tag == Tag::kString;
      const Value* field = by_name ? item.field(text_) : nullptr;
      return field != nullptr ? *field : Value::absent();
    }
    const auto at = position();
    if (item.tag == Tag::kString && name_.tag == Tag::kString)
      return find_part(item.text(), text_, 0) != std::string_view::npos ? name_ : Value::absent();
    if (at) return item.tag == Tag::kString ? character(item.text(), *at) : bit(item.num, *at);
    fail(context_, "cannot select the property '" + std::string(text_) + "'");
    failed_ = true;
    return std::nullopt;
  }

  bool failed() const { return failed_; }

 private:
  std::optional<std::int64_t> position() const {
    if (name_.tag == Tag::kInt) return name_.num;
    constexpr double kMost = 1e15;
    if (name_.tag != Tag::kFloat || !(name_.as_real() > -kMost && name_.as_real() < kMost))
      return std::nullopt;
    return static_cast<std::int64_t>(name_.as_real());
  }

  static Value character(std::string_view text, std::int64_t at) {
    const auto size = static_cast<std::int64_t>(count_code_points(text));
    if (at < 0 ? at < -size : at >= size) return Value::absent();
    const auto rest =
        text.substr(skip_code_points(text, static_cast<std::size_t>(at < 0 ? at + size : at)));
    return Value::string(rest.substr(0, skip_code_points(rest, 1)));
  }

  static Value bit(std::int64_t number, std::int64_t at) {
    constexpr std::int64_t kSignBit = 63;
    return Value::integer(at < 0 ? 0 : number >> std::min(at, kSignBit) & 1);
  }

  const Value& name_;
  const Context& context_;
  std::string buffer_;
  std::string_view text_;
  bool failed_ = false;
};

// By what the items are taken: themselves, or their property. Nothing: the filter has no result.
// Nobody compares a single item: its property is not asked for.
std::optional<std::vector<Value>> keys_of(const std::vector<Value>& items,
                                          const Arguments& arguments, const Context& context) {
  if (!arguments.has(1) || items.size() < 2) return items;
  Property property(arguments[1], context);
  std::vector<Value> keys;
  for (const auto& item : items) {
    const auto key = property.of(item);
    if (!key) return std::nullopt;
    keys.push_back(*key);
  }
  return keys;
}

// The same for sorting, which wants items that have properties before it asks for one.
std::optional<std::vector<Value>> sort_keys_of(const std::vector<Value>& items,
                                               const Arguments& arguments, const Context& context) {
  if (arguments.has(1)) {
    const Property property(arguments[1], context);
    const auto has = [&](const Value& item) { return property.is_in(item); };
    if (!std::all_of(items.begin(), items.end(), has)) return std::nullopt;
  }
  return keys_of(items, arguments, context);
}

// ---- sorting

// Which kinds come first in a sorted list; numbers stand together, absent values last.
int rank(const Value& value) {
  if (value.is_absent()) return UINT8_MAX + 1;
  return static_cast<int>(value.tag == Tag::kDecimal ? Tag::kInt : value.tag);
}

// A strict weak order of all values but money of several currencies, also of those that the
// language does not compare.
bool sorts_before(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.tag == Tag::kDuration) {
    auto x = a.as_duration();
    auto y = b.as_duration();
    return std::tie(x.months, x.days, x.ms) < std::tie(y.months, y.days, y.ms);
  }
  return compare(a, b).value_or(0) < 0;
}

// Numbers or texts in their order, nil behind them.
bool sorts_before_in_liquid(const Value& a, const Value& b, const Context& context) {
  if (a.is_absent() || b.is_absent()) return !a.is_absent();
  return liquid::order(liquid::Relation::kLess, a, b, context).value_or(false);
}

// Whether they have an order: all of one kind that has one, or nothing to be put in order.
bool are_sortable(const std::vector<Value>& keys) {
  const auto kind = [](const Value& key) { return key.tag == Tag::kFloat ? Tag::kInt : key.tag; };
  const Value* first = nullptr;
  for (const auto& key : keys) {
    if (key.is_absent()) continue;
    if (first == nullptr) first = &key;
    const bool ordered =
        kind(key) == Tag::kInt || key.tag == Tag::kString || key.tag == Tag::kDatetime;
    const bool fits = ordered && kind(key) == kind(*first) && liquid::equal(key, key);
    if (!fits && &key != first && !liquid::equal(key, *first)) return false;
  }
  return true;
}

bool fail_mixed(const std::vector<Value>& keys, const Context& context) {
  const auto first = std::find_if(keys.begin(), keys.end(),
                                  [](const Value& key) { return key.tag == Tag::kMoney; });
  return std::any_of(first, keys.end(),
                     [&](const Value& key) { return fail_mixed(*first, key, context); });
}

template <class Before>
Value sorted_by(const std::vector<Value>& items, const std::vector<Value>& keys, Before before,
                const Context& context) {
  std::vector<std::size_t> order(items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return before(keys[a], keys[b]); });
  std::vector<Value> sorted;
  for (const auto i : order) sorted.push_back(items[i]);
  return make_list(context, sorted);
}

// ---- every value once

// Equal values have equal hashes: a whole decimal hashes as its int, a record whatever the order of
// its fields. Only a container's own plain items are looked at: what lies deeper is left to
// equal().
std::uint64_t hash_of(const Value& value, bool nested = false) {
  bool container = value.tag == Tag::kList || value.tag == Tag::kRecord;
  if (container) {
    std::uint64_t sum = value.aux;
    auto step = value.tag == Tag::kRecord ? 2u : 1u;
    for (std::uint32_t i = 0; i < value.aux && !nested; ++i)
      sum += hash_of(value.items[step * i + step - 1], true) | 1;
    return sum;
  }
  bool whole = value.tag == Tag::kDecimal && value.num % kDecimalOne == 0;
  std::string bytes;
  if (static_cast<std::uint8_t>(value.tag) >= kTagCount)
    liquid::append_inspected(bytes, value);  // on disk it has no bytes
  else
    encode_value(bytes, whole ? Value::integer(value.num / kDecimalOne) : value);
  return xxh3_64(bytes);
}

// To Liquid's uniq 1 and 1.0 are two.
bool are_one(const Value& a, const Value& b) {
  return (a.tag == Tag::kFloat) == (b.tag == Tag::kFloat) && liquid::equal(a, b);
}

// ---- finding

// Which items `where` is about: whose property is the value asked for, or true without one.
class Wanted {
 public:
  Wanted(const Arguments& arguments, const Context& context)
      : property_(arguments[1], context), value_(arguments[2]) {}

  // Nothing: the whole filter has no result.
  std::optional<bool> operator()(const Value& item) {
    const auto property = property_.of(item);
    if (!property) return std::nullopt;
    return value_.is_absent() ? liquid::is_true(*property) : liquid::equal(*property, value_);
  }

 private:
  Property property_;
  const Value& value_;
};

// Those of which `keep` says so.
template <class Keep>
Value those(const Arguments& arguments, const Context& context, Keep keep) {
  const auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  std::vector<Value> kept;
  for (const auto& item : *items) {
    const std::optional<bool> keeps = keep(item);
    if (!keeps) return Value::absent();
    if (*keeps) kept.push_back(item);
  }
  return make_list(context, kept);
}

struct Found {
  Value item;
  std::int64_t at;
};
// `none` where there is no such item.
template <class Give>
Value first_wanted(const Arguments& arguments, const Context& context, const Value& none,
                   Give give) {
  const auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  Wanted wanted(arguments, context);
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto is_wanted = wanted((*items)[i]);
    if (!is_wanted) return Value::absent();
    if (*is_wanted) return give(Found{(*items)[i], static_cast<std::int64_t>(i)});
  }
  return none;
}

// The properties of all items; `none` for those that have none. Nothing: one cannot be asked.
std::optional<std::vector<Value>> properties_of(const std::vector<Value>& items, const Value& name,
                                                const Value& none, const Context& context) {
  Property property(name, context);
  std::vector<Value> values;
  for (const auto& item : items) {
    values.push_back(property.of(item).value_or(none));
    if (property.failed()) return std::nullopt;
  }
  return values;
}

// Exact, like `plus`; what is absent adds nothing.
Value camp_sum(const std::vector<Value>& items, const Context& context) {
  std::optional<Value> total;
  for (const auto& item : items) {
    if (item.is_absent()) continue;
    const auto number = number_of(item);
    if (!number || (total && fail_mixed(*total, *number, context))) return Value::absent();
    total = total ? arithmetic(Arithmetic::kAdd, *total, *number) : number;
    if (!total) return Value::absent();
  }
  return total.value_or(Value::integer(0));
}

}  // namespace

namespace rows {

Value sort_row(const Arguments& arguments, const Context& context) {
  const auto items = sequence_of(arguments[0], context);
  const auto keys = items ? sort_keys_of(*items, arguments, context) : std::nullopt;
  if (!keys || fail_mixed(*keys, context)) return Value::absent();
  if (!context.own_rules) return sorted_by(*items, *keys, sorts_before, context);
  if (!are_sortable(*keys)) return fail(context, "cannot sort values of incompatible types");
  const auto before = [&](const Value& a, const Value& b) {
    return sorts_before_in_liquid(a, b, context);
  };
  return sorted_by(*items, *keys, before, context);
}

Value sort_natural_row(const Arguments& arguments, const Context& context) {
  const auto items = sequence_of(arguments[0], context);
  const auto keys = items ? sort_keys_of(*items, arguments, context) : std::nullopt;
  if (!keys) return Value::absent();
  std::vector<std::string> texts;
  std::vector<Value> folded;
  std::string buffer;
  for (const auto& key : *keys) {
    texts.emplace_back(text_of(key, buffer, context));
    for (char& c : texts.back()) c = ascii_lower(c);
  }
  for (std::size_t i = 0; i < texts.size(); ++i)
    folded.push_back((*keys)[i].is_absent() ? Value::absent() : Value::string(texts[i]));
  return sorted_by(*items, folded, sorts_before, context);
}

Value uniq_row(const Arguments& arguments, const Context& context) {
  const auto items = sequence_of(arguments[0], context);
  const auto keys = items ? keys_of(*items, arguments, context) : std::nullopt;
  if (!keys) return Value::absent();
  const auto hash = [](const Value& value) { return static_cast<std::size_t>(hash_of(value)); };
  bool (*same)(const Value&, const Value&) = &camp::equal;
  if (context.own_rules) same = &are_one;
  std::unordered_set<Value, decltype(hash), decltype(same)> seen(0, hash, same);
  std::vector<Value> kept;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (seen.insert((*keys)[i]).second) kept.push_back((*items)[i]);
  }
  return make_list(context, kept);
}

Value compact_row(const Arguments& arguments, const Context& context) {
  Property property(arguments[1], context);
  return those(arguments, context, [&](const Value& item) {
    auto key = arguments.has(1) ? property.of(item) : item;
    return key ? std::optional(!key->is_absent()) : std::nullopt;
  });
}

Value map_row(const Arguments& arguments, const Context& context) {
  const auto items = sequence_of(arguments[0], context);
  if (!items) return Value::absent();
  const auto values = properties_of(*items, arguments[1], Value::absent(), context);
  return values ? make_list(context, *values) : Value::absent();
}

Value sum_row(const Arguments& arguments, const Context& context) {
  auto items = sequence_of(arguments[0], context);
  if (items && arguments.has(1))
    items = properties_of(*items, arguments[1], Value::integer(0), context);
  if (!items) return Value::absent();
  if (!context.own_rules) return camp_sum(*items, context);
  // Properties may be arrays: what is in them counts.
  const auto flat = sequence_of(make_list(context, *items), context);
  return flat ? exact::sum(*flat) : Value::absent();
}

Value where_row(const Arguments& arguments, const Context& context) {
  return those(arguments, context, Wanted(arguments, context));
}

Value reject_row(const Arguments& arguments, const Context& context) {
  Wanted wanted(arguments, context);
  return those(arguments, context, [&](const Value& item) {
    const auto is_wanted = wanted(item);
    return is_wanted ? std::optional(!*is_wanted) : std::nullopt;
  });
}

Value has_row(const Arguments& arguments, const Context& context) {
  return first_wanted(arguments, context, Value::boolean(false),
                      [](const Found&) { return Value::boolean(true); });
}

Value find_row(const Arguments& arguments, const Context& context) {
  return first_wanted(arguments, context, Value::absent(),
                      [](const Found& found) { return found.item; });
}

Value find_index_row(const Arguments& arguments, const Context& context) {
  return first_wanted(arguments, context, Value::absent(),
                      [](const Found& found) { return Value::integer(found.at); });
}

}  // namespace rows
}  // namespace camp::stdlib
