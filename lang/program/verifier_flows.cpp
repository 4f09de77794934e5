// Flows, and the tables that their instructions name: starts, goals, exits, experiments, waits,
// sends, talks, steps. The targets of waits and experiments are places in the code:
// verifier_code.cpp looks at them.
#include <algorithm>
#include <numeric>

#include "lang/base/limits.h"
#include "lang/catalog/events.h"
#include "lang/program/verifier_parts.h"

namespace camp {
namespace {

class FlowVerifier {
 public:
  FlowVerifier(const Program& program, ProgramFacts& facts)
      : program_(program), facts_(facts), checks_(program, facts) {}

  Result<void> run() {
    facts_.flow_of.assign(program_.functions.size(), kNone);
    CAMP_TRY(checks_.sorted("flow", program_.flows));
    for (std::size_t i = 0; i < program_.flows.size(); ++i) CAMP_TRY(flow(i));
    for (std::size_t i = 0; i < program_.functions.size(); ++i) {
      CAMP_TRY(checks_.require(
          (program_.functions[i].kind == FunctionKind::kFlow) == (facts_.flow_of[i] != kNone),
          {"function", i}, "it is a flow's body, but no flow has it"));
    }
    return steps();
  }

 private:
  Result<void> flow(std::size_t i) {
    const auto& row = program_.flows[i];
    CAMP_TRY(header(i, row));
    locals_ = program_.functions[row.body].locals;
    CAMP_TRY(audience(i, row));
    CAMP_TRY(schedule({"flow", i}, row));
    for (std::size_t k = 0; k < row.starts.size(); ++k)
      CAMP_TRY(start({"flow", i, "start", k}, row.starts[k]));
    CAMP_TRY(checks_.require(row.goals.size() <= limits::kGoals, {"flow", i},
                             "it has more goals than kGoals"));
    for (std::size_t k = 0; k < row.goals.size(); ++k)
      CAMP_TRY(goal({"flow", i, "goal", k}, row.goals[k]));
    for (std::size_t k = 0; k < row.exits.size(); ++k)
      CAMP_TRY(reaction({"flow", i, "exit", k}, row.exits[k].on));
    for (std::size_t k = 0; k < row.experiments.size(); ++k)
      CAMP_TRY(experiment({"flow", i, "experiment", k}, row.experiments[k]));
    for (std::size_t k = 0; k < row.waits.size(); ++k)
      CAMP_TRY(wait({"flow", i, "wait", k}, row.waits[k]));
    for (std::size_t k = 0; k < row.sends.size(); ++k)
      CAMP_TRY(send({"flow", i, "send", k}, row.sends[k]));
    for (std::size_t k = 0; k < row.consents.size(); ++k)
      CAMP_TRY(consent({"flow", i, "consent", k}, row.consents[k]));
    for (std::size_t k = 0; k < row.locals.size(); ++k)
      CAMP_TRY(local({"flow", i, "local", k}, row, k));
    for (std::size_t k = 0; k < row.talks.size(); ++k)
      CAMP_TRY(talk({"flow", i, "talk", k}, row.talks[k], i));
    return {};
  }

  Result<void> urgency(const Place& place, const FlowDecl& row) {
    CAMP_TRY(checks_.require(row.priority <= limits::kPriority, place, "its priority is too high"));
    CAMP_TRY(checks_.require(
        row.costs == kNone ||
            (row.kind == FlowKind::kCampaign && row.costs < program_.constants.size() &&
             program_.constants[row.costs].tag == Tag::kMoney &&
             program_.constants[row.costs].num > 0),
        place, "what a run costs is no amount of money, or of a journey"));
    CAMP_TRY(checks_.require(row.tags.size() <= limits::kFlowTags, place, "it has too many tags"));
    for (auto tag : row.tags) CAMP_TRY(checks_.name(place, tag));
    const auto& expiry = row.expires;
    CAMP_TRY(checks_.require(
        has_civil_day(expiry.date_days) && expiry.time_ms >= 0 && expiry.time_ms < kMsPerDay, place,
        "it expires at no time"));
    return checks_.text_or_none(place, expiry.zone);
  }

  Result<void> people(const Place& place, const FlowDecl& row) {
    CAMP_TRY(checks_.text_or_none(place, row.writer));
    CAMP_TRY(checks_.text_or_none(place, row.reviewer));
    CAMP_TRY(checks_.require(row.approval.size() <= limits::kApprovers, place,
                             "its approval has too many roles"));
    for (const auto& need : row.approval) {
      CAMP_TRY(checks_.require(need.count >= 1 && need.count <= need.roles.size() &&
                                   need.roles.size() <= limits::kApprovers,
                               place, "nobody could give its approval"));
      for (auto role : need.roles) CAMP_TRY(checks_.name(place, role));
    }
    for (auto seeds : row.seeds) {
      CAMP_TRY(checks_.name(place, seeds));
      CAMP_TRY(checks_.require(program_.find_seeds(program_.name(seeds)) != nullptr, place,
                               "its seeds are not in the table"));
    }
    return {};
  }

  Result<void> header(std::size_t i, const FlowDecl& row) {
    const Place place{"flow", i};
    CAMP_TRY(checks_.require(row.kind <= FlowKind::kJourney, place, "its kind is unknown"));
    CAMP_TRY(checks_.require(row.category <= Category::kTransactional, place,
                             "its category is unknown"));
    CAMP_TRY(checks_.require(row.reentry <= Reentry::kAgain, place, "its re-entry is unknown"));
    CAMP_TRY(urgency(place, row));
    CAMP_TRY(people(place, row));
    CAMP_TRY(checks_.not_negative(place, row.again_after));
    CAMP_TRY(checks_.require(
        row.conversation == kNone || row.conversation < program_.conversations.size(), place,
        "its conversation is not in the table"));
    CAMP_TRY(
        checks_.require(row.body < program_.functions.size(), place, "its body is not a function"));
    CAMP_TRY(checks_.require(program_.functions[row.body].kind == FunctionKind::kFlow, place,
                             "its body is an expression"));
    CAMP_TRY(opt_in(place, row));
    for (const auto cohort : row.cohorts) {
      CAMP_TRY(checks_.name(place, cohort));
      CAMP_TRY(checks_.require(program_.segment(program_.name(cohort)) != nullptr, place,
                               "one of its cohorts is no segment"));
    }
    CAMP_TRY(checks_.require(facts_.flow_of[row.body] == kNone, place,
                             "its body belongs to another flow"));
    facts_.flow_of[row.body] = static_cast<std::uint32_t>(i);
    return {};
  }

  Result<void> opt_in(const Place& place, const FlowDecl& row) const {
    if (!row.confirms) return {};
    CAMP_TRY(checks_.require(static_cast<std::size_t>(*row.confirms) < kChannelCount, place,
                             "it confirms subscriptions on an unknown channel"));
    return checks_.require(row.kind == FlowKind::kJourney && row.conversation != kNone &&
                               row.category == Category::kTransactional,
                           place,
                           "it confirms subscriptions and is no transactional journey of a "
                           "conversation");
  }

  // Neither an audience nor a start has an instance yet, so there are no locals to read.
  Result<void> audience(std::size_t i, const FlowDecl& row) const {
    const Place place{"flow", i};
    const auto& who = row.audience;
    CAMP_TRY(checks_.expression_or_none(place, who.condition, 0));
    CAMP_TRY(checks_.expression_or_none(place, who.one_per, 0));
    CAMP_TRY(checks_.expression_or_none(place, who.limit_by, 0));
    CAMP_TRY(checks_.expression_or_none(place, row.key, 0));
    if (row.kind == FlowKind::kCampaign)
      return checks_.require(row.starts.empty() && row.key == kNone, place,
                             "a campaign has a journey's start");
    return checks_.require(
        who.condition == kNone && who.one_per == kNone && who.limit == 0 && who.limit_by == kNone,
        place, "a journey has a campaign's audience");
  }

  Result<void> schedule(const Place& place, const FlowDecl& row) const {
    if (!row.schedule) return {};
    CAMP_TRY(checks_.require(row.kind == FlowKind::kCampaign, place,
                             "a journey has a campaign's schedule"));
    return checks_.require(check_schedule(*row.schedule).ok(), place, "its schedule is none");
  }

  Result<void> event_arm(const Place& place, const EventArm& arm, std::uint32_t locals) const {
    CAMP_TRY(checks_.name_of(place, arm.event, kNamesEvent));
    CAMP_TRY(checks_.require(arm.handle == kNone || arm.handle < locals, place,
                             "its message handle is not a local"));
    CAMP_TRY(checks_.require(arm.where != kNone || program_.name(arm.event) != kContactChanged,
                             place, "it has no condition to react to"));
    return checks_.expression_or_none(place, arm.where, locals);
  }

  Result<void> no_target(const Place& place, const EventArm& arm) const {
    return checks_.require(arm.target == kNone, place, "only the arms of waits have a target");
  }

  Result<void> start(const Place& place, const StartDecl& row) const {
    CAMP_TRY(no_target(place, row.on));
    CAMP_TRY(event_arm(place, row.on, 0));
    const bool changed = program_.name(row.on.event) == kContactChanged;
    CAMP_TRY(checks_.require(changed == (row.segment != kNone), place,
                             "it has a segment without its condition, or the other way round"));
    return row.segment == kNone ? Result<void>{} : checks_.name(place, row.segment);
  }

  Result<void> reaction(const Place& place, const EventArm& arm) const {
    CAMP_TRY(no_target(place, arm));
    return event_arm(place, arm, locals_);
  }

  Result<void> goal(const Place& place, const GoalDecl& row) const {
    CAMP_TRY(checks_.require(row.credit <= kLastCredit, place, "its credit is unknown"));
    CAMP_TRY(checks_.name(place, row.name));
    CAMP_TRY(reaction(place, row.on));
    CAMP_TRY(checks_.not_negative(place, row.within));
    CAMP_TRY(checks_.expression_or_none(place, row.worth, locals_));
    return row.refund ? refund(place, row) : Result<void>{};
  }

  Result<void> refund(const Place& place, const GoalDecl& row) const {
    CAMP_TRY(reaction(place, row.refund->by));
    for (auto field : row.refund->kept)
      if (field != kNone) CAMP_TRY(checks_.name(place, field));
    const auto& it = *row.refund;
    CAMP_TRY(checks_.require(it.first_slot <= locals_ && it.kept.size() <= locals_ - it.first_slot,
                             place, "its refund keeps more than the flow has locals"));
    return checks_.require(row.worth != kNone, place, "its refund is of nothing");
  }

  Result<void> arm(const Place& place, const ArmDecl& row, bool by_hash) const {
    CAMP_TRY(checks_.name(place, row.name));
    CAMP_TRY(checks_.require(row.holdout == (row.target == kNone), place,
                             "an arm is a holdout with a target, or a variant without one"));
    CAMP_TRY(checks_.require(by_hash ? row.values.empty() : row.share_ppm == 0, place,
                             "an arm has values and shares mixed up"));
    CAMP_TRY(checks_.require(row.winner_of == kNone || (row.share_ppm == 0 && !row.holdout), place,
                             "a winner's arm has a share, or is a holdout"));
    for (auto value : row.values)
      CAMP_TRY(
          checks_.require(value < program_.constants.size(), place, "a value is not a constant"));
    return {};
  }

  // The shares must be the whole: every contact then has an arm, and a holdout a path to walk.
  Result<void> experiment(const Place& place, const ExperimentDecl& row) const {
    CAMP_TRY(checks_.name(place, row.name));
    CAMP_TRY(checks_.expression_or_none(place, row.by, locals_));
    CAMP_TRY(
        checks_.require(row.salt == kNone || (row.salt < program_.constants.size() &&
                                              program_.constants[row.salt].tag == Tag::kString),
                        place, "its salt is not a text"));
    const auto arms_max = limits::kFlowArms * (row.has_winner() ? 2 : 1);  // those of winners
    CAMP_TRY(
        checks_.require(row.arms.size() <= arms_max, place, "it has more arms than kFlowArms"));
    std::uint64_t shares_ppm = 0;
    std::size_t for_the_rest = 0;
    bool has_variant = false;
    for (const auto& one : row.arms) {
      CAMP_TRY(checks_.require(
          one.winner_of == kNone ||
              (row.has_winner() && one.winner_of < row.arms.size() &&
               !row.arms[one.winner_of].holdout && row.arms[one.winner_of].winner_of == kNone),
          place, "an arm is the winner's of none that can win"));
      CAMP_TRY(arm(place, one, row.by == kNone));
      shares_ppm += one.share_ppm;
      has_variant = has_variant || !one.holdout;
      for_the_rest += row.by != kNone && one.values.empty() ? 1 : 0;
    }
    CAMP_TRY(checks_.require(has_variant, place, "it has no variant"));
    CAMP_TRY(checks_.require(for_the_rest <= 1, place, "two of its arms are for everyone else"));
    if (row.decision) CAMP_TRY(decision(place, row, shares_ppm));
    return checks_.require(row.by != kNone || row.has_winner() || shares_ppm == kWholePpm, place,
                           "the shares of its arms are not 100%");
  }

  Result<void> decision(const Place& place, const ExperimentDecl& row,
                        std::uint64_t shares_ppm) const {
    const auto& it = *row.decision;
    const auto metric = static_cast<std::uint8_t>(it.metric);
    CAMP_TRY(checks_.require(row.by == kNone && shares_ppm <= kWholePpm, place,
                             "the shares of its arms are more than all"));
    CAMP_TRY(checks_.require(metric >= static_cast<std::uint8_t>(Metric::kOpens) &&
                                 metric <= static_cast<std::uint8_t>(kLastMetric),
                             place, "its metric is unknown"));
    CAMP_TRY(checks_.require(is_of_goal(it.metric) == (it.goal != kNone), place,
                             "its metric is a goal's without a goal, or none with one"));
    if (it.goal != kNone) CAMP_TRY(checks_.name(place, it.goal));
    CAMP_TRY(checks_.not_negative(place, it.after));
    return it.repeats ? bandit(place, it) : winner(place, row);
  }

  // A next decision lies behind the one before, and there are no more than the journal can bear.
  Result<void> bandit(const Place& place, const DecisionDecl& row) const {
    CAMP_TRY(checks_.require(row.metric != Metric::kRevenue, place, "its bandit counts money"));
    const bool is_rare =
        row.after.months > 0 || row.after.days > 0 || row.after.ms >= limits::kBanditEveryMs;
    CAMP_TRY(checks_.require(is_rare, place, "its bandit decides more often than kBanditEveryMs"));
    return checks_.require(row.confidence_ppm == 0 && row.at_least == 0 && row.otherwise == 0,
                           place, "its bandit has what only a winner has");
  }

  // Those beyond the shares wait for the winner; each variant has an arm for when it has won.
  Result<void> winner(const Place& place, const ExperimentDecl& row) const {
    const auto& it = *row.decision;
    CAMP_TRY(checks_.require(it.confidence_ppm < kWholePpm, place, "it is more than certain"));
    CAMP_TRY(
        checks_.require(it.otherwise < row.arms.size() && row.arm_of_winner(it.otherwise) != kNone,
                        place, "its arm without a winner is none that can win"));
    for (std::uint32_t i = 0; i < row.arms.size(); ++i) {
      const auto& arm = row.arms[i];
      const bool drawn = !arm.holdout && arm.winner_of == kNone;
      CAMP_TRY(checks_.require(!drawn || row.arm_of_winner(i) != kNone, place,
                               "one of its variants cannot win"));
    }
    return {};
  }

  Result<void> wait(const Place& place, const WaitDecl& row) const {
    CAMP_TRY(checks_.require(row.arms.size() <= limits::kFlowArms, place,
                             "it has more arms than kFlowArms"));
    for (const auto& one : row.arms) CAMP_TRY(event_arm(place, one, locals_));
    return {};
  }

  Result<void> send(const Place& place, const SendDecl& row) const {
    CAMP_TRY(checks_.require(row.message < program_.messages.size(), place,
                             "its message is not in the table"));
    CAMP_TRY(checks_.require(row.handle == kNone || row.handle < locals_, place,
                             "its message handle is not a local"));
    CAMP_TRY(checks_.require(!row.channels.empty(), place, "it has no channel"));
    CAMP_TRY(checks_.require(!row.best_time || is_best_time(*row.best_time), place,
                             "its best time is in no window that one can have"));
    std::uint32_t has_content = 0;
    for (const auto& content : program_.messages[row.message].contents)
      has_content |= 1u << static_cast<std::uint8_t>(content.channel);
    std::uint32_t seen = 0;
    for (auto channel : row.channels) {
      auto number = static_cast<std::uint8_t>(channel);
      CAMP_TRY(checks_.require(number < kChannelCount, place, "its channel is unknown"));
      CAMP_TRY(checks_.require((has_content >> number & 1) != 0, place,
                               "its message has no content for its channel"));
      CAMP_TRY(checks_.require((seen >> number & 1) == 0, place, "a channel is there twice"));
      seen |= 1u << number;
    }
    return {};
  }

  // Nobody subscribes to everything, and a permission is one channel's.
  Result<void> consent(const Place& place, const ConsentDecl& row) const {
    CAMP_TRY(checks_.require(
        row.conversation == kNone || row.conversation < program_.conversations.size(), place,
        "its conversation is not in the table"));
    CAMP_TRY(checks_.require(!row.channel || static_cast<std::size_t>(*row.channel) < kChannelCount,
                             place, "its channel is unknown"));
    return checks_.require(!row.subscribed || (row.conversation != kNone && row.channel), place,
                           "it subscribes to more than one conversation on one channel");
  }

  Result<void> local(const Place& place, const FlowDecl& flow, std::size_t k) const {
    const auto& row = flow.locals[k];
    const auto& body = program_.functions[flow.body];
    CAMP_TRY(checks_.require(is_plain_name(row.name), place,
                             "its name is empty, not UTF-8 or has control characters"));
    CAMP_TRY(checks_.require(row.slot < locals_, place, "its slot is not there"));
    CAMP_TRY(checks_.require(row.begin <= row.end && row.end <= body.end - body.begin, place,
                             "it is alive outside of its flow's body"));
    return checks_.require(k == 0 || flow.locals[k - 1].begin <= row.begin, place,
                           "the table is not sorted by begin");
  }

  // Whoever counts talks looks up their steps and names.
  Result<void> talk(const Place& place, const TalkDecl& row, std::size_t flow) const {
    CAMP_TRY(checks_.require(is_plain_name(row.label), place,
                             "its label is empty, not UTF-8 or has control characters"));
    CAMP_TRY(checks_.name(place, row.module));
    CAMP_TRY(checks_.require(row.begin <= row.end && row.end <= program_.steps.size(), place,
                             "its steps are not in the table"));
    for (auto step = row.begin; step < row.end; ++step)
      CAMP_TRY(checks_.require(program_.steps[step].flow == flow, place,
                               "one of its steps is another flow's"));
    const auto own = [&](StepIndex step) {
      return checks_.require(step >= row.begin && step < row.end, place,
                             "a question or target is not at one of its steps");
    };
    for (const auto& question : row.questions) {
      CAMP_TRY(checks_.name(place, question.name));
      CAMP_TRY(own(question.send));
      CAMP_TRY(own(question.answer));
    }
    for (const auto& target : row.targets) {
      CAMP_TRY(checks_.name(place, target.name));
      CAMP_TRY(own(target.step));
    }
    return {};
  }

  // Ledger ids are made from the label, so two steps of one flow must not share it.
  Result<void> steps() const {
    const auto& all = program_.steps;
    for (std::size_t i = 0; i < all.size(); ++i) {
      CAMP_TRY(checks_.require(all[i].flow < program_.flows.size(), {"step", i},
                               "its flow is not in the table"));
      CAMP_TRY(checks_.require(is_plain_name(all[i].label), {"step", i},
                               "its label is empty, not UTF-8 or has control characters"));
    }
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (all[a].flow != all[b].flow) return all[a].flow < all[b].flow;
      return all[a].label != all[b].label ? all[a].label < all[b].label : a < b;
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const auto& before = all[order[i - 1]];
      const auto& here = all[order[i]];
      CAMP_TRY(checks_.require(before.flow != here.flow || before.label != here.label,
                               {"step", order[i]}, "its label is another step's"));
    }
    return {};
  }

  const Program& program_;
  ProgramFacts& facts_;
  TableChecks checks_;
  std::uint32_t locals_ = 0;  // of the body of the flow at hand
};

}  // namespace

Result<void> verify_flows(const Program& program, ProgramFacts& facts) {
  return FlowVerifier(program, facts).run();
}

}  // namespace camp
