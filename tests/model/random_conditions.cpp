#include "tests/model/random_conditions.h"

#include <tuple>

#include "tests/model/random_life.h"

namespace camp::model {

std::string Inquirer::plain_event() { return chance_.of({"go", "buy", "ping"}); }

std::string Inquirer::any_event() { return chance_.one_in(6) ? "shop.give" : plain_event(); }

std::string Inquirer::compare() { return chance_.of({"==", "!=", "<", ">="}); }

Operand Inquirer::constant(std::int64_t most) {
  Operand operand;
  operand.number = chance_.between(0, most);
  return operand;
}

Operand Inquirer::field(const std::string& alias, const std::string& name) {
  Operand operand;
  operand.kind = Operand::Kind::kField;
  operand.alias = alias;
  operand.name = name;
  return operand;
}

Condition Inquirer::compared(Operand left, std::string how, Operand right) {
  Condition it;
  it.kind = Condition::Kind::kCompare;
  it.left = std::move(left);
  it.compare = std::move(how);
  it.right = std::move(right);
  return it;
}

EventClause Inquirer::change() {
  EventClause it;
  it.event = chance_.of(
      {"subscribed", "unsubscribed", "list.added", "list.removed", "subscription.requested"});
  if (it.event.starts_with("subscription.") || chance_.one_in(4)) return it;
  it.of = it.event.starts_with("list.") ? chance_.of({"vips", "vips", "blocked", "any"})
                                        : chance_.of({"news", "alerts", "letters", "any"});
  return it;
}

EventClause Inquirer::reply(const std::string& alias) {
  EventClause it;
  it.event = "message.replied";
  it.alias = alias;
  it.where.kind = Condition::Kind::kKeyword;
  it.where.left.alias = it.alias;
  it.where.stage = chance_.of({"stop", "start", "help", ""});
  return it;
}

EventClause Inquirer::clause(const std::string& event, const std::string& alias) {
  EventClause it;
  it.event = event;
  it.alias = alias;
  if (chance_.one_in(4)) return it;
  auto same = bare_ ? compared(field(alias, "k"), compare(), constant(2))
                    : compared(field(alias, "k"), chance_.of({"==", "!="}), field("s", "k"));
  if (chance_.one_in(3)) {
    Condition both;
    both.kind = chance_.one_in(2) ? Condition::Kind::kAnd : Condition::Kind::kOr;
    both.parts = {same, compared(field(alias, "n"), compare(), constant(2))};
    same = both;
  }
  it.where = same;
  return it;
}

Operand Inquirer::number() {
  if (!aliases_.empty() && chance_.one_in(2))
    return field(aliases_[chance_.below(aliases_.size())], chance_.of({"k", "n"}));
  Operand operand;
  if (!answers_.empty() && chance_.one_in(2)) {
    operand.kind = Operand::Kind::kAnswer;
    std::tie(operand.alias, operand.name) = answers_[chance_.below(answers_.size())];
    operand.number = chance_.between(0, 9);
  } else if (!locals_.empty() && chance_.one_in(2)) {
    operand.kind = Operand::Kind::kLocal;
    operand.name = locals_[chance_.below(locals_.size())];
  } else {
    operand.kind = Operand::Kind::kPoints;
  }
  return operand;
}

Condition Inquirer::condition() {
  Condition it;
  switch (chance_.below(5)) {
    case 4:
      it.kind = Condition::Kind::kListed;
      it.list = chance_.of({"blocked", "vips", "vips"});
      return it;
    case 0:
      it.kind = Condition::Kind::kStage;
      it.stage = chance_.of({"x", "y"});
      return it;
    case 1:
      return compared(number(), compare(), constant(3));
    default:
      break;
  }
  it.kind = Condition::Kind::kHistory;
  it.sum = chance_.one_in(3);
  it.event = it.sum ? plain_event()
                    : chance_.of({"go", "buy", "ping", "message.clicked", "message.replied",
                                  "unsubscribed", "shop.give", "shop.tell", kNoAnswer, "subscribed",
                                  "subscription.requested"});
  if (!chance_.one_in(4)) it.last = random_length(chance_);
  const bool plain =
      it.event == "go" || it.event == "buy" || it.event == "ping" || it.event == "shop.give";
  if (plain && chance_.one_in(2))
    it.parts.push_back(compared(field("", "n"), compare(), constant(2)));
  it.compare = compare();
  it.right = constant(3);
  return it;
}

Condition Inquirer::changing() {
  Condition it;
  do it = condition();
  while (it.kind == Condition::Kind::kCompare);
  if (!chance_.one_in(3)) return it;
  Condition both;
  both.kind = chance_.one_in(2) ? Condition::Kind::kAnd : Condition::Kind::kOr;
  both.parts = {it, condition()};
  if (!chance_.one_in(3)) return both;
  Condition none;
  none.kind = Condition::Kind::kNot;
  none.parts = {both};
  return none;
}

}  // namespace camp::model
