#include "lang/sema/possible.h"

#include <algorithm>
#include <cstdint>

namespace camp::sema {
namespace {

// More stretches than a person writes values: a set that would have more is taken for anything.
constexpr std::size_t kStretchesMax = 1000;

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

// What both have; the first, where nobody can say.
Stretch overlap(const Stretch& a, const Stretch& b) {
  auto common = a;
  const auto low = compare_ends(a.low, a.low_open, b.low, b.low_open, End::kLow);
  const auto high = compare_ends(a.high, a.high_open, b.high, b.high_open, End::kHigh);
  if (!low || !high) return a;
  if (*low < 0) common.low = b.low, common.low_open = b.low_open;
  if (*high > 0) common.high = b.high, common.high_open = b.high_open;
  return common;
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
    for (const auto& choice : type.choices) all = all.or_else(only(Value::string(choice)));
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

Possible Possible::and_also(const Possible& other) const {
  Possible both;
  both.absent_ = absent_ && other.absent_;
  both.whole_ = whole_ || other.whole_;
  for (const auto& a : stretches_)
    for (const auto& b : other.stretches_) both.add(overlap(a, b));
  return both.stretches_.size() > kStretchesMax ? *this : both;
}

// What is in one of them: not in what is in neither. In order of their beginnings, joined.
Possible Possible::or_else(const Possible& other) const {
  Possible either;
  either.absent_ = absent_ || other.absent_;
  either.whole_ = whole_ && other.whole_;
  auto all = stretches_;
  all.insert(all.end(), other.stretches_.begin(), other.stretches_.end());
  bool ordered = all.size() <= kStretchesMax;
  for (const auto& a : all)
    for (const auto& b : all)
      ordered = ordered && compare_ends(a.low, a.low_open, b.low, b.low_open, End::kLow) &&
                compare_ends(a.high, a.high_open, b.high, b.high_open, End::kHigh);
  if (!ordered) return anything().with_absent(either.absent_);
  std::sort(all.begin(), all.end(), [](const Stretch& a, const Stretch& b) {
    return *compare_ends(a.low, a.low_open, b.low, b.low_open, End::kLow) < 0;
  });
  for (const auto& one : all) {
    auto& done = either.stretches_;
    const bool apart =
        done.empty() || is_empty({one.low, done.back().high, one.low_open, done.back().high_open});
    if (apart)
      done.push_back(one);
    else if (*compare_ends(done.back().high, done.back().high_open, one.high, one.high_open,
                           End::kHigh) < 0)
      done.back().high = one.high, done.back().high_open = one.high_open;
  }
  return either;
}

}  // namespace camp::sema
