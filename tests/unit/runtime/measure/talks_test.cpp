// Talks in the report's fold: who was talked to, how questions ended, which targets were reached.
#include <catch2/catch.hpp>

#include "journal_fixture.h"
#include "runtime/measure/report.h"
#include "runtime/measure/results.h"

using namespace camp;
using namespace camp::test;

namespace {

constexpr std::uint32_t kAskSend = 1, kAskAnswer = 2, kInnerSay = 3, kPromoter = 4, kAfter = 6;

// Steps 1 to 5 are "do feedback" with a question and two targets; 3 is "do thanks" in it.
Declared declared() {
  Declared all;
  const DeclaredTalk feedback{"do feedback", "feedback", {"score"}, {"promoter", "detractor"}};
  const DeclaredTalk thanks{"do feedback/do thanks", "thanks", {}, {}};
  DeclaredFlow flow;
  flow.flow = kFlow;
  flow.name = "cart";
  flow.kind = FlowKind::kJourney;
  flow.talks = {feedback, thanks};
  all.flows = {flow};
  all.talks[kProgram] = {{kFlow, feedback, 1, 6, {{kAskSend, kAskAnswer}}, {kPromoter, 5}},
                         {kFlow, thanks, kInnerSay, kInnerSay + 1, {}, {}}};
  return all;
}

JournalEntry said(std::uint32_t step, Verdict verdict = kQueue, std::uint32_t instance = 1,
                  std::uint32_t program = kProgram) {
  auto made = message(0, 0, verdict);
  auto& what = std::get<MessageEntry>(made.what);
  what.program = program;
  what.step = step;
  what.ledger_id.bytes[0] = static_cast<std::uint8_t>(step * 16 + instance);
  made.subject.instance = instance;
  return made;
}

JournalEntry point(std::uint32_t step, TalkPoint what, std::uint32_t instance = 1) {
  auto made = entry(0, 0, TalkEntry{kProgram, step, what});
  made.subject.instance = instance;
  return made;
}

struct Fold {
  ReportBuilder builder;
  std::uint64_t tick = 0;

  explicit Fold(const Declared& all = declared()) : builder(calendar::utc(), TalkSteps(all)) {}
  // Its messages all come to this.
  void add(const Chunk& chunk, std::uint32_t queued,
           MessageOutcome outcome = MessageOutcome::kSent) {
    REQUIRE(builder.add_chunk(0, ++tick, seal_chunk(chunk)).ok());
    if (queued == 0) return;
    Outcomes outcomes;
    outcomes.count = queued;
    for (std::uint32_t i = 0; outcome != MessageOutcome::kSent && i < queued; ++i)
      outcomes.exceptions.push_back({i, outcome, 0, ""});
    REQUIRE(builder.add_outcomes(0, tick, encode_outcomes(outcomes)).ok());
  }
  std::vector<TalkCounts> take() && {
    auto model = std::move(builder).take();
    REQUIRE(model.runs.size() == 1);
    return model.runs[0].counts.talks;
  }
};

TEST_CASE("a talk has begun with its first message, and a question is asked once") {
  Fold fold;
  fold.add({{"a", {said(kAskSend), said(kInnerSay)}}, {"b", {said(kAskSend)}}}, 3);
  fold.add({{"a", {point(kAskAnswer, TalkPoint::kAnswered), point(kPromoter, TalkPoint::kTarget)}},
            {"b", {point(kAskAnswer, TalkPoint::kSilent)}}},
           0);
  fold.add({{"b", {said(kAskSend, kQueue, 2)}}}, 1);  // she came again: another talk
  fold.add({{"b", {point(kAskAnswer, TalkPoint::kUnreadable, 2)}}}, 0);
  const auto talks = std::move(fold).take();
  REQUIRE(talks.size() == 2);
  CHECK(talks[0].begun == 3);
  CHECK(talks[0].questions.at(0) == QuestionCounts{3, 1, 1, 1});
  CHECK(talks[0].reached == std::vector<std::uint64_t>{1});
  CHECK(talks[1].begun == 1);  // the one inside, of "a"
}

TEST_CASE("what reached nobody was said to nobody") {
  for (auto verdict : {kWithhold, kNoConsent, Verdict{Decision::kHeld, Gate::kQuiet}}) {
    Fold fold;
    fold.add({{"a", {said(kAskSend, verdict), point(kPromoter, TalkPoint::kTarget)}}}, 0);
    fold.add({{"a", {point(kAskAnswer, TalkPoint::kSilent)}}}, 0);
    for (const auto& talk : std::move(fold).take()) {
      CHECK(talk.begun == 0);
      CHECK(talk.questions.empty());
      CHECK(talk.reached.empty());
    }
  }
}

TEST_CASE("a message that was refused is not asked; one that may have left is") {
  const std::pair<MessageOutcome, std::uint64_t> kAsked[] = {{MessageOutcome::kFailed, 0},
                                                             {MessageOutcome::kCancelled, 0},
                                                             {MessageOutcome::kDeferred, 0},
                                                             {MessageOutcome::kUnknown, 1}};
  for (auto [outcome, asked] : kAsked) {
    Fold fold;
    fold.add({{"a", {said(kAskSend)}}}, 1, outcome);
    fold.add({{"a", {point(kAskAnswer, TalkPoint::kSilent)}}}, 0);
    const auto talks = std::move(fold).take();
    CHECK((talks.empty() ? 0 : talks[0].begun) == asked);
    if (asked == 1) CHECK(talks[0].questions.at(0).silent == 1);
  }
}

TEST_CASE("a target before the first text, and an answer in the question's own tick, count") {
  Fold fold;
  fold.add(
      {{"a",
        {point(5, TalkPoint::kTarget), said(kAskSend), point(kAskAnswer, TalkPoint::kAnswered)}}},
      1);
  const auto talks = std::move(fold).take();
  CHECK(talks[0].begun == 1);
  CHECK(talks[0].questions.at(0) == QuestionCounts{1, 1, 0, 0});
  CHECK(talks[0].reached == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("a talk that goes on in the next version of a program is one talk") {
  auto all = declared();
  auto older = all;
  older.talks.clear();
  older.talks[kProgram + 1] = {
      {kFlow, {"do feedback", "feedback", {"old", "score"}, {}}, 10, 14, {{10, 11}, {12, 13}}, {}}};
  older.flows[0].talks = {older.talks[kProgram + 1][0].declared};
  merge_declared(all, older);
  CHECK(all.flows[0].talks[0].questions == std::vector<std::string>{"score", "old"});
  Fold fold(all);
  fold.add({{"a", {said(12, kQueue, 1, kProgram + 1)}}}, 1);
  fold.add({{"a", {point(kAskAnswer, TalkPoint::kAnswered)}}}, 0);
  CHECK(std::move(fold).take()[0].questions.at(0) == QuestionCounts{1, 1, 0, 0});
}

TEST_CASE("what stands in no talk is no talk") {
  Fold fold;
  fold.add({{"a", {said(kAfter), point(kAfter, TalkPoint::kTarget)}}}, 1);
  CHECK(std::move(fold).take().empty());
}

TEST_CASE("an arm has the talks that began since the assignment") {
  Fold fold;
  auto with_arm = said(kAskSend);
  with_arm.subject.arms = {{kExperiment, kMens}};
  fold.add({{"a", {with_arm}}, {"b", {said(kAskSend)}}}, 2);
  auto model = std::move(fold.builder).take();
  CHECK(model.runs[0].counts.talks.at(0).begun == 2);
  REQUIRE(model.runs[0].arms.size() == 1);
  CHECK(model.runs[0].arms[0].counts.talks.at(0).begun == 1);

  auto all = declared();
  all.flows[0].experiments = {
      {kExperiment, "tone", false, false, {{kMens, "mens", false, 1'000'000}}}};
  auto results = make_results(std::move(model), all, Names(), {}, {}, {});
  REQUIRE(results.ok());
  const auto& talks = results->flows[0].runs[0].talks;
  REQUIRE(talks.size() == 2);
  CHECK(talks[0].counts.begun == 2);
  CHECK(talks[0].counts.reached.size() == 2);
  REQUIRE(talks[0].arms.size() == 1);
  CHECK(talks[0].arms[0].counts.begun == 1);
  CHECK(talks[1].arms.empty());
}

}  // namespace
