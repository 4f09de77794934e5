// Declarations and the file.
#pragma once
#include "grammar/policies.h"

namespace camp::grammar {

// A name that is none is told, and taken for the one that was meant: its declaration stays.
struct misnamed_word {
  using rule_t = misnamed_word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    auto* behind = behind_misnamed(in.begin(), in.current(), in.end());
    if (behind == in.current()) return false;
    in.bump_in_this_line(static_cast<std::size_t>(behind - in.current()));
    return true;
  }
};
struct misnamed : p::seq<misnamed_word, ws> {};
struct declared_name : p::sor<misnamed, name> {};

// ---- data
struct default_value : p::if_must<assign, part<Part::kDefault, expression>> {};
struct field : p::if_must<p::seq<part<Part::kName, field_name>, colon>, part<Part::kType, type>,
                          p::opt<default_value>> {};
struct field_item : p::seq<p::sor<field, no_such_item<kField>>, p::opt<comma>> {};
struct fields : body<kField, field_item> {};
struct contact : p::if_must<kw<"contact">, fields> {};
struct event_declaration : p::if_must<kw<"event">, declared_name, fields> {};
struct segment : p::if_must<kw<"segment">, declared_name, assign, part<Part::kValue, expression>> {
};
struct invariant : p::if_must<kw<"invariant">, part<Part::kName, text>, assign,
                              part<Part::kCondition, expression>> {};
struct list_synced : p::if_must<kw<"synced">, planned_form<"`synced to` behind a list">> {};
struct list_declaration : p::if_must<kw<"list">, declared_name, p::opt<list_synced>> {};
struct parameter : p::if_must<part<Part::kName, name>, colon, part<Part::kType, type>> {};
struct parameters : p::if_must<open<'('>, p::opt<comma_list<parameter>>, close<')'>> {};
struct define
    : p::if_must<kw<"define">, declared_name, parameters, assign, part<Part::kValue, expression>> {
};

// A text that stands in the script, or where the text is found when it is needed.
struct environment_word : kw<"env"> {};
struct secret_word : kw<"secret"> {};
struct setting_kept
    : p::sor<flag<Part::kEnvironment, environment_word>, flag<Part::kSecret, secret_word>> {};
struct kept_setting : p::if_must<setting_kept, open<'('>, part<Part::kValue, text>, close<')'>> {};
struct setting : p::sor<kept_setting, part<Part::kValue, text>> {};

// ---- conversations and messages
struct from_property : p::if_must<kw<"from">, text> {};
struct reply_to_property : p::if_must<kw<"reply_to">, text> {};
struct unsubscribe_property : p::if_must<kw<"unsubscribe">, kw<"per">, kw<"channel">> {};
struct suppress_property : p::if_must<kw<"suppress">, comma_list<name>> {};
struct opt_in_property : p::if_must<kw<"double_opt_in">, comma_list<part<Part::kChannel, name>>,
                                    kw<"using">, part<Part::kMessage, name>> {};
struct dkim_property : p::if_must<kw<"dkim">, kw<"selector">, part<Part::kName, text>, kw<"key">,
                                  part<Part::kValue, setting>> {};
struct conversation_item
    : p::sor<from_property, reply_to_property, unsubscribe_property, suppress_property,
             opt_in_property, dkim_property, no_such_item<kConversation>> {};
struct conversation
    : p::if_must<kw<"conversation">, declared_name, body<kConversation, conversation_item>> {};

struct outlet_label : p::if_must<kw<"name">, text> {};
struct outlet_zone : p::if_must<kw<"timezone">, text> {};
struct outlet_from : p::if_must<kw<"from">, text> {};
struct outlet_reply_to : p::if_must<kw<"reply_to">, text> {};
struct outlet_item
    : p::sor<outlet_label, outlet_zone, outlet_from, outlet_reply_to, no_such_item<kOutlet>> {};
struct outlet : p::if_must<kw<"outlet">, declared_name, body<kOutlet, outlet_item>> {};

struct cost_amount : p::seq<p::must<no_foreign_number>, number_value> {};
struct rate_per_domain : p::if_must<kw<"per">, planned_form<"`per domain` of a rate">> {};
struct channel_rate : p::if_must<kw<"rate">, part<Part::kLimit, whole_number>, kw<"per">,
                                 part<Part::kDuration, duration>, p::opt<rate_per_domain>> {};
struct channel_costs : p::if_must<kw<"costs">, part<Part::kValue, cost_amount>> {};
struct carrier_url : p::if_must<kw<"url">, part<Part::kValue, setting>> {};
struct carrier_tls : p::if_must<kw<"tls">, part<Part::kName, name>> {};
struct carrier_connections : p::if_must<kw<"connections">, part<Part::kLimit, whole_number>> {};
struct channel_item : p::sor<channel_rate, channel_costs, carrier_url, carrier_tls,
                             carrier_connections, no_such_item<kChannel>> {};
struct connector_path
    : p::if_must<p::sor<p::one<'.'>, p::one<'('>>, planned_form<"a connector behind `via`">> {};
struct channel_via : p::if_must<kw<"via">, part<Part::kSubject, name>, p::opt<connector_path>> {};
struct channel
    : p::if_must<kw<"channel">, declared_name, p::opt<channel_via>, body<kChannel, channel_item>> {
};

// The word of a part that is written in this way; which there are: lang/catalog/parts.def.
template <PartWritten Way>
struct part_word {
  using rule_t = part_word;
  using subs_t = p::empty_list;
  template <class Input>
  static bool match(Input& in) {
    const auto text = word_at(in.current(), in.end());
    for (const auto& row : kPartWords) {
      if (row.written != Way || row.word != text) continue;
      in.bump_in_this_line(text.size());
      return true;
    }
    return false;
  }
};
template <PartWritten Way>
struct part_kw : p::seq<part_word<Way>, ws> {};

struct file_or_text : p::seq<p::opt<flag<Part::kFile, kw<"file">>>, text> {};
struct part_label : p::sor<text, field_name> {};
struct plain_part : p::if_must<part_kw<PartWritten::kText>, text> {};
struct long_part : p::if_must<part_kw<PartWritten::kTextOrFile>, file_or_text> {};
struct named_part : p::if_must<part_kw<PartWritten::kNamed>, part<Part::kName, part_label>, text> {
};
struct attached_part : p::if_must<part_kw<PartWritten::kFile>, flag<Part::kFile, kw<"file">>, text,
                                  p::opt<p::if_must<kw<"as">, part<Part::kName, text>>>> {};
struct timed_part : p::if_must<part_kw<PartWritten::kWhen>, part<Part::kValue, expression>> {};
struct content_item
    : p::sor<plain_part, long_part, named_part, attached_part, timed_part, no_such_item<kContent>> {
};
struct short_content : p::seq<text> {};
struct content_value : p::sor<short_content, body<kContent, content_item>> {};
struct content_channel : p::seq<free_name> {};
struct content : p::if_must<content_channel, content_value> {};
// A variant may stand in one of the other kind.
struct variant_language : p::sor<text, field_name> {};
using variant_segment = part<Part::kName, name>;
template <class... Items>
struct variant_body : body<kMessage, p::sor<Items..., no_such_item<kMessage>>> {};
struct inner_language : p::if_must<kw<"in">, variant_language, variant_body<content>> {};
struct inner_segment : p::if_must<kw<"for">, variant_segment, variant_body<content>> {};
struct language_variant
    : p::if_must<kw<"in">, variant_language, variant_body<content, inner_segment>> {};
struct segment_variant
    : p::if_must<kw<"for">, variant_segment, variant_body<content, inner_language>> {};
struct message_item : p::sor<content, language_variant, segment_variant, no_such_item<kMessage>> {};
struct preview : p::if_must<kw<"preview">, part<Part::kDefault, expression>> {};
struct no_preview : p::if_must<assign, expression> {};
struct message_parameter : p::if_must<part<Part::kName, name>, colon, part<Part::kType, type>,
                                      p::opt<p::sor<preview, no_preview>>> {};
struct message_parameters
    : p::if_must<open<'('>, p::opt<comma_list<message_parameter>>, close<')'>> {};
struct message : p::if_must<kw<"message">, declared_name, p::opt<message_parameters>,
                            body<kMessage, message_item>> {};

// ---- services: what a flow can request of another system
struct service_base : p::if_must<kw<"base">, part<Part::kValue, setting>> {};
struct auth_bearer : p::if_must<kw<"bearer">, part<Part::kValue, setting>> {};
struct auth_basic
    : p::if_must<kw<"basic">, part<Part::kSubject, setting>, part<Part::kValue, setting>> {};
struct auth_header
    : p::if_must<kw<"header">, part<Part::kName, text>, part<Part::kValue, setting>> {};
struct auth_way : p::sor<auth_bearer, auth_basic, auth_header> {};
struct service_auth : p::if_must<kw<"auth">, auth_way> {};
struct service_timeout : p::if_must<kw<"timeout">, part<Part::kDuration, duration>> {};
struct retry_within : p::if_must<kw<"within">, part<Part::kWithin, duration>> {};
struct service_retry
    : p::if_must<kw<"retry">, part<Part::kRetry, whole_number>, p::opt<retry_within>> {};
struct service_idempotency : p::if_must<kw<"idempotency">, kw<"header">, part<Part::kName, text>> {
};
struct service_header
    : p::if_must<kw<"header">, part<Part::kName, text>, part<Part::kValue, setting>> {};
struct method_word : p::sor<
#define CAMP_HTTP_METHOD(number, Name, text, has_body, only_asks) word<text>,
#include "lang/catalog/http_methods.def"
#undef CAMP_HTTP_METHOD
                         p::failure> {
};
struct call_method : p::seq<method_word, ws> {};
struct call_parameter : p::if_must<part<Part::kName, field_name>, colon, part<Part::kType, type>> {
};
struct call_parameters : p::if_must<open<'('>, p::opt<comma_list<call_parameter>>, close<')'>> {};
struct arrow : p::seq<p::string<'-', '>'>, ws> {};
struct call_answer : p::if_must<flag<Part::kAnswer, arrow>, fields> {};
struct service_call
    : p::if_must<kw<"call">, part<Part::kName, field_name>, call_parameters,
                 part<Part::kField, call_method>, part<Part::kReason, text>, p::opt<call_answer>> {
};
struct service_item
    : p::sor<service_base, service_auth, service_timeout, service_retry, service_idempotency,
             service_header, service_call, no_such_item<kService>> {};
struct service : p::if_must<kw<"service">, declared_name, body<kService, service_item>> {};

// ---- drafters: who drafts texts
struct drafter_instructions : p::if_must<kw<"instructions">, file_or_text> {};
struct drafter_url : p::if_must<kw<"url">, part<Part::kValue, setting>> {};
struct drafter_key : p::if_must<kw<"key">, part<Part::kValue, setting>> {};
struct drafter_model : p::if_must<kw<"model">, text> {};
struct drafter_timeout : p::if_must<kw<"timeout">, part<Part::kDuration, duration>> {};
struct drafter_item : p::sor<drafter_instructions, drafter_url, drafter_key, drafter_model,
                             drafter_timeout, no_such_item<kDrafter>> {};
struct drafter : p::if_must<kw<"drafter">, declared_name, body<kDrafter, drafter_item>> {};

// ---- campaigns and journeys
struct category_property : p::if_must<kw<"category">, name> {};
struct conversation_property : p::if_must<kw<"conversation">, name> {};
struct within_clause : p::if_must<kw<"within">, part<Part::kWithin, duration>> {};
struct worth_clause : p::if_must<kw<"worth">, part<Part::kWorth, expression>> {};
struct credit_word : p::sor<
#define CAMP_CREDIT(number, Name, text, doc) word<text>,
#include "lang/catalog/credits.def"
#undef CAMP_CREDIT
                         p::failure> {
};
struct credit_whom : p::seq<credit_word, ws> {};
struct goal_credit : p::if_must<kw<"credit">, part<Part::kCredit, credit_whom>> {};
struct refund_clause : p::seq<reacted_event, event_clauses> {};
struct goal_refunded : p::if_must<kw<"refunded">, kw<"by">, part<Part::kRefund, refund_clause>> {};
struct goal_on : p::if_must<kw<"on">, reacted_event,
                            p::star<p::sor<as_clause, where_clause, within_clause, worth_clause,
                                           goal_credit, goal_refunded>>> {};
struct goal_when
    : p::if_must<kw<"when">, part<Part::kWhen, expression>,
                 p::star<p::sor<within_clause, worth_clause, goal_credit, goal_refunded>>> {};
struct goal_kind : p::sor<goal_on, goal_when> {};
struct goal_property : p::if_must<kw<"goal">, part<Part::kName, name>, goal_kind> {};

struct set_name : p::seq<name> {};
struct include_item : p::if_must<kw<"include">, comma_list<set_name>> {};
struct exclude_item : p::if_must<kw<"exclude">, comma_list<set_name>> {};
struct one_per_item : p::if_must<kw<"one">, kw<"per">, part<Part::kOnePer, expression>> {};
struct limit_item : p::if_must<kw<"limit">, part<Part::kLimit, whole_number>, p::opt<by_clause>> {};
struct audience_item
    : p::sor<include_item, exclude_item, one_per_item, limit_item, no_such_item<kAudience>> {};
struct audience_property : p::if_must<kw<"audience">, body<kAudience, audience_item>> {};

struct start_when : p::if_must<kw<"when">, part<Part::kWhen, expression>> {};
struct request_word : p::seq<kw<"request">, p::at<p::one<'{'>>> {};
struct start_request : p::if_must<flag<Part::kRequest, request_word>, fields, event_clauses> {};
struct even_late : p::if_must<kw<"even">, kw<"late">> {};
struct start_event
    : p::seq<reacted_event, event_clauses, p::opt<flag<Part::kEvenLate, even_late>>> {};
struct start_target : p::sor<start_request, start_event> {};
struct start_on : p::if_must<kw<"on">, start_target> {};
struct start_kind : p::sor<start_on, start_when> {};
struct start_property : p::if_must<kw<"start">, start_kind> {};
struct once_property : kw<"once"> {};
struct again_after : p::if_must<kw<"after">, part<Part::kDuration, duration>> {};
struct again_property : p::seq<kw<"again">, p::opt<again_after>> {};
struct key_property : p::if_must<kw<"key">, expression> {};
struct exit_on : p::if_must<kw<"on">, reacted_event, event_clauses> {};
struct exit_when : p::if_must<kw<"when">, part<Part::kWhen, expression>> {};
struct exit_kind : p::sor<exit_on, exit_when> {};
struct exit_property : p::if_must<kw<"exit">, exit_kind> {};
struct priority_property : p::if_must<kw<"priority">, part<Part::kLimit, whole_number>> {};
struct tags_property : p::if_must<kw<"tags">, comma_list<text>> {};
struct costs_property : p::if_must<kw<"costs">, part<Part::kValue, cost_amount>> {};
struct per_outlet_property : p::if_must<kw<"per">, kw<"outlet">> {};
struct writer_property : p::if_must<kw<"writer">, text> {};
struct reviewer_property : p::if_must<kw<"reviewer">, text> {};
struct approval_some : p::if_must<part<Part::kLimit, whole_number>, kw<"of">, open<'('>,
                                  comma_list<part<Part::kOf, name>>, close<')'>> {};
struct approval_need : p::sor<approval_some, part<Part::kName, name>> {};
struct approval_more : p::if_must<kw<"and">, approval_need> {};
struct approval_property
    : p::if_must<kw<"approval">, kw<"by">, approval_need, p::star<approval_more>> {};
struct seeds_property : p::if_must<kw<"seeds">, comma_list<name>> {};
struct expires_property : p::if_must<kw<"expires">, part<Part::kValue, expression>> {};
struct schedule_times : p::if_must<kw<"at">, comma_list<part<Part::kTime, clock_time>>> {};
struct schedule_date : p::if_must<part<Part::kDate, date>, part<Part::kTime, clock_time>> {};
struct schedule_rule : p::if_must<kw<"rrule">, part<Part::kRule, text>, schedule_times> {};
struct schedule_weekdays : comma_list<part<Part::kWeekday, weekday>> {};
struct every_day : p::seq<kw<"day">> {};
struct every_weeks : p::if_must<part<Part::kWeeks, whole_number>, p::sor<kw<"weeks">, kw<"week">>,
                                kw<"on">, schedule_weekdays> {};
struct month_week : p::seq<any_word, ws> {};
struct month_weekday : p::if_must<part<Part::kWeek, month_week>, part<Part::kWeekday, weekday>> {};
struct month_days : p::sor<comma_list<part<Part::kMonthDay, whole_number>>, month_weekday> {};
struct every_month : p::if_must<kw<"month">, kw<"on">, month_days> {};
struct every_what : p::sor<every_day, every_month, every_weeks, schedule_weekdays> {};
struct schedule_every : p::if_must<kw<"every">, every_what, schedule_times> {};
struct schedule_when : p::sor<schedule_every, schedule_rule, schedule_date> {};
struct schedule_from : p::if_must<kw<"from">, part<Part::kFrom, date>> {};
struct schedule_until : p::if_must<kw<"until">, part<Part::kUntil, date>> {};
struct schedule_except : p::if_must<kw<"except">, comma_list<part<Part::kExcept, date>>> {};
struct schedule_missed : p::if_must<kw<"missed">, part<Part::kMissed, field_name>> {};
struct schedule_zone_word : p::seq<zone_text> {};
struct schedule_zone : p::seq<schedule_zone_word, ws> {};
struct schedule_clause
    : p::sor<schedule_from, schedule_until, schedule_except, schedule_missed,
             flag<Part::kContactTime, contact_time>, part<Part::kZone, schedule_zone>> {};
struct schedule_property : p::if_must<kw<"schedule">, schedule_when, p::star<schedule_clause>> {};
struct holdout_salt : p::if_must<kw<"salt">, part<Part::kReason, text>> {};
struct holdout_share : p::seq<part<Part::kShare, share>, p::opt<holdout_salt>> {};
struct holdout_property : p::if_must<kw<"holdout">, holdout_share> {};
struct holdout_declaration
    : p::if_must<kw<"holdout">, declared_name, holdout_share, p::opt<flag<Part::kAll, for_all>>> {};
struct seeds_declaration
    : p::if_must<kw<"seeds">, declared_name, open<'{'>, comma_list<text>, close<'}'>> {};
struct flow_property : p::if_must<kw<"flow">, part<Part::kBody, block>> {};
struct property
    : p::sor<category_property, conversation_property, goal_property, audience_property,
             start_property, once_property, again_property, key_property, exit_property,
             schedule_property, flow_property, priority_property, tags_property, expires_property,
             costs_property, per_outlet_property, holdout_property, writer_property,
             reviewer_property, approval_property, seeds_property, no_such_item<kProperty>> {};
struct flow_header : p::sor<kw<"campaign">, kw<"journey">> {};
struct flow_declaration : p::if_must<flow_header, declared_name, body<kProperty, property>> {};

// ---- modules
struct module
    : p::if_must<kw<"module">, declared_name, p::opt<parameters>, part<Part::kBody, block>> {};

// ---- the library
struct library_module : p::seq<name> {};
struct import_path : p::if_must<kw<"std">, dot, part<Part::kName, library_module>> {};
struct import_declaration : p::if_must<kw<"import">, import_path> {};

// ---- the file
struct declaration : p::sor<message, module, segment, event_declaration, flow_declaration, contact,
                            list_declaration, define, conversation, scenario, invariant, policy,
                            holdout_declaration, service, outlet, channel, seeds_declaration,
                            drafter, import_declaration, no_such_item<kTop>> {};
struct top_item : item_of<kTop, declaration> {};
struct byte_order_mark : p::string<'\xEF', '\xBB', '\xBF'> {};
struct shebang : p::seq<p::string<'#', '!'>, p::star<p::not_one<'\n'>>> {};
struct file : p::seq<p::opt<byte_order_mark>, p::opt<shebang>, ws,
                     p::star<p::not_at<p::eof>, top_item>, p::eof> {};

}  // namespace camp::grammar
