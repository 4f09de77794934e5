#include "cli/doc/project_page.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/render/report_html.h"
#include "cli/render/table.h"
#include "lang/base/html.h"
#include "runtime/delivery/mail_file.h"

namespace camp::cli {
namespace {

constexpr std::string_view kDocStyle = R"css(
a{color:var(--arm0);text-decoration-thickness:1px;text-underline-offset:2px}
nav{margin-top:18px;background:var(--card);border:1px solid var(--rule);border-radius:10px;
  padding:8px 16px 12px}
nav p{display:grid;grid-template-columns:13em 1fr;gap:0 18px;margin:6px 0 0;overflow-wrap:anywhere}
nav b{font-weight:550;color:var(--soft)}
nav a,dd a,pre a{text-decoration:none}
nav a:hover,dd a:hover,pre a:hover{text-decoration:underline}
.doc{max-width:75ch;white-space:pre-line;overflow-wrap:anywhere}
.chapter{margin-top:36px}
.chapter>h2{padding-bottom:8px;border-bottom:1px solid var(--rule)}
.entry{margin-top:16px;background:var(--card);border:1px solid var(--rule);border-radius:10px;
  padding:14px 18px 16px;scroll-margin-top:12px}
.entry:target{border-color:var(--arm0);box-shadow:0 0 0 1px var(--arm0)}
.entry h3{margin:0;overflow-wrap:anywhere}
.entry h3 .soft{font-weight:400;margin-left:8px}
.entry h4{margin:16px 0 4px;font-size:.92rem}
.kind{font-size:.78rem;font-weight:550;color:var(--soft);letter-spacing:.02em}
.rows{display:grid;grid-template-columns:minmax(7.5em,max-content) 1fr;gap:3px 18px;margin:10px 0 0;
  font-size:.92rem}
.rows dt{color:var(--soft);overflow-wrap:anywhere}
.rows dd{margin:0;overflow-wrap:anywhere;min-width:0;white-space:pre-line}
.rows ul{margin:0;padding-left:1.1em;white-space:normal}
.rows li+li{margin-top:3px}
.entry pre{margin:10px 0 0;padding:10px 12px;background:var(--track);border-radius:8px;
  font:.84rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;
  overflow-wrap:anywhere}
.picture{margin:12px 0 0;padding:12px;background:#fff;border:1px solid var(--rule);
  border-radius:8px;overflow-x:auto;text-align:center;break-inside:auto}
.picture img{display:inline-block;max-width:100%;height:auto}
.entry details{margin:10px 0 0}
.entry details pre{white-space:pre;overflow-x:auto}
.entry article{flex:0 1 420px;background:var(--paper)}
.entry article pre{background:none;padding:0;font-family:inherit;font-size:.9rem}
.entry article h3{font-size:.9rem;color:var(--soft);font-weight:550}
.entry article h3:empty{display:none}
.entry iframe{height:360px}
@media (max-width:600px){.rows{grid-template-columns:1fr;gap:0}.rows dd{margin-bottom:6px}
  nav p{grid-template-columns:1fr}}
@media print{.entry{border:0;padding:6px 0;break-inside:auto}
  .entry details[open]{display:block}.picture img{max-height:240mm}
  a{color:inherit;text-decoration:none}}
)css";

// Line ends and indents stay; all else is made safe.
std::string html_of_lines(std::string_view text) {
  std::string out;
  append_html(out, printable(text, Lines::kMany));
  return out;
}

std::string html_of(const DocText& text) {
  std::string html;
  for (const auto& piece : text)
    html += piece.anchor.empty() ? html_of_lines(piece.text)
                                 : fmt::format("<a href=\"#{}\">{}</a>", html_text(piece.anchor),
                                               html_text(piece.text));
  return html;
}

std::string id_of(const DocChapter& chapter) {
  std::string id = "chapter-";
  for (const char c : chapter.title) id += c == ' ' ? '-' : c;
  return id;
}

std::string contents_html(const ProjectDoc& doc) {
  std::string html = "<nav aria-label=\"Contents\">\n";
  for (const auto& chapter : doc.chapters) {
    html += fmt::format("<p><b><a href=\"#{}\">{}</a></b> <span>", html_text(id_of(chapter)),
                        html_text(chapter.title));
    for (const auto& entry : chapter.entries)
      html += fmt::format("{}<a href=\"#{}\">{}</a>", &entry == chapter.entries.data() ? "" : ", ",
                          html_text(entry.anchor), html_text(entry.name));
    html += "</span></p>\n";
  }
  return html + "</nav>\n";
}

// How narrow it may become: its letters stay readable, and what does not fit is scrolled to.
std::string least_width(std::string_view picture) {
  constexpr std::string_view kWidth = "width=\"";
  constexpr int kLeastPercent = 80;  // of letters of 12 pixels
  const auto at = picture.find(kWidth);
  const auto digits = at == picture.npos ? std::string_view() : picture.substr(at + kWidth.size());
  int width = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), width);
  return fmt::format("{}px", width * kLeastPercent / 100);
}

// An image cannot run or load anything, and knows nothing of the page's style.
std::string picture_html(const DocEntry& entry) {
  if (entry.picture.empty()) return "";
  std::string html = "<div class=\"picture\"><img alt=\"";
  append_html(html, fmt::format("the steps of {}, as they stand below in words", entry.name));
  html += "\" style=\"min-width:" + least_width(entry.picture);
  html += "\" src=\"data:image/svg+xml;base64,";
  append_base64(html, entry.picture);
  return html + "\"></div>\n";
}

std::string row_html(const DocRow& row) {
  if (row.items.empty()) return html_of(row.text);
  std::string html = "<ul>";
  for (const auto& item : row.items) html += fmt::format("<li>{}</li>", html_of_lines(item));
  return html + "</ul>";
}

std::string entry_html(const DocEntry& entry) {
  auto html = fmt::format(
      "<section class=\"entry\" id=\"{}\">\n<span class=\"kind\">{}</span>\n<h3>{}<span "
      "class=\"soft\">{}</span></h3>\n",
      html_text(entry.anchor), html_text(entry.kind), html_text(entry.name),
      html_text(entry.place));
  if (!entry.doc.empty())
    html += fmt::format("<p class=\"doc\">{}</p>\n", html_of_lines(entry.doc));
  if (!entry.rows.empty()) html += "<dl class=\"rows\">\n";
  for (const auto& row : entry.rows)
    html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(row.label), row_html(row));
  if (!entry.rows.empty()) html += "</dl>\n";
  html += picture_html(entry);
  if (!entry.steps.empty())
    html += fmt::format("<details{}><summary>the steps in words</summary><pre>{}</pre></details>\n",
                        entry.picture.empty() ? " open" : "", html_of_lines(entry.steps));
  if (!entry.source.empty()) html += fmt::format("<pre>{}</pre>\n", html_of(entry.source));
  for (const auto& section : entry.previews)
    html += fmt::format("<h4>{}</h4>\n{}\n", html_text(section.channel), message_columns(section));
  return html + "</section>\n";
}

}  // namespace

std::string project_page(const ProjectDoc& doc) {
  std::string body;
  if (!doc.doc.empty())
    body += fmt::format("<p class=\"doc brief\">{}</p>\n", html_of_lines(doc.doc));
  body += contents_html(doc);
  for (const auto& chapter : doc.chapters) {
    body += fmt::format("<section class=\"chapter\" id=\"{}\">\n<h2>{}</h2>\n",
                        html_text(id_of(chapter)), html_text(chapter.title));
    for (const auto& entry : chapter.entries) body += entry_html(entry);
    body += "</section>\n";
  }
  const auto style = std::string(kMessageStyle) + std::string(kDocStyle);
  return html_page({.title = doc.name,
                    .below = "What is sent to whom, when, and by which steps.",
                    .body = body,
                    .foot = "Messages are shown as somebody gets them of whom nothing is known.",
                    .style = style,
                    .has_images = true});
}

}  // namespace camp::cli
