#include "cli/scenario_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/render/table.h"
#include "cli/verb.h"
#include "lang/base/render.h"
#include "lang/program/instruction.h"

namespace camp::cli {
namespace {

Json place_json(Span span, const SourceSet& sources) {
  const auto& source = sources[span.source];
  auto at = source.locate(span.begin);
  return {{"file", source.path()}, {"line", at.line}, {"column", at.column}};
}

}  // namespace

std::string name_of(const plan::Scenario& scenario) {
  return scenario.row.empty() ? scenario.name : scenario.name + " " + scenario.row;
}

std::string title_of(const plan::Scenario& scenario) {
  auto title = fmt::format("\"{}\"", scenario.name);
  return scenario.row.empty() ? title : title + " " + scenario.row;
}

std::string walk_command(const ScenarioOutcome& outcome, const SourceSet& sources) {
  const auto& scenario = *outcome.scenario;
  const auto& source = sources[outcome.result.failure->span.source];
  return fmt::format(
      "camp repl {}{}{} --to {}", shell_word(scenario.name), outcome.project_option,
      scenario.row_number == 0 ? "" : fmt::format(" --row {}", scenario.row_number),
      shell_word(fmt::format("{}:{}", source.path(),
                             source.locate(outcome.result.failure->span.begin).line)));
}

std::string shown_text(const ScenarioOutcome& outcome, const SourceSet& sources) {
  std::string text;
  for (const auto& shown : outcome.result.shown) {
    const auto& source = sources[shown.span.source];
    text += fmt::format("{}:{}: {} = {}\n", printable(source.path()),
                        source.locate(shown.span.begin).line, printable(sources.text(shown.span)),
                        printable(shown.text));
  }
  return text;
}

std::string failure_places(const sim::Failure& failure, const SourceSet& sources, bool colour) {
  Diagnostic told;
  told.code = Code::kSyntax;  // for its colour alone: the headline is the caller's
  told.primary = {failure.span, failure.message};
  for (const auto& value : failure.values) told.secondary.push_back({value.span, value.text});
  return render_places(told, sources, colour);
}

std::string failure_text(const ScenarioOutcome& outcome, const SourceSet& sources, bool colour) {
  const auto& failure = *outcome.result.failure;
  auto text = styled("failed", Style::kBad, colour) + " " + title_of(*outcome.scenario) + "\n" +
              failure_places(failure, sources, colour);
  if (!failure.story.empty())
    text += failure.about.empty() ? "  what was sent:\n"
                                  : fmt::format("  what {} did:\n", failure.about);
  for (const auto& line : failure.story) text += "    " + printable(line) + "\n";
  return text + "  walk through it: " + walk_command(outcome, sources) + "\n";
}

Json failure_json(const ScenarioOutcome& outcome, const SourceSet& sources) {
  const auto& failure = *outcome.result.failure;
  Json json = {{"scenario", outcome.scenario->name}};
  if (!outcome.scenario->row.empty()) json["row"] = outcome.scenario->row;
  json["at"] = place_json(failure.span, sources);
  json["message"] = failure.message;
  json["values"] = Json::array();
  for (const auto& value : failure.values)
    json["values"].push_back({{"expression", sources.text(value.span)}, {"value", value.text}});
  if (!failure.about.empty()) json["contact"] = failure.about;
  json["walk"] = walk_command(outcome, sources);
  json["story"] = failure.story;
  return json;
}

// ---- coverage

namespace {

void set_place(Covered* one, const std::string& place) {  // FILE:LINE:COLUMN
  auto column = place.rfind(':');
  auto line = column == std::string::npos ? column : place.rfind(':', column - 1);
  if (line == std::string::npos) return;
  one->file = place.substr(0, line);
  one->line = static_cast<std::uint32_t>(std::stoul(place.substr(line + 1)));
}

void add_steps(const Program& program, const sim::Reached& reached, std::vector<Covered>* all) {
  for (std::uint32_t step = 0; step < program.steps.size(); ++step) {
    Covered one;
    one.flow = program.name(program.flows[program.steps[step].flow].name);
    one.what = fmt::format("step \"{}\"", program.steps[step].label);
    auto code = code_of_step(program, step);
    if (code != kNone) set_place(&one, source_place(program, code));
    // What only changes the contact has no entry in the journal; the machine has noted it.
    one.reached = reached.steps[step] || (code != kNone && reached.branches[code] != 0);
    all->push_back(std::move(one));
  }
}

// The two ways of every condition in a flow's body: of `if`, `match`, `and`, `or`.
void add_branches(const Program& program, const sim::Reached& reached, std::vector<Covered>* all) {
  for (const auto& flow : program.flows) {
    const auto& body = program.functions[flow.body];
    for (std::size_t at = body.begin; at < body.end;) {
      auto instruction = decode_instruction(program.code, at);
      if (!instruction) break;
      auto op = static_cast<Op>(program.code[at]);
      if (op == Op::kJumpIfTrue || op == Op::kJumpIfFalse) {
        for (bool truth : {true, false}) {
          bool jumps = truth == (op == Op::kJumpIfTrue);
          Covered one;
          one.flow = program.name(flow.name);
          one.what = truth ? "condition true" : "condition false";
          set_place(&one, source_place(program, static_cast<std::uint32_t>(at)));
          one.reached = (reached.branches[at] & (jumps ? kJumped : kWentOn)) != 0;
          all->push_back(std::move(one));
        }
      }
      at = instruction->end;
    }
  }
}

void add_arms(const Program& program, const sim::Reached& reached, std::vector<Covered>* all) {
  std::size_t index = 0;
  for (const auto& flow : program.flows) {
    for (const auto& experiment : flow.experiments) {
      for (const auto& arm : experiment.arms) {
        Covered one;
        one.flow = program.name(flow.name);
        one.what = fmt::format("arm {}/{}", program.name(experiment.name), program.name(arm.name));
        one.reached = reached.arms[index++];
        all->push_back(std::move(one));
      }
    }
  }
}

// The flows that library modules declare: of what the program knows no place for.
std::set<std::string> flows_of_modules(const Program& program, const SourceSet& sources) {
  std::set<std::string> names;
  for (const auto& flow : program.flows) {
    Covered body;
    set_place(&body, source_place(program, program.functions[flow.body].begin));
    if (sources.find_module(body.file)) names.emplace(program.name(flow.name));
  }
  return names;
}

}  // namespace

Coverage coverage_of(const LinkedProgram& linked, const sim::Reached& reached,
                     const SourceSet& sources) {
  std::vector<Covered> all;
  add_steps(linked.program(), reached, &all);
  add_branches(linked.program(), reached, &all);
  add_arms(linked.program(), reached, &all);
  const auto of_module = flows_of_modules(linked.program(), sources);
  Coverage coverage;
  for (auto& one : all) {
    const bool module =
        one.file.empty() ? of_module.contains(one.flow) : sources.find_module(one.file).has_value();
    (module ? coverage.modules : coverage.project).push_back(std::move(one));
  }
  return coverage;
}

namespace {

std::size_t reached_of(const std::vector<Covered>& all) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.reached; }));
}

std::string reached_text(const std::vector<Covered>& all) {
  return fmt::format("{} of {} steps, branches and arms reached\n", reached_of(all), all.size());
}

}  // namespace

bool covers(const std::vector<Covered>& all, unsigned percent) {
  return reached_of(all) * kWhole >= all.size() * percent;
}

std::string coverage_text(const Coverage& coverage) {
  auto text = reached_text(coverage.project);
  for (const auto& one : coverage.project) {
    if (one.reached) continue;
    auto place = one.file.empty() ? std::string() : fmt::format("  {}:{}", one.file, one.line);
    text += fmt::format("  not reached: {} {}{}\n", one.flow, one.what, place);
  }
  if (!coverage.modules.empty()) text += "in library modules: " + reached_text(coverage.modules);
  return text;
}

Json coverage_json(const std::vector<Covered>& all) {
  Json json = Json::array();
  for (const auto& one : all) {
    Json row = {{"flow", one.flow}, {"what", one.what}, {"reached", one.reached}};
    if (!one.file.empty()) {
      row["file"] = one.file;
      row["line"] = one.line;
    }
    json.push_back(std::move(row));
  }
  return json;
}

std::string lcov_text(const std::vector<Covered>& all) {
  std::map<std::string, std::map<std::uint32_t, bool>> files;
  for (const auto& one : all) {
    if (one.file.empty()) continue;
    auto& line = files[one.file][one.line];
    line = line || one.reached;
  }
  std::string text;
  for (const auto& [file, lines] : files) {
    text += "SF:" + file + "\n";
    for (const auto& [line, reached] : lines)
      text += fmt::format("DA:{},{}\n", line, reached ? 1 : 0);
    text += "end_of_record\n";
  }
  return text;
}

}  // namespace camp::cli
