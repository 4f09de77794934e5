// Modules: their bodies, put in place where a flow uses them. All that lasts is made of what every
// flow has: sends, waits and locals.
#include <fmt/format.h>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "lang/catalog/answers.h"
#include "lang/catalog/functions.h"
#include "lang/compile/flow.h"
#include "lang/sema/talks.h"

namespace camp::compile {

std::uint8_t FlowCompiler::local_of(const sema::Binding& binding) {
  const auto slot = new_slot(binding.span);
  slots_.locals[&binding] = slot;
  return slot;
}

// What it gives is there behind it, absent until it is given. Where the first text finds no channel
// `else` runs; where a later one finds the channel closed, the module is over.
void FlowCompiler::use_module(const ast::Do& use) {
  const auto& module = *model_.find(use.module.text)->module;
  if (++modules_ > limits::kModuleUses) {
    if (modules_ == limits::kModuleUses + 1)
      context_.reporter.report(Code::kTooMany, use.module.span,
                               fmt::format("'{}' uses modules more than {} times, those in modules "
                                           "included",
                                           flow_.name.text, limits::kModuleUses));
    return;
  }
  Talk talk;
  if (use.as) {
    for (const auto* result : model_.declared.at(use.as->id)->results) {
      const auto slot = local_of(*result);
      out_.op(Op::kAbsent);
      out_.op(Op::kStoreLocal, slot);
      name_slot(slot, fmt::format("{}.{}", use.as->text, result->name), result->typed.type);
      talk.results.emplace(result->name, slot);
    }
  }
  scope([&] { put_in_place(use, module, talk); });
}

void FlowCompiler::put_in_place(const ast::Do& use, const sema::ModuleInfo& module, Talk& talk) {
  if (talk_ != nullptr) {  // a module in a module stays on the channel of the talk
    talk.channel = talk_->channel;
    talk.channels = talk_->channels;
  } else {
    talk.channel = new_slot(use.module.span);
    talk.channels = &model_.send_channels.at(use.module.id);
    out_.op(Op::kAbsent);
    out_.op(Op::kStoreLocal, talk.channel);
    name_slot(talk.channel, "channel of " + use.module.text, TypeKind::kString);
  }
  take_arguments(use, module);
  Label end, refused;
  talk.end = &end;
  talk.refused = &refused;
  const auto container = unique(prefix_ + "do " + use.module.text);
  note_path(statement_->id, container);
  auto* around = std::exchange(talk_, &talk);
  const auto& steps = context_.program.program.steps;
  talk.row = decl_.talks.size();
  const auto begin = static_cast<StepIndex>(steps.size());
  decl_.talks.push_back({container, context_.program.name(use.module.text), begin, 0, {}, {}});
  inside(container, [&] { block(*module.ast->body); });
  decl_.talks[talk.row].end = static_cast<StepIndex>(steps.size());
  talk_ = around;
  out_.jump(Op::kJump, end);
  out_.bind(refused);
  if (use.otherwise) {
    out_.op(Op::kLoadLocal, talk.channel);
    out_.op(Op::kIsPresent);
    out_.jump(Op::kJumpIfTrue, end);
    inside(container + "/else", [&] { block(*use.otherwise); });
  }
  out_.bind(end);
}

void FlowCompiler::take_arguments(const ast::Do& use, const sema::ModuleInfo& module) {
  for (const auto& argument : use.arguments) value(*argument);
  std::vector<std::uint8_t> slots;
  for (const auto* parameter : module.parameters) slots.push_back(local_of(*parameter));
  for (std::size_t i = slots.size(); i-- > 0;) {
    out_.op(Op::kStoreLocal, slots[i]);
    name_slot(slots[i], std::string(module.parameters[i]->name), module.parameters[i]->typed.type);
  }
}

// ---- say

StepIndex FlowCompiler::say(const sema::SpokenInfo& spoken, std::string_view word,
                            std::uint32_t handle) {
  SendDecl row;
  row.message = places_->messages.at(spoken.message);
  row.channels = *talk_->channels;
  row.handle = handle;
  decl_.sends.push_back(std::move(row));
  const auto number = step(word);
  for (const auto* argument : spoken.arguments) out_.op(Op::kLoadLocal, slots_.locals.at(argument));
  out_.op(Op::kTalk, number, table_row(decl_.sends.size(), "sends"),
          static_cast<std::uint32_t>(spoken.arguments.size()), talk_->channel);
  out_.jump(Op::kJumpIfFalse, *talk_->refused);
  return number;
}

// A text that more follows to is said with that.
void FlowCompiler::say(const ast::Statement& statement) {
  if (const auto* spoken = model_.spoken.find(statement.id)) say(*spoken, "say", kNone);
}

// ---- ask

namespace {

// The bounds or choices, as the instruction takes them.
std::vector<Value> options_of(const ast::Ask& ask) {
  std::vector<Value> options;
  if (ask.low) options = {ask.low->value, ask.high->value};
  for (const auto& choice : ask.choices) options.push_back(Value::string(choice.text));
  return options;
}

}  // namespace

// The question and the wait, and as often as it may be put again both once more. The answer's local
// outlives what the asking needs.
void FlowCompiler::ask(const ast::Statement& statement, const ast::Ask& ask) {
  const auto& answer = *model_.declared.at(ask.name.id);
  const auto slot = local_of(answer);
  Label answered, unreadable, unanswered, done;
  StepIndex step = 0;
  scope([&] {
    Asking asking{new_slot(ask.name.span), new_slot(ask.name.span), new_slot(ask.name.span),
                  new_slot(ask.name.span)};
    const auto sent = say(model_.spoken.at(statement.id), fmt::format("ask {}/send", ask.name.text),
                          asking.first);
    name_slot(asking.first, "first message of " + ask.name.text, TypeKind::kHandle);
    out_.op(Op::kLoadLocal, asking.first);
    keep(asking.handle, "message of " + ask.name.text, TypeKind::kHandle);
    out_.constant(Value::integer(ask.retry ? ask.retry->value.num : 0));
    keep(asking.left, "retries of " + ask.name.text, TypeKind::kInt);
    Label again;
    out_.bind(again);
    const auto table = wait_for_answer(ask, asking, &step);
    decl_.talks[talk_->row].questions.push_back({context_.program.name(ask.name.text), sent, step});
    out_.op(Op::kDuplicate);
    out_.op(Op::kStoreLocal, slot);
    out_.op(Op::kIsPresent);
    out_.jump(Op::kJumpIfTrue, answered);
    if (ask.retry) put_again(ask, asking, again, unreadable);
    out_.bind(unreadable);
    note(step, TalkPoint::kUnreadable);
    out_.jump(Op::kJump, unanswered);
    decl_.waits[table].otherwise = out_.enter();
    note(step, TalkPoint::kSilent);
    out_.bind(unanswered);
  });
  if (ask.otherwise) {
    out_.op(Op::kAbsent);
    out_.op(Op::kStoreLocal, slot);
    inside(label_of(step) + "/else", [&] { block(*ask.otherwise); });
    out_.jump(Op::kJump, done);
  } else {
    out_.jump(Op::kJump, *talk_->end);
  }
  out_.bind(answered);
  note(step, TalkPoint::kAnswered);
  out_.bind(done);
  name_slot(slot, ask.name.text, answer.typed.type);
}

void FlowCompiler::keep(std::uint8_t slot, std::string name, const Type& type) {
  out_.op(Op::kStoreLocal, slot);
  name_slot(slot, std::move(name), type);
}

// Leaves the answer on the stack, absent when the reply says none. A reply to the first of the
// questions counts for the one put last, when it was written after that.
std::uint32_t FlowCompiler::wait_for_answer(const ast::Ask& ask, const Asking& asking,
                                            StepIndex* step) {
  out_.op(Op::kNow);
  keep(asking.since, "asking " + ask.name.text, TypeKind::kDatetime);
  out_.constant(Value::duration(ask.up_to ? ask.up_to->value.as_duration()
                                          : Duration{0, limits::kAnswerDays, 0}));
  decl_.waits.emplace_back();
  const auto table = table_row(decl_.waits.size(), "waits");
  *step = this->step("ask " + ask.name.text);
  out_.op(Op::kWaitEvents, *step, table);
  EventArm reply;
  reply.event = context_.program.name("message.replied");
  reply.handle = asking.handle;
  reply.target = out_.enter();
  reply.where = is_answer();
  auto& arms = decl_.waits[table].arms;
  arms.push_back(reply);
  if (ask.retry) {
    reply.handle = asking.first;
    reply.where = is_answer_after(asking.since);
    arms.push_back(reply);
  }
  out_.op(Op::kEventField, context_.program.name("text"));
  const auto options = options_of(ask);
  out_.op(Op::kAnswer, static_cast<std::uint32_t>(sema::form_of(ask)),
          context_.program.constant(
              Value::list(options.data(), static_cast<std::uint32_t>(options.size()))));
  return table;
}

// STOP and its kin answer nothing.
FunctionIndex FlowCompiler::is_answer() {
  FunctionBuilder out(context_.program);
  out.at(out_.span());
  is_no_keyword(out);
  out.op(Op::kReturn);
  return out.finish(FunctionKind::kExpression, 0);
}

FunctionIndex FlowCompiler::is_answer_after(std::uint8_t since) {
  FunctionBuilder out(context_.program);
  out.at(out_.span());
  Label before;
  out.op(Op::kEventTime);
  out.op(Op::kLoadLocal, since);
  out.op(Op::kGreater);
  out.op(Op::kDuplicate);
  out.jump(Op::kJumpIfFalse, before);
  out.op(Op::kPop);
  is_no_keyword(out);
  out.bind(before);
  out.op(Op::kReturn);
  return out.finish(FunctionKind::kExpression, static_cast<std::uint8_t>(since + 1));
}

void FlowCompiler::is_no_keyword(FunctionBuilder& out) {
  out.op(Op::kEventField, context_.program.name("text"));
  const auto* keyword = find_function("reply_keyword", FunctionUse::kExpression);
  out.op(Op::kCallFunction, keyword->number, 1);
  out.op(Op::kIsPresent);
  out.op(Op::kNot);
}

void FlowCompiler::put_again(const ast::Ask& ask, const Asking& asking, Label& again,
                             Label& unreadable) {
  count_down(asking.left, unreadable);
  say(model_.spoken.at(ask.name.id), fmt::format("ask {}/again", ask.name.text), asking.handle);
  out_.jump(Op::kJump, again);
}

// ---- give

// Where nobody asked for what the module gives, there is nothing to do.
void FlowCompiler::give(const ast::Give& give) {
  for (const auto& name : give.names) {
    const auto result = talk_->results.find(name.text);
    if (result == talk_->results.end()) continue;
    out_.op(Op::kLoadLocal, slots_.locals.at(model_.declared.at(name.id)));
    out_.op(Op::kStoreLocal, result->second);
  }
}

// ---- target

void FlowCompiler::target(const ast::Target& target) {
  Label beside;
  const auto number = step("target " + target.name.text);
  decl_.talks[talk_->row].targets.push_back({context_.program.name(target.name.text), number});
  branch(*target.condition, false, beside);
  note(number, TalkPoint::kTarget);
  out_.bind(beside);
}

void FlowCompiler::note(StepIndex step, TalkPoint point) {
  out_.op(Op::kNote, step, static_cast<std::uint32_t>(point));
}

}  // namespace camp::compile
