// What built-in events do by themselves: answers to messages, consents, lists.
#include <algorithm>

#include "runtime/engine/shard.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

bool fits(const Touch& touch, std::uint32_t flow, const EventMeaning& event) {
  if (event.ledger_id) return touch.ledger_id == *event.ledger_id;
  return !touch.withheld && (event.message == 0 || event.message == touch.message) &&
         (event.campaign == 0 || event.campaign == flow) &&
         (!event.channel || *event.channel == touch.channel);
}

bool is_known(const ContactSlot& slot, const Hash128& ledger_id) {
  return std::any_of(slot.older.begin(), slot.older.end(),
                     [&](const OlderTouch& older) { return older.touch.ledger_id == ledger_id; });
}

}  // namespace

// The message that an event is about, when it is a receipt: by its ledger id, else the last one
// that fits; in the row, else beside it.
Result<std::optional<Receipt>> Shard::find_message(ContactSlot& slot, const EventMeaning& event) {
  if (event.kind != EventMeaning::Kind::kReceipt) return std::optional<Receipt>();
  auto& touches = slot.row.touches;
  for (auto touch = touches.rbegin(); touch != touches.rend(); ++touch) {
    const auto* sender = slot.row.find_instance(touch->instance);
    if (sender == nullptr || !fits(*touch, sender->flow, event)) continue;
    CAMP_ASSIGN(const auto work, conductor_.work_on(slot, *sender, now_ms()));
    return std::optional(Receipt{work, &*touch});
  }
  for (auto older = slot.older.rbegin(); older != slot.older.rend(); ++older)
    if (fits(older->touch, older->sender.flow, event)) return receipt_of(slot, *older);
  if ((slot.row.flags & kTouchesBeside) == 0) return std::optional<Receipt>();
  const auto prefix = keys::touches_prefix(slot.id());
  auto rows =
      world_.store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  OlderTouch older;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!decode_older_touch(rows->key(), rows->value(), &older))
      return unreadable_older_row(slot.id(), rows->value());
    if (!is_known(slot, older.touch.ledger_id) && fits(older.touch, older.sender.flow, event))
      return receipt_of(slot, slot.older.emplace_back(older));
  }
  CAMP_TRY(rows->status());
  return std::optional<Receipt>();
}

Result<std::optional<Receipt>> Shard::receipt_of(ContactSlot& slot, OlderTouch& older) {
  CAMP_ASSIGN(const auto work, conductor_.work_on(slot, older, now_ms()));
  return std::optional(Receipt{work, &older.touch});
}

void Shard::apply_meaning(ContactSlot& slot, const EventMeaning& meaning, const Receipt* receipt,
                          EventAtHand& event) {
  const auto now = now_ms();
  // A word counts from when it was said, but never from tomorrow: nothing said until then could
  // take it back.
  const auto said_ms = std::min(event.time_ms, now);
  switch (meaning.kind) {
    case EventMeaning::Kind::kPlain:
      return;
    case EventMeaning::Kind::kReceipt:
      return apply_receipt(*receipt, meaning, event);
    case EventMeaning::Kind::kList:
      changes_.set_list(slot, {{}, now}, meaning.list, meaning.given, said_ms);
      return;
    case EventMeaning::Kind::kConsent:
      changes_.hear(slot, {{}, now},
                    {meaning.conversation, meaning.channel, meaning.given, said_ms});
      return;
  }
}

namespace {

std::string_view text_of(const std::vector<NamedValue>& fields, std::uint32_t name) {
  for (const auto& field : fields)
    if (field.name == name && field.value.tag == Tag::kString) return field.value.text();
  return {};
}

void set_text(std::vector<NamedValue>& fields, std::uint32_t name, std::string_view text) {
  std::erase_if(fields, [&](const NamedValue& field) { return field.name == name; });
  fields.push_back({name, Value::string(text)});
}

}  // namespace

// Journals it, and completes the event with what the ledger knows of its message.
void Shard::apply_receipt(const Receipt& receipt, const EventMeaning& meaning, EventAtHand& event) {
  const auto& work = receipt.work;
  const auto& names = world_.names;
  auto& touch = *receipt.touch;
  std::vector<NamedValue> fields;
  const bool readable = decode_attributes(event.data, tick_.arena(), &fields);
  CAMP_ASSERT(readable);  // whoever made the event encoded it
  const auto seen = seen_bit(meaning.receipt);
  ReceiptEntry entry;
  entry.ledger_id = touch.ledger_id;
  entry.message = touch.message;
  entry.channel = touch.channel;
  entry.receipt = meaning.receipt;
  entry.first = seen == 0 || (touch.seen & seen) == 0;
  entry.cause = {event.name, event.id};
  for (const auto* field : {"url", "reason", "text"})  // an event has one of them
    if (entry.text.empty()) entry.text = text_of(fields, names.find(field));
  changes_.receive(work.slot, touch, seen, entry_of(work, entry));

  set_text(fields, names.find("message"), names.text(touch.message));
  set_text(fields, names.find("campaign"), work.program.program().name(work.decl().name));
  set_text(fields, names.find("channel"), info_of(touch.channel).word);
  std::string data;
  encode_attributes(data, std::move(fields));
  event.data = tick_.keep(data);
  event.ledger_id = tick_.keep(touch.ledger_id.view());
}

// Who unsubscribes by a message, or calls it spam, objects to its conversation on every channel,
// unless that is `unsubscribe per channel`; of a message without one, to everything. The event of
// it, when it is news.
std::optional<EventAtHand> Shard::object_by(const Receipt& receipt, const EventMeaning& meaning,
                                            const EventAtHand& event) {
  if (!meaning.may_object()) return std::nullopt;
  const auto& work = receipt.work;
  const auto& program = work.program.program();
  Subscription word;
  word.since_ms = std::min(event.time_ms, now_ms());
  std::vector<NamedValue> fields;
  if (work.decl().conversation != kNone) {
    const auto& conversation = program.conversations[work.decl().conversation];
    word.conversation = work.program.number(conversation.name);
    set_text(fields, world_.names.find("conversation"), program.name(conversation.name));
    if (conversation.unsubscribe_per_channel) word.channel = receipt.touch->channel;
  }
  if (word.channel) set_text(fields, world_.names.find("channel"), info_of(*word.channel).word);
  if (!changes_.hear(work.slot, {{}, now_ms()}, word)) return std::nullopt;
  std::string data;
  encode_attributes(data, std::move(fields));
  const auto id = to_hex(xxh3_128(std::string(event.id) + "\nunsubscribed").view());
  return EventAtHand{
      world_.names.find("unsubscribed"), tick_.keep(id), tick_.keep(data), event.time_ms, {}};
}

}  // namespace camp
