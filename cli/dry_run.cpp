#include "cli/dry_run.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "cli/render/tally.h"
#include "lang/base/counted.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {
namespace {

struct Listed {
  std::string contact;
  Told told;
};

// The trial's outbox has asked of each message what it asks before sending: what still waits there
// waits for its channel's rate.
std::string outlook_of(const ToldMessage& message) {
  if (message.fate == Fate::kSent) return "would be sent";
  if (message.fate == Fate::kPending) return "would be sent later (rate)";
  return fate_text(message);
}
Style outlook_style(const ToldMessage& message) { return style_of(message.fate); }

// What the ledger of the trial has of the run, counted by what became of it.
class Outlook {
 public:
  struct Key {
    std::string message;
    std::string channel;
    std::string fate;  // in words, with the reason
    auto operator<=>(const Key&) const = default;
  };
  struct Count {
    std::uint64_t contacts = 0;
    Style style{};
  };

  Outlook(StoreView& view, std::uint32_t run, bool list) : view_(view), run_(run), list_(list) {}

  Result<void> read(Store& store) {
    CAMP_TRY(scan_ledger(store, [&](const LedgerLine& line) {
      if (line.entry.subject.run == run_) add(line);
      return !interrupted();
    }));
    return view_.status();
  }
  const std::map<Key, Count>& counts() const { return counts_; }
  const std::vector<Listed>& list() const { return listed_; }

 private:
  void add(const LedgerLine& line) {
    auto told = tell(view_, line);
    const auto& message = *told.message();
    auto& count =
        counts_[{message.message, std::string(info_of(message.channel).word), outlook_of(message)}];
    ++count.contacts;
    count.style = outlook_style(message);
    if (list_) listed_.push_back({std::string(line.contact_id), std::move(told)});
  }

  StoreView& view_;
  std::uint32_t run_;
  bool list_;
  std::map<Key, Count> counts_;
  std::vector<Listed> listed_;
};

std::string outlook_text(const Outlook& outlook, bool color) {
  Table table({{"message"}, {"channel"}, {"what"}, {"contacts", Align::kRight}});
  for (const auto& [key, count] : outlook.counts())
    table.add({key.message, key.channel, {key.fate, count.style}, grouped(count.contacts)});
  auto text = table.empty() ? std::string() : table.text(color);
  Table list({{"contact"}, {"message"}, {"channel"}, {"what"}});
  for (const auto& [contact, told] : outlook.list()) {
    const auto& message = *told.message();
    list.add({contact,
              message.message,
              std::string(info_of(message.channel).word),
              {outlook_of(message), outlook_style(message)}});
  }
  return list.empty() ? text : text + "\n" + list.text(color);
}

Json outlook_json(const Outlook& outlook) {
  Json rows = Json::array();
  for (const auto& [key, count] : outlook.counts())
    rows.push_back({{"message", key.message},
                    {"channel", key.channel},
                    {"what", key.fate},
                    {"contacts", count.contacts}});
  return rows;
}

Json list_json(const Outlook& outlook) {
  Json rows = Json::array();
  for (const auto& [contact, told] : outlook.list()) {
    Json json{{"contact", contact}};
    json.update(message_json(told));
    json["what"] = outlook_of(*told.message());
    rows.push_back(std::move(json));
  }
  return rows;
}

}  // namespace

std::string left_out_text(const RunRow& run) {
  std::vector<std::string> parts;
  if (run.doubles != 0) parts.push_back(fmt::format("{} left out by `one per`", run.doubles));
  if (run.above_limit != 0) parts.push_back(fmt::format("{} above the limit", run.above_limit));
  if (run.without_outlet != 0)
    parts.push_back(fmt::format("{} without an outlet", run.without_outlet));
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
}

Json left_out_json(const RunRow& run) {
  return {
      {"one_per", run.doubles}, {"limit", run.above_limit}, {"without_outlet", run.without_outlet}};
}

int show_dry_run(const Invocation& call, Session& session, const RunReport& report) {
  const auto& run = report.run;
  auto view = StoreView::open(session.store(), session.engine().now_ms());
  if (!view.ok()) return call.fail(view.error());
  Outlook outlook(**view, report.already ? 0 : run.number, call.has("list"));
  if (!report.already) {
    auto read = outlook.read(session.store());
    if (!read.ok()) return call.fail(read.error());
  }
  const auto incidents = session.engine().tally().incidents;
  const auto& program = session.program();
  const auto approval = session.engine().approvals().standing(
      program, program.program().flow_index(call.arguments[0]));
  if (call.console.json()) {
    Json body{{"campaign", call.arguments[0]},
              {"key", run.key},
              {"dry_run", true},
              {"already", report.already},
              {"audience", run.audience},
              {"left_out", left_out_json(run)},
              {"outlook", outlook_json(outlook)},
              {"incidents", incidents},
              {"stopped", report.stopped}};
    if (approval.needed) body["approval"] = approval_json(approval);
    if (call.has("list")) body["list"] = list_json(outlook);
    call.answer(true, std::move(body));
    return incidents > 0 ? kFindings : kDone;
  }
  if (report.already) {
    call.console.out(fmt::format("the run of {} with key '{}' is done: nothing would be sent\n",
                                 call.arguments[0], run.key));
    return kDone;
  }
  if (!approval.given)
    call.console.note(fmt::format("it may not begin yet: {} (camp approvals {})",
                                  approval.lacks_text(), call.arguments[0]));
  call.console.out(fmt::format(
      "a run of {} now: audience {}{}; up to each contact's first wait\n{}{}nothing was stored or "
      "sent{}\n",
      call.arguments[0], grouped(run.audience), left_out_text(run),
      outlook_text(outlook, call.console.out_color()),
      incidents > 0 ? fmt::format("{}\n", counted(incidents, "incident")) : "",
      report.stopped ? " (stopped: not everybody was asked)" : ""));
  return incidents > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
