#include <fmt/format.h>

#include "cli/history_text.h"
#include "lang/value/civil.h"
#include "runtime/audience/field_text.h"

namespace camp::cli {

void options_comms(po::options_description& options) {
  options.add_options()("show", "also the messages' texts, as they were sent")(
      "all", "the whole history: entries, waits, exits, refusals, consents, incidents");
}

namespace {

// What came back of a message: receipts, each kind once, and conversions credited to it.
struct Echo {
  std::vector<std::string> receipts;
  std::vector<std::string> conversions;
};
Echo echo_of(Engine& engine, const ContactHistory& history, const Hash128& ledger_id) {
  Echo echo;
  for (const auto& kept : history.entries()) {
    const auto& entry = kept.entry;
    if (entry.ledger_id != ledger_id) continue;
    if (entry.kind == EntryKind::kReceipt && entry.first)
      echo.receipts.emplace_back(receipt_word(entry.receipt));
    if (entry.kind == EntryKind::kConverted) {
      auto text = name_of(engine, entry.goal);
      if (!entry.worth.is_absent()) text += " " + text_of_value(entry.worth);
      echo.conversions.push_back(std::move(text));
    }
  }
  return echo;
}

Json shown_json(Engine& engine, const JournalEntry& message) {
  std::string subject, text, html;
  auto composed = compose_again(engine, message, &subject, &text, &html);
  if (!composed.ok()) return {{"problem", composed.error().message}};
  Json json;
  if (!subject.empty()) json["subject"] = subject;
  if (!text.empty()) json["text"] = text;
  if (!html.empty()) json["html"] = html;
  return json;
}

std::string shown_text(Engine& engine, const HistoryEntry& kept, bool color) {
  const auto& entry = kept.entry;
  std::string subject, text, html;
  auto out = "\n" +
             styled(fmt::format("{}  {} via {} to {}", instant_text(entry.at_ms),
                                name_of(engine, entry.message), info_of(entry.channel).word,
                                entry.address.empty() ? "(erased)" : printable(entry.address)),
                    Style::kBold, color) +
             "\n";
  auto composed = compose_again(engine, entry, &subject, &text, &html);
  if (!composed.ok()) return out + composed.error().message + "\n";
  if (!subject.empty()) out += "Subject: " + printable(subject) + "\n\n";
  if (!text.empty()) out += printable(text, Lines::kMany) + "\n";
  if (!html.empty()) out += (text.empty() ? "" : "\n") + printable(html, Lines::kMany) + "\n";
  return out;
}

void answer_json(const Invocation& call, Engine& engine, const ContactRow& row,
                 const ContactHistory& history) {
  Json messages = Json::array();
  Json all = Json::array();
  for (const auto& kept : history.entries()) {
    if (call.has("all")) all.push_back(entry_json(engine, kept));
    if (kept.entry.kind != EntryKind::kMessage) continue;
    auto json = message_json(engine, kept.entry, kept.fate, kept.reason);
    auto echo = echo_of(engine, history, kept.entry.ledger_id);
    json["receipts"] = echo.receipts;
    json["conversions"] = echo.conversions;
    if (call.has("show") && kept.entry.verdict.decision == Decision::kQueued)
      json["content"] = shown_json(engine, kept.entry);
    messages.push_back(std::move(json));
  }
  Json body{{"contact", call.arguments[0]},
            {"erased", (row.flags & kContactErased) != 0},
            {"messages", messages}};
  if (call.has("all")) body["history"] = std::move(all);
  call.console.answer("comms", true, std::move(body));
}

Table message_table(Engine& engine, const ContactHistory& history) {
  Table table({{"time"},
               {"flow", Align::kLeft, 40},
               {"message", Align::kLeft, 40},
               {"channel"},
               {"address", Align::kLeft, 40},
               {"decision"},
               {"receipts"},
               {"conversions"}});
  for (const auto& kept : history.entries()) {
    const auto& entry = kept.entry;
    if (entry.kind != EntryKind::kMessage) continue;
    auto echo = echo_of(engine, history, entry.ledger_id);
    auto flow = name_of(engine, entry.subject.flow);
    if (entry.subject.run != 0) flow += fmt::format(" #{}", entry.subject.run);
    table.add({instant_text(entry.at_ms),
               flow,
               name_of(engine, entry.message),
               std::string(info_of(entry.channel).word),
               std::string(entry.address),
               {fate_text(entry, kept.fate, kept.reason), style_of(kept.fate)},
               fmt::format("{}", fmt::join(echo.receipts, ", ")),
               fmt::format("{}", fmt::join(echo.conversions, ", "))});
  }
  return table;
}

Table history_table(Engine& engine, const ContactHistory& history) {
  Table table({{"time"},
               {"flow", Align::kLeft, 40},
               {"inst", Align::kRight},
               {"what happened", Align::kLeft, 200}});
  for (const auto& kept : history.entries()) {
    const auto& subject = kept.entry.subject;
    auto flow = subject.flow == 0 ? std::string() : name_of(engine, subject.flow);
    if (subject.run != 0) flow += fmt::format(" #{}", subject.run);
    bool bad = kept.entry.kind == EntryKind::kIncident;
    table.add({instant_text(kept.entry.at_ms),
               flow,
               subject.instance ? std::to_string(subject.instance) : "",
               {entry_text(engine, kept), bad ? Style::kBad : Style::kPlain}});
  }
  return table;
}

void answer_text(const Invocation& call, Engine& engine, const ContactRow& row,
                 const ContactHistory& history) {
  const auto& console = call.console;
  if (row.flags & kContactErased)
    console.note("this contact was erased: decisions stay, names and texts are gone");
  auto table = call.has("all") ? history_table(engine, history) : message_table(engine, history);
  if (table.empty()) {
    console.out(
        call.has("all")
            ? "nothing has happened to this contact yet\n"
            : "no message to this contact was ever decided; camp why CONTACT MESSAGE says why\n");
    return;
  }
  console.out(table.text(console.out_color()));
  if (!call.has("show")) return;
  for (const auto& kept : history.entries()) {
    bool queued =
        kept.entry.kind == EntryKind::kMessage && kept.entry.verdict.decision == Decision::kQueued;
    if (queued) console.out(shown_text(engine, kept, console.out_color()));
  }
}

}  // namespace

int run_comms(const Invocation& call) {
  if (call.arguments.size() != 1) return usage_error(call, "comms", "name one contact");
  auto session = open_session(call, "comms", Access::kRead);
  if (!session) return session.code;
  auto row = find_contact(session->store(), call.arguments[0]);
  if (!row.ok()) return call.console.fail("comms", row.error());
  auto history = ContactHistory::read(session->store(), call.arguments[0], *row);
  if (!history.ok()) return call.console.fail("comms", history.error());
  if (call.console.json()) {
    answer_json(call, session->engine(), *row, *history);
  } else {
    answer_text(call, session->engine(), *row, *history);
  }
  return kDone;
}

}  // namespace camp::cli
