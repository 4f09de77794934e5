#include "runtime/explain/incidents.h"

#include <fmt/format.h>

#include "cli/pause_subject.h"
#include "cli/render/table.h"
#include "cli/render/tally.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

void options_incidents(po::options_description& options) {
  options.add_options()("contact", po::value<std::string>(), "only this contact's")(
      "instance", po::value<std::uint32_t>(), "only the one with this number; with --contact")(
      "all", "retry, resolve, end: every flow's")(
      "limit", po::value<std::size_t>()->default_value(20), "list: so many one by one")(
      "reason", po::value<std::string>(), "end: for the contact's history")(
      "yes", "end: do it; without, only what would end");
  add_clock_option(options);
}

namespace {

// ---- list

Json list_json(const Incidents& incidents) {
  Json groups = Json::array(), lines = Json::array();
  for (const auto& it : incidents.groups)
    groups.push_back({{"flow", it.flow},
                      {"step", it.step},
                      {"problem", it.problem},
                      {"place", it.place},
                      {"count", it.count},
                      {"first", it.first_contact}});
  for (const auto& it : incidents.lines) {
    Json line{{"contact", it.contact},    {"flow", it.flow},
              {"instance", it.instance},  {"step", it.step},
              {"wake", word_of(it.wake)}, {"problem", it.problem},
              {"place", it.place},        {"at", instant_text(it.at_ms)}};
    if (it.run != 0) line["run"] = it.run;
    if (!it.event.empty()) line["event"] = it.event;
    lines.push_back(std::move(line));
  }
  return {{"count", incidents.count},
          {"groups", std::move(groups)},
          {"in_other_groups", incidents.in_other_groups},
          {"incidents", std::move(lines)}};
}

std::string woken_text(const IncidentLine& line) {
  if (!line.event.empty()) return line.event;
  return line.wake == WakeKind::kTimer ? "its time" : line.wake == WakeKind{} ? "" : "its start";
}

std::string group_text(const IncidentGroup& group, bool color) {
  auto text = styled(fmt::format("{} at \"{}\" in {}", counted(group.count, "contact"),
                                 printable(group.step), printable(group.flow)),
                     Style::kBold, color);
  text += fmt::format("\n  {}{}\n", printable(group.problem),
                      group.place.empty() ? "" : fmt::format(" ({})", printable(group.place)));
  return text;
}

std::string list_text(const Incidents& incidents, bool color) {
  if (incidents.stopped) return "stopped: not all contacts were looked at\n";
  if (incidents.count == 0) return "there are no incidents\n";
  std::string text;
  for (const auto& group : incidents.groups) text += group_text(group, color);
  if (incidents.in_other_groups > 0)
    text += fmt::format("and {} that failed otherwise\n", grouped(incidents.in_other_groups));
  Table table({{"contact", Align::kLeft, 40},
               {"flow", Align::kLeft, 40},
               {"instance", Align::kRight},
               {"failed at"},
               {"woken by", Align::kLeft, 40}});
  for (const auto& it : incidents.lines)
    table.add({printable(it.contact), printable(it.flow), fmt::format("#{}", it.instance),
               instant_text(it.at_ms), printable(woken_text(it))});
  if (!table.empty()) text += "\n" + table.text(color);
  if (incidents.lines.size() < incidents.count)
    text += fmt::format("... and {} more (--limit N)\n",
                        grouped(incidents.count - incidents.lines.size()));
  return text +
         "\nNothing of what failed was done, and nobody is sent anything more by these flows.\n"
         "  camp incidents retry FLOW     once the cause is mended: what failed is tried again\n"
         "  camp incidents resolve FLOW   the event is passed over, they wait on\n"
         "  camp incidents end FLOW       they leave the flow\n";
}

// ---- retry, resolve, end

// Whom the arguments mean.
Result<MendOrder> order_of(const Invocation& call, Mending what, const KnownFlows& known) {
  MendOrder order;
  order.what = what;
  order.contact = tidied(call.text("contact"));
  order.reason = call.text("reason");
  if (call.has("instance")) order.instance = call.values["instance"].as<std::uint32_t>();
  if (!call.arguments.empty()) {
    CAMP_ASSIGN(const auto named, flow_of(call, known));
    order.flow = named.subject;
  }
  return order;
}

int check_arguments(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("name one flow at most");
  if (call.has("all") && (!call.arguments.empty() || call.has("contact")))
    return call.usage("--all means everybody's: it takes no flow and no contact");
  if (!call.has("all") && call.arguments.empty() && !call.has("contact"))
    return call.usage("name a flow, say --contact ID, or --all");
  if (call.has("instance") && !call.has("contact"))
    return call.usage("--instance counts per contact: say --contact ID, too");
  if (call.has("contact") && tidied(call.text("contact")).empty())
    return call.usage("--contact names nobody");
  return check_reason(call);
}

struct FateText {
  MendFate fate;
  const char* word;  // of the JSON answer
  const char* text;
};
constexpr FateText kFates[] = {
    {MendFate::kFailedAgain, "failed_again", "failed again: camp incidents says why"},
    {MendFate::kPaused, "paused", "of a flow that is paused: camp resume, then again"},
    {MendFate::kNothingAwaited, "nothing_awaited",
     "had nothing to wait for any more: retry them, or end them"},
    {MendFate::kNotKnown, "not_known",
     "failed before camp kept what woke them: resolve them, or end them"},
};

int tell(const Invocation& call, const MendOrder& order, const MendReport& report,
         std::uint64_t messages, const Tally& tally) {
  const auto mended = report[MendFate::kMended];
  const bool left = report.all() > mended;
  if (call.console.json()) {
    Json body{{"mended", mended}, {"messages", messages}, {"stopped", report.stopped}};
    for (const auto& it : kFates) body[it.word] = report[it.fate];
    body.update(tally_json(tally));
    call.answer(!left, std::move(body));
    return left ? kFindings : kDone;
  }
  if (report.all() == 0) {
    call.console.out("there is no such incident: nothing was changed\n");
    return kDone;
  }
  const auto verb = order.what == Mending::kRetry     ? "went on"
                    : order.what == Mending::kResolve ? "wait on"
                                                      : "left";
  auto text =
      fmt::format("{} {}, {}\n", counted(mended, "instance"), verb, counted(messages, "message"));
  for (const auto& it : kFates)
    if (report[it.fate] > 0) text += fmt::format("{} {}\n", grouped(report[it.fate]), it.text);
  if (report.stopped) text += "stopped: the same command goes on\n";
  call.console.out(text);
  return left ? kFindings : kDone;
}

int refuse_without_yes(const Invocation& call, Session& session, const MendOrder& order) {
  auto view = StoreView::open(session.store(), session.engine().now_ms());
  if (!view.ok()) return call.fail(view.error());
  const auto incidents = read_incidents(**view, {order.flow, order.contact, order.instance, 0}, {});
  if (!incidents.ok()) return call.fail(incidents.error());
  return call.preview(
      {ErrorKind::kRefused,
       fmt::format("this would end {}; it cannot be undone", counted(incidents->count, "instance")),
       "", "the same with --yes"});
}

int mend(const Invocation& call, Mending what) {
  if (const auto code = check_arguments(call); code != kDone) return code;
  auto session = open_session(call);
  if (!session) return session.code;
  auto& engine = session->engine();
  const auto order = order_of(call, what, known_to(engine));
  if (!order.ok()) return call.fail(order.error());
  if (what == Mending::kEnd && !call.has("yes")) return refuse_without_yes(call, *session, *order);
  ProgressLine line(call.console, "contacts");
  const auto report = engine.mend(*order, [&](const Progress& progress) {
    return session->go_on(line, progress.done, progress.total);
  });
  if (!report.ok()) return call.fail(report.error());
  const auto messages = session->hand_over();
  if (!messages.ok()) return call.fail(messages.error());
  return tell(call, *order, *report, *messages, engine.tally());
}

}  // namespace

int run_incidents_list(const Invocation& call) {
  if (call.arguments.size() > 1) return call.usage("name one flow at most");
  auto store = open_reading(call);
  if (!store) return store.code;
  IncidentsAsked asked;
  asked.contact = tidied(call.text("contact"));
  asked.lines_max = call.values["limit"].as<std::size_t>();
  if (!call.arguments.empty()) {
    const auto named = flow_of(call, known_to(store->view()));
    if (!named.ok()) return call.fail(named.error());
    asked.flow = named->subject;
  }
  ProgressLine line(call.console, "contacts");
  const auto incidents =
      read_incidents(store->view(), asked, [&](std::uint64_t done, std::uint64_t total) {
        line.update(done, total);
        return !interrupted();
      });
  if (!incidents.ok()) return call.fail(incidents.error());
  if (call.console.json()) {
    call.answer(incidents->count == 0, list_json(*incidents));
  } else {
    call.console.out(list_text(*incidents, call.console.out_color()));
  }
  return incidents->count == 0 ? kDone : kFindings;
}

int run_incidents_retry(const Invocation& call) { return mend(call, Mending::kRetry); }
int run_incidents_resolve(const Invocation& call) { return mend(call, Mending::kResolve); }
int run_incidents_end(const Invocation& call) { return mend(call, Mending::kEnd); }

}  // namespace camp::cli
