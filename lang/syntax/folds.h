// What each rule of the grammar does to the stack: one function per rule with a meaning.
//
// A fold gets the frame of its rule and leaves exactly one item, or none where it writes into the
// draft.
#pragma once
#include "lang/syntax/builder.h"

namespace camp::syntax {

// expressions.cpp
void fold_binary(Builder& builder);  // left, operator, right
void fold_unary(Builder& builder, ast::UnaryOp op, const char* begin);
void fold_member(Builder& builder);
void fold_presence(Builder& builder, bool present);
void fold_parenthesis(Builder& builder, Span span);
void push_operator(Builder& builder, Span span);
void push_number(Builder& builder, Span span);
void push_duration(Builder& builder, Span span);
void push_text(Builder& builder, Span span);
void wrap_literal(Builder& builder);
void wrap_text(Builder& builder);
void push_boolean(Builder& builder, Span span, bool value);
void push_instant(Builder& builder, Span span);
void fold_range(Frame& frame);
void fold_call(Frame& frame);
void fold_history(Frame& frame);
void fold_sent(Frame& frame);
void fold_conditional(Frame& frame);
void fold_list_literal(Frame& frame);
void fold_record_literal(Frame& frame);
void fold_event(Frame& frame);
void fold_list_event(Frame& frame);
void fold_consent_event(Frame& frame);
ast::EventClause take_event_clause(Frame& frame);

// types.cpp
void fold_type_name(Frame& frame);
void fold_choices(Frame& frame);
void fold_list_type(Frame& frame);
void fold_record_type(Frame& frame);
void fold_type(Frame& frame);

// statements.cpp
void fold_block(Frame& frame);
void fold_wait(Frame& frame);
void fold_wait_arm(Frame& frame);
void fold_wait_up_to(Frame& frame);
void fold_if(Frame& frame);
void fold_else_if(Frame& frame);
void fold_match_arm(Frame& frame);
void fold_match(Frame& frame);
void fold_let(Frame& frame);
void fold_set(Frame& frame);
void fold_send(Frame& frame);
void fold_exit(Frame& frame);
void fold_experiment_arm(Frame& frame);
void fold_winner(Frame& frame);
void fold_bandit(Frame& frame);
void fold_experiment(Frame& frame);
void fold_do(Frame& frame);
void fold_say(Frame& frame);
void fold_play(Frame& frame);
void fold_ask(Frame& frame);
void fold_give(Frame& frame);
void fold_target(Frame& frame);
void tell_mistyped_weekday(Builder& builder, Span span);
void fold_wait_until(Frame& frame);
template <bool Member>
void fold_list_change(Frame& frame);
void fold_repeat(Frame& frame);
void fold_emit(Frame& frame);
void fold_start_journey(Frame& frame);
template <bool Subscribed>
void fold_consent_change(Frame& frame);
void fold_stop(Frame& frame);
void fold_request(Frame& frame);
void push_error_statement(Builder& builder, Span span);

// declarations.cpp
void take_declared_name(Builder& builder);
void take_names(Frame& frame, std::vector<ast::Name>& names);  // all of the frame's
void fold_field(Frame& frame);
void fold_contact(Frame& frame);
void fold_event_declaration(Frame& frame);
void fold_segment(Frame& frame);
void fold_invariant(Frame& frame);
void fold_list(Frame& frame);
void fold_define(Frame& frame);
void fold_from(Frame& frame);
void fold_reply_to(Frame& frame);
void fold_unsubscribe(Frame& frame);
void fold_suppress(Frame& frame);
void fold_opt_in(Frame& frame);
void fold_dkim(Frame& frame);
void fold_conversation(Frame& frame);
void fold_outlet_text(Frame& frame);
void fold_outlet(Frame& frame);
void fold_channel_rate(Frame& frame);
void fold_channel_costs(Frame& frame);
void fold_carrier_url(Frame& frame);
void fold_carrier_tls(Frame& frame);
void fold_carrier_connections(Frame& frame);
void fold_channel(Frame& frame);
void fold_part(Frame& frame);
void fold_content(Frame& frame);
void fold_variant(Frame& frame);
void fold_message(Frame& frame);
void fold_no_preview(Frame& frame);
void fold_module(Frame& frame);
void fold_import(Frame& frame);
void note_gap(Builder& builder, grammar::Place place, const char* begin, const char* end);
void give_up_declaration(Builder& builder, const char* begin);

// flows.cpp
void fold_category(Frame& frame);
void fold_conversation_property(Frame& frame);
void fold_refund(Frame& frame);
void fold_goal(Frame& frame);
void fold_include(Frame& frame);
void fold_exclude(Frame& frame);
void fold_limit(Frame& frame);
void fold_one_per(Frame& frame);
void fold_audience(Frame& frame);
void fold_start(Frame& frame);
void fold_once(Frame& frame);
void fold_again(Frame& frame);
void fold_key(Frame& frame);
void fold_exit_property(Frame& frame);
void fold_priority(Frame& frame);
void fold_costs(Frame& frame);
void fold_tags(Frame& frame);
void fold_expires(Frame& frame);
void fold_schedule(Frame& frame);
void fold_flow_property(Frame& frame);
void fold_per_outlet(Frame& frame);
void fold_holdout_property(Frame& frame);
void fold_holdout(Frame& frame);
void fold_writer(Frame& frame);
void fold_reviewer(Frame& frame);
void fold_approval(Frame& frame);
void fold_seeds_property(Frame& frame);
void fold_seeds(Frame& frame);
void fold_flow(Frame& frame);

// services.cpp
void fold_setting(Frame& frame);
void fold_base(Frame& frame);
void fold_auth(Frame& frame);
void fold_timeout(Frame& frame);
void fold_retry(Frame& frame);
void fold_idempotency(Frame& frame);
void fold_service_header(Frame& frame);
void take_call_parameters(Frame& frame);
void fold_call_of_service(Frame& frame);
void fold_service(Frame& frame);
void fold_instructions(Frame& frame);
void fold_drafter_url(Frame& frame);
void fold_drafter_key(Frame& frame);
void fold_model(Frame& frame);
void fold_drafter_timeout(Frame& frame);
void fold_drafter(Frame& frame);

// policies.cpp
void fold_quiet(Frame& frame);
void fold_cap(Frame& frame);
void fold_when_capped(Frame& frame);
void fold_release_over(Frame& frame);
void fold_merge(Frame& frame);
void fold_require(Frame& frame);
void fold_policy(Frame& frame);

// scenarios.cpp
void fold_scenario_pair(Frame& frame);
void fold_scenario_record(Frame& frame);
void fold_scenario_list(Frame& frame);
void fold_scenario_plain(Frame& frame);
void fold_subscription(Frame& frame);
void fold_confirms(Frame& frame);
void fold_list_member(Frame& frame);
void fold_person(Frame& frame);
void fold_at(Frame& frame);
void fold_after(Frame& frame);
void fold_run_starts(Frame& frame);
void fold_process_killed(Frame& frame);
void fold_clock_jumps(Frame& frame);
template <ast::Order What>
void fold_order(Frame& frame);
void fold_next_message(Frame& frame);
void fold_try_module(Frame& frame);
void fold_does(Frame& frame);
template <ast::CallFate What>
void fold_service_does(Frame& frame);
template <ast::Reaction What>
void fold_reaction(Frame& frame);
void fold_was_sent(Frame& frame);
void fold_was_not_sent(Frame& frame);
void fold_left(Frame& frame);
void fold_is_at(Frame& frame);
template <bool Negated>
void fold_is_in(Frame& frame);
template <bool Negated>
void fold_reached(Frame& frame);
template <bool Negated>
void fold_entered(Frame& frame);
void fold_count(Frame& frame);
void fold_nothing(Frame& frame);
void fold_condition(Frame& frame);
void fold_step_subject(Frame& frame);
void fold_show(Frame& frame);
void fold_whole_step(Frame& frame);
void fold_table_row(Frame& frame);
void fold_table(Frame& frame);
void fold_scenario(Frame& frame);
void give_up_step(Builder& builder);

// A property, noted in the order of the text, then folded.
template <auto Owner, void (*Fold)(Frame&)>
void fold_property(Frame& frame) {
  (frame.builder().draft.*Owner).written.push_back({frame.span(), frame.keyword()});
  Fold(frame);
}

// A property that stands once. The second one is reported; the first stays.
template <class Slot, class Value>
void set_once(Frame& frame, Slot& slot, Value value) {
  if (!slot) {
    slot = std::move(value);
    return;
  }
  frame.builder()
      .report
      .report(Code::kDuplicateProperty, frame.keyword(),
              "`" + std::string(frame.builder().text(frame.keyword())) +
                  "` stands twice; only one can apply")
      .label("the second")
      .also(slot->span, "the first")
      .fix("remove the second", frame.span(), "");
}

// The declaration is complete: into the file, with its doc comment.
template <class Node>
void add_declaration(Frame& frame, Node node);
// Of a property that is one: the last of what it is made of.
ast::Text take_text(Frame& frame);
ast::Setting take_setting(Frame& frame, grammar::Part part);
std::string doc_above(const Builder& builder, std::uint32_t begin);

template <class Node>
void add_declaration(Frame& frame, Node node) {
  auto& builder = frame.builder();
  builder.file.declarations.push_back({frame.span(), frame.keyword(), builder.draft.incomplete,
                                       doc_above(builder, frame.span().begin), std::move(node)});
  builder.previous_end = builder.report.begin() + frame.span().end;
  frame.clear();
  builder.draft = {};
}

}  // namespace camp::syntax
