#include "cli/verb.h"

#include <fmt/format.h>

#include "lang/base/suggest.h"

namespace camp::cli {
namespace {
constexpr Verb kRows[] = {
#define CAMP_VERB(name, arguments, line) {#name, arguments, line, &options_##name, &run_##name},
#include "cli/verbs.def"
#undef CAMP_VERB
};
}  // namespace

std::span<const Verb> verbs() { return kRows; }

const Verb* find_verb(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

Error unknown_verb(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& verb : kRows) names.emplace_back(verb.name);
  Error error{ErrorKind::kInvalid, fmt::format("there is no verb '{}'", name), "", "camp help"};
  if (auto near = suggest(name, names)) error.hint = fmt::format("did you mean 'camp {}'?", *near);
  return error;
}

int usage_error(const Invocation& call, std::string_view verb, std::string_view message) {
  return call.console.fail(
      verb, {ErrorKind::kInvalid, std::string(message), "", fmt::format("camp help {}", verb)});
}

}  // namespace camp::cli
