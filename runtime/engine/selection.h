// Who is in a run, of the contacts that its audience would take: `one per` first, then `limit`.
//
// Of contacts with one value of `one per` the best is in: the highest by `limit ... by`, without it
// the lowest id. A limit takes the highest; without `by` a sample, drawn by hash of campaign, run
// key and contact, so that a snapshot taken again is the same one and another run's is another.
// Absent values come last in an order and are each their own in `one per`; ties go by contact id.
// Pure. All that `one per` chooses from are in memory, about 200 bytes each; a limit keeps as many
// as it takes.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "runtime/state/contact_row.h"

namespace camp {

struct SelectionRule {
  bool one_per = false;
  std::uint64_t limit = 0;  // 0: none
  bool by = false;          // the limit has an order
  Hash128 run;              // of campaign and run key
  bool leaves_out() const { return one_per || limit != 0; }
};

// That all ranks of an audience are of one currency.
class RankCurrency {
 public:
  // Errors: kRefused when the rank is money of another currency than one before.
  Result<void> take(const Value& rank, std::string_view contact_key);
  const Value& first() const { return first_; }  // absent: no money yet
  const std::string& first_key() const { return first_key_; }

 private:
  Value first_;
  std::string first_key_;
};

class Selection {
 public:
  explicit Selection(const SelectionRule& rule) : rule_(rule) {}

  // `rank` and `one_per` as far as the rule asks. Errors: as RankCurrency.
  Result<void> offer(std::string_view contact_key, const Value& rank, const Value& one_per);
  // What another part of the contacts gave, by the same rule.
  Result<void> merge(Selection&& other);

  // Ends it: the keys of those who are in, sorted.
  std::vector<std::string> take_keys();
  // After take_keys(): how many were left out by `one per`, and by the limit.
  std::uint64_t doubles() const { return doubles_; }
  std::uint64_t above_limit() const { return above_limit_; }

 private:
  struct Candidate {
    std::string rank;  // encoded; "" without an order
    std::string key;
  };
  struct HashOf {
    std::size_t operator()(const Hash128& hash) const {
      std::size_t bits = 0;
      std::memcpy(&bits, hash.bytes.data(), sizeof bits);
      return bits;
    }
  };
  static bool better(const Candidate& a, const Candidate& b);
  void offer_one(const Hash128& value, Candidate candidate);
  void offer_best(Candidate candidate);
  void keep_best(Candidate candidate);

  SelectionRule rule_;
  RankCurrency currency_;
  std::unordered_map<Hash128, Candidate, HashOf> ones_;  // the best of each value of `one per`
  std::vector<Candidate> best_;                          // a heap, the worst of the best on top
  std::uint64_t doubles_ = 0, above_limit_ = 0;
};

}  // namespace camp
