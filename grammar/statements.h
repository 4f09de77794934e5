// What stands between the braces of a flow.
#pragma once
#include "grammar/expressions.h"

namespace camp::grammar {

struct block;
struct else_block : p::if_must<kw<"else">, part<Part::kElse, block>> {};

// ---- wait
struct wait_arm : p::if_must<kw<"on">, reacted_event, event_clauses, part<Part::kBody, block>> {};
struct when_arm : p::if_must<kw<"when">, part<Part::kWhen, expression>, part<Part::kBody, block>> {
};
struct wait_item : p::sor<part<Part::kArm, wait_arm>, part<Part::kArm, when_arm>, else_block,
                          no_such_item<kWaitArm>> {};
struct since_start : p::if_must<kw<"since">, kw<"start">> {};
struct wait_body : body<kWaitArm, wait_item> {};
struct wait_up_to
    : p::if_must<p::seq<kw<"wait">, kw<"up">>, kw<"to">, part<Part::kDuration, expression>,
                 p::opt<flag<Part::kSinceStart, since_start>>, p::opt<as_clause>, wait_body> {};
struct weekday_word : p::sor<word<"monday">, word<"tuesday">, word<"wednesday">, word<"thursday">,
                             word<"friday">, word<"saturday">, word<"sunday">> {};
struct weekday : p::seq<weekday_word, ws> {};
// Only a weekday stands before a time.
struct mistyped_weekday : p::seq<any_word, p::at<p::seq<ws, time_text>>> {};
struct until_weekday : p::sor<part<Part::kField, weekday>, p::seq<mistyped_weekday, ws>> {};
struct until_condition
    : p::if_must<kw<"up">, kw<"to">, part<Part::kDuration, expression>, p::opt<as_clause>,
                 part<Part::kBody, block>, p::opt<else_block>> {};
struct wait_until
    : p::if_must<p::seq<kw<"wait">, kw<"until">>, p::opt<until_weekday>,
                 part<Part::kValue, expression>, p::opt<as_clause>, p::opt<until_condition>> {};
struct wait_operand : p::seq<expression> {};
struct wait_plain : p::if_must<kw<"wait">, part<Part::kDuration, wait_operand>, p::opt<as_clause>> {
};

// ---- conditions
struct if_tail;
struct if_statement : p::if_must<kw<"if">, if_tail> {};
struct else_if : p::seq<if_statement> {};
struct else_target : p::sor<p::seq<p::at<word<"if">>, else_if>, part<Part::kElse, block>> {};
struct otherwise : p::if_must<kw<"else">, else_target> {};
struct if_tail : p::seq<part<Part::kCondition, expression>, p::must<part<Part::kThen, block>>,
                        p::opt<otherwise>> {};

struct match_arm
    : p::seq<comma_list<part<Part::kValue, range>>, p::must<part<Part::kBody, block>>> {};
struct match_item : p::sor<else_block, p::must<part<Part::kArm, match_arm>>> {};
struct match_statement
    : p::if_must<kw<"match">, part<Part::kSubject, expression>, body<kMatchArm, match_item>> {};

// ---- state
struct let_statement
    : p::if_must<kw<"let">, part<Part::kName, name>, assign, part<Part::kValue, expression>> {};
struct contact_word : word<"contact"> {};
struct set_object : p::seq<contact_word, ws> {};
struct set_statement
    : p::if_must<kw<"set">, part<Part::kObject, set_object>, dot, part<Part::kField, field_name>,
                 assign, part<Part::kValue, expression>> {};

// ---- what goes beyond this flow
struct emit_statement : p::if_must<kw<"emit">, event, p::opt<part<Part::kValue, record_literal>>> {
};
struct start_statement
    : p::if_must<kw<"start">, part<Part::kName, name>, p::opt<part<Part::kValue, record_literal>>> {
};
struct consent_channel : p::if_must<kw<"on">, part<Part::kChannel, name>> {};
struct subscribe_statement : p::if_must<kw<"subscribe">, kw<"contact">, kw<"to">,
                                        part<Part::kName, name>, p::opt<consent_channel>> {};
struct unsubscribe_statement : p::if_must<kw<"unsubscribe">, kw<"contact">, kw<"from">,
                                          part<Part::kName, name>, p::opt<consent_channel>> {};
struct list_add : p::if_must<kw<"add">, kw<"contact">, kw<"to">, part<Part::kName, name>> {};
struct list_remove : p::if_must<kw<"remove">, kw<"contact">, kw<"from">, part<Part::kName, name>> {
};

// ---- a call of a service
struct some_arguments : p::must<comma_list<part<Part::kValue, expression>>> {};
struct arguments
    : p::if_must<open<'('>, p::opt<p::not_at<p::one<')'>>, some_arguments>, close<')'>> {};
struct request_up_to : p::if_must<kw<"up">, kw<"to">, part<Part::kDuration, expression>> {};
struct request_statement
    : p::if_must<kw<"request">, part<Part::kObject, name>, dot, part<Part::kName, field_name>,
                 arguments, p::opt<as_clause>, request_up_to, p::opt<else_block>> {};

// ---- repeat
struct repeat_statement
    : p::if_must<kw<"repeat">, kw<"up">, kw<"to">, part<Part::kLimit, whole_number>, kw<"times">,
                 part<Part::kBody, block>> {};
struct stop_statement : p::seq<kw<"stop">> {};

// ---- send
struct via_clause : p::if_must<kw<"via">, part<Part::kChannel, name>,
                               p::star<p::if_must<kw<"or">, part<Part::kChannel, name>>>> {};
struct clock_time_literal : p::seq<time_text> {};
struct clock_time : p::seq<clock_time_literal, ws> {};
struct send_at_first : p::if_must<p::seq<kw<"or">, kw<"at">>, part<Part::kTime, clock_time>> {};
struct best_time : p::if_must<kw<"at">, kw<"best">, kw<"time">, kw<"within">,
                              part<Part::kWithin, duration>, p::opt<send_at_first>> {};
struct send_statement
    : p::if_must<kw<"send">, part<Part::kMessage, name>, p::opt<arguments>,
                 p::star<p::sor<via_clause, as_clause, best_time>>, p::opt<else_block>> {};

struct exit_statement : p::if_must<kw<"exit">, p::opt<part<Part::kReason, text>>> {};

// ---- experiment
struct share : p::seq<percent> {};
struct arm_values : p::if_must<kw<"for">, comma_list<part<Part::kValue, expression>>> {};
struct equal_share : kw<"equally"> {};
struct arm_share
    : p::sor<part<Part::kShare, share>, arm_values, flag<Part::kEqually, equal_share>> {};
struct variant
    : p::if_must<kw<"variant">, part<Part::kName, name>, arm_share, part<Part::kBody, block>> {};
struct else_variant : p::if_must<flag<Part::kElse, kw<"else">>, kw<"variant">,
                                 part<Part::kName, name>, part<Part::kBody, block>> {};
struct holdout_word : word<"holdout"> {};
struct holdout_name : p::seq<holdout_word, ws> {};
struct holdout : p::if_must<part<Part::kHoldout, holdout_name>, arm_share> {};
struct experiment_arm : p::sor<variant, else_variant, holdout> {};
struct metric_of : p::if_must<kw<"of">, part<Part::kOf, name>> {};
struct metric : p::if_must<kw<"by">, part<Part::kField, name>, p::opt<metric_of>> {};
struct winner
    : p::if_must<p::seq<kw<"winner">>, metric, kw<"after">, part<Part::kDuration, duration>,
                 kw<"confidence">, part<Part::kConfidence, share>, kw<"at">, kw<"least">,
                 part<Part::kAtLeast, whole_number>, kw<"otherwise">, part<Part::kElse, name>> {};
struct bandit
    : p::if_must<p::seq<kw<"bandit">>, metric, kw<"every">, part<Part::kDuration, duration>> {};
struct experiment_item : p::sor<part<Part::kArm, experiment_arm>, part<Part::kWinner, winner>,
                                part<Part::kBandit, bandit>, no_such_item<kVariant>> {};
struct experiment_on : p::if_must<kw<"on">, part<Part::kShare, share>> {};
struct by_clause : p::if_must<kw<"by">, part<Part::kBy, expression>> {};
struct experiment_body : body<kVariant, experiment_item> {};
struct experiment : p::if_must<kw<"experiment">, part<Part::kName, name>,
                               p::star<p::sor<by_clause, experiment_on>>, experiment_body> {};

// ---- modules
struct do_statement : p::if_must<kw<"do">, part<Part::kName, name>, p::opt<arguments>,
                                 p::star<p::sor<via_clause, as_clause>>, p::opt<else_block>> {};
struct say_statement : p::if_must<kw<"say">, part<Part::kValue, text>> {};
struct play_statement : p::if_must<kw<"play">, part<Part::kValue, text>> {};
struct answer_range
    : p::if_must<p::seq<part<Part::kLow, whole_number>, dots>, part<Part::kHigh, whole_number>> {};
struct answer_word : p::seq<name> {};
struct answer_form
    : p::sor<answer_range, part<Part::kChoices, choices>, part<Part::kField, answer_word>> {};
struct ask_retry
    : p::if_must<kw<"retry">, part<Part::kRetry, whole_number>, p::opt<part<Part::kReason, text>>> {
};
struct ask_up_to : p::if_must<kw<"up">, kw<"to">, part<Part::kDuration, duration>> {};
struct ask_item : p::sor<ask_retry, ask_up_to, no_such_item<kAsk>> {};
struct ask_options : p::seq<p::at<p::one<'{'>>, body<kAsk, ask_item>> {};
struct ask_statement : p::if_must<kw<"ask">, part<Part::kName, name>, part<Part::kValue, text>,
                                  kw<"as">, answer_form, p::opt<ask_options>, p::opt<else_block>> {
};
struct give_statement : p::if_must<kw<"give">, comma_list<part<Part::kName, name>>> {};
struct target_statement : p::if_must<kw<"target">, part<Part::kName, name>, kw<"when">,
                                     part<Part::kCondition, expression>> {};

struct statement
    : p::sor<send_statement, wait_up_to, wait_until, wait_plain, if_statement, match_statement,
             let_statement, set_statement, exit_statement, experiment, do_statement, say_statement,
             play_statement, ask_statement, give_statement, target_statement, list_add, list_remove,
             repeat_statement, stop_statement, emit_statement, start_statement, subscribe_statement,
             unsubscribe_statement, request_statement, no_such_item<kStatement>> {};
struct block : body<kStatement, statement> {};

}  // namespace camp::grammar
