// One campaign or journey to its row of Program::flows: header functions, body, tables, steps.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>

#include "lang/catalog/talk_points.h"
#include "lang/compile/expressions.h"

namespace camp::compile {

using Indices = std::unordered_map<std::string_view, std::uint32_t>;

// Where declarations stand in the program's tables, by name.
struct Places {
  const Indices& conversations;
  const Indices& messages;
  const Indices& calls;
};

class FlowCompiler {
 public:
  // `index`: of the flow in Program::flows.
  FlowCompiler(Context& context, const sema::FlowInfo& info, std::uint32_t index)
      : context_(context),
        model_(context.model),
        info_(info),
        flow_(*info.ast),
        index_(index),
        out_(context.program) {}

  FlowDecl compile(const Places& places);

 private:
  // header
  void compile_header();
  void compile_urgency();
  void compile_people();
  void compile_starts();
  void compile_audience();
  void compile_goals();
  RefundDecl refund_of(const ast::Goal& goal);
  EventArm event_arm(const ast::EventClause& clause);
  StartDecl start_of(const ast::Start& start);
  void find_cohorts();
  FunctionIndex event_condition(const ast::EventClause& clause, const sema::ClauseInfo& info);

  // locals: a slot is free again behind the block that its name belongs to
  void keep_event(const sema::Binding* alias);
  std::uint8_t new_slot(Span span);
  void name_slot(std::uint8_t slot, std::string name, const Type& type);
  template <class Body>
  void scope(Body&& body) {
    const auto slots = slots_.live;
    const auto names = live_names_.size();
    body();
    slots_.live = slots;
    for (; live_names_.size() > names; live_names_.pop_back())
      decl_.locals[live_names_.back()].end = out_.here();
  }

  // body: see statements.cpp
  void block(const ast::Block& block);
  void statement(const ast::Statement& statement);
  void wait(const ast::Wait& wait);
  void wait_up_to(const ast::WaitUpTo& wait);
  void wait_until(const ast::WaitUntil& wait);
  void change_list(const ast::ListChange& change);
  void emit_event(std::string_view word, std::string_view event, const ast::ExprPtr& fields);
  void emit(const ast::Emit& emit);
  void start_journey(const ast::StartJourney& start);
  void request(const ast::Request& request);
  void change_consent(const ast::ConsentChange& change);
  void repeat(const ast::Repeat& repeat);
  void count_down(std::uint8_t left, Label& none);
  void choice(const ast::If& node);
  void match(const ast::Match& match);
  void match_tests(const ast::Match& match, std::vector<Label>& arms);
  void let(const ast::Let& let);
  void set_field(const ast::SetField& set);
  void send(const ast::Send& send);

  // modules.cpp: a module's body is put in place where it is used
  struct Talk {
    std::uint8_t channel = 0;  // the local that holds it, once there is one
    const std::vector<Channel>* channels = nullptr;
    Label* end = nullptr;      // of the module at hand ...
    Label* refused = nullptr;  // ... where no channel takes what it says
    std::unordered_map<std::string_view, std::uint8_t> results;  // what it gives, by name
    std::size_t row = 0;                                         // of FlowDecl::talks
  };
  void use_module(const ast::Do& use);
  void put_in_place(const ast::Do& use, const sema::ModuleInfo& module, Talk& talk);
  void take_arguments(const ast::Do& use, const sema::ModuleInfo& module);
  std::uint8_t local_of(const sema::Binding& binding);
  StepIndex say(const sema::SpokenInfo& spoken, std::string_view word, std::uint32_t handle);
  void say(const ast::Statement& statement);
  void ask(const ast::Statement& statement, const ast::Ask& ask);
  // The locals that asking takes.
  struct Asking {
    std::uint8_t first;   // the handle of the first message ...
    std::uint8_t handle;  // ... and of the last
    std::uint8_t since;   // when it was put last
    std::uint8_t left;    // how often it may be put again
  };
  std::uint32_t wait_for_answer(const ast::Ask& ask, const Asking& asking, StepIndex* step);
  void put_again(const ast::Ask& ask, const Asking& asking, Label& again, Label& unreadable);
  FunctionIndex is_answer();
  FunctionIndex is_answer_after(std::uint8_t since);
  void is_no_keyword(FunctionBuilder& out);
  void keep(std::uint8_t slot, std::string name, const Type& type);
  void give(const ast::Give& give);
  void target(const ast::Target& target);
  void note(StepIndex step, TalkPoint point);
  void exit(const ast::Exit& exit);
  void experiment(const ast::Experiment& experiment);
  DecisionDecl decision_by(const ast::MetricUse& use, const ast::Literal& after);
  void choose_winner(const ast::Experiment& experiment, ExperimentDecl& row);
  void share_out_again(const ast::Bandit& bandit, ExperimentDecl& row);
  void hold_out();
  void hold_out(std::string_view name, const ast::Holdout& holdout, bool everywhere);
  ArmDecl experiment_arm(const ast::ExperimentArm& arm);
  void value(const ast::Expr& expr);
  void branch(const ast::Expr& expr, bool when, Label& label);

  // Labels of steps: the path of what stands around them. See README.md.
  StepIndex step(std::string_view word) { return add_step(prefix_ + std::string(word)); }
  StepIndex wait_step(std::string_view word, const std::optional<ast::Name>& own_label);
  StepIndex add_step(const std::string& label);
  // What is written at this node is called so, from now on. Not of what stands in modules, which
  // may be in many places.
  void note_path(ast::NodeId id, std::string_view path);
  const std::string& label_of(StepIndex step) const {
    return context_.program.program.steps[step].label;
  }
  std::string unique(const std::string& label);
  std::uint32_t table_row(std::size_t rows, std::string_view what);
  template <class Body>
  void inside(const std::string& container, Body&& body) {
    auto outer = prefix_;
    prefix_ = container + "/";
    body();
    prefix_ = outer;
  }

  Context& context_;
  const sema::Model& model_;
  const sema::FlowInfo& info_;
  const ast::Flow& flow_;
  std::uint32_t index_;
  FunctionBuilder out_;
  FlowDecl decl_;
  Slots slots_;
  std::vector<std::size_t> live_names_;  // rows of decl_.locals that are in scope
  const Places* places_ = nullptr;
  std::string prefix_;
  const ast::Statement* statement_ = nullptr;  // the innermost at hand
  Talk* talk_ = nullptr;                       // of the module at hand
  Label* loop_end_ = nullptr;                  // of the loop at hand
  std::size_t modules_ = 0;
  std::unordered_map<std::string, std::size_t> labels_;
  bool slots_reported_ = false;
};

}  // namespace camp::compile
