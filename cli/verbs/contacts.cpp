#include "cli/verbs/contacts.h"

#include <fmt/format.h>

#include "cli/session.h"

namespace camp::cli {

void options_contacts(po::options_description& options) {
  add_contact_import_options(options);
  add_contact_export_options(options);
  options.add_options()("yes", "erase: do it, without asking");
  add_store_options(options);
}

Result<char> separator_option(const Invocation& call) {
  auto text = call.text("separator");
  if (text.empty()) return '\0';
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "," || text == ";" || text == "|" || text == "\t") return text[0];
  return Error{ErrorKind::kInvalid,
               fmt::format("--separator '{}': write `,` `;` `|` or `tab`", text), "",
               "camp help contacts"};
}

}  // namespace camp::cli
