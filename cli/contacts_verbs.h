// The four things that `camp contacts` does; cli/verbs/contacts.cpp picks one.
#pragma once
#include "cli/verb.h"

namespace camp::cli {

void add_contact_import_options(po::options_description& options);
void add_contact_export_options(po::options_description& options);

int import_contacts_verb(const Invocation& call);
int export_contacts_verb(const Invocation& call);
int show_contact_verb(const Invocation& call);
int erase_contact_verb(const Invocation& call);

}  // namespace camp::cli
