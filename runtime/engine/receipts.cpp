// What built-in events do by themselves: answers to messages, consents, lists.
#include <fmt/format.h>

#include <algorithm>

#include "lang/catalog/events.h"
#include "runtime/engine/shard.h"
#include "runtime/state/keys.h"
#include "runtime/state/older_rows.h"

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
// that fits. A reply that names none answers the question put last that is open.
Result<std::optional<Receipt>> Shard::find_message(ContactSlot& slot, const EventMeaning& meaning,
                                                   const EventInput& event) {
  if (meaning.kind != EventMeaning::Kind::kReceipt) return std::optional<Receipt>();
  const bool names_none = !meaning.ledger_id && meaning.message == 0;
  if (meaning.receipt == ReceiptKind::kReplied && names_none) {
    CAMP_ASSIGN(const auto open, conductor_.awaited(slot, event.event, now_ms()));
    const auto is_open = [&](const Touch& touch, const Sender& sender) -> Result<bool> {
      return touch.at_ms <= event.time_ms && fits(touch, sender.flow, meaning) &&
             std::find(open.begin(), open.end(), touch.ledger_id) != open.end();
    };
    if (!open.empty()) {
      CAMP_ASSIGN(const auto question, last_message(slot, is_open));
      if (question) return question;
    }
  }
  return last_message(slot, [&](const Touch& touch, const Sender& sender) -> Result<bool> {
    return fits(touch, sender.flow, meaning);
  });
}

// In the row, else beside it.
Result<std::optional<Receipt>> Shard::last_message(ContactSlot& slot, const IsMeant& is_meant) {
  auto& touches = slot.row.touches;
  for (auto touch = touches.rbegin(); touch != touches.rend(); ++touch) {
    const auto* sender = slot.row.find_instance(touch->instance);
    if (sender == nullptr) continue;
    CAMP_ASSIGN(const bool meant, is_meant(*touch, sender_of(*sender)));
    if (!meant) continue;
    CAMP_ASSIGN(const auto work, conductor_.work_on(slot, *sender, now_ms()));
    return std::optional(Receipt{work, &*touch});
  }
  for (auto older = slot.older.rbegin(); older != slot.older.rend(); ++older) {
    CAMP_ASSIGN(const bool meant, is_meant(older->touch, older->sender));
    if (meant) return receipt_of(slot, *older);
  }
  if ((slot.row.flags & kTouchesBeside) == 0) return std::optional<Receipt>();
  const auto prefix = keys::touches_prefix(slot.id());
  auto rows =
      world_.store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  OlderTouch older;
  std::optional<OlderTouch> last;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!decode_older_touch(rows->key(), rows->value(), &older))
      return unreadable_older_row(slot.id(), rows->value());
    if (last && older.touch.at_ms != last->touch.at_ms) break;
    if (is_known(slot, older.touch.ledger_id)) continue;
    CAMP_ASSIGN(const bool meant, is_meant(older.touch, older.sender));
    if (meant && (!last || is_newer(older, *last))) last = older;
  }
  CAMP_TRY(rows->status());
  if (!last) return std::optional<Receipt>();
  return receipt_of(slot, slot.older.emplace_back(*last));
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
      if (receipt != nullptr) apply_receipt(*receipt, meaning, event);
      return;
    case EventMeaning::Kind::kList:
      changes_.set_list(slot, {{}, now}, meaning.list, meaning.given, said_ms);
      return;
    case EventMeaning::Kind::kConsent: {
      Subscription word;
      word.conversation = meaning.conversation;
      word.channel = meaning.channel;
      word.subscribed = meaning.given;
      word.since_ms = said_ms;
      if (meaning.given && conductor_.has_to_confirm(word)) return ask(slot, word, event);
      conductor_.hear(slot, {{}, now}, word, event.id);
      return;
    }
    case EventMeaning::Kind::kConfirmation:
      return;  // confirm()
  }
}

// Where a confirmation is asked for, who says `subscribed` has only asked: that is the event that
// happens, unless she has confirmed before.
void Shard::ask(ContactSlot& slot, const Subscription& word, EventAtHand& event) {
  changes_.ask(slot, {{}, now_ms()}, word, conductor_.address_of(slot, *word.channel));
  if (consents_to(slot.row.subscriptions, word.conversation, *word.channel)) return;
  event = conductor_.event_of(word, kSubscriptionRequested, event.id, event.time_ms);
}

// By the use of a link: the event that happens is the consent itself, and no history has the link.
// Where there was consent, of which the link is the better proof, nobody subscribes once more.
EventAtHand Shard::confirm(ContactSlot& slot, Subscription word, const EventAtHand& event) {
  word.since_ms = std::min(word.since_ms, std::max(now_ms(), word.requested_ms));
  const bool stood = consents_to(slot.row.subscriptions, word.conversation, *word.channel);
  changes_.hear(slot, {{}, now_ms()}, word);
  return conductor_.event_of(word, stood ? kSubscriptionConfirmed : "subscribed", event.id,
                             word.since_ms);
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

// What a receipt says about being written to, as the event that it is, when it is news.
Result<std::optional<EventAtHand>> Shard::word_by(ContactSlot& slot, const Receipt* receipt,
                                                  const EventMeaning& meaning,
                                                  const EventAtHand& event) {
  if (meaning.keyword == ReplyKeyword::kStop) return say(slot, stop_by(receipt, meaning), event);
  if (receipt == nullptr) return std::optional<EventAtHand>();
  if (meaning.keyword == ReplyKeyword::kStart) return start_by(*receipt, event);
  if (!meaning.may_object()) return std::optional<EventAtHand>();
  return say(slot, objection_by(*receipt), event);
}

// Who answers STOP objects to whatever comes on that channel: its conversations have one sender
// there. Where nothing says which channel that is, to everything.
Subscription Shard::stop_by(const Receipt* receipt, const EventMeaning& meaning) {
  Subscription word;
  word.channel = meaning.channel;
  const bool names_message = meaning.ledger_id || meaning.message != 0;
  if (receipt != nullptr && names_message) word.channel = receipt->touch->channel;
  return word;
}

// Who unsubscribes by a message, or calls it spam, objects to its conversation on every channel,
// unless that is `unsubscribe per channel`; of a message without one, to everything.
Subscription Shard::objection_by(const Receipt& receipt) {
  const auto& work = receipt.work;
  Subscription word;
  if (work.decl().conversation != kNone) {
    const auto& conversation = work.program.program().conversations[work.decl().conversation];
    word.conversation = work.program.number(conversation.name);
    if (conversation.unsubscribe_per_channel) word.channel = receipt.touch->channel;
  }
  return word;
}

// START gives back what the last message under a consent on that channel proves to have been given.
Result<std::optional<EventAtHand>> Shard::start_by(const Receipt& receipt,
                                                   const EventAtHand& event) {
  const auto channel = receipt.touch->channel;
  const auto under_consent = [&](const Touch& touch, const Sender& sender) -> Result<bool> {
    if (touch.withheld || touch.channel != channel) return false;
    CAMP_ASSIGN(const auto program, world_.programs.get(sender.program));
    const auto flow = program->flow_by_number(sender.flow);
    if (flow == kNone) return false;
    const auto& decl = program->program().flows[flow];
    return decl.category == Category::kMarketing && decl.conversation != kNone;
  };
  CAMP_ASSIGN(const auto proof, last_message(receipt.work.slot, under_consent));
  if (!proof) return std::optional<EventAtHand>();
  const auto& program = proof->work.program;
  Subscription word;
  word.subscribed = true;
  word.channel = channel;
  word.conversation =
      program.number(program.program().conversations[proof->work.decl().conversation].name);
  return say(proof->work.slot, word, event);
}

std::optional<EventAtHand> Shard::say(ContactSlot& slot, Subscription word,
                                      const EventAtHand& event) {
  word.since_ms = std::min(event.time_ms, now_ms());
  const std::string_view kind = word.subscribed ? "subscribed" : "unsubscribed";
  const auto id = to_hex(xxh3_128(fmt::format("{}\n{}", event.id, kind)).view());
  return conductor_.hear(slot, {{}, now_ms()}, word, id, event.time_ms);
}

}  // namespace camp
