#include "runtime/explain/contact.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "runtime/explain/unknown.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

std::vector<NamedValue> attributes_of(const ContactRow& row, Arena& arena) {
  std::vector<NamedValue> attributes;
  if (!decode_attributes(row.attributes, arena, &attributes))
    attributes.clear();  // the row was checked: cannot be
  return attributes;
}

ToldInstance tell_instance(StoreView& view, const Instance& instance) {
  ToldInstance told;
  told.number = instance.number;
  told.flow = view.name_of(instance.flow);
  told.run = instance.run;
  told.state = instance.state;
  told.started_ms = instance.started_ms;
  if (instance.state == InstanceState::kEnded) {
    told.ended_ms = instance.ended_ms;
    return told;
  }
  told.step = view.stand_of(instance);
  if (instance.token != 0) told.awaits = view.awaited_experiment(instance.program, instance.step);
  told.since_ms = instance.since_ms;
  told.due_ms = instance.due_ms;
  return told;
}

std::vector<Told> recent_messages(StoreView& view, const ContactHistory& history) {
  std::vector<const HistoryEntry*> all;
  for (const auto& kept : history.entries()) {
    if (kept.entry.message() != nullptr) all.push_back(&kept);
  }
  std::vector<Told> recent;
  for (auto i = all.size() - std::min(all.size(), kRecentMessages); i < all.size(); ++i)
    recent.push_back(tell(view, *all[i]));
  return recent;
}

}  // namespace

std::optional<ToldPending> tell_pending(StoreView& view, const ContactRow& row,
                                        std::uint32_t conversation, Channel channel) {
  const auto* it = find_opt_in(row.opt_ins, conversation, channel);
  if (it == nullptr || !is_open(*it, row.subscriptions)) return std::nullopt;
  return ToldPending{view.name_of(conversation),
                     channel,
                     it->imported,
                     it->requested_ms,
                     last_sent_ms(*it),
                     it->confirmation,
                     !is_pending(*it, row.subscriptions, view.now_ms())};
}

std::string pending_text(const ToldPending& pending) {
  return fmt::format("since {}{}, {}, not confirmed{}", instant_text(pending.asked_ms),
                     pending.imported ? " (by an import)" : "",
                     pending.sent_ms == 0 ? std::string("no confirmation sent")
                                          : "confirmation sent " + instant_text(pending.sent_ms),
                     pending.too_old ? "; its link is too old" : "");
}

Result<ToldContact> read_told_contact(StoreView& view, const std::string& contact_id) {
  CAMP_ASSIGN(auto row, find_contact(view.store(), contact_id));
  CAMP_ASSIGN(auto history, ContactHistory::read(view.store(), contact_id, row));
  ToldContact told;
  told.id = contact_id;
  told.created_ms = row.created_ms;
  told.erased = (row.flags & kContactErased) != 0;
  Arena arena;
  for (const auto& attribute : attributes_of(row, arena))
    told.attributes.emplace_back(view.name_of(attribute.name), text_of_value(attribute.value));
  for (auto list : row.lists) told.lists.push_back(view.name_of(list));
  for (const auto& it : row.subscriptions)
    told.subscriptions.push_back({conversation_name(view, it.conversation), it.channel,
                                  it.subscribed, it.imported, it.since_ms, it.requested_ms,
                                  it.confirmation});
  for (const auto& it : row.opt_ins)
    if (auto pending = tell_pending(view, row, it.conversation, it.channel))
      told.pending.push_back(std::move(*pending));
  told.arms = tell_arms(view, row.assignments);
  for (const auto& instance : row.instances)
    told.instances.push_back(tell_instance(view, instance));
  told.messages = recent_messages(view, history);
  CAMP_TRY(view.status());
  return told;
}

Result<Belongings> belongings_of(Store& store, const std::string& contact_id,
                                 const ContactRow& row) {
  Belongings own;
  Arena arena;
  own.attributes = attributes_of(row, arena).size();
  own.lists = row.lists.size();
  own.subscriptions = row.subscriptions.size();
  own.under_way = static_cast<std::size_t>(
      std::count_if(row.instances.begin(), row.instances.end(),
                    [](const Instance& i) { return i.state != InstanceState::kEnded; }));
  auto prefix = keys::events_prefix(contact_id);
  auto events =
      store.iterate(Family::kEvents, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (events->seek_to_first(); events->valid(); events->next()) ++own.events;
  CAMP_TRY(events->status());
  CAMP_ASSIGN(auto history, ContactHistory::read(store, contact_id, row));
  for (const auto& kept : history.entries())
    own.messages += kept.entry.message() != nullptr ? 1 : 0;
  return own;
}

}  // namespace camp
