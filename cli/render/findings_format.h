// What a verb found, for the machines of those who build: GitHub's annotations, SARIF 2.1.0,
// JUnit's XML. One renderer a format, for every verb that finds something.
//
// Messages quote scripts, and scripts are outside text: each format escapes what would end a field
// or a line, and none lets a control character through.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/diagnostic.h"
#include "lang/base/source.h"

namespace camp::cli {

enum class FindingsFormat { kGithub, kSarif, kJunit };
std::optional<FindingsFormat> find_findings_format(std::string_view word);

struct FoundPlace {
  std::string file;  // as seen from the folder in which camp was called
  LineColumn from;
  LineColumn to;  // behind its last character
};

// What kind of finding it is: a diagnostic, or a scenario that failed.
struct FoundRule {
  std::string id;     // CAMP0302
  std::string title;  // of any case
  std::string help;   // what it means, in Markdown
};

struct Found {
  FoundRule rule;
  Severity severity = Severity::kError;
  std::string message;  // one line
  std::string details;  // as a terminal shows it, without colour
  FoundPlace place;
  std::vector<std::pair<FoundPlace, std::string>> related;
};

// Something that was looked at: a script, a scenario. Where nothing was found it is well.
struct LookedAt {
  std::string group;
  std::string name;
  std::vector<Found> found;
};

struct FindingsReport {
  std::string tool;  // "camp check"
  std::string version;
  std::vector<LookedAt> all;
  bool warnings_fail = false;  // JUnit knows no warnings: whether they are failures
};

std::string findings_text(FindingsFormat format, const FindingsReport& report);

}  // namespace camp::cli
