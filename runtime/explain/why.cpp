#include "runtime/explain/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lang/base/bytes.h"
#include "lang/program/contents.h"
#include "lang/value/civil.h"
#include "runtime/delivery/spool.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/holding.h"
#include "runtime/explain/paced.h"
#include "runtime/explain/unknown.h"
#include "runtime/explain/why_not.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

bool is_transition_of(const HistoryEntry& kept, const Subject& subject) {
  return kept.entry.transition() != nullptr && kept.entry.subject.flow == subject.flow &&
         kept.entry.subject.instance == subject.instance;
}

// Of a message that was held: the exit that ended that, in the same chunk before it. Nothing: its
// time had come.
const HistoryEntry* exit_before(const std::vector<HistoryEntry>& entries, std::size_t message) {
  for (auto i = message; i > 0 && entries[i - 1].tick == entries[message].tick; --i) {
    const auto& before = entries[i - 1];
    if (is_transition_of(before, entries[message].entry.subject))
      return before.entry.transition()->stop == StopKind::kExited ? &before : nullptr;
  }
  return nullptr;
}

// The transition that decided the message: its messages stand before it, in the same chunk.
const HistoryEntry* wake_of(const std::vector<HistoryEntry>& entries, std::size_t message) {
  if (entries[message].entry.message()->was_held) return exit_before(entries, message);
  for (auto i = message + 1; i < entries.size() && entries[i].tick == entries[message].tick; ++i) {
    if (is_transition_of(entries[i], entries[message].entry.subject)) return &entries[i];
  }
  return nullptr;
}

// Where the instance's transition before that had left it.
std::optional<ToldStand> stood_before(StoreView& view, const std::vector<HistoryEntry>& entries,
                                      std::size_t message) {
  std::optional<std::int64_t> due_ms;  // put off by a resume
  for (auto i = message; i > 0; --i) {
    const auto& before = entries[i - 1].entry;
    if (const auto* shifted = std::get_if<ShiftedEntry>(&before.what);
        shifted != nullptr && before.subject.instance == entries[message].entry.subject.instance)
      due_ms = due_ms.value_or(shifted->due_ms);
    if (!is_transition_of(entries[i - 1], entries[message].entry.subject)) continue;
    const auto& left = *before.transition();
    if (left.stop != StopKind::kParked) return std::nullopt;
    return ToldStand{view.step_label(left.program, left.to_step), before.at_ms,
                     due_ms.value_or(left.due_ms)};
  }
  return std::nullopt;
}

// The decision to hold a message that was asked about again.
const HistoryEntry* held_before(const std::vector<HistoryEntry>& entries, std::size_t message) {
  const auto& ledger_id = entries[message].entry.message()->ledger_id;
  for (auto i = message; i > 0; --i) {
    const auto* before = entries[i - 1].entry.message();
    if (before != nullptr && before->ledger_id == ledger_id) return &entries[i - 1];
  }
  return nullptr;
}

std::vector<GateStep> derivation(const Verdict& verdict) {
  std::vector<GateStep> steps;
  bool stopped = false;
  for (const auto& gate : gates()) {
    bool decides = gate.gate == verdict.gate;
    steps.push_back({&gate, decides ? Passed::kStop : stopped ? Passed::kNotReached : Passed::kOk});
    stopped = stopped || decides;
  }
  return steps;
}

// Where to look for the message in the spool: the file that the outcomes name when it can be the
// message's own.
std::string spool_place(const Told& told, std::string_view outcome_file) {
  SpoolTarget target;
  target.flow = told.subject.flow;
  target.run = told.subject.run_key;
  // The day of the decision, as the spool takes it.
  target.day = instant_text(told.at_ms).substr(0, sizeof "2026-03-02" - 1);
  target.channel = told.message()->channel;
  auto first = Spool::path_of(target, 1);
  // `email-0001.mbox`: another file of the same folder and channel has the same beginning.
  auto stem = first.substr(0, first.rfind('-') + 1);
  bool own = outcome_file.substr(0, stem.size()) == stem;
  return "spool/" + (own ? std::string(outcome_file) : first);
}

template <class Entry>
bool is_credited(const Entry* entry, const Hash128& ledger_id) {
  if (entry == nullptr) return false;
  const auto& own = entry->shares.own;
  return entry->ledger_id == ledger_id ||
         std::any_of(own.begin(), own.end(),
                     [&](const CreditShare& it) { return it.ledger_id == ledger_id; });
}

// What came back of the message with this ledger id.
bool is_echo(const JournalEntry& entry, const Hash128& ledger_id) {
  const auto* receipt = std::get_if<ReceiptEntry>(&entry.what);
  return (receipt != nullptr && receipt->ledger_id == ledger_id) ||
         is_credited(std::get_if<ConvertedEntry>(&entry.what), ledger_id) ||
         is_credited(std::get_if<RefundedEntry>(&entry.what), ledger_id);
}

std::string from_text(const Program& program, const ContentDecl& content) {
  std::string text;
  if (content.segment != kNone) text = "for " + program.name(content.segment);
  if (content.language != kNone)
    text +=
        fmt::format("{}in {}", text.empty() ? "" : " ", program.constants[content.language].text());
  return text.empty() ? "for everybody" : text;
}

// By content, in source order; none where everybody gets the same, or nothing was rendered.
std::vector<ToldSource> sources_of(StoreView& view, const MessageEntry& message) {
  std::vector<ToldSource> sources;
  const auto linked = view.programs().get(message.program);
  if (!linked.ok() || message.slots.empty()) return sources;
  const auto* decl = (*linked)->message_by_number(message.message);
  if (decl == nullptr || !has_choice(*decl, message.channel)) return sources;
  ContentChoice choice;
  Reader in(message.slots);
  if (!read_choice(in, *decl, message.channel, &choice)) return sources;
  std::vector<const PartDecl*> parts;
  chosen_parts(*decl, choice, &parts);
  for (std::size_t i = 0; i < decl->contents.size(); ++i) {
    ToldSource source;
    for (const auto* part : parts) {
      if (choice.from(info_of(part->part).lead) != i + 1) continue;
      std::string word(info_of(part->part).word);
      if (source.parts.empty() || source.parts.back() != word)
        source.parts.push_back(std::move(word));
    }
    if (source.parts.empty()) continue;
    source.from = from_text((*linked)->program(), decl->contents[i]);
    sources.push_back(std::move(source));
  }
  return sources;
}

// A subscription of the message's conversation and channel that was asked for before, and is not
// confirmed to this day.
std::string pending_of(StoreView& view, const ContactRow& row, const JournalEntry& entry,
                       const MessageEntry& message) {
  if (message.verdict.gate != Gate::kConsent) return {};
  const auto linked = view.programs().get(message.program);
  if (!linked.ok()) return {};
  const auto& program = (*linked)->program();
  const auto flow = (*linked)->flow_by_number(entry.subject.flow);
  if (flow == kNone || program.flows[flow].conversation == kNone) return {};
  const auto& conversation = program.conversations[program.flows[flow].conversation];
  const auto pending =
      tell_pending(view, row, (*linked)->number(conversation.name), message.channel);
  if (!pending || pending->asked_ms > entry.at_ms) return {};
  return "subscription pending " + pending_text(*pending);
}

bool is_share(const JournalEntry& entry, const Subject& subject) {
  const auto* it = std::get_if<AssignedEntry>(&entry.what);
  return it != nullptr && it->share_ppm != 0 &&
         std::find(subject.arms.begin(), subject.arms.end(), it->assigned) != subject.arms.end();
}

// What holds it up at the moment, if that is its channel's rate.
Result<void> tell_rate(StoreView& view, std::string_view contact_id, const HistoryEntry& kept,
                       ToldDecision* decision) {
  if (kept.fate != Fate::kPending || kept.reason != info_of(Gate::kRate)->word) return {};
  const auto& message = *kept.entry.message();
  CAMP_ASSIGN(const auto slot_ms,
              slot_of(view.store(), keys::partition_of(contact_id),
                      {message.channel, message.transactional}, message.ledger_id));
  if (!slot_ms) return {};
  auto& told = std::get<ToldMessage>(decision->told.what);
  if (told.hold) return {};  // a pause: the line does not move
  told.until_ms = *slot_ms;
  const auto* declared =
      view.current() ? view.current()->program().find_channel(message.channel) : nullptr;
  told.rule = fmt::format("the rate of {}", info_of(message.channel).word);
  if (declared != nullptr && declared->rate.limit != 0) told.rule += ": " + text_of(declared->rate);
  decision->gates = derivation({Decision::kHeld, Gate::kRate});
  return {};
}

ToldDecision tell_decision(StoreView& view, const ContactRow& row, const ContactHistory& history,
                           std::size_t index) {
  const auto& entries = history.entries();
  const auto& kept = entries[index];
  const auto& message = *kept.entry.message();
  ToldDecision decision;
  decision.told = tell(view, kept);
  decision.place = view.step_place(message.program, message.step);
  decision.settled_ms = kept.settled_ms;
  if (kept.fate == Fate::kSent)
    decision.place_sent =
        is_spool_path(kept.file) ? spool_place(decision.told, kept.file) : std::string(kept.file);
  if (const auto* wake = wake_of(entries, index)) decision.wake = tell(view, *wake);
  decision.stood = stood_before(view, entries, index);
  if (const auto* held = held_before(entries, index)) decision.held = tell(view, *held);
  auto& told = std::get<ToldMessage>(decision.told.what);
  tell_hold(view, row, kept.entry.subject.flow, &told);
  decision.gates =
      derivation(told.hold ? Verdict{Decision::kHeld, told.hold->gate} : message.verdict);
  decision.pending = pending_of(view, row, kept.entry, message);
  decision.sources = sources_of(view, message);
  for (const auto& other : entries) {
    if (is_echo(other.entry, message.ledger_id)) decision.then.push_back(tell(view, other));
    if (is_share(other.entry, kept.entry.subject)) decision.shared.push_back(tell(view, other));
  }
  return decision;
}

// What the caller named: a message, or one line of the ledger.
struct Wanted {
  std::uint32_t message = 0;  // name number
  std::optional<Hash128> ledger_id;
  bool is(const JournalEntry& entry) const {
    const auto* decided = entry.message();
    if (decided == nullptr) return false;
    return ledger_id ? decided->ledger_id == *ledger_id : decided->message == message;
  }
};

// The names of all messages that any program of the store ever had.
Result<std::vector<std::string>> all_message_names(StoreView& view) {
  std::set<std::string> names;
  for (std::uint32_t number = 1; number < view.row().next_program; ++number) {
    CAMP_ASSIGN(auto linked, view.programs().get(number));
    const auto& program = linked->program();
    for (const auto& message : program.messages) names.insert(program.name(message.name));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

Result<Wanted> wanted_of(StoreView& view, const std::string& text) {
  Wanted wanted;
  Hash128 id;
  if (from_hex(text, id.bytes.data(), id.bytes.size())) {
    wanted.ledger_id = id;
    return wanted;
  }
  CAMP_ASSIGN(auto known, all_message_names(view));
  if (std::find(known.begin(), known.end(), text) == known.end())
    return unknown_name("message", text, known);
  wanted.message = view.names().find(text);
  return wanted;
}

}  // namespace

Result<Why> explain_why(StoreView& view, const std::string& contact_id,
                        const std::string& message) {
  CAMP_ASSIGN(auto row, find_contact(view.store(), contact_id));
  CAMP_ASSIGN(auto wanted, wanted_of(view, message));
  CAMP_ASSIGN(auto history, ContactHistory::read(view.store(), contact_id, row));
  Why why;
  std::set<std::uint32_t> decided;  // instances
  const auto& entries = history.entries();
  for (auto i = entries.size(); i > 0; --i) {
    if (!wanted.is(entries[i - 1].entry)) continue;
    why.decisions.push_back(tell_decision(view, row, history, i - 1));
    CAMP_TRY(tell_rate(view, contact_id, entries[i - 1], &why.decisions.back()));
    decided.insert(entries[i - 1].entry.subject.instance);
  }
  if (!wanted.ledger_id) {
    CAMP_ASSIGN(why.reasons,
                explain_absence(view, contact_id, row, history, wanted.message, decided));
  } else if (why.decisions.empty()) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("contact '{}' has no message with this ledger id", contact_id), "",
                 fmt::format("camp comms {} lists them", contact_id)};
  }
  CAMP_TRY(view.status());
  return why;
}

}  // namespace camp
