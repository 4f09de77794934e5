#include "runtime/engine/event_meaning.h"

#include "lang/catalog/events.h"
#include "runtime/state/contact_row.h"

namespace camp {
namespace {

struct ReceiptRow {
  std::string_view event;
  ReceiptKind kind;
  std::uint8_t seen;
};
constexpr ReceiptRow kReceipts[] = {
    {"message.delivered", ReceiptKind::kDelivered, kSeenDelivered},
    {"message.opened", ReceiptKind::kOpened, kSeenOpened},
    {"message.clicked", ReceiptKind::kClicked, kSeenClicked},
    {"message.replied", ReceiptKind::kReplied, kSeenReplied},
    {"message.bounced", ReceiptKind::kBounced, kSeenBounced},
    {"message.failed", ReceiptKind::kFailed, 0},
    {"message.unsubscribed", ReceiptKind::kUnsubscribed, kSeenUnsubscribed},
    {"message.complained", ReceiptKind::kComplained, kSeenComplained},
};

using Kind = ProgramShelf::Kind;

class MeaningReader {
 public:
  MeaningReader(const EventInput& event, ProgramShelf& programs, const Names& names,
                EventMeaning& out)
      : event_(event), programs_(programs), names_(names), out_(out) {}

  Result<EventFate> read() {
    const auto name = names_.text(event_.event);
    for (const auto& row : kReceipts) {
      if (row.event != name) continue;
      out_.receipt = row.kind;
      return receipt();
    }
    if (name == "subscribed" || name == "unsubscribed") return consent(name == "subscribed");
    if (name == kSubscriptionRequested) return EventFate::kOursToAsk;
    if (name == kSubscriptionConfirmed) return confirmation();
    if (name == "list.added" || name == "list.removed") return list(name == "list.added");
    return is_answer(name) ? EventFate::kOurs : EventFate::kApplied;
  }

 private:
  bool is_answer(std::string_view name) {
    if (name.find('.') == name.npos) return false;
    const auto current = programs_.current();
    return name == kServiceFailed || (current && current->call_by_number(event_.event) != nullptr);
  }

  // "" when it is not there.
  std::string_view text(std::string_view field) {
    const auto value = find_attribute(event_.data, names_.find(field), arena_);
    return value.tag == Tag::kString ? value.text() : std::string_view();
  }

  // The number of what the field names; 0 when it names nothing. False: there never was such a one.
  Result<bool> number_of(std::string_view field, Kind kind, std::uint32_t* number) {
    const auto name = text(field);
    *number = names_.find(name);
    if (name.empty()) return true;
    if (*number == Names::kUnknown) return false;
    return programs_.ever_declared(kind, *number);
  }

  bool read_channel() {
    const auto word = text("channel");
    out_.channel = find_channel(word);
    return word.empty() || out_.channel;
  }

  Result<EventFate> consent(bool given) {
    out_.kind = EventMeaning::Kind::kConsent;
    out_.given = given;
    CAMP_ASSIGN(const bool known,
                number_of("conversation", Kind::kConversation, &out_.conversation));
    if (!known) return EventFate::kUnknownConversation;
    if (!read_channel()) return EventFate::kUnknownChannel;
    if (!given) return EventFate::kApplied;
    if (out_.conversation == Names::kUnknown) return EventFate::kNoConversation;
    if (!out_.channel) out_.channel = Channel::kEmail;
    return EventFate::kApplied;
  }

  Result<EventFate> confirmation() {
    out_.kind = EventMeaning::Kind::kConfirmation;
    out_.token = text("token");
    return out_.token.empty() ? EventFate::kNoLink : EventFate::kApplied;
  }

  Result<EventFate> list(bool given) {
    out_.kind = EventMeaning::Kind::kList;
    out_.given = given;
    CAMP_ASSIGN(const bool known, number_of("list", Kind::kList, &out_.list));
    if (!known) return EventFate::kUnknownList;
    return out_.list == Names::kUnknown ? EventFate::kNoList : EventFate::kApplied;
  }

  Result<EventFate> receipt() {
    out_.kind = EventMeaning::Kind::kReceipt;
    if (!read_channel()) return EventFate::kUnknownChannel;
    CAMP_ASSIGN(const bool campaign, number_of("campaign", Kind::kFlow, &out_.campaign));
    if (!campaign) return EventFate::kUnknownCampaign;
    if (out_.receipt == ReceiptKind::kReplied) out_.keyword = find_reply_keyword(text("text"));
    Hash128 id;
    if (from_hex(text("message"), id.bytes.data(), id.bytes.size())) {
      out_.ledger_id = id;
      return EventFate::kApplied;
    }
    CAMP_ASSIGN(const bool message, number_of("message", Kind::kMessage, &out_.message));
    return message ? EventFate::kApplied : EventFate::kUnknownMessage;
  }

  const EventInput& event_;
  ProgramShelf& programs_;
  const Names& names_;
  EventMeaning& out_;
  Arena arena_{512};
};

}  // namespace

std::uint8_t seen_bit(ReceiptKind kind) {
  for (const auto& row : kReceipts)
    if (row.kind == kind) return row.seen;
  return 0;
}

Result<EventFate> read_meaning(const EventInput& event, ProgramShelf& programs, const Names& names,
                               EventMeaning* meaning) {
  return MeaningReader(event, programs, names, *meaning).read();
}

}  // namespace camp
