// What a built-in event means by itself, read once and checked: its names are known, or it is
// refused.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "lang/base/hash.h"
#include "lang/base/result.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/reply_keywords.h"
#include "runtime/engine/inputs.h"
#include "runtime/shelf/programs.h"
#include "runtime/state/receipt_entry.h"

namespace camp {

struct EventMeaning {
  enum class Kind : std::uint8_t {
    kPlain,  // an event of the project, or one that does nothing by itself
    kReceipt,
    kConsent,
    kList,
    kConfirmation,  // what its link says is the engine's to judge
  };
  Kind kind = Kind::kPlain;
  bool given = false;  // subscribed, or put on the list
  std::uint32_t conversation = 0;
  std::uint32_t list = 0;
  std::optional<Channel> channel;
  // a receipt: what is said of its message; nothing said fits every message
  ReceiptKind receipt{};
  std::optional<ReplyKeyword> keyword;  // of a reply
  std::optional<Hash128> ledger_id;
  std::uint32_t message = 0;   // name number
  std::uint32_t campaign = 0;  // name number
  std::string token;           // a confirmation's

  // A STOP that names no message needs none: who says it to the sender may have none left, or never
  // got one.
  bool is_said_to_sender() const {
    return keyword == ReplyKeyword::kStop && !ledger_id && message == 0 && campaign == 0;
  }
  // Whether messages that were decided before may not be sent after it.
  bool may_object() const {
    return kind == Kind::kList || (kind == Kind::kConsent && !given) ||
           (kind == Kind::kReceipt &&
            (receipt == ReceiptKind::kUnsubscribed || receipt == ReceiptKind::kComplained ||
             keyword == ReplyKeyword::kStop));
  }
};

// The bit of Touch::seen for a kind of receipt; 0: it has none.
std::uint8_t seen_bit(ReceiptKind kind);

// kApplied, or why it is refused (EventFate::kUnknown..., kNo...). Errors: a program of the store
// cannot be read.
Result<EventFate> read_meaning(const EventInput& event, ProgramShelf& programs, const Names& names,
                               EventMeaning* meaning);

}  // namespace camp
