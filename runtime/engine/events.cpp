// Events in: each applied once, in the order in which it arrives, with what it means for its
// contact.
#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/engine/shard.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

Hash128 content_of(const EventInput& event) {
  std::string bytes;
  put_varint(bytes, event.event);
  put_signed(bytes, event.time_ms);
  bytes.append(event.data);
  return xxh3_128(bytes);
}

// A decision of the contact's flows was made at a later time than the event's own.
bool is_late(const ContactRow& row, std::int64_t event_ms) {
  return std::any_of(row.instances.begin(), row.instances.end(),
                     [&](const Instance& instance) { return instance.since_ms > event_ms; }) ||
         std::any_of(row.touches.begin(), row.touches.end(),
                     [&](const Touch& touch) { return touch.at_ms > event_ms; });
}

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
const ReceiptRow* receipt_of(std::string_view event_name) {
  for (const auto& row : kReceipts) {
    if (row.event == event_name) return &row;
  }
  return nullptr;
}

}  // namespace

// In a virtual store an event carries the clock forward; what is due until then happens first.
Result<void> Shard::make_time_for(std::int64_t event_ms) {
  auto& clock = world_.clock;
  if (!clock.is_virtual() || event_ms <= clock.now_ms()) return {};
  CAMP_ASSIGN(auto stored, earliest_minute());
  auto minute = std::min(stored, tick_.earliest_minute());
  if (minute != UINT32_MAX && static_cast<std::int64_t>(minute) * keys::kMinuteMs <= event_ms) {
    CAMP_TRY(commit());
    while (true) {
      CAMP_ASSIGN(bool more, wake_due(event_ms));
      CAMP_TRY(commit());
      if (!more) break;
    }
    tick_.expect_sorted(false);
  }
  clock.move_to(event_ms);
  return {};
}

// Contacts and event ids of many events, looked up at once and in key order. With virtual time any
// event may end the tick, and what was looked up with it.
Result<void> Shard::look_ahead(std::span<const EventInput> events,
                               std::span<const std::size_t> indexes) {
  if (world_.clock.is_virtual()) return {};
  std::vector<std::string> contacts;
  for (const auto index : indexes) contacts.push_back(keys::contact(events[index].contact));
  CAMP_TRY(tick_.load_ahead(std::move(contacts)));
  std::vector<Tick::EventLookup> lookups;
  for (const auto index : indexes) {
    CAMP_ASSIGN(auto* slot, tick_.contact(events[index].contact));
    if (slot) lookups.push_back({slot, xxh3_128(events[index].id)});
  }
  std::sort(lookups.begin(), lookups.end(), [](const auto& a, const auto& b) {
    return a.slot == b.slot ? a.id_hash < b.id_hash : a.slot->key < b.slot->key;
  });
  return tick_.look_up_ahead(lookups);
}

Result<EventFate> Shard::apply(const EventInput& event, const ProgramPtr& current,
                               EventCounts& counts) {
  CAMP_ASSIGN(auto* slot, tick_.contact(event.contact));
  if (!slot || (slot->row.flags & kContactErased)) return EventFate::kUnknownContact;
  if (!world_.clock.is_virtual() && event.time_ms - limits::kEventAheadMs > now_ms())
    return EventFate::kInFuture;
  auto id_hash = xxh3_128(event.id);
  auto content = content_of(event);
  CAMP_ASSIGN(const auto known, tick_.applied_content(*slot, id_hash));
  if (known && *known != content.view()) return EventFate::kConflict;
  if (known) {
    ++counts.duplicates;
    return EventFate::kDuplicate;
  }
  // Only an event that counts carries the clock forward. Timers that are due by then end the tick,
  // and the slot with it.
  CAMP_TRY(make_time_for(event.time_ms));
  CAMP_ASSIGN(slot, tick_.contact(event.contact));
  slot->applied.push_back({id_hash, content});
  bool late = is_late(slot->row, event.time_ms);
  if (late) ++counts.late;
  auto now = now_ms();
  EventAtHand at_hand{event.event, event.id, event.data, event.time_ms, {}};
  CAMP_TRY(apply_builtin(*slot, at_hand, now));
  tick_.add_event(
      *slot, {at_hand.name, at_hand.time_ms, at_hand.id, at_hand.data, at_hand.ledger_id, late});
  if (current) CAMP_TRY(conductor_.apply_event(*slot, current, at_hand, now));
  ++counts.applied;
  ++tick_.counters(*slot).events;
  return EventFate::kApplied;
}

// ---- what built-in events do by themselves

Result<void> Shard::apply_builtin(ContactSlot& slot, EventAtHand& event, std::int64_t now_ms) {
  auto name = world_.names.text(event.name);
  if (const auto* receipt = receipt_of(name))
    return apply_receipt(slot, event, receipt->kind, now_ms);
  bool subscribe = name == "subscribed";
  if (!subscribe && name != "unsubscribed" && name != "list.added" && name != "list.removed")
    return {};
  auto field = [&](std::string_view field_name) {
    return find_attribute(event.data, world_.names.find(field_name), tick_.arena()).text();
  };
  if (name == "list.added" || name == "list.removed") {
    auto list = world_.names.find(field("list"));
    if (list != Names::kUnknown) changes_.set_list(slot, {{}, now_ms}, list, name == "list.added");
    return {};
  }
  auto conversation = world_.names.find(field("conversation"));
  if (conversation == Names::kUnknown) return {};
  auto only = find_channel(field("channel"));
  for (const auto& channel : channels()) {
    if (only ? *only == channel.channel : channel.status == ChannelStatus::kReady)
      changes_.set_consent(slot, {{}, now_ms}, conversation, channel.channel, subscribe);
  }
  return {};
}

namespace {

// The fields of an event as apply_receipt needs them: texts by name.
class EventFields {
 public:
  EventFields(const Names& names, std::vector<NamedValue> all)
      : names_(names), all_(std::move(all)) {}
  std::string_view text(std::string_view name) const {
    for (const auto& known : all_)
      if (known.name == names_.find(name) && known.value.tag == Tag::kString)
        return known.value.text();
    return {};
  }
  void set(std::string_view name, std::string_view text) {
    const auto number = names_.find(name);
    std::erase_if(all_, [&](const NamedValue& known) { return known.name == number; });
    all_.push_back({number, Value::string(text)});
  }
  const std::vector<NamedValue>& all() const { return all_; }

 private:
  const Names& names_;
  std::vector<NamedValue> all_;
};

// The message that a receipt is about: by its ledger id, else the last one that fits.
Touch* find_touch(ContactSlot& slot, const Names& names, const EventFields& fields) {
  Hash128 wanted_id;
  const auto message = fields.text("message");
  const bool by_id = from_hex(message, wanted_id.bytes.data(), wanted_id.bytes.size());
  const auto campaign = fields.text("campaign");
  const auto channel = find_channel(fields.text("channel"));
  auto found =
      std::find_if(slot.row.touches.rbegin(), slot.row.touches.rend(), [&](const Touch& touch) {
        if (by_id) return touch.ledger_id == wanted_id;
        const auto* instance = slot.row.find_instance(touch.instance);
        return !touch.withheld && (message.empty() || names.text(touch.message) == message) &&
               (campaign.empty() || (instance && names.text(instance->flow) == campaign)) &&
               (!channel || *channel == touch.channel);
      });
  return found == slot.row.touches.rend() ? nullptr : &*found;
}

}  // namespace

// Finds the message that a receipt is about and completes the event with what the ledger knows of
// it.
Result<void> Shard::apply_receipt(ContactSlot& slot, EventAtHand& event, ReceiptKind kind,
                                  std::int64_t now_ms) {
  std::vector<NamedValue> decoded;
  if (!decode_attributes(event.data, tick_.arena(), &decoded)) return {};
  EventFields fields(world_.names, std::move(decoded));
  auto* touch = find_touch(slot, world_.names, fields);
  const auto* instance = touch ? slot.row.find_instance(touch->instance) : nullptr;
  if (!instance) return {};

  auto row = std::find_if(std::begin(kReceipts), std::end(kReceipts),
                          [&](const ReceiptRow& candidate) { return candidate.kind == kind; });
  CAMP_ASSIGN(auto work, conductor_.work_on(slot, *instance, now_ms));
  ReceiptEntry entry;
  entry.ledger_id = touch->ledger_id;
  entry.message = touch->message;
  entry.channel = touch->channel;
  entry.receipt = kind;
  entry.first = row->seen == 0 || (touch->seen & row->seen) == 0;
  entry.cause = {event.name, event.id};
  entry.text = fields.text("url").empty() ? fields.text("reason") : fields.text("url");
  changes_.receive(slot, *touch, row->seen, entry_of(work, entry));

  fields.set("message", world_.names.text(touch->message));
  fields.set("campaign", world_.names.text(instance->flow));
  fields.set("channel", info_of(touch->channel).word);
  std::string data;
  encode_attributes(data, fields.all());
  event.data = tick_.keep(data);
  event.ledger_id = tick_.keep(touch->ledger_id.view());

  const bool ends_consent = kind == ReceiptKind::kUnsubscribed || kind == ReceiptKind::kComplained;
  const auto conversation = work.decl().conversation;
  if (ends_consent && conversation != kNone) {
    const auto& decl = work.program.program().conversations[conversation];
    changes_.set_consent(slot, {{}, now_ms}, work.program.number(decl.name), touch->channel, false);
  }
  return {};
}

}  // namespace camp
