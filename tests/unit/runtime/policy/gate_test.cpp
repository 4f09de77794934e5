#include "runtime/policy/gate.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <vector>

namespace camp {
namespace {

// A marketing message that nothing holds back.
GateInput open_input() {
  GateInput input;
  input.channel = Channel::kEmail;
  input.consent = true;
  input.address = true;
  return input;
}

GateInput transactional_input() {
  GateInput input;
  input.channel = Channel::kEmail;
  input.transactional = true;
  input.address = true;
  return input;
}

// The order that language.md fixes, each gate with what closes it.
struct Closing {
  Gate gate;
  Decision decision;
  std::function<void(GateInput&)> close;
};
const std::vector<Closing>& closings() {
  static const std::vector<Closing> kClosings = {
      {Gate::kCategory, Decision::kSkipped,
       [](GateInput& in) { in.transactional = true, in.channel = Channel::kRcs; }},
      {Gate::kErased, Decision::kSkipped, [](GateInput& in) { in.erased = true; }},
      {Gate::kSuppressed, Decision::kSkipped, [](GateInput& in) { in.suppressed = true; }},
      {Gate::kConsent, Decision::kSkipped, [](GateInput& in) { in.consent = false; }},
      {Gate::kAddress, Decision::kSkipped, [](GateInput& in) { in.address = false; }},
      {Gate::kHoldout, Decision::kWithheld, [](GateInput& in) { in.held_out = true; }},
      {Gate::kExited, Decision::kSkipped, [](GateInput& in) { in.exited = true; }},
      {Gate::kTooLarge, Decision::kSkipped, [](GateInput& in) { in.too_large = true; }},
  };
  return kClosings;
}

TEST_CASE("the table is the order") {
  REQUIRE(gates().size() == closings().size());
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < gates().size(); ++i) {
    CHECK(gates()[i].gate == closings()[i].gate);
    CHECK(gates()[i].decision == closings()[i].decision);
    CHECK(info_of(gates()[i].gate) == &gates()[i]);
    CHECK_FALSE(gates()[i].doc.empty());
    words.insert(gates()[i].word);
  }
  CHECK(words.size() == gates().size());
  CHECK(info_of(Gate::kPassed) == nullptr);
  CHECK(info_of(static_cast<Gate>(200)) == nullptr);
}

TEST_CASE("numbers and words in ledgers never move") {
  CHECK(static_cast<int>(Gate::kCategory) == 1);
  CHECK(static_cast<int>(Gate::kTooLarge) == 8);
  CHECK(static_cast<int>(Decision::kQueued) == 1);
  CHECK(static_cast<int>(Decision::kWithheld) == 2);
  CHECK(static_cast<int>(Decision::kSkipped) == 3);
  CHECK(info_of(Gate::kConsent)->word == "no_consent");
  CHECK(info_of(Gate::kHoldout)->word == "holdout");
}

TEST_CASE("nothing in the way: queued") {
  CHECK(decide(open_input()) == Verdict{Decision::kQueued, Gate::kPassed});
  CHECK(decide(transactional_input()) == Verdict{Decision::kQueued, Gate::kPassed});
}

TEST_CASE("each gate alone decides as its row says") {
  for (const auto& it : closings()) {
    auto input = open_input();
    it.close(input);
    CHECK(decide(input) == Verdict{it.decision, it.gate});
    for (const auto& other : gates()) CHECK(passes(other.gate, input) == (other.gate != it.gate));
  }
}

TEST_CASE("of every set of closed gates the first in order decides") {
  const auto& all = closings();
  // Without the category gate: closing it makes the message transactional, which opens others.
  for (unsigned set = 1; set < 1u << (all.size() - 1); ++set) {
    auto input = open_input();
    const Closing* first = nullptr;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if ((set >> (i - 1) & 1) == 0) continue;
      all[i].close(input);
      if (first == nullptr) first = &all[i];
    }
    CHECK(decide(input) == Verdict{first->decision, first->gate});
    all[0].close(input);
    CHECK(decide(input) == Verdict{Decision::kSkipped, Gate::kCategory});
  }
}

TEST_CASE("a transactional message needs no consent and knows no holdout, all else holds for it") {
  auto input = transactional_input();
  input.consent = false;
  input.held_out = true;
  CHECK(decide(input).decision == Decision::kQueued);
  for (const auto& it : closings()) {
    if (it.gate == Gate::kConsent || it.gate == Gate::kHoldout) continue;
    auto closed = input;
    it.close(closed);
    CHECK(decide(closed) == Verdict{it.decision, it.gate});
  }
}

TEST_CASE("the category gate follows the channel table, and marketing passes everywhere") {
  for (const auto& row : channels()) {
    auto input = transactional_input();
    input.channel = row.channel;
    CHECK(passes(Gate::kCategory, input) == row.transactional);
    input.transactional = false;
    CHECK(passes(Gate::kCategory, input));
  }
}

TEST_CASE("an unknown gate lets nothing pass") {
  CHECK(passes(Gate::kPassed, open_input()));
  CHECK_FALSE(passes(static_cast<Gate>(99), open_input()));
}

}  // namespace
}  // namespace camp
