#include "runtime/engine/handover.h"

#include "lang/base/bytes.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

DeliveryProgram delivery_view(const ProgramPtr& linked) {
  DeliveryProgram view;
  const auto& program = linked->program();
  view.program = std::shared_ptr<const Program>(linked, &program);
  for (const auto& message : program.messages)
    view.messages.emplace(linked->number(message.name), &message);
  for (const auto& flow : program.flows) view.flows.emplace(linked->number(flow.name), &flow);
  return view;
}

}  // namespace

Handover::Handover(Store& store, ProgramShelf& programs, RunBook& runs,
                   std::unique_ptr<Transport> transport, Outbox::Mode mode)
    : store_(store),
      programs_(programs),
      runs_(runs),
      context_(std::make_shared<DeliveryContext>()),
      unread_(0) {
  if (transport) outbox_ = std::make_unique<Outbox>(std::move(transport), mode);
}

std::optional<Error> Handover::record(Tick& tick, EngineRow& row, bool wait) {
  if (!outbox_) return std::nullopt;
  auto collected = wait ? outbox_->drain() : outbox_->collect();
  for (const auto& result : collected.finished) {
    for (const auto& chunk : result.chunks) {
      tick.batch().put(Family::kJournal, keys::outcomes(chunk.partition, chunk.tick),
                       encode_outcomes(chunk.outcomes));
      tick.batch().erase(Family::kOutbox, keys::outbox(chunk.tick, chunk.partition));
      row.counters.failed += chunk.outcomes.count - chunk.sent;
      row.counters.sent += chunk.sent;
      sent_ += chunk.sent;
      under_way_[{chunk.tick, chunk.partition}] = true;
    }
    for (const auto& stored : result.rows)
      tick.batch().put(stored.family, stored.key, stored.value);
    tick.touch();
  }
  if (collected.shortage) {
    std::erase_if(under_way_, [&](const auto& chunk) {
      if (!chunk.second) unread_ = std::min(unread_.value_or(UINT64_MAX), chunk.first.first);
      return !chunk.second;
    });
  }
  row.outbox_low = low_tick(row.tick + 1);
  return std::move(collected.shortage);
}

std::uint64_t Handover::low_tick(std::uint64_t next) const {
  auto low = unread_.value_or(next);
  for (const auto& [place, recorded] : under_way_) {
    if (!recorded) return std::min(low, place.first);
  }
  return low;
}

Result<void> Handover::committed(std::vector<QueuedChunk> queued) {
  std::erase_if(under_way_, [](const auto& chunk) { return chunk.second; });
  for (auto& chunk : queued) {
    auto tick = chunk.tick;
    if (unread_) break;  // they leave in order
    CAMP_ASSIGN(bool taken, push(std::move(chunk)));
    if (!taken) unread_ = tick;
  }
  return {};
}

Result<void> Handover::refill() {
  if (!outbox_ || !unread_ || !outbox_->takes()) return {};
  std::string from;
  put_u64be(from, *unread_);
  auto pending = store_.iterate(Family::kOutbox, {.lower = from, .upper = {}, .fill_cache = true});
  for (pending->seek_to_first(); pending->valid(); pending->next()) {
    QueuedChunk chunk;
    Reader in(pending->value());
    chunk.messages = in.varint32();
    if (!keys::parse_outbox(pending->key(), &chunk.tick, &chunk.partition) || !in.ok())
      return Error{ErrorKind::kCorrupt, "the outbox cannot be read", "", "camp ledger verify"};
    if (under_way_.count({chunk.tick, chunk.partition}) > 0) continue;
    auto key = keys::journal(chunk.partition, chunk.tick);
    CAMP_ASSIGN(bool found, store_.get(Family::kJournal, key, &chunk.sealed));
    if (!found || !find_named(&chunk)) {
      return Error{ErrorKind::kCorrupt,
                   "the outbox names a chunk of the journal that cannot be read", "",
                   "keep a copy of the store and restore a backup"};
    }
    auto tick = chunk.tick;
    CAMP_ASSIGN(bool taken, push(std::move(chunk)));
    if (!taken) {
      unread_ = tick;
      return {};
    }
  }
  CAMP_TRY(pending->status());
  unread_.reset();
  return {};
}

Result<bool> Handover::push(QueuedChunk chunk) {
  if (!outbox_) return false;
  CAMP_TRY(grow_context(chunk.named));
  Place place{chunk.tick, chunk.partition};
  OutboxJob job{std::move(chunk), context_};
  if (!outbox_->push(job)) return false;
  under_way_.emplace(place, false);
  return true;
}

// Usually the last context knows it all; the outbox may still be reading that one.
Result<void> Handover::grow_context(const NamedByMessages& named) {
  std::shared_ptr<DeliveryContext> grown;
  auto writable = [&]() -> DeliveryContext& {
    if (!grown) grown = std::make_shared<DeliveryContext>(*context_);
    return *grown;
  };
  for (auto number : named.programs) {
    if (context_->programs.count(number) > 0) continue;
    CAMP_ASSIGN(auto linked, programs_.get(number));
    writable().programs.emplace(number, delivery_view(linked));
  }
  for (auto number : named.runs) {
    if (context_->run_keys.count(number) > 0) continue;
    CAMP_ASSIGN(const auto* run, runs_.get(number));
    writable().run_keys.emplace(number, run->key);
  }
  if (grown) context_ = std::move(grown);
  return {};
}

}  // namespace camp
