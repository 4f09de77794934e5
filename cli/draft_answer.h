// A drafter's answer as a change of one message, judged: what it says is never trusted.
//
// It is one declaration, of the same message with the same parameters, or it is nothing. That is
// put in the old one's place and the whole project is checked with it; nothing is written.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/draft_request.h"

namespace camp::cli {

struct Draft {
  bool readable = false;  // else `findings` are of the answer alone
  std::string text;       // the declaration in the one layout; as it came where it cannot be read
  std::string script;     // the message's script with it in place
  SourceSet sources;      // which `findings` are about
  Diagnostics findings;   // of it, and what the project has by it
  // To where it links, and which files it names, as the message did not.
  std::vector<std::string> new_hosts, new_files;
  std::string wrong;  // of its errors what the drafter is told: nothing of any file

  bool good() const { return readable && !findings.has_errors(); }
};

// Errors: kCorrupt: it is no draft of this message, and why; kIo: the project cannot be read again.
Result<Draft> judge_draft(const DraftSubject& subject, std::string_view answer);

}  // namespace camp::cli
