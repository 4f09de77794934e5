#include "runtime/delivery/outbox.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "lang/base/bytes.h"
#include "runtime/delivery/retry.h"
#include "runtime/shelf/rates.h"
#include "runtime/state/checked.h"
#include "runtime/state/clock_mark.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::size_t kRoundMessages = 16'384;
constexpr auto kPause = std::chrono::seconds(1);  // after a shortage

Error corrupt(std::string_view what) {
  return {ErrorKind::kCorrupt, std::string(what), "",
          "keep a copy of the store; camp ledger verify"};
}

}  // namespace

Outbox::Outbox(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
               std::unique_ptr<Transport> transport, Start start)
    : store_(store),
      rounds_(store, programs, runs, pauses, std::move(transport), start.now_ms),
      pauses_(pauses),
      mode_(start.mode),
      now_ms_(std::move(start.now_ms)),
      rows_(start.deliveries),
      offered_(start.last_queued) {
  deferred_due_ms_.fill(kNever);
}

Result<std::unique_ptr<Outbox>> Outbox::open(Store& store, ProgramShelf& programs, RunBook& runs,
                                             const Pauses& pauses,
                                             std::unique_ptr<Transport> transport, Start start) {
  std::unique_ptr<Outbox> outbox(
      new Outbox(store, programs, runs, pauses, std::move(transport), std::move(start)));
  CAMP_ASSIGN(outbox->rates_, read_rates(store));
  CAMP_TRY(outbox->correct_rates());
  CAMP_TRY(outbox->rounds_.recover(outbox->rows_, outbox->rates_, outbox->now_ms_()));
  CAMP_ASSIGN(outbox->deferred_due_ms_, outbox->find_deferred(outbox->rows_, outbox->rates_));
  outbox->forget_memory();
  if (outbox->mode_ == Mode::kThread)
    outbox->thread_ = std::thread([raw = outbox.get()] { raw->work(); });
  return outbox;
}

// What left by a clock that was far ahead, and was set right, would hold its channel up until then.
Result<void> Outbox::correct_rates() {
  bool any = false;
  for (auto& pace : rates_.channels) any = pace.left.correct(now_ms_(), kClockJumpMs) || any;
  if (!any) return {};
  auto batch = store_.make_batch();
  batch->put(Family::kMeta, kRatesKey, encode_rates(rates_));
  return store_.commit(*batch);
}

Outbox::~Outbox() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Outbox::ask_again(const Partitions& partitions, const PartitionRows& rows) {
  std::lock_guard lock(mutex_);
  for (std::size_t p = 0; p < ask_until_.size(); ++p)
    if (partitions.test(p)) ask_until_[p] = rows[p].tick;
}

void Outbox::offer(std::vector<QueuedChunk> chunks) {
  std::unique_lock lock(mutex_);
  for (auto& chunk : chunks) {
    const auto partition = chunk.partition;
    const bool in_order = !is_unread(partition);
    offered_[partition] = std::max(offered_[partition], chunk.tick);
    if (!in_order || shortage_ || failure_ || waiting_bytes_ >= kBytesMax) continue;
    next_[partition] = chunk.tick + 1;
    waiting_bytes_ += chunk.sealed.size();
    waiting_.push_back(std::move(chunk));
  }
  if (mode_ == Mode::kThread) {
    changed_.notify_all();
  } else {
    while (!shortage_ && !failure_ && do_round(lock)) {
    }
  }
}

Result<void> Outbox::settle() {
  std::unique_lock lock(mutex_);
  shortage_.reset();
  changed_.notify_all();
  if (mode_ == Mode::kInline) {
    while (!shortage_ && !failure_ && do_round(lock)) {
    }
  } else {
    changed_.wait(lock,
                  [&] { return failure_ || (!busy_ && (shortage_.has_value() || !has_work())); });
  }
  if (failure_) return *failure_;
  if (shortage_) return *shortage_;
  return {};
}

std::optional<std::int64_t> Outbox::next_attempt_ms() const {
  std::lock_guard lock(mutex_);
  const auto deferred_ms = *std::min_element(deferred_due_ms_.begin(), deferred_due_ms_.end());
  const auto earliest_ms = std::min(deferred_ms, next_paced_ms(rates_));
  return earliest_ms >= kUntilResumed ? std::nullopt : std::optional(earliest_ms);
}

Result<void> Outbox::release() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !busy_; });
  auto batch = store_.make_batch();
  for (std::size_t p = 0; p < rows_.size(); ++p) {
    if (rows_[p].counters.deferred == 0) continue;
    const auto partition = static_cast<std::uint8_t>(p);
    auto entries = deferred_of(partition, kUntilResumed);
    for (entries->seek_to_first(); entries->valid(); entries->next()) {
      keys::OutboxKey key;
      if (!keys::parse_outbox(entries->key(), &key) || key.kind != keys::OutboxKind::kDeferred)
        return corrupt("a key of the outbox is none");
      batch->erase(Family::kOutbox, entries->key());
      batch->put(Family::kOutbox, keys::deferred(partition, now_ms_(), key.ledger_id),
                 entries->value());
    }
    CAMP_TRY(entries->status());
  }
  CAMP_TRY(store_.commit(*batch));
  CAMP_ASSIGN(deferred_due_ms_, find_deferred(rows_, rates_));
  changed_.notify_all();
  return {};
}

DeliveryRows Outbox::rows() const {
  std::lock_guard lock(mutex_);
  return rows_;
}

// ---- the thread

void Outbox::work() {
  std::unique_lock lock(mutex_);
  while (!stop_ && !failure_) {
    if (shortage_) {
      changed_.wait_for(lock, kPause, [&] { return stop_ || !shortage_; });
      shortage_.reset();
      continue;
    }
    if (do_round(lock)) continue;
    const auto deferred_ms = *std::min_element(deferred_due_ms_.begin(), deferred_due_ms_.end());
    const auto paced_ms = next_paced_ms(rates_);
    const auto ready = [&] { return stop_ || has_work(); };
    if (std::min(deferred_ms, paced_ms) < kUntilResumed) {
      // The clock alone may make them due. It may be set meanwhile, or be a virtual one.
      const std::chrono::milliseconds until(std::max<std::int64_t>(paced_ms - now_ms_(), 1));
      changed_.wait_for(lock, std::min<std::chrono::milliseconds>(kPause, until), ready);
    } else {
      changed_.wait(lock, ready);
    }
  }
}

bool Outbox::has_work() const {
  if (!waiting_.empty()) return true;
  for (std::size_t p = 0; p < next_.size(); ++p)
    if (is_unread(p)) return true;
  const auto earliest_ms = *std::min_element(deferred_due_ms_.begin(), deferred_due_ms_.end());
  if (earliest_ms != kNever && is_due(earliest_ms, now_ms_())) return true;
  return next_paced_ms(rates_) <= now_ms_();
}

bool Outbox::is_unread(std::size_t partition) const {
  return next_[partition] <= offered_[partition] && offered_[partition] > 0;
}

// What memory held is in the store as well: it is read from there, from the first that is not
// settled.
void Outbox::forget_memory() {
  waiting_.clear();
  waiting_bytes_ = 0;
  for (std::size_t p = 0; p < next_.size(); ++p) next_[p] = rows_[p].low_tick;
}

bool Outbox::do_round(std::unique_lock<std::mutex>& lock) {
  if (!has_work()) return false;
  busy_ = true;
  RoundWork work;
  take_offered(work);
  Reading reading{next_, offered_, deferred_due_ms_};
  auto rows = rows_;
  auto rates = rates_;
  lock.unlock();
  const auto now_ms = now_ms_();
  auto read = work.chunks.empty() ? read_chunks(reading, work) : Result<void>{};
  if (read.ok()) read = read_deferred(reading, now_ms, work);
  if (read.ok()) read = read_paced(rows, rates, now_ms, work);
  if (read.ok()) read = store_.sync();  // nothing leaves that may be forgotten
  std::optional<Rounds::Failure> failed;
  Result<Dues> dues = Dues{};
  if (!read.ok()) {
    failed = Rounds::Failure{std::move(read).error(), false};
  } else {
    if (!work.empty()) failed = rounds_.attempt(work, now_ms, rows, rates);
    dues = find_deferred(rows, rates);
    if (!failed && !dues.ok()) failed = Rounds::Failure{std::move(dues).error(), false};
  }
  lock.lock();
  busy_ = false;
  if (!failed) {
    const auto sent = [](const DeliveryRows& all) { return sum_of({}, all).sent; };
    sent_ += sent(rows) - sent(rows_);
    rows_ = rows;
    rates_ = std::move(rates);
    deferred_due_ms_ = *dues;
    // Of a partition that is being read from the store nobody else moves `next_`.
    for (std::size_t p = 0; p < next_.size(); ++p) next_[p] = std::max(next_[p], reading.next[p]);
  } else {
    (failed->shortage ? shortage_ : failure_) = std::move(failed->error);
    forget_memory();
  }
  changed_.notify_all();
  return true;
}

// ---- what a round is about

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
    if (!keys::parse_journal(chunks->key(), &key)) return corrupt("a key of the journal is none");
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
        return corrupt("a key of the outbox is none");
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
      if (!keys::parse_outbox(entries->key(), &key)) return corrupt("a key of the outbox is none");
      dues[p] = key.due_ms;
      continue;
    }
    CAMP_ASSIGN(const bool in_line, has_paced(partition, rates));
    if (!in_line) return corrupt("deferred messages are counted, and not there");
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
      return corrupt("messages wait for a channel's rate by count, and are not there");
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
      return corrupt("a key of the outbox is none");
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

std::uint64_t Outbox::sent() const {
  std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace camp
