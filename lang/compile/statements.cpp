// Statements to bytecode. The stack is empty between two of them.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/base/assert.h"
#include "lang/base/overloaded.h"
#include "lang/base/utf8.h"
#include "lang/catalog/events.h"
#include "lang/compile/flow.h"
#include "lang/sema/constants.h"
#include "lang/value/week.h"

namespace camp::compile {
namespace {

// What an arm of a match is called in labels: its first value, which is its identity as a variant's
// name is; a number when that would not read well.
std::string arm_word(const ast::Expr& expr, Arena& arena, std::size_t number) {
  constexpr std::size_t kLabelBytes = 40;
  auto constant = sema::constant_of(expr, arena);
  std::string text;
  if (constant) append_text(text, *constant);
  bool readable = !text.empty() && text.size() <= kLabelBytes && !has_control_character(text) &&
                  text.find_first_of("/~\t\r\n") == std::string::npos;
  return readable ? text : fmt::format("arm {}", number);
}

}  // namespace

void FlowCompiler::value(const ast::Expr& expr) {
  ExpressionCompiler(context_, out_, &slots_, nullptr).value(expr);
}

void FlowCompiler::branch(const ast::Expr& expr, bool when, Label& label) {
  ExpressionCompiler(context_, out_, &slots_, nullptr).branch(expr, when, label);
}

void FlowCompiler::block(const ast::Block& block) {
  if (!prefix_.empty())
    note_path(block.id, std::string_view(prefix_).substr(0, prefix_.size() - 1));
  scope([&] {
    for (const auto& one : block.statements) {
      if (!out_.reachable()) return;  // the checker has warned
      statement(one);
    }
  });
}

void FlowCompiler::statement(const ast::Statement& statement) {
  const auto* around = std::exchange(statement_, &statement);
  out_.at(statement.span);
  std::visit(Overloaded{
                 [](const ast::ErrorStatement&) { CAMP_ASSERT(!"a mistake is compiled"); },
                 [&](const ast::Wait& node) { wait(node); },
                 [&](const ast::WaitUpTo& node) { wait_up_to(node); },
                 [&](const ast::If& node) { choice(node); },
                 [&](const ast::Match& node) { match(node); },
                 [&](const ast::Let& node) { let(node); },
                 [&](const ast::SetField& node) { set_field(node); },
                 [&](const ast::Send& node) { send(node); },
                 [&](const ast::Exit& node) { exit(node); },
                 [&](const ast::Experiment& node) { experiment(node); },
                 [&](const ast::Do& node) { use_module(node); },
                 [&](const ast::Say&) { say(statement); },
                 [&](const ast::Play&) { say(statement); },
                 [&](const ast::Ask& node) { ask(statement, node); },
                 [&](const ast::Give& node) { give(node); },
                 [&](const ast::Target& node) { target(node); },
                 [&](const ast::WaitUntil& node) { wait_until(node); },
                 [&](const ast::ListChange& node) { change_list(node); },
                 [&](const ast::Repeat& node) { repeat(node); },
                 [&](const ast::Stop&) { out_.jump(Op::kJump, *loop_end_); },
                 [&](const ast::Emit& node) { emit(node); },
                 [&](const ast::StartJourney& node) { start_journey(node); },
                 [&](const ast::Request& node) { request(node); },
                 [&](const ast::ConsentChange& node) { change_consent(node); },
             },
             statement.node);
  statement_ = around;
}

namespace {

// `r.clicked`, `added to vips`: what the arm is called in labels.
std::string words_of(const ast::EventUse& use) {
  if (!use.of) return use.object ? use.object->text + "." + use.name.text : use.name.text;
  if (!use.object) return use.name.text + " " + use.of->text;
  return use.name.text + (use.name.text == "added" ? " to " : " from ") + use.of->text;
}

}  // namespace

void FlowCompiler::wait(const ast::Wait& wait) {
  value(*wait.duration);
  out_.op(Op::kWait, wait_step("wait", wait.as));
}

namespace {

constexpr std::uint32_t kEveryDay = 0x7F;

std::uint32_t weekdays_of(const std::optional<ast::Name>& weekday) {
  if (!weekday) return kEveryDay;
  const auto day = parse_weekday(weekday->text);
  CAMP_ASSERT(day.has_value());  // the grammar knows no other
  return 1u << *day;
}

}  // namespace

void FlowCompiler::wait_until(const ast::WaitUntil& wait) {
  value(*wait.when);
  if (model_.times_of_day.contains(wait.when->id))
    out_.op(Op::kNextTime, weekdays_of(wait.weekday));
  out_.op(Op::kWaitUntil, wait_step("wait until", wait.as));
}

void FlowCompiler::wait_up_to(const ast::WaitUpTo& wait) {
  value(*wait.duration);
  decl_.waits.emplace_back();
  auto table = table_row(decl_.waits.size(), "waits");
  decl_.waits[table].since_start = wait.since_start;
  auto number = wait_step(wait.until ? "wait until" : "wait up to", wait.as);
  auto label = label_of(number);
  out_.op(Op::kWaitEvents, number, table);
  Label end;
  for (const auto& clause : wait.arms) {
    auto arm = event_arm(clause.on);
    arm.target = out_.enter();
    decl_.waits[table].arms.push_back(arm);
    out_.at(clause.span);
    const auto event = clause.on.when != nullptr ? "when" : words_of(clause.on.event);
    scope([&] {
      keep_event(model_.clauses.at(clause.on.id).alias);
      inside(unique(fmt::format("{}/{}", label, event)), [&] { block(clause.body); });
    });
    out_.jump(Op::kJump, end);
  }
  decl_.waits[table].otherwise = out_.enter();
  if (wait.otherwise) inside(unique(label + "/else"), [&] { block(*wait.otherwise); });
  out_.bind(end);
}

void FlowCompiler::choice(const ast::If& node) {
  Label otherwise, end;
  branch(*node.condition, false, otherwise);
  auto container = unique(prefix_ + "if");
  inside(container, [&] { block(node.then); });
  if (node.otherwise) out_.jump(Op::kJump, end);
  out_.bind(otherwise);
  if (node.otherwise) inside(container + "/else", [&] { block(*node.otherwise); });
  out_.bind(end);
}

// The subject stays on the stack while it is compared; each way on takes it off first.
void FlowCompiler::match(const ast::Match& match) {
  std::vector<Label> arms(match.arms.size());
  match_tests(match, arms);
  Label end;
  auto container = unique(prefix_ + "match");
  out_.op(Op::kPop);
  if (match.otherwise) inside(container + "/else", [&] { block(*match.otherwise); });
  out_.jump(Op::kJump, end);
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const auto& arm = match.arms[i];
    out_.bind(arms[i]);
    out_.at(arm.span);
    out_.op(Op::kPop);
    auto word = arm.values.empty() ? fmt::format("arm {}", i + 1)
                                   : arm_word(*arm.values[0], context_.arena, i + 1);
    inside(unique(fmt::format("{}/{}", container, word)), [&] { block(arm.body); });
    out_.jump(Op::kJump, end);
  }
  out_.bind(end);
}

void FlowCompiler::match_tests(const ast::Match& match, std::vector<Label>& arms) {
  Label otherwise;
  value(*match.subject);
  if (model_.optional_matches.contains(match.subject->id)) {
    out_.op(Op::kDuplicate);
    out_.op(Op::kIsPresent);
    out_.jump(Op::kJumpIfFalse, otherwise);
  }
  for (std::size_t i = 0; i < arms.size(); ++i) {
    for (const auto& one : match.arms[i].values) {
      out_.op(Op::kDuplicate);
      if (auto* range = std::get_if<ast::Range>(&one->node)) {
        value(*range->low);
        value(*range->high);
        out_.op(Op::kInRange);
      } else {
        value(*one);
        out_.op(Op::kEqual);
      }
      out_.jump(Op::kJumpIfTrue, arms[i]);
    }
  }
  out_.bind(otherwise);
}

void FlowCompiler::let(const ast::Let& let) {
  value(*let.value);
  auto slot = new_slot(let.name.span);
  const auto* binding = model_.declared.at(let.name.id);
  slots_.locals[binding] = slot;
  out_.op(Op::kStoreLocal, slot);
  name_slot(slot, let.name.text, binding->typed.type);
}

void FlowCompiler::set_field(const ast::SetField& set) {
  value(*set.value);
  out_.op(Op::kSetAttribute, step("set " + set.field.text), context_.program.name(set.field.text));
}

void FlowCompiler::change_list(const ast::ListChange& change) {
  const auto word =
      fmt::format("{} {}", change.member ? "add to" : "remove from", change.list.text);
  out_.op(Op::kSetList, step(word), context_.program.name(change.list.text),
          static_cast<std::uint32_t>(change.member));
}

void FlowCompiler::emit_event(std::string_view word, std::string_view event,
                              const ast::ExprPtr& fields) {
  if (fields != nullptr)
    value(*fields);
  else
    out_.op(Op::kAbsent);
  out_.op(Op::kEmit, step(word), context_.program.name(event));
}

void FlowCompiler::emit(const ast::Emit& emit) {
  const auto& use = emit.event;
  const auto event = use.object ? use.object->text + "." + use.name.text : use.name.text;
  emit_event("emit " + event, event, emit.fields);
}

void FlowCompiler::start_journey(const ast::StartJourney& start) {
  emit_event("start " + start.journey.text, sema::request_event(start.journey.text), start.fields);
}

// A wait for one of two events of this request: its answer, or that it failed. What is used of the
// answer later is kept; where it failed there is nothing of it.
void FlowCompiler::request(const ast::Request& request) {
  const auto& info = model_.requests.at(request.call.id);
  const auto& event = info.call->answer->name;
  const auto number = step("request " + std::string(event));
  const auto label = label_of(number);
  const auto handle = new_slot(request.call.span);
  for (const auto& argument : request.arguments) value(*argument);
  out_.op(Op::kRequest, number, places_->calls.at(event),
          static_cast<std::uint32_t>(request.arguments.size()), handle);
  name_slot(handle, "request " + std::string(event), TypeKind::kHandle);
  value(*request.duration);
  decl_.waits.emplace_back();
  const auto table = table_row(decl_.waits.size(), "waits");
  out_.op(Op::kWaitEvents, number, table);
  EventArm arm;
  arm.handle = handle;
  arm.event = context_.program.name(event);
  arm.target = out_.enter();
  decl_.waits[table].arms.push_back(arm);
  keep_event(info.answer);
  Label end;
  out_.jump(Op::kJump, end);
  arm.event = context_.program.name(kServiceFailed);
  arm.target = out_.enter();
  decl_.waits[table].arms.push_back(arm);
  decl_.waits[table].otherwise = arm.target;
  if (request.otherwise) inside(unique(label + "/else"), [&] { block(*request.otherwise); });
  for (auto field : info.answer->kept) {
    if (!out_.reachable()) break;
    out_.op(Op::kAbsent);
    out_.op(Op::kStoreLocal, slots_.event_fields.at({info.answer, field}));
  }
  out_.bind(end);
}

// Who subscribes without naming a channel does so by e-mail, as the event `subscribed` has it.
void FlowCompiler::change_consent(const ast::ConsentChange& change) {
  const auto& name = change.conversation.text;
  ConsentDecl row;
  row.subscribed = change.subscribed;
  if (name != sema::kAnyOfThem) row.conversation = places_->conversations.at(name);
  if (change.channel)
    row.channel = find_channel(change.channel->text);
  else if (change.subscribed)
    row.channel = Channel::kEmail;
  decl_.consents.push_back(row);
  const auto word =
      fmt::format("{} {}", change.subscribed ? "subscribe to" : "unsubscribe from", name);
  out_.op(Op::kSayConsent, step(word), table_row(decl_.consents.size(), "changes of consent"));
}

void FlowCompiler::repeat(const ast::Repeat& repeat) {
  Label again, end;
  auto* around = std::exchange(loop_end_, &end);
  scope([&] {
    const auto left = new_slot(repeat.times->span);
    out_.constant(repeat.times->value);
    keep(left, "rounds left", TypeKind::kInt);
    out_.bind(again);
    count_down(left, end);
    inside(unique(prefix_ + "repeat"), [&] { block(repeat.body); });
    if (out_.reachable()) out_.jump(Op::kJump, again);
  });
  loop_end_ = around;
  out_.bind(end);
}

// One less is left; when none is, it goes on at `none`.
void FlowCompiler::count_down(std::uint8_t left, Label& none) {
  out_.op(Op::kLoadLocal, left);
  out_.constant(Value::integer(0));
  out_.op(Op::kGreater);
  out_.jump(Op::kJumpIfFalse, none);
  out_.op(Op::kLoadLocal, left);
  out_.constant(Value::integer(1));
  out_.op(Op::kSubtract);
  out_.op(Op::kStoreLocal, left);
}

void FlowCompiler::send(const ast::Send& send) {
  SendDecl row;
  row.message = places_->messages.at(send.message.text);
  row.channels = model_.send_channels.at(send.message.id);
  if (send.as) {
    auto slot = new_slot(send.as->span);
    slots_.locals[model_.declared.at(send.as->id)] = slot;
    row.handle = slot;
  }
  if (send.best_within) {
    auto& best = row.best_time.emplace();
    best.within = send.best_within->value.as_duration();
    if (send.best_first) best.first_ms = send.best_first->value.num;
    find_cohorts();
  }
  const auto handle = row.handle;
  decl_.sends.push_back(std::move(row));
  auto number = step("send " + send.message.text);
  auto label = label_of(number);
  for (const auto& argument : send.arguments) value(*argument);
  out_.op(Op::kSend, number, table_row(decl_.sends.size(), "sends"),
          static_cast<std::uint32_t>(send.arguments.size()));
  if (send.as) name_slot(static_cast<std::uint8_t>(handle), send.as->text, TypeKind::kHandle);
  if (!send.otherwise) return out_.op(Op::kPop);
  Label sent;
  out_.jump(Op::kJumpIfTrue, sent);
  inside(label + "/else", [&] { block(*send.otherwise); });
  out_.bind(sent);
}

void FlowCompiler::exit(const ast::Exit& exit) {
  if (exit.reason)
    ExpressionCompiler(context_, out_, &slots_, nullptr).text(*exit.reason);
  else
    out_.op(Op::kAbsent);
  out_.op(Op::kExit, step("exit"));
}

}  // namespace camp::compile
