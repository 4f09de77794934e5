#include <fmt/format.h>

#include <set>

#include "cli/history_text.h"
#include "cli/why_not.h"
#include "lang/value/civil.h"
#include "runtime/audience/field_text.h"

namespace camp::cli {

void options_why(po::options_description&) {}

namespace {

// One decision about the message, and what stands around it in the history.
struct Decided {
  const HistoryEntry* message = nullptr;
  const HistoryEntry* wake = nullptr;       // the transition that it was part of
  const HistoryEntry* before = nullptr;     // the instance's transition before that
  std::vector<const HistoryEntry*> echoes;  // receipts and conversions
};

Decided around(const ContactHistory& history, std::size_t index) {
  const auto& entries = history.entries();
  Decided decided;
  decided.message = &entries[index];
  const auto& message = entries[index].entry;
  auto is_transition_of_it = [&](const HistoryEntry& kept) {
    return kept.entry.kind == EntryKind::kTransition &&
           kept.entry.subject.flow == message.subject.flow &&
           kept.entry.subject.instance == message.subject.instance;
  };
  // A transition's messages stand before it, in the same chunk.
  for (auto i = index + 1;
       i < entries.size() && entries[i].tick == entries[index].tick && !decided.wake; ++i) {
    if (is_transition_of_it(entries[i])) decided.wake = &entries[i];
  }
  for (auto i = index; i > 0 && !decided.before; --i) {
    if (is_transition_of_it(entries[i - 1])) decided.before = &entries[i - 1];
  }
  for (const auto& kept : entries) {
    bool echo = kept.entry.kind == EntryKind::kReceipt || kept.entry.kind == EntryKind::kConverted;
    if (echo && kept.entry.ledger_id == message.ledger_id) decided.echoes.push_back(&kept);
  }
  return decided;
}

std::string wake_line(Engine& engine, const Decided& decided) {
  if (!decided.wake) return "not known";
  const auto& wake = decided.wake->entry;
  std::string stood;
  if (decided.before && decided.before->entry.stop == StopKind::kParked) {
    const auto& before = decided.before->entry;
    stood = fmt::format("; it had stood at \"{}\" since {}, due {}",
                        step_label(engine, before.program, before.to_step),
                        instant_text(before.at_ms), instant_text(before.due_ms));
  }
  auto event = wake.event == 0
                   ? std::string()
                   : fmt::format("{} (event {})", name_of(engine, wake.event), wake.event_id);
  switch (wake.wake) {
    case WakeKind::kStart:
      return wake.subject.run != 0 ? fmt::format("the beginning of run {}", wake.subject.run)
                                   : "its entry" + (event.empty() ? "" : " by " + event);
    case WakeKind::kTimer:
      return fmt::format("its timer at {}", instant_text(wake.at_ms)) + stood;
    case WakeKind::kEvent:
    case WakeKind::kExitEvent:
      return fmt::format("{} at {}", event, instant_text(wake.at_ms)) + stood;
  }
  return {};
}

std::string outcome_line(Engine& engine, const HistoryEntry& message) {
  switch (message.fate) {
    case Fate::kSent:
      return fmt::format("sent, recorded at {}: {}", instant_text(message.settled_ms),
                         spool_place(engine, message));
    case Fate::kPending:
      return "pending in the outbox: camp tick sends it";
    case Fate::kWithheld:
      return "withheld: nothing was sent, and the contact went on as if it had been";
    case Fate::kSkipped:
      return "skipped for good: nothing was sent";
    case Fate::kFailed:
    case Fate::kCancelled:
    case Fate::kUnknown:
      return fate_text(message.entry, message.fate, message.reason);
  }
  return {};
}

enum class Passed { kOk, kStop, kNotReached };
// The gates before the deciding one let the message pass; the deciding one did not; the others were
// not asked.
std::vector<std::pair<const GateInfo*, Passed>> derivation(const Verdict& verdict) {
  std::vector<std::pair<const GateInfo*, Passed>> lines;
  bool stopped = false;
  for (const auto& gate : gates()) {
    bool decides = gate.gate == verdict.gate;
    lines.emplace_back(&gate, decides   ? Passed::kStop
                              : stopped ? Passed::kNotReached
                                        : Passed::kOk);
    stopped = stopped || decides;
  }
  return lines;
}

std::string derivation_text(const Verdict& verdict, bool color) {
  std::string text;
  for (const auto& [gate, passed] : derivation(verdict)) {
    auto mark = passed == Passed::kOk ? styled("ok", Style::kGood, color)
                : passed == Passed::kStop
                    ? styled("STOP", Style::kBad, color) + "  " + std::string(gate->doc)
                    : styled("-     not reached", Style::kDim, color);
    text += fmt::format("    {:<11} {}\n", gate->word, mark);
  }
  return text;
}

std::string decided_text(Engine& engine, const Decided& decided, bool color) {
  const auto& kept = *decided.message;
  const auto& entry = kept.entry;
  auto place = step_place(engine, entry.program, entry.step);
  auto text = styled(fmt::format("{} via {}: {}", name_of(engine, entry.message),
                                 info_of(entry.channel).word,
                                 printable(fate_text(entry, kept.fate, kept.reason))),
                     style_of(kept.fate), color) +
              "\n";
  Properties lines;
  lines.add("decided", fmt::format("{} by {}, instance {}", instant_text(entry.at_ms),
                                   flow_text(engine, entry.subject), entry.subject.instance));
  lines.add("step", step_label(engine, entry.program, entry.step) +
                        (place.empty() ? "" : fmt::format(" ({})", place)));
  lines.add("woken by", wake_line(engine, decided));
  if (!entry.subject.arms.empty()) lines.add("experiment", arms_text(engine, entry.subject.arms));
  if (entry.tried != 0) {
    bool skipped = entry.verdict.decision == Decision::kSkipped;
    lines.add(skipped ? "also tried" : "tried first",
              fmt::format("{}: not reachable there{}", channels_text(entry.tried),
                          skipped ? " either" : ""));
  }
  if (!entry.address.empty()) lines.add("address", std::string(entry.address));
  lines.add("outcome", outcome_line(engine, kept));
  for (const auto* echo : decided.echoes)
    lines.add("then",
              fmt::format("{}: {}", instant_text(echo->entry.at_ms), entry_text(engine, *echo)));
  lines.add("ledger id", to_hex(entry.ledger_id.view()));
  lines.add("gates", "");
  return text + lines.text(color, "  ") + derivation_text(entry.verdict, color);
}

Json decided_json(Engine& engine, const Decided& decided) {
  const auto& kept = *decided.message;
  const auto& entry = kept.entry;
  auto json = message_json(engine, entry, kept.fate, kept.reason);
  json["place"] = step_place(engine, entry.program, entry.step);
  json["woken_by"] = wake_line(engine, decided);
  if (decided.wake) json["wake"] = entry_json(engine, *decided.wake)["transition"];
  json["gates"] = Json::array();
  for (const auto& [gate, passed] : derivation(entry.verdict)) {
    Json line{{"gate", gate->word},
              {"result", passed == Passed::kOk     ? "ok"
                         : passed == Passed::kStop ? "stop"
                                                   : "not_reached"}};
    if (passed == Passed::kStop) line["why"] = gate->doc;
    json["gates"].push_back(std::move(line));
  }
  json["outcome"] = outcome_line(engine, kept);
  json["then"] = Json::array();
  for (const auto* echo : decided.echoes) json["then"].push_back(entry_json(engine, *echo));
  return json;
}

// What the second argument names: a message, or one line of the ledger.
struct Wanted {
  std::uint32_t message = 0;  // name number
  std::optional<Hash128> ledger_id;
};
Result<Wanted> wanted_of(Engine& engine, const std::string& text) {
  Wanted wanted;
  Hash128 id;
  if (from_hex(text, id.bytes.data(), id.bytes.size())) {
    wanted.ledger_id = id;
    return wanted;
  }
  CAMP_ASSIGN(auto known, all_message_names(engine));
  if (std::find(known.begin(), known.end(), text) == known.end())
    return unknown_name("message", text, known);
  wanted.message = engine.names().find(text);
  return wanted;
}

struct Answer {
  std::vector<Decided> decisions;  // newest first
  std::vector<Reason> reasons;     // why not elsewhere: other runs, other flows, refused entries
};

Result<Answer> find_answer(Session& session, const std::string& contact, const Wanted& wanted,
                           const ContactRow& row, const ContactHistory& history) {
  Answer answer;
  std::set<std::uint32_t> instances;
  const auto& entries = history.entries();
  for (auto i = entries.size(); i > 0; --i) {
    const auto& entry = entries[i - 1].entry;
    if (entry.kind != EntryKind::kMessage) continue;
    if (wanted.ledger_id ? entry.ledger_id != *wanted.ledger_id : entry.message != wanted.message)
      continue;
    answer.decisions.push_back(around(history, i - 1));
    instances.insert(entry.subject.instance);
  }
  if (wanted.ledger_id && answer.decisions.empty()) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("contact '{}' has no message with this ledger id", contact), "",
                 fmt::format("camp comms {} lists them", contact)};
  }
  if (wanted.ledger_id) return answer;
  CAMP_ASSIGN(answer.reasons,
              explain_absence(session, contact, row, history, wanted.message, instances));
  return answer;
}

void answer_json(const Invocation& call, Engine& engine, const Answer& answer) {
  Json decisions = Json::array();
  for (const auto& decided : answer.decisions) decisions.push_back(decided_json(engine, decided));
  Json reasons = Json::array();
  for (const auto& reason : answer.reasons) {
    Json json{{"reason", reason.word}, {"text", reason.text}};
    if (!reason.flow.empty()) json["flow"] = reason.flow;
    reasons.push_back(std::move(json));
  }
  call.console.answer("why", true,
                      {{"contact", call.arguments[0]},
                       {"message", call.arguments[1]},
                       {"decided", !decisions.empty()},
                       {"decisions", std::move(decisions)},
                       {"reasons", std::move(reasons)}});
}

void answer_text(const Invocation& call, Engine& engine, const Answer& answer) {
  const auto& console = call.console;
  bool first = true;
  for (const auto& decided : answer.decisions) {
    if (!std::exchange(first, false)) console.out("\n");
    console.out(decided_text(engine, decided, console.out_color()));
  }
  if (answer.reasons.empty()) return;
  console.out(answer.decisions.empty() ? fmt::format("{} was never decided for {}:\n",
                                                     call.arguments[1], call.arguments[0])
                                       : std::string("\nand otherwise not:\n"));
  for (const auto& reason : answer.reasons)
    console.out(fmt::format("  {}{}\n", reason.flow.empty() ? "" : reason.flow + ": ",
                            printable(reason.text)));
}

}  // namespace

int run_why(const Invocation& call) {
  if (call.arguments.size() != 2)
    return usage_error(call, "why", "name a contact and a message (or its ledger id)");
  auto session = open_session(call, "why", Access::kRead);
  if (!session) return session.code;
  auto& engine = session->engine();
  const auto& contact = call.arguments[0];
  auto row = find_contact(session->store(), contact);
  if (!row.ok()) return call.console.fail("why", row.error());
  auto wanted = wanted_of(engine, call.arguments[1]);
  if (!wanted.ok()) return call.console.fail("why", wanted.error());
  auto history = ContactHistory::read(session->store(), contact, *row);
  if (!history.ok()) return call.console.fail("why", history.error());
  auto answer = find_answer(*session.session, contact, *wanted, *row, *history);
  if (!answer.ok()) return call.console.fail("why", answer.error());
  if (call.console.json()) {
    answer_json(call, engine, *answer);
  } else {
    answer_text(call, engine, *answer);
  }
  return kDone;
}

}  // namespace camp::cli
