// What one contact can get at most: by the flow's words, as numbers.
#include "lang/analysis/pressure.h"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace camp;

const std::string kProject = R"(
contact { email: email?  phone: phone?  timezone: timezone = "UTC" }
event go { n: string }
event bought { n: string }
segment ready = count(go) > 3
conversation news { from "News <news@acme.example>" }
message a { email { subject "a" text "a" } }
message b { email { subject "b" text "b" } sms "b" }
module talk() {
  say "Hello"  ask score "How was it?" as 0..10 { retry 2  up to 1d }
  if score > 5 { say "Thank you" }
}
)";
const std::string kHead = " category marketing  conversation news  goal g on bought ";

// "week day" of the one flow: `-` where nothing bounds it.
std::string most_of(const std::string& project, const std::string& flow) {
  SourceSet scripts;
  scripts.add("p.camp", kProject + project + flow);
  const auto analysis = analyze(std::move(scripts));
  for (const auto& finding : analysis.diagnostics().all())
    if (finding.severity() == Severity::kError) return finding.message;
  const auto pressure = pressure_of(analysis);
  const auto& only = pressure.flows.front();
  const auto text = [](const auto& number) { return number ? std::to_string(*number) : "-"; };
  return text(only.week.most) + " " + text(only.day.most);
}

std::string journey(const std::string& header, const std::string& flow,
                    const std::string& project = "") {
  return most_of(project,
                 "journey j {" + kHead + "start on go as e " + header + " flow {" + flow + "} }");
}

std::string campaign(const std::string& schedule, const std::string& flow,
                     const std::string& project = "") {
  return most_of(project,
                 "campaign c {" + kHead + "audience { } " + schedule + " flow {" + flow + "} }");
}

}  // namespace

TEST_CASE("the fullest week and day of one walk", "[pressure]") {
  CHECK(journey("once", "send a") == "1 1");
  CHECK(journey("once", "wait 1h") == "0 0");
  CHECK(journey("once", "send a wait 1d send a wait 1d send a") == "3 1");
  CHECK(journey("once", "send a wait 23h send a wait 1h send a") == "3 2");
  CHECK(journey("once", "send a wait 6d send a wait 1d send a") == "2 1");
  CHECK(journey("once", "send a wait 167h send a wait 1w send a") == "2 1");
  CHECK(journey("once", "send a wait 1mo send a") == "1 1");
  CHECK(journey("once", "if e.n == \"x\" { send a send a } else { send a }") == "2 2");
  CHECK(journey("once", "send a if e.n == \"x\" { exit } wait 2d send a") == "2 1");
  CHECK(journey("once", "send a as m wait up to 2d { on m.clicked { send a } else { } } send a") ==
        "3 3");
  CHECK(journey("once", "send a as m wait up to 2d { on m.clicked { exit } else { } } send a") ==
        "2 1");
  CHECK(journey("once", "wait until 2026-03-02 09:00 send a wait until 2026-09-02 09:00 send a") ==
        "2 2");
  CHECK(journey("once",
                "experiment x { variant l 40% { send a } variant r 50% { send a send b via sms } "
                "holdout 10% }") == "2 2");
}

TEST_CASE("what comes round comes as often as the clock lets it", "[pressure]") {
  CHECK(journey("once", "repeat up to 30 times { wait until 09:00 send a }") == "7 1");
  CHECK(journey("once", "repeat up to 30 times { wait until friday 09:00 send a }") == "1 1");
  CHECK(journey("once",
                "repeat up to 30 times { wait until 09:00 send a wait until 18:00 send a }") ==
        "14 2");
  CHECK(journey("once", "repeat up to 3 times { send a wait 1d }") == "3 1");
  CHECK(
      journey("once", "repeat up to 30 times { send a wait 1d if e.n == \"x\" { stop } } send a") ==
      "7 1");
  const std::string many = "repeat up to 5 times { repeat up to 50 times { send a } wait 1s }";
  CHECK(journey("once", many) == "250 250");
  CHECK(journey("once", many + " send a") == "- -");  // kMostMessages
}

TEST_CASE("who comes again", "[pressure]") {
  CHECK(journey("again", "send a") == "- -");
  CHECK(journey("again", "send a wait 1d") == "7 1");
  CHECK(journey("again", "wait until 09:00 send a") == "7 1");
  CHECK(journey("again exit on bought", "send a wait 1d") == "- -");  // at once, by that exit
  CHECK(journey("again after 1d exit on bought", "send a wait 1d") == "7 1");
  CHECK(journey("again after 3d", "send a") == "3 1");
  CHECK(journey("again after 7d", "send a wait 1h send a") == "2 2");
  CHECK(journey("again key e.n", "send a") == "- -");
  CHECK(journey("again after 7d", "send a exit \"x\"") == "1 1");
}

TEST_CASE("a talk counts with its questions put again", "[pressure]") {
  CHECK(journey("once", "do talk() via sms") == "4 4");
  CHECK(journey("once", "do talk() via sms else { send a } send a") == "5 5");
  // A reply that is no answer is known to be none before the time is over.
  const std::string slow =
      "module slow() { ask n \"?\" as int { up to 1mo } else { say \"Bye\" } }";
  CHECK(journey("once", "do slow() via sms", slow) == "2 2");
}

TEST_CASE("runs that meet count together", "[pressure]") {
  const std::string daily = "schedule every day at 09:00";
  const std::string weekly = "schedule every monday at 09:00";
  CHECK(campaign("", "send a wait 1d send a") == "2 1");
  CHECK(campaign("schedule 2026-03-02 09:00", "send a wait 1d send a") == "2 1");
  CHECK(campaign(daily, "send a") == "7 1");
  CHECK(campaign("schedule every day at 09:00, 18:00", "send a") == "14 2");
  CHECK(campaign(daily, "send a wait 3d send a") == "14 2");
  CHECK(campaign("schedule 2026-03-02 09:00",
                 "experiment x on 20% { variant l equally { send a } variant r "
                 "equally { send a } winner by clicks after 24h confidence 95% at least 9 "
                 "otherwise l }") == "1 1");
  CHECK(campaign(weekly,
                 "experiment x on 20% { variant l equally { send a } variant r equally { send a } "
                 "winner by clicks after 24h confidence 95% at least 9 otherwise l }") == "2 1");
  CHECK(campaign(weekly, "send a") == "1 1");
  CHECK(campaign(weekly, "send a as m wait up to 3d { on m.clicked { send a } else { } }") ==
        "3 2");
  CHECK(campaign("schedule every month on 1, 28 at 09:00", "send a") == "2 1");
  CHECK(campaign("schedule every day at 09:00 from 2026-03-02 until 2026-03-04", "send a") ==
        "3 1");
}

TEST_CASE("quiet hours bring messages nearer, where they are not every day's alike", "[pressure]") {
  const std::string nights = "policy { quiet 21:00..08:00 }";
  const std::string sms_nights = "policy { quiet 21:00..08:00 on sms }";
  const std::string weekend = "policy { quiet saturday 18:00..monday 08:00 }";
  const std::string daily = "repeat up to 30 times { send b via email wait 1d }";
  CHECK(journey("once", daily, nights) == "7 1");
  CHECK(journey("once", daily, sms_nights) == "7 1");
  CHECK(journey("once", daily, weekend) == "7 3");
  // By either: the first waits for the morning, the last does not.
  CHECK(journey("once", "repeat up to 30 times { send b wait 1d }", sms_nights) == "8 2");
}

TEST_CASE("a best time brings messages nearer", "[pressure]") {
  CHECK(journey("once", "repeat up to 30 times { send b via email wait 1d }") == "7 1");
  CHECK(journey("once",
                "repeat up to 30 times { send b via email at best time within 24h wait 1d }") ==
        "8 2");
}

TEST_CASE("what caps let through", "[pressure]") {
  const auto through = [](const std::string& policy, const std::string& header = "") {
    SourceSet scripts;
    scripts.add("p.camp", kProject + "policy {" + policy + "} journey j {" + kHead +
                              "start on go again " + header + " flow { send b } }");
    const auto analysis = analyze(std::move(scripts));
    const auto pressure = pressure_of(analysis);
    const auto text = [](const auto& number) { return number ? std::to_string(*number) : "-"; };
    const auto& week = pressure.flows.front().week;
    return text(week.let_through) + " " + text(pressure.marketing.week_bound());
  };
  CHECK(through("cap 3 per 7d") == "3 3");
  CHECK(through("cap 3 per 8d") == "3 3");
  CHECK(through("cap 1 per 2d") == "4 4");
  CHECK(through("cap 1 per day") == "8 8");
  CHECK(through("cap 2 per week") == "4 4");
  CHECK(through("cap 1 per month") == "2 2");
  CHECK(through("cap 3 per 7d on sms") == "- -");
  CHECK(through("cap 3 per 7d on sms  cap 2 per 7d on email") == "5 5");
  CHECK(through("cap 3 per 7d for tagged \"t\"", "tags \"t\"") == "3 -");
}
