#include "cli/verb.h"

#include <fmt/format.h>

#include "lang/base/suggest.h"

namespace camp::cli {
namespace {
constexpr Verb kRows[] = {
#define CAMP_VERB(name, access, arguments, line, example) \
  CAMP_VERB_SAID(name, #name, access, arguments, line, example)
#define CAMP_VERB_SAID(name, said, access, arguments, line, example) \
  {said, "", "", Access::k##access, arguments, line, example, &options_##name, &run_##name},
#define CAMP_GROUP(name, usual, line) \
  {#name, "", usual, Access::kNone, "", line, "", &options_##name, nullptr},
#define CAMP_PART(group, name, access, arguments, line, example) \
  {#group,                                                       \
   #name,                                                        \
   "",                                                           \
   Access::k##access,                                            \
   arguments,                                                    \
   line,                                                         \
   example,                                                      \
   &options_##group,                                             \
   &run_##group##_##name},
#include "cli/verbs.def"
#undef CAMP_VERB
#undef CAMP_VERB_SAID
#undef CAMP_GROUP
#undef CAMP_PART
};
}  // namespace

po::options_description common_options() {
  po::options_description options("Everywhere");
  options.add_options()("help,h", "this verb in full")("json", "the answer as JSON on stdout")(
      "quiet,q", "no story on stderr")(
      "color", po::value<std::string>()->default_value("auto")->value_name("auto|always|never"),
      "whether stdout and stderr are coloured")(
      "project", po::value<std::string>()->value_name("FOLDER"),
      "the project's folder (CAMP_PROJECT); otherwise the nearest one upwards");
  return options;
}

std::span<const Verb> verbs() { return kRows; }

const Verb* find_verb(std::string_view name) {
  for (const auto& row : kRows) {
    if (row.name == name && row.part.empty()) return &row;
  }
  return nullptr;
}

const Verb* find_part(const Verb& group, std::string_view part) {
  for (const auto* row : parts_of(group)) {
    if (row->part == part) return row;
  }
  return nullptr;
}

std::vector<const Verb*> parts_of(const Verb& group) {
  std::vector<const Verb*> parts;
  for (const auto& row : kRows) {
    if (row.name == group.name && !row.part.empty()) parts.push_back(&row);
  }
  return parts;
}

Error unknown_verb(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& verb : kRows) names.emplace_back(verb.name);
  Error error{ErrorKind::kInvalid, fmt::format("there is no verb '{}'", name), "", "camp help"};
  if (auto near = suggest(name, names)) error.hint = fmt::format("did you mean 'camp {}'?", *near);
  return error;
}

std::string synopsis(const Verb& verb) {
  auto text = fmt::format("camp {}", verb.name);
  if (!verb.part.empty()) text += fmt::format(" {}", verb.part);
  if (!verb.arguments.empty()) text += fmt::format(" {}", verb.arguments);
  return text;
}

std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./:-").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string Invocation::project_option() const {
  return has("project") ? " --project " + shell_word(text("project")) : std::string();
}

int Invocation::usage(std::string_view message) const {
  return fail(
      {ErrorKind::kInvalid, std::string(message), "", fmt::format("camp help {}", verb.name)});
}

}  // namespace camp::cli
