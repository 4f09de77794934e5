// From a ledger entry back to the message: the program's literals and the entry's slots, in order.
// Pure; the same entry gives the same message at any time, so `camp comms --show` prints exactly
// what was sent.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/program/program.h"

namespace camp {

struct ComposedMessage {
  std::string subject;
  std::string text;
  std::string html;
};

// `slots` as in MessageEntry. False when they do not fit the content's templates (a corrupt
// ledger); `out` is then unspecified. Reuses the memory of `out`.
bool compose(const Program& program, const ContentDecl& content, std::string_view slots,
             ComposedMessage* out);

// {"ledger_id":...,"channel":"sms","to":...,"contact":...,"campaign":...,"run":...,
//  "message":...,"time":"2026-03-02T09:00:00Z","text":...}, on one line; of an SMS,
//  before the text, "alphabet":"gsm7","segments":1 (sms_size.h)
struct ShortMessage {
  std::string_view ledger_id_hex, channel, to, contact, campaign, run, message, text;
  std::int64_t at_ms = 0;
};
void append_ndjson_record(std::string& out, const ShortMessage& message);

}  // namespace camp
