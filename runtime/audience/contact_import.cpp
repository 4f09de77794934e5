#include "runtime/audience/contact_import.h"

#include "runtime/audience/contact_source.h"

namespace camp {

Result<ImportReport> import_contacts(ByteSource source, const ContactImportOptions& options,
                                     const LinkedProgram& program, ContactSink& sink,
                                     FileSystem& files, const std::string& rejects_path,
                                     const ImportProgress& progress) {
  ImportReport report;
  Rejects rejects(files, rejects_path, options.rejects_max, &report.rejected,
                  &report.first_rejects);
  ContactBatcher batcher(options, sink, rejects, progress, &report);
  ImportSchema schema{program.program(), program.numbers()};
  ContactJob job{options, import_fields(schema, program.program().contact), batcher, rejects,
                 report};
  bool csv = options.format == ContactImportOptions::Format::kCsv;
  auto imported = csv ? import_contact_csv(std::move(source), job)
                      : import_contact_ndjson(std::move(source), job);
  auto finished =
      rejects.finish();  // also after a failure: what was rejected until then is worth reading
  CAMP_TRY(std::move(imported));
  CAMP_TRY(std::move(finished));
  return report;
}

}  // namespace camp
