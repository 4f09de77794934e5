#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/engine/runs.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::size_t kPageContacts = limits::kTickTransitions;  // a page is at most one tick
constexpr std::size_t kBatchBytes = 4u << 20;
constexpr int kContactsPerTake = 16'384;  // a few hundredths of a second

// A total order: absent values come last.
bool better(const RankedContact& a, const RankedContact& b) {
  if (a.rank != b.rank) {
    Arena arena;
    Reader in_a(a.rank), in_b(b.rank);
    auto value_a = decode_value(in_a, arena);
    auto value_b = decode_value(in_b, arena);
    if (value_a.is_absent() != value_b.is_absent()) return value_b.is_absent();
    auto order = compare(value_a, value_b).value_or(0);
    if (order != 0) return order > 0;
  }
  return a.key < b.key;
}

}  // namespace

// ---- pages

PageWriter::PageWriter(Store& store, std::uint32_t run, std::uint32_t first_partition,
                       std::uint32_t end_partition)
    : store_(store),
      run_(run),
      first_(first_partition),
      partition_(first_partition),
      end_(end_partition),
      batch_(store.make_batch()),
      parts_(limits::kPartitions) {}

Result<void> PageWriter::add(std::string_view contact_key) {
  auto partition = keys::partition_of_key(contact_key);
  CAMP_ASSERT(partition >= partition_ && partition < end_);
  if (partition != partition_) CAMP_TRY(end_parts(partition));
  if (ids_.size() == kPageContacts) CAMP_TRY(end_page());
  ids_.emplace_back(keys::id_of_contact_key(contact_key));
  return {};
}

Result<void> PageWriter::finish() {
  CAMP_TRY(end_parts(end_));
  return store_.commit(*batch_);
}

Result<void> PageWriter::end_page() {
  auto& part = parts_[partition_];
  std::vector<std::string_view> views(ids_.begin(), ids_.end());
  auto page = encode_page(views);
  part.digest = sha256(std::string(part.digest.view()) + page);
  batch_->put(Family::kRunParts,
              keys::page(static_cast<std::uint8_t>(partition_), run_, part.pages), page);
  part.pages += 1;
  part.audience += ids_.size();
  ids_.clear();
  if (batch_->byte_size() < kBatchBytes) return {};
  CAMP_TRY(store_.commit(*batch_));
  batch_->clear();
  return {};
}

// A part from before a crash, of a partition that has nobody now, must not stay.
Result<void> PageWriter::end_parts(std::uint32_t until) {
  if (!ids_.empty()) CAMP_TRY(end_page());
  for (; partition_ < until; ++partition_) {
    auto key = keys::run_part(static_cast<std::uint8_t>(partition_), run_);
    if (parts_[partition_].pages == 0) {
      batch_->erase(Family::kRunParts, key);
    } else {
      batch_->put(Family::kRunParts, key, encode_run_part(parts_[partition_]));
    }
  }
  return {};
}

// ---- the best

Result<void> RankCurrency::take(const Value& rank, std::string_view contact_key) {
  if (rank.tag != Tag::kMoney) return {};
  if (first_.is_absent()) {
    first_ = rank;
    first_key_ = contact_key;
    return {};
  }
  if (first_.aux == rank.aux) return {};
  return Error{ErrorKind::kRefused,
               fmt::format("`limit ... by` would rank money of mixed currencies: {} of contact "
                           "'{}' and {} of contact '{}'",
                           currency_text(first_.aux), keys::id_of_contact_key(first_key_),
                           currency_text(rank.aux), keys::id_of_contact_key(contact_key)),
               "", "let the audience include contacts of one currency, then run with a new --key"};
}

void TopContacts::offer(RankedContact candidate) {
  if (heap_.size() < limit_) {
    heap_.push_back(std::move(candidate));
    std::push_heap(heap_.begin(), heap_.end(), better);
    return;
  }
  if (heap_.empty() || !better(candidate, heap_.front())) return;
  std::pop_heap(heap_.begin(), heap_.end(), better);
  heap_.back() = std::move(candidate);
  std::push_heap(heap_.begin(), heap_.end(), better);
}

void TopContacts::offer_all(std::vector<RankedContact> candidates) {
  for (auto& candidate : candidates) offer(std::move(candidate));
}

std::vector<std::string> TopContacts::keys_in_order() const {
  std::vector<std::string> keys;
  keys.reserve(heap_.size());
  for (const auto& ranked : heap_) keys.push_back(ranked.key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

// ---- the scan

SnapshotScan::SnapshotScan(const RunAtHand& at_hand, const Shard& shard, Store& store)
    : WorkSource(Priority::kRun),
      at_hand_(at_hand),
      limited_(at_hand.audience().limit != 0),
      pages_(store, at_hand.run.number, shard.first_partition(), shard.end_partition()),
      best_(at_hand.audience().limit),
      history_(store),
      contacts_(store.iterate(
          Family::kContacts,
          {.lower = keys::partition_prefix(static_cast<std::uint8_t>(shard.first_partition())),
           .upper = keys::after_prefix(
               keys::partition_prefix(static_cast<std::uint8_t>(shard.end_partition() - 1))),
           .fill_cache = false})) {}

Result<bool> SnapshotScan::take(Shard& shard) {
  if (!begun_) contacts_->seek_to_first();
  begun_ = true;
  for (int seen = 0; seen < kContactsPerTake && contacts_->valid(); ++seen, contacts_->next())
    CAMP_TRY(judge(shard, contacts_->key(), contacts_->value()));
  if (contacts_->valid()) return true;
  CAMP_TRY(contacts_->status());
  if (!limited_) CAMP_TRY(pages_.finish());
  return false;
}

Result<void> SnapshotScan::judge(Shard& shard, std::string_view key, std::string_view sealed) {
  const auto id = keys::id_of_contact_key(key);
  CAMP_ASSIGN(const auto seen, glance_at(shard.store(), key, sealed, &attributes_));
  if (seen.flags & kContactErased) return {};
  const auto& audience = at_hand_.audience();
  Situation situation;
  situation.contact.id = id;
  situation.contact.attributes = seen.attributes;
  situation.contact.encoded_lists = seen.lists;
  situation.now_ms = at_hand_.run.started_ms;
  situation.history = &history_;
  history_.set_contact(id, nullptr);
  Value in_audience = Value::boolean(true);
  Value rank;
  Incident incident;
  bool evaluated =
      audience.condition == kNone ||
      machine_.evaluate(*at_hand_.program, audience.condition, situation, &in_audience, &incident);
  const bool ranked = limited_ && audience.limit_by != kNone;
  if (evaluated && in_audience.truth() && ranked)
    evaluated =
        machine_.evaluate(*at_hand_.program, audience.limit_by, situation, &rank, &incident);
  if (!history_.status().ok()) return history_.status();
  if (!evaluated) {
    // Neither in nor silently out: an incident that names the place.
    CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
    shard.conductor().report_incident(
        {*slot, *at_hand_.program, at_hand_.flow, at_hand_.run.number, 0, at_hand_.run.started_ms},
        incident);
    return {};
  }
  if (!in_audience.truth()) return {};
  if (!limited_) return pages_.add(key);
  RankedContact candidate{{}, std::string(key)};
  if (ranked) {
    CAMP_TRY(currency_.take(rank, key));
    encode_value(candidate.rank, rank);
  }
  best_.offer(std::move(candidate));
  return {};
}

}  // namespace camp
