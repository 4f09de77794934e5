// Templates: text, `{{ outputs }}` and, to be refused, `{% tags %}`. After Shopify's Liquid.
//
// Included by lang/template/template.cpp only (and by the test of the grammar).
#pragma once
#include "grammar/lexical.h"

namespace camp::grammar::liquid {

struct space : p::star<p::one<' ', '\t', '\r', '\n'>> {};
template <char... Chars>
struct sign : p::seq<p::string<Chars...>, space> {};

// In a path and for a filter a `-` ends the name when `}}` follows: {{ name-}}.
struct name_text
    : p::seq<
          p::identifier_first,
          p::star<p::sor<p::identifier_other, p::seq<p::one<'-'>, p::at<p::identifier_other>>>>> {};
struct path_name : p::seq<name_text, space> {};
struct path : p::seq<path_name, p::star<p::if_must<sign<'.'>, path_name>>> {};

struct quote_end : p::one<'"'> {};
struct apostrophe_end : p::one<'\''> {};
struct quoted : p::if_must<p::one<'"'>, p::star<p::not_one<'"'>>, quote_end> {};
struct apostrophed : p::if_must<p::one<'\''>, p::star<p::not_one<'\''>>, apostrophe_end> {};
struct string : p::sor<quoted, apostrophed> {};
struct number : p::seq<p::opt<p::one<'-'>>, p::plus<p::digit>,
                       p::opt<p::one<'.'>, p::plus<p::digit>>, p::not_at<p::identifier_other>> {};
struct yes : word<"true"> {};
struct no : word<"false"> {};
struct nil : p::sor<word<"nil">, word<"null">> {};
struct value : p::seq<p::sor<string, number, yes, no, nil>, space> {};
struct expression : p::sor<value, path> {};

struct argument : p::seq<expression> {};
struct arguments : p::seq<argument, p::star<p::if_must<sign<','>, argument>>> {};
struct filter_name : p::seq<name_text, space> {};
struct filter : p::if_must<sign<'|'>, filter_name, p::opt<p::if_must<sign<':'>, arguments>>> {};

struct open : p::seq<p::string<'{', '{'>, p::opt<p::one<'-'>>, space> {};
struct close : p::seq<p::opt<p::one<'-'>>, p::string<'}', '}'>> {};
struct output_expression : p::seq<expression> {};
struct output : p::if_must<open, output_expression, p::star<filter>, close> {};

struct tag_close : p::string<'%', '}'> {};
struct tag_open : p::string<'{', '%'> {};
// One that the next tag begins in is not closed.
struct tag : p::seq<tag_open, p::star<p::not_at<p::sor<tag_close, tag_open>>, p::any>, tag_close> {
};
struct unclosed_tag : p::seq<tag_open> {};

struct Recover {};
struct attempt : p::try_catch_type<Recover, output> {};
// Behind the output's own braces, or else behind its first two characters.
struct broken_output
    : p::seq<p::string<'{', '{'>,
             p::opt<p::star<p::not_at<p::sor<p::string<'}', '}'>, p::string<'{', '{'>>>, p::any>,
                    p::string<'}', '}'>>> {};
struct literal
    : p::plus<p::sor<p::not_one<'{'>, p::seq<p::one<'{'>, p::not_at<p::one<'{', '%'>>>>> {};
struct part : p::sor<literal, attempt, broken_output, tag, unclosed_tag> {};
struct file : p::seq<p::star<part>, p::eof> {};

}  // namespace camp::grammar::liquid
