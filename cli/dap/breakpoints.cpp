// Where the walk is to stand still: at lines of flows that run, and before steps of the scenario.
#include <algorithm>

#include "cli/dap/adapter.h"

namespace camp::cli::dap {

void place_breakpoints(Adapter& adapter) {
  std::vector<sim::Breakpoint> all;
  for (const auto& [file, lines] : adapter.breakpoints)
    for (const auto line : lines) all.push_back({file, line});
  adapter.walk->set_breakpoints(std::move(all));
}

// All of a file, in place of those before.
Result<Json> answer_set_breakpoints(Adapter& adapter, const Json& arguments) {
  const auto file = path_in_project(adapter, arguments.at("source").at("path").get<std::string>());
  auto& lines = adapter.breakpoints[file];
  lines.clear();
  Json answers = Json::array();
  for (const auto& wanted : arguments.value("breakpoints", Json::array())) {
    const auto said = wanted.at("line").get<std::int64_t>();
    const auto line =
        static_cast<std::uint32_t>(std::max<std::int64_t>(said + 1 - adapter.first_line, 0));
    const bool verified = adapter.walk->has_line({file, line});
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
