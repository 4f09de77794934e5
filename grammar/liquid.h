// The lexemes of Liquid's expressions, after Shopify's lexer. What stands around them (text,
// `{{ }}`, `{% %}`) does not nest and knows no quotes, so lang/template/islands.cpp cuts it by
// hand; how they go together is lang/template/markup.cpp, since lax Liquid is no grammar.
//
// Included by lang/template/lexemes.cpp only (and by the test of the grammar).
#pragma once
#include "grammar/lexical.h"

namespace camp::grammar::liquid {

struct blanks : p::plus<p::one<' ', '\t', '\r', '\n', '\v', '\f'>> {};

struct quoted : p::seq<p::one<'"'>, p::until<p::one<'"'>>> {};
struct apostrophed : p::seq<p::one<'\''>, p::until<p::one<'\''>>> {};
struct string : p::sor<quoted, apostrophed> {};
struct number
    : p::seq<p::opt<p::one<'-'>>, p::plus<p::digit>, p::opt<p::one<'.'>, p::plus<p::digit>>> {};
struct identifier : p::seq<p::identifier_first, p::star<p::sor<p::identifier_other, p::one<'-'>>>,
                           p::opt<p::one<'?'>>> {};
struct dotdot : p::string<'.', '.'> {};
struct comparison
    : p::sor<p::string<'=', '='>, p::string<'!', '='>, p::string<'<', '>'>, p::string<'<', '='>,
             p::string<'>', '='>, p::one<'<', '>'>,
             p::seq<p::string<'c', 'o', 'n', 't', 'a', 'i', 'n', 's'>, p::at<p::space>>> {};
struct sign : p::one<'|', '.', ':', ',', '[', ']', '(', ')', '?', '-'> {};
struct stranger : p::any {};

struct lexeme : p::sor<comparison, string, number, identifier, dotdot, sign, stranger> {};
struct lexemes : p::seq<p::star<p::sor<blanks, lexeme>>, p::eof> {};

}  // namespace camp::grammar::liquid
