// A report as one self-contained HTML page: no script, nothing loaded from anywhere, charts as
// inline SVG. Pure.
//
// Reads on a phone (charts are drawn for 360 px and grow), in print and on a dark screen. Every
// figure of a chart also stands in a table. All text from scripts and stores is escaped.
#pragma once
#include <string>
#include <string_view>

#include "runtime/measure/results.h"

namespace camp::cli {

std::string report_html(const Results& results);

// A page of this look: its title is escaped here, all else is HTML.
struct HtmlPage {
  std::string_view title, below, body, foot;
  std::string_view style = {};  // what it has beside kReportStyle
  bool has_images = false;      // in `data:` addresses; nothing else is ever loaded
};
std::string html_page(const HtmlPage& page);

// Printable (table.h) and with & < > " ' as entities: for text and for attributes in double quotes.
std::string html_text(std::string_view text);

extern const std::string_view kReportStyle;  // report_style.cpp

}  // namespace camp::cli
