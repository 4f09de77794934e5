// What stands between the braces of a policy.
#pragma once
#include "grammar/scenarios.h"

namespace camp::grammar {

struct rule_channels : p::if_must<kw<"on">, comma_list<part<Part::kChannel, name>>> {};
struct for_all : p::if_must<kw<"for">, kw<"all">> {};

struct quiet_from
    : p::seq<p::opt<part<Part::kFirstDay, weekday>>, p::must<part<Part::kLow, clock_time>>> {};
struct quiet_to
    : p::seq<p::opt<part<Part::kLastDay, weekday>>, p::must<part<Part::kHigh, clock_time>>> {};
struct quiet_rule : p::if_must<kw<"quiet">, quiet_from, dots, quiet_to,
                               p::star<p::sor<rule_channels, flag<Part::kAll, for_all>>>> {};

// `for all`, `for marketing`, `for tagged "promo"`, `for all tagged "promo"`
struct cap_tag : p::if_must<kw<"tagged">, part<Part::kValue, text>> {};
struct cap_of_all : p::seq<flag<Part::kAll, kw<"all">>, p::opt<cap_tag>> {};
struct cap_of_marketing : p::seq<kw<"marketing">, p::opt<cap_tag>> {};
struct cap_whom : p::sor<cap_of_all, cap_of_marketing, cap_tag> {};
struct cap_for : p::if_must<kw<"for">, cap_whom> {};
struct period_word : p::sor<word<"day">, word<"week">, word<"month">> {};
struct cap_period
    : p::sor<part<Part::kField, p::seq<period_word, ws>>, part<Part::kDuration, duration>> {};
struct cap_rule : p::if_must<kw<"cap">, part<Part::kLimit, whole_number>, kw<"per">, cap_period,
                             p::star<p::sor<rule_channels, cap_for>>> {};

struct capped_skip : kw<"skip"> {};
struct capped_prefer : p::if_must<kw<"prefer">, kw<"priority">> {};
struct capped_wait : p::if_must<kw<"wait">, kw<"up">, kw<"to">, part<Part::kDuration, duration>> {};
struct capped_what : p::sor<flag<Part::kThen, capped_prefer>, capped_wait, capped_skip> {};
struct when_capped : p::if_must<kw<"when">, kw<"capped">, capped_what> {};
struct release_over : p::if_must<kw<"release">, kw<"over">, part<Part::kDuration, duration>> {};
struct merge_copies : p::if_must<kw<"merge">, kw<"by">, kw<"message">> {};

struct require_rule
    : p::if_must<kw<"require">, comma_list<part<Part::kName, field_name>>, p::opt<rule_channels>> {
};

struct policy_item : p::sor<quiet_rule, cap_rule, when_capped, release_over, merge_copies,
                            require_rule, no_such_item<kPolicy>> {};
struct policy : p::if_must<kw<"policy">, body<kPolicy, policy_item>> {};

}  // namespace camp::grammar
