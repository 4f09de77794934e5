#include "runtime/sim/scenario_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "runtime/sim/story.h"

namespace camp::sim {
namespace {

// A scenario that names no time: 2026-01-01 09:00 in the schema's default zone.
constexpr std::int64_t kFirstDate = 20'454;
constexpr std::int64_t kFirstTimeMs = 9 * 3'600'000;

}  // namespace

void note_reached(const ContactHistory& history, const LinkedProgram& linked, Reached& reached) {
  const auto& program = linked.program();
  for (const auto& line : history.entries()) {
    const auto* transition = line.entry.transition();
    const auto* message = line.entry.message();
    for (auto step : {transition ? transition->from_step : kNone,
                      transition ? transition->to_step : kNone, message ? message->step : kNone}) {
      if (step < reached.steps.size()) reached.steps[step] = true;
    }
    const auto* entry = std::get_if<AssignedEntry>(&line.entry.what);
    if (entry == nullptr) continue;
    std::size_t index = 0;
    for (std::uint32_t f = 0; f < program.flows.size(); ++f) {
      for (std::uint32_t e = 0; e < program.flows[f].experiments.size(); ++e) {
        bool own = linked.experiment_number(f, e) == entry->assigned.experiment;
        for (const auto& arm : program.flows[f].experiments[e].arms) {
          if (own && linked.number(arm.name) == entry->assigned.arm) reached.arms[index] = true;
          ++index;
        }
      }
    }
  }
}

// ---- the stage

Result<std::unique_ptr<ScenarioStage>> ScenarioStage::make(
    Program program, Program expressions, std::vector<plan::Invariant> invariants) {
  std::unique_ptr<ScenarioStage> stage(new ScenarioStage());
  stage->invariants_ = std::move(invariants);
  World world(WorldOptions{});
  CAMP_TRY(world.open());
  // First, so that the names it brings are in the store with the program's.
  CAMP_ASSIGN(stage->expressions_,
              LinkedProgram::link(std::move(expressions), 0, world.engine().names()));
  CAMP_ASSIGN(stage->program_, world.engine().install(std::move(program)));
  stage->start_ = world.memory().snapshot();
  return stage;
}

void Reached::add(const Reached& other) {
  for (std::size_t i = 0; i < other.steps.size(); ++i) steps[i] = steps[i] || other.steps[i];
  for (std::size_t i = 0; i < other.arms.size(); ++i) arms[i] = arms[i] || other.arms[i];
  for (std::size_t i = 0; i < other.branches.size(); ++i)
    branches[i] = static_cast<std::uint8_t>(branches[i] | other.branches[i]);
}

Reached ScenarioStage::nothing_reached() const {
  Reached reached;
  reached.steps.resize(program_->program().steps.size());
  std::size_t arms = 0;
  for (const auto& flow : program_->program().flows) {
    for (const auto& experiment : flow.experiments) arms += experiment.arms.size();
  }
  reached.arms.resize(arms);
  reached.branches.resize(program_->program().code.size());
  return reached;
}

ScenarioResult ScenarioStage::run(const plan::Scenario& scenario, Reached* reached) const {
  if (reached == nullptr) return ScenarioRun(*this, scenario, nullptr).run();
  BranchWatch branches(reached->branches);
  ScenarioRun run(*this, scenario, &branches);
  auto result = run.run();
  for (const auto& contact : run.contacts()) {
    const auto history = run.history_of(contact);
    if (history.ok()) note_reached(*history, *program_, *reached);
  }
  return result;
}

// ---- a run

ScenarioRun::ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario,
                         MachineWatch* watch)
    : ScenarioRun(stage, scenario, watch, stage.start()) {}

ScenarioRun::ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario,
                         MachineWatch* watch, const Standing& from)
    : ScenarioRun(stage, scenario, watch, from.store) {
  world_.clock().ms = until_ms_ = from.now_ms;
  contacts_ = from.contacts;
  minted_ = from.minted;
  broken_ = from.broken;
}

ScenarioRun::ScenarioRun(const ScenarioStage& stage, const plan::Scenario& scenario,
                         MachineWatch* watch, MemStore::Snapshot from)
    : stage_(stage),
      scenario_(scenario),
      watch_(watch),
      weather_(stage.program().default_zone()),
      world_(options_in(weather_, script_, [this] { return now_ms(); }), std::move(from)),
      evaluator_(stage.expressions(), world_) {}

WorldOptions ScenarioRun::options_in(Weather& weather, ServiceScript& script,
                                     WeatherTransport::Now now_ms) {
  WorldOptions options;
  options.ask_approvals = false;
  options.services = [&script] { return std::make_unique<ScriptedServices>(script); };
  options.make_transport = [&weather, now_ms](std::unique_ptr<Transport> spool) {
    return std::make_unique<WeatherTransport>(std::move(spool), weather, now_ms);
  };
  return options;
}

Result<void> ScenarioRun::open() {
  CAMP_TRY(world_.open());
  engine().watch(watch_);
  return {};
}

Error ScenarioRun::unmet(std::string message) {
  return {ErrorKind::kInvalid, std::move(message), "", ""};
}

Result<void> ScenarioRun::begin() {
  CAMP_TRY(open());
  world_.clock().ms = until_ms_ = first_moment();
  return engine().begin_schedules();
}

// Where nothing had happened for months, a machine's clock would be asked about.
Result<void> ScenarioRun::resume() {
  world_.options().accept_clock = true;
  return open();
}

Standing ScenarioRun::standing() {
  return {world_.memory().snapshot(), now_ms(), contacts_, minted_, broken_};
}

ScenarioResult ScenarioRun::run() {
  if (!scenario_.steps.empty()) last_ = &scenario_.steps.back();
  const auto begun = begin();
  for (const auto& one : scenario_.steps) {
    auto done = begun.ok() ? step(one) : begun;
    if (!done.ok()) {
      result_.failure = tell_failure(one, done.error());
      break;
    }
    ++result_.steps;
  }
  return std::move(result_);
}

Failure ScenarioRun::tell_failure(const plan::Step& step, const Error& error) {
  failure_.span = step.span;
  failure_.message = error.message;
  if (failure_.about.empty()) failure_.about = step.subject;
  auto history = history_of(failure_.about);
  if (history.ok() && failure_.story.empty())
    failure_.story = story_of(*history, stage_.program(), engine().names());
  return std::exchange(failure_, {});
}

Result<void> ScenarioRun::go_on() { return advance_to(until_ms_); }

Result<void> ScenarioRun::advance_to(std::int64_t until_ms) {
  until_ms_ = until_ms;
  Done holds;
  CAMP_TRY(world_.advance_to(until_ms, [&] {
    holds = check_invariants();
    return !holds.ok() || (stop_ && stop_());
  }));
  return holds;
}

// A scenario begins at its first `at`, if nothing but contacts stands before it.
std::int64_t ScenarioRun::first_moment() {
  for (const auto& one : scenario_.steps) {
    if (std::holds_alternative<plan::MakeContact>(one.node)) continue;
    auto* at = std::get_if<plan::At>(&one.node);
    if (at == nullptr) break;
    auto instant = evaluator_.evaluate(at->instant, "");
    if (instant.ok() && instant->tag == Tag::kDatetime) return instant->num;
    break;
  }
  return calendar::instant_of(kFirstDate, kFirstTimeMs, stage_.program().default_zone());
}

// A service does nothing by itself: what it would answer is the scenario's to say.
Result<void> ScenarioRun::step(const plan::Step& step) {
  CAMP_TRY(std::visit([&](const auto& node) { return act(step, node); }, step.node));
  const auto& call = script_.unscripted();
  if (call.empty()) return check_invariants();
  return unmet(fmt::format(
      "{} is requested, and nothing says what it answers: write before `{} answers {{ }}`, "
      "`{} fails` or `{} times out`",
      call, call, call, call));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::MakeContact& node) {
  CAMP_ASSIGN(auto fields, evaluator_.fields_of(node.fields, step.subject));
  std::string data;
  encode_attributes(data, std::move(fields));
  ContactBatch batch;
  batch.contacts.push_back({step.subject, data});
  for (const auto& list : node.lists) batch.lists.push_back(engine().names().number(list));
  batch.confirmed = true;
  for (const auto& [conversation, channel] : node.subscribed)
    batch.subscriptions.push_back({engine().names().number(conversation), channel});
  CAMP_TRY(engine().upsert(batch));
  if (std::find(contacts_.begin(), contacts_.end(), step.subject) == contacts_.end())
    contacts_.push_back(step.subject);
  return {};
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::At& node) {
  CAMP_ASSIGN(auto instant, evaluator_.evaluate(node.instant, ""));
  if (instant.num < now_ms()) {
    auto zone = stage_.program().default_zone();
    return unmet(fmt::format("the clock only goes forward: it is {}, and this is {}",
                             moment_text(now_ms(), zone), moment_text(instant.num, zone)));
  }
  return advance_to(instant.num);
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::After& node) {
  CAMP_ASSIGN(auto until_ms, moment_after(node.duration));
  return advance_to(until_ms);
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::Jump& node) {
  CAMP_ASSIGN(auto until_ms, moment_after(node.duration));
  CAMP_TRY(world_.jump_to(until_ms));
  return {};
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::Kill&) {
  world_.close();
  world_.files().lose_power();
  CAMP_TRY(open());
  return engine().settle();
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::RunStarts& node) {
  CAMP_TRY(engine().run(node.campaign, fmt::format("scenario-{}", ++minted_)));
  return engine().settle();
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::Operates& node) {
  PauseSubject subject = kEverything;
  if (!node.subject.empty()) {
    const auto flow = engine().current()->program().flow_index(node.subject);
    const auto channel = find_channel(node.subject);
    subject = flow != kNone ? engine().names().find(node.subject) : pause_subject(*channel);
  }
  switch (node.order) {
    case plan::Operates::Order::kPauses:
      CAMP_TRY(engine().pause(subject, ""));
      break;
    case plan::Operates::Order::kResumes:
      CAMP_TRY(engine().resume(subject, node.shifting ? Waits::kShift : Waits::kCatchUp));
      break;
    case plan::Operates::Order::kCancels:
      CAMP_TRY(engine().cancel(subject));
      break;
  }
  return engine().settle();
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::NextMessage& node) {
  std::optional<Duration> delay;
  if (node.delay != kNone) {
    CAMP_ASSIGN(auto value, evaluator_.evaluate(node.delay, ""));
    delay = value.as_duration();
  }
  weather_.meet_next(step.subject, node.message, delay);
  return {};
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Does& node) {
  CAMP_ASSIGN(auto fields, evaluator_.fields_of(node.fields, step.subject));
  CAMP_ASSIGN(auto time_ms, time_of(node));
  return apply_event(step.subject, node.event, time_ms, std::move(fields));
}

// The event's own time: `did` says one that has passed.
Result<std::int64_t> ScenarioRun::time_of(const plan::Does& node) {
  if (node.ago != kNone) return moment_before(node.ago);
  if (node.at == kNone) return now_ms();
  CAMP_ASSIGN(auto instant, evaluator_.evaluate(node.at, ""));
  if (instant.num <= now_ms()) return instant.num;
  auto zone = stage_.program().default_zone();
  return unmet(fmt::format("`did` tells what was: it is {}, and this is {}; use `at` and `does`",
                           moment_text(now_ms(), zone), moment_text(instant.num, zone)));
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::ServiceDoes& node) {
  using Fate = plan::ServiceDoes::Fate;
  ServiceScript::Fate fate{node.fate == Fate::kAnswers ? AnswerKind::kAnswered
                           : node.fate == Fate::kFails ? AnswerKind::kRefused
                                                       : AnswerKind::kSilent,
                           {}};
  for (const auto& [field, value] : node.fields) {
    CAMP_ASSIGN(const auto given, evaluator_.value_of(value, ""));
    fate.fields.emplace_back(field, given);
  }
  script_.tell(node.call, std::move(fate));
  return {};
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Reacts& node) {
  std::vector<NamedValue> fields;
  const auto add = [&](std::string_view field, std::string_view text) {
    if (!text.empty()) fields.push_back({engine().names().number(field), Value::string(text)});
  };
  if (!node.message.empty()) {
    CAMP_ASSIGN(const bool sent, has_got(step.subject, node.message));
    if (!sent) return unmet(fmt::format("{} has not got {}", step.subject, node.message));
  }
  add("message", node.message);
  add("text", node.text);
  if (node.channel) add("channel", info_of(*node.channel).word);
  return apply_event(step.subject, node.event, now_ms(), std::move(fields));
}

// As who reads the message: a link that was not sent, nobody can use.
Result<void> ScenarioRun::act(const plan::Step& step, const plan::Confirms& node) {
  const auto& names = engine().names();
  CAMP_ASSIGN(const auto token,
              engine().last_link(step.subject, names.find(node.conversation), node.channel));
  const auto& program = stage_.program().program();
  const auto* flow = program.flow(opt_in_name(node.conversation, node.channel));
  const auto& message = program.name(program.messages[flow->sends.front().message].name);
  CAMP_ASSIGN(const bool sent, has_got(step.subject, message));
  if (token.empty() || !sent) return unmet(fmt::format("{} has not got {}", step.subject, message));
  return apply_event(step.subject, kSubscriptionConfirmed, now_ms(),
                     {{engine().names().find("token"), Value::string(token)}});
}

Result<bool> ScenarioRun::has_got(const std::string& contact, std::string_view message) {
  CAMP_ASSIGN(auto history, history_of(contact));
  const auto number = engine().names().find(message);
  const auto& entries = history.entries();
  return std::any_of(entries.begin(), entries.end(), [&](const HistoryEntry& line) {
    const auto* decided = line.entry.message();
    return decided != nullptr && decided->message == number && line.fate == Fate::kSent;
  });
}

Result<void> ScenarioRun::apply_event(const std::string& contact, std::string_view event,
                                      std::int64_t time_ms, std::vector<NamedValue> fields) {
  std::string data;
  encode_attributes(data, std::move(fields));
  auto id = fmt::format("event-{}", ++minted_);
  EventInput input{id, contact, engine().names().number(event), time_ms, data};
  std::vector<EventFate> fates;
  CAMP_TRY(engine().apply({&input, 1}, &fates));
  CAMP_TRY(engine().settle());
  if (fates.front() == EventFate::kApplied) return {};
  const auto problem = problem_of(fates.front(), input, stage_.program());
  return unmet(fmt::format("the event was refused: {}: {}", problem.field, problem.reason));
}

Result<std::int64_t> ScenarioRun::moment_after(FunctionIndex duration) {
  CAMP_ASSIGN(auto value, evaluator_.evaluate(duration, ""));
  const auto* zone = stage_.program().default_zone();
  const auto moment_ms = calendar::add(now_ms(), value.as_duration(), zone);
  if (moment_ms >= now_ms()) return moment_ms;
  return unmet(fmt::format("the clock only goes forward: it is {}, and this would be {}",
                           moment_text(now_ms(), zone), moment_text(moment_ms, zone)));
}

Result<std::int64_t> ScenarioRun::moment_before(FunctionIndex duration) {
  CAMP_ASSIGN(auto value, evaluator_.evaluate(duration, ""));
  return calendar::subtract(now_ms(), value.as_duration(), stage_.program().default_zone());
}

Result<ContactHistory> ScenarioRun::history_of(const std::string& contact) {
  ContactRow row;
  CAMP_ASSIGN(bool found, read_contact(world_.store(), contact, &row));
  if (!found) return Error{ErrorKind::kNotFound, "no such contact", contact, ""};
  return ContactHistory::read(world_.store(), contact, row);
}

}  // namespace camp::sim
