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

constexpr auto kPause = std::chrono::seconds(1);  // after a shortage
constexpr auto kLastWait = std::chrono::seconds(30);
constexpr auto kAskEvery = std::chrono::milliseconds(100);  // whether to wait on

}  // namespace

Outbox::Outbox(Store& store, ProgramShelf& programs, RunBook& runs, const Pauses& pauses,
               std::unique_ptr<Transport> transport, Start start)
    : store_(store),
      pauses_(pauses),
      mode_(start.mode),
      now_ms_(start.now_ms),
      rows_(start.deliveries),
      offered_(start.last_queued),
      rounds_(store, programs, runs, pauses, std::move(transport), std::move(start.now_ms),
              start.is_virtual) {
  deferred_due_ms_.fill(kNever);
  rounds_.on_change([this] {
    std::lock_guard lock(mutex_);
    changed_by_transport_ = true;
    changed_.notify_all();
  });
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

Result<void> Outbox::settle(const std::function<bool()>& go_on) {
  std::unique_lock lock(mutex_);
  shortage_.reset();
  changed_.notify_all();
  bool wanted = true;
  while (wanted && !failure_ && !shortage_ && !is_settled()) {
    if (mode_ == Mode::kInline) changed_by_transport_ = changed_by_transport_ || under_way() > 0;
    if (mode_ == Mode::kInline && do_round(lock)) continue;
    changed_.wait_for(lock, kAskEvery);
    if (!go_on) continue;
    lock.unlock();
    wanted = go_on();
    lock.lock();
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
        return corrupt_outbox("a key of the outbox is none");
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
  wait_for_last(lock);
}

void Outbox::wait_for_last(std::unique_lock<std::mutex>& lock) {
  for (auto waited = kAskEvery * 0; !failure_ && under_way() > 0 && waited < kLastWait;) {
    if (!changed_.wait_for(lock, kAskEvery, [&] { return changed_by_transport_; })) {
      waited += kAskEvery;
      continue;
    }
    shortage_.reset();
    do_round(lock);
  }
}

std::uint64_t Outbox::under_way() const { return sum_of({}, rows_).under_way; }

bool Outbox::is_settled() const { return !busy_ && !has_work() && under_way() == 0; }

bool Outbox::has_work() const {
  if (changed_by_transport_ || !waiting_.empty()) return true;
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
  changed_by_transport_ = false;
  RoundWork work;
  const bool last = stop_;
  if (!last) take_offered(work);
  Reading reading{next_, offered_, deferred_due_ms_};
  auto rows = rows_;
  auto rates = rates_;
  lock.unlock();
  const auto now_ms = now_ms_();
  auto read = last ? Result<void>{} : read_work(work, reading, rows, rates, now_ms);
  std::optional<Rounds::Failure> failed;
  Result<Dues> dues = Dues{};
  if (!read.ok()) {
    failed = Rounds::Failure{std::move(read).error(), false};
  } else {
    failed = rounds_.attempt(work, now_ms, rows, rates);
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

std::uint64_t Outbox::sent() const {
  std::lock_guard lock(mutex_);
  return sent_;
}

}  // namespace camp
