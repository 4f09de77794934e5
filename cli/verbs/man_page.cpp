#include "cli/verbs/man_page.h"

#include <fmt/format.h>

#include "cli/verb.h"

namespace camp::cli {
namespace {

// A text as roff prints it: `\` and `-` mean something, and so does a line that begins with `.`.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '"')  // a macro's arguments would be parted by it
      out += "\\(dq";
    else
      out += c == '\n' ? ' ' : c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string options_roff(const po::options_description& options) {
  std::string text;
  for (const auto& option : options.options()) {
    text += ".TP\n.B " + roff(option->canonical_display_name(po::command_line_style::allow_long));
    if (option->semantic()->max_tokens() > 0)
      text += " \\fI" + roff(option->format_parameter()) + "\\fR";
    text += "\n" + roff(option->description()) + "\n";
  }
  return text;
}

std::string row_roff(const Verb& verb) {
  return fmt::format(".TP\n.B {}\n{}.\nFor example:\n.B {}\n", roff(synopsis(verb)),
                     roff(verb.line), roff(verb.example));
}

std::string verb_roff(const Verb& verb) {
  auto text = fmt::format(".SS {}\n", roff(synopsis(verb)));
  if (verb.is_group()) {
    text += roff(verb.line) + ".\n";
    for (const auto* part : parts_of(verb)) text += row_roff(*part);
  } else {
    text += fmt::format("{}.\nFor example:\n.B {}\n", roff(verb.line), roff(verb.example));
  }
  po::options_description options;
  verb.options(options);
  return text + options_roff(options);
}

}  // namespace

std::string man_page() {
  auto text = fmt::format(
      ".\\\" By camp help \\-\\-man.\n"
      ".TH CAMP 1 \"\" \"camp {}\" \"User Commands\"\n"
      ".SH NAME\ncamp \\- campaigns as code: customer communication as scripts, run durably\n"
      ".SH SYNOPSIS\n.B camp\n\\fIVERB\\fR [\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]\n"
      ".SH DESCRIPTION\nA campaign is a text file, checked before anything is sent; a run is "
      "durable, and for every contact and message there is an answer to \\(lqwhy\\(rq. Verbs work "
      "on the project: the nearest folder upwards that holds .camp files and, once made, its store "
      "in .camp/.\n.SH VERBS\n",
      roff(CAMP_VERSION));
  for (const auto& verb : verbs())
    if (verb.part.empty()) text += verb_roff(verb);
  text += ".SH OPTIONS\nOf every verb:\n" + options_roff(common_options()) + ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes)
    text += fmt::format(".TP\n.B {}\n{}\n", static_cast<int>(code), roff(meaning));
  return text +
         ".SH ENVIRONMENT\n.TP\n.B CAMP_PROJECT\nthe project's folder, as \\-\\-project\n"
         ".TP\n.B CAMP_ALLOW_HOSTS\nhosts that services may be requested of though they are not "
         "public\n.TP\n.B NO_COLOR\nno colour, as \\-\\-color never\n"
         ".SH FILES\n.TP\n.B .camp/\nthe project's store\n.TP\n.B spool/\nwhat was sent, as "
         "files\n";
}

}  // namespace camp::cli
