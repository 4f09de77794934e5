// Messages that are sent `at best time`: what is sent and looked at is counted as it happens, and
// asked when such a message was decided.
#include <algorithm>

#include "runtime/engine/shard.h"
#include "runtime/vm/zone_clock.h"

namespace camp {

bool is_first_answer(const Receipt& receipt, ReceiptKind kind) {
  return (seen_bit(kind) & kLookedAt) != 0 && (receipt.touch->seen & kLookedAt) == 0;
}

// Everybody, and each segment that a flow of the current program looks for best times in: the
// contact's own, as of now.
std::vector<std::uint32_t> Shard::rhythm_groups(ContactSlot& slot, const LinkedProgram& current) {
  std::vector<std::uint32_t> groups{kEverybodysRhythm};
  const Work nobodys{slot, current, 0, 0, 0, now_ms()};
  for (const auto& cohort : current.cohorts())
    if (conductor_.is_in(nobodys, cohort.condition)) groups.push_back(cohort.segment);
  return groups;
}

Result<void> Shard::count_messages(ContactSlot& slot, const LinkedProgram& current) {
  const auto leaves = [](const JournalEntry& entry) { return is_queued(entry); };
  if (std::none_of(slot.entries.begin(), slot.entries.end(), leaves)) return {};
  const ZoneClock clock(current.zone_of(slot.row.attributes, tick_.arena()));
  const auto groups = rhythm_groups(slot, current);
  for (const auto& entry : slot.entries) {
    if (!leaves(entry)) continue;
    const auto hour = hour_of_week(clock, entry.at_ms);
    for (const auto group : groups) {
      CAMP_ASSIGN(auto* rhythm,
                  tick_.rhythm(slot.partition(), group, entry.message()->channel, now_ms()));
      rhythm->add_message(hour);
    }
  }
  return {};
}

Result<void> Shard::count_answer(ContactSlot& slot, const Touch& touch, std::int64_t answered_ms) {
  const auto current = world_.programs.current();
  if (!current || !current->seeks_best_times()) return {};
  const ZoneClock clock(current->zone_of(slot.row.attributes, tick_.arena()));
  const auto sent_hour = hour_of_week(clock, touch.at_ms);
  const auto hour = hour_of_week(clock, answered_ms);
  for (const auto group : rhythm_groups(slot, *current)) {
    CAMP_ASSIGN(auto* rhythm, tick_.rhythm(slot.partition(), group, touch.channel, now_ms()));
    rhythm->add_answer(sent_hour, hour, answered_ms - touch.at_ms);
  }
  return {};
}

// Of the first of the flow's segments that the contact is in.
Result<std::shared_ptr<const Rhythm>> Shard::cohort_rhythm(ContactSlot& slot,
                                                           const DecidedMessage& decided,
                                                           Channel channel, std::int64_t now_ms) {
  const auto& program = *decided.program;
  const Work outside{slot, program, decided.flow, 0, 0, now_ms};
  for (const auto name : outside.decl().cohorts) {
    const auto cohort = program.cohort(name);
    if (conductor_.is_in(outside, cohort.condition))
      return world_.rhythms.of(cohort.segment, channel, now_ms);
  }
  return std::make_shared<const Rhythm>();
}

// Nothing: its send says nothing of a best time.
Result<std::optional<BestTimeFound>> Shard::best_time_of(ContactSlot& slot,
                                                         const DecidedMessage& decided,
                                                         const LinkedProgram& current,
                                                         std::int64_t now_ms) {
  const auto& best = decided.program->program().flows[decided.flow].sends[decided.send].best_time;
  if (!best) return std::optional<BestTimeFound>();
  const ZoneClock clock(current.zone_of(slot.row.attributes, tick_.arena()));
  const auto& entry = std::get<MessageEntry>(slot.entries[decided.entry].what);
  StoredEventHistory history(world_.store);
  history.set_contact(slot.id(), &slot.events);
  const auto own =
      own_rhythm(slot.row.touches, history, world_.names, entry.channel, clock, now_ms);
  CAMP_TRY(history.status());
  CAMP_ASSIGN(const auto segment, cohort_rhythm(slot, decided, entry.channel, now_ms));
  CAMP_ASSIGN(const auto all, world_.rhythms.of(kEverybodysRhythm, entry.channel, now_ms));
  const auto* zone = decided.program->zone_of(slot.row.attributes, tick_.arena());
  const auto end_ms =
      std::min(clock.add(now_ms, best->within), decided.program->expires_ms(decided.flow, zone));
  const BestTimeAsk ask{now_ms,          end_ms, best->first_ms, entry.channel, entry.transactional,
                        entry.ledger_id, own,    *segment,       *all};
  return std::optional(find_best_time(ask, current.program().policy, clock));
}

}  // namespace camp
