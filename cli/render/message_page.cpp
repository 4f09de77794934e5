#include "cli/render/message_page.h"

#include <fmt/format.h>

#include "cli/render/report_html.h"
#include "cli/render/table.h"
#include "lang/base/html.h"

namespace camp::cli {

const std::string_view kMessageStyle = R"css(
.columns{display:flex;gap:14px;overflow-x:auto;align-items:flex-start;padding-bottom:10px}
article{flex:1 0 320px;max-width:680px;background:var(--card);border:1px solid var(--rule);
  border-radius:10px;padding:12px 14px}
article h3{margin:0 0 6px}
iframe{width:100%;height:600px;resize:vertical;border:1px solid var(--rule);background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:8px 0 0}
)css";

namespace {

// A text in which line ends mean something.
std::string html_lines(std::string_view text) {
  std::string out;
  append_html(out, printable(text, Lines::kMany));
  return out;
}

// An empty `sandbox` allows nothing; the attribute's value is the whole document, escaped.
std::string frame(std::string_view html) {
  std::string out = "<iframe sandbox=\"\" referrerpolicy=\"no-referrer\" srcdoc=\"";
  append_html(out, html);
  return out + "\"></iframe>\n";
}

std::string column(const MessageColumn& column) {
  auto html = fmt::format("<article><h3>{}</h3>\n", html_text(column.reader));
  if (!column.notice.empty())
    html += fmt::format("<p class=\"caveats\">{}</p>\n", html_text(column.notice));
  if (!column.subject.empty()) html += fmt::format("<p><b>{}</b></p>\n", html_text(column.subject));
  for (const auto& file : column.files)
    html += fmt::format("<p class=\"soft\">attached: {}</p>\n", html_text(file));
  if (!column.html.empty()) html += frame(column.html);
  if (!column.text.empty()) html += fmt::format("<pre>{}</pre>\n", html_lines(column.text));
  return html + "</article>\n";
}

}  // namespace

std::string message_columns(const MessageSection& section) {
  std::string html = "<div class=\"columns\">\n";
  for (const auto& one : section.columns) html += column(one);
  return html + "</div>";
}

std::string message_page(std::string_view message, std::string_view contact,
                         const std::vector<MessageSection>& sections) {
  const auto title = html_text(message);
  auto html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"generator\" content=\"camp\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src "
      "'none'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{}</title>\n<style>{}{}main{{max-width:none}}</style></"
      "head>\n<body><main>\n<header><h1>{}</h1><p "
      "class=\"soft\">for {}</p></header>\n",
      title, kReportStyle, kMessageStyle, title, html_text(contact));
  for (const auto& section : sections) {
    html += fmt::format("<section class=\"run\"><h2>{}</h2>\n{}</section>\n",
                        html_text(section.channel), message_columns(section));
  }
  return html + "</main></body></html>\n";
}

}  // namespace camp::cli
