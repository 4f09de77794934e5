// What a round of the outbox is about: chunks, deferred messages, the first of the lines.
#include <algorithm>
#include <utility>

#include "lang/base/bytes.h"
#include "runtime/delivery/outbox.h"
#include "runtime/delivery/retry.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::size_t kRoundMessages = 16'384;

}  // namespace

void Outbox::take_offered(RoundWork& work) {
  std::size_t messages = 0;
  while (!waiting_.empty() && messages < kRoundMessages) {
    const auto& first = waiting_.front();
    const bool ask = first.tick <= ask_until_[first.partition];
    messages += first.messages;
    waiting_bytes_ -= first.sealed.size();
    work.chunks.push_back({std::move(waiting_.front()), ask, 0});
    waiting_.pop_front();
  }
}

Result<void> Outbox::read_work(RoundWork& work, Reading& reading, const DeliveryRows& rows,
                               const RatesRow& rates, std::int64_t now_ms) {
  if (work.chunks.empty()) CAMP_TRY(read_chunks(reading, work));
  CAMP_TRY(read_deferred(reading, now_ms, work));
  CAMP_TRY(read_paced(rows, rates, now_ms, work));
  return work.empty() ? Result<void>{} : store_.sync();  // nothing leaves that may be forgotten
}

Result<void> Outbox::read_chunks(Reading& reading, RoundWork& work) {
  std::size_t messages = 0;
  for (std::size_t p = 0; p < reading.next.size() && messages < kRoundMessages; ++p)
    if (reading.offered[p] > 0 && reading.next[p] <= reading.offered[p])
      CAMP_TRY(read_partition(static_cast<std::uint8_t>(p), reading, work, messages));
  // About as they were decided; what matters is the order within a partition, which stays.
  std::stable_sort(work.chunks.begin(), work.chunks.end(),
                   [](const auto& a, const auto& b) { return a.base_ms < b.base_ms; });
  return {};
}

Result<void> Outbox::read_partition(std::uint8_t partition, Reading& reading, RoundWork& work,
                                    std::size_t& messages) {
  auto& next = reading.next[partition];
  const auto end = reading.offered[partition] + 1;
  auto chunks = store_.iterate(Family::kJournal, {.lower = keys::journal(partition, next),
                                                  .upper = keys::journal(partition, end),
                                                  .fill_cache = true});
  Arena arena;
  for (chunks->seek_to_first(); chunks->valid() && messages < kRoundMessages; chunks->next()) {
    keys::JournalKey key;
    if (!keys::parse_journal(chunks->key(), &key))
      return corrupt_outbox("a key of the journal is none");
    if (key.is_outcomes) continue;
    JournalReader reader(chunks->value(), arena);
    if (!reader.ok()) return unreadable(chunks->value(), kJournalVersion, "a chunk of the journal");
    next = key.tick + 1;
    if (reader.queued_messages() == 0) continue;
    messages += reader.queued_messages();
    work.chunks.push_back(
        {{key.tick, partition, reader.queued_messages(), std::string(chunks->value())},
         true,
         reader.base_ms()});
  }
  CAMP_TRY(chunks->status());
  if (!chunks->valid()) next = end;
  return {};
}

Result<void> Outbox::read_deferred(const Reading& reading, std::int64_t now_ms, RoundWork& work) {
  std::size_t messages = 0;
  for (std::size_t p = 0; p < reading.next.size() && messages < kRoundMessages; ++p) {
    const auto first_ms = reading.deferred_due_ms[p];
    if (first_ms == kNever || !is_due(first_ms, now_ms)) continue;
    const auto partition = static_cast<std::uint8_t>(p);
    auto entries = deferred_of(partition);
    for (entries->seek_to_first(); entries->valid() && messages < kRoundMessages; entries->next()) {
      keys::OutboxKey key;
      DeferredMessage message;
      if (!keys::parse_outbox(entries->key(), &key) || key.kind != keys::OutboxKind::kDeferred)
        return corrupt_outbox("a key of the outbox is none");
      if (!decode_deferred(entries->value(), &message))
        return unreadable(entries->value(), kDeferredVersion, "a deferred message");
      if (!is_due(key.due_ms, now_ms)) break;
      message.partition = partition;
      message.due_ms = key.due_ms;
      message.ledger_id = key.ledger_id;
      work.deferred.push_back(message);
      ++messages;
    }
    CAMP_TRY(entries->status());
  }
  return {};
}

// By their due time.
std::unique_ptr<StoreIterator> Outbox::deferred_of(std::uint8_t partition, std::int64_t from_ms) {
  return store_.iterate(Family::kOutbox, {.lower = keys::deferred(partition, from_ms, {}),
                                          .upper = keys::requests_prefix(partition),
                                          .fill_cache = true});
}

// Only where the counters say that there are any; of which all may stand in lines.
Result<Outbox::Dues> Outbox::find_deferred(const DeliveryRows& rows, const RatesRow& rates) {
  Dues dues;
  dues.fill(kNever);
  for (std::size_t p = 0; p < rows.size(); ++p) {
    if (rows[p].counters.deferred == 0) continue;
    const auto partition = static_cast<std::uint8_t>(p);
    auto entries = deferred_of(partition);
    entries->seek_to_first();
    CAMP_TRY(entries->status());
    keys::OutboxKey key;
    if (entries->valid()) {
      if (!keys::parse_outbox(entries->key(), &key))
        return corrupt_outbox("a key of the outbox is none");
      dues[p] = key.due_ms;
      continue;
    }
    CAMP_ASSIGN(const bool in_line, has_paced(partition, rates));
    if (!in_line) return corrupt_outbox("deferred messages are counted, and not there");
  }
  return dues;
}

// ---- who waits for a channel's rate

Result<bool> Outbox::has_paced(std::uint8_t partition, const RatesRow& rates) {
  if (!rates.any_waiting()) return false;
  auto first = keys::paced_prefix(partition, {Channel{}, true});
  auto end = keys::after_prefix(keys::partition_prefix(partition));
  auto entries = store_.iterate(
      Family::kOutbox, {.lower = std::move(first), .upper = std::move(end), .fill_cache = true});
  entries->seek_to_first();
  CAMP_TRY(entries->status());
  return entries->valid();
}

// A line of a channel that is paused stands still.
std::int64_t Outbox::next_paced_ms(const RatesRow& rates) const {
  if (!rates.any_waiting()) return kNever;
  auto first_ms = kNever;
  const auto now_ms = now_ms_();
  const auto rules = rounds_.rules();
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    if (rates[channel].waiting() == 0 || pauses_.hold_channel(channel)) continue;
    first_ms = std::min(first_ms, turn_of_first_ms(rules, rates, channel, now_ms));
  }
  return first_ms;
}

Result<void> Outbox::read_paced(const DeliveryRows& rows, const RatesRow& rates,
                                std::int64_t now_ms, RoundWork& work) {
  if (!rates.any_waiting()) return {};
  const auto rules = rounds_.rules();
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    const auto channel = static_cast<Channel>(i);
    const auto waiting = rates[channel].waiting();
    if (waiting == 0 || pauses_.hold_channel(channel)) continue;
    const auto most =
        std::min<std::uint64_t>(room_of(rules, rates, channel, now_ms),
                                kRoundMessages - std::min(kRoundMessages, work.deferred.size()));
    CAMP_ASSIGN(auto read, read_line(rows, {channel, true}, most, work));
    CAMP_ASSIGN(const auto more, read_line(rows, {channel, false}, most - read, work));
    if (read + more < std::min(most, waiting))
      return corrupt_outbox("messages wait for a channel's rate by count, and are not there");
  }
  return {};
}

// The first of a line, over all partitions; how many there were.
Result<std::uint64_t> Outbox::read_line(const DeliveryRows& rows, const RateLine& line,
                                        std::uint64_t most, RoundWork& work) {
  struct Head {
    std::unique_ptr<StoreIterator> at;
    keys::OutboxKey key;
  };
  std::vector<Head> heads;
  const auto goes_later = [](const Head& a, const Head& b) {
    return std::pair(a.key.due_ms, a.key.ledger_id.view()) >
           std::pair(b.key.due_ms, b.key.ledger_id.view());
  };
  const auto put_back = [&](Head head) -> Result<void> {
    CAMP_TRY(head.at->status());
    if (!head.at->valid()) return {};
    if (!keys::parse_outbox(head.at->key(), &head.key))
      return corrupt_outbox("a key of the outbox is none");
    heads.push_back(std::move(head));
    std::push_heap(heads.begin(), heads.end(), goes_later);
    return {};
  };
  for (std::size_t p = 0; p < rows.size() && most > 0; ++p) {
    if (rows[p].counters.deferred == 0) continue;
    const auto prefix = keys::paced_prefix(static_cast<std::uint8_t>(p), line);
    Head head{
        store_.iterate(Family::kOutbox,
                       {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true}),
        {}};
    head.at->seek_to_first();
    CAMP_TRY(put_back(std::move(head)));
  }
  std::uint64_t read = 0;
  for (; !heads.empty() && read < most; ++read) {
    std::pop_heap(heads.begin(), heads.end(), goes_later);
    auto head = std::move(heads.back());
    heads.pop_back();
    DeferredMessage message;
    if (!decode_deferred(head.at->value(), &message))
      return unreadable(head.at->value(), kDeferredVersion, "a message that waits for its turn");
    message.partition = head.key.partition;
    message.due_ms = head.key.due_ms;
    message.ledger_id = head.key.ledger_id;
    message.line = line;
    work.deferred.push_back(message);
    head.at->next();
    CAMP_TRY(put_back(std::move(head)));
  }
  return read;
}

}  // namespace camp
