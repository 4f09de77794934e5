// From a ledger entry back to the message: the program's literals and the entry's slots, in order.
// Pure; the same entry gives the same message at any time, so `camp comms --show` prints exactly
// what was sent.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/program/contents.h"
#include "lang/program/program.h"

namespace camp {

struct ComposedPart {
  ContentPart part{};
  std::string_view label;  // of the program
  std::string text;        // of an attached file: its bytes
};

struct ComposedMessage {
  Channel channel{};
  ContentChoice choice;  // from which of the message's contents each part is
  std::vector<ComposedPart> parts;

  std::string_view text_of(ContentPart part) const {  // the first; "" when there is none
    for (const auto& one : parts)
      if (one.part == part) return one.text;
    return {};
  }
};

// What people see of a test run: its subject, title or text begins so.
inline constexpr std::string_view kTestMark = "[TEST] ";
inline constexpr std::string_view kMisfit = "its ledger entry does not fit its template";
// Where the message has such a part: an approved template and a request's JSON stay as they are.
void mark_as_test(ComposedMessage* message);

// `message`: null when the program has none. `content` and `slots` as in MessageEntry. False when
// they do not fit it and its templates (a corrupt ledger); `out` is then unspecified. Reuses the
// memory of `out`.
bool compose(const Program& program, const MessageDecl* message, std::uint32_t content,
             std::string_view slots, ComposedMessage* out);

// {"ledger_id":...,"channel":"sms","to":...,"contact":...,"campaign":...,"run":...,
//  "message":...,"time":"2026-03-02T09:00:00Z", and then the parts under their words}, on one line:
//   "text":"..."                          a part that stands once
//   "value":["...","..."]                 one that may stand more than once
//   "data":{"order":"o1"}                 named ones
//   "suggest":[{"text":"Yes"},{"text":"Shop","open":"https://..."}]
//   "script":[{"say":"..."},{"play":"..."}]
//   "listen":{"answer":"yes_no",...}, "json":{...}   as they are
// Of an SMS, before the text, "alphabet":"gsm7","segments":1 (sms_size.h); of an approved template
// the language that it was chosen for, "language":"fi"; a call's is one of its parts.
struct MessageRecord {
  std::string_view ledger_id_hex, to, contact, campaign, run, message;
  std::string_view language;
  std::string_view test{};  // of a test run, "test":...
  std::int64_t at_ms = 0;
};
void append_ndjson_record(std::string& out, const MessageRecord& record,
                          const ComposedMessage& message);

}  // namespace camp
