// Types, events and expressions, loosest operator first.
#pragma once
#include "grammar/recovery.h"

namespace camp::grammar {

struct type;
struct expression;

// ---- types
struct type_name : p::seq<name> {};
struct choices : p::if_must<p::seq<kw<"one">, kw<"of">>, comma_list<text>> {};
struct base_type;
struct list_type : p::if_must<p::seq<kw<"list">, kw<"of">>, base_type> {};
struct type_field : p::if_must<p::seq<field_name, colon>, part<Part::kType, type>> {};
struct type_field_item : p::sor<type_field, no_such_item<kField>> {};
struct record_type
    : p::if_must<open<'{'>, p::star<p::not_at<body_end>, entry<type_field_item>, p::opt<comma>>,
                 close<'}'>> {};
struct base_type : p::sor<choices, list_type, record_type, type_name> {};
// `?` belongs to the whole: `list of string?` is a list that may be absent.
struct type : p::seq<base_type, p::opt<flag<Part::kOptional, sign<'?'>>>> {};

// ---- events
struct namespace_word : p::sor<word<"message">, word<"list">> {};
struct event_namespace : p::seq<namespace_word, ws> {};
struct event_use
    : p::sor<p::if_must<part<Part::kObject, event_namespace>, dot, part<Part::kName, field_name>>,
             p::seq<part<Part::kName, name>,
                    p::opt<p::if_must<dot, part<Part::kField, field_name>>>>> {};
struct event : p::seq<event_use> {};
// Where an event is reacted to: one of a list or conversation may be named with it.
struct list_event_word : p::sor<p::seq<kw<"added">, kw<"to">>, p::seq<kw<"removed">, kw<"from">>> {
};
struct list_event : p::if_must<list_event_word, part<Part::kOf, name>> {};
struct consent_event_word : p::sor<kw<"subscribed">, kw<"unsubscribed">> {};
struct consent_event : p::seq<consent_event_word, part<Part::kOf, free_name>> {};
struct reacted_event : p::sor<list_event, consent_event, event> {};
struct as_clause : p::if_must<kw<"as">, part<Part::kAs, name>> {};
struct where_clause : p::if_must<kw<"where">, part<Part::kWhere, expression>> {};
struct event_clauses : p::star<p::sor<as_clause, where_clause>> {};

// ---- expressions
struct history_word : p::sor<word<"count">, word<"sum">, word<"min">, word<"max">, word<"avg">,
                             word<"first">, word<"last">> {};
struct history_function : p::seq<history_word, ws> {};
struct last_clause : p::if_must<kw<"last">, part<Part::kLast, duration>> {};
struct history_event
    : p::sor<p::if_must<part<Part::kObject, event_namespace>, dot, part<Part::kEvent, field_name>,
                        p::opt<p::if_must<dot, part<Part::kField, field_name>>>>,
             p::seq<part<Part::kEvent, name>,
                    p::opt<p::if_must<dot, part<Part::kField, field_name>>>>> {};
struct history : p::if_must<p::seq<part<Part::kName, history_function>, open<'('>>, history_event,
                            p::star<p::sor<last_clause, where_clause>>, close<')'>> {};

// `feedback.score`: what a module says.
struct spoken_word
    : p::seq<p::plus<p::identifier_other>, p::one<'.'>, p::plus<p::identifier_other>> {};
struct spoken_name : p::seq<spoken_word, ws> {};
struct sent_word : p::seq<word<"sent">> {};
struct sent_function : p::seq<sent_word, ws> {};
struct sent_what : p::sor<spoken_name, name> {};
struct sent_window : p::at<kw<"last">, p::digit> {};
struct sent_history
    : p::if_must<p::seq<part<Part::kName, sent_function>, open<'('>>,
                 p::opt<p::not_at<p::sor<sent_window, p::one<')'>>>, part<Part::kOf, sent_what>>,
                 p::opt<last_clause>, close<')'>> {};

struct call_arguments
    : p::if_must<open<'('>, p::opt<p::not_at<p::one<')'>>, p::must<comma_list<expression>>>,
                 close<')'>> {};
struct call : p::seq<operand_name, p::opt<flag<Part::kCall, call_arguments>>> {};
struct conditional
    : p::if_must<kw<"if">, part<Part::kCondition, expression>, kw<"then">,
                 part<Part::kThen, expression>, kw<"else">, part<Part::kElse, expression>> {};
struct list_literal
    : p::if_must<open<'['>, p::opt<p::not_at<p::one<']'>>, p::must<comma_list<expression>>>,
                 close<']'>> {};
// Only what begins like one: a block is looked at as a block, and told what is wrong with it.
struct record_pair
    : p::if_must<p::seq<part<Part::kName, field_name>, colon>, part<Part::kValue, expression>> {};
struct record_pair_item : p::seq<p::sor<record_pair, no_such_item<kField>>, p::opt<comma>> {};
// `{ sku` where the file ends is one that is being written.
struct record_begin
    : p::seq<open<'{'>, p::at<p::sor<p::one<'}'>, p::seq<field_name, p::sor<colon, p::eof>>>>> {};
struct record_literal
    : p::if_must<record_begin, p::star<p::not_at<body_end>, entry<record_pair_item>>, close<'}'>> {
};
struct parenthesis : p::if_must<open<'('>, expression, close<')'>> {};
struct yes : kw<"true"> {};
struct no : kw<"false"> {};
struct text_operand : p::seq<text> {};
struct number_operand : p::seq<number_value> {};
struct number_like
    : p::seq<p::at<p::digit>, p::must<no_foreign_number>, p::sor<instant, number_operand>> {};
struct primary : p::sor<number_like, text_operand, history, sent_history, yes, no, call,
                        parenthesis, list_literal, record_literal, conditional> {};

struct member : p::if_must<dot, field_name> {};
struct postfix : p::seq<primary, p::star<member>> {};
struct negation;
struct unary : p::sor<negation, postfix> {};
struct negated : p::seq<unary> {};
struct negation : p::if_must<sign<'-'>, negated> {};

template <class Operator, class Operand>
struct step : p::if_must<Operator, Operand> {};

struct product_op : p::seq<p::one<'*', '/', '%'>, ws> {};
struct product : p::seq<unary, p::star<step<product_op, unary>>> {};
struct sum_op : p::seq<p::one<'+', '-'>, ws> {};
struct sum : p::seq<product, p::star<step<sum_op, product>>> {};
struct fallback_op : sign<'?', '?'> {};
struct fallback : p::seq<sum, p::star<step<fallback_op, sum>>> {};
struct range : p::seq<fallback, p::opt<p::if_must<dots, fallback>>> {};

struct order_sign : p::sor<p::string<'=', '='>, p::string<'!', '='>, p::string<'<', '='>,
                           p::string<'>', '='>, p::one<'<', '>'>> {};
struct text_op : p::sor<op_word<"contains">, op_word<"starts_with">, op_word<"ends_with">,
                        op_word<"matches">> {};
struct comparison_op : p::sor<p::seq<order_sign, ws>, text_op> {};
struct in_op : op_word<"in"> {};
struct not_in_op : p::seq<word<"not">, ws, op_word<"in">> {};
struct is_op : op_word<"is"> {};
struct present : kw<"present"> {};
struct absent : kw<"absent"> {};
struct presence_word : p::sor<present, absent> {};
struct presence : p::if_must<is_op, presence_word> {};
// Always match, or else the operator is told how it is written here.
struct no_foreign_operator {
  using rule_t = no_foreign_operator;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    return foreign_operator_at(in.begin(), in.current(), in.end()).text.empty();
  }
};
struct no_foreign_not : p::not_at<p::sor<p::one<'!'>, word<"NOT">>> {};
struct end_of_comparison : p::not_at<p::sor<comparison_op, in_op, not_in_op, is_op>> {};
struct comparison_step
    : p::sor<step<comparison_op, fallback>, step<in_op, range>, step<not_in_op, range>, presence> {
};
struct end_of_operand : p::must<no_foreign_operator> {};
struct comparison : p::seq<fallback, end_of_operand,
                           p::opt<comparison_step, end_of_operand, p::must<end_of_comparison>>> {};
struct inversion;
struct condition : p::seq<p::must<no_foreign_not>, p::sor<inversion, comparison>> {};
struct inverted : p::seq<condition> {};
struct inversion : p::if_must<op_word<"not">, inverted> {};
struct and_op : op_word<"and"> {};
struct conjunction : p::seq<condition, p::star<step<and_op, condition>>> {};
struct or_op : op_word<"or"> {};
struct expression : p::seq<conjunction, p::star<step<or_op, conjunction>>> {};

}  // namespace camp::grammar
