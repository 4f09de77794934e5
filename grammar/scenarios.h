// Scenarios: what happens to some contacts, and what is expected of it.
//
// Their words are special only where a step may begin or go on; nothing here is reserved elsewhere.
#pragma once
#include "grammar/statements.h"

namespace camp::grammar {

// ---- values: what an import or an event would bring, records and lists included
struct scenario_value;
struct scenario_pair : p::if_must<p::seq<part<Part::kName, field_name>, colon>, scenario_value> {};
struct scenario_pair_item : p::seq<p::sor<scenario_pair, no_such_item<kField>>, p::opt<comma>> {};
struct scenario_record
    : p::if_must<open<'{'>, p::star<p::not_at<body_end>, entry<scenario_pair_item>>, close<'}'>> {};
struct scenario_list
    : p::if_must<open<'['>, p::opt<p::not_at<p::one<']'>>, p::must<comma_list<scenario_value>>>,
                 close<']'>> {};
struct scenario_plain : p::seq<expression> {};
struct scenario_value : p::sor<scenario_record, scenario_list, scenario_plain> {};

// ---- contacts
struct subscription
    : p::seq<part<Part::kObject, name>, p::opt<p::if_must<kw<"on">, part<Part::kChannel, name>>>> {
};
struct subscribed_entry
    : p::if_must<p::seq<kw<"subscribed">, colon>, open<'['>,
                 p::opt<p::not_at<p::one<']'>>, p::must<comma_list<subscription>>>, close<']'>> {};
struct list_member : p::seq<name> {};
struct lists_entry
    : p::if_must<p::seq<kw<"in">, colon>, open<'['>,
                 p::opt<p::not_at<p::one<']'>>, p::must<comma_list<list_member>>>, close<']'>> {};
struct person_item
    : p::seq<p::sor<subscribed_entry, lists_entry, scenario_pair, no_such_item<kField>>,
             p::opt<comma>> {};
struct person_step : p::if_must<kw<"contact">, part<Part::kName, name>, body<kField, person_item>> {
};

// ---- messages: of a module's too; goals, and a module's targets
struct message_name : p::sor<spoken_name, name> {};
struct goal_name : p::sor<spoken_name, name> {};

// ---- time and weather
struct at_step : p::if_must<kw<"at">, part<Part::kValue, expression>> {};
struct after_step : p::if_must<kw<"after">, part<Part::kDuration, expression>> {};
struct run_starts : p::if_must<kw<"run">, kw<"of">, part<Part::kObject, name>, kw<"starts">> {};
struct process_killed : p::if_must<kw<"process">, kw<"is">, kw<"killed">> {};
struct clock_jumps
    : p::if_must<kw<"clock">, kw<"jumps">, kw<"by">, part<Part::kDuration, expression>> {};
struct next_fails : p::seq<kw<"fails">> {};
struct next_is_delayed
    : p::if_must<kw<"is">, kw<"delayed">, kw<"by">, part<Part::kDuration, expression>> {};
struct next_fate : p::sor<next_fails, next_is_delayed> {};
struct next_message : p::if_must<kw<"next">, part<Part::kMessage, message_name>, kw<"to">,
                                 part<Part::kObject, name>, next_fate> {};
struct operator_pauses : p::if_must<kw<"pauses">, part<Part::kObject, name>> {};
struct shifting_waits : p::if_must<flag<Part::kShifting, kw<"shifting">>, kw<"waits">> {};
struct operator_resumes
    : p::if_must<kw<"resumes">, part<Part::kObject, name>, p::opt<shifting_waits>> {};
struct operator_cancels : p::if_must<kw<"cancels">, part<Part::kObject, name>> {};
struct operator_does : p::sor<operator_pauses, operator_resumes, operator_cancels> {};
struct operator_acts : p::if_must<kw<"operator">, operator_does> {};
struct the_what : p::sor<run_starts, process_killed, clock_jumps, next_message, operator_acts> {};
struct the_step : p::if_must<kw<"the">, the_what> {};

// ---- a module by itself
struct try_module : p::if_must<kw<"do">, part<Part::kMessage, name>, p::opt<arguments>, kw<"for">,
                               part<Part::kObject, name>, via_clause> {};

// ---- what a contact does
struct does_event : p::if_must<kw<"does">, event, p::opt<scenario_record>> {};
struct did_at : p::if_must<kw<"at">, part<Part::kValue, expression>> {};
struct did_ago : p::seq<part<Part::kDuration, expression>, kw<"ago">> {};
struct did_when : p::sor<did_at, did_ago> {};
struct did_event : p::if_must<kw<"did">, event, p::opt<scenario_record>, did_when> {};
struct about_message : p::seq<part<Part::kMessage, message_name>> {};
struct opens_message : p::if_must<kw<"opens">, about_message> {};
struct clicks_message : p::if_must<kw<"clicks">, about_message> {};
struct reply_to_what : p::if_must<kw<"to">, about_message> {};
struct reply_on : p::if_must<kw<"on">, part<Part::kChannel, name>> {};
struct replies_to : p::if_must<kw<"replies">, part<Part::kReason, text>, p::opt<reply_to_what>,
                               p::opt<reply_on>> {};
struct unsubscribes_from : p::if_must<kw<"unsubscribes">, kw<"from">, about_message> {};
struct complains_about : p::if_must<kw<"complains">, kw<"about">, about_message> {};
struct confirms : p::if_must<kw<"confirms">, part<Part::kObject, name>, p::opt<reply_on>> {};
struct bounces_to : p::if_must<kw<"to">, part<Part::kObject, name>, kw<"bounces">> {};
struct call_answers : p::if_must<kw<"answers">, p::opt<scenario_record>> {};
struct call_fails : p::seq<kw<"fails">> {};
struct call_times_out : p::if_must<kw<"times">, kw<"out">> {};
struct call_does : p::sor<call_answers, call_fails, call_times_out> {};
struct service_call_does : p::if_must<dot, part<Part::kField, field_name>, call_does> {};
struct subject_verb
    : p::sor<does_event, did_event, opens_message, clicks_message, replies_to, unsubscribes_from,
             complains_about, confirms, bounces_to, service_call_does> {};
struct spoken_subject : p::seq<p::at<spoken_name, kw<"to">>, spoken_name> {};
struct step_subject : p::sor<spoken_subject, free_name> {};
struct subject_step : p::if_must<part<Part::kName, step_subject>, subject_verb> {};

// ---- what is expected
struct via_channel : p::if_must<kw<"via">, part<Part::kChannel, name>> {};
struct containing : p::if_must<kw<"containing">, part<Part::kReason, text>> {};
struct because : p::if_must<kw<"because">, part<Part::kReason, field_name>> {};
struct was_sent : p::if_must<kw<"sent">, part<Part::kMessage, message_name>,
                             p::star<p::sor<via_channel, containing>>> {};
struct was_not_sent
    : p::if_must<kw<"not">, kw<"sent">, part<Part::kMessage, message_name>, p::opt<because>> {};
struct was_what : p::sor<was_not_sent, was_sent> {};
struct was_rule : p::if_must<kw<"was">, was_what> {};
struct left_with : p::if_must<kw<"with">, part<Part::kReason, text>> {};
struct left_flow : p::if_must<kw<"left">, part<Part::kObject, name>, p::opt<left_with>> {};
struct is_at_step
    : p::if_must<kw<"at">, part<Part::kReason, text>, kw<"in">, part<Part::kObject, name>> {};
struct is_in_set : p::if_must<kw<"in">, part<Part::kObject, name>> {};
struct is_not_in_set : p::if_must<kw<"not">, kw<"in">, part<Part::kObject, name>> {};
struct is_what : p::sor<is_at_step, is_in_set, is_not_in_set> {};
struct is_rule : p::if_must<kw<"is">, is_what> {};
struct reached_goal : p::if_must<kw<"reached">, part<Part::kObject, goal_name>,
                                 p::opt<p::if_must<kw<"worth">, part<Part::kWorth, expression>>>> {
};
struct entered_flow : p::if_must<kw<"entered">, part<Part::kObject, name>> {};
struct did_not_reach : p::if_must<kw<"reach">, part<Part::kObject, goal_name>> {};
struct did_not_enter : p::if_must<kw<"enter">, part<Part::kObject, name>> {};
struct did_what : p::sor<did_not_reach, did_not_enter> {};
struct did_rule : p::if_must<kw<"did">, kw<"not">, did_what> {};
struct contact_verb : p::sor<was_rule, left_flow, is_rule, reached_goal, entered_flow, did_rule> {};
struct expect_contact : p::seq<part<Part::kName, free_name>, contact_verb> {};
struct in_the_last
    : p::if_must<kw<"in">, kw<"the">, kw<"last">, part<Part::kDuration, expression>> {};
struct messages_word : p::sor<kw<"messages">, kw<"message">> {};
struct were_word : p::sor<kw<"were">, kw<"was">> {};
struct expect_count
    : p::if_must<p::seq<p::at<p::digit>, part<Part::kLimit, whole_number>, messages_word>,
                 were_word, kw<"sent">, p::opt<in_the_last>> {};
struct expect_nothing
    : p::if_must<p::seq<kw<"nothing">, kw<"more">>, kw<"is">, kw<"sent">, kw<"in">, kw<"the">,
                 kw<"next">, part<Part::kDuration, expression>> {};
struct expect_condition : p::seq<part<Part::kCondition, expression>> {};
struct expectation : p::sor<expect_count, expect_nothing, expect_contact, expect_condition> {};
struct expect_step : p::if_must<kw<"expect">, expectation> {};

// ---- what is to be seen
struct show_about : p::if_must<kw<"for">, part<Part::kObject, name>> {};
struct show_step : p::if_must<kw<"show">, part<Part::kValue, expression>, p::opt<show_about>> {};

// ---- once for each row
struct table_row : p::if_must<open<'('>, comma_list<expression>, close<')'>> {};
struct table_column : p::seq<name> {};
struct table_step
    : p::if_must<p::seq<kw<"table">, open<'('>>, comma_list<part<Part::kArm, table_column>>,
                 close<')'>, open<'{'>, p::plus<part<Part::kValue, table_row>>, close<'}'>> {};

struct scenario_step : p::sor<person_step, at_step, after_step, the_step, expect_step, show_step,
                              table_step, try_module, subject_step, no_such_item<kScenario>> {};
struct scenario
    : p::if_must<kw<"scenario">, part<Part::kName, text>, body<kScenario, scenario_step>> {};

}  // namespace camp::grammar
