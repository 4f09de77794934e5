#include "lang/sema/possible.h"

#include <algorithm>
#include <cstdint>

namespace camp::sema {
namespace {

bool is_whole(Tag tag) { return tag == Tag::kInt || tag == Tag::kDate || tag == Tag::kBool; }

// What lies behind the last value of the first, or before the first of the second.
enum class End : std::uint8_t { kLow, kHigh };

// Which of two ends leaves less; nothing when they cannot be put in order.
std::optional<int> compare_ends(const std::optional<Value>& a, bool a_open,
                                const std::optional<Value>& b, bool b_open, End end) {
  const int endless = end == End::kLow ? -1 : 1;
  if (!a || !b) return a ? -endless : b ? endless : 0;
  const auto order = compare(*a, *b);
  if (!order || *order != 0) return order;
  if (a_open == b_open) return 0;
  return a_open ? -endless : endless;
}

bool is_empty(const Stretch& one) {
  if (!one.low || !one.high) return false;
  const auto order = compare(*one.low, *one.high);
  if (!order) return false;
  return *order > 0 || (*order == 0 && (one.low_open || one.high_open));
}

// Of whole things the ends are what is in it.
Stretch closed(Stretch one) {
  const auto close = [](std::optional<Value>& end, bool& open, std::int64_t step,
                        std::int64_t last) {
    if (!end || !open || !is_whole(end->tag) || end->num == last) return;
    end->num += step;
    open = false;
  };
  close(one.low, one.low_open, 1, INT64_MAX);
  close(one.high, one.high_open, -1, INT64_MIN);
  return one;
}

// Whether any two ends can be put in order: of one kind and currency. Durations cannot, for months
// have no length.
bool have_order(const std::vector<Stretch>& all) {
  std::optional<Value> first;
  for (const auto& one : all) {
    for (const auto& end : {one.low, one.high}) {
      if (!end) continue;
      if (!first) first = end;
      if (!compare(*first, *end) || (end->tag == Tag::kDuration && !equal(*first, *end)))
        return false;
    }
  }
  return true;
}

}  // namespace

Possible Possible::anything() {
  Possible all;
  all.absent_ = true;
  all.stretches_.push_back({});
  return all;
}

Possible Possible::of_type(const Type& type) {
  Possible all;
  all.absent_ = type.optional || type.kind == TypeKind::kAbsent || type.kind == TypeKind::kError;
  if (type.kind == TypeKind::kBool) {
    all.stretches_.push_back({Value::boolean(false), Value::boolean(true)});
  } else if (type.kind == TypeKind::kChoice) {
    std::vector<Possible> choices;
    for (const auto& choice : type.choices) choices.push_back(only(Value::string(choice)));
    all = any_of(choices).with_absent(all.absent_);
  } else {
    all.stretches_.push_back({});
  }
  all.whole_ =
      type.kind == TypeKind::kBool || type.kind == TypeKind::kInt || type.kind == TypeKind::kDate;
  return all;
}

Possible Possible::only(const Value& value) { return stretch({value, value}); }

Possible Possible::stretch(Stretch stretch) {
  Possible one;
  if (!is_empty(stretch)) one.stretches_.push_back(stretch);
  return one;
}

Possible Possible::with_absent(bool absent) const {
  auto changed = *this;
  changed.absent_ = absent;
  return changed;
}

void Possible::add(Stretch stretch) {
  if (whole_) stretch = closed(stretch);
  if (!is_empty(stretch)) stretches_.push_back(stretch);
}

Possible Possible::others() const {
  Possible rest;
  rest.absent_ = !absent_;
  rest.whole_ = whole_;
  Stretch gap;
  for (const auto& one : stretches_) {
    gap.high = one.low;
    gap.high_open = !one.low_open;
    if (one.low) rest.add(gap);
    if (!one.high) return rest;
    gap.low = one.high;
    gap.low_open = !one.high_open;
  }
  gap.high.reset();
  gap.high_open = false;
  rest.add(gap);
  return rest;
}

// Side by side, the one that ends first going on.
Possible Possible::and_also(const Possible& other) const {
  Possible both;
  both.absent_ = absent_ && other.absent_;
  both.whole_ = whole_ || other.whole_;
  auto a = stretches_.begin();
  auto b = other.stretches_.begin();
  while (a != stretches_.end() && b != other.stretches_.end()) {
    const auto low = compare_ends(a->low, a->low_open, b->low, b->low_open, End::kLow);
    const auto ends = compare_ends(a->high, a->high_open, b->high, b->high_open, End::kHigh);
    if (!low || !ends) return with_absent(both.absent_);
    both.add({*low < 0 ? b->low : a->low, *ends > 0 ? b->high : a->high,
              *low < 0 ? b->low_open : a->low_open, *ends > 0 ? b->high_open : a->high_open});
    if (*ends > 0)
      ++b;
    else
      ++a;
  }
  return both;
}

Possible Possible::or_else(const Possible& other) const { return any_of({*this, other}); }

// In order of their beginnings, joined where they meet.
Possible Possible::any_of(const std::vector<Possible>& sets) {
  Possible any;
  any.whole_ = !sets.empty();
  std::vector<Stretch> all;
  for (const auto& set : sets) {
    any.absent_ = any.absent_ || set.absent_;
    any.whole_ = any.whole_ && set.whole_;
    all.insert(all.end(), set.stretches_.begin(), set.stretches_.end());
  }
  if (!have_order(all)) return anything().with_absent(any.absent_);
  std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) {
    return *compare_ends(a.low, a.low_open, b.low, b.low_open, End::kLow) < 0;
  });
  auto& done = any.stretches_;
  for (const auto& one : all) {
    const bool apart =
        done.empty() || is_empty({one.low, done.back().high, one.low_open, done.back().high_open});
    if (apart) {
      done.push_back(one);
      continue;
    }
    auto& last = done.back();
    if (*compare_ends(last.high, last.high_open, one.high, one.high_open, End::kHigh) >= 0)
      continue;
    last.high = one.high;
    last.high_open = one.high_open;
  }
  return any;
}

}  // namespace camp::sema
