#include "runtime/engine/stock.h"

#include <algorithm>

#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {
StockTake::StockTake(ProgramPtr program, const Shard& shard, Store& store, std::int64_t now_ms)
    : ContactScan(Priority::kRun, shard, store),
      program_(std::move(program)),
      now_ms_(now_ms),
      segments_(watched_conditions(*program_)),
      history_(store, ContactOrder::kByKey) {}

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
  const bool answered = ask(situation);
  if (!history_.status().ok()) return history_.status();
  const bool was_watched = (seen.flags & kWatched) != 0;
  if (answered && !was_watched && standing_.in.empty() && standing_.ask_ms == INT64_MAX) return {};
  CAMP_ASSIGN(auto* slot, shard.tick().contact_met(key, sealed));
  if (!answered) return shard.conductor().take_stock(*slot, now_ms_);  // which tells why
  shard.conductor().note_standing(*slot, standing_);
  return {};
}

// False: one of them cannot be told.
bool StockTake::ask(const Situation& situation) {
  standing_.in.clear();
  standing_.out.clear();
  standing_.ask_ms = INT64_MAX;
  for (const auto& [segment, condition] : segments_) {
    Value in;
    Incident incident;
    if (!machine_.evaluate(*program_, condition, situation, &in, &incident)) return false;
    if (in.tag != Tag::kBool) return false;
    (in.truth() ? standing_.in : standing_.out).push_back(segment);
    standing_.ask_ms = std::min(standing_.ask_ms, machine_.next_change_ms());
  }
  return true;
}

}  // namespace camp
