#include "runtime/engine/stock.h"

#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {
StockTake::StockTake(ProgramPtr program, const Shard& shard, Store& store, std::int64_t now_ms)
    : ContactScan(Priority::kRun, shard, store),
      program_(std::move(program)),
      now_ms_(now_ms),
      history_(store, ContactOrder::kByKey) {
  for (const auto& reaction : program_->starts_on(program_->changed_number()))
    conditions_.push_back(program_->program().flows[reaction.flow].starts[reaction.index].on.where);
}

// Most are in none, and their rows stay as they are.
Result<void> StockTake::look_at(Shard& shard, std::string_view key, std::string_view sealed) {
  const auto id = keys::id_of_contact_key(key);
  CAMP_ASSIGN(const auto seen, glance_at(shard.store(), key, sealed, &attributes_));
  if (seen.flags & kContactErased) return {};
  Situation situation;
  situation.contact = facts_of(id, seen);
  situation.now_ms = now_ms_;
  situation.history = &history_;
  history_.set_contact(id, nullptr);
  const bool noted = (seen.flags & kWatched) != 0 || concerns(situation);
  if (!history_.status().ok()) return history_.status();
  if (!noted) return {};
  CAMP_ASSIGN(auto* slot, shard.tick().contact(id));
  return shard.conductor().take_stock(*slot, now_ms_);
}

// In one of them, or to be asked again some time, or not to be told.
bool StockTake::concerns(const Situation& situation) {
  for (const auto condition : conditions_) {
    Value in;
    Incident incident;
    if (!machine_.evaluate(*program_, condition, situation, &in, &incident)) return true;
    if (in.tag != Tag::kBool || in.truth()) return true;
    if (machine_.next_change_ms() != INT64_MAX) return true;
  }
  return false;
}

}  // namespace camp
