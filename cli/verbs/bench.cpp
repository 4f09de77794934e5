#include "cli/bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/verb.h"

namespace camp::cli {

namespace {

std::string names_text() {
  std::string text;
  for (const auto& it : bench::scenarios())
    text += (text.empty() ? "" : ", ") + std::string(it.name);
  return text;
}

int list_all(const Invocation& call) {
  Json rows = Json::array();
  for (const auto& it : bench::scenarios()) {
    if (!call.console.json()) call.console.out(fmt::format("{:<17} {}\n", it.name, it.line));
    rows.push_back({{"name", it.name}, {"line", it.line}});
  }
  if (call.console.json()) call.answer(true, {{"benchmarks", std::move(rows)}});
  return kDone;
}

}  // namespace

void options_bench(po::options_description& options) {
  bench::Settings defaults;
  static const auto list = "says what each benchmark measures: " + names_text();
  options.add_options()("contacts", po::value<std::uint64_t>()->default_value(defaults.contacts),
                        "contacts of a store")(
      "sleepers", po::value<std::uint64_t>()->default_value(defaults.sleepers), "instances asleep")(
      "lines", po::value<std::uint64_t>()->default_value(defaults.lines), "lines of source")(
      "template", po::value<std::string>()->default_value(""), "a Liquid file to render")(
      "data", po::value<std::string>()->default_value(""), "the JSON object it is rendered with")(
      "dir", po::value<std::string>(),
      "where the stores are made: on the disk that is to be measured")(
      "keep", "leave the stores there")("list", list.c_str());
}

int run_bench(const Invocation& call) {
  if (call.has("list")) return list_all(call);
  bench::Settings settings;
  settings.contacts = call.values["contacts"].as<std::uint64_t>();
  settings.sleepers = call.values["sleepers"].as<std::uint64_t>();
  settings.lines = call.values["lines"].as<std::uint64_t>();
  settings.liquid_file = call.text("template");
  settings.liquid_data = call.text("data");
  settings.keep = call.has("keep");
  settings.folder = call.has("dir")
                        ? call.text("dir")
                        : (std::filesystem::temp_directory_path() / "camp-bench").string();
  Json results = Json::object();
  for (const auto& name : call.arguments) {
    auto all = bench::scenarios();
    if (std::none_of(all.begin(), all.end(), [&](const auto& row) { return row.name == name; }))
      return call.usage(
          fmt::format("there is no benchmark '{}'; there are {}", name, names_text()));
  }
  for (const auto& scenario : bench::scenarios()) {
    bool wanted = call.arguments.empty() || std::find(call.arguments.begin(), call.arguments.end(),
                                                      scenario.name) != call.arguments.end();
    if (!wanted) continue;
    auto result = scenario.run(settings);
    if (!result.ok()) return call.fail(result.error());
    if (!call.console.json())
      call.console.out(fmt::format("{:<17} {}\n", scenario.name, result->dump()));
    results[std::string(scenario.name)] = std::move(*result);
    if (interrupted()) return kInterrupted;
  }
  if (call.console.json()) call.answer(true, {{"results", results}});
  return kDone;
}

}  // namespace camp::cli
