// Calls: the project's definitions, which are put in place when compiled, and the catalog's
// functions.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/counted.h"
#include "lang/sema/expressions.h"
#include "lang/sema/types.h"

namespace camp::sema {
namespace {

std::string_view our_function(std::string_view theirs) {
#define CAMP_FOREIGN_FUNCTION(their, our) \
  if (theirs == their) return our;
#include "lang/sema/foreign_functions.def"
#undef CAMP_FOREIGN_FUNCTION
  return {};
}

}  // namespace

Typed ExpressionChecker::check_call(const ast::Expr& expr, const ast::Call& call) {
  auto found = model_.symbols.find(call.function.text);
  if (found != model_.symbols.end() && found->second.kind == SymbolKind::kDefine) {
    found->second.used = true;
    model_.note_meaning(call.function.span, found->second.span);
    model_.calls[expr.id].define = found->second.define;
    return check_define_call(call, found->second);
  }
  if (const auto* function = find_function(call.function.text, FunctionUse::kExpression)) {
    model_.calls[expr.id].function = function;
    return check_function_call(call, *function);
  }
  for (const auto& argument : call.arguments) check(*argument);
  if (found != model_.symbols.end()) {
    reporter_
        .report(Code::kWrongKindOfName, call.function.span,
                fmt::format("'{}' is not a function", call.function.text))
        .also(found->second.span, "declared here");
    return {};
  }
  auto candidates = symbol_names({SymbolKind::kDefine});
  for (const auto& function : functions()) {
    if (function.use != FunctionUse::kFilter) candidates.emplace_back(function.name);
  }
  auto report = reporter_.report(Code::kUnknownName, call.function.span,
                                 fmt::format("there is no function '{}'", call.function.text));
  const auto ours = our_function(call.function.text);
  if (!ours.empty())
    report.meant(ours, Written::kPlain, Certainty::kCertain);
  else
    report.did_you_mean(call.function.text, candidates);
  return {};
}

Typed ExpressionChecker::check_define_call(const ast::Call& call, Symbol& symbol) {
  if (owner_ != nullptr) uses_.push_back({owner_, &symbol, call.function.span});
  check_definition(symbol);
  const auto& define = *symbol.define;
  if (!check_arguments(call.arguments, define.parameters)) {
    reporter_
        .report(Code::kWrongArguments, call.function.span,
                fmt::format("'{}' takes {}, not {}", symbol.name,
                            counted(define.parameters.size(), "argument"), call.arguments.size()))
        .also(symbol.span, "declared here");
  }
  return define.result;
}

bool ExpressionChecker::check_arguments(const std::vector<ast::ExprPtr>& arguments,
                                        const std::vector<Binding*>& parameters) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i < parameters.size())
      check_as(*arguments[i], parameters[i]->typed.type, fmt::format("'{}'", parameters[i]->name));
    else
      check(*arguments[i]);
  }
  return arguments.size() == parameters.size();
}

// In a scope of its own: a definition sees its parameters, the contact and the project, not its
// caller.
void ExpressionChecker::check_definition(const Symbol& symbol) {
  auto& define = *symbol.define;
  if (define.state != DefineInfo::State::kNew)
    return;  // kChecking: it needs itself; reported by declarations.cpp
  define.state = DefineInfo::State::kChecking;
  Scope caller;
  std::swap(caller, scope_);
  const auto* owner = std::exchange(owner_, &symbol);
  bool in_history = std::exchange(in_history_, false);
  auto bare = std::exchange(bare_, std::nullopt);
  for (auto* parameter : define.parameters) scope_.declare(parameter);
  define.result = check(*define.ast->body);
  std::swap(caller, scope_);
  owner_ = owner;
  in_history_ = in_history;
  bare_ = bare;
  define.state = DefineInfo::State::kDone;
}

Typed ExpressionChecker::check_function_call(const ast::Call& call, const FunctionInfo& function) {
  const auto& parameters = function.parameters;
  const auto least = function.required();
  Type first;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto& argument = *call.arguments[i];
    bool may_be_absent = i < parameters.size() && parameters[i].kind == Kind::kAnyOrAbsent;
    auto typed =
        may_be_absent
            ? check(argument)
            : check_present(argument, fmt::format("but '{}' needs a value", function.name));
    if (i == 0) first = typed.type;
    if (i >= parameters.size() || accepts(parameters[i].kind, typed.type)) continue;
    reporter_
        .report(Code::kWrongArguments, argument.span,
                fmt::format("'{}' does not take {} here", function.name, to_string(typed.type)))
        .note(fmt::format("{}: {}", function.name, function.signature));
  }
  if (call.arguments.size() < least || call.arguments.size() > parameters.size()) {
    reporter_
        .report(Code::kWrongArguments, call.function.span,
                fmt::format("'{}' takes {}, not {}", function.name,
                            least == parameters.size()
                                ? counted(least, "argument")
                                : fmt::format("{} to {} arguments", least, parameters.size()),
                            call.arguments.size()))
        .note(fmt::format("{}: {}", function.name, function.signature));
  }
  return {result_type(function, first)};
}

}  // namespace camp::sema
