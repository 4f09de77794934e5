#include "tests/model/random_body.h"

#include <fmt/format.h>

#include <utility>

#include "tests/model/random_life.h"

namespace camp::model {
namespace {

constexpr std::int64_t kSecondMs = 1000, kMinuteMs = 60 * kSecondMs, kHourMs = 60 * kMinuteMs;

}  // namespace

Block BodyAuthor::block(int depth) {
  const auto handles = handles_.size(), locals = locals_.size(), aliases = aliases_.size(),
             answers = answers_.size();
  Block statements;
  const auto count = chance_.between(depth == 0 ? 2 : 0, depth == 0 ? 5 : 2);
  for (int i = 0; i < count; ++i) {
    statements.push_back(statement(depth));
    // What a message is answered is mostly waited for, if not at once.
    const auto& last = statements.back();
    if (last.kind != Statement::Kind::kSend || last.handle.empty() || depth >= 3 ||
        chance_.one_in(2))
      continue;
    if (chance_.one_in(2)) statements.push_back(wait());
    statements.push_back(wait_for(depth));
  }
  handles_.resize(handles);
  locals_.resize(locals);
  aliases_.resize(aliases);
  answers_.resize(answers);
  return statements;
}

Statement BodyAuthor::statement(int depth) {
  Statement it;
  using Kind = Statement::Kind;
  const auto kind = chance_.below(depth < 3 ? 16 : 8);
  if (chance_.one_in(6)) return talk(depth);
  if (!emits_.empty() && chance_.one_in(12)) return emit();
  if (may_request_ && chance_.one_in(8)) return request(depth);
  if (may_change_ && chance_.one_in(10)) return changing_statement();
  if (kind < 3) return send(depth);
  if (kind < 5) return wait();
  if (kind == 5 && !may_set_) return wait();
  if (kind == 5) {
    it.kind = chance_.one_in(2) ? Kind::kSetPoints : Kind::kSetStage;
    it.name = chance_.of({"x", "y"});
    if (chance_.one_in(5)) {
      it.kind = Kind::kSetOutlet;
      it.name = chance_.of({"north", "south", "east", "closed"});
    } else if (chance_.one_in(4)) {
      return set_address();
    }
    it.value.number = chance_.between(1, 2);
  } else if (kind == 6) {
    it.kind = Kind::kLet;
    it.value = number();
    it.name = fmt::format("v{}", minted_++);
    locals_.push_back(it.name);
  } else if (kind == 7) {
    if (depth == 0) return send(depth);
    it.kind = in_repeat_ && chance_.one_in(2) ? Kind::kStop : Kind::kExit;
    it.name = chance_.of({"", "enough", "over"});
  } else if (kind < 12) {
    return wait_for(depth);
  } else if (kind < 14) {
    return chance_.one_in(3) ? repeat(depth) : choice(depth);
  } else {
    return experiment(depth);
  }
  return it;
}

Statement BodyAuthor::set_address() {
  Statement it;
  it.kind = Statement::Kind::kSetAddress;
  const bool mail = chance_.one_in(2);
  it.name = mail ? "email" : "phone";
  const auto& known = mail ? kMails : kPhones;
  if (!chance_.one_in(3)) it.text = known[chance_.below(known.size())];
  return it;
}

Statement BodyAuthor::request(int depth) {
  Statement it;
  it.kind = Statement::Kind::kRequest;
  it.name = chance_.one_in(4) ? "shop.tell" : "shop.give";
  it.value = chance_.one_in(2) ? number() : constant(3);
  it.handle = fmt::format("r{}", minted_++);
  it.length = random_length(chance_);
  it.has_otherwise = depth < 3 && chance_.one_in(2);
  if (it.has_otherwise) it.otherwise = block(depth + 1);
  if (it.name == "shop.give")
    for (const char* field : {"k", "n", "more"}) answers_.emplace_back(it.handle, field);
  return it;
}

Statement BodyAuthor::repeat(int depth) {
  Statement it;
  it.kind = Statement::Kind::kRepeat;
  it.rounds = static_cast<int>(chance_.between(1, 4));
  const auto around = std::exchange(in_repeat_, true);
  while (it.then.empty()) it.then = block(depth + 1);
  in_repeat_ = around;
  return it;
}

Statement BodyAuthor::wait() {
  Statement it;
  it.kind = Statement::Kind::kWait;
  if (chance_.one_in(4)) {
    it.kind = Statement::Kind::kWaitUntil;
    it.minute = static_cast<int>(chance_.below(24 * 60));
    it.weekday = static_cast<int>(chance_.between(-1, 6));
    return it;
  }
  if (chance_.one_in(5)) {
    it.kind = Statement::Kind::kWaitForMoment;
    it.of_contact = chance_.one_in(2);
    it.moment = moment();
    return it;
  }
  it.length = random_length(chance_);
  return it;
}

// Often in an hour in which somewhere clocks change.
Moment BodyAuthor::moment() {
  constexpr std::int64_t kMinuteS = 60, kDayS = 24 * 60 * kMinuteS;
  Moment it;
  it.shown_s = begin_ms_ / 1000 / kDayS * kDayS + chance_.between(-1, 12) * kDayS;
  it.shown_s +=
      (chance_.one_in(3) ? chance_.between(60, 4 * 60) : chance_.between(0, 24 * 60 - 1)) *
      kMinuteS;
  if (!chance_.one_in(3)) it.zone = kZones[chance_.below(kZones.size())];
  return it;
}

Statement BodyAuthor::choice(int depth) {
  Statement it;
  if (chance_.one_in(3)) {
    it.kind = Statement::Kind::kMatch;
    it.stages = {"x"};
    if (chance_.one_in(2)) it.stages.push_back("y");
    for (std::size_t i = 0; i < it.stages.size(); ++i) it.blocks.push_back(block(depth + 1));
  } else {
    it.kind = Statement::Kind::kIf;
    it.condition = condition();
    it.then = block(depth + 1);
  }
  it.otherwise = block(depth + 1);
  return it;
}

Statement BodyAuthor::send(int depth) {
  Statement it;
  it.kind = Statement::Kind::kSend;
  it.name = chance_.of({"m0", "m1", "m2"});
  it.via = {"email"};
  if (it.name != "m2") {
    if (chance_.one_in(4))
      it.via = {"sms"};
    else if (chance_.one_in(2))
      it.via = {"email", "sms"};
    else if (chance_.one_in(3))
      it.via = {"sms", "email"};
  }
  if (depth < 3 && chance_.one_in(4)) {
    it.has_otherwise = true;
    it.otherwise = block(depth + 1);
  } else if (chance_.one_in(2)) {
    it.handle = fmt::format("r{}", minted_++);
    handles_.push_back(it.handle);
  }
  return it;
}

Statement BodyAuthor::wait_for(int depth) {
  Statement it;
  it.kind = Statement::Kind::kWaitFor;
  it.length = random_length(chance_);
  if (chance_.one_in(4)) return wait_for_condition(it, depth);
  it.since_start = chance_.one_in(3);
  if (!handles_.empty() && !chance_.one_in(3)) {
    Arm arm;
    arm.on.handle = handles_[chance_.below(handles_.size())];
    arm.on.event = chance_.of({"message.clicked", "message.opened", "message.replied"});
    arm.then = block(depth + 1);
    it.arms.push_back(arm);
  }
  if (it.arms.empty() || chance_.one_in(2)) {
    Arm arm;
    const auto alias = fmt::format("w{}", minted_++);
    arm.on = clause(any_event(), alias);
    const auto aliases = aliases_.size();
    aliases_.push_back(alias);
    arm.then = block(depth + 1);
    aliases_.resize(aliases);
    it.arms.push_back(arm);
  }
  if (chance_.one_in(4)) {
    Arm arm;
    arm.on.event = chance_.of({"message.clicked", "message.opened"});
    if (chance_.one_in(2))
      arm.on = chance_.one_in(3) ? reply(fmt::format("w{}", minted_++)) : change();
    arm.then = block(depth + 1);
    it.arms.push_back(arm);
  }
  if (chance_.one_in(4))
    it.arms.insert(it.arms.begin() + static_cast<std::ptrdiff_t>(chance_.below(it.arms.size() + 1)),
                   when(depth));
  it.otherwise = block(depth + 1);
  return it;
}

Statement BodyAuthor::wait_for_condition(Statement it, int depth) {
  it.until = true;
  it.arms.push_back(when(depth));
  it.otherwise = block(depth + 1);
  return it;
}

Arm BodyAuthor::when(int depth) {
  Arm arm;
  arm.on.where = changing();
  arm.then = block(depth + 1);
  return arm;
}

Variant BodyAuthor::variant(std::string name, int percent, std::vector<std::string> groups,
                            int depth) {
  Variant it;
  it.holdout = name == "holdout";
  it.name = std::move(name);
  it.percent = percent;
  it.groups = std::move(groups);
  it.otherwise = it.groups.empty() && percent == 0;
  if (!it.holdout) it.flow = block(depth + 1);
  return it;
}

Statement BodyAuthor::experiment(int depth) {
  Statement it;
  it.kind = Statement::Kind::kExperiment;
  it.name = fmt::format("e{}", minted_++);
  it.by_group = chance_.one_in(3);
  const auto kind = chance_.below(is_marketing_ ? 3 : 2);
  if (it.by_group) {
    it.variants.push_back(variant("a", 0, {"a"}, depth));
    if (kind == 0) {
      it.variants.push_back(variant("b", 0, {"b", "c"}, depth));
    } else {
      if (kind == 1 && is_marketing_) it.variants.push_back(variant("holdout", 0, {"c"}, depth));
      it.variants.push_back(variant("b", 0, {}, depth));
    }
    return it;
  }
  it.variants.push_back(variant("a", kind == 0 ? 50 : 30, {}, depth));
  it.variants.push_back(variant("b", kind == 0 ? 50 : kind == 1 ? 70 : 35, {}, depth));
  if (kind == 2) it.variants.push_back(variant("holdout", 35, {}, depth));
  return it;
}

// A `do`, and what it gives by name.
Statement BodyAuthor::talk(int depth) {
  Statement it;
  it.kind = Statement::Kind::kDo;
  const auto& module = project_.modules[chance_.below(project_.modules.size())];
  it.name = module.name;
  it.value = number();
  it.handle = fmt::format("f{}", minted_++);
  it.via = {"sms"};
  if (is_marketing_ && chance_.one_in(2))
    it.via.insert(it.via.begin() + static_cast<std::ptrdiff_t>(chance_.below(2)), "rcs");
  it.has_otherwise = depth < 3 && chance_.one_in(2);
  if (it.has_otherwise) it.otherwise = block(depth + 1);
  for (const auto& line : module.body)
    if (line.kind == Statement::Kind::kGive) answers_.emplace_back(it.handle, line.name);
  return it;
}

Statement BodyAuthor::changing_statement() {
  Statement it;
  it.kind = chance_.one_in(2) ? Statement::Kind::kList : Statement::Kind::kConsent;
  it.given = chance_.one_in(2);
  if (it.kind == Statement::Kind::kList) {
    it.name = chance_.of({"vips", "vips", "vips", "blocked"});
    return it;
  }
  it.name = chance_.of({"news", "alerts", "letters", "letters"});
  if (!it.given && chance_.one_in(6)) it.name = "any";
  if (chance_.one_in(2)) it.channel = chance_.of({"email", "sms", "rcs"});
  return it;
}

Statement BodyAuthor::emit() {
  Statement it;
  it.kind = Statement::Kind::kEmit;
  it.name = emits_[chance_.below(emits_.size())];
  it.k = chance_.one_in(2) ? number() : constant(1);
  it.n = chance_.one_in(2) ? number() : constant(3);
  return it;
}

Length random_length(Chance& chance) {
  Length it;
  switch (chance.below(10)) {
    case 0:
      it.exact_ms = 90 * kSecondMs;
      break;
    case 1:
      it.exact_ms = 10 * kMinuteMs;
      break;
    case 2:
    case 3:
      it.exact_ms = chance.between(1, 5) * kHourMs;
      break;
    case 4:
      it.exact_ms = 24 * kHourMs;
      break;
    case 5:
      it.months = 1;
      break;
    case 6:
      it.days = 7;
      break;
    default:
      it.days = static_cast<int>(chance.between(1, 3));
      break;
  }
  return it;
}

}  // namespace camp::model
