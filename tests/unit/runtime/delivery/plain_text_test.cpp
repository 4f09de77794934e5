#include "runtime/delivery/plain_text.h"

#include <catch2/catch.hpp>
#include <string>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"

namespace camp {
namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

TEST_CASE("a mail as its editors lay it out becomes the text that a reader sees") {
  CHECK(plain_text_of(R"(<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8" /><title>Spring</title>
<style type="text/css"> p > a { color: red } </style>
<!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]--></head>
<body style="margin:0"><div style="Display : none; max-height:0">Only today<div>&nbsp;</div></div>
<span>Save 20&nbsp;% this week</span>&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#8203;&zwnj;&nbsp;
<!--[if !mso]><!--><img src="x.png" width="1"><!--<![endif]-->
<table role="presentation" width="100%"><tr><td>&nbsp;</td><td align="center">
  <table><tbody><tr><td><a href="https://acme.example/?a=1&amp;b=2"><img src="l.png" alt="Acme &amp; Sons"></a></td></tr></tbody></table>
</td><td></td></tr>
<tr><td colspan="3"><h1>Hello   Mia,</h1>
<p>the <b>new</b> tents
are here.<br>See you!</p></td></tr>
<tr><td><a href="https://acme.example/tents"><span>Look at them</span></a></td></tr></table>
<table><thead><tr><th>What</th><th>How many</th><th>Price</th></tr></thead>
<tr><td>Tent</td> <td>1</td> <td>199,00&nbsp;&euro;</td></tr><tr><td>Peg</td><td></td><td>2,00 €</td></tr></table>
<p>Acme Oy &middot; <a href="mailto:care@acme.example?subject=Hi">care@acme.example</a> &copy; 2026</p>
<script>if (a < b) { "</p>" }</script></body></html>)") == R"(Save 20 % this week

Acme & Sons (https://acme.example/?a=1&b=2)

Hello Mia,

the new tents are here.
See you!

Look at them (https://acme.example/tents)

What | How many | Price
Tent | 1 | 199,00 €
Peg | 2,00 €

Acme Oy · care@acme.example © 2026)");
}

TEST_CASE("lists have marks, numbers and depth; what is preformatted stays") {
  CHECK(plain_text_of("a<ul><li>one<li><p>two</p><ol start=3><li>x</li><li value='7'>y</ol></li>"
                      "<li></li></ul>b") == "a\n\n- one\n- two\n  3. x\n  7. y\n\nb");
  CHECK(plain_text_of("<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul><p>d") ==
        "- a\n\nb\n- c\n\nd");
  CHECK(plain_text_of("<li>alone") == "- alone");
  CHECK(plain_text_of("a<pre>\n  x = 1;\r\n\n\n\ty  &lt; 2\n\n</pre>b") ==
        "a\n\n  x = 1;\n\n\n\ty  < 2\n\nb");
  CHECK(plain_text_of("a<hr>b<br><br><br>c<br/>d") == "a\n\n---\n\nb\n\nc\nd");
}

TEST_CASE("a link is told once, and only where it leads somewhere") {
  CHECK(plain_text_of("<a href='https://acme.example/'>Acme.example</a>") == "Acme.example");
  CHECK(plain_text_of("<a href=' https://acme.example/x '>https://acme.example/x</a>") ==
        "https://acme.example/x");
  CHECK(plain_text_of("<a href='https://a.example'>Shop</a> <a href='https://a.example'>now</a>") ==
        "Shop (https://a.example) now");
  CHECK(plain_text_of("<a href='mailto:mia@acme.example'>Mia</a>, <a href=tel:+358401>call</a>") ==
        "Mia (mia@acme.example), call (+358401)");
  CHECK(plain_text_of("<a href='#top'>up</a> <a name=x>here</a> <a href='javascript:x()'>no</a> "
                      "<a href='/x'>there</a>") == "up here no there");
  CHECK(plain_text_of("<a href='https://a.example/?x=1&copy=2'><img src=x></a>") ==
        "https://a.example/?x=1&copy=2");
  CHECK(plain_text_of("<a href='https://a.example'>one <a href='https://b.example'>two") ==
        "one (https://a.example) two (https://b.example)");
  CHECK(plain_text_of("<ul><li><a href='https://a.example'>https://a.example</a></ul>") ==
        "- https://a.example");
}

TEST_CASE("entities are decoded as browsers do") {
  CHECK(plain_text_of("&lt;b&gt; &auml;&#228;&#xE4;&#XE4; &hellip; &nbsp;&copy 2026 R&D &x; & &#; "
                      "&amp;lt; &Zcaron;") == "<b> ääää … © 2026 R&D &x; & &#; &lt; Ž");
  CHECK(plain_text_of("&#128;&#0;&#xD800;&#9999999999;&#x1F600;") == "€\uFFFD\uFFFD\uFFFD😀");
  CHECK(plain_text_of("a&lt b") == "a< b");
}

TEST_CASE("joiners stay inside of words and emoji, and soft hyphens go") {
  CHECK(plain_text_of("\u0645\u06CC\u200C\u062E 👩‍💻 Do&shy;nau") ==
        "\u0645\u06CC\u200C\u062E 👩‍💻 Donau");
  CHECK(plain_text_of("a&zwnj;&zwnj; &zwnj;b&zwnj;") == "a b");
}

TEST_CASE("what is hidden is left out up to its own end") {
  CHECK(plain_text_of("<div hidden>a<div>b</div>c</div>d") == "d");
  CHECK(plain_text_of("<p style='display:none'>a<p>b") == "b");
  CHECK(plain_text_of("<img hidden alt=a>b<br style='display:none'>c") == "bc");
  CHECK(plain_text_of("<svg><text>a</text></svg>b<select><option>c</select>d") == "bd");
  CHECK(plain_text_of("a<!-->b<!-- <p>c --!>d<!x>e<?php f ?>g<!--h") == "abdeg");
}

TEST_CASE("any bytes are taken") {
  CHECK(plain_text_of("") == "");
  CHECK(plain_text_of("  <p> </p> &nbsp; ") == "");
  CHECK(plain_text_of("a < b <3 </ x> c <") == "a < b <3 c <");
  CHECK(plain_text_of("a<b title='") == "a");
  CHECK(plain_text_of("a<b") == "a");
  CHECK(plain_text_of("a<p =x='>'") == "a");
  CHECK(plain_text_of(std::string_view("a\0b<p\0 x>c", 10)) == "abc");
  CHECK(plain_text_of("\xFF\xC3") == "\uFFFD\uFFFD");
  CHECK(plain_text_of("</td></ul></li></a></pre>a") == "a");
  CHECK(plain_text_of("<style>a</stylex>b</style >c") == "c");
  std::string everything;
  for (int i = 0; i < 20'000; ++i) everything.push_back(static_cast<char>((i * i + i / 7) & 0xFF));
  const auto text = plain_text_of(everything);
  CHECK(find_invalid_utf8(text) == std::nullopt);
}

TEST_CASE("the time is linear in the file, however it is broken") {
  for (std::string_view piece : {"<",
                                 "<a ",
                                 "<a href='x",
                                 "<!--",
                                 "<!-- >",
                                 "</",
                                 "<ul><li>x",
                                 "<div hidden>",
                                 "<table><tr><td>",
                                 "<a href='https://a.example'>x",
                                 "&",
                                 "&#1",
                                 "&aaaaaaaaaaaaaaaa",
                                 "<style>",
                                 "<p style='x'>",
                                 "<pre>\n",
                                 "<script></s",
                                 "=\"'",
                                 "<img alt='a'>",
                                 "&zwnj;&nbsp;",
                                 "<li>x",
                                 "<a href=sms:1>/"}) {
    CAPTURE(piece);
    for (std::size_t count : {1'000, 4'000}) {
      const auto html = times(count, piece);
      std::size_t looked_at = 0;
      const auto text = plain_text_of(html, &looked_at);
      CHECK(looked_at <= 4 * html.size() + 16);
      CHECK(text.size() <= 16 * html.size());
    }
  }
}

TEST_CASE("a text has a largest size") {
  const auto text = plain_text_of(times(limits::kMailBytes / 8, "<li>äöü</li>"));
  CHECK(text.size() <= limits::kMailBytes);
  CHECK(text.size() > limits::kMailBytes - 16);
  CHECK(find_invalid_utf8(text) == std::nullopt);
}

}  // namespace
}  // namespace camp
