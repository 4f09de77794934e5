#include <fmt/format.h>

#include <sstream>

#include "cli/render/table.h"
#include "cli/verb.h"
#include "cli/verbs/man_page.h"

namespace camp::cli {
namespace {

std::string all_verbs() {
  std::string text = "camp: campaigns as code\n\n";
  for (const auto& verb : verbs()) {
    if (verb.part.empty()) text += fmt::format("  camp {:<10} {}\n", verb.name, verb.line);
  }
  std::vector<std::string> codes;
  for (const auto& [code, meaning] : kExitCodes)
    codes.push_back(fmt::format("{} {}", static_cast<int>(code), meaning));
  text +=
      "\n" +
      wrapped(fmt::format("camp help VERB says more. Exit codes: {}.", fmt::join(codes, ", "))) +
      "\n"
      "The language of scripts: lang/reference/README.md in camp's sources.\n";
  return text;
}

std::string options_text(const Verb& verb) {
  po::options_description options("Options");
  verb.options(options);
  if (options.options().empty()) return {};
  std::ostringstream text;
  text << "\n" << options;
  return text.str();
}

// The verb or, of a group, its parts; ends with an example of each.
std::string one_verb(const Verb& verb) {
  std::string text;
  std::string examples;
  auto add = [&](const Verb& row) {
    text += fmt::format("{}\n  {}\n", synopsis(row), row.line);
    examples += fmt::format("  {}\n", row.example);
  };
  if (verb.is_group()) {
    text = fmt::format("camp {}: {}\n\n", verb.name, verb.line);
    for (const auto* part : parts_of(verb)) add(*part);
  } else {
    add(verb);
  }
  return fmt::format(
      "{}{}\nEverywhere: --json --quiet --color auto|always|never --project FOLDER\n\nFor "
      "example:\n{}",
      text, options_text(verb), examples);
}

Json verb_json(const Verb& verb) {
  Json json{{"verb", verb.name}, {"arguments", verb.arguments}, {"line", verb.line}};
  if (!verb.is_group()) json["example"] = verb.example;
  for (const auto* part : parts_of(verb))
    json["parts"].push_back({{"part", part->part},
                             {"arguments", part->arguments},
                             {"line", part->line},
                             {"example", part->example}});
  return json;
}

}  // namespace

void options_help(po::options_description& options) {
  options.add_options()("man", "all verbs as a manual page, as `man` reads it");
}

int run_help(const Invocation& call) {
  if (call.has("man")) {
    if (call.console.json())
      call.answer(true, {{"man", man_page()}});
    else
      call.console.out(man_page());
    return kDone;
  }
  if (call.arguments.empty()) {
    if (call.console.json()) {
      Json rows = Json::array();
      for (const auto& verb : verbs()) {
        if (verb.part.empty()) rows.push_back(verb_json(verb));
      }
      call.answer(true, {{"verbs", rows}});
    } else {
      call.console.out(all_verbs());
    }
    return kDone;
  }
  const auto* verb = find_verb(call.arguments[0]);
  if (!verb) return call.fail(unknown_verb(call.arguments[0]));
  if (call.console.json()) {
    auto body = verb_json(*verb);
    body["text"] = one_verb(*verb);
    call.answer(true, std::move(body));
  } else {
    call.console.out(one_verb(*verb));
  }
  return kDone;
}

}  // namespace camp::cli
