// camp <verb>: finds the verb, reads its options, runs it. Everything else is the verb's.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <system_error>
#include <typeinfo>

#include "cli/verb.h"

namespace camp::cli {
namespace {

std::optional<ColorMode> color_mode(const std::string& word) {
  if (word == "auto") return ColorMode::kAuto;
  if (word == "always") return ColorMode::kAlways;
  if (word == "never") return ColorMode::kNever;
  return std::nullopt;
}

// What counts has no sign, and Boost reads `-1` into it as a very large number.
void refuse_negative(const po::parsed_options& parsed) {
  for (const auto& option : parsed.options) {
    const auto* known = parsed.description->find_nothrow(option.string_key, false);
    const auto* value =
        known ? dynamic_cast<const po::typed_value_base*>(known->semantic().get()) : nullptr;
    if (value == nullptr) continue;
    const auto& type = value->value_type();
    const bool counts = type == typeid(unsigned) || type == typeid(std::size_t);
    for (const auto& token : option.value)
      if (counts && token.starts_with('-'))
        throw po::error(fmt::format("--{} {}: a number from 0 on", option.string_key, token));
  }
}

// The part that a group's first argument names, or the verb itself.
int call_verb(const Verb& verb, const Console& console, const po::variables_map& values) {
  std::vector<std::string> arguments;
  if (values.count("arguments")) arguments = values["arguments"].as<std::vector<std::string>>();
  if (values.count("help"))
    return run_help({console, values, *find_verb("help"), {std::string(verb.name)}});
  if (!verb.is_group()) return verb.run({console, values, verb, std::move(arguments)});
  const auto* part = arguments.empty() ? nullptr : find_part(verb, arguments[0]);
  if (!part && !verb.usual.empty()) {
    part = find_part(verb, verb.usual);
    return part->run({console, values, *part, std::move(arguments)});
  }
  if (!part) {
    std::vector<std::string> ways;
    for (const auto* known : parts_of(verb)) ways.push_back(synopsis(*known));
    Invocation call{console, values, verb, {}};
    return call.usage(fmt::format("write: {}", fmt::join(ways, ", or ")));
  }
  arguments.erase(arguments.begin());
  return part->run({console, values, *part, std::move(arguments)});
}

int run_verb(const Verb& verb, const std::vector<std::string>& words) {
  auto options = common_options();
  po::options_description own(std::string(verb.name));
  verb.options(own);
  options.add(own);
  po::options_description all(options);
  all.add_options()("arguments", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("arguments", -1);
  po::variables_map values;
  bool wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
  try {
    const auto parsed =
        po::command_line_parser(words)
            .options(all)
            .positional(positional)
            .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
            .run();
    refuse_negative(parsed);
    po::store(parsed, values);
    po::store(po::parse_environment(all,
                                    [](const std::string& name) {
                                      return name == "CAMP_PROJECT" ? std::string("project")
                                                                    : std::string();
                                    }),
              values);
    po::notify(values);
  } catch (const po::error& problem) {
    return Console(wants_json, false, ColorMode::kAuto)
        .fail(verb.name,
              {ErrorKind::kInvalid, problem.what(), "", fmt::format("camp help {}", verb.name)});
  }
  auto color = color_mode(values["color"].as<std::string>());
  Console console(wants_json, values.count("quiet") > 0, color.value_or(ColorMode::kAuto));
  if (!color) {
    return console.fail(verb.name, {ErrorKind::kInvalid,
                                    fmt::format("--color '{}': write auto, always or never",
                                                values["color"].as<std::string>()),
                                    "", fmt::format("camp help {}", verb.name)});
  }
  int code = call_verb(verb, console, values);
  if (!console.stdout_ok() && code == kDone) {
    if (!console.reader_gone())
      console.error(
          {ErrorKind::kIo, "the answer could not be written to stdout", "", "is the disk full?"});
    return kCouldNot;
  }
  const bool cut_short = interrupted() && (code == kDone || code == kCouldNot);
  return cut_short ? static_cast<int>(kInterrupted) : code;
}

}  // namespace

int main_of_camp(int argc, char** argv) {
  install_signal_handlers();
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty() || words[0].empty()) words = {"help"};
  if (words[0] == "--help" || words[0] == "-h") words[0] = "help";
  if (words[0] == "--version") words[0] = "version";
  // Options may stand before the verb: `camp --color always status`.
  auto first_verb = std::find_if(words.begin(), words.end(),
                                 [](const auto& word) { return find_verb(word) != nullptr; });
  if (words[0][0] == '-' && first_verb != words.end())
    std::rotate(words.begin(), first_verb, first_verb + 1);
  const auto* verb = find_verb(words[0]);
  if (!verb) {
    bool wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
    return Console(wants_json, false, ColorMode::kAuto).fail("help", unknown_verb(words[0]));
  }
  words.erase(words.begin());
  return run_verb(*verb, words);
}

}  // namespace camp::cli

namespace {

// What its threads and their heaps may reserve; much less is ever used.
constexpr unsigned long long kAddressSpaceMb = 1024;

// Of a shortage nothing is final: what was acknowledged is on disk, and the command may come again.
int out_of(const char* what) {
  rlimit space{};
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur >> 20 < kAddressSpaceMb) {
    std::fprintf(stderr,
                 "error: there is not enough %s for camp: its address space is limited to %llu MB\n"
                 "  try: ulimit -v %llu, or more, and the same command again\n",
                 what, static_cast<unsigned long long>(space.rlim_cur) >> 20,
                 kAddressSpaceMb << 10);
  } else {
    std::fprintf(stderr,
                 "error: there is not enough %s for camp on this machine\n"
                 "  try: ulimit -a says the limits; run the same command again with more\n",
                 what);
  }
  return camp::cli::kCouldNot;
}

int bug(const std::exception& problem) {
  std::fprintf(stderr, "camp: this is a bug in camp, please report it: %s\n", problem.what());
  return camp::cli::kBug;
}

// Ours never throw across folders; what is thrown is a shortage, or a bug.
int tell(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const std::bad_alloc&) {
    return out_of("memory");
  } catch (const std::system_error& problem) {
    if (problem.code() == std::errc::resource_unavailable_try_again)
      return out_of("room for threads");
    return bug(problem);
  } catch (const std::exception& problem) {
    return bug(problem);
  }
}

// Thrown where nobody catches: in a thread of RocksDB's; or while it gives up opening for want of
// memory, and has threads that run. As after kill -9 the store stands at the end of a tick.
[[noreturn]] void end_at_once() {
  if (auto thrown = std::current_exception()) _exit(tell(std::move(thrown)));
  if (std::uncaught_exceptions() > 0) _exit(out_of("memory or room for threads"));
  std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  std::set_terminate(end_at_once);
  try {
    return camp::cli::main_of_camp(argc, argv);
  } catch (...) {
    return tell(std::current_exception());
  }
}
