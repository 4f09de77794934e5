#include "runtime/explain/paced.h"

#include "lang/catalog/channels.h"
#include "runtime/delivery/pacing.h"
#include "runtime/shelf/rates.h"
#include "runtime/state/keys.h"

namespace camp {

Result<std::vector<PacedLine>> read_paced_lines(StoreView& view) {
  std::vector<PacedLine> lines;
  CAMP_ASSIGN(const auto rates, read_rates(view.store()));
  const auto rules = rules_of(view.current() ? &view.current()->program() : nullptr);
  for (const auto& info : channels()) {
    const auto& pace = rates[info.channel];
    if (pace.waiting() == 0) continue;
    auto& line = lines.emplace_back();
    line.channel = info.word;
    if (rules.is_paced(info.channel)) line.rate = text_of(rules.rate(info.channel));
    line.waiting = pace.waiting();
    if (!view.pauses().hold_channel(info.channel))
      line.next_ms = turn_of_first_ms(rules, rates, info.channel, view.now_ms());
    line.last_ms = turn_of_last_ms(rules, rates, info.channel, view.now_ms());
  }
  return lines;
}

Result<std::optional<std::int64_t>> slot_of(Store& store, std::uint8_t partition,
                                            const RateLine& line, const Hash128& ledger_id) {
  const auto prefix = keys::paced_prefix(partition, line);
  auto rows = store.iterate(
      Family::kOutbox, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = false});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    keys::OutboxKey key;
    if (keys::parse_outbox(rows->key(), &key) && key.ledger_id == ledger_id)
      return std::optional(key.due_ms);
  }
  CAMP_TRY(rows->status());
  return std::optional<std::int64_t>();
}

}  // namespace camp
