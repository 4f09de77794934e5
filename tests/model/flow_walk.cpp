// One transition: from where an instance stands to its next wait, or its end.
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

// The hash of the language's reference: 0 .. parts - 1.
std::uint64_t drawn(const std::string& name, const std::string& contact, std::uint64_t parts) {
  const auto key = name + std::string(1, '\0') + contact;
  __extension__ typedef unsigned __int128 Wide;
  return static_cast<std::uint64_t>((Wide{XXH3_64bits(key.data(), key.size())} * parts) >> 64);
}

const Variant* by_group(const Statement& experiment, const std::string& group) {
  for (const auto& variant : experiment.variants)
    for (const auto& value : variant.groups)
      if (value == group) return &variant;
  for (const auto& variant : experiment.variants)
    if (variant.otherwise) return &variant;
  return nullptr;
}

const Variant* by_chance(const Statement& experiment, const std::string& name,
                         const std::string& contact) {
  const auto at = drawn(name, contact, 1'000'000);
  std::uint64_t below = 0;
  for (const auto& variant : experiment.variants) {
    below += static_cast<std::uint64_t>(variant.percent) * 10'000;
    if (at < below) return &variant;
  }
  return nullptr;
}

// Whose path the held-out walk: a variant by hash, weighted like the variants.
const Variant* shadow(const Statement& experiment, const std::string& name,
                      const std::string& contact) {
  std::vector<const Variant*> variants;
  std::uint64_t shares = 0;
  for (const auto& variant : experiment.variants) {
    if (variant.holdout) continue;
    variants.push_back(&variant);
    shares += experiment.by_group ? 1 : static_cast<std::uint64_t>(variant.percent);
  }
  // Millionths, as shares are kept: the same number as of percents, but for rounding.
  const std::uint64_t unit = experiment.by_group ? 1 : 10'000;
  const auto at = drawn(name + "/shadow", contact, shares * unit);
  std::uint64_t below = 0;
  for (const auto* variant : variants) {
    below += experiment.by_group ? 1 : static_cast<std::uint64_t>(variant->percent) * unit;
    if (at < below) return variant;
  }
  return variants.back();
}

}  // namespace

// `woken`: by what. A wait that looks back may go on at once, in the same moment. `reply`: what was
// answered to the question that waits.
void ContactModel::go_on(Instance& instance, std::int64_t now_ms, std::string woken,
                         const std::string* reply) {
  while (true) {
    instance.waiting = false;
    instance.wait = nullptr;
    transition_begin_ = facts_.size();
    const auto before = attributes();
    std::string stopped;
    const bool asked_again = reply != nullptr && hear(instance, *reply, now_ms);
    reply = nullptr;
    const bool parked = asked_again || walk(instance, now_ms, &stopped);
    std::string set;
    for (const auto& [name, value] : attributes()) {
      if (before.at(name) == value) continue;
      set += " " + name + "=" + value;
      note(Kind::kChanged, now_ms).name = name;
    }
    if (!set.empty()) say(now_ms, instance, "set" + set);
    if (!parked) {
      const auto exited = stopped != "finished";
      return end(instance, woken + (exited ? " -> exited" : " -> finished"),
                 exited ? stopped.substr(6) : "", now_ms);
    }
    say(now_ms, instance,
        fmt::format("{} -> parked at {} until {}", woken, label_of(instance, *instance.at),
                    instance.due_ms));
    const auto found = look_back(instance, now_ms);
    if (!found.arm) return;
    woken = take(instance, found);
  }
}

// False when it ended: `*stopped` is "finished", or "exited" with the reason behind it.
bool ContactModel::walk(Instance& instance, std::int64_t now_ms, std::string* stopped) {
  while (!instance.place.empty()) {
    if (instance.talk && instance.place.size() == instance.talk->depth) instance.talk.reset();
    auto& place = instance.place.back();
    if (place.next == place.block->size()) {
      if (place.rounds > 1)
        place.next = 0, --place.rounds;
      else
        instance.place.pop_back();
      continue;
    }
    const auto& statement = (*place.block)[place.next++];
    instance.at = &statement;
    switch (statement.kind) {
      case Statement::Kind::kWaitUntil:
        instance.waiting = true;
        instance.since_ms = now_ms;
        instance.due_ms = next_shown(now_ms, statement.weekday, statement.minute, zone());
        return true;
      case Statement::Kind::kWaitForMoment: {
        const auto& in = statement.moment.zone;
        const auto at_ms = statement.of_contact && person_.meet_ms
                               ? *person_.meet_ms
                               : instant_of(statement.moment.shown_s, in.empty() ? zone() : in);
        if (at_ms <= now_ms) break;
        instance.waiting = true;
        instance.since_ms = now_ms;
        instance.due_ms = at_ms;
        return true;
      }
      case Statement::Kind::kWait:
      case Statement::Kind::kWaitFor:
        instance.waiting = true;
        instance.since_ms = now_ms;
        instance.due_ms = later(now_ms, statement.length, zone());
        if (statement.kind == Statement::Kind::kWaitFor) instance.wait = &statement;
        return true;
      case Statement::Kind::kRequest:
        request(instance, statement, now_ms);
        return true;
      case Statement::Kind::kExit:
        *stopped = "exited" + statement.name;
        return false;
      case Statement::Kind::kAsk:
        if (ask(instance, statement, now_ms)) return true;
        break;
      default:
        act(instance, statement, now_ms);
    }
  }
  *stopped = "finished";
  return false;
}

void ContactModel::act(Instance& instance, const Statement& it, std::int64_t now_ms) {
  const Scope scope{&instance, "", nullptr, now_ms};
  switch (it.kind) {
    case Statement::Kind::kSend:
      return send(instance, it, now_ms);
    case Statement::Kind::kExperiment:
      return experiment(instance, it, now_ms);
    case Statement::Kind::kIf:
      instance.place.push_back({holds(it.condition, scope) ? &it.then : &it.otherwise});
      return;
    case Statement::Kind::kMatch: {
      const auto* chosen = &it.otherwise;
      for (std::size_t i = it.stages.size(); i-- > 0;)
        if (it.stages[i] == stage()) chosen = &it.blocks[i];
      instance.place.push_back({chosen});
      return;
    }
    case Statement::Kind::kLet:
      instance.locals[it.name] = value(it.value, scope);
      return;
    case Statement::Kind::kSetPoints: {
      const auto sum = points() + value(it.value, scope);
      note(Kind::kPoints, now_ms, &instance).number = sum;
      return;
    }
    case Statement::Kind::kSetStage:
      note(Kind::kStage, now_ms, &instance).name = it.name;
      return;
    case Statement::Kind::kSetOutlet:
      note(Kind::kMoved, now_ms, &instance).name = it.name;
      return;
    case Statement::Kind::kSetAddress: {
      const auto address = it.text.empty() ? moved_to(it.name, now_ms) : it.text;
      auto& fact = note(Kind::kAddress, now_ms, &instance);
      fact.name = it.name;
      fact.text = address;
      return;
    }
    case Statement::Kind::kRepeat:
      instance.place.push_back({&it.then, 0, it.rounds});
      return;
    case Statement::Kind::kStop:
      while (instance.place.back().rounds == 0) instance.place.pop_back();
      instance.place.pop_back();
      return;
    case Statement::Kind::kList:
      return change_list(instance, it, now_ms);
    case Statement::Kind::kConsent:
      return change_consent(instance, it, now_ms);
    case Statement::Kind::kEmit:
      return emit(instance, it, now_ms);
    case Statement::Kind::kDo:
      return talk(instance, it, now_ms);
    case Statement::Kind::kSay:
      instance.talk->said += fmt::format("{} {}\n", it.text, instance.talk->argument);
      if (!it.message.empty()) speak(instance, it.message, named(instance, it), "", now_ms);
      return;
    case Statement::Kind::kGive:
      return give(instance, it.name);
    default:
      return;
  }
}

const Named& ContactModel::named(const Instance& instance, const Statement& statement) const {
  return labels_.at(instance.flow).at({instance.talk ? instance.talk->use : nullptr, &statement});
}

// How often the instance has come to its step is counted by what it decided there.
std::string ContactModel::id_of(const Fact& made) const {
  int times = 0;
  for (const auto& fact : facts_) {
    if (fact.instance == made.instance && fact.label == made.label && !fact.released) ++times;
    if (&fact == &made) break;
  }
  const auto& run_key = made.run_key;
  return ledger_id(made.flow->name, run_key.empty() ? std::to_string(made.instance) : run_key,
                   made.label, times, person_.id);
}

// It happens behind the transition.
void ContactModel::emit(Instance& instance, const Statement& it, std::int64_t now_ms) {
  const Scope scope{&instance, "", nullptr, now_ms};
  auto& event = make(it.name, now_ms);
  event.numbers = {{"k", value(it.k, scope)}, {"n", value(it.n, scope)}};
  if (it.name == "buy") event.numbers["total"] = 500;
  auto& fact = note(Kind::kMade, now_ms, &instance);
  fact.name = it.name;
  fact.label = label_of(instance, it);
  say(now_ms, instance, fmt::format("makes {} at {} ({})", it.name, fact.label, id_of(fact)));
}

// What a flow says of itself: it happens behind the transition.
Event& ContactModel::make(const std::string& name, std::int64_t now_ms) {
  auto& event = made_.emplace_back();
  event.name = name;
  event.time_ms = now_ms;
  event.own = true;
  todo_.push_back({&event});
  return event;
}

// What one transition does to a list is what it comes to, where it was done first. The flow knew
// what was said last, so its word comes after that, be it of the same moment.
void ContactModel::change_list(Instance& instance, const Statement& it, std::int64_t now_ms) {
  if (listed(it.name) == it.given) return;
  for (auto i = transition_begin_; i < facts_.size(); ++i) {
    if (facts_[i].kind != Kind::kListed || facts_[i].name != it.name) continue;
    facts_[i].kind = Kind::kUndone;
    std::erase_if(todo_, [&](const Todo& todo) { return todo.event == facts_[i].event; });
    return;
  }
  auto said_ms = now_ms;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kListed && fact.name == it.name)
      said_ms = std::max(said_ms, fact.number + 1);
  auto& event = make(it.given ? "list.added" : "list.removed", now_ms);
  event.texts["list"] = it.name;
  auto& fact = note(Kind::kListed, now_ms, &instance);
  fact.name = it.name;
  fact.given = it.given;
  fact.number = said_ms;
  fact.event = &event;
}

// By e-mail, where a subscription names no channel. Of one instant an objection stands.
void ContactModel::change_consent(Instance& instance, const Statement& it, std::int64_t now_ms) {
  Fact word;
  word.kind = Kind::kWord;
  word.at_ms = word.number = now_ms;
  word.instance = instance.number;
  word.name = it.name == "any" ? "" : it.name;
  word.channel = it.given && it.channel.empty() ? "email" : it.channel;
  word.given = it.given;
  if (has_to_be_asked(word)) {
    const auto* last = request_on(word.channel, now_ms);
    if (last && !last->imported && last->number >= now_ms) return;
    word.kind = Kind::kAsked;
    facts_.push_back(word);
    if (asked(word.channel, now_ms) < now_ms || consents(word.name, word.channel)) return;
    make("subscription.requested", now_ms).texts = {{"conversation", word.name},
                                                    {"channel", word.channel}};
    return;
  }
  const bool before = it.given ? consents(word.name, word.channel) : !changes(word);
  if (it.given)
    facts_.push_back(word);
  else
    object(word, now_ms, false);
  if (before || (it.given && !consents(word.name, word.channel))) return;
  auto& event = make(it.given ? "subscribed" : "unsubscribed", now_ms);
  if (!word.name.empty()) event.texts["conversation"] = word.name;
  if (!word.channel.empty()) event.texts["channel"] = word.channel;
}

void ContactModel::send(Instance& instance, const Statement& it, std::int64_t now_ms) {
  const auto reached = decide(instance, it.name, named(instance, it), it.via, {}, now_ms);
  if (!it.handle.empty()) instance.handles[it.handle] = facts_.size() - 1;
  if (reached.empty() && it.has_otherwise) instance.place.push_back({&it.otherwise});
}

std::string ContactModel::line_of(const Fact& message, const std::string& fate) {
  return fmt::format("{} at {} ({}) by {} {}", message.name, message.label, message.id,
                     message.channel, fate);
}

// The first channel that passes, which is returned; "": none did, and the first one's reason is the
// reason. `talked`: what it says, where that is not the message's own text.
std::string ContactModel::decide(Instance& instance, const std::string& name, const Named& step,
                                 const std::vector<std::string>& via, const Said& talked,
                                 std::int64_t now_ms) {
  std::string channel = via[0], why = verdict(instance, via[0], now_ms);
  for (const auto& other : via) {
    const auto answer = verdict(instance, other, now_ms);
    if (answer != "" && answer != "holdout") continue;
    channel = other;
    why = answer;
    break;
  }
  auto& fact = note(Kind::kMessage, now_ms, &instance);
  fact.name = name;
  fact.channel = channel;
  fact.verdict = why;
  fact.label = step.label;
  fact.order = step.order;
  fact.decided_ms = now_ms;
  fact.to = address(channel);
  fact.id = id_of(fact);
  if (!instance.flow->confirms.empty()) fact.number = asked(channel, now_ms);
  fact.text = talked.text.empty() ? text_of(instance, name, channel, now_ms)
                                  : talked.text + buttons_of(talked.form, channel);
  fact.line = lines_.size();
  const bool skipped = why != "" && why != "holdout";
  fact.refused = skipped;
  say(now_ms, instance,
      line_of(fact, skipped       ? "skipped: " + why
                    : why.empty() ? "sent " + fact.text
                                  : "withheld: " + why));
  return skipped ? "" : channel;
}

void ContactModel::experiment(Instance& instance, const Statement& it, std::int64_t now_ms) {
  const auto name = instance.flow->name + "/" + it.name;
  const auto* variant = it.by_group ? by_group(it, person_.grp) : by_chance(it, name, person_.id);
  if (instance.held_out) {
    if (variant->holdout) variant = shadow(it, name, person_.id);
    instance.place.push_back({&variant->flow});
    return;
  }
  bool known = false, again = false;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kReached || fact.name != name) continue;
    known = true;
    again = again || fact.instance == instance.number;
  }
  if (!again) {  // in a `repeat` it counts from the first time on
    auto& fact = note(Kind::kReached, now_ms, &instance);
    fact.name = name;
    fact.arm = variant->name;
  }
  if (!known) say(now_ms, instance, fmt::format("assigned {} {}", name, variant->name));
  if (variant->holdout) {
    instance.held_out = !instance.flow->transactional;
    variant = shadow(it, name, person_.id);
  }
  instance.place.push_back({&variant->flow});
}

// The arm of the wait at which it stands that the event is for, as the event comes in.
const Arm* ContactModel::arm_for(const Instance& instance, std::size_t fact,
                                 std::int64_t now_ms) const {
  const auto& event = *facts_[fact].event;
  for (const auto& arm : instance.wait->arms) {
    if (arm.on.event != event.name) continue;
    // An answer is about its message whatever the clock of who saw it says, within the instance.
    const bool all = instance.wait->since_start || !arm.on.handle.empty();
    if (event.time_ms < (all ? instance.start_ms : instance.since_ms)) continue;
    if (!arm.on.handle.empty() && facts_[fact].about == SIZE_MAX) continue;
    if (!arm.on.handle.empty() &&
        facts_[facts_[fact].about].id != facts_[instance.handles.at(arm.on.handle)].id)
      continue;
    if (fits(arm.on, event, {&instance, arm.on.alias, &event, now_ms})) return &arm;
  }
  return nullptr;
}

// What has happened already and counts for the wait just begun: the earliest by its own time. A
// condition that holds already does so now.
ContactModel::Found ContactModel::look_back(const Instance& instance, std::int64_t now_ms) {
  Found found;
  if (!instance.wait) return found;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& fact = facts_[i];
    if (fact.kind != Kind::kEvent || fact.event == instance.start) continue;
    const auto* fits = arm_for(instance, i, now_ms);
    if (!fits || (!instance.wait->since_start && fits->on.handle.empty())) continue;
    if (found.arm && facts_[found.fact].event->time_ms <= fact.event->time_ms) continue;
    found = {fits, i};
  }
  for (const auto& arm : instance.wait->arms) {
    if (&arm == found.arm) return found;
    if (!arm.on.is_condition() || !asks(arm.on.where, {&instance, "", nullptr, now_ms})) continue;
    if (!found.arm || facts_[found.fact].event->time_ms == now_ms) return {&arm};
  }
  return found;
}

// By what it is woken.
std::string ContactModel::take(Instance& instance, const Found& found) {
  instance.place.push_back({&found.arm->then});
  if (found.arm->on.is_condition()) return "event change";
  const auto& event = *facts_[found.fact].event;
  if (!found.arm->on.alias.empty()) instance.events[found.arm->on.alias] = &event;
  return "event " + cause(event);
}

void ContactModel::end(Instance& instance, const std::string& how, const std::string& reason,
                       std::int64_t now_ms) {
  instance.waiting = false;
  instance.talk.reset();
  instance.request = nullptr;
  instance.place.clear();
  auto& fact = note(Kind::kEnded, now_ms, &instance);
  fact.verdict = how.ends_with("finished") ? "finished" : "exited";
  fact.given = how.starts_with("exit by");  // taken out
  say(now_ms, instance, reason.empty() ? how : how + " " + reason);
}

}  // namespace camp::model
