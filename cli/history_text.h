// Entries of the journal as people read them (one line) and as machines do (JSON). For comms, why,
// ledger, contacts.
#pragma once
#include <string>
#include <string_view>

#include "cli/lookup.h"
#include "cli/render/table.h"

namespace camp::cli {

std::string_view wake_text(WakeKind wake);
std::string_view refusal_text(Refusal refusal);
std::string_view receipt_word(ReceiptKind receipt);

// `skipped (no_consent)`, `sent`, `failed (...)`.
std::string fate_text(const JournalEntry& message, Fate fate, std::string_view reason);
Style style_of(Fate fate);
// `email, sms`: the channels of a bit set.
std::string channels_text(std::uint32_t bits);

// What happened, for any kind of entry: `entered`, `woken by its timer, went on to "wait 1d" until
// ...`.
std::string entry_text(Engine& engine, const HistoryEntry& entry);

Json message_json(Engine& engine, const JournalEntry& message, Fate fate, std::string_view reason);
Json entry_json(Engine& engine, const HistoryEntry& entry);

}  // namespace camp::cli
