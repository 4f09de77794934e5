#include "runtime/engine/selection.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/state/keys.h"
#include "runtime/state/one_per.h"

namespace camp {
namespace {

// The place of a contact in a sample.
std::string drawn_rank(const Hash128& run, std::string_view contact_id) {
  const auto drawn = xxh3_64(std::string(run.view()).append(contact_id));
  std::string rank;
  encode_value(rank, Value::integer(static_cast<std::int64_t>(drawn >> 1)));
  return rank;
}

}  // namespace

Result<void> RankCurrency::take(const Value& rank, std::string_view contact_key) {
  if (rank.tag != Tag::kMoney) return {};
  if (first_.is_absent()) {
    first_ = rank;
    first_key_ = contact_key;
    return {};
  }
  if (first_.aux == rank.aux) return {};
  return Error{ErrorKind::kRefused,
               fmt::format("`limit ... by` would rank money of mixed currencies: {} of contact "
                           "'{}' and {} of contact '{}'",
                           currency_text(first_.aux), keys::id_of_contact_key(first_key_),
                           currency_text(rank.aux), keys::id_of_contact_key(contact_key)),
               "", "let the audience include contacts of one currency, then run with a new --key"};
}

// A total order.
bool Selection::better(const Candidate& a, const Candidate& b) {
  if (a.rank != b.rank) {
    Arena arena;
    Reader in_a(a.rank), in_b(b.rank);
    auto value_a = decode_value(in_a, arena);
    auto value_b = decode_value(in_b, arena);
    if (value_a.is_absent() != value_b.is_absent()) return value_b.is_absent();
    auto order = compare(value_a, value_b).value_or(0);
    if (order != 0) return order > 0;
  }
  return keys::id_of_contact_key(a.key) < keys::id_of_contact_key(b.key);
}

Result<void> Selection::offer(std::string_view contact_key, const Value& rank,
                              const Value& one_per) {
  Candidate candidate{{}, std::string(contact_key)};
  if (rule_.by) {
    CAMP_TRY(currency_.take(rank, contact_key));
    encode_value(candidate.rank, rank);
  }
  if (rule_.one_per)
    offer_one(one_per_group(one_per, contact_key), std::move(candidate));
  else
    offer_best(std::move(candidate));
  return {};
}

Result<void> Selection::merge(Selection&& other) {
  CAMP_TRY(currency_.take(other.currency_.first(), other.currency_.first_key()));
  doubles_ += other.doubles_;
  above_limit_ += other.above_limit_;
  for (auto& [value, candidate] : other.ones_) offer_one(value, std::move(candidate));
  for (auto& candidate : other.best_) keep_best(std::move(candidate));
  return {};
}

void Selection::offer_one(const Hash128& value, Candidate candidate) {
  const auto [known, first] = ones_.try_emplace(value, std::move(candidate));
  if (first) return;
  ++doubles_;
  if (better(candidate, known->second)) known->second = std::move(candidate);
}

void Selection::offer_best(Candidate candidate) {
  if (!rule_.by) candidate.rank = drawn_rank(rule_.run, keys::id_of_contact_key(candidate.key));
  keep_best(std::move(candidate));
}

void Selection::keep_best(Candidate candidate) {
  const bool full = rule_.limit != 0 && best_.size() == rule_.limit;
  if (full) ++above_limit_;
  if (full && !better(candidate, best_.front())) return;
  if (full) {
    std::pop_heap(best_.begin(), best_.end(), better);
    best_.pop_back();
  }
  best_.push_back(std::move(candidate));
  if (rule_.limit != 0) std::push_heap(best_.begin(), best_.end(), better);
}

std::vector<std::string> Selection::take_keys() {
  for (auto& [value, candidate] : ones_) offer_best(std::move(candidate));
  ones_.clear();
  std::vector<std::string> keys;
  keys.reserve(best_.size());
  for (auto& candidate : best_) keys.push_back(std::move(candidate.key));
  best_.clear();
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace camp
