#include "runtime/engine/reached.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include "runtime/state/keys.h"

namespace camp {
namespace {

// Rows under a prefix that is newest first, down to `from_ms`.
template <class Older>
Result<void> read_rows(Store& store, const std::string& prefix, std::int64_t from_ms,
                       bool (*decode)(std::string_view, std::string_view, Older*),
                       std::int64_t (*at_ms)(const Older&), std::vector<Older>* rows) {
  auto at = store.iterate(Family::kIndex, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (at->seek_to_first(); at->valid(); at->next()) {
    Older older;
    if (!decode(at->key(), at->value(), &older)) {
      return Error{ErrorKind::kCorrupt, "what a contact was sent cannot be read", "",
                   "camp ledger verify says what else is wrong"};
    }
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
  CAMP_ASSIGN(reach_, programs.goal_reach(event));
  messages_beside_ = arms_beside_ = false;
  if (reach_.flows.empty()) return {};
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  // Without overflow: an event may be as early as it likes.
  from_ms_ = event_ms < kFirst + reach_.ms ? kFirst : event_ms - reach_.ms;
  const auto& touches = slot.row.touches;
  messages_beside_ = (slot.row.flags & kTouchesBeside) != 0 &&
                     (touches.empty() || touches.front().at_ms >= from_ms_);
  arms_beside_ = (slot.row.flags & kExposuresBeside) != 0;
  list(slot);
  return {};
}

// Messages fall out of the row oldest first: those beside it come after the row's.
Result<void> Reached::read_messages(Store& store) {
  if (!std::exchange(messages_beside_, false)) return {};
  std::vector<OlderTouch> rows;
  CAMP_TRY(read_rows<OlderTouch>(
      store, keys::touches_prefix(slot_->id()), from_ms_, decode_older_touch,
      [](const OlderTouch& it) { return it.touch.at_ms; }, &rows));
  // What the slot has is newer than the store's.
  std::set<Hash128> known;
  for (const auto& it : slot_->older) known.insert(it.touch.ledger_id);
  std::erase_if(rows, [&](const auto& it) { return known.count(it.touch.ledger_id) != 0; });
  rows.insert(rows.end(), slot_->older.begin(), slot_->older.end());
  std::sort(rows.begin(), rows.end(),
            [](const OlderTouch& a, const OlderTouch& b) { return a.touch.at_ms > b.touch.at_ms; });
  touches_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  for (const auto& older : touches_) {
    messages_.push_back({&older.touch, &older.sender});
    list_flow(older.sender);
  }
  return {};
}

Result<void> Reached::read_arms(Store& store) {
  if (!std::exchange(arms_beside_, false)) return {};
  std::vector<OlderExposure> rows;
  CAMP_TRY(read_rows<OlderExposure>(
      store, keys::exposures_prefix(slot_->id()), from_ms_, decode_older_exposure,
      [](const OlderExposure& it) { return it.exposure.at_ms; }, &rows));
  const auto& fresh = slot_->older_exposures;
  rows.insert(rows.end(), fresh.begin(), fresh.end());
  exposures_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  for (const auto& older : exposures_) {
    arms_.push_back({older.exposure, &older.sender});
    list_flow(older.sender);
  }
  std::stable_sort(arms_.begin(), arms_.end(), [](const Arm& a, const Arm& b) {
    return a.sender->instance > b.sender->instance;
  });
  return {};
}

void Reached::list(const ContactSlot& slot) {
  const auto& row = slot.row;
  senders_.clear();
  for (const auto& instance : row.instances) senders_.push_back(sender_of(instance));
  for (auto touch = row.touches.rbegin(); touch != row.touches.rend(); ++touch) {
    const auto by = std::find_if(senders_.begin(), senders_.end(), [&](const Sender& sender) {
      return sender.instance == touch->instance;
    });
    if (by != senders_.end()) messages_.push_back({&*touch, &*by});
  }
  for (auto i = row.instances.size(); i-- > 0;)
    for (const auto& exposure : row.instances[i].exposures)
      arms_.push_back({exposure, &senders_[i]});
  for (const auto& message : messages_) list_flow(*message.sender);
  for (const auto& arm : arms_) list_flow(*arm.sender);
  std::sort(flows_.begin(), flows_.end(),
            [](const Sender* a, const Sender* b) { return a->instance > b->instance; });
}

void Reached::list_flow(const Sender& sender) {
  for (auto& known : flows_) {
    if (known->flow != sender.flow) continue;
    if (known->instance < sender.instance) known = &sender;
    return;
  }
  if (std::find(reach_.flows.begin(), reach_.flows.end(), sender.flow) != reach_.flows.end())
    flows_.push_back(&sender);
}

}  // namespace camp
