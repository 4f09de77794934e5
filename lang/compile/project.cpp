#include "lang/compile/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <utility>

#include "lang/catalog/answers.h"
#include "lang/catalog/events.h"
#include "lang/compile/condition_parts.h"
#include "lang/compile/contents.h"
#include "lang/compile/flow.h"
#include "lang/compile/opt_ins.h"
#include "lang/compile/scenarios.h"
#include "lang/compile/services.h"
#include "lang/compile/talks.h"

namespace camp::compile {
namespace {

class ProjectCompiler {
 public:
  ProjectCompiler(const sema::Model& model, Reporter& reporter, StepPaths* paths = nullptr)
      : model_(model), context_{model, reporter, builder_, arena_} {
    context_.paths = paths;
    for (const auto& [name, symbol] : model.symbols) symbols_.push_back(&symbol);
    std::sort(symbols_.begin(), symbols_.end(), [](auto* a, auto* b) { return a->name < b->name; });
  }

  Program compile(const SourceSet& sources) {
    declarations();
    builder_.make_source_map(sources);
    return std::move(builder_.program);
  }

  plan::Dissection dissect(const SourceSet& sources, const ast::Expr& condition) {
    declarations();
    plan::Dissection made;
    made.condition = condition.span;
    made.parts = condition_parts(context_, condition);
    builder_.make_source_map(sources);
    made.expressions = std::move(builder_.program);
    return made;
  }

  plan::Suite compile_suite(const SourceSet& sources, const Trials& trials) {
    sees_sent_ = true;
    declarations();
    plan::Suite suite;
    ScenarioCompiler scenarios(context_, sources, trials);
    for (const auto& scenario : model_.scenarios) scenarios.compile(scenario, &suite.scenarios);
    for (const auto* invariant : model_.invariants)
      suite.invariants.push_back(
          {invariant->text.text, invariant->text.span,
           compile_expression(context_, *invariant->condition, nullptr, nullptr),
           condition_parts(context_, *invariant->condition)});
    builder_.make_source_map(sources);
    suite.expressions = std::move(builder_.program);
    return suite;
  }

 private:
  void declarations() {
    contact();
    events();
    lists();
    segments();
    conversations();
    outlets();
    channels();
    policy();
    services();
    seeds();
    messages();
    flows();
  }

  Program& program() { return builder_.program; }

  template <class Use>
  void each(sema::SymbolKind kind, Use&& use) {
    for (const auto* symbol : symbols_) {
      if (symbol->kind == kind) use(*symbol);
    }
  }

  FieldDecl field(const sema::FieldInfo& info) {
    FieldDecl decl;
    decl.name = builder_.name(info.name);
    decl.type = info.type;
    if (info.default_value) decl.default_value = builder_.constant(*info.default_value);
    return decl;
  }

  void contact() {
    std::vector<const sema::FieldInfo*> fields;
    for (const auto& info : model_.contact.all()) fields.push_back(&info);
    std::sort(fields.begin(), fields.end(), [](auto* a, auto* b) { return a->name < b->name; });
    for (const auto* info : fields) program().contact.push_back(field(*info));
  }

  void events() {
    const sema::EventInfo changed{kContactChanged, {}};
    std::vector<const sema::EventInfo*> events = {&changed};
    std::deque<sema::EventInfo> inputs;
    for (const auto& builtin : builtin_events()) {
      if (builtin.status != EventStatus::kInput) continue;
      events.push_back(&inputs.emplace_back(sema::event_info(builtin)));
    }
    for (const auto& [name, event] : model_.events) events.push_back(event);
    if (sees_sent_) events.push_back(&model_.message_sent);
    std::sort(events.begin(), events.end(), [](auto* a, auto* b) { return a->name < b->name; });
    for (const auto* event : events) {
      EventDecl decl;
      decl.name = builder_.name(event->name);
      for (const auto& info : event->fields.all()) decl.fields.push_back(field(info));
      program().events.push_back(std::move(decl));
    }
  }

  void lists() {
    each(sema::SymbolKind::kList, [&](const sema::Symbol& symbol) {
      program().lists.push_back(builder_.name(symbol.name));
    });
  }

  void segments() {
    each(sema::SymbolKind::kSegment, [&](const sema::Symbol& symbol) {
      const auto& condition = *std::get<ast::Segment>(symbol.declaration->node).condition;
      auto name = builder_.name(symbol.name);
      program().segments.push_back(
          {name, compile_expression(context_, condition, nullptr, nullptr)});
    });
  }

  void conversations() {
    each(sema::SymbolKind::kConversation, [&](const sema::Symbol& symbol) {
      const auto& ast = std::get<ast::Conversation>(symbol.declaration->node);
      ConversationDecl decl;
      decl.name = builder_.name(symbol.name);
      if (ast.from) decl.from = builder_.text(ast.from->text);
      if (ast.reply_to) decl.reply_to = builder_.text(ast.reply_to->text);
      for (const auto& list : ast.suppress) decl.suppress.push_back(builder_.name(list.text));
      decl.unsubscribe_per_channel = ast.unsubscribe_per_channel;
      conversation_indices_[symbol.name] =
          static_cast<std::uint32_t>(program().conversations.size());
      if (ast.dkim)
        program().signers.push_back({conversation_indices_[symbol.name],
                                     builder_.text(ast.dkim->selector.text),
                                     compile_setting(ast.dkim->key, builder_)});
      program().conversations.push_back(std::move(decl));
    });
  }

  void outlets() {
    each(sema::SymbolKind::kOutlet, [&](const sema::Symbol& symbol) {
      const auto& ast = std::get<ast::Outlet>(symbol.declaration->node);
      const auto text = [&](const std::optional<ast::Text>& given) {
        return given ? builder_.text(given->text) : kNone;
      };
      program().outlets.push_back({builder_.name(symbol.name), text(ast.label), text(ast.timezone),
                                   text(ast.from), text(ast.reply_to)});
    });
  }

  void channels() {
    for (std::size_t i = 0; i < kChannelCount; ++i) {
      const auto* use = model_.channels[i];
      if (use == nullptr) continue;
      const auto channel = static_cast<Channel>(i);
      if (use->carrier) program().carriers.push_back(compile_carrier(*use, channel, builder_));
      if (!use->rate && !use->costs) continue;
      ChannelDecl decl{channel, {}, kNone};
      if (use->rate)
        decl.rate = {static_cast<std::uint32_t>(use->rate->limit->value.num),
                     use->rate->per->value.as_duration()};
      if (use->costs) decl.costs = builder_.constant(use->costs->value);
      program().channels.push_back(decl);
    }
  }

  void policy() {
    const auto& info = model_.policy;
    auto& decl = program().policy;
    for (const auto& rule : info.quiet)
      decl.quiet.push_back(
          {rule.times, static_cast<ChannelBits>(rule.channels.to_ulong()), rule.ast->for_all});
    for (const auto& rule : info.caps) decl.caps.push_back(cap(rule));
    if (info.when_capped != nullptr) {
      const auto& wait = info.when_capped->wait_up_to;
      if (info.when_capped->prefer_priority) decl.when_capped = WhenCapped::kPreferPriority;
      if (wait) decl.when_capped = WhenCapped::kWait;
      if (wait) decl.wait_up_to = wait->value.as_duration();
    }
    if (info.release != nullptr && info.release->duration)
      decl.release_over = info.release->duration->value.as_duration();
    decl.merge_by_message = info.merge;
  }

  void services() {
    each(sema::SymbolKind::kService, [&](const sema::Symbol& symbol) {
      const auto index = static_cast<std::uint32_t>(program().services.size());
      program().services.push_back(compile_service(*symbol.service->ast, builder_));
      for (const auto& info : symbol.service->calls) program().calls.push_back(call(info, index));
      report_calls(symbol.span);
    });
    auto& calls = program().calls;
    std::sort(calls.begin(), calls.end(), [&](const CallDecl& a, const CallDecl& b) {
      return program().name(a.name) < program().name(b.name);
    });
    for (std::uint32_t i = 0; i < calls.size(); ++i)
      call_indices_[model_.events.at(program().name(calls[i].name))->name] = i;
  }

  void seeds() {
    each(sema::SymbolKind::kSeeds, [&](const sema::Symbol& symbol) {
      SeedsDecl decl;
      decl.name = builder_.name(symbol.name);
      for (const auto& address : std::get<ast::Seeds>(symbol.declaration->node).addresses)
        decl.addresses.push_back(builder_.text(address.text));
      program().seeds.push_back(std::move(decl));
    });
  }

  // An instruction names a call in two bytes.
  void report_calls(Span span) {
    constexpr std::size_t kMost = UINT16_MAX + 1;
    if (program().calls.size() <= kMost || std::exchange(calls_reported_, true)) return;
    context_.reporter.report(Code::kTooMany, span,
                             fmt::format("the services have more than {} calls", kMost));
  }

  CallDecl call(const sema::ServiceCallInfo& info, std::uint32_t service) {
    CallDecl decl;
    decl.name = builder_.name(info.answer->name);
    decl.service = service;
    decl.method = find_http_method(info.ast->method.text)->method;
    decl.path = builder_.text(info.ast->path.text);
    for (const auto* parameter : info.parameters)
      decl.parameters.push_back({builder_.name(parameter->name), parameter->typed.type, kNone});
    decl.answers = info.ast->answers;
    return decl;
  }

  CapDecl cap(const sema::CapInfo& info) {
    const auto& ast = *info.ast;
    CapDecl decl;
    decl.limit = static_cast<std::uint32_t>(ast.limit->value.num);
    if (ast.window) decl.window = ast.window->value.as_duration();
    if (ast.period)
      decl.period = ast.period->text == "day"    ? CapPeriod::kDay
                    : ast.period->text == "week" ? CapPeriod::kWeek
                                                 : CapPeriod::kMonth;
    decl.channels = static_cast<ChannelBits>(info.channels.to_ulong());
    decl.for_all = ast.for_all;
    if (ast.tag) decl.tag = builder_.name(ast.tag->text);
    return decl;
  }

  // The project's and those that modules say, by name.
  void messages() {
    std::map<std::string_view, std::function<MessageDecl()>> rows;
    each(sema::SymbolKind::kMessage, [&](const sema::Symbol& symbol) {
      const auto& ast = std::get<ast::Message>(symbol.declaration->node);
      rows.emplace(symbol.name, [&] { return message(ast); });
    });
    for (const auto& info : model_.spoken.rows())
      rows.emplace(info.message, [&] { return compile_spoken(context_, info); });
    for (const auto& [name, make] : rows) {
      const auto number = builder_.name(name);
      auto decl = make();
      decl.name = number;
      message_indices_[name] = static_cast<std::uint32_t>(program().messages.size());
      program().messages.push_back(std::move(decl));
    }
  }

  MessageDecl message(const ast::Message& ast) {
    MessageDecl decl;
    for (const auto& parameter : model_.messages.at(ast.name.id).parameters.all())
      decl.parameters.push_back(field(parameter));
    for (const auto& content : ast.contents)
      decl.contents.push_back(compile_content(context_, ast, content));
    return decl;
  }

  // Campaigns, journeys and double opt-ins share a table, by name.
  void flows() {
    const Places places{conversation_indices_, message_indices_, call_indices_};
    std::map<std::string, std::function<FlowDecl(std::uint32_t)>> rows;
    for (const auto* symbol : symbols_) {
      if (auto* ast = std::get_if<ast::Flow>(&symbol->declaration->node))
        rows.emplace(symbol->name, [&, ast](std::uint32_t index) {
          return FlowCompiler(context_, model_.flows.at(ast->name.id), index).compile(places);
        });
      if (auto* ast = std::get_if<ast::Conversation>(&symbol->declaration->node))
        opt_ins(*ast, places, rows);
    }
    for (const auto& [name, make] : rows)
      program().flows.push_back(make(static_cast<std::uint32_t>(program().flows.size())));
  }

  template <class Rows>
  void opt_ins(const ast::Conversation& conversation, const Places& places, Rows& rows) {
    for (const auto& row : conversation.opt_ins) {
      for (const auto& word : row.channels) {
        const auto channel = *find_channel(word.text);
        rows.emplace(opt_in_name(conversation.name.text, channel), [&, channel](auto index) {
          return compile_opt_in(context_, {&row, conversation.name.text, channel}, places, index);
        });
      }
    }
  }

  const sema::Model& model_;
  ProgramBuilder builder_;
  Arena arena_;
  Context context_;
  std::vector<const sema::Symbol*> symbols_;
  Indices conversation_indices_;
  Indices message_indices_;
  Indices call_indices_;
  bool calls_reported_ = false;
  bool sees_sent_ = false;  // `sent(...)` is asked: of what is only evaluated, never of a program
};

}  // namespace

Program compile_model(const sema::Model& model, const SourceSet& sources, Diagnostics& diagnostics,
                      StepPaths* paths) {
  Reporter reporter(diagnostics);
  return ProjectCompiler(model, reporter, paths).compile(sources);
}

plan::Suite compile_scenarios(const sema::Model& model, const SourceSet& sources,
                              const Trials& trials, Diagnostics& diagnostics) {
  Reporter reporter(diagnostics);
  return ProjectCompiler(model, reporter).compile_suite(sources, trials);
}

plan::Dissection dissect(const sema::Model& model, const SourceSet& sources,
                         const ast::Expr& condition, Diagnostics& diagnostics) {
  Reporter reporter(diagnostics);
  return ProjectCompiler(model, reporter).dissect(sources, condition);
}

}  // namespace camp::compile
