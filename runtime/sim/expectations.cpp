// What a scenario expects, each compared with what the journal and the contact's row say.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/counted.h"
#include "lang/base/suggest.h"
#include "runtime/delivery/compose.h"
#include "runtime/sim/scenario_run.h"
#include "runtime/sim/story.h"

namespace camp::sim {
namespace {

bool is_message(const HistoryEntry& line, std::uint32_t message) {
  const auto* decided = line.entry.message();
  return decided != nullptr && decided->message == message;
}

// "; it was skipped by email: no_consent at 2026-03-02 11:00", about the last decision, or nothing.
std::string last_fate(const ContactHistory& history, std::uint32_t message,
                      const calendar::Zone* zone) {
  std::string text;
  for (const auto& line : history.entries()) {
    if (is_message(line, message))
      text = fmt::format("; it was {} at {}", fate_text(line), moment_text(line.entry.at_ms, zone));
  }
  return text;
}

}  // namespace

// The first of the texts that the message does not contain; "" when it contains all.
std::string ScenarioRun::missing_text(const MessageEntry& message,
                                      const std::vector<std::string>& texts) {
  ComposedMessage composed;
  const auto& linked = stage_.program();
  if (!compose(linked.program(), linked.message_by_number(message.message), message.content,
               message.slots, &composed))
    return texts.empty() ? "" : texts.front();
  for (const auto& text : texts) {
    const bool found =
        std::any_of(composed.parts.begin(), composed.parts.end(), [&](const ComposedPart& part) {
          return part.text.find(text) != std::string::npos ||
                 part.label.find(text) != std::string::npos;
        });
    if (!found) return text;
  }
  return {};
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::WasSent& node) {
  CAMP_ASSIGN(auto history, history_of(step.subject));
  auto message = engine().names().find(node.message);
  std::string missing;
  for (const auto& line : history.entries()) {
    if (!is_message(line, message) || line.fate != Fate::kSent) continue;
    const auto& sent = *line.entry.message();
    if (node.channel && *node.channel != sent.channel) continue;
    missing = missing_text(sent, node.containing);
    if (missing.empty()) return {};
  }
  if (!missing.empty())
    return unmet(fmt::format("{} was sent {}, but it does not contain \"{}\"", step.subject,
                             node.message, missing));
  auto via = node.channel ? fmt::format(" via {}", info_of(*node.channel).word) : std::string();
  return unmet(fmt::format("{} was not sent {}{}{}", step.subject, node.message, via,
                           last_fate(history, message, stage_.program().default_zone())));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::WasNotSent& node) {
  CAMP_ASSIGN(auto history, history_of(step.subject));
  ContactRow row;
  CAMP_TRY(read_contact(world_.store(), step.subject, &row));
  auto message = engine().names().find(node.message);
  auto zone = stage_.program().default_zone();
  bool because = node.reason.empty();
  // What holds it now may be another than the one that its entry names.
  for (const auto& held : row.held) {
    const auto* gate = info_of(static_cast<Gate>(held.pressure));
    because = because || (held.message == message && gate != nullptr && gate->word == node.reason);
  }
  for (const auto& line : history.entries()) {
    if (!is_message(line, message)) continue;
    if (line.fate == Fate::kSent)
      return unmet(fmt::format("{} was sent {} at {}", step.subject, node.message,
                               moment_text(line.settled_ms, zone)));
    const auto* gate = info_of(line.entry.message()->verdict.gate);
    because =
        because || (gate != nullptr && gate->word == node.reason) || line.reason == node.reason;
  }
  if (because) return {};
  std::vector<std::string> words;
  for (const auto& gate : gates()) words.emplace_back(gate.word);
  bool known = std::find(words.begin(), words.end(), node.reason) != words.end();
  auto near = known ? std::nullopt : suggest(node.reason, words);
  return unmet(
      fmt::format("{} was not sent {}, but not because of '{}'{}{}", step.subject, node.message,
                  node.reason, last_fate(history, message, zone),
                  near ? fmt::format("; there is no such reason, did you mean '{}'?", *near) : ""));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Entered& node) {
  CAMP_ASSIGN(auto history, history_of(step.subject));
  auto flow = engine().names().find(node.flow);
  auto zone = stage_.program().default_zone();
  for (const auto& line : history.entries()) {
    const auto& entry = line.entry;
    const auto* transition = entry.transition();
    const bool starts = transition != nullptr && transition->wake == WakeKind::kStart;
    if (!starts || entry.subject.flow != flow) continue;
    if (!node.negated) return {};
    return unmet(fmt::format("{} entered {} at {}", step.subject, node.flow,
                             moment_text(entry.at_ms, zone)));
  }
  if (node.negated) return {};
  return unmet(fmt::format("{} has not entered {}", step.subject, node.flow));
}

// "anna is at "wait 1h" since 2026-03-02 10:00". Who failed before any wait stands nowhere.
std::string ScenarioRun::standing_text(const Instance& instance, std::string_view contact) {
  const auto zone = stage_.program().default_zone();
  const auto step = step_text(stage_.program(), instance.step);
  if (instance.state != InstanceState::kIncident)
    return fmt::format("{} is at {} since {}", contact, step, moment_text(instance.since_ms, zone));
  const auto when = moment_text(instance.failure.at_ms, zone);
  if (instance.since_ms == 0) return fmt::format("{} failed at {}, by an incident", contact, when);
  return fmt::format("{} failed behind {} at {}, by an incident", contact, step, when);
}

// "; she is at "wait 1h" since 2026-03-02 10:00", or that she never was in it.
std::string ScenarioRun::where_she_is(const ContactRow& row, std::string_view contact,
                                      std::string_view flow) {
  auto number = engine().names().find(flow);
  std::string text;
  for (const auto& instance : row.instances) {
    if (instance.flow != number || instance.state == InstanceState::kEnded) continue;
    text += fmt::format("{} {}", text.empty() ? ";" : " and", standing_text(instance, contact));
  }
  return text.empty() ? fmt::format("; {} is not in it", contact) : text;
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::LeftFlow& node) {
  ContactRow row;
  CAMP_TRY(read_contact(world_.store(), step.subject, &row));
  CAMP_ASSIGN(auto history, history_of(step.subject));
  auto flow = engine().names().find(node.flow);
  bool in_it = std::any_of(row.instances.begin(), row.instances.end(), [&](const Instance& one) {
    return one.flow == flow && one.state != InstanceState::kEnded;
  });
  const TransitionEntry* end = nullptr;
  for (const auto& line : history.entries()) {
    const auto* last = line.entry.transition();
    if (last == nullptr || line.entry.subject.flow != flow) continue;
    if (last->stop == StopKind::kFinished || last->stop == StopKind::kExited) end = last;
  }
  if (in_it || end == nullptr)
    return unmet(fmt::format("{} has not left {}{}", step.subject, node.flow,
                             where_she_is(row, step.subject, node.flow)));
  if (!node.reason || end->text == *node.reason) return {};
  return unmet(fmt::format("{} left {} with \"{}\"", step.subject, node.flow, end->text));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::IsAtStep& node) {
  ContactRow row;
  CAMP_TRY(read_contact(world_.store(), step.subject, &row));
  auto flow = engine().names().find(node.flow);
  const auto& steps = stage_.program().program().steps;
  for (const auto& instance : row.instances) {
    bool here = instance.flow == flow && instance.state != InstanceState::kEnded &&
                instance.step < steps.size() && steps[instance.step].label == node.label;
    if (here) return {};
  }
  return unmet(fmt::format("{} is not at \"{}\" in {}{}", step.subject, node.label, node.flow,
                           where_she_is(row, step.subject, node.flow)));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Reached& node) {
  CAMP_ASSIGN(auto history, history_of(step.subject));
  auto goal = engine().names().find(node.goal);
  auto zone = stage_.program().default_zone();
  Value worth;
  if (node.worth != kNone) {
    CAMP_ASSIGN(worth, evaluator_.evaluate(node.worth, step.subject));
  }
  // A conversion that was refunded is worth nothing.
  const auto worth_of = [&](const JournalEntry& entry, const ConvertedEntry& converted) {
    auto left = converted.worth;
    for (const auto& line : history.entries()) {
      const auto* refund = std::get_if<RefundedEntry>(&line.entry.what);
      if (refund != nullptr && refund->goal == goal && refund->converted == converted.cause &&
          line.entry.subject == entry.subject)
        left.num = 0;
    }
    return left;
  };
  std::string other;
  for (const auto& line : history.entries()) {
    const auto* converted = std::get_if<ConvertedEntry>(&line.entry.what);
    if (converted == nullptr || converted->goal != goal) continue;
    const auto left = worth_of(line.entry, *converted);
    if (node.negated)
      return unmet(fmt::format("{} reached {} at {}", step.subject, node.goal,
                               moment_text(line.entry.at_ms, zone)));
    if (node.worth == kNone || equal(left, worth)) return {};
    other = value_text(left, zone);
  }
  if (node.negated) return {};
  if (!other.empty())
    return unmet(fmt::format("{} reached {} worth {}, not {}", step.subject, node.goal, other,
                             value_text(worth, zone)));
  return unmet(fmt::format("{} has not reached {}", step.subject, node.goal));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::ReachedTarget& node) {
  CAMP_ASSIGN(auto history, history_of(step.subject));
  for (const auto& line : history.entries()) {
    const auto* talk = std::get_if<TalkEntry>(&line.entry.what);
    if (talk == nullptr || talk->point != TalkPoint::kTarget ||
        talk_item(stage_.program().program(), talk->step).name != node.target)
      continue;
    if (!node.negated) return {};
    return unmet(fmt::format("{} reached {} at {}", step.subject, node.target,
                             moment_text(line.entry.at_ms, stage_.program().default_zone())));
  }
  if (node.negated) return {};
  return unmet(fmt::format("{} has not reached {}", step.subject, node.target));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::IsIn& node) {
  CAMP_ASSIGN(auto member, evaluator_.evaluate(node.test, step.subject));
  if (member.truth() != node.negated) return {};
  return unmet(fmt::format("{} is {}in {}", step.subject, node.negated ? "" : "not ", node.set));
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Holds& node) {
  auto holds = evaluator_.evaluate(node.condition, step.subject);
  if (holds.ok() && holds->truth()) return {};
  failure_.values = evaluator_.values_of(node.parts, step.subject);
  return holds.ok() ? unmet("this does not hold") : holds.error();
}

Result<void> ScenarioRun::check_invariants() {
  for (const auto& contact : contacts_) {
    for (const auto& invariant : stage_.invariants()) CAMP_TRY(check_invariant(invariant, contact));
  }
  return {};
}

Result<void> ScenarioRun::check_invariant(const plan::Invariant& invariant,
                                          const std::string& contact) {
  const auto holds = evaluator_.evaluate(invariant.condition, contact);
  const std::pair of(&invariant, contact);
  if (holds.ok() && holds->truth()) {
    broken_.erase(of);
    return {};
  }
  if (!broken_.insert(of).second) return {};
  failure_ = evaluator_.failure_of(invariant, contact, holds);
  return unmet(failure_.message);
}

Result<void> ScenarioRun::act(const plan::Step& step, const plan::Shows& node) {
  CAMP_ASSIGN(const auto value, evaluator_.evaluate(node.value, step.subject));
  result_.shown.push_back({step.span, value_text(value, stage_.program().default_zone()),
                           evaluator_.values_of(node.parts, step.subject)});
  return {};
}

// "anna: reminder sent by email at 2026-03-02 11:00", of everybody, for messages after a moment.
Result<std::vector<std::string>> ScenarioRun::sent_lines(World& world, std::int64_t after_ms) {
  std::vector<std::string> lines;
  for (const auto& contact : contacts_) {
    ContactRow row;
    CAMP_TRY(read_contact(world.store(), contact, &row));
    CAMP_ASSIGN(auto history, ContactHistory::read(world.store(), contact, row));
    for (const auto& line : history.entries()) {
      const auto* message = line.entry.message();
      if (message == nullptr || line.fate != Fate::kSent) continue;
      if (line.settled_ms < after_ms) continue;
      lines.push_back(fmt::format("{}: {} {} at {}", contact, name(message->message),
                                  fate_text(line),
                                  moment_text(line.settled_ms, stage_.program().default_zone())));
    }
  }
  return lines;
}

Result<void> ScenarioRun::act(const plan::Step&, const plan::MessagesSent& node) {
  std::int64_t from_ms = INT64_MIN;
  if (node.last != kNone) {
    CAMP_ASSIGN(from_ms, moment_before(node.last));
  }
  CAMP_ASSIGN(auto sent, sent_lines(world_, from_ms));
  if (sent.size() == node.count) return {};
  failure_.story = sent;
  return unmet(fmt::format("{} sent, not {}", counted(sent.size(), "message was", "messages were"),
                           node.count));
}

// Looks ahead in a world of its own: what is expected changes nothing for the steps that follow.
Result<void> ScenarioRun::act(const plan::Step& step, const plan::NothingMore& node) {
  CAMP_ASSIGN(auto until_ms, moment_after(node.next));
  CAMP_ASSIGN(auto before, sent_lines(world_, INT64_MIN));
  auto weather = weather_;
  std::optional<World> fork;
  auto* ahead = &world_;
  if (&step != last_) {
    ahead = &fork.emplace(options_in(weather, script_, [&] { return fork->clock().now_ms(); }),
                          world_.memory().snapshot());
    ahead->clock().ms = now_ms();
    CAMP_TRY(ahead->open());
  }
  CAMP_TRY(ahead->advance_to(until_ms));
  CAMP_ASSIGN(auto after, sent_lines(*ahead, INT64_MIN));
  if (after.size() == before.size()) return {};
  for (auto& line : after) {
    if (std::find(before.begin(), before.end(), line) == before.end())
      failure_.story.push_back(line);
  }
  auto more = after.size() - before.size();
  return unmet(
      fmt::format("{} sent by then", counted(more, "more message is", "more messages are")));
}

}  // namespace camp::sim
