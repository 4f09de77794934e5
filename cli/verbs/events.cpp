#include <fmt/format.h>

#include "cli/import_file.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/audience/event_import.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

void options_events(po::options_description& options) {
  add_import_options(options);
  options.add_options()("history",
                        "the events are of the past: they are recorded and count, and start and "
                        "wake nothing");
  add_store_options(options);
}

namespace {

Json entered_json(const EventCounts& counts, const Names& names) {
  auto json = Json::array();
  for (const auto& [what, contacts] : counts.entered)
    json.push_back({{"journey", names.text(what.first)},
                    {"event", names.text(what.second)},
                    {"contacts", contacts}});
  return json;
}

std::string_view reason_text(Refusal why) {
  switch (why) {
    case Refusal::kOld:
      return "the event was older than a day (`even late` on the journey's start lets such in)";
    case Refusal::kExitedFirst:
      return "what takes them out again had happened already";
    case Refusal::kNotApproved:
      return "what they would get is not approved (camp approvals)";
    default:
      return info_of(why).text;
  }
}

// Who was let in, and who was not: the line to read before anything is sent.
std::string entered_text(const EventCounts& counts, const Names& names) {
  std::string text;
  for (const auto& [what, contacts] : counts.entered)
    text += fmt::format("entered {}: {} by {}\n", names.text(what.first),
                        counted(contacts, "contact"), event_text(names.text(what.second)));
  for (const auto& [why, count] : counts.refused)
    text += fmt::format("not let in: {}, as {}\n", counted(count, "contact"), reason_text(why));
  return text;
}

Json report_json(const EventReport& report, const Names& names, const std::string& rejects_path,
                 std::int64_t now_ms, bool stopped) {
  Json json{{"rows", report.rows},
            {"applied", report.counts.applied},
            {"duplicates", report.counts.duplicates},
            {"late", report.counts.late},
            {"rejected", report.rejected},
            {"entered", entered_json(report.counts, names)},
            {"refused", refused_json(report.counts)},
            {"ignored_fields", report.ignored_fields},
            {"now", instant_text(now_ms)},
            {"stopped", stopped}};
  if (report.rejected > 0) {
    json["rejects"] = rejects_path;
    json["first_rejects"] = report.first_rejects;
  }
  return json;
}

std::string report_text(const EventReport& report, const Names& names,
                        const std::string& rejects_path, std::int64_t clock_moved_to_ms,
                        bool stopped) {
  auto text =
      fmt::format("{}: {} applied, {} known already, {} rejected{}\n", counted(report.rows, "line"),
                  grouped(report.counts.applied), grouped(report.counts.duplicates),
                  grouped(report.rejected), stopped ? " (stopped; the same command goes on)" : "");
  text += entered_text(report.counts, names);
  if (report.counts.late > 0)
    text += fmt::format(
        "{} of the applied came late: they are recorded and count for goals, and undo nothing\n",
        grouped(report.counts.late));
  if (clock_moved_to_ms != 0)
    text += fmt::format("the store's clock is now {}\n", instant_text(clock_moved_to_ms));
  if (!report.ignored_fields.empty())
    text += fmt::format("ignored, as no schema knows them: {}\n",
                        printable(fmt::format("{}", fmt::join(report.ignored_fields, ", "))));
  return text + rejects_text(report.rejected, report.first_rejects, rejects_path);
}

}  // namespace

int run_events_import(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name the file to import, or - for stdin");
  auto file = ImportFile::open(call);
  if (!file.ok()) return call.fail(file.error());
  auto session = open_session(call);
  if (!session) return session.code;
  auto& engine = session->engine();
  const auto began_ms = engine.now_ms();
  auto rejects_path = file->rejects_path(call, "ndjson");
  EventImportOptions options;
  options.history = call.has("history");
  ProgressLine line(call.console, "events");
  auto report =
      import_events(file->source(), options, session->program(), engine, session->files(),
                    rejects_path, [&](const EventReport& so_far, std::uint64_t) {
                      return session->go_on(line, so_far.rows, file->rows_expected(so_far.rows));
                    });
  if (!report.ok()) return call.fail(report.error());
  auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  if (call.console.json()) {
    call.answer(report->rejected == 0,
                report_json(*report, engine.names(), rejects_path, engine.now_ms(), interrupted()));
  } else {
    const auto moved_to_ms =
        engine.now_ms() == began_ms || !engine.virtual_time() ? 0 : engine.now_ms();
    call.console.out(
        report_text(*report, engine.names(), rejects_path, moved_to_ms, interrupted()));
  }
  return report->rejected == 0 ? kDone : kFindings;
}

}  // namespace camp::cli
