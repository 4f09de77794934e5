// Modules: what is said in one message, what is an answer, and what none means.
#include <fmt/format.h>

#include <utility>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"
#include "tests/model/replies.h"

namespace camp::model {

void ContactModel::talk(Instance& instance, const Statement& use, std::int64_t now_ms) {
  Talk talk;
  talk.use = &use;
  talk.depth = instance.place.size();
  talk.argument = value(use.value, {&instance, "", nullptr, now_ms});
  instance.talk = std::move(talk);
  for (const auto& module : life_.project.modules)
    if (module.name == use.name) instance.place.push_back({&module.body});
}

void ContactModel::leave_talk(Instance& instance) {
  instance.place.resize(instance.talk->depth);
  instance.talk.reset();
}

// On the channel that the first message found; one that is closed now ends the talk.
bool ContactModel::speak(Instance& instance, const std::string& message, const Named& step,
                         const std::string& form, std::int64_t now_ms) {
  auto& talk = *instance.talk;
  auto said = std::exchange(talk.said, "");
  said.pop_back();  // the last line's end
  const bool first = talk.channel.empty();
  const auto reached =
      decide(instance, message, step,
             first ? talk.use->via : std::vector<std::string>{talk.channel}, {said, form}, now_ms);
  if (!reached.empty()) {
    talk.channel = reached;
    return true;
  }
  const auto* use = talk.use;
  leave_talk(instance);
  if (first && use->has_otherwise) instance.place.push_back({&use->otherwise});
  return false;
}

// A question is put by a step before its own, or by one behind it, once more.
Named ContactModel::part_of(const Instance& instance, const Statement& question,
                            const std::string& part) const {
  const auto& step = named(instance, question);
  return {step.label + part, step.order};
}

bool ContactModel::ask(Instance& instance, const Statement& question, std::int64_t now_ms) {
  auto& talk = *instance.talk;
  talk.said += fmt::format("{} {}\n", question.text, talk.argument);
  if (!speak(instance, question.message, part_of(instance, question, "/send"), question.form,
             now_ms))
    return false;
  talk.asked = &question;
  talk.first = talk.last = facts_.size() - 1;
  talk.since_ms = now_ms;
  talk.left = question.retries;
  instance.waiting = true;
  instance.due_ms = later(now_ms, question.length, zone());
  return true;
}

// Whether the event is a reply to the question: to the one put last, or to the first, written since.
bool ContactModel::answers(const Instance& instance, std::size_t fact) const {
  const auto& talk = *instance.talk;
  const auto& event = *facts_[fact].event;
  if (!talk.asked || event.name != "message.replied" || event.time_ms < instance.start_ms)
    return false;
  if (facts_[fact].about == SIZE_MAX || !keyword_of(event.texts.at("text")).empty()) return false;
  const auto& answered = facts_[facts_[fact].about].id;
  if (answered == facts_[talk.last].id) return true;
  return answered == facts_[talk.first].id && event.time_ms > talk.since_ms;
}

// True when the question was put once more.
bool ContactModel::hear(Instance& instance, const std::string& reply, std::int64_t now_ms) {
  auto& talk = *instance.talk;
  const auto& question = *talk.asked;
  if (const auto answer = meaning_of(reply, question.form)) {
    talk.answers[question.name] = *answer;
    talk.asked = nullptr;
    return false;
  }
  if (talk.left == 0) {
    stay_silent(instance);
    return false;
  }
  --talk.left;
  talk.said = fmt::format("{} {}\n", question.text, talk.argument);
  if (!speak(instance, question.message + "_again", part_of(instance, question, "/again"),
             question.form, now_ms))
    return false;
  talk.last = facts_.size() - 1;
  talk.since_ms = now_ms;
  instance.waiting = true;
  instance.due_ms = later(now_ms, question.length, zone());
  return true;
}

void ContactModel::stay_silent(Instance& instance) {
  auto& talk = *instance.talk;
  const auto& question = *std::exchange(talk.asked, nullptr);
  if (question.has_otherwise)
    instance.place.push_back({&question.otherwise});
  else
    leave_talk(instance);
}

void ContactModel::give(Instance& instance, const std::string& name) {
  const auto& talk = *instance.talk;
  const auto found = talk.answers.find(name);
  const auto local = talk.use->handle + "." + name;
  if (found == talk.answers.end())
    instance.locals.erase(local);
  else
    instance.locals[local] = found->second;
}

}  // namespace camp::model
