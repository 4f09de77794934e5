#include <fmt/format.h>

#include <algorithm>

#include "cli/graph/formats.h"
#include "cli/result_file.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/compile/compile.h"
#include "lang/program/codec.h"
#include "runtime/explain/unknown.h"
#include "runtime/measure/steps.h"

namespace camp::cli {

namespace {

enum class Format { kText, kDot, kMermaid, kSvg };

struct FormatRow {
  std::string_view word;
  Format format;
  std::vector<std::string_view> suffixes;
  std::vector<std::string_view> marks;  // in each picture of the format
};
const FormatRow kFormats[] = {
    {"text", Format::kText, {".txt"}, {"\n▼ "}},
    {"svg",
     Format::kSvg,
     {".svg"},
     {"role=\"img\" aria-label=\"journey ", "role=\"img\" aria-label=\"campaign "}},
    {"dot", Format::kDot, {".dot", ".gv"}, {"graph [label=\"journey ", "graph [label=\"campaign "}},
    {"mermaid", Format::kMermaid, {".mmd", ".mermaid"}, {"\n---\nflowchart TD\n"}}};

ResultMarks marks_of(Format format) {
  return std::find_if(std::begin(kFormats), std::end(kFormats),
                      [&](const FormatRow& row) { return row.format == format; })
      ->marks;
}

// What is asked for, else what the file's name says, else text.
Result<Format> format_of(const Invocation& call) {
  if (call.has("format")) {
    for (const auto& row : kFormats)
      if (row.word == call.text("format")) return row.format;
    return Error{ErrorKind::kInvalid, fmt::format("there is no format '{}'", call.text("format")),
                 "", "text, svg, dot and mermaid are there"};
  }
  if (!call.has("output")) return Format::kText;
  const auto file = call.text("output");
  for (const auto& row : kFormats)
    for (const auto suffix : row.suffixes)
      if (file.ends_with(suffix)) return row.format;
  return Error{ErrorKind::kInvalid, fmt::format("what '{}' is to be, its name does not say", file),
               "", "a name in .svg, .dot, .mmd or .txt says it, else --format svg"};
}

Result<FlowGraph> read_graph(const CompiledProject& compiled, const std::string& name) {
  const auto known = flow_names(compiled.analysis);
  if (std::find(known.begin(), known.end(), name) == known.end())
    return unknown_name("campaign or journey", name, known);
  Diagnostics none;
  CAMP_ASSIGN(const auto paths, step_paths(compiled.analysis, none));
  return graph_of(compiled.analysis, paths, name);
}

Result<StepsResult> count_steps(const Invocation& call, Reading& reading, const std::string& flow) {
  auto& view = reading.view();
  CAMP_ASSIGN(const auto trees, FlowTrees::of_all(view.programs(), view.row().next_program));
  StepFold steps(trees);
  JournalFold* const folds[] = {&steps};
  ProgressLine line(call.console, "chunks of the journal");
  CAMP_TRY(walk_journal(view.store(), folds, [&](std::uint64_t chunks) {
    line.update(chunks, 0);
    return !interrupted();
  }));
  return steps_of_flow(flow, trees, std::move(steps).take(), view.names());
}

// The working copy is drawn, whatever runs.
void say_whose_steps(const Invocation& call, Reading& reading, const Program& drawn,
                     const GraphFigures& figures) {
  const auto& current = reading.view().current();
  if (!current || program_hash(drawn) != program_hash(current->program()))
    call.console.note(
        "note: this is the working copy, which is not what runs; a step of the same label is "
        "counted as the same");
  if (figures.elsewhere > 0)
    call.console.note(
        fmt::format("note: {} at no step that is drawn here; camp report --steps has them",
                    figures.elsewhere == 1 ? "1 stands" : grouped(figures.elsewhere) + " stand"));
}

Result<std::string> draw(const Invocation& call, const Picture& picture, Format format) {
  switch (format) {
    case Format::kText:
      return graph_text(picture, !call.has("output") && call.console.out_color());
    case Format::kDot:
      return graph_dot(picture);
    case Format::kMermaid:
      return graph_mermaid(picture);
    case Format::kSvg:
      return graph_svg(picture);
  }
  return std::string();
}

int answer_drawn(const Invocation& call, const Picture& picture, Format format) {
  const auto file = call.text("output");
  if (!file.empty() || !call.console.json()) {
    const auto drawn = draw(call, picture, format);
    if (!drawn.ok()) return call.fail(drawn.error());
    if (file.empty()) {
      call.console.out(*drawn);
      return kDone;
    }
    const auto wrote = write_result(file, *drawn, marks_of(format));
    if (!wrote.ok()) return call.fail(wrote.error());
  }
  if (call.console.json()) {
    auto body = graph_json(picture);
    if (!file.empty()) body["file"] = file;
    call.answer(true, std::move(body));
  } else {
    call.console.out(fmt::format("wrote {}\n", file));
  }
  return kDone;
}

}  // namespace

void options_graph(po::options_description& options) {
  options.add_options()("format", po::value<std::string>()->value_name("text|svg|dot|mermaid"),
                        "text (default), svg, dot or mermaid")(
      "output,o", po::value<std::string>()->value_name("FILE"),
      "into this file; its name says the format: .svg, .dot, .mmd, .txt")(
      "live", "with how many came to each step and stand there now, as camp report --steps counts");
}

int run_graph(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name one campaign or journey");
  const auto format = format_of(call);
  if (!format.ok()) return call.fail(format.error());
  auto compiled = open_sources(call);
  if (!compiled) return compiled.code;
  if (!compiled->program) return show_diagnostics(call, *compiled);
  const auto graph = read_graph(*compiled, call.arguments[0]);
  if (!graph.ok()) return call.fail(graph.error());
  if (!call.has("live")) return answer_drawn(call, {*graph}, *format);
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto steps = count_steps(call, *store, graph->name);
  if (!steps.ok()) {
    const auto code = call.fail(steps.error());
    return interrupted() ? static_cast<int>(kInterrupted) : code;
  }
  const auto figures = figures_of(*graph, *steps);
  say_whose_steps(call, *store, *compiled->program, figures);
  return answer_drawn(call, {*graph, &figures}, *format);
}

}  // namespace camp::cli
