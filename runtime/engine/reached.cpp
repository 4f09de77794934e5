#include "runtime/engine/reached.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "runtime/state/keys.h"

namespace camp {
namespace {

// Rows of a contact under a prefix that is newest first, down to `from_ms`.
template <class Older>
Result<void> read_rows(Store& store, std::string_view contact_id, const std::string& prefix,
                       std::int64_t from_ms,
                       bool (*decode)(std::string_view, std::string_view, Older*),
                       std::int64_t (*at_ms)(const Older&), std::vector<Older>* rows) {
  rows->clear();
  auto at = store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (at->seek_to_first(); at->valid(); at->next()) {
    Older older;
    if (!decode(at->key(), at->value(), &older))
      return unreadable_older_row(contact_id, at->value());
    if (at_ms(older) < from_ms) break;
    rows->push_back(std::move(older));
  }
  return at->status();
}

}  // namespace

Result<void> Reached::gather(const ContactSlot& slot, std::uint32_t event, std::int64_t event_ms,
                             ProgramShelf& programs) {
  slot_ = &slot;
  messages_.clear();
  arms_.clear();
  flows_.clear();
  reach_ = {};
  messages_beside_ = arms_beside_ = false;
  const auto& row = slot.row;
  list(row);
  if ((row.flags & (kTouchesBeside | kExposuresBeside)) == 0) return {};
  CAMP_ASSIGN(reach_, programs.goal_reach(event));
  if (reach_.flows.empty()) return {};
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  // Without overflow: an event may be as early as it likes.
  from_ms_ = event_ms < kFirst + reach_.ms ? kFirst : event_ms - reach_.ms;
  messages_beside_ = (row.flags & kTouchesBeside) != 0 &&
                     (row.touches.empty() || row.touches.front().at_ms >= from_ms_);
  arms_beside_ = (row.flags & kExposuresBeside) != 0;
  return {};
}

bool Reached::may_lack_flows() const {
  return std::any_of(reach_.flows.begin(), reach_.flows.end(), [&](std::uint32_t flow) {
    return std::none_of(flows_.begin(), flows_.end(),
                        [&](const Giver& it) { return it.flow == flow; });
  });
}

// Messages fall out of the row oldest first: those beside it come after the row's.
Result<void> Reached::read_messages(Store& store) {
  if (!std::exchange(messages_beside_, false)) return {};
  CAMP_TRY(read_rows<OlderTouch>(
      store, slot_->id(), keys::touches_prefix(slot_->id()), from_ms_, decode_older_touch,
      [](const OlderTouch& it) { return it.touch.at_ms; }, &touches_));
  // What the slot has is newer than the store's.
  std::set<Hash128> known;
  for (const auto& it : slot_->older) known.insert(it.touch.ledger_id);
  std::erase_if(touches_, [&](const auto& it) { return known.count(it.touch.ledger_id) != 0; });
  touches_.insert(touches_.end(), slot_->older.begin(), slot_->older.end());
  std::sort(touches_.begin(), touches_.end(), is_newer);
  for (const auto& older : touches_) {
    messages_.push_back({&older.touch, giver_of(older.sender)});
    list_flow(messages_.back().giver);
  }
  return {};
}

Result<void> Reached::read_arms(Store& store) {
  if (!std::exchange(arms_beside_, false)) return {};
  CAMP_TRY(read_rows<OlderExposure>(
      store, slot_->id(), keys::exposures_prefix(slot_->id()), from_ms_, decode_older_exposure,
      [](const OlderExposure& it) { return it.exposure.at_ms; }, &exposures_));
  const auto& fresh = slot_->older_exposures;
  exposures_.insert(exposures_.end(), fresh.begin(), fresh.end());
  for (const auto& older : exposures_) {
    arms_.push_back({older.exposure, giver_of(older.sender)});
    list_flow(arms_.back().giver);
  }
  std::stable_sort(arms_.begin(), arms_.end(),
                   [](const Arm& a, const Arm& b) { return a.giver.instance > b.giver.instance; });
  return {};
}

void Reached::list(const ContactRow& row) {
  for (auto touch = row.touches.rbegin(); touch != row.touches.rend(); ++touch)
    if (const auto* instance = row.find_instance(touch->instance))
      messages_.push_back({&*touch, giver_of(*instance)});
  for (auto it = row.instances.rbegin(); it != row.instances.rend(); ++it)
    for (const auto& exposure : it->exposures) arms_.push_back({exposure, giver_of(*it)});
  for (const auto& message : messages_) list_flow(message.giver);
  for (const auto& arm : arms_) list_flow(arm.giver);
  std::sort(flows_.begin(), flows_.end(),
            [](const Giver& a, const Giver& b) { return a.instance > b.instance; });
}

void Reached::list_flow(const Giver& giver) {
  for (auto& known : flows_) {
    if (known.flow != giver.flow) continue;
    if (known.instance < giver.instance) known = giver;
    return;
  }
  flows_.push_back(giver);
}

}  // namespace camp
