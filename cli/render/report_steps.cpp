#include "cli/render/report_steps.h"

#include <fmt/format.h>

#include "cli/render/report_format.h"
#include "cli/render/report_html.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

constexpr std::size_t kIndent = 2;

std::string_view word_of(Leaving how) {
  switch (how) {
    case Leaving::kTime:
      return "time";
    case Leaving::kEvent:
      return "event";
    case Leaving::kExit:
      return "exit";
    case Leaving::kErased:
      return "erased";
    case Leaving::kOperator:
      return "operator";
  }
  return "";
}

std::string way_text(const StepWay& way) {
  switch (way.how) {
    case Leaving::kTime:
      return "time is up";
    case Leaving::kEvent:
      return way.event.empty() ? "it came to hold" : "on " + way.event;
    case Leaving::kExit:
      return way.event.empty() ? "exit" : "exit on " + way.event;
    case Leaving::kErased:
      return "erased";
    case Leaving::kOperator:
      return "taken out by hand";
  }
  return "";
}

struct MessageWord {
  std::string_view word;
  std::uint64_t (*of)(const MessageCounts&);
};
constexpr MessageWord kMessageWords[] = {
    {"sent", [](const MessageCounts& m) { return m.sent; }},
    {"waiting to be sent", [](const MessageCounts& m) { return m.in_outbox(); }},
    {"held", [](const MessageCounts& m) { return m.held; }},
    {"withheld", [](const MessageCounts& m) { return m.withheld; }},
    {"skipped", [](const MessageCounts& m) { return m.skipped; }},
    {"failed", [](const MessageCounts& m) { return m.failed; }},
    {"cancelled", [](const MessageCounts& m) { return m.cancelled; }},
    {"unknown", [](const MessageCounts& m) { return m.unknown; }},
};

void append(std::string& text, std::uint64_t count, std::string_view what) {
  if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", grouped(count), what);
}

// "None at least" would say nothing.
bool has_figures(const StepLine& line) {
  return line.is_counted && !(line.is_at_least && line.came == 0);
}

std::string came_text(const StepLine& line) {
  if (!has_figures(line)) return "";
  return (line.is_at_least ? "≥ " : "") + grouped(line.came);
}

std::string share_text(const StepLine& line) {
  return has_figures(line) && line.share ? percent(*line.share) : "";
}

std::string count_text(std::uint64_t count) { return count == 0 ? "" : grouped(count); }

std::string words_of(const StepLine& line) {
  return line.words + (line.is_older ? " (of an earlier version)" : "");
}

Json ways_json(const std::vector<StepWay>& ways) {
  Json json = Json::array();
  for (const auto& way : ways)
    json.push_back({{"by", word_of(way.how)},
                    {"event", way.event.empty() ? Json(nullptr) : Json(way.event)},
                    {"times", way.times}});
  return json;
}

Json line_json(const StepLine& line) {
  const auto counted_only = [&](std::uint64_t count) {
    return line.is_counted ? Json(count) : Json(nullptr);
  };
  Json messages = Json::object();
  for (const auto& it : kMessageWords)
    if (const auto count = it.of(line.messages); count > 0) messages[std::string(it.word)] = count;
  return {{"label", line.label},
          {"drawn", line.words},
          {"depth", line.depth},
          {"kind", line.is_branch ? "branch" : "step"},
          {"came", counted_only(line.came)},
          {"at_least", line.is_at_least},
          {"share", line.is_counted && line.share ? Json(*line.share) : Json(nullptr)},
          {"times", line.times},
          {"waiting", line.waiting},
          {"incidents", line.failed},
          {"ended", line.ended},
          {"left", ways_json(line.ways)},
          {"messages", messages},
          {"earlier_version", line.is_older}};
}

}  // namespace

std::string steps_words(const StepsResult& steps) {
  if (steps.entered == 0) return "Nobody has entered yet.";
  std::string where;
  append(where, steps.finished, "through to the end");
  append(where, steps.ended, "at an exit below");
  append(where, steps.taken_out, "taken out on the way");
  append(where, steps.waiting, "standing at a step");
  append(where, steps.failed, "standing at an incident (camp incidents says why)");
  auto text = fmt::format("{} entered: {}.", grouped(steps.entered), where);
  std::string at_start;
  append(at_start, steps.failed_at_start, "failed");
  for (const auto& way : steps.at_once) append(at_start, way.times, way_text(way));
  if (!at_start.empty()) text += fmt::format(" Before the first step: {}.", at_start);
  return text;
}

std::string steps_method() {
  return "came: how many of those who entered came to the step, each once however often; % is of "
         "those who entered; stands and left are now, and as often as it happened. A line without "
         "figures leaves no trace in the journal, and ≥ marks a branch in which somebody may have "
         "left none.";
}

std::string step_left_text(const StepLine& line) {
  std::string text;
  for (const auto& way : line.ways) append(text, way.times, way_text(way));
  append(text, line.ended, "ended here");
  for (const auto& it : kMessageWords) append(text, it.of(line.messages), it.word);
  return text;
}

std::string steps_text(const StepsResult& steps, bool color) {
  Table table({{"step"},
               {"came", Align::kRight},
               {"%", Align::kRight},
               {"stands", Align::kRight},
               {"incidents", Align::kRight},
               {"left, sent", Align::kLeft, 100}});
  for (const auto& line : steps.lines) {
    const auto indent = std::string(line.depth * kIndent, ' ');
    table.add({Cell(indent + words_of(line), line.is_branch ? Style::kDim : Style::kPlain),
               Cell(came_text(line)), Cell(share_text(line)), Cell(count_text(line.waiting)),
               Cell(count_text(line.failed), Style::kBad), Cell(step_left_text(line))});
  }
  return table.empty() ? std::string() : table.text(color);
}

Json steps_json(const StepsResult& steps) {
  Json lines = Json::array();
  for (const auto& line : steps.lines) lines.push_back(line_json(line));
  return {{"entered", steps.entered},
          {"finished", steps.finished},
          {"ended", steps.ended},
          {"taken_out", steps.taken_out},
          {"waiting", steps.waiting},
          {"incidents", steps.failed},
          {"incidents_at_start", steps.failed_at_start},
          {"left_at_once", ways_json(steps.at_once)},
          {"lines", lines}};
}

std::string steps_html(const StepsResult& steps) {
  if (steps.lines.empty()) return "";
  std::string html = fmt::format(
      "<h3>The flow, step by step</h3>\n<p>{}</p>\n<p class=\"soft\">{}</p>\n"
      "<div class=\"table\" tabindex=\"0\"><table class=\"flow\"><thead><tr>"
      "<th scope=\"col\">step</th><th scope=\"col\">came</th><th scope=\"col\">%</th>"
      "<th scope=\"col\">stands</th><th scope=\"col\">incidents</th>"
      "<th scope=\"col\" class=\"text\">left, sent</th></tr></thead><tbody>\n",
      html_text(steps_words(steps)), html_text(steps_method()));
  for (const auto& line : steps.lines) {
    const auto share = line.is_counted && line.share ? *line.share * 100 : 0;
    html += fmt::format(
        "<tr><th scope=\"row\"{} style=\"padding-left:{}em\">{}</th>"
        "<td class=\"came\" style=\"background-size:{:.2f}% 3px\">{}</td><td>{}</td><td>{}</td>"
        "<td{}>{}</td><td class=\"text\">{}</td></tr>\n",
        line.is_branch ? " class=\"soft\"" : "", 1 + 2 * line.depth, html_text(words_of(line)),
        share, came_text(line), share_text(line), count_text(line.waiting),
        line.failed > 0 ? " class=\"bad\"" : "", count_text(line.failed),
        html_text(step_left_text(line)));
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace camp::cli
