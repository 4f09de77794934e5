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

// What a verb wants of the project, each more than the one before. session.h opens it.
enum class Access {
  kNone,     // nothing
  kSources,  // the sources, compiled
  kRead,     // the store, which must be there: beside a writer, changing nothing
  kStop,     // the store with an engine that sends nothing and takes no new program
  kWork,     // what is under way goes on, even when the working copy of the sources is broken
  kIntake,   // new contacts, events, runs: there must be a program; the store is made when it is
             // not there
  kDeploy,   // as intake, but the verb installs the working copy by itself
};

struct Invocation;

struct Verb {
  std::string_view name;
  std::string_view part;   // `import` of `contacts import`; empty: the verb itself
  std::string_view usual;  // of a group: the part that is meant where none is named
  Access access;
  std::string_view arguments;
  std::string_view line;
  std::string_view example;
  void (*options)(po::options_description&);
  int (*run)(const Invocation&);  // null: a group, one of whose parts runs
  bool is_group() const { return run == nullptr; }
};

struct Invocation {
  const Console& console;
  const po::variables_map& values;
  const Verb& verb;
  std::vector<std::string> arguments;  // positional, behind the verb and its part

  bool has(const char* option) const { return values.count(option) > 0; }
  std::string text(const char* option) const {
    return has(option) ? values[option].as<std::string>() : "";
  }
  std::vector<std::string> texts(const char* option) const {
    return has(option) ? values[option].as<std::vector<std::string>>() : std::vector<std::string>();
  }

  // ` --project shop` where it was said, else nothing: for commands that people are told to type.
  std::string project_option() const;

  // The verb's answer with --json; its failure, either way: the exit code.
  void answer(bool ok, Json body) const { console.answer(verb.name, ok, std::move(body)); }
  int fail(const Error& error) const { return console.fail(verb.name, error); }
  // What it would do, had it been told --yes. Exit code 4: it was not done.
  int preview(const Error& what) const { return console.preview(verb.name, what); }
  // It was called wrongly: says how, and how to read more. Exit code 2.
  int usage(std::string_view message) const;
};

std::string shell_word(std::string_view text);  // as one word of a command line

po::options_description common_options();  // of every verb
std::span<const Verb> verbs();             // all rows, parts behind their group
const Verb* find_verb(std::string_view name);
const Verb* find_part(const Verb& group, std::string_view part);
std::vector<const Verb*> parts_of(const Verb& group);

// With the verb that is near, when one is.
Error unknown_verb(std::string_view name);
// `camp contacts show ID`
std::string synopsis(const Verb& verb);

#define CAMP_VERB(name, access, arguments, line, example) \
  CAMP_VERB_SAID(name, #name, access, arguments, line, example)
#define CAMP_VERB_SAID(name, said, access, arguments, line, example) \
  void options_##name(po::options_description&);                     \
  int run_##name(const Invocation&);
#define CAMP_GROUP(name, usual, line) void options_##name(po::options_description&);
#define CAMP_PART(group, name, access, arguments, line, example) \
  int run_##group##_##name(const Invocation&);
#include "cli/verbs.def"
#undef CAMP_VERB
#undef CAMP_VERB_SAID
#undef CAMP_GROUP
#undef CAMP_PART

}  // namespace camp::cli
