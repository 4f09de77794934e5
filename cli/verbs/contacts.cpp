#include "cli/contacts_verbs.h"
#include "cli/session.h"

namespace camp::cli {

void options_contacts(po::options_description& options) {
  add_contact_import_options(options);
  add_contact_export_options(options);
  options.add_options()("yes", "erase: do it, without asking");
  add_store_options(options);
}

int run_contacts(const Invocation& call) {
  auto what = call.arguments.empty() ? std::string() : call.arguments[0];
  if (what == "import") return import_contacts_verb(call);
  if (what == "export") return export_contacts_verb(call);
  if (what == "show") return show_contact_verb(call);
  if (what == "erase") return erase_contact_verb(call);
  return usage_error(call, "contacts",
                     "write: camp contacts import FILE, export, show ID or erase ID");
}

}  // namespace camp::cli
