// What services are asked, and what an answer is to who waits for it and to all others.
#include <fmt/format.h>

#include <algorithm>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

}  // namespace

void ContactModel::request(Instance& instance, const Statement& it, std::int64_t now_ms) {
  const auto asked = value(it.value, {&instance, "", nullptr, now_ms});
  auto& fact = note(Kind::kRequested, now_ms, &instance);
  fact.name = it.name;
  fact.number = asked;
  fact.label = label_of(instance, it);
  fact.id = id_of(fact);
  say(now_ms, instance, fmt::format("requests {}({}) at {}", it.name, asked, fact.label));
  instance.request = &it;
  instance.requested = facts_.size() - 1;
  instance.waiting = true;
  instance.since_ms = now_ms;
  instance.due_ms = later(now_ms, it.length, zone());
}

// A moment's end: its messages leave, then services are asked, and what they answer at once is a
// moment more, with messages of its own.
void ContactModel::close(std::int64_t now_ms) {
  do {
    leave(now_ms);
    ask_services(now_ms);
  } while (moment_begin_ < facts_.size());
}

// Whoever left is not asked for any more. All that is asked in one moment is asked before the first
// answer, by the ids.
void ContactModel::ask_services(std::int64_t now_ms) {
  std::vector<std::size_t> asked;
  for (; asked_services_ < facts_.size(); ++asked_services_)
    for (const auto& instance : instances_)
      if (instance.waiting && instance.request && instance.requested == asked_services_)
        asked.push_back(asked_services_);
  std::sort(asked.begin(), asked.end(),
            [&](std::size_t a, std::size_t b) { return facts_[a].id < facts_[b].id; });
  for (const auto requested : asked) answer(requested, now_ms);
}

// It is an event like any other, whoever still waits for it. Of silence nothing is.
void ContactModel::answer(std::size_t requested, std::int64_t now_ms) {
  const auto call = facts_[requested].name;
  const auto& fate = services_[call];
  if (fate.kind == ServiceFate::Kind::kSilent) return;
  const bool answered = fate.kind == ServiceFate::Kind::kAnswers;
  lines_.push_back(fmt::format("{} {} {}", now_ms, call, answered ? "answers" : "fails"));
  auto& event = made_.emplace_back();
  event.id = facts_[requested].id;
  event.name = answered ? call : kNoAnswer;
  event.time_ms = now_ms;
  event.own = true;
  if (answered && call == "shop.give") {
    event.numbers = {{"k", fate.k}, {"n", facts_[requested].number}};
    if (fate.more) event.numbers["more"] = *fate.more;
  }
  note(Kind::kEvent, now_ms).event = &event;
  react(facts_.size() - 1, now_ms);
  settle(now_ms);
}

bool ContactModel::is_answered_by(const Instance& instance, const Event& event) const {
  return event.own && event.id == facts_[instance.requested].id &&
         (event.name == facts_[instance.requested].name || event.name == kNoAnswer);
}

// Null: there is none, or not in time. What an earlier round was answered is forgotten.
void ContactModel::hear_answer(Instance& instance, const Event* answer) {
  const auto& request = *instance.request;
  instance.request = nullptr;
  for (const char* field : {"k", "n", "more"}) {
    const auto local = request.handle + "." + field;
    instance.locals.erase(local);
    if (answer && answer->numbers.contains(field))
      instance.locals[local] = answer->numbers.at(field);
  }
  if (!answer) instance.place.push_back({&request.otherwise});
}

}  // namespace camp::model
