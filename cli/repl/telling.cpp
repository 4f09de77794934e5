// What a session says: where it stands, what has happened, which lines ran and what they read.
#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/repl/repl.h"
#include "cli/scenario_report.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
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

// What is recorded is told in UTC everywhere; here beside a prompt that has the project's time.
std::string Repl::in_own_time(std::string_view text) const {
  constexpr std::size_t kDateAndT = 11;  // 2026-01-01T
  std::string told;
  for (auto at = text.find("T"); at != text.npos; at = text.find("T", at + 1)) {
    if (at + 1 < kDateAndT) continue;
    const auto begin = at + 1 - kDateAndT;
    const auto end = text.find('Z', at);
    if (end == text.npos) break;
    const auto instant = parse_instant(text.substr(begin, end + 1 - begin));
    if (!instant) continue;
    told += text.substr(0, begin);
    told += walk_.moment_text(*instant);
    text.remove_prefix(end + 1);
    at = 0;
  }
  return told.append(text);
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
  const auto& contacts = debugger().run().contacts();
  if (hand_.empty() && !contacts.empty()) hand_ = contacts.front();
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
