// Modules: what they say and ask, what they give, when a target is reached, and
// `do M(args) via A or B as f`.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/counted.h"
#include "lang/base/letters.h"
#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/catalog/answers.h"
#include "lang/catalog/reply_keywords.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

// Of a module's own, of a flow's own, or of both.
enum class Home : std::uint8_t { kModule, kFlow, kBoth };

Home home_of(const ast::Statement& statement) {
  return std::visit(Overloaded{
                        [](const ast::Say&) { return Home::kModule; },
                        [](const ast::Play&) { return Home::kModule; },
                        [](const ast::Ask&) { return Home::kModule; },
                        [](const ast::Give&) { return Home::kModule; },
                        [](const ast::Target&) { return Home::kModule; },
                        [](const ast::Send&) { return Home::kFlow; },
                        [](const ast::Wait&) { return Home::kFlow; },
                        [](const ast::WaitUpTo&) { return Home::kFlow; },
                        [](const ast::WaitUntil&) { return Home::kFlow; },
                        [](const ast::SetField&) { return Home::kFlow; },
                        [](const ast::ListChange&) { return Home::kFlow; },
                        [](const ast::Emit&) { return Home::kFlow; },
                        [](const ast::StartJourney&) { return Home::kFlow; },
                        [](const ast::ConsentChange&) { return Home::kFlow; },
                        [](const ast::Request&) { return Home::kFlow; },
                        [](const ast::Exit&) { return Home::kFlow; },
                        [](const ast::Experiment&) { return Home::kFlow; },
                        [](const auto&) { return Home::kBoth; },
                    },
                    statement.node);
}

// What the statement adds to a message; nothing: it is no part of one.
std::optional<SpokenLine> line_of(const ast::Statement& statement) {
  if (const auto* say = std::get_if<ast::Say>(&statement.node)) return SpokenLine{&say->text};
  if (const auto* play = std::get_if<ast::Play>(&statement.node))
    return SpokenLine{&play->text, true};
  if (const auto* ask = std::get_if<ast::Ask>(&statement.node)) return SpokenLine{&ask->question};
  return std::nullopt;
}

}  // namespace

bool FlowChecker::may_stand_here(const ast::Statement& statement) {
  const auto home = home_of(statement);
  if (home == Home::kBoth || (home == Home::kModule) == (module_ != nullptr)) return true;
  const bool flow = home == Home::kFlow;
  reporter_
      .report(Code::kWrongPlace, statement.keyword,
              flow ? "this belongs into a flow, not into a module"
                   : "this belongs into a module, not into a flow")
      .help(flow ? "a module says, asks and gives; do the rest behind `do`"
                 : "put it into `module NAME { }`, and write `do NAME via sms`");
  return false;
}

// In a scope of its own: a module sees its parameters, the contact and the project.
void FlowChecker::check_module() {
  if (module_->state != ModuleInfo::State::kNew) return;
  module_->state = ModuleInfo::State::kChecking;
  Scope around;
  std::swap(around, scope());
  for (auto* parameter : module_->parameters) expressions_.declare(parameter);
  if (module_->ast->body) {
    if (module_->ast->body->statements.empty())
      reporter_.report(Code::kEmptyFlow, module_->ast->body->span,
                       fmt::format("the module '{}' does nothing", module_->ast->name.text));
    check_block(*module_->ast->body);
  }
  std::swap(around, scope());
  module_->state = ModuleInfo::State::kDone;
}

// ---- do

void check_module_arguments(const ast::Name& module, const std::vector<ast::ExprPtr>& arguments,
                            const Symbol& symbol, ExpressionChecker& expressions,
                            Reporter& reporter) {
  const auto& parameters = symbol.module->parameters;
  if (expressions.check_arguments(arguments, parameters)) return;
  reporter
      .report(Code::kWrongArguments, module.span,
              fmt::format("the module '{}' takes {}, not {}", symbol.name,
                          counted(parameters.size(), "argument"), arguments.size()))
      .also(symbol.span, "declared here");
}

bool FlowChecker::check_do(const ast::Do& use) {
  ++sends_;
  const auto* symbol = find_symbol(use.module, SymbolKind::kModule, "module");
  if (symbol == nullptr) {
    for (const auto& argument : use.arguments) expressions_.check(*argument);
  } else {
    check_module_arguments(use.module, use.arguments, *symbol, expressions_, reporter_);
  }
  check_do_channels(use);
  const bool known = symbol != nullptr && check_used_module(use, *symbol);
  if (known) check_talk(use, *symbol->module);
  scope().forget_contact();
  if (use.otherwise) {
    Branches branches(scope());
    branches.take([&] { return check_block(*use.otherwise); });
    branches.take([] { return false; });
    branches.join();
  }
  if (use.as) declare_results(use, known ? symbol->module : nullptr);
  return false;
}

void FlowChecker::check_do_channels(const ast::Do& use) {
  auto& chosen = model_.send_channels[use.module.id];
  if (module_ != nullptr) {
    if (!use.channels.empty())
      reporter_.report(Code::kWrongPlace, use.channels[0].span,
                       "a module in a module stays on the channel of the talk");
    return;
  }
  if (use.channels.empty())
    reporter_.report(Code::kMissingProperty, use.module.span, "on which channel is this talk?")
        .help(fmt::format("write `do {} via sms`", use.module.text));
  for (const auto& name : use.channels) {
    const auto channel = resolve_channel(name, reporter_);
    if (!channel) continue;
    if (!info_of(*channel).takes_talk()) {
      reporter_.report(Code::kNoContent, name.span,
                       fmt::format("a module cannot talk by {}", name.text));
      continue;
    }
    if (std::find(chosen.begin(), chosen.end(), *channel) != chosen.end()) {
      reporter_.report(Code::kDuplicateArm, name.span, fmt::format("'{}' stands twice", name.text));
      continue;
    }
    chosen.push_back(*channel);
    check_channel(use.module.span, name, *channel);
  }
}

// Gives whether what it gives is known. A body is put in place where it is used, so none may need
// itself, and they do not nest without end.
bool FlowChecker::check_used_module(const ast::Do& use, const Symbol& symbol) {
  auto& module = *symbol.module;
  if (module.state == ModuleInfo::State::kChecking) {
    reporter_
        .report(Code::kRecursiveDefinition, use.module.span,
                fmt::format("'{}' needs itself", symbol.name))
        .also(symbol.span, "declared here");
    return false;
  }
  if (modules_ < limits::kModuleDepth)
    FlowChecker(model_, reporter_, expressions_, module, modules_ + 1).check_module();
  const auto height = module.height + (module_ != nullptr ? 1 : 0);
  if (modules_ >= limits::kModuleDepth || height > limits::kModuleDepth) {
    reporter_.report(Code::kNestedTooDeep, use.module.span,
                     fmt::format("modules are nested more than {} deep", limits::kModuleDepth));
    return false;
  }
  if (module_ != nullptr) {
    module_->height = std::max(module_->height, height);
    module_->uses.push_back(&module);
    if (!module_->plays) module_->plays = module.plays;
  }
  return true;
}

void FlowChecker::declare_results(const ast::Do& use, const ModuleInfo* module) {
  auto* given = model_.new_binding(BindingKind::kResult, use.as->text, use.as->span);
  model_.declared[use.as->id] = given;
  if (module == nullptr) {
    reporter_.forgive_name(use.as->text);
    return;
  }
  for (const auto* result : module->results) {
    auto* one = model_.new_binding(BindingKind::kLet, result->name, use.as->span);
    one->typed = result->typed;
    one->typed.type.optional = true;
    one->origin = result;
    given->results.push_back(one);
  }
  expressions_.declare(given);
}

// ---- say, ask

// Each run of texts and recordings, with the question behind them, becomes one message; it is noted
// at its last statement.
void FlowChecker::note_spoken(const std::vector<ast::Statement>& statements) {
  std::vector<SpokenLine> lines;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const auto& statement = statements[i];
    const auto line = line_of(statement);
    if (!line) continue;
    lines.push_back(*line);
    if (line->is_recording && !module_->plays) module_->plays = statement.keyword;
    const auto* ask = std::get_if<ast::Ask>(&statement.node);
    if (ask == nullptr && i + 1 < statements.size() && line_of(statements[i + 1])) continue;
    auto& spoken = model_.spoken[statement.id];
    spoken.lines = std::exchange(lines, {});
    spoken.ask = ask;
    name_message(spoken, "");
    if (ask == nullptr || !ask->retry) continue;
    auto& again = model_.spoken[ask->name.id];
    again.ask = ask;
    if (ask->retry_text) again.lines.push_back({&*ask->retry_text});
    again.lines.push_back({&ask->question});
    name_message(again, "_again");
  }
}

// `feedback.score`; of texts without a question `feedback.say`, `feedback.say_2`, ...
void FlowChecker::name_message(SpokenInfo& spoken, std::string_view suffix) {
  spoken.module = module_;
  module_->spoken.push_back(&spoken);
  const auto& module = module_->ast->name.text;
  if (spoken.ask == nullptr) {
    spoken.message = module + ".say";
    for (std::size_t number = 2; !spoken_names_.insert(spoken.message).second; ++number)
      spoken.message = fmt::format("{}.say_{}", module, number);
    return;
  }
  spoken.message = fmt::format("{}.{}{}", module, spoken.ask->name.text, suffix);
  spoken.name_taken = !spoken_names_.insert(spoken.message).second;
  if (!spoken.name_taken) return;
  reporter_
      .report(Code::kDuplicateName, spoken.ask->name.span,
              fmt::format("'{}' is a message of this module already", spoken.message))
      .help("take another name");
}

bool FlowChecker::check_say(const ast::Statement& statement) {
  check_spoken(statement);
  return false;
}

// The texts of the message that this statement ends.
void FlowChecker::check_spoken(const ast::Statement& statement) {
  const auto check = [&](SpokenInfo& spoken) {
    expressions_.set_reads(&spoken.arguments);
    for (const auto& line : spoken.lines)
      if (model_.templates.find(line.text->id) == nullptr)
        expressions_.check_text(*line.text, Markup::kNone);
    expressions_.set_reads(nullptr);
    if (spoken.arguments.size() > limits::kMessageParameters)
      reporter_.report(Code::kTooMany, statement.keyword,
                       fmt::format("this reads more than {} names", limits::kMessageParameters));
  };
  if (model_.spoken.find(statement.id) == nullptr) return;
  check(model_.spoken[statement.id]);
  const auto* ask = std::get_if<ast::Ask>(&statement.node);
  if (ask == nullptr || model_.spoken.find(ask->name.id) == nullptr) return;
  auto& again = model_.spoken[ask->name.id];
  check(again);
  again.arguments = model_.spoken[statement.id].arguments;  // the question's, which was checked
}

bool FlowChecker::check_ask(const ast::Statement& statement, const ast::Ask& ask) {
  check_spoken(statement);
  check_ask_options(ask);
  const auto type = answer_type(ask);
  scope().forget_contact();
  if (ask.otherwise) {
    Branches branches(scope());
    branches.take([&] { return check_block(*ask.otherwise); });
    branches.take([] { return false; });
    branches.join();
  }
  const auto* spoken = model_.spoken.find(statement.id);
  if (spoken == nullptr || spoken->name_taken) {
    reporter_.forgive_name(ask.name.text);
    return false;
  }
  auto* answer = model_.new_binding(BindingKind::kLet, ask.name.text, ask.name.span);
  if (type) answer->typed.type = *type;
  answer->typed.type.optional = ask.otherwise.has_value() && type.has_value();
  model_.declared[ask.name.id] = answer;
  expressions_.declare(answer);
  if (scope().find(answer->name) != answer) reporter_.forgive_name(ask.name.text);
  return false;
}

void FlowChecker::check_ask_options(const ast::Ask& ask) {
  check_period(ask.up_to, ask.name.span, "the time for an answer");
  if (!ask.retry) return;
  const auto& times = ask.retry->value;
  if (times.tag == Tag::kInt && times.num >= 1 &&
      times.num <= static_cast<std::int64_t>(limits::kAskRetries))
    return;
  reporter_.report(Code::kBadLiteral, ask.retry->span,
                   fmt::format("a question is put again 1 to {} times", limits::kAskRetries));
}

std::optional<Type> FlowChecker::answer_type(const ast::Ask& ask) {
  if (ask.low && ask.high) {
    const bool whole = ask.low->value.tag == Tag::kInt && ask.high->value.tag == Tag::kInt;
    if (!whole || ask.low->value.num >= ask.high->value.num)
      reporter_.report(Code::kBadLiteral, ask.low->span,
                       "an answer's bounds are two whole numbers, the lower one first");
    return Type(TypeKind::kInt);
  }
  if (!ask.choices.empty()) {
    check_choices(ask);
    Type type(TypeKind::kChoice);
    for (const auto& choice : ask.choices) type.choices.push_back(choice.text);
    return type;
  }
  if (!ask.word) return std::nullopt;  // the parser has reported it
  if (const auto* row = find_answer(ask.word->text)) return Type(row->type);
  std::vector<std::string> words;
  for (const auto& row : answers())
    if (!row.word.empty()) words.emplace_back(row.word);
  reporter_
      .report(Code::kUnknownName, ask.word->span, fmt::format("no answer is '{}'", ask.word->text))
      .did_you_mean(ask.word->text, words)
      .help("answers are: 0..10, one of \"...\", yes_no, int, decimal, date, text");
  return std::nullopt;
}

void FlowChecker::check_choices(const ast::Ask& ask) {
  std::set<std::string_view> seen;
  for (const auto& choice : ask.choices) {
    if (is_template(choice) || choice.text.empty())
      reporter_.report(Code::kBadLiteral, choice.span, "a choice is a plain word");
    if (const auto keyword = find_reply_keyword(choice.text))
      reporter_
          .report(Code::kReplyKeyword, choice.span,
                  fmt::format("who answers \"{}\" says {} to the sender", choice.text,
                              to_upper(word_of(*keyword))))
          .help("take another word: this one is heard before any question");
    if (!seen.insert(choice.text).second)
      reporter_.report(Code::kDuplicateArm, choice.span,
                       fmt::format("the choice \"{}\" stands twice", choice.text));
  }
  if (ask.choices.size() > limits::kFlowArms)
    reporter_.report(
        Code::kTooMany, ask.name.span,
        fmt::format("{} choices; at most {} are possible", ask.choices.size(), limits::kFlowArms));
}

// ---- give

bool FlowChecker::check_give(const ast::Give& give) {
  for (const auto& name : give.names) {
    auto* local = scope().find(name.text);
    if (local == nullptr || local->kind != BindingKind::kLet) {
      std::vector<std::string> candidates;
      for (const auto known : scope().names()) candidates.emplace_back(known);
      reporter_
          .report(Code::kUnknownName, name.span,
                  fmt::format("there is no answer '{}' to give", name.text))
          .did_you_mean(name.text, candidates);
      continue;
    }
    local->used = true;
    model_.note_meaning(name.span, local->span);
    model_.declared[name.id] = local;
    auto& results = module_->results;
    const auto same = std::find_if(results.begin(), results.end(),
                                   [&](const Binding* one) { return one->name == local->name; });
    if (same == results.end())
      results.push_back(local);
    else if ((*same)->typed.type.without_optional() != local->typed.type.without_optional())
      report_given_twice(name, **same);
  }
  return false;
}

void FlowChecker::report_given_twice(const ast::Name& name, const Binding& first) {
  reporter_
      .report(Code::kTypeMismatch, name.span,
              fmt::format("'{}' is given as {} elsewhere", name.text, to_string(first.typed.type)))
      .also(first.span, "this one");
}

// ---- target

bool FlowChecker::check_target(const ast::Target& target) {
  expressions_.check_condition(*target.condition, "a target's condition");
  auto& targets = module_->targets;
  const auto same = std::find_if(targets.begin(), targets.end(), [&](const ast::Name* one) {
    return one->text == target.name.text;
  });
  if (same == targets.end()) {
    targets.push_back(&target.name);
    return false;
  }
  reporter_
      .report(Code::kDuplicateName, target.name.span,
              fmt::format("the module '{}' has two targets '{}'", module_->ast->name.text,
                          target.name.text))
      .also((*same)->span, "the first one")
      .help("write one condition with `or`, behind both places");
  return false;
}

}  // namespace camp::sema
