#include <fmt/format.h>

#include <sstream>

#include "cli/verb.h"

namespace camp::cli {
namespace {

std::string all_verbs() {
  std::string text = "camp: campaigns as code\n\n";
  for (const auto& verb : verbs()) text += fmt::format("  camp {:<10} {}\n", verb.name, verb.line);
  text +=
      "\ncamp help VERB says more. Exit codes: 0 done, 1 done with findings, 2 wrong usage, 3 "
      "could not,\n"
      "4 refused for safety, 70 a bug, 130 interrupted.\n";
  return text;
}

std::string one_verb(const Verb& verb) {
  std::ostringstream options_text;
  po::options_description options("Options");
  verb.options(options);
  if (!options.options().empty()) options_text << "\n" << options;
  return fmt::format(
      "camp {}{}{}\n  {}\n{}\nEverywhere: --json --quiet --color auto|always|never --project DIR\n",
      verb.name, verb.arguments.empty() ? "" : " ", verb.arguments, verb.line, options_text.str());
}

}  // namespace

void options_help(po::options_description&) {}

int run_help(const Invocation& call) {
  if (call.arguments.empty()) {
    if (call.console.json()) {
      Json rows = Json::array();
      for (const auto& verb : verbs())
        rows.push_back({{"verb", verb.name}, {"arguments", verb.arguments}, {"line", verb.line}});
      call.console.answer("help", true, {{"verbs", rows}});
    } else {
      call.console.out(all_verbs());
    }
    return kDone;
  }
  const auto* verb = find_verb(call.arguments[0]);
  if (!verb) return call.console.fail("help", unknown_verb(call.arguments[0]));
  if (call.console.json()) {
    call.console.answer("help", true,
                        {{"verb", verb->name},
                         {"arguments", verb->arguments},
                         {"line", verb->line},
                         {"text", one_verb(*verb)}});
  } else {
    call.console.out(one_verb(*verb));
  }
  return kDone;
}

}  // namespace camp::cli
