// Where the walk is to stand still: at lines of flows that run, and before steps of the scenario.
#include <algorithm>

#include "cli/dap/adapter.h"

namespace camp::cli::dap {
namespace {

// Whether something of a flow stands on the line.
bool has_code(const Program& program, std::string_view file, std::uint32_t line) {
  const auto& map = program.source_map;
  return std::any_of(map.entries.begin(), map.entries.end(), [&](const SourceMapEntry& it) {
    return it.line == line && it.file < map.files.size() && map.files[it.file] == file;
  });
}

// The scenario's steps that begin on the line.
std::vector<std::size_t> steps_on(const Walk& walk, std::string_view file, std::uint32_t line) {
  std::vector<std::size_t> steps;
  for (std::size_t i = 0; i < walk.debugger().scenario().steps.size(); ++i) {
    const auto place = walk.place_of_step(i);
    if (place.line == line && place.file == file) steps.push_back(i);
  }
  return steps;
}

}  // namespace

void place_breakpoints(Adapter& adapter) {
  auto& debugger = adapter.walk->debugger();
  debugger.breakpoints().clear();
  debugger.step_breakpoints().clear();
  for (const auto& [file, lines] : adapter.breakpoints) {
    for (const auto line : lines) {
      debugger.breakpoints().push_back({file, line});
      for (const auto step : steps_on(*adapter.walk, file, line))
        debugger.step_breakpoints().insert(step);
    }
  }
}

// All of a file, in place of those before.
Result<Json> answer_set_breakpoints(Adapter& adapter, const Json& arguments) {
  const auto file = path_in_project(adapter, arguments.at("source").at("path").get<std::string>());
  auto& lines = adapter.breakpoints[file];
  lines.clear();
  Json answers = Json::array();
  const auto& program = adapter.walk->debugger().stage().program().program();
  for (const auto& wanted : arguments.value("breakpoints", Json::array())) {
    const auto said = wanted.at("line").get<std::int64_t>();
    const auto line =
        static_cast<std::uint32_t>(std::max<std::int64_t>(said + 1 - adapter.first_line, 0));
    const bool verified =
        has_code(program, file, line) || !steps_on(*adapter.walk, file, line).empty();
    if (verified) lines.push_back(line);
    Json answer{{"verified", verified}, {"line", said}};
    if (!verified)
      answer["message"] = "nothing runs on this line: neither a flow nor this scenario";
    answers.push_back(std::move(answer));
  }
  place_breakpoints(adapter);
  return Json{{"breakpoints", answers}};
}

Result<Json> answer_set_exception_breakpoints(Adapter& adapter, const Json& arguments) {
  const auto filters = arguments.value("filters", Json::array());
  adapter.stops_at_failures =
      std::find(filters.begin(), filters.end(), "failures") != filters.end();
  return Json::object();
}

}  // namespace camp::cli::dap
