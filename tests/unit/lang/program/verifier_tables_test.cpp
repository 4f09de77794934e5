// One broken rule at a time, in the tables of a program that is otherwise sound.
#include <catch2/catch.hpp>
#include <functional>

#include "lang/base/limits.h"
#include "lang/program/verifier.h"
#include "sample.h"

namespace camp {
namespace {

struct Case {
  std::string rule;   // what the error must say
  std::string where;  // and where
  std::function<void(Program&)> change;
};

void check(const std::vector<Case>& cases) {
  for (const auto& one : cases) {
    auto program = test::sample_program();
    one.change(program);
    auto verified = verify(program);
    CAPTURE(one.rule, one.where);
    REQUIRE_FALSE(verified.ok());
    CHECK(verified.error().kind == ErrorKind::kCorrupt);
    CHECK(verified.error().message == "the program cannot be run: " + one.rule);
    CHECK(verified.error().where == one.where);
  }
}

TEST_CASE("the sample is sound") {
  auto verified = verify(test::sample_program());
  if (!verified) FAIL(verified.error().message << " at " << verified.error().where);
}

TEST_CASE("names and functions") {
  const std::string bad_name = "a name is empty, not UTF-8 or has control characters";
  check({
      {bad_name, "name 0", [](Program& p) { p.names[0].clear(); }},
      {bad_name, "name 1", [](Program& p) { p.names[1] = "\xFF"; }},
      {bad_name, "name 2", [](Program& p) { p.names[2] = "a\x1B[31m"; }},
      {"its kind is unknown", "function 0",
       [](Program& p) { p.functions[0].kind = static_cast<FunctionKind>(3); }},
      {"its range is empty or not inside the code", "function 1",
       [](Program& p) { p.functions[1].end = p.functions[1].begin; }},
      {"its range is empty or not inside the code", "function 1",
       [](Program& p) { p.functions[1].end = static_cast<std::uint32_t>(p.code.size() + 1); }},
      {"its range is empty or not inside the code", "function 1",
       [](Program& p) { p.functions[1].begin = UINT32_MAX; }},
      {"its range overlaps another function's", "function 1",
       [](Program& p) { p.functions[1].begin -= 1; }},
      {"its range overlaps another function's", "function 2",
       [](Program& p) { p.functions[2] = p.functions[1]; }},
  });
}

TEST_CASE("declarations") {
  const std::string unsorted = "the table is not sorted by name";
  const std::string no_name = "a name is not in the table of names";
  check({
      {unsorted, "contact field 1", [](Program& p) { std::swap(p.contact[0], p.contact[1]); }},
      {unsorted, "contact field 1", [](Program& p) { p.contact[1] = p.contact[0]; }},
      {no_name, "contact field 0", [](Program& p) { p.contact[0].name = 999; }},
      {"a default is not in the table of constants", "contact 0, field 2",
       [](Program& p) { p.contact[2].default_value = 999; }},
      {unsorted, "event 1", [](Program& p) { std::swap(p.events[0], p.events[1]); }},
      {no_name, "event 0, field 1", [](Program& p) { p.events[0].fields[1].name = kNone; }},
      {unsorted, "list 1", [](Program& p) { std::swap(p.lists[0], p.lists[1]); }},
      {no_name, "list 0", [](Program& p) { p.lists[0] = 999; }},
      {"a function is not in its table", "segment 0",
       [](Program& p) { p.segments[0].condition = kNone; }},
      {"an expression is asked of a function that is none", "segment 0",
       [](Program& p) { p.segments[0].condition = p.flows[0].body; }},
      {"an expression reads locals that are not there", "segment 0",
       [](Program& p) { p.functions[p.segments[0].condition].locals = 1; }},
      {"a constant is not in its table", "conversation 0",
       [](Program& p) { p.conversations[0].from = 999; }},
      {"a constant is not in its table", "outlet 1",
       [](Program& p) { p.outlets[1].timezone = 999; }},
      {"it is none, or not in its order", "channel 1",
       [](Program& p) { p.channels[1].channel = Channel::kEmail; }},
      {"it is none, or not in its order", "channel 2",
       [](Program& p) { p.channels[2].channel = static_cast<Channel>(kChannelCount); }},
      {"its rate is for no time or nothing, or lets too much through", "channel 0",
       [](Program& p) { p.channels[0].rate.limit = 0; }},
      {"its rate is for no time or nothing, or lets too much through", "channel 0",
       [](Program& p) { p.channels[0].rate.per = {}; }},
      {"its rate is for no time or nothing, or lets too much through", "channel 0",
       [](Program& p) { p.channels[0].rate.limit = limits::kRateMessages + 1; }},
      {"its rate counts in too long a time", "channel 0",
       [](Program& p) {
         p.channels[0].rate.per = {0, 31, 1};
       }},
      {"its rate counts in too long a time", "channel 0",
       [](Program& p) {
         p.channels[0].rate.per = {1, 0, 0};
       }},
      {"what it costs is not in the table", "channel 1",
       [](Program& p) { p.channels[1].costs = 999; }},
      {"what it costs is no amount of money, or too much", "channel 1",
       [](Program& p) { p.constants[p.channels[1].costs].num = 0; }},
      {"what it costs is no amount of money, or too much", "channel 1",
       [](Program& p) { p.constants[p.channels[1].costs].num = limits::kMessageCostMinor + 1; }},
      {"a text is not a string constant", "conversation 0",
       [](Program& p) { p.constants[p.conversations[0].from] = Value::integer(1); }},
      {"no list 'cart' is declared", "conversation 0",
       [](Program& p) { p.conversations[0].suppress[0] = p.flows[0].name; }},
      {"quiet hours have no such weekday", "quiet 0",
       [](Program& p) { p.policy.quiet[0].times.from_day = 8; }},
      {"quiet hours have no such weekday", "quiet 1",
       [](Program& p) { p.policy.quiet[1].times.to_day = 0; }},
      {"quiet hours have no such time", "quiet 1",
       [](Program& p) { p.policy.quiet[1].times.to_ms = kMsPerDay; }},
      {"quiet hours have no such time", "quiet 1",
       [](Program& p) { p.policy.quiet[1].times.to_ms = p.policy.quiet[1].times.from_ms; }},
      {"a rule of the policy is for no channel, or one that is none", "quiet 0",
       [](Program& p) { p.policy.quiet[0].channels = 0; }},
      {"a rule of the policy is for no channel, or one that is none", "quiet 0",
       [](Program& p) { p.policy.quiet[0].channels = kEveryChannel + 1; }},
      {"quiet hours leave no time to send", "channel 0",
       [](Program& p) {
         p.policy.quiet[0] = p.policy.quiet[1];
         std::swap(p.policy.quiet[0].times.from_ms, p.policy.quiet[0].times.to_ms);
       }},
      {"it has no address", "service 0", [](Program& p) { p.services[0].base.text = kNone; }},
      {"its auth is unknown", "service 0",
       [](Program& p) { p.services[0].auth = static_cast<ServiceAuth>(4); }},
      {"its auth has not what it needs", "service 0",
       [](Program& p) { p.services[0].auth = ServiceAuth::kBearer; }},
      {"its auth has not what it needs", "service 0",
       [](Program& p) { p.services[0].secret.text = kNone; }},
      {"where a setting is found is unknown", "service 0",
       [](Program& p) { p.services[0].base.source = static_cast<SettingSource>(3); }},
      {"its attempts take too long, or are too many", "service 0",
       [](Program& p) { p.services[0].timeout_ms = 0; }},
      {"its attempts take too long, or are too many", "service 0",
       [](Program& p) { p.services[0].timeout_ms = limits::kServiceTimeoutMs + 1; }},
      {"its attempts take too long, or are too many", "service 0",
       [](Program& p) { p.services[0].retries = limits::kServiceRetries + 1; }},
      {"its attempts take too long, or are too many", "service 0",
       [](Program& p) { p.services[0].retry_within_ms = limits::kRetryWithinMs + 1; }},
      {"its service is not in the table", "call 0", [](Program& p) { p.calls[0].service = 1; }},
      {"its method is unknown", "call 0",
       [](Program& p) { p.calls[0].method = static_cast<HttpMethod>(5); }},
      {"it has more parameters than kCallParameters", "call 0",
       [](Program& p) {
         p.calls[0].parameters.resize(limits::kCallParameters + 1, p.calls[0].parameters[0]);
       }},
      {"a policy has too many rules", "quiet 65",
       [](Program& p) { p.policy.quiet.resize(limits::kPolicyRules + 1, p.policy.quiet[1]); }},
      {"a cap lets nothing through, or too much", "cap 0",
       [](Program& p) { p.policy.caps[0].limit = 0; }},
      {"a cap lets nothing through, or too much", "cap 1",
       [](Program& p) { p.policy.caps[1].limit = limits::kCapMessages + 1; }},
      {"a cap's period is unknown", "cap 0",
       [](Program& p) { p.policy.caps[0].period = static_cast<CapPeriod>(4); }},
      {"a cap is for no time, or for two", "cap 0",
       [](Program& p) { p.policy.caps[0].window = {}; }},
      {"a cap is for no time, or for two", "cap 1",
       [](Program& p) {
         p.policy.caps[1].window = {0, 1, 0};
       }},
      {"a duration is negative", "cap 0",
       [](Program& p) {
         p.policy.caps[0].window = {0, -1, 0};
       }},
      {no_name, "cap 1", [](Program& p) { p.policy.caps[1].tag = 999; }},
      {"a rule of the policy is for no channel, or one that is none", "cap 1",
       [](Program& p) { p.policy.caps[1].channels = 0; }},
      {"what becomes of a capped message is unknown", "policy 0",
       [](Program& p) { p.policy.when_capped = static_cast<WhenCapped>(3); }},
      {"a duration is negative", "policy 0",
       [](Program& p) {
         p.policy.release_over = {0, 0, -1};
       }},
      {"a policy has too many rules", "cap 65",
       [](Program& p) { p.policy.caps.resize(limits::kPolicyRules + 1, p.policy.caps[0]); }},
      {"its file is not in the table of files", "source map entry 1",
       [](Program& p) { p.source_map.entries[1].file = 1; }},
      {"the source map is not sorted", "source map entry 1",
       [](Program& p) { p.source_map.entries[1].code = 0; }},
  });
}

TEST_CASE("templates and messages") {
  check({
      {"a constant is not in its table", "template 0, part 0",
       [](Program& p) { p.templates[0].parts[0].literal = kNone - 1; }},
      {"a text is not a string constant", "template 0, part 0",
       [](Program& p) { p.constants[p.templates[0].parts[0].literal] = Value::absent(); }},
      {"it names a slot that is not there", "template 0, part 1",
       [](Program& p) { p.templates[0].parts[1].slot = 1; }},
      {"an expression is asked of a function that is none", "template 0, slot 0",
       [](Program& p) { p.templates[0].slots[0] = p.flows[1].body; }},
      {"an expression reads locals that are not there", "template 0, slot 0",
       [](Program& p) { p.functions[p.templates[0].slots[0]].locals = 1; }},
      {"it has more parameters than kMessageParameters", "message 0",
       [](Program& p) {
         auto& all = p.messages[0].parameters;
         all.resize(limits::kMessageParameters + 1, all[0]);
       }},
      {"its channel is unknown", "message 0, content 1",
       [](Program& p) { p.messages[0].contents[1].channel = static_cast<Channel>(kChannelCount); }},
      {"its channel has a content for everybody already", "message 0, content 1",
       [](Program& p) { p.messages[0].contents[1] = p.messages[0].contents[0]; }},
      {"a channel has variants only", "message 0",
       [](Program& p) {
         auto& content = p.messages[0].contents[1];
         content.language = p.templates[0].parts[0].literal;
       }},
      {"a segment has no name, or no condition", "message 0, content 0",
       [](Program& p) { p.messages[0].contents[0].segment = 0; }},
      {"an expression is asked of a function that is none", "message 0, content 0",
       [](Program& p) { p.messages[0].contents[0].text_allowed = p.flows[0].body; }},
      {"it says nothing", "message 0, content 1",
       [](Program& p) { p.messages[0].contents[1].parts.clear(); }},
      {"a part is unknown", "message 0, content 0",
       [](Program& p) {
         p.messages[0].contents[0].parts[0].part = static_cast<ContentPart>(kContentPartCount);
       }},
      {"its channel takes no such part", "message 0, content 1",
       [](Program& p) { p.messages[0].contents[1].parts[0].part = ContentPart::kHtml; }},
      {"a template is not in its table", "message 0, content 0",
       [](Program& p) { p.messages[0].contents[0].parts[1].text = 2; }},
      {"its parts are not in their order", "message 0, content 0",
       [](Program& p) {
         auto& parts = p.messages[0].contents[0].parts;
         std::swap(parts[0], parts[1]);
       }},
      {"its channel needs one of several parts, and has none", "message 0, content 0",
       [](Program& p) { p.messages[0].contents[0].parts.resize(1); }},
      {"a part that its channel needs is missing", "message 0, content 0",
       [](Program& p) {
         auto& parts = p.messages[0].contents[0].parts;
         parts.erase(parts.begin());
       }},
      {"it has more contents than kContentsPerMessage", "message 0",
       [](Program& p) {
         auto& all = p.messages[0].contents;
         all.resize(limits::kContentsPerMessage + 1, all[0]);
       }},
  });
}

TEST_CASE("flows") {
  check({
      {"the table is not sorted by name", "flow 1",
       [](Program& p) { p.flows[1].name = p.flows[0].name; }},
      {"its kind is unknown", "flow 0",
       [](Program& p) { p.flows[0].kind = static_cast<FlowKind>(2); }},
      {"its priority is too high", "flow 0",
       [](Program& p) { p.flows[0].priority = limits::kPriority + 1; }},
      {"it has too many tags", "flow 0",
       [](Program& p) { p.flows[0].tags.resize(limits::kFlowTags + 1, p.flows[0].name); }},
      {"a name is not in the table of names", "flow 0",
       [](Program& p) { p.flows[0].tags = {999}; }},
      {"it expires at no time", "flow 0",
       [](Program& p) { p.flows[0].expires.time_ms = kMsPerDay; }},
      {"a constant is not in its table", "flow 0",
       [](Program& p) { p.flows[0].expires.zone = 999; }},
      {"its category is unknown", "flow 0",
       [](Program& p) { p.flows[0].category = static_cast<Category>(2); }},
      {"its re-entry is unknown", "flow 0",
       [](Program& p) { p.flows[0].reentry = static_cast<Reentry>(2); }},
      {"a duration is negative", "flow 0", [](Program& p) { p.flows[0].again_after.days = -1; }},
      {"its conversation is not in the table", "flow 0",
       [](Program& p) { p.flows[0].conversation = 1; }},
      {"its body is not a function", "flow 0", [](Program& p) { p.flows[0].body = kNone; }},
      {"its body is an expression", "flow 0",
       [](Program& p) { p.flows[0].body = p.segments[0].condition; }},
      {"its body belongs to another flow", "flow 1",
       [](Program& p) { p.flows[1].body = p.flows[0].body; }},
      {"it is a flow's body, but no flow has it", "function 5",
       [](Program& p) { p.flows.pop_back(); }},
      {"a campaign has a journey's start", "flow 1",
       [](Program& p) { p.flows[1].starts = p.flows[0].starts; }},
      {"a journey has a campaign's audience", "flow 0",
       [](Program& p) { p.flows[0].audience.limit = 1; }},
      {"a journey has a campaign's schedule", "flow 0",
       [](Program& p) { p.flows[0].schedule = p.flows[1].schedule; }},
      {"its schedule is none", "flow 1",
       [](Program& p) { p.flows[1].schedule->rule = "FREQ=SECONDLY"; }},
      {"an expression reads locals that are not there", "flow 1",
       [](Program& p) { p.functions[p.flows[1].audience.limit_by].locals = 1; }},
  });
}

TEST_CASE("starts, goals, exits") {
  check({
      {"no event 'cart' is declared", "flow 0, start 0",
       [](Program& p) { p.flows[0].starts[0].on.event = p.flows[0].name; }},
      {"its message handle is not a local", "flow 0, start 0",
       [](Program& p) { p.flows[0].starts[0].on.handle = 0; }},
      {"an expression reads locals that are not there", "flow 0, start 0",
       [](Program& p) { p.flows[0].starts[0].on.where = p.flows[0].exits[0].on.where; }},
      {"only the arms of waits have a target", "flow 0, start 0",
       [](Program& p) { p.flows[0].starts[0].on.target = 0; }},
      {"only the arms of waits have a target", "flow 0, exit 0",
       [](Program& p) { p.flows[0].exits[0].on.target = 0; }},
      {"its message handle is not a local", "flow 0, exit 0",
       [](Program& p) { p.flows[0].exits[0].on.handle = 2; }},
      {"an expression reads locals that are not there", "flow 0, goal 0",
       [](Program& p) { p.functions[p.flows[0].goals[0].worth].locals = 3; }},
      {"a duration is negative", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].within.ms = -1; }},
      {"a name is not in the table of names", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].name = kNone; }},
      {"only the arms of waits have a target", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].refund->by.target = 0; }},
      {"a name is not in the table of names", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].refund->kept = {kNone - 1}; }},
      {"its refund keeps more than the flow has locals", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].refund->first_slot = 2; }},
      {"its refund keeps more than the flow has locals", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].refund->first_slot = kNone; }},
      {"its refund is of nothing", "flow 0, goal 0",
       [](Program& p) { p.flows[0].goals[0].worth = kNone; }},
      {"what a run costs is no amount of money, or of a journey", "flow 0",
       [](Program& p) { p.flows[0].costs = p.flows[1].costs; }},
      {"what a run costs is no amount of money, or of a journey", "flow 1",
       [](Program& p) { p.flows[1].costs = static_cast<ConstIndex>(p.constants.size()); }},
      {"what a run costs is no amount of money, or of a journey", "flow 1",
       [](Program& p) { p.constants[p.flows[1].costs] = Value::integer(5); }},
      {"a constant is not in its table", "flow 0", [](Program& p) { p.flows[0].writer = 9999; }},
      {"nobody could give its approval", "flow 0",
       [](Program& p) { p.flows[0].approval[0].count = 2; }},
      {"nobody could give its approval", "flow 0",
       [](Program& p) { p.flows[0].approval[1].count = 0; }},
      {"its approval has too many roles", "flow 0",
       [](Program& p) {
         p.flows[0].approval.resize(limits::kApprovers + 1, p.flows[0].approval[0]);
       }},
      {"a name is not in the table of names", "flow 0",
       [](Program& p) { p.flows[0].approval[0].roles = {9999}; }},
      {"its seeds are not in the table", "flow 0",
       [](Program& p) { p.flows[0].seeds = {p.flows[0].name}; }},
      {"a constant is not in its table", "seeds 0",
       [](Program& p) { p.seeds[0].addresses = {9999}; }},
      {"they are more than kSeeds", "seeds 0",
       [](Program& p) { p.seeds[0].addresses.resize(limits::kSeeds + 1, 0); }},
      {"the table is not sorted by name", "seeds 1",
       [](Program& p) { p.seeds.push_back(p.seeds[0]); }},
  });
}

TEST_CASE("experiments that are decided") {
  const auto decided = [](auto change) {
    return [change](Program& p) {
      test::decide(p);
      change(p.flows[0].experiments[0]);
    };
  };
  const auto place = "flow 0, experiment 0";
  check({
      {"the shares of its arms are more than all", place,
       decided([](ExperimentDecl& it) { it.arms[0].share_ppm = 900'000; })},
      {"its metric is unknown", place,
       decided([](ExperimentDecl& it) { it.decision->metric = static_cast<Metric>(9); })},
      {"its metric is a goal's without a goal, or none with one", place,
       decided([](ExperimentDecl& it) { it.decision->goal = kNone; })},
      {"its metric is a goal's without a goal, or none with one", place,
       decided([](ExperimentDecl& it) { it.decision->metric = Metric::kOpens; })},
      {"a name is not in the table of names", place,
       decided([](ExperimentDecl& it) { it.decision->goal = 9999; })},
      {"it is more than certain", place,
       decided([](ExperimentDecl& it) { it.decision->confidence_ppm = 1'000'000; })},
      {"its arm without a winner is none that can win", place,
       decided([](ExperimentDecl& it) { it.decision->otherwise = 2; })},
      {"its arm without a winner is none that can win", place,
       decided([](ExperimentDecl& it) { it.decision->otherwise = 5; })},
      {"one of its variants cannot win", place,
       decided([](ExperimentDecl& it) { it.arms.erase(it.arms.begin() + 3); })},
      {"an arm is the winner's of none that can win", place,
       decided([](ExperimentDecl& it) { it.arms[4].winner_of = 2; })},
      {"an arm is the winner's of none that can win", place,
       decided([](ExperimentDecl& it) { it.arms[4].winner_of = 7; })},
      {"an arm is the winner's of none that can win", place,
       decided([](ExperimentDecl& it) { it.decision.reset(); })},
      {"a winner's arm has a share, or is a holdout", place,
       decided([](ExperimentDecl& it) { it.arms[4].share_ppm = 1; })},
      {"a duration is negative", place,
       decided([](ExperimentDecl& it) { it.decision->after.days = -1; })},
  });
}

TEST_CASE("experiments with a bandit") {
  const auto shared = [](auto change) {
    return [change](Program& p) {
      test::decide_again(p);
      change(p.flows[0].experiments[0]);
    };
  };
  const auto place = "flow 0, experiment 0";
  const std::string often = "its bandit decides more often than kBanditEveryMs";
  const std::string winners = "its bandit has what only a winner has";
  check({
      {"the shares of its arms are not 100%", place,
       shared([](ExperimentDecl& it) { it.arms[0].share_ppm -= 1; })},
      {often, place, shared([](ExperimentDecl& it) { it.decision->after = {}; })},
      {often, place, shared([](ExperimentDecl& it) {
         it.decision->after = {0, 0, limits::kBanditEveryMs - 1};
       })},
      {winners, place, shared([](ExperimentDecl& it) { it.decision->otherwise = 1; })},
      {winners, place, shared([](ExperimentDecl& it) { it.decision->at_least = 1; })},
      {winners, place, shared([](ExperimentDecl& it) { it.decision->confidence_ppm = 1; })},
      {"an arm is the winner's of none that can win", place,
       shared([](ExperimentDecl& it) { it.arms[1].winner_of = 0; })},
      {"its bandit counts money", place,
       [](Program& p) {
         test::decide_again(p);
         auto& decision = *p.flows[0].experiments[0].decision;
         decision.metric = Metric::kRevenue;
         decision.goal = p.flows[0].goals[0].name;
       }},
  });
  auto program = test::sample_program();
  test::decide_again(program);
  program.flows[0].experiments[0].decision->after = {0, 0, limits::kBanditEveryMs};
  CHECK(verify(program).ok());
}

TEST_CASE("experiments, waits, sends") {
  const std::string holdout = "an arm is a holdout with a target, or a variant without one";
  const std::string mixed = "an arm has values and shares mixed up";
  const auto arms = [](Program& p, std::size_t flow) -> std::vector<ArmDecl>& {
    return p.flows[flow].experiments[0].arms;
  };
  check({
      {holdout, "flow 0, experiment 0", [&](Program& p) { arms(p, 0)[2].target = 0; }},
      {holdout, "flow 0, experiment 0", [&](Program& p) { arms(p, 0)[0].target = kNone; }},
      {mixed, "flow 0, experiment 0", [&](Program& p) { arms(p, 0)[0].values = {0}; }},
      {mixed, "flow 1, experiment 0", [&](Program& p) { arms(p, 1)[0].share_ppm = 1; }},
      {"a value is not a constant", "flow 1, experiment 0",
       [&](Program& p) { arms(p, 1)[0].values[0] = 999; }},
      {"two of its arms are for everyone else", "flow 1, experiment 0",
       [&](Program& p) {
         arms(p, 1).push_back(arms(p, 1)[0]);
         for (auto& arm : arms(p, 1)) arm.values.clear();
       }},
      {"the shares of its arms are not 100%", "flow 0, experiment 0",
       [&](Program& p) { arms(p, 0)[0].share_ppm -= 1; }},
      {"it has no variant", "flow 0, experiment 0",
       [&](Program& p) { arms(p, 0).erase(arms(p, 0).begin(), arms(p, 0).begin() + 2); }},
      {"it has no variant", "flow 0, experiment 0", [&](Program& p) { arms(p, 0).clear(); }},
      {"it has more arms than kFlowArms", "flow 1, experiment 0",
       [&](Program& p) { arms(p, 1).resize(limits::kFlowArms + 1, arms(p, 1)[0]); }},
      {"it has more arms than kFlowArms", "flow 0, wait 0",
       [](Program& p) {
         auto& all = p.flows[0].waits[0].arms;
         all.resize(limits::kFlowArms + 1, all[0]);
       }},
      {"its message handle is not a local", "flow 0, wait 0",
       [](Program& p) { p.flows[0].waits[0].arms[0].handle = 2; }},
      {"its message is not in the table", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].message = 1; }},
      {"it has no channel", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].channels.clear(); }},
      {"its channel is unknown", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].channels[0] = static_cast<Channel>(200); }},
      {"its message has no content for its channel", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].channels[0] = Channel::kPush; }},
      {"a channel is there twice", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].channels[1] = Channel::kEmail; }},
      {"its best time is in no window that one can have", "flow 0, send 0",
       [](Program& p) {
         p.flows[0].sends[0].best_time->within = {0, 7, 1};
       }},
      {"its best time is in no window that one can have", "flow 0, send 0",
       [](Program& p) {
         p.flows[0].sends[0].best_time->within = {0, 0, 3'599'999};
       }},
      {"its best time is in no window that one can have", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].best_time->first_ms = kMsPerDay; }},
      {"one of its cohorts is no segment", "flow 1",
       [](Program& p) { p.flows[1].cohorts[0] = p.flows[1].name; }},
      {"its message handle is not a local", "flow 0, send 0",
       [](Program& p) { p.flows[0].sends[0].handle = 2; }},
  });
}

TEST_CASE("the names of locals") {
  const std::string bad_name = "its name is empty, not UTF-8 or has control characters";
  const std::string outside = "it is alive outside of its flow's body";
  check({
      {bad_name, "flow 0, local 0", [](Program& p) { p.flows[0].locals[0].name.clear(); }},
      {bad_name, "flow 0, local 1", [](Program& p) { p.flows[0].locals[1].name = "a\nb"; }},
      {"its slot is not there", "flow 0, local 1",
       [](Program& p) { p.flows[0].locals[1].slot = 2; }},
      {outside, "flow 0, local 0",
       [](Program& p) { p.flows[0].locals[0].begin = p.flows[0].locals[0].end + 1; }},
      {outside, "flow 0, local 0", [](Program& p) { p.flows[0].locals[0].end += 1; }},
      {"the table is not sorted by begin", "flow 0, local 1",
       [](Program& p) { p.flows[0].locals[1].begin = 0; }},
  });
}

TEST_CASE("talks") {
  const std::string bad_label = "its label is empty, not UTF-8 or has control characters";
  const std::string no_name = "a name is not in the table of names";
  const std::string not_own = "a question or target is not at one of its steps";
  const auto talk = [](Program& p) -> TalkDecl& { return p.flows[0].talks[0]; };
  check({
      {bad_label, "flow 0, talk 0", [&](Program& p) { talk(p).label = "a\nb"; }},
      {no_name, "flow 0, talk 0", [&](Program& p) { talk(p).module = kNone; }},
      {"its steps are not in the table", "flow 0, talk 0",
       [&](Program& p) { talk(p).end = static_cast<StepIndex>(p.steps.size() + 1); }},
      {"its steps are not in the table", "flow 0, talk 0", [&](Program& p) { talk(p).end = 0; }},
      {"one of its steps is another flow's", "flow 0, talk 0",
       [&](Program& p) { talk(p).end = 7; }},
      {no_name, "flow 0, talk 0", [&](Program& p) { talk(p).questions[0].name = kNone; }},
      {not_own, "flow 0, talk 0", [&](Program& p) { talk(p).questions[0].send = 0; }},
      {not_own, "flow 0, talk 0", [&](Program& p) { talk(p).questions[0].answer = 4; }},
      {no_name, "flow 0, talk 0", [&](Program& p) { talk(p).targets[0].name = kNone; }},
      {not_own, "flow 0, talk 0", [&](Program& p) { talk(p).targets[0].step = kNone; }},
  });
}

TEST_CASE("as many arms as the limit says are accepted") {
  auto program = test::sample_program();
  auto& arms = program.flows[1].experiments[0].arms;
  arms.resize(limits::kFlowArms, arms[0]);
  CHECK(verify(program).ok());
}

TEST_CASE("steps") {
  const std::string bad_label = "its label is empty, not UTF-8 or has control characters";
  check({
      {"its flow is not in the table", "step 0", [](Program& p) { p.steps[0].flow = 2; }},
      {bad_label, "step 1", [](Program& p) { p.steps[1].label.clear(); }},
      {bad_label, "step 1", [](Program& p) { p.steps[1].label = "a\nb"; }},
      {"its label is another step's", "step 5",
       [](Program& p) { p.steps[5].label = p.steps[2].label; }},
  });
}

TEST_CASE("two flows may use the same label") {
  auto program = test::sample_program();
  program.steps[6].label = program.steps[0].label;
  CHECK(verify(program).ok());
}

}  // namespace
}  // namespace camp
