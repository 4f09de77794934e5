// Assignment is a published hash: values are pinned, shares are checked.
#include "runtime/vm/assignment.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "lang/base/hash.h"

using namespace camp;

namespace {

ExperimentDecl arms(std::initializer_list<std::pair<std::uint32_t, bool>> shares) {
  ExperimentDecl decl;
  for (auto [share_ppm, holdout] : shares) {
    ArmDecl arm;
    arm.share_ppm = share_ppm;
    arm.holdout = holdout;
    decl.arms.push_back(arm);
  }
  return decl;
}

// Within four standard deviations of a binomial.
void check_share(int count, int of, double share) {
  double sigma = std::sqrt(of * share * (1 - share));
  CHECK(std::abs(count - of * share) <= 4 * sigma);
}

}  // namespace

TEST_CASE("positions are as documented, and pinned") {
  auto by_hand = [](std::string_view key) {
    return static_cast<std::uint32_t>(static_cast<long double>(xxh3_64(key)) * 1'000'000.0L /
                                      18446744073709551616.0L);
  };
  CHECK(assignment_position("spring/collection", "anna") ==
        by_hand(std::string_view("spring/collection\0anna", 22)));
  CHECK(assignment_position("a", "") == by_hand(std::string_view("a\0", 2)));
  CHECK(assignment_position("spring/collection", "anna") == 236996);
  CHECK(assignment_position("spring/collection", "bert") == 881959);
}

TEST_CASE("shares of 100,000 contacts") {
  auto decl = arms({{450'000, false}, {350'000, false}, {200'000, true}});
  int counts[3] = {};
  int shadows[3] = {};
  int held_out[3] = {};
  for (int i = 0; i < 100'000; ++i) {
    auto id = "contact-" + std::to_string(i);
    auto arm = assign_by_hash(decl, "spring/collection", id);
    auto shadow = shadow_variant(decl, "spring/collection", id);
    ++counts[arm];
    ++shadows[shadow];
    if (arm == 2) ++held_out[shadow];
  }
  check_share(counts[0], 100'000, 0.45);
  check_share(counts[1], 100'000, 0.35);
  check_share(counts[2], 100'000, 0.20);
  check_share(shadows[0], 100'000, 0.5625);
  CHECK(shadows[2] == 0);
  // Whom the first hash held out, the second one splits as everybody else.
  check_share(held_out[0], counts[2], 0.5625);
}

TEST_CASE("arms at the edges") {
  CHECK(assign_by_hash(arms({{1'000'000, false}}), "x", "y") == 0);
  CHECK(assign_by_hash(arms({{0, false}, {1'000'000, false}}), "x", "y") == 1);
  CHECK(assign_by_hash(arms({{0, false}, {0, false}}), "x", "y") == 1);  // beyond the sum: the last
  CHECK(shadow_variant(arms({{1'000'000, true}}), "x", "y") == kNone);
  CHECK(shadow_variant(arms({{1'000'000, true}, {0, false}}), "x", "y") == 1);
  auto equal = arms({{0, false}, {0, true}, {0, false}});
  int counts[3] = {};
  for (int i = 0; i < 10'000; ++i) ++counts[shadow_variant(equal, "x", std::to_string(i))];
  CHECK(counts[1] == 0);
  check_share(counts[0], 10'000, 0.5);
}
