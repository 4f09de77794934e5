// What a drafter is told of a message: what it says now, on which channels, what it may read, and
// what an answer looks like; and of an answer that will not do, what is wrong with it.
#pragma once
#include <string>
#include <string_view>

#include "cli/project.h"

namespace camp::cli {

// A message of the project's own scripts, which outlives it.
struct DraftSubject {
  const CompiledProject* project = nullptr;
  const ast::Declaration* declaration = nullptr;
  const ast::Message* message = nullptr;

  const Source& script() const { return project->analysis.sources()[declaration->span.source]; }
  std::string_view text() const { return project->analysis.sources().text(declaration->span); }
};

// Errors: kInvalid: there is none of that name, it is the library's, or it cannot be read.
Result<DraftSubject> find_draft_subject(const CompiledProject& project, std::string_view name);

std::string draft_request(const DraftSubject& subject, std::string_view brief);
std::string draft_correction(const DraftSubject& subject, std::string_view wrong);

}  // namespace camp::cli
