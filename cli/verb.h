// What a verb is, and what it is given. One row in verbs.def, one file in cli/verbs.
#pragma once
#include <boost/program_options.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console.h"
#include "cli/exit.h"

namespace camp::cli {

namespace po = boost::program_options;

struct Invocation {
  const Console& console;
  const po::variables_map& values;
  std::vector<std::string> arguments;  // positional, behind the verb

  bool has(const char* option) const { return values.count(option) > 0; }
  std::string text(const char* option) const {
    return has(option) ? values[option].as<std::string>() : "";
  }
  std::vector<std::string> texts(const char* option) const {
    return has(option) ? values[option].as<std::vector<std::string>>() : std::vector<std::string>();
  }
};

struct Verb {
  std::string_view name;
  std::string_view arguments;
  std::string_view line;
  void (*options)(po::options_description&);
  int (*run)(const Invocation&);
};
std::span<const Verb> verbs();
const Verb* find_verb(std::string_view name);

// With the verb that is near, when one is.
Error unknown_verb(std::string_view name);

// A verb was called wrongly: says how, and how to read more. Exit code 2.
int usage_error(const Invocation& call, std::string_view verb, std::string_view message);

#define CAMP_VERB(name, arguments, line)         \
  void options_##name(po::options_description&); \
  int run_##name(const Invocation&);
#include "cli/verbs.def"
#undef CAMP_VERB

}  // namespace camp::cli
