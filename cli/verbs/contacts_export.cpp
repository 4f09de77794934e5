#include <fmt/format.h>

#include <algorithm>

#include "cli/import_file.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "cli/verbs/contacts.h"
#include "lang/base/counted.h"
#include "runtime/audience/contact_export.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp::cli {

void add_contact_export_options(po::options_description& options) {
  options.add_options()("format", po::value<std::string>()->value_name("csv|ndjson"),
                        "csv or ndjson; import: otherwise by the file's extension")(
      "segment", po::value<std::string>()->value_name("SEGMENT"),
      "export: only contacts who are in this segment now")(
      "for-spreadsheet",
      "export: an apostrophe before texts that a spreadsheet would calculate; imports take it off");
}

namespace {

// Which contacts: all that are not erased, or those of one segment.
struct Selection {
  const LinkedProgram* program = nullptr;
  FunctionIndex condition = kNone;
  std::int64_t now_ms = 0;
};
Result<Selection> selection_of(const Invocation& call, const LinkedProgram& program,
                               std::int64_t now_ms) {
  Selection selection{&program, kNone, now_ms};
  if (!call.has("segment")) return selection;
  auto name = call.text("segment");
  const auto* segment = program.program().segment(name);
  if (!segment) {
    return unknown_name("segment", name, names_in(program.program(), program.program().segments));
  }
  selection.condition = segment->condition;
  return selection;
}

struct Exported {
  std::uint64_t contacts = 0;
  std::uint64_t undecided = 0;  // the segment's condition fails for them: left out, as by a run
  std::string first_undecided;
};

Result<bool> takes(const Selection& selection, ConditionProbe& probe, std::string_view id,
                   const ContactGlance& seen, Exported& exported) {
  if (seen.flags & kContactErased) return false;
  if (selection.condition == kNone) return true;
  const auto contact = facts_of(id, seen);
  std::string problem;
  CAMP_ASSIGN(const auto holds, probe.holds(*selection.program, selection.condition, contact,
                                            selection.now_ms, &problem));
  if (holds) return *holds;
  if (exported.undecided++ == 0) exported.first_undecided = fmt::format("{}: {}", id, problem);
  return false;
}

Result<Exported> export_all(const Invocation& call, Store& store, const Selection& selection,
                            const ContactExportOptions& options) {
  constexpr std::size_t kPieceBytes = 64u << 10;
  ContactWriter writer(*selection.program, options);
  ConditionProbe probe(store);
  std::string out = writer.header();
  std::string attributes;
  Exported exported;
  auto contacts = store.iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid() && !interrupted(); contacts->next()) {
    auto id = keys::id_of_contact_key(contacts->key());
    CAMP_ASSIGN(const auto seen, glance_at(store, contacts->key(), contacts->value(), &attributes));
    CAMP_ASSIGN(const bool taken, takes(selection, probe, id, seen, exported));
    if (!taken) continue;
    CAMP_TRY(writer.append(out, id, seen.attributes));
    ++exported.contacts;
    if (out.size() < kPieceBytes) continue;
    call.console.out(out);
    out.clear();
    if (!call.console.stdout_ok()) break;  // main says so, unless it was `| head`
  }
  CAMP_TRY(contacts->status());
  call.console.out(out);
  return exported;
}

Result<ContactExportOptions> export_options(const Invocation& call) {
  auto wrong = [](std::string message) {
    return Error{ErrorKind::kInvalid, std::move(message), "", "camp help contacts"};
  };
  auto format = call.has("format") ? call.text("format")
                                   : std::string(call.console.json() ? "ndjson" : "csv");
  if (format != "csv" && format != "ndjson") return wrong("--format is csv or ndjson");
  ContactExportOptions options;
  options.csv = format == "csv";
  CAMP_ASSIGN(options.encoding, encoding_option(call));
  if (options.encoding == Encoding::kFound) options.encoding = Encoding::kUtf8;
  CAMP_ASSIGN(char separator, separator_option(call));
  if (separator != 0 && !options.csv) return wrong("--separator is for CSV, and this is NDJSON");
  if (separator != 0) options.separator = separator;
  if (!call.has("for-spreadsheet")) return options;
  if (!options.csv) return wrong("--for-spreadsheet is for CSV, and this is NDJSON");
  options.guard = Guard::kForSpreadsheet;
  return options;
}

}  // namespace

int run_contacts_export(const Invocation& call) {
  if (!call.arguments.empty())
    return call.usage("contacts export writes to stdout: redirect it with > FILE");
  auto options = export_options(call);
  if (!options.ok()) return call.fail(options.error());
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto& program = store->view().current();
  if (!program) {
    return call.fail({ErrorKind::kNotFound, "no program has been installed in this store yet",
                      store->project().store_path(), "camp contacts import FILE"});
  }
  auto selection = selection_of(call, *program, store->view().now_ms());
  if (!selection.ok()) return call.fail(selection.error());
  auto exported = export_all(call, store->store(), *selection, *options);
  if (!exported.ok()) return call.fail(exported.error());
  if (call.console.stdout_ok()) call.console.note(counted(exported->contacts, "contact"));
  if (exported->undecided == 0) return kDone;
  call.console.note(fmt::format(
      "warning: {} left out, as the segment cannot be evaluated for them; the first: {}",
      counted(exported->undecided, "contact"), printable(exported->first_undecided)));
  return kFindings;
}

}  // namespace camp::cli
