// What a session says: where it stands, what has happened, which lines ran and what they read.
#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/repl/repl.h"
#include "cli/scenario_report.h"
#include "lang/base/unicode.h"
#include "runtime/sim/story.h"

namespace camp::cli {

std::string Repl::source_line(const sim::TracePoint& point) const {
  const auto& place = point.place;
  const auto& sources = walk_.analysis().sources();
  auto id = sources.find(place.file);
  if (!id) id = sources.find_module(place.file);
  if (!id) return {};
  const auto& source = sources[*id];
  auto line = source.line(place.line);
  if (point.within)
    line.remove_prefix(source.offset_of({place.line, place.column}) -
                       source.line_begin(place.line));
  return printable(trimmed(line));
}

std::string Repl::place_text(const sim::TracePoint& point) const {
  auto text = fmt::format("{}:{}", printable(point.place.file), point.place.line);
  return point.within ? fmt::format("{}:{}", text, point.place.column) : text;
}

std::string Repl::told_values(const std::vector<sim::NamedText>& values,
                              std::string_view indent) const {
  std::string text;
  for (const auto& [name, value] : values)
    text += fmt::format("{}{} = {}\n", indent, printable(name), printable(value));
  return text;
}

std::string Repl::line_text(const sim::TracePoint& point, bool at) const {
  const auto mark = at ? styled(">", Style::kBold, colour_) : std::string(" ");
  if (point.kind == sim::TracePoint::Kind::kQuestion)
    return fmt::format("{} {}  asked: {}\n", mark, place_text(point), source_line(point)) +
           told_values(point.read, "      ") + fmt::format("      so {}\n", point.answer);
  auto text = fmt::format("{} {}  {}\n", mark, place_text(point), source_line(point));
  if (!point.problem.empty())
    text += "      " + styled(printable(point.problem), Style::kBad, colour_) + "\n";
  return text;
}

std::string Repl::whose_text(const sim::TracePoint& point) const {
  return fmt::format(
      "{}{}, {}\n", printable(point.contact),
      point.flow.empty() ? std::string() : fmt::format(" in {} #{}", point.flow, point.instance),
      walk_.moment_text(point.at_ms));
}

std::string Repl::standing_text(const sim::TracePoint& point) const {
  return whose_text(point) + line_text(point, true) + told_values(point.locals, "      ");
}

std::string Repl::tell(const Halted& halted) {
  if (!halted.ok()) return problem(halted.error());
  std::string text;
  for (const auto& line : walk_.news()) text += "  " + printable(line) + "\n";
  const auto* point = debugger().point();
  switch (*halted) {
    case sim::Halt::kBeginning:
      text += "the beginning: nothing has happened yet\n";
      break;
    case sim::Halt::kEnd:
    case sim::Halt::kMoment:
      break;
    case sim::Halt::kFailure:
      text += styled("failed", Style::kBad, colour_) + "\n" +
              failure_places(*debugger().failure(), walk_.analysis().sources(), colour_);
      has_failed_ = true;
      break;
    case sim::Halt::kBreakpoint:
      text += styled("breakpoint", Style::kWarn, colour_) + "\n";
      break;
    case sim::Halt::kLine:
      break;
  }
  if (point != nullptr) text += standing_text(*point);
  if (!watches_.empty()) text += values_of(watches_, true);
  return text;
}

}  // namespace camp::cli
