#include "runtime/policy/gate.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>
#include <vector>

namespace camp {
namespace {

// A marketing message that nothing holds back.
Permission open_input() {
  Permission input;
  input.channel = Channel::kEmail;
  input.consent = true;
  input.address = true;
  return input;
}

Permission transactional_input() {
  Permission input;
  input.channel = Channel::kEmail;
  input.transactional = true;
  input.address = true;
  return input;
}

// The order that language.md fixes, each gate with what closes it.
struct Closing {
  Gate gate;
  Decision decision;
  std::function<void(Permission&)> close;
};
const std::vector<Closing>& closings() {
  static const std::vector<Closing> kClosings = {
      {Gate::kCategory, Decision::kSkipped,
       [](Permission& in) { in.transactional = true, in.channel = Channel::kRcs; }},
      {Gate::kErased, Decision::kSkipped, [](Permission& in) { in.erased = true; }},
      {Gate::kSuppressed, Decision::kSkipped, [](Permission& in) { in.suppressed = true; }},
      {Gate::kConsent, Decision::kSkipped, [](Permission& in) { in.consent = false; }},
      {Gate::kAddress, Decision::kSkipped, [](Permission& in) { in.address = false; }},
      {Gate::kReplyWindow, Decision::kSkipped,
       [](Permission& in) { in.reply_window_closed = true; }},
      {Gate::kTooLarge, Decision::kSkipped, [](Permission& in) { in.too_large = true; }},
      {Gate::kEmpty, Decision::kSkipped, [](Permission& in) { in.empty = true; }},
      {Gate::kHoldout, Decision::kWithheld, [](Permission& in) { in.held_out = true; }},
  };
  return kClosings;
}

TEST_CASE("the table is the order") {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < gates().size(); ++i) {
    const bool permission = gates()[i].half == GateHalf::kPermission;
    REQUIRE(permission == (i < closings().size()));  // the first half, and whole
    if (permission) CHECK(gates()[i].gate == closings()[i].gate);
    if (permission) CHECK(gates()[i].decision == closings()[i].decision);
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
  CHECK(static_cast<int>(Gate::kQuiet) == 9);
  CHECK(static_cast<int>(Gate::kRate) == 16);
  CHECK(gates().back().gate == Gate::kRate);  // behind everything that may stop a message for good
  CHECK(info_of(Gate::kRate)->decision == Decision::kHeld);
  CHECK(static_cast<int>(Decision::kSkipped) == 3);
  CHECK(static_cast<int>(Decision::kHeld) == 4);
  CHECK(info_of(Gate::kConsent)->word == "no_consent");
  CHECK(info_of(Gate::kHoldout)->word == "holdout");
}

TEST_CASE("nothing in the way: queued") {
  CHECK(permit(open_input()) == Verdict{Decision::kQueued, Gate::kPassed});
  CHECK(permit(transactional_input()) == Verdict{Decision::kQueued, Gate::kPassed});
}

TEST_CASE("each gate alone decides as its row says") {
  for (const auto& it : closings()) {
    auto input = open_input();
    it.close(input);
    CHECK(permit(input) == Verdict{it.decision, it.gate});
    for (const auto& other : gates()) CHECK(permits(other.gate, input) == (other.gate != it.gate));
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
    CHECK(permit(input) == Verdict{first->decision, first->gate});
    all[0].close(input);
    CHECK(permit(input) == Verdict{Decision::kSkipped, Gate::kCategory});
  }
}

TEST_CASE("a transactional message needs no consent, all else holds for it") {
  auto input = transactional_input();
  input.consent = false;
  CHECK(permit(input).decision == Decision::kQueued);
  for (const auto& it : closings()) {
    if (it.gate == Gate::kConsent) continue;
    auto closed = input;
    it.close(closed);
    CHECK(permit(closed) == Verdict{it.decision, it.gate});
  }
}

TEST_CASE("the category gate follows the channel table, and marketing passes everywhere") {
  for (const auto& row : channels()) {
    auto input = transactional_input();
    input.channel = row.channel;
    CHECK(permits(Gate::kCategory, input) == row.takes_transactional());
    input.transactional = false;
    CHECK(permits(Gate::kCategory, input));
  }
}

TEST_CASE("an unknown gate lets nothing pass") {
  CHECK(permits(Gate::kPassed, open_input()));
  CHECK_FALSE(permits(static_cast<Gate>(99), open_input()));
}

}  // namespace
}  // namespace camp
