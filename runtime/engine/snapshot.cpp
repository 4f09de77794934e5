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

}  // namespace

// ---- pages

PageWriter::PageWriter(Store& store, std::uint32_t run, std::uint32_t first_partition,
                       std::uint32_t end_partition)
    : store_(store),
      run_(run),
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

// ---- the scan

SelectionRule RunAtHand::selection_rule() const {
  const auto& flow_decl = program->program().flows[flow];
  std::string drawn_by;
  put_bytes(drawn_by, program->program().name(flow_decl.name));
  put_bytes(drawn_by, run.key);
  const auto& who = flow_decl.audience;
  return {who.one_per != kNone, who.limit, who.limit_by != kNone, xxh3_128(drawn_by)};
}

SnapshotScan::SnapshotScan(const RunAtHand& at_hand, const Shard& shard, Store& store)
    : ContactScan(Priority::kRun, shard, store),
      at_hand_(at_hand),
      rule_(at_hand.selection_rule()),
      pages_(store, at_hand.run.number, shard.first_partition(), shard.end_partition()),
      selection_(rule_),
      history_(store, ContactOrder::kByKey) {}

Result<void> SnapshotScan::finish() {
  return rule_.leaves_out() ? Result<void>{} : pages_.finish();
}

// Beyond the machine's next call.
Value SnapshotScan::kept(const Value& value) {
  arena_.reset();
  return kept_in(arena_, value);
}

bool SnapshotScan::lacks_outlet(const ContactFacts& contact) {
  const auto& program = *at_hand_.program;
  if (!program.program().flows[at_hand_.flow].per_outlet) return false;
  arena_.reset();
  return program.outlet_of(contact.attributes, arena_) == kNone;
}

Result<void> SnapshotScan::look_at(Shard& shard, std::string_view key, std::string_view sealed) {
  const auto id = keys::id_of_contact_key(key);
  CAMP_ASSIGN(const auto seen, glance_at(shard.store(), key, sealed, &attributes_));
  if (seen.flags & kContactErased) return {};
  const auto& audience = at_hand_.audience();
  Situation situation;
  situation.contact = facts_of(id, seen);
  situation.now_ms = at_hand_.run.started_ms;
  situation.history = &history_;
  history_.set_contact(id, nullptr);
  Value in_audience = Value::boolean(true);
  Value rank, one_per;
  Incident incident;
  bool evaluated = true;
  const auto ask = [&](FunctionIndex function, Value* answer) {
    if (!evaluated || !in_audience.truth() || function == kNone) return;
    evaluated = machine_.evaluate(*at_hand_.program, function, situation, answer, &incident);
  };
  ask(audience.condition, &in_audience);
  if (evaluated && in_audience.truth() && lacks_outlet(situation.contact)) {
    ++without_outlet_;
    return {};
  }
  ask(audience.limit_by, &rank);
  if (audience.one_per != kNone) rank = kept(rank);
  ask(audience.one_per, &one_per);
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
  return rule_.leaves_out() ? selection_.offer(key, rank, one_per) : pages_.add(key);
}

}  // namespace camp
