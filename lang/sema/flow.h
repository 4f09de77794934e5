// Campaigns and journeys: their header's rules, and what their statements may do in which order.
//
// One per flow. Statements are looked at in the order in which they run, so that what is known
// (facts, sent messages, locals) is what holds on every path to a place.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/expressions.h"
#include "lang/sema/model.h"

namespace camp::sema {

// send.cpp: `contact: string, percent: int`.
std::string signature_of(const std::vector<Binding*>& parameters);

// modules.cpp: what a use of a module gives it.
void check_module_arguments(const ast::Name& module, const std::vector<ast::ExprPtr>& arguments,
                            const Symbol& symbol, ExpressionChecker& expressions,
                            Reporter& reporter);

class FlowChecker {
 public:
  FlowChecker(Model& model, Reporter& reporter, ExpressionChecker& expressions,
              const ast::Flow& flow)
      : model_(model), reporter_(reporter), expressions_(expressions), flow_(&flow) {}
  // `depth`: how many modules are being checked around it.
  FlowChecker(Model& model, Reporter& reporter, ExpressionChecker& expressions, ModuleInfo& module,
              std::size_t depth)
      : model_(model),
        reporter_(reporter),
        expressions_(expressions),
        module_(&module),
        modules_(depth) {}

  void check();
  void check_module();

 private:
  // header.cpp
  void check_header();
  void check_category();
  void check_conversation();
  void check_repeated();
  void check_places();
  void wrong_place(Span span, std::string_view property);
  void check_audience();
  void check_one_per();
  void check_limit();
  void check_starts();
  void declare_unknown_start();
  std::string_view find_start_segment(const ast::Expr& condition);
  void check_start_alias(const std::vector<ClauseInfo*>& starts);
  const FieldTable* merged_fields(const std::vector<ClauseInfo*>& starts);
  void check_key();
  void check_exits();
  void check_goals();
  // schedule.cpp
  void check_schedule();
  void check_worth(const ast::Goal& goal, Binding* event);
  void check_refund(const ast::Goal& goal, const Binding& converted);
  void check_period(const std::optional<ast::Literal>& literal, Span span, std::string_view what);
  const Symbol* find_symbol(const ast::Name& name, SymbolKind kind, std::string_view word);

  // urgency.cpp
  void check_urgency();
  void check_priority();
  void check_tags();
  void check_costs();
  void check_expiry();

  // people.cpp
  void check_people();
  bool check_person(const std::optional<ast::Text>& person, std::string_view what);
  void check_approval(const ast::Approval& approval);
  void check_seeds();
  void check_seeded();

  // clauses.cpp
  ClauseInfo* check_clause(const ast::EventClause& clause);
  std::string_view find_of(const ast::EventUse& use);
  struct Target {
    std::string_view name;
    const EventInfo* event = nullptr;
    const Binding* handle = nullptr;
  };
  Target resolve_event(const ast::EventUse& use);
  Target resolve_dotted(const ast::EventUse& use);
  Target resolve_handle_event(const ast::EventUse& use, Binding* handle);
  bool report_planned_event(const ast::EventUse& use, const std::string& full_name);
  void report_unknown_event(const ast::EventUse& use, const std::string& full_name);

  // statements.cpp: each gives whether the path ends there
  bool check_block(const ast::Block& block);
  bool check_statements(const ast::Block& block);
  bool check_statement(const ast::Statement& statement);
  bool check_wait(const ast::Wait& wait);
  bool check_wait_up_to(const ast::Statement& statement, const ast::WaitUpTo& wait);
  bool check_wait_until(const ast::WaitUntil& wait);
  void check_duration(const ast::Expr& expr);
  void check_label(const std::optional<ast::Name>& label);
  bool check_if(const ast::If& node);
  bool check_let(const ast::Let& let);
  bool check_set_field(const ast::SetField& set);
  bool check_list_change(const ast::ListChange& change);
  bool check_consent_change(const ast::ConsentChange& change);
  bool check_emit(const ast::Emit& emit);
  bool check_request(const ast::Request& request);
  const ServiceCallInfo* find_call(const ast::Request& request);
  void check_request_arguments(const ast::Request& request, const ServiceCallInfo& call);
  void declare_unknown(const std::optional<ast::Name>& name);
  const FieldTable* maybe_absent(const FieldTable& fields);
  bool check_start_journey(const ast::StartJourney& start);
  void check_event_fields(Span place, const ast::ExprPtr& fields, const EventInfo& event,
                          std::string_view owner);
  bool check_repeat(const ast::Repeat& repeat);
  bool check_stop(const ast::Statement& statement);
  bool check_exit(const ast::Exit& exit);

  // holding.cpp
  void check_holding(const ast::Expr& condition, std::string_view never, std::string_view always);
  void report_holding(const Ruling& ruling, Span condition, std::string_view never,
                      std::string_view always);
  void check_entered();
  void check_per_outlet();
  void check_taken_name(const ast::Name& experiment);
  bool outlets_send() const;
  Known known_of_starts();
  Known known_of_audience();

  // match.cpp
  bool check_match(const ast::Statement& statement, const ast::Match& match);
  bool check_match_value(const Typed& subject, const ast::Expr& subject_expr,
                         const ast::Expr& value);
  void report_left(const ast::Statement& statement, const ast::Expr& subject_expr,
                   const Typed& subject, const std::vector<const ast::Expr*>& values);
  std::string value_left(const Type& type, const std::vector<const ast::Expr*>& values);
  void check_left(const ast::Match& match, Known left);
  bool check_duplicates(const std::vector<const ast::Expr*>& values, std::string_view what);

  // send.cpp
  bool confirms(const Symbol& message) const;  // a subscription
  bool check_send(const ast::Send& send);
  void check_best_time(const ast::Literal& within);
  void check_arguments(const ast::Send& send, const Symbol& message);
  void check_send_channels(const ast::Send& send, const Symbol& message);
  // `message`: where what is sent is named.
  void check_channel(Span message, const ast::Name& place, Channel channel);

  // modules.cpp
  bool may_stand_here(const ast::Statement& statement);
  bool check_do(const ast::Do& use);
  void check_do_channels(const ast::Do& use);
  bool check_used_module(const ast::Do& use, const Symbol& symbol);
  void declare_results(const ast::Do& use, const ModuleInfo* module);
  bool check_ask(const ast::Statement& statement, const ast::Ask& ask);
  void check_ask_options(const ast::Ask& ask);
  std::optional<Type> answer_type(const ast::Ask& ask);
  void check_choices(const ast::Ask& ask);
  bool check_give(const ast::Give& give);
  bool check_target(const ast::Target& target);
  void report_given_twice(const ast::Name& name, const Binding& first);
  void note_spoken(const std::vector<ast::Statement>& statements);
  bool check_say(const ast::Statement& statement);
  void check_spoken(const ast::Statement& statement);
  void name_message(SpokenInfo& spoken, std::string_view suffix);

  // talks.cpp
  void check_talk(const ast::Do& use, ModuleInfo& module);
  void take_channel(ModuleInfo& module, Channel channel, const ast::Name& place);
  void check_carried(const SpokenInfo& spoken, Channel channel, const ast::Name& place);
  void check_question(const SpokenInfo& spoken, Channel channel, const ast::Name& place);
  void check_room(const SpokenInfo& spoken, Channel channel, const ast::Name& place);
  void report_room(const SpokenInfo& spoken, const ChannelPart& row,
                   const std::vector<std::size_t>& sizes, const ast::Name& place);

  // experiment.cpp
  bool check_experiment(const ast::Statement& statement, const ast::Experiment& experiment);
  void check_nobody_held_out(const ast::Experiment& experiment);
  void check_arms(const ast::Statement& statement, const ast::Experiment& experiment);
  void share_out(const ast::Experiment& experiment, std::int64_t sum);
  void check_shares(const ast::Statement& statement, const ast::Experiment& experiment);
  void check_assigned(const ast::Experiment& experiment);
  void check_arm_value(const Typed& subject, const ast::Expr& value);
  void check_everyone_assigned(const ast::Experiment& experiment, const Type& type,
                               const std::vector<const ast::Expr*>& values);

  // winner.cpp
  void check_decision(const ast::Experiment& experiment, bool any_send);
  void check_metric(const ast::MetricUse& use, bool any_send);
  void check_sample(const ast::Experiment& experiment);
  void check_evidence(const ast::Winner& winner);
  void check_otherwise(const ast::Experiment& experiment, const ast::Winner& winner);
  void check_decision_time(const ast::Winner& winner);
  void check_before_expiry(const ast::Literal& until, std::string_view message);

  // bandit.cpp
  void check_bandit(const ast::Experiment& experiment, bool any_send);
  void check_weighable(const ast::MetricUse& use);
  void check_rhythm(const ast::Literal& every);

  // Branches of which one is taken; what is known afterwards is what every one that goes on knows.
  class Branches {
   public:
    explicit Branches(Scope& scope) : scope_(scope), before_(scope.known) {
      behind_.impossible = true;
    }
    // `known`: on the way into it.
    template <class Body>
    void take(Known known, Body&& body) {
      auto mark = scope_.facts.mark();
      const bool dead = std::exchange(scope_.dead, scope_.dead || known.impossible);
      scope_.known = known.impossible ? before_ : std::move(known);  // reported; nothing follows
      bool ends = body();
      scope_.dead = dead;
      auto changes = scope_.facts.take_back(mark);
      if (ends) return;
      going_on_.push_back(std::move(changes));
      behind_ = either_of(behind_, scope_.known);
    }
    template <class Body>
    void take(Body&& body) {
      take(before_, std::forward<Body>(body));
    }
    bool join() {  // whether every path ends
      scope_.facts.join(going_on_);
      scope_.known = going_on_.empty() ? before_ : std::move(behind_);
      return going_on_.empty();
    }

   private:
    Scope& scope_;
    Known before_;
    Known behind_;
    std::vector<Facts::Changes> going_on_;
  };

  Scope& scope() { return expressions_.scope(); }
  void check_arm_count(const ast::Statement& statement, std::size_t count);

  Model& model_;
  Reporter& reporter_;
  ExpressionChecker& expressions_;
  const ast::Flow* flow_ = nullptr;  // one of the two
  ModuleInfo* module_ = nullptr;
  std::size_t modules_ = 0;  // around it, and those that are being checked in it
  std::set<std::string> spoken_names_;
  FlowInfo* info_ = nullptr;
  std::size_t depth_ = 0;
  std::optional<std::size_t> stops_;  // of the loop around, where there is one
  std::vector<const ast::Name*> experiment_names_;
  std::unordered_map<std::string_view, Span> labels_;  // of waits
  bool sender_reported_ = false;
  std::size_t sends_ = 0;  // statements that send, so far
};

}  // namespace camp::sema
