// One row per rule with a meaning. Included by parser.cpp only.
#pragma once
#include "lang/syntax/actions.h"

namespace camp::syntax {

// ---- recovery and labels
template <class Item>
struct Action<g::attempt<Item>> : p::maybe_nothing {
  template <class Rule, p::apply_mode A, p::rewind_mode M, template <class...> class Act,
            template <class...> class Ctl, class Input>
  static bool match(Input& in, Builder& builder) {
    auto mark = builder.stack.size();
    auto open = builder.openings.size();
    if (p::match<Rule, A, M, Act, Ctl>(in, builder)) return true;
    builder.stack.resize(mark);
    builder.openings.resize(open);
    return false;
  }
};
template <g::Place P, class Item>
struct Action<g::item_of<P, Item>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.note_item(P, in.begin());
  }
};
template <>
struct Action<g::top_item> : Action<g::item_of<g::kTop, g::declaration>> {};
template <class Rule>
struct Action<g::entry<Rule>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.note_item(g::kField, in.begin());
  }
};
// What is skipped leaves no trace in the tree, but for statements; so the declaration says it.
template <g::Place P>
struct Action<g::skipped<P>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    note_gap(builder, P, in.begin(), in.end());
  }
};
template <>
struct Action<g::missing_brace> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    report_unclosed(builder, in.begin(), kExpected<g::close<'}'>>);
    builder.openings.pop_back();
    builder.draft.incomplete = true;
  }
};
template <>
struct Action<g::skipped<g::kStatement>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    note_gap(builder, g::kStatement, in.begin(), in.end());
    // Its end is found as that of what stands around it.
    push_error_statement(builder, builder.span_to(in.begin(), in.end()));
  }
};
template <>
struct Action<g::skipped<g::kTop>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    note_gap(builder, g::kTop, in.begin(), in.end());
    give_up_declaration(builder, in.begin());
  }
};
template <g::Part P, class Rule>
struct Action<g::part<P, Rule>> {
  static void apply0(Builder& builder) { builder.stack.back().part = P; }
};
template <g::Part P, class Rule>
struct Action<g::flag<P, Rule>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.push(builder.report.span(in.begin(), in.end()), std::monostate{});
    builder.stack.back().part = P;
  }
};

// ---- tokens
template <>
struct Action<g::ws> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.space_begin = in.begin();
    builder.space_end = in.end();
  }
};
template <char Char>
struct Action<g::open<Char>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.openings.push_back(in.begin());
  }
};
template <char Char>
struct Action<g::close<Char>> {
  static void apply0(Builder& builder) { builder.openings.pop_back(); }
};
struct NoteTextBegin {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    builder.text_begin = in.begin();
  }
};
template <>
struct Action<g::text_begin> : NoteTextBegin {};
template <>
struct Action<g::block_begin> : NoteTextBegin {};
template <>
struct Action<g::free_word> : WithSpan<push_name> {};
template <>
struct Action<g::given_word> : WithSpan<push_name> {};
template <>
struct Action<g::misnamed_word> : WithSpan<push_meant_name> {};
template <>
struct Action<g::spoken_word> : WithSpan<push_name> {};
template <>
struct Action<g::operand_word> : WithSpan<push_name> {};
template <>
struct Action<g::any_word> : WithSpan<push_name> {};
template <>
struct Action<g::namespace_word> : WithSpan<push_name> {};
template <>
struct Action<g::history_word> : WithSpan<push_name> {};
template <>
struct Action<g::sent_word> : WithSpan<push_name> {};
template <>
struct Action<g::contact_word> : WithSpan<push_name> {};
template <>
struct Action<g::holdout_word> : WithSpan<push_name> {};
template <>
struct Action<g::short_text> : WithSpan<push_text> {};
template <>
struct Action<g::block_text> : WithSpan<push_text> {};
template <>
struct Action<g::number_literal> : WithSpan<push_number> {};
template <>
struct Action<g::percent_literal> : WithSpan<push_number> {};
template <>
struct Action<g::whole_literal> : WithSpan<push_number> {};
template <>
struct Action<g::duration_literal> : WithSpan<push_duration> {};
template <>
struct Action<g::product_op> : WithSpan<push_operator> {};
template <>
struct Action<g::sum_op> : WithSpan<push_operator> {};
template <>
struct Action<g::fallback_op> : WithSpan<push_operator> {};
template <>
struct Action<g::comparison_op> : WithSpan<push_operator> {};
template <>
struct Action<g::in_op> : WithSpan<push_operator> {};
template <>
struct Action<g::not_in_op> : WithSpan<push_operator> {};
template <>
struct Action<g::and_op> : WithSpan<push_operator> {};
template <>
struct Action<g::or_op> : WithSpan<push_operator> {};

// ---- expressions
template <class Operator, class Operand>
struct Action<g::step<Operator, Operand>> : Plain<fold_binary> {};
template <>
struct Action<g::negation> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    fold_unary(builder, ast::UnaryOp::kNegate, in.begin());
  }
};
template <>
struct Action<g::inversion> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    fold_unary(builder, ast::UnaryOp::kNot, in.begin());
  }
};
template <>
struct Action<g::present> {
  static void apply0(Builder& builder) { fold_presence(builder, true); }
};
template <>
struct Action<g::absent> {
  static void apply0(Builder& builder) { fold_presence(builder, false); }
};
template <>
struct Action<g::yes> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    push_boolean(builder, builder.span_to(in.begin(), in.end()), true);
  }
};
template <>
struct Action<g::no> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    push_boolean(builder, builder.span_to(in.begin(), in.end()), false);
  }
};
template <>
struct Action<g::instant> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    push_instant(builder, builder.span_to(in.begin(), in.end()));
  }
};
template <>
struct Action<g::parenthesis> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    fold_parenthesis(builder, builder.span_to(in.begin(), in.end()));
  }
};
template <>
struct Action<g::member> : Plain<fold_member> {};
template <>
struct Action<g::number_operand> : Plain<wrap_literal> {};
template <>
struct Action<g::text_operand> : Plain<wrap_text> {};
template <>
struct Action<g::range> : Framed<fold_range> {};
template <>
struct Action<g::call> : Framed<fold_call> {};
template <>
struct Action<g::history> : Framed<fold_history> {};
template <>
struct Action<g::sent_history> : Framed<fold_sent> {};
template <>
struct Action<g::conditional> : Framed<fold_conditional> {};
template <>
struct Action<g::list_literal> : Framed<fold_list_literal> {};
template <>
struct Action<g::record_literal> : Framed<fold_record_literal> {};
template <>
struct Action<g::event> : Framed<fold_event> {};
template <>
struct Action<g::list_event> : Framed<fold_list_event> {};
template <>
struct Action<g::consent_event> : Framed<fold_consent_event> {};
template <>
struct Action<g::expression> : Deep<no_fold> {};
template <>
struct Action<g::inverted> : Deep<no_fold> {};
template <>
struct Action<g::negated> : Deep<no_fold> {};

// ---- types
template <>
struct Action<g::type_name> : Framed<fold_type_name> {};
template <>
struct Action<g::choices> : Framed<fold_choices> {};
template <>
struct Action<g::list_type> : Framed<fold_list_type> {};
template <>
struct Action<g::record_type> : Framed<fold_record_type> {};
template <>
struct Action<g::base_type> : Deep<no_fold, Nested::kType> {};
template <>
struct Action<g::type> : Framed<fold_type> {};

// ---- statements
template <>
struct Action<g::block> : Deep<fold_block> {};
template <>
struct Action<g::wait_plain> : Framed<fold_wait> {};
template <>
struct Action<g::wait_arm> : Framed<fold_wait_arm> {};
template <>
struct Action<g::when_arm> : Framed<fold_wait_arm> {};
template <>
struct Action<g::wait_up_to> : Framed<fold_wait_up_to> {};
template <>
struct Action<g::if_statement> : Framed<fold_if> {};
template <>
struct Action<g::else_if> : Deep<fold_else_if> {};
template <>
struct Action<g::match_arm> : Framed<fold_match_arm> {};
template <>
struct Action<g::match_statement> : Framed<fold_match> {};
template <>
struct Action<g::let_statement> : Framed<fold_let> {};
template <>
struct Action<g::set_statement> : Framed<fold_set> {};
template <>
struct Action<g::send_statement> : Framed<fold_send> {};
template <>
struct Action<g::exit_statement> : Framed<fold_exit> {};
template <>
struct Action<g::experiment_arm> : Framed<fold_experiment_arm> {};
template <>
struct Action<g::winner> : Framed<fold_winner> {};
template <>
struct Action<g::bandit> : Framed<fold_bandit> {};
template <>
struct Action<g::experiment> : Framed<fold_experiment> {};
template <>
struct Action<g::do_statement> : Framed<fold_do> {};
template <>
struct Action<g::say_statement> : Framed<fold_say> {};
template <>
struct Action<g::play_statement> : Framed<fold_play> {};
template <>
struct Action<g::ask_statement> : Framed<fold_ask> {};
template <>
struct Action<g::give_statement> : Framed<fold_give> {};
template <>
struct Action<g::target_statement> : Framed<fold_target> {};
template <>
struct Action<g::weekday_word> : WithSpan<push_name> {};
template <>
struct Action<g::mistyped_weekday> : WithSpan<tell_mistyped_weekday> {};
template <>
struct Action<g::wait_until> : Framed<fold_wait_until> {};
template <>
struct Action<g::list_add> : Framed<fold_list_change<true>> {};
template <>
struct Action<g::list_remove> : Framed<fold_list_change<false>> {};
template <>
struct Action<g::emit_statement> : Framed<fold_emit> {};
template <>
struct Action<g::start_statement> : Framed<fold_start_journey> {};
template <>
struct Action<g::subscribe_statement> : Framed<fold_consent_change<true>> {};
template <>
struct Action<g::unsubscribe_statement> : Framed<fold_consent_change<false>> {};
template <>
struct Action<g::request_statement> : Framed<fold_request> {};
template <>
struct Action<g::repeat_statement> : Framed<fold_repeat> {};
template <>
struct Action<g::stop_statement> : Framed<fold_stop> {};

// ---- declarations
template <>
struct Action<g::declared_name> : Plain<take_declared_name> {};
template <>
struct Action<g::field> : Framed<fold_field> {};
template <>
struct Action<g::parameter> : Framed<fold_field> {};
template <>
struct Action<g::no_preview> : Framed<fold_no_preview> {};
template <>
struct Action<g::message_parameter> : Framed<fold_field> {};
template <>
struct Action<g::contact> : Framed<fold_contact> {};
template <>
struct Action<g::event_declaration> : Framed<fold_event_declaration> {};
template <>
struct Action<g::segment> : Framed<fold_segment> {};
template <>
struct Action<g::invariant> : Framed<fold_invariant> {};
template <>
struct Action<g::list_declaration> : Framed<fold_list> {};
template <>
struct Action<g::define> : Framed<fold_define> {};
template <>
struct Action<g::from_property> : Framed<fold_property<&Draft::conversation, fold_from>> {};
template <>
struct Action<g::reply_to_property> : Framed<fold_property<&Draft::conversation, fold_reply_to>> {};
template <>
struct Action<g::unsubscribe_property>
    : Framed<fold_property<&Draft::conversation, fold_unsubscribe>> {};
template <>
struct Action<g::suppress_property> : Framed<fold_property<&Draft::conversation, fold_suppress>> {};
template <>
struct Action<g::opt_in_property> : Framed<fold_property<&Draft::conversation, fold_opt_in>> {};
template <>
struct Action<g::dkim_property> : Framed<fold_property<&Draft::conversation, fold_dkim>> {};
template <>
struct Action<g::conversation> : Framed<fold_conversation> {};
template <>
struct Action<g::outlet_label> : Framed<fold_property<&Draft::outlet, fold_outlet_text>> {};
template <>
struct Action<g::outlet_zone> : Framed<fold_property<&Draft::outlet, fold_outlet_text>> {};
template <>
struct Action<g::outlet_from> : Framed<fold_property<&Draft::outlet, fold_outlet_text>> {};
template <>
struct Action<g::outlet_reply_to> : Framed<fold_property<&Draft::outlet, fold_outlet_text>> {};
template <>
struct Action<g::outlet> : Framed<fold_outlet> {};
template <>
struct Action<g::channel_rate> : Framed<fold_property<&Draft::channel, fold_channel_rate>> {};
template <>
struct Action<g::channel_costs> : Framed<fold_property<&Draft::channel, fold_channel_costs>> {};
template <>
struct Action<g::carrier_url> : Framed<fold_property<&Draft::channel, fold_carrier_url>> {};
template <>
struct Action<g::carrier_tls> : Framed<fold_property<&Draft::channel, fold_carrier_tls>> {};
template <>
struct Action<g::carrier_connections>
    : Framed<fold_property<&Draft::channel, fold_carrier_connections>> {};
template <>
struct Action<g::channel> : Framed<fold_channel> {};
template <>
struct Action<g::plain_part> : Framed<fold_part> {};
template <>
struct Action<g::long_part> : Framed<fold_part> {};
template <>
struct Action<g::named_part> : Framed<fold_part> {};
template <>
struct Action<g::attached_part> : Framed<fold_part> {};
template <>
struct Action<g::timed_part> : Framed<fold_part> {};
template <>
struct Action<g::content_channel> {
  static void apply0(Builder& builder) { builder.draft.content = {}; }  // of one that was given up
};
template <>
struct Action<g::content> : Framed<fold_content> {};
template <>
struct Action<g::inner_language> : Framed<fold_variant> {};
template <>
struct Action<g::inner_segment> : Framed<fold_variant> {};
template <>
struct Action<g::language_variant> : Framed<fold_variant> {};
template <>
struct Action<g::segment_variant> : Framed<fold_variant> {};
template <>
struct Action<g::message> : Framed<fold_message> {};
template <>
struct Action<g::module> : Framed<fold_module> {};
template <>
struct Action<g::import_declaration> : Framed<fold_import> {};

// ---- services
template <>
struct Action<g::setting> : Framed<fold_setting> {};
template <>
struct Action<g::method_word> : WithSpan<push_name> {};
template <>
struct Action<g::credit_word> : WithSpan<push_name> {};
template <>
struct Action<g::call_parameter> : Framed<fold_field> {};
template <>
struct Action<g::call_parameters> : Framed<take_call_parameters> {};
template <>
struct Action<g::service_base> : Framed<fold_property<&Draft::service, fold_base>> {};
template <>
struct Action<g::service_auth> : Framed<fold_property<&Draft::service, fold_auth>> {};
template <>
struct Action<g::service_timeout> : Framed<fold_property<&Draft::service, fold_timeout>> {};
template <>
struct Action<g::service_retry> : Framed<fold_property<&Draft::service, fold_retry>> {};
template <>
struct Action<g::service_idempotency> : Framed<fold_property<&Draft::service, fold_idempotency>> {};
template <>
struct Action<g::service_header> : Framed<fold_property<&Draft::service, fold_service_header>> {};
template <>
struct Action<g::service_call> : Framed<fold_property<&Draft::service, fold_call_of_service>> {};
template <>
struct Action<g::service> : Framed<fold_service> {};
template <>
struct Action<g::drafter_instructions> : Framed<fold_property<&Draft::drafter, fold_instructions>> {
};
template <>
struct Action<g::drafter_url> : Framed<fold_property<&Draft::drafter, fold_drafter_url>> {};
template <>
struct Action<g::drafter_key> : Framed<fold_property<&Draft::drafter, fold_drafter_key>> {};
template <>
struct Action<g::drafter_model> : Framed<fold_property<&Draft::drafter, fold_model>> {};
template <>
struct Action<g::drafter_timeout> : Framed<fold_property<&Draft::drafter, fold_drafter_timeout>> {};
template <>
struct Action<g::drafter> : Framed<fold_drafter> {};

// ---- flows
template <>
struct Action<g::category_property> : Framed<fold_property<&Draft::flow, fold_category>> {};
template <>
struct Action<g::conversation_property>
    : Framed<fold_property<&Draft::flow, fold_conversation_property>> {};
template <>
struct Action<g::refund_clause> : Framed<fold_refund> {};
template <>
struct Action<g::goal_property> : Framed<fold_property<&Draft::flow, fold_goal>> {};
template <>
struct Action<g::include_item> : Framed<fold_property<&Draft::audience, fold_include>> {};
template <>
struct Action<g::exclude_item> : Framed<fold_property<&Draft::audience, fold_exclude>> {};
template <>
struct Action<g::one_per_item> : Framed<fold_property<&Draft::audience, fold_one_per>> {};
template <>
struct Action<g::limit_item> : Framed<fold_property<&Draft::audience, fold_limit>> {};
template <>
struct Action<g::audience_property> : Framed<fold_property<&Draft::flow, fold_audience>> {};
template <>
struct Action<g::start_property> : Framed<fold_property<&Draft::flow, fold_start>> {};
template <>
struct Action<g::once_property> : Framed<fold_property<&Draft::flow, fold_once>> {};
template <>
struct Action<g::again_property> : Framed<fold_property<&Draft::flow, fold_again>> {};
template <>
struct Action<g::key_property> : Framed<fold_property<&Draft::flow, fold_key>> {};
template <>
struct Action<g::exit_property> : Framed<fold_property<&Draft::flow, fold_exit_property>> {};
template <>
struct Action<g::priority_property> : Framed<fold_property<&Draft::flow, fold_priority>> {};
template <>
struct Action<g::costs_property> : Framed<fold_property<&Draft::flow, fold_costs>> {};
template <>
struct Action<g::tags_property> : Framed<fold_property<&Draft::flow, fold_tags>> {};
template <>
struct Action<g::writer_property> : Framed<fold_property<&Draft::flow, fold_writer>> {};
template <>
struct Action<g::reviewer_property> : Framed<fold_property<&Draft::flow, fold_reviewer>> {};
template <>
struct Action<g::approval_property> : Framed<fold_property<&Draft::flow, fold_approval>> {};
template <>
struct Action<g::seeds_property> : Framed<fold_property<&Draft::flow, fold_seeds_property>> {};
template <>
struct Action<g::seeds_declaration> : Framed<fold_seeds> {};
template <>
struct Action<g::expires_property> : Framed<fold_property<&Draft::flow, fold_expires>> {};
template <>
struct Action<g::date_literal> : WithSpan<push_number> {};
template <>
struct Action<g::schedule_zone_word> : WithSpan<push_name> {};
template <>
struct Action<g::schedule_property> : Framed<fold_property<&Draft::flow, fold_schedule>> {};
template <>
struct Action<g::per_outlet_property> : Framed<fold_property<&Draft::flow, fold_per_outlet>> {};
template <>
struct Action<g::holdout_property> : Framed<fold_property<&Draft::flow, fold_holdout_property>> {};
template <>
struct Action<g::holdout_declaration> : Framed<fold_holdout> {};
template <>
struct Action<g::flow_property> : Framed<fold_property<&Draft::flow, fold_flow_property>> {};
template <>
struct Action<g::flow_declaration> : Framed<fold_flow> {};

// ---- policies
template <>
struct Action<g::clock_time_literal> : WithSpan<push_number> {};
template <>
struct Action<g::quiet_rule> : Framed<fold_quiet> {};
template <>
struct Action<g::period_word> : WithSpan<push_name> {};
template <>
struct Action<g::cap_rule> : Framed<fold_cap> {};
template <>
struct Action<g::when_capped> : Framed<fold_when_capped> {};
template <>
struct Action<g::release_over> : Framed<fold_release_over> {};
template <>
struct Action<g::merge_copies> : Framed<fold_merge> {};
template <>
struct Action<g::require_rule> : Framed<fold_require> {};
template <>
struct Action<g::policy> : Framed<fold_policy> {};

// ---- scenarios
template <>
struct Action<g::skipped<g::kScenario>> {
  template <class Input>
  static void apply(const Input& in, Builder& builder) {
    note_gap(builder, g::kScenario, in.begin(), in.end());
    give_up_step(builder);
  }
};
template <>
struct Action<g::scenario_pair> : Framed<fold_scenario_pair> {};
template <>
struct Action<g::scenario_record> : Framed<fold_scenario_record> {};
template <>
struct Action<g::scenario_list> : Framed<fold_scenario_list> {};
template <>
struct Action<g::scenario_plain> : Framed<fold_scenario_plain> {};
template <>
struct Action<g::scenario_value> : Deep<no_fold> {};
template <>
struct Action<g::subscription> : Framed<fold_subscription> {};
template <>
struct Action<g::list_member> : Framed<fold_list_member> {};
template <>
struct Action<g::person_step> : Framed<fold_person> {};
template <>
struct Action<g::at_step> : Framed<fold_at> {};
template <>
struct Action<g::after_step> : Framed<fold_after> {};
template <>
struct Action<g::run_starts> : Framed<fold_run_starts> {};
template <>
struct Action<g::process_killed> : Framed<fold_process_killed> {};
template <>
struct Action<g::clock_jumps> : Framed<fold_clock_jumps> {};
template <>
struct Action<g::operator_pauses> : Framed<fold_order<ast::Order::kPauses>> {};
template <>
struct Action<g::operator_resumes> : Framed<fold_order<ast::Order::kResumes>> {};
template <>
struct Action<g::operator_cancels> : Framed<fold_order<ast::Order::kCancels>> {};
template <>
struct Action<g::next_message> : Framed<fold_next_message> {};
template <>
struct Action<g::the_step> : Framed<fold_whole_step> {};
template <>
struct Action<g::try_module> : Framed<fold_try_module> {};
template <>
struct Action<g::does_event> : Framed<fold_does> {};
template <>
struct Action<g::did_event> : Framed<fold_does> {};
template <>
struct Action<g::call_answers> : Framed<fold_service_does<ast::CallFate::kAnswers>> {};
template <>
struct Action<g::call_fails> : Framed<fold_service_does<ast::CallFate::kFails>> {};
template <>
struct Action<g::call_times_out> : Framed<fold_service_does<ast::CallFate::kTimesOut>> {};
template <>
struct Action<g::opens_message> : Framed<fold_reaction<ast::Reaction::kOpens>> {};
template <>
struct Action<g::clicks_message> : Framed<fold_reaction<ast::Reaction::kClicks>> {};
template <>
struct Action<g::replies_to> : Framed<fold_reaction<ast::Reaction::kReplies>> {};
template <>
struct Action<g::unsubscribes_from> : Framed<fold_reaction<ast::Reaction::kUnsubscribes>> {};
template <>
struct Action<g::complains_about> : Framed<fold_reaction<ast::Reaction::kComplains>> {};
template <>
struct Action<g::confirms> : Framed<fold_confirms> {};
template <>
struct Action<g::bounces_to> : Framed<fold_reaction<ast::Reaction::kBounces>> {};
template <>
struct Action<g::subject_step> : Framed<fold_step_subject> {};
template <>
struct Action<g::was_sent> : Framed<fold_was_sent> {};
template <>
struct Action<g::was_not_sent> : Framed<fold_was_not_sent> {};
template <>
struct Action<g::left_flow> : Framed<fold_left> {};
template <>
struct Action<g::is_at_step> : Framed<fold_is_at> {};
template <>
struct Action<g::is_in_set> : Framed<fold_is_in<false>> {};
template <>
struct Action<g::is_not_in_set> : Framed<fold_is_in<true>> {};
template <>
struct Action<g::reached_goal> : Framed<fold_reached<false>> {};
template <>
struct Action<g::did_not_reach> : Framed<fold_reached<true>> {};
template <>
struct Action<g::entered_flow> : Framed<fold_entered<false>> {};
template <>
struct Action<g::did_not_enter> : Framed<fold_entered<true>> {};
template <>
struct Action<g::expect_contact> : Framed<fold_step_subject> {};
template <>
struct Action<g::expect_count> : Framed<fold_count> {};
template <>
struct Action<g::expect_nothing> : Framed<fold_nothing> {};
template <>
struct Action<g::expect_condition> : Framed<fold_condition> {};
template <>
struct Action<g::expect_step> : Framed<fold_whole_step> {};
template <>
struct Action<g::show_step> : Framed<fold_show> {};
template <>
struct Action<g::table_row> : Framed<fold_table_row> {};
template <>
struct Action<g::table_step> : Framed<fold_table> {};
template <>
struct Action<g::scenario> : Framed<fold_scenario> {};

}  // namespace camp::syntax
