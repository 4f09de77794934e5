// What stands between the braces of a policy.
#pragma once
#include "grammar/scenarios.h"

namespace camp::grammar {

struct clock_time_literal : p::seq<time_text> {};
struct clock_time : p::seq<clock_time_literal, ws> {};
struct rule_channels : p::if_must<kw<"on">, comma_list<part<Part::kChannel, name>>> {};
struct for_all : p::if_must<kw<"for">, kw<"all">> {};

struct quiet_from
    : p::seq<p::opt<part<Part::kFirstDay, weekday>>, p::must<part<Part::kLow, clock_time>>> {};
struct quiet_to
    : p::seq<p::opt<part<Part::kLastDay, weekday>>, p::must<part<Part::kHigh, clock_time>>> {};
struct quiet_rule : p::if_must<kw<"quiet">, quiet_from, dots, quiet_to,
                               p::star<p::sor<rule_channels, flag<Part::kAll, for_all>>>> {};

struct policy_item : p::sor<quiet_rule, no_such_item<kPolicy>> {};
struct policy : p::if_must<kw<"policy">, body<kPolicy, policy_item>> {};

}  // namespace camp::grammar
