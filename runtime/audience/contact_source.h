// The two formats that contacts come in. import_contacts (contact_import.h) picks one.
#pragma once
#include "runtime/audience/contact_batch.h"
#include "runtime/audience/rejects.h"

namespace camp {

// One import under way. All references outlive it.
struct ContactJob {
  const ContactImportOptions& options;
  std::vector<ImportField> schema;
  ContactBatcher& batcher;
  Rejects& rejects;
  ImportReport& report;
};

Result<void> import_contact_csv(ByteSource source, const ContactJob& job);
Result<void> import_contact_ndjson(ByteSource source, const ContactJob& job);

}  // namespace camp
