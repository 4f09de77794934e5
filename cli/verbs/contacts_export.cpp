#include <fmt/format.h>

#include <algorithm>

#include "cli/render/table.h"
#include "cli/session.h"
#include "cli/verbs/contacts.h"
#include "lang/value/json_text.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp::cli {

void add_contact_export_options(po::options_description& options) {
  options.add_options()("format", po::value<std::string>(),
                        "csv or ndjson; import: otherwise by the file's extension")(
      "segment", po::value<std::string>(), "export: only contacts who are in this segment now");
}

namespace {

struct ExportField {
  std::string name;
  std::uint32_t number = 0;
  bool free_text = false;  // may begin like a formula
};

std::vector<ExportField> fields_of(const LinkedProgram& program) {
  std::vector<ExportField> fields;
  for (const auto& field : program.program().contact) {
    // Phone numbers begin with `+` and hold digits only: checked at the import, harmless in a
    // sheet.
    bool free_text = field.type.is_text() && field.type.kind != TypeKind::kPhone;
    fields.push_back({program.program().name(field.name), program.number(field.name), free_text});
  }
  return fields;
}

// Quoted, quotes doubled. A text that a spreadsheet would take for a formula gets an apostrophe in
// front.
void append_cell(std::string& out, std::string_view text, bool free_text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  out.push_back('"');
  if (free_text && !text.empty() && kFormulaStarts.find(text[0]) != std::string_view::npos)
    out.push_back('\'');
  for (char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

class Exporter {
 public:
  Exporter(const LinkedProgram& program, bool csv) : fields_(fields_of(program)), csv_(csv) {}

  std::string header() const {
    if (!csv_) return {};
    std::string line;
    append_cell(line, "id", true);
    for (const auto& field : fields_) {
      line.push_back(',');
      append_cell(line, field.name, true);
    }
    return line + "\r\n";
  }

  void append(std::string& out, std::string_view id, std::string_view attributes) {
    arena_.reset();
    return csv_ ? append_csv(out, id, attributes) : append_ndjson(out, id, attributes);
  }

 private:
  void append_csv(std::string& out, std::string_view id, std::string_view attributes) {
    append_cell(out, id, true);
    for (const auto& field : fields_) {
      out.push_back(',');
      append_cell(out, text_of_value(find_attribute(attributes, field.number, arena_)),
                  field.free_text);
    }
    out.append("\r\n");
  }
  void append_ndjson(std::string& out, std::string_view id, std::string_view attributes) {
    out.append("{\"id\":");
    append_json_string(out, id);
    for (const auto& field : fields_) {
      auto value = find_attribute(attributes, field.number, arena_);
      if (value.is_absent()) continue;
      out.push_back(',');
      append_json_string(out, field.name);
      out.push_back(':');
      append_json(out, value);
    }
    out.append("}\n");
  }

  std::vector<ExportField> fields_;
  bool csv_;
  Arena arena_{16u << 10};
};

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
    std::vector<NameIndex> names;
    for (const auto& known : program.program().segments) names.push_back(known.name);
    return unknown_name("segment", name, names_in(program.program(), names));
  }
  selection.condition = segment->condition;
  return selection;
}

struct Exported {
  std::uint64_t contacts = 0;
  std::uint64_t undecided = 0;  // the segment's condition fails for them: left out, as by a run
  std::string first_undecided;
};

bool takes(const Selection& selection, ConditionProbe& probe, std::string_view id,
           const ContactGlance& seen, Exported& exported) {
  if (seen.flags & kContactErased) return false;
  if (selection.condition == kNone) return true;
  ContactFacts contact;
  contact.id = id;
  contact.attributes = seen.attributes;
  contact.encoded_lists = seen.lists;
  contact.flags = seen.flags;
  std::string problem;
  auto holds =
      probe.holds(*selection.program, selection.condition, contact, selection.now_ms, &problem);
  if (holds) return *holds;
  if (exported.undecided++ == 0) exported.first_undecided = fmt::format("{}: {}", id, problem);
  return false;
}

Result<Exported> export_all(const Invocation& call, Store& store, const Selection& selection,
                            bool csv) {
  constexpr std::size_t kPieceBytes = 64u << 10;
  Exporter exporter(*selection.program, csv);
  ConditionProbe probe(store);
  std::string out = exporter.header();
  std::string attributes;
  Exported exported;
  auto contacts = store.iterate(Family::kContacts, {});
  for (contacts->seek_to_first(); contacts->valid() && !interrupted(); contacts->next()) {
    auto id = keys::id_of_contact_key(contacts->key());
    CAMP_ASSIGN(const auto seen, glance_at(store, contacts->key(), contacts->value(), &attributes));
    if (!takes(selection, probe, id, seen, exported)) continue;
    exporter.append(out, id, seen.attributes);
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

}  // namespace

int run_contacts_export(const Invocation& call) {
  if (!call.arguments.empty())
    return call.usage("contacts export writes to stdout: redirect it with > FILE");
  auto format = call.has("format") ? call.text("format")
                                   : std::string(call.console.json() ? "ndjson" : "csv");
  if (format != "csv" && format != "ndjson") return call.usage("--format is csv or ndjson");
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto& program = store->view().current();
  if (!program) {
    return call.fail({ErrorKind::kNotFound, "no program has been installed in this store yet",
                      store->project().store_path(), "camp contacts import FILE"});
  }
  auto selection = selection_of(call, *program, store->view().now_ms());
  if (!selection.ok()) return call.fail(selection.error());
  auto exported = export_all(call, store->store(), *selection, format == "csv");
  if (!exported.ok()) return call.fail(exported.error());
  if (call.console.stdout_ok()) call.console.note(counted(exported->contacts, "contact"));
  if (exported->undecided == 0) return kDone;
  call.console.note(fmt::format(
      "warning: {} left out, as the segment cannot be evaluated for them; the first: {}",
      counted(exported->undecided, "contact"), printable(exported->first_undecided)));
  return kFindings;
}

}  // namespace camp::cli
