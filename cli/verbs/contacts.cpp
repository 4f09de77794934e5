#include "cli/verbs/contacts.h"

#include "cli/session.h"

namespace camp::cli {

void options_contacts(po::options_description& options) {
  add_contact_import_options(options);
  add_contact_export_options(options);
  options.add_options()("yes", "erase: do it, without asking");
  add_store_options(options);
}

}  // namespace camp::cli
