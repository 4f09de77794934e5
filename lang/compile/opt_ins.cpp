#include "lang/compile/opt_ins.h"

#include <fmt/format.h>

#include "lang/catalog/events.h"

namespace camp::compile {
namespace {

// Whether the event at hand is about this conversation and channel.
FunctionIndex is_asked_for(Context& context, const OptInPlace& opt_in) {
  FunctionBuilder out(context.program);
  Label no;
  out.at(opt_in.ast->span);
  out.op(Op::kEventField, context.program.name("conversation"));
  out.constant(Value::string(opt_in.conversation));
  out.op(Op::kEqual);
  out.jump(Op::kJumpIfFalse, no);
  out.op(Op::kEventField, context.program.name("channel"));
  out.constant(Value::string(info_of(opt_in.channel).word));
  out.op(Op::kEqual);
  out.op(Op::kReturn);
  out.bind(no);
  out.constant(Value::boolean(false));
  out.op(Op::kReturn);
  return out.finish(FunctionKind::kExpression, 0);
}

}  // namespace

// Also a request that comes late is answered: how often at most, and for how long, the engine asks.
FlowDecl compile_opt_in(Context& context, const OptInPlace& opt_in, const Places& places,
                        std::uint32_t flow) {
  auto& program = context.program;
  FlowDecl decl;
  decl.kind = FlowKind::kJourney;
  decl.name = program.name(opt_in_name(opt_in.conversation, opt_in.channel));
  decl.category = Category::kTransactional;
  decl.conversation = places.conversations.at(opt_in.conversation);
  decl.reentry = Reentry::kAgain;
  decl.confirms = opt_in.channel;
  StartDecl start;
  start.on.event = program.name(kSubscriptionRequested);
  start.on.where = is_asked_for(context, opt_in);
  start.even_late = true;
  decl.starts.push_back(start);
  const auto& message = opt_in.ast->message.text;
  decl.sends.push_back({places.messages.at(message), {opt_in.channel}, kNone});
  const auto step = static_cast<StepIndex>(program.program.steps.size());
  program.program.steps.push_back({fmt::format("send {}", message), flow});
  FunctionBuilder body(program);
  body.at(opt_in.ast->span);
  body.op(Op::kConfirmUrl);
  body.op(Op::kSend, step, 0, 1);
  body.op(Op::kPop);
  body.op(Op::kEnd);
  decl.body = body.finish(FunctionKind::kFlow, 0);
  return decl;
}

}  // namespace camp::compile
