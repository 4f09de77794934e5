// Every question is asked of the whole list of what happened.
#include <algorithm>

#include "tests/model/civil.h"
#include "tests/model/contact_model.h"
#include "tests/model/replies.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

bool compares(std::int64_t left, const std::string& how, std::int64_t right) {
  if (how == "==") return left == right;
  if (how == "!=") return left != right;
  if (how == "<") return left < right;
  if (how == "<=") return left <= right;
  if (how == ">") return left > right;
  return left >= right;
}

// What is said of `wide` is said of `narrow` too.
bool covers(const Fact& wide, const std::string& conversation, const std::string& channel) {
  return (wide.name.empty() || wide.name == conversation) &&
         (wide.channel.empty() || wide.channel == channel);
}

}  // namespace

std::int64_t ContactModel::points() const {
  std::int64_t points = 0;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kPoints) points = fact.number;
  return points;
}

std::string ContactModel::stage() const {
  std::string stage;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kStage) stage = fact.name;
  return stage;
}

std::string ContactModel::outlet_field() const {
  auto outlet = person_.outlet;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kMoved) outlet = fact.name;
  return outlet;
}

std::string ContactModel::address(const std::string& channel) const {
  const bool mail = channel == "email";
  auto address = mail ? person_.email : person_.phone;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kAddress && fact.name == (mail ? "email" : "phone")) address = fact.text;
  return address;
}

// As the last of `moves` says; "": there is none.
std::string ContactModel::moved_to(const std::string& field, std::int64_t now_ms) const {
  const Event* last = nullptr;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kEvent || fact.event->name != "moves") continue;
    if (fact.event->time_ms > now_ms || (last && fact.event->time_ms < last->time_ms)) continue;
    last = fact.event;
  }
  return last ? last->texts.at(field) : "";
}

// What flows set, by its name.
std::map<std::string, std::string> ContactModel::attributes() const {
  return {{"email", address("email")},
          {"outlet", outlet_field()},
          {"phone", address("phone")},
          {"points", std::to_string(points())},
          {"stage", stage()}};
}

// What is no outlet's name is none.
const Outlet* ContactModel::outlet() const {
  for (const auto& outlet : kOutlets)
    if (outlet.name == outlet_field()) return &outlet;
  return nullptr;
}

std::string ContactModel::zone() const {
  if (!person_.zone.empty()) return person_.zone;
  if (address("sms").starts_with("+358")) return "Europe/Helsinki";
  if (address("sms").starts_with("+81")) return "Asia/Tokyo";  // of `+1` nobody knows
  return outlet() && !outlet()->zone.empty() ? outlet()->zone : kDefaultZone;
}

// The last word counts; of one instant, that she is on it.
bool ContactModel::listed(const std::string& list) const {
  const Fact* last = nullptr;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kListed || fact.name != list) continue;
    if (!last || fact.number > last->number || (fact.number == last->number && fact.given))
      last = &fact;
  }
  return last && last->given;
}

// Some word for it has no objection at or after it; an import's has none at all.
bool ContactModel::consents(const std::string& conversation, const std::string& channel) const {
  for (const auto& yes : facts_) {
    if (yes.kind != Kind::kWord || !yes.given) continue;
    if (yes.name != conversation || yes.channel != channel) continue;
    bool stands = true;
    for (const auto& no : facts_) {
      if (no.kind != Kind::kWord || no.given || !covers(no, conversation, channel)) continue;
      if (yes.imported || no.number >= yes.number) stands = false;
    }
    if (stands) return true;
  }
  return false;
}

// Not when the same, or more, was objected to then or later, or the very same allowed since.
bool ContactModel::is_news(const Fact& objection) const {
  for (const auto& word : facts_) {
    if (word.kind != Kind::kWord) continue;
    const bool same = word.name == objection.name && word.channel == objection.channel;
    if (word.given && !word.imported && same && word.number > objection.number) return false;
    if (!word.given && covers(word, objection.name, objection.channel) &&
        word.number >= objection.number)
      return false;
  }
  return true;
}

// It takes a consent away, or is the first.
bool ContactModel::changes(const Fact& objection) const {
  if (!is_news(objection)) return false;
  bool first = true;
  for (const auto& word : facts_)
    if (word.kind == Kind::kWord && !word.given && covers(word, objection.name, objection.channel))
      first = false;
  for (const char* conversation : {"news", "alerts", "letters"})
    for (const char* channel : {"email", "sms", "rcs"})
      if (covers(objection, conversation, channel) && consents(conversation, channel)) return true;
  return first;
}

// What the contact has against it.
std::string ContactModel::refusal_of(const Flow& flow, const std::string& channel,
                                     std::int64_t now_ms) const {
  if (listed("blocked") && flow.conversation != "alerts") return "suppressed";
  if (!flow.confirms.empty() && !is_pending(channel, now_ms)) return "no_consent";
  if (!flow.transactional && !consents(flow.conversation, channel)) return "no_consent";
  return "";
}

// The gate's first half, in its order.
std::string ContactModel::verdict(const Instance& instance, const std::string& channel,
                                  std::int64_t now_ms) const {
  const auto& flow = *instance.flow;
  const auto refused = refusal_of(flow, channel, now_ms);
  if (!refused.empty()) return refused;
  if (address(channel).empty()) return "no_address";
  if (instance.held_out) return "holdout";
  return "";
}

// When it left, or was withheld; SIZE_MAX: it did not.
std::size_t ContactModel::given(const std::string& id) const {
  for (std::size_t i = 0; i < facts_.size(); ++i)
    if (facts_[i].kind == Kind::kMessage && facts_[i].id == id && facts_[i].verdict.empty())
      return i;
  return SIZE_MAX;
}

// Whose answer is waited for now: questions, and messages that a wait names.
std::vector<std::size_t> ContactModel::questions(const Instance& instance) const {
  if (instance.talk && instance.talk->asked) return {instance.talk->first, instance.talk->last};
  std::vector<std::size_t> messages;
  if (!instance.waiting || !instance.wait) return messages;
  for (const auto& arm : instance.wait->arms)
    if (!arm.on.handle.empty() && arm.on.event == "message.replied")
      messages.push_back(instance.handles.at(arm.on.handle));
  return messages;
}

// The question put last before the reply was written, of those that wait for an answer.
std::size_t ContactModel::open_question(const Event& reply) const {
  const auto by = reply.texts.find("channel");
  std::size_t found = SIZE_MAX;
  for (const auto& instance : instances_) {
    for (const auto question : questions(instance)) {
      const auto put = given(facts_[question].id);
      if (put == SIZE_MAX || facts_[put].at_ms > reply.time_ms) continue;
      if (by != reply.texts.end() && by->second != facts_[put].channel) continue;
      if (found == SIZE_MAX || put > found) found = put;
    }
  }
  return found;
}

// The last message that was sent and fits; SIZE_MAX: none. A reply that names none is for the
// question that waits.
std::size_t ContactModel::answered(const Event& receipt) const {
  const auto named = receipt.texts.find("message");
  const auto of = receipt.texts.find("campaign");
  const auto by = receipt.texts.find("channel");
  if (receipt.name == "message.replied" && named == receipt.texts.end() &&
      open_question(receipt) != SIZE_MAX)
    return open_question(receipt);
  std::size_t found = SIZE_MAX;
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    const auto& fact = facts_[i];
    if (fact.kind != Kind::kMessage || fact.verdict != "") continue;
    if (named != receipt.texts.end() && named->second != fact.name) continue;
    if (of != receipt.texts.end() && of->second != fact.flow->name) continue;
    if (by != receipt.texts.end() && by->second != fact.channel) continue;
    found = i;
  }
  return found;
}

const Fact* ContactModel::ended(int instance) const {
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kEnded && fact.instance == instance) return &fact;
  return nullptr;
}

// The arms of the flow's experiments: an assignment is the contact's, for ever, and everything that
// the flow does from then on counts for it, in whatever instance.
std::map<std::string, std::string> ContactModel::arms_of(const Instance& instance) const {
  std::map<std::string, std::string> arms;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kReached && fact.flow == instance.flow) arms[fact.name] = fact.arm;
  if (!instance.outlet.empty()) arms[instance.flow->name + "/per outlet"] = instance.outlet;
  return arms;
}

std::int64_t ContactModel::value(const Operand& operand, const Scope& scope) const {
  switch (operand.kind) {
    case Operand::Kind::kNumber:
      return operand.number;
    case Operand::Kind::kPoints:
      return points();
    case Operand::Kind::kLocal:
      return scope.instance->locals.at(operand.name);
    case Operand::Kind::kAnswer: {
      const auto& locals = scope.instance->locals;
      const auto found = locals.find(operand.alias + "." + operand.name);
      return found == locals.end() ? operand.number : found->second;
    }
    case Operand::Kind::kField: {
      const bool at_hand = operand.alias.empty() || operand.alias == scope.alias;
      const auto& event = at_hand ? *scope.event : *scope.instance->events.at(operand.alias);
      return event.numbers.at(operand.name);
    }
  }
  return 0;
}

// Noted is when the first of what it counts leaves the window: the moment behind its end. Where
// clocks change it may be counted still; then a minute later.
std::int64_t ContactModel::history(const Condition& condition, const Scope& scope) const {
  std::int64_t result = 0, first_ms = INT64_MAX;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kEvent || fact.event->name != condition.event) continue;
    const auto from_ms =
        condition.last ? earlier(scope.now_ms, *condition.last, zone()) : INT64_MIN;
    if (fact.event->time_ms < from_ms || fact.event->time_ms > scope.now_ms) continue;
    if (!condition.parts.empty()) {
      auto inner = scope;
      inner.alias.clear();
      inner.event = fact.event;
      if (!holds(condition.parts[0], inner)) continue;
    }
    result += condition.sum ? fact.event->numbers.at("n") : 1;
    first_ms = std::min(first_ms, fact.event->time_ms);
  }
  if (condition.last && first_ms != INT64_MAX) {
    const auto ends_ms = later(first_ms, *condition.last, zone());
    runs_out_ms_ =
        std::min(runs_out_ms_, ends_ms < scope.now_ms ? scope.now_ms + 60'000 : ends_ms + 1);
  }
  return result;
}

// Who takes back every permission takes back this one, too.
bool ContactModel::fits(const EventClause& it, const Event& event, const Scope& scope) const {
  if (it.event != event.name) return false;
  if (!it.of.empty() && it.of != "any") {
    const auto said = event.texts.find(event.name.starts_with("list.") ? "list" : "conversation");
    if (said == event.texts.end() ? event.name != "unsubscribed" : said->second != it.of)
      return false;
  }
  return holds(it.where, scope);
}

bool ContactModel::holds(const Condition& it, const Scope& scope) const {
  switch (it.kind) {
    case Condition::Kind::kAlways:
      return true;
    case Condition::Kind::kCompare:
      return compares(value(it.left, scope), it.compare, value(it.right, scope));
    case Condition::Kind::kStage:
      return stage() == it.stage;
    case Condition::Kind::kListed:
      return listed(it.list);
    case Condition::Kind::kHistory:
      return compares(history(it, scope), it.compare, value(it.right, scope));
    case Condition::Kind::kKeyword:
      return keyword_of(scope.event->texts.at("text")) == it.stage;
    case Condition::Kind::kNot:
      return !holds(it.parts[0], scope);
    case Condition::Kind::kAnd:
      for (const auto& part : it.parts)
        if (!holds(part, scope)) return false;
      return true;
    case Condition::Kind::kOr:
      for (const auto& part : it.parts)
        if (holds(part, scope)) return true;
      return false;
  }
  return false;
}

}  // namespace camp::model
