#include "tests/model/contact_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tests/model/civil.h"
#include "tests/model/replies.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;
constexpr std::int64_t kDayMs = 86'400'000;

std::string text_in(const Event& event, const char* field) {
  const auto found = event.texts.find(field);
  return found == event.texts.end() ? std::string() : found->second;
}

}  // namespace

ContactModel::ContactModel(const Life& life, std::size_t person)
    : life_(life), person_(life.people[person]), person_index_(person) {
  for (const auto& flow : life.project.flows) labels_[&flow] = labels_of(life.project, flow);
  for (const char* list : {"blocked", "vips"}) {
    if (!(list == std::string("vips") ? person_.vip : person_.blocked)) continue;
    auto& listed = note(Kind::kListed, life.begin_ms);
    listed.name = list;
    listed.given = true;
    listed.number = life.begin_ms;
  }
  grant(person_.subscribed, person_.confirmed, life.begin_ms);
  close(life.begin_ms);
}

Fact& ContactModel::note(Kind kind, std::int64_t now_ms, const Instance* instance) {
  Fact fact;
  fact.kind = kind;
  fact.at_ms = now_ms;
  if (instance) {
    fact.instance = instance->number;
    fact.flow = instance->flow;
    fact.run_key = instance->run_key;
    fact.arms = arms_of(*instance);
  }
  facts_.push_back(std::move(fact));
  return facts_.back();
}

void ContactModel::say(std::int64_t now_ms, const Instance& instance, const std::string& text) {
  std::string arms;
  for (const auto& [experiment, arm] : arms_of(instance)) arms += " " + experiment + ":" + arm;
  lines_.push_back(fmt::format("{} {}{}#{}{} {}", now_ms, instance.flow->name,
                               instance.run_key.empty() ? "" : "/" + instance.run_key,
                               instance.number, arms, text));
}

void ContactModel::live() {
  for (const auto& input : life_.inputs) {
    const bool of_all = input.service || !input.flow.empty();
    if (!of_all && input.person != person_index_) continue;
    wake_until(input.at_ms);
    if (input.import) import(*input.import, input.at_ms);
    if (input.service) services_[input.service->call] = *input.service;
    if (input.link) {
      if (input.link->owner == person_index_) confirm(*input.link, input.event, input.at_ms);
      close(input.at_ms);
    } else if (input.is_event()) {
      happen(input.event, input.at_ms);
      close(input.at_ms);
    }
    for (const auto& flow : life_.project.flows) {
      if (flow.name != input.flow || (flow.exclude_blocked && listed("blocked"))) continue;
      if (!holds(flow.include, {nullptr, "", nullptr, input.at_ms})) continue;
      if (flow.per_outlet && !outlet()) continue;
      begin(flow, input.run_key, nullptr, "", input.at_ms);
      settle(input.at_ms);
      close(input.at_ms);
    }
  }
  wake_until(life_.end_ms);
}

// Moment by moment; what is due in one is done with before its messages leave.
void ContactModel::wake_until(std::int64_t until_ms) {
  for (;;) {
    auto moment_ms = ask_ms_;
    for (const auto& instance : instances_)
      if (instance.waiting) moment_ms = std::min(moment_ms, instance.due_ms);
    for (const auto& fact : facts_)
      if (fact.until_ms) moment_ms = std::min(moment_ms, *fact.until_ms);
    if (moment_ms > until_ms) return;
    while (wake_one(moment_ms)) {
    }
    close(moment_ms);
  }
}

// Conditions first, then the older instance.
bool ContactModel::wake_one(std::int64_t moment_ms) {
  if (ask_ms_ == moment_ms) {
    ask_ms_ = INT64_MAX;
    news_.all = true;
    settle(moment_ms);
    return true;
  }
  for (auto& instance : instances_) {
    if (!instance.waiting || instance.due_ms != moment_ms) continue;
    if (instance.wait) instance.place.push_back({&instance.wait->otherwise});
    if (instance.talk && instance.talk->asked) stay_silent(instance);
    if (instance.request) hear_answer(instance, nullptr);
    go_on(instance, moment_ms, "timer");
    settle(moment_ms);
    return true;
  }
  return false;
}

// An event comes in: once per id.
void ContactModel::happen(const Event& event, std::int64_t now_ms) {
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kEvent && !fact.event->own && fact.event->id == event.id) return;
  const bool receipt = event.name.rfind("message.", 0) == 0;
  const auto about = receipt ? answered(event) : SIZE_MAX;
  if (receipt && about == SIZE_MAX && !is_said_to_sender(event))
    return;  // refused: there is no such message
  if (about != SIZE_MAX) {
    lines_.push_back(
        fmt::format("{} {} of message {}", now_ms, event.name.substr(8), message_number(about)));
  }
  if (subscribes(event, now_ms)) return;
  mean(event, now_ms);
  const auto said = receipt ? change_consent(event, about, now_ms) : std::nullopt;
  record(event, about, now_ms);
  settle(now_ms, &event);
  if (!said) return;
  made_.push_back(*said);
  record(made_.back(), SIZE_MAX, now_ms);
  settle(now_ms, &event);
}

void ContactModel::record(const Event& event, std::size_t about, std::int64_t now_ms) {
  auto& fact = note(Kind::kEvent, now_ms);
  fact.event = &event;
  fact.about = about;
  if (about != SIZE_MAX) {  // it is the doing of the flow that sent the message
    const auto& message = facts_[about];
    for (const auto& instance : instances_)
      if (instance.number == message.instance) fact.arms = arms_of(instance);
    fact.flow = message.flow;
    fact.run_key = message.run_key;
  }
  react(facts_.size() - 1, now_ms);
}

// What `subscribed`, `unsubscribed`, `list.added` and `list.removed` say.
void ContactModel::mean(const Event& event, std::int64_t now_ms) {
  if (event.name == "list.added" || event.name == "list.removed") {
    auto& listed = note(Kind::kListed, now_ms);
    listed.name = text_in(event, "list");
    listed.given = event.name == "list.added";
    listed.number = event.time_ms;
    return;
  }
  if (event.name != "subscribed" && event.name != "unsubscribed") return;
  Fact word;
  word.kind = Kind::kWord;
  word.given = event.name == "subscribed";
  word.name = text_in(event, "conversation");
  word.channel = text_in(event, "channel");
  if (word.given && word.channel.empty()) word.channel = "email";
  word.number = event.time_ms;
  if (word.given)
    facts_.push_back(word);
  else
    object(word, now_ms, event.history);
}

// Goals, then exits, then waits; entries come behind, before what all these set off.
void ContactModel::react(std::size_t fact, std::int64_t now_ms) {
  const auto& event = *facts_[fact].event;
  goals(fact, now_ms);
  if (event.history) return;
  exits(event, now_ms);
  entries(event);
  waits(fact, now_ms);
}

// Each is done with before the next, and so is what it changed for those who wait for a change.
// `by`: what came in. What history or an old event changes lets nobody in.
void ContactModel::settle(std::int64_t now_ms, const Event* by) {
  const bool history = by && by->history;
  ask_conditions(now_ms, history, history || (by && by->time_ms < now_ms - kDayMs));
  while (!todo_.empty()) {
    const auto todo = todo_.front();
    todo_.pop_front();
    if (todo.entry) {
      enter(todo, now_ms);
    } else {
      note(Kind::kEvent, now_ms).event = todo.event;
      react(facts_.size() - 1, now_ms);
    }
    ask_conditions(now_ms, false, false);
  }
}

void ContactModel::exits(const Event& event, std::int64_t now_ms) {
  for (auto& instance : instances_) {
    if (event.time_ms < instance.start_ms) continue;
    for (const auto& exit : instance.flow->exits) {
      if (!fits(exit, event, {&instance, exit.alias, &event, now_ms})) continue;
      leave_by(instance, "exit by " + cause(event) + " -> exited", now_ms);
      break;
    }
  }
}

// Whose flow has ended is not sent what of it is still held; who was taken out is not once more.
void ContactModel::leave_by(Instance& instance, const std::string& how, std::int64_t now_ms) {
  if (instance.waiting)
    end(instance, how, "", now_ms);
  else if (!taken_out(instance.number, 0))
    note(Kind::kTakenBack, now_ms, &instance);
}

// Those that stand at a wait when the event comes; not those that come to one by it.
void ContactModel::waits(std::size_t fact, std::int64_t now_ms) {
  std::vector<Instance*> standing;
  for (auto& instance : instances_)
    if (instance.waiting && (instance.wait || instance.talk || instance.request))
      standing.push_back(&instance);
  for (auto* instance : standing) {
    if (instance->request) {
      const auto& event = *facts_[fact].event;
      if (!is_answered_by(*instance, event)) continue;
      hear_answer(*instance, event.name == kNoAnswer ? nullptr : &event);
      go_on(*instance, now_ms, "event " + cause(event));
      continue;
    }
    if (instance->talk) {
      if (answers(*instance, fact))
        go_on(*instance, now_ms, "event " + cause(*facts_[fact].event),
              &facts_[fact].event->texts.at("text"));
      continue;
    }
    const auto* arm = arm_for(*instance, fact, now_ms);
    if (!arm) continue;
    go_on(*instance, now_ms, take(*instance, {arm, fact}));
  }
}

// An event enters a journey once; it is done with before what else is to happen.
void ContactModel::entries(const Event& event) {
  auto at = todo_.begin();
  for (const auto& flow : life_.project.flows) {
    bool starts = false;
    for (const auto& start : flow.starts) starts = starts || start.on.event == event.name;
    if (starts) at = todo_.insert(at, {&event, &flow}) + 1;
  }
}

void ContactModel::enter(const Todo& todo, std::int64_t now_ms) {
  for (const auto& start : todo.entry->starts) {
    if (todo.start && todo.start != &start) continue;
    if (!todo.entry->confirms.empty() && todo.event->texts.at("channel") != todo.entry->confirms)
      continue;
    const bool agrees =
        todo.start ? asks(start.on.where, {nullptr, "", nullptr, now_ms})
                   : fits(start.on, *todo.event, {nullptr, start.on.alias, todo.event, now_ms});
    if (agrees) return enter(*todo.entry, start, *todo.event, now_ms);
  }
}

void ContactModel::enter(const Flow& flow, const Start& start, const Event& event,
                         std::int64_t now_ms) {
  const auto why = refusal(flow, start, event, now_ms);
  if (why.empty()) return begin(flow, "", &event, start.on.alias, now_ms);
  auto& fact = note(Kind::kRefused, now_ms);
  fact.flow = &flow;
  fact.verdict = why;
  lines_.push_back(fmt::format("{} {} refused: {}", now_ms, flow.name, why));
}

// Why the event does not start the journey for her; "" when it does.
std::string ContactModel::refusal(const Flow& flow, const Start& start, const Event& event,
                                  std::int64_t now_ms) {
  if (!flow.confirms.empty()) return confirmation_refused(flow, now_ms);
  if (event.time_ms < now_ms - kDayMs && !start.even_late) return "old";
  Instance as_if;  // she had entered
  as_if.flow = &flow;
  as_if.events[start.on.alias] = &event;
  if (leaves_already(as_if, now_ms)) return "exited_first";
  bool behind = false;  // of one instant, arrival decides
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kEvent) continue;
    behind = behind || fact.event == &event;
    if (fact.event == &event || fact.event->time_ms < event.time_ms) continue;
    if (fact.event->time_ms == event.time_ms && !behind) continue;
    for (const auto& exit : flow.exits)
      if (fits(exit, *fact.event, {&as_if, exit.alias, fact.event, now_ms})) return "exited_first";
  }
  const auto key_of = [&](const Event& it) {
    return flow.key.empty() ? 0 : it.numbers.at(flow.key);
  };
  const Fact* last_end = nullptr;
  for (const auto& instance : instances_) {
    if (instance.flow != &flow || key_of(*instance.start) != key_of(event)) continue;
    if (!flow.again) return "once";
    const auto* over = ended(instance.number);
    if (!over) return "still_in";
    if (!last_end || over->at_ms > last_end->at_ms) last_end = over;
  }
  const bool waits = last_end != nullptr && flow.again_after != Length{};
  if (waits && later(last_end->at_ms, flow.again_after, zone()) > now_ms) return "too_soon";
  return flow.per_outlet && !outlet() ? "no_outlet" : "";
}

void ContactModel::begin(const Flow& flow, const std::string& run_key, const Event* event,
                         const std::string& alias, std::int64_t now_ms) {
  auto& instance = instances_.emplace_back();
  instance.number = static_cast<int>(instances_.size());
  instance.flow = &flow;
  instance.run_key = run_key;
  instance.start = event;
  instance.start_ms = event ? event->time_ms : now_ms;
  if (event) instance.events[alias] = event;
  if (flow.per_outlet) instance.outlet = outlet()->name;
  instance.place.push_back({&flow.flow});
  note(Kind::kEntered, now_ms, &instance);
  hold_goals(instance, now_ms);
  if (!event && leaves_already(instance, now_ms))
    return end(instance, "start -> exited", "", now_ms);
  go_on(instance, now_ms, event ? "start " + cause(*event) : "start");
}

// The how-manieth message of the contact it is, from 1, by when it was decided.
int ContactModel::message_number(std::size_t fact) const {
  int number = 0;
  for (const auto& other : facts_) {
    const bool message = other.kind == Kind::kMessage || other.kind == Kind::kHeldBack;
    if (message && !other.released) ++number;
    if (message && other.id == facts_[fact].id) break;
  }
  return number;
}

}  // namespace camp::model
