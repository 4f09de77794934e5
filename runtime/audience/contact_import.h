// Contacts from a CSV or NDJSON file into the engine.
//
// A bad row goes to the reject file (`<file>.rejects.csv`/`.ndjson`: the row as it was, then row
// number, column, reason), the rest goes in; importing the same file again changes nothing. Rows
// are given to the sink in batches, in file order; the last row of an id wins.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "lang/base/result.h"
#include "runtime/audience/csv.h"
#include "runtime/audience/field_text.h"
#include "runtime/engine/inputs.h"
#include "runtime/env/file_system.h"
#include "runtime/vm/linked_program.h"

namespace camp {

struct ContactImportOptions {
  enum class Format { kCsv, kNdjson } format = Format::kCsv;
  char separator = 0;  // 0: found in the header
  // attribute -> column; "id" says where the contact's id is. `@row` means the data row's number.
  // Without an entry a column is mapped to the attribute of its name, or nearly its name.
  std::map<std::string, std::string> map;
  std::vector<std::string> ignore;  // columns to pass over without a question
  // attribute -> pattern with {column} and {@row}: --set 'email=customer-{@row}@example.com'
  std::map<std::string, std::string> set;
  TextRules rules;
  // Only contacts who are there, whatever the schema requires of new ones; others are rejected.
  bool update = false;
  std::vector<std::uint32_t> lists;
  std::vector<SubscriptionInput> subscriptions;
  bool confirmed = false;  // also where a double opt-in would ask
  std::size_t batch_rows = 16'384;
  std::uint64_t rejects_max = 0;  // 0: no end; otherwise give up after so many
};
struct ImportReport {
  std::uint64_t rows = 0;
  UpsertCounts counts;
  std::uint64_t repeated = 0;  // merged into an earlier row of the same batch and id
  std::uint64_t rejected = 0;
  // Columns that are likely meant for an attribute, but do not have its name: then nothing was
  // imported, as somebody has to say.
  std::vector<std::string> questions;
  std::map<std::string, std::string> taken;  // attribute -> column of nearly its name
  std::vector<std::string> ignored_columns;
  std::vector<std::string> first_rejects;  // a few, rendered: "row 17, column spent: ..."
};
// Called after each batch; false asks to stop (Ctrl-C): what went in stays in.
using ImportProgress = std::function<bool(const ImportReport& so_far, std::uint64_t bytes_read)>;

// `rejects_path`: written only when there is something to reject.
Result<ImportReport> import_contacts(ByteSource source, const ContactImportOptions& options,
                                     const LinkedProgram& program, ContactSink& sink,
                                     FileSystem& files, const std::string& rejects_path,
                                     const ImportProgress& progress);

}  // namespace camp
