#include "runtime/explain/unknown.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/suggest.h"
#include "runtime/shelf/contacts.h"

namespace camp {

Error unknown_name(std::string_view kind, std::string_view name, std::vector<std::string> known) {
  // Runs of one campaign share its name, and often their keys: each name is said once.
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  Error error{ErrorKind::kNotFound, fmt::format("there is no {} '{}'", kind, name), "", ""};
  if (auto near = suggest(name, known)) {
    error.hint = fmt::format("did you mean '{}'?", *near);
  } else if (known.empty()) {
    error.hint = fmt::format("the project declares no {}", kind);
  } else if (known.size() <= kNamesTold) {
    error.hint = fmt::format("there is: {}", fmt::join(known, ", "));
  } else {
    error.hint = "camp disasm lists what there is";
  }
  return error;
}

Error unknown_contact(std::string_view contact_id) {
  return {ErrorKind::kNotFound, fmt::format("there is no contact '{}'", contact_id), "",
          "ids are as they were imported, upper and lower case included: camp contacts export "
          "lists them"};
}

Result<const FlowDecl*> find_flow(const Program& program, std::string_view name) {
  if (const auto* flow = program.flow(name)) return flow;
  return unknown_name("campaign or journey", name, names_in(program, program.flows));
}

Result<ContactRow> find_contact(Store& store, std::string_view contact_id) {
  ContactRow row;
  CAMP_ASSIGN(bool found, read_contact(store, contact_id, &row));
  if (!found) return unknown_contact(contact_id);
  return row;
}

Error no_program_runs() {
  return {ErrorKind::kNotFound, "no program runs in this store yet", "",
          "camp tick takes the working copy; camp deploy deploys it"};
}

}  // namespace camp
