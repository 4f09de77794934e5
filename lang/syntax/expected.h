// What to say where a rule fails that had to match: one row per rule. A rule under must<> without a
// row does not compile.
#pragma once
#include <array>

#include "grammar/declarations.h"
#include "lang/syntax/reporter.h"

namespace camp::syntax {

namespace g = camp::grammar;

template <class Rule>
inline constexpr Expectation kExpected{};

// A word or sign is expected as itself, in quotes.
template <g::Fixed Word>
struct Quoted {
  static constexpr auto make() {
    std::array<char, sizeof(Word.chars) + 2> text{};
    text[0] = '`';
    std::size_t at = 1;
    for (char c : Word.view()) text[at++] = c;
    text[at] = '`';
    return text;
  }
  static constexpr auto kText = make();
};
template <char Char>
struct QuotedSign {
  static constexpr char kText[] = {'`', Char, '`', '\0'};
};
template <g::Fixed Word>
inline constexpr Expectation kExpected<g::kw<Word>>{Quoted<Word>::kText.data()};
template <char Char>
inline constexpr Expectation kExpected<g::open<Char>>{QuotedSign<Char>::kText};
template <char Char>
inline constexpr Expectation kExpected<g::close<Char>>{QuotedSign<Char>::kText};
template <>
inline constexpr Expectation kExpected<g::colon>{"`:`"};
template <>
inline constexpr Expectation kExpected<g::assign>{"`=`"};
template <>
inline constexpr Expectation kExpected<g::dot>{"`.`"};

// Rules that match nothing at least: must<> asks for their message, but never needs it.
inline constexpr Expectation kNeverFails{"more"};
template <class... Rules>
inline constexpr Expectation kExpected<tao::pegtl::star<Rules...>> = kNeverFails;
template <class... Rules>
inline constexpr Expectation kExpected<tao::pegtl::opt<Rules...>> = kNeverFails;
template <>
inline constexpr Expectation kExpected<g::event_clauses> = kNeverFails;
template <>
inline constexpr Expectation kExpected<g::body_close> = kNeverFails;

inline constexpr Expectation kValue{"a value"};
inline constexpr Expectation kDuration{"a duration", "3d"};
inline constexpr Expectation kName{"a name"};
inline constexpr Expectation kBlock{"`{`"};

template <g::Part P, class Rule>
inline constexpr Expectation kExpected<g::part<P, Rule>> = kExpected<Rule>;
template <g::Part P, class Rule>
inline constexpr Expectation kExpected<g::flag<P, Rule>> = kExpected<Rule>;
template <class Rule>
inline constexpr Expectation kExpected<g::comma_list<Rule>> = kExpected<Rule>;
template <g::Place P, class Item>
inline constexpr Expectation kExpected<g::body<P, Item>> = kBlock;

template <>
inline constexpr Expectation kExpected<g::name> = kName;
template <>
inline constexpr Expectation kExpected<g::declared_name> = kName;
template <>
inline constexpr Expectation kExpected<g::set_name>{
    "the name of a segment or list", "`vips`, declared by `segment vips = contact.spent > 1 EUR`"};
template <>
inline constexpr Expectation kExpected<g::field_name>{"a name"};
template <>
inline constexpr Expectation kExpected<g::text>{"a text", "\"...\""};
template <>
inline constexpr Expectation kExpected<g::file_or_text>{"a text or `file \"...\"`"};
template <>
inline constexpr Expectation kExpected<g::expression> = kValue;
template <>
inline constexpr Expectation kExpected<g::conjunction> = kValue;
template <>
inline constexpr Expectation kExpected<g::condition> = kValue;
template <>
inline constexpr Expectation kExpected<g::fallback> = kValue;
template <>
inline constexpr Expectation kExpected<g::range>{"a list or a range", "[\"FI\", \"SE\"] or 0..10"};
template <>
inline constexpr Expectation kExpected<g::sum> = kValue;
template <>
inline constexpr Expectation kExpected<g::product> = kValue;
template <>
inline constexpr Expectation kExpected<g::unary> = kValue;
template <>
inline constexpr Expectation kExpected<g::negated> = kValue;
template <>
inline constexpr Expectation kExpected<g::inverted> = kValue;
template <>
inline constexpr Expectation kExpected<g::end_of_comparison>{
    "`and` or `or` between two comparisons"};
template <>
inline constexpr Expectation kExpected<g::presence_word>{"`present` or `absent`"};
template <>
inline constexpr Expectation kExpected<g::type>{"a type", "string, int? or list of string"};
template <>
inline constexpr Expectation kExpected<g::base_type>{"a type", "string"};
template <>
inline constexpr Expectation kExpected<g::duration> = kDuration;
template <>
inline constexpr Expectation kExpected<g::wait_operand> = kDuration;
template <>
inline constexpr Expectation kExpected<g::part<g::Part::kDuration, g::expression>> = kDuration;
template <>
inline constexpr Expectation kExpected<g::percent>{"a share", "50%"};
template <>
inline constexpr Expectation kExpected<g::metric>{"`by`"};
template <>
inline constexpr Expectation kExpected<g::share>{"a share", "50%"};
template <>
inline constexpr Expectation kExpected<g::arm_share>{"a share, `equally`, or `for` and values",
                                                     "50% or for \"A\""};
template <>
inline constexpr Expectation kExpected<g::holdout_share>{"a share", "5%"};
template <>
inline constexpr Expectation kExpected<g::whole_number>{"a whole number", "1_000"};
template <>
inline constexpr Expectation kExpected<g::event>{"an event", "purchase or message.clicked"};
template <>
inline constexpr Expectation kExpected<g::reacted_event>{
    "an event", "purchase, message.clicked or added to vips"};
template <>
inline constexpr Expectation kExpected<g::history_event>{"an event", "purchase"};
template <>
inline constexpr Expectation kExpected<g::block> = kBlock;
template <>
inline constexpr Expectation kExpected<g::wait_body>{"`{` and the arms of the wait"};
template <>
inline constexpr Expectation kExpected<g::experiment_body> = kBlock;
template <>
inline constexpr Expectation kExpected<g::fields> = kBlock;
template <>
inline constexpr Expectation kExpected<g::if_tail>{"a condition", "contact.spent > 100 EUR"};
template <>
inline constexpr Expectation kExpected<g::else_target>{"`{` or `if`"};
template <>
inline constexpr Expectation kExpected<g::match_arm>{"a value to compare with, or `else`"};
template <>
inline constexpr Expectation kExpected<g::answer_form>{
    "what an answer may be", "0..10, yes_no, one of \"a\", \"b\", int, decimal, date or text"};
template <>
inline constexpr Expectation kExpected<g::set_object>{"`contact`", "set contact.stage = \"cold\""};
template <>
inline constexpr Expectation kExpected<g::parameters>{"`(` and parameters", "(points: int)"};
template <>
inline constexpr Expectation kExpected<g::parameter>{"a parameter's name"};
template <>
inline constexpr Expectation kExpected<g::message_parameter>{"a parameter's name", "total: money"};
template <>
inline constexpr Expectation kExpected<g::content_value>{"a text or `{`"};
template <>
inline constexpr Expectation kExpected<g::part_label>{"a name, then a text"};
template <>
inline constexpr Expectation kExpected<g::variant_language>{"a language", "fi or \"pt-BR\""};
template <class... Items>
inline constexpr Expectation kExpected<g::variant_body<Items...>> = kBlock;
template <>
inline constexpr Expectation kExpected<g::start_kind>{"`on` and an event, or `when` and a segment",
                                                      "start on purchase"};
template <>
inline constexpr Expectation kExpected<g::exit_kind>{"`on` and an event, or `when` and a condition",
                                                     "exit on purchase"};
template <>
inline constexpr Expectation kExpected<g::goal_kind>{"`on` and an event, or `when` and a condition",
                                                     "goal bought on purchase"};
template <>
inline constexpr Expectation kExpected<g::cost_amount>{"an amount of money", "costs 1_200 EUR"};
template <>
inline constexpr Expectation kExpected<g::approval_need>{"a role, or `2 of (legal, brand)`",
                                                         "approval by manager"};
template <>
inline constexpr Expectation kExpected<g::credit_whom>{"`first`, `last` or `linear`",
                                                       "credit first"};
template <>
inline constexpr Expectation kExpected<g::refund_clause>{"an event", "refund"};
template <>
inline constexpr Expectation kExpected<g::start_target>{"an event", "purchase"};
template <>
inline constexpr Expectation kExpected<g::date>{"a date", "2026-03-02"};
template <>
inline constexpr Expectation kExpected<g::weekday>{"a weekday", "monday"};
template <>
inline constexpr Expectation kExpected<g::schedule_weekdays>{"a weekday", "monday"};
template <>
inline constexpr Expectation kExpected<g::schedule_times>{"`at` and a time", "at 09:00"};
template <>
inline constexpr Expectation kExpected<g::month_days>{"days of the month, or a weekday of it",
                                                      "1, 15 or last friday"};
template <>
inline constexpr Expectation kExpected<g::every_what>{"`day`, weekdays, `month on` or `2 weeks on`",
                                                      "every monday, thursday at 09:00"};
template <>
inline constexpr Expectation kExpected<g::schedule_when>{"a date and a time, `every` or `rrule`",
                                                         "every monday at 09:00"};
template <>
inline constexpr Expectation kExpected<tao::pegtl::sor<g::kw<"weeks">, g::kw<"week">>>{"`weeks`"};

// ---- the library
template <>
inline constexpr Expectation kExpected<g::import_path>{"`std.` and the name of a library module",
                                                       "import std.nps"};
template <>
inline constexpr Expectation kExpected<g::library_module>{"the name of a library module",
                                                          "import std.nps"};

// ---- services
template <>
inline constexpr Expectation kExpected<g::arguments>{"`(` and arguments",
                                                     "shop.coupon(contact.id)"};
template <>
inline constexpr Expectation kExpected<g::request_up_to>{
    "`up to` and how long an answer is waited for", "up to 30s"};
template <>
inline constexpr Expectation kExpected<g::setting>{"a text, `env` or `secret`",
                                                   "env(\"SHOP_URL\") or secret(\"SHOP_TOKEN\")"};
template <>
inline constexpr Expectation kExpected<g::auth_way>{"`bearer`, `basic` or `header`",
                                                    "auth bearer secret(\"SHOP_TOKEN\")"};
template <>
inline constexpr Expectation kExpected<g::call_parameters>{"`(` and parameters",
                                                           "coupon(contact: string)"};
template <>
inline constexpr Expectation kExpected<g::call_parameter>{"a parameter's name"};
template <>
inline constexpr Expectation kExpected<g::call_method>{"`get`, `post`, `put`, `patch` or `delete`"};
template <>
inline constexpr Expectation kExpected<g::call_does>{"`answers`, `fails` or `times out`",
                                                     "shop.coupon answers { code: \"X\" }"};

// ---- policies
template <>
inline constexpr Expectation kExpected<g::clock_time>{"a time of the day", "21:00"};
template <>
inline constexpr Expectation kExpected<g::dots>{"`..` and a time", "quiet 21:00..08:00"};
template <>
inline constexpr Expectation kExpected<g::quiet_from>{
    "a time of the day, with or without a weekday", "21:00 or saturday 18:00"};
template <>
inline constexpr Expectation kExpected<g::quiet_to>{"a time of the day, with or without a weekday",
                                                    "08:00 or monday 08:00"};
template <>
inline constexpr Expectation kExpected<g::cap_period>{"a duration, `day`, `week` or `month`",
                                                      "cap 3 per 7d"};
template <>
inline constexpr Expectation kExpected<g::cap_whom>{"`marketing`, `all` or `tagged` and a tag",
                                                    "for tagged \"promo\""};
template <>
inline constexpr Expectation kExpected<g::capped_what>{"`skip`, `prefer priority` or `wait up to`",
                                                       "when capped wait up to 2d"};

// ---- scenarios
template <>
inline constexpr Expectation kExpected<g::scenario_value>{"a value",
                                                          "80 EUR, [] or { sku: \"a\" }"};
template <>
inline constexpr Expectation kExpected<g::subscription>{"a conversation",
                                                        "[newsletter] or [newsletter on sms]"};
template <>
inline constexpr Expectation kExpected<g::list_member>{"the name of a list"};
template <>
inline constexpr Expectation kExpected<g::the_what>{
    "`run`, `next`, `process`, `clock` or `operator`", "the run of spring_launch starts"};
template <>
inline constexpr Expectation kExpected<g::operator_does>{"`pauses`, `resumes` or `cancels`",
                                                         "`the operator pauses sms`"};
template <>
inline constexpr Expectation kExpected<g::next_fate>{"`fails` or `is delayed by`",
                                                     "the next reminder to anna fails"};
template <>
inline constexpr Expectation kExpected<g::did_when>{
    "when it was", "anna did purchase { total: 20 EUR } 2d ago, or `at` and a time"};
template <>
inline constexpr Expectation kExpected<g::message_name>{"the name of a message"};
template <>
inline constexpr Expectation kExpected<g::goal_name>{"the name of a goal or of a module's target"};
template <>
inline constexpr Expectation kExpected<g::via_clause>{"the channel", "via sms or whatsapp"};
template <>
inline constexpr Expectation kExpected<g::about_message>{"the name of a message"};
template <>
inline constexpr Expectation kExpected<g::subject_verb>{
    "what happens",
    "does, did, opens, clicks, replies, unsubscribes, complains, confirms, `to NAME bounces`, or "
    "`.CALL answers`"};
template <>
inline constexpr Expectation kExpected<g::was_what>{"`sent` or `not sent`"};
template <>
inline constexpr Expectation kExpected<g::is_what>{"`in`, `not in` or `at`",
                                                   "is at \"wait 1h\" in cart_recovery"};
template <>
inline constexpr Expectation kExpected<g::did_what>{"`reach` or `enter`",
                                                    "did not reach recovered"};
template <>
inline constexpr Expectation kExpected<g::were_word>{"`were sent`"};
template <>
inline constexpr Expectation kExpected<g::expectation>{"what is expected",
                                                       "anna was sent reminder"};
template <>
inline constexpr Expectation kExpected<g::table_column>{"the name of a column"};
template <>
inline constexpr Expectation kExpected<g::table_row>{"a row", "(\"FI\", \"fi\")"};
template <>
inline constexpr Expectation kExpected<tao::pegtl::plus<g::part<g::Part::kValue, g::table_row>>>{
    "a row", "(\"FI\", \"fi\")"};

}  // namespace camp::syntax
