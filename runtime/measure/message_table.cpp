#include "runtime/measure/message_table.h"

#include <algorithm>
#include <variant>

#include "lang/base/overloaded.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

constexpr std::uint32_t bit(ReceiptKind kind) { return 1u << static_cast<unsigned>(kind); }

// Whoever opens, clicks, replies or objects has got it, whatever a provider said before.
bool is_delivered(std::uint32_t receipts) {
  constexpr auto kNotThere = bit(ReceiptKind::kBounced) | bit(ReceiptKind::kFailed);
  constexpr auto kThere = bit(ReceiptKind::kDelivered) | bit(ReceiptKind::kOpened) |
                          bit(ReceiptKind::kClicked) | bit(ReceiptKind::kReplied) |
                          bit(ReceiptKind::kUnsubscribed) | bit(ReceiptKind::kComplained);
  return (receipts & kThere) != 0 || (receipts & kNotThere) == 0;
}

// Nearly everybody who opens or clicks a mail does so on its first days.
constexpr std::int64_t kResponseDays = 3;

Duration of_days(std::int64_t count) {
  Duration duration;
  duration.days = static_cast<decltype(duration.days)>(count);
  return duration;
}

std::int64_t rough_length(const Duration& it) {
  constexpr std::int64_t kDaysPerMonth = 31;
  return (it.months * kDaysPerMonth + it.days) * kMsPerDay + it.ms;
}

}  // namespace

std::map<std::uint32_t, Duration> goal_windows_of(const Declared& declared) {
  Duration year;
  year.months = 12;
  std::map<std::uint32_t, Duration> windows;
  for (const auto& flow : declared.flows) {
    for (const auto& goal : flow.goals) {
      const auto window = goal.within.value_or(year);
      auto& longest = windows[flow.flow];
      if (rough_length(window) > rough_length(longest)) longest = window;
    }
  }
  return windows;
}

void TableFold::leave_partition() {
  messages_.clear();
  queued_.clear();
}

bool TableFold::is_in_scope(const Subject& subject) const {
  if (scope_.flow != 0 && subject.flow != scope_.flow) return false;
  return scope_.runs.empty() ||
         std::find(scope_.runs.begin(), scope_.runs.end(), subject.run) != scope_.runs.end();
}

void TableFold::add(const JournalEntry& entry, const Contact& contact) {
  const auto* message = entry.message();
  if (!is_in_scope(entry.subject)) {
    if (message != nullptr && is_queued(*message)) queued_.push_back(nullptr);
    return;
  }
  if (message != nullptr) return add_message(entry, *message, contact.id);
  if (const auto* it = std::get_if<ReceiptEntry>(&entry.what)) add_receipt(*it);
  if (const auto* it = std::get_if<ConvertedEntry>(&entry.what)) add_credit(*it, false);
  if (const auto* it = std::get_if<RefundedEntry>(&entry.what)) add_credit(*it, true);
}

std::uint32_t TableFold::row_of(RowKey key, Part part) {
  const auto [found, made] =
      row_index_.emplace(std::pair(part, key), static_cast<std::uint32_t>(rows_.size()));
  if (made) rows_.emplace_back();
  return found->second;
}

TableFold::Part TableFold::part_of(const JournalEntry& entry) const {
  const auto is_past = [&](const Duration& window) {
    return calendar::add(entry.at_ms, window, setting_.zone) <= setting_.as_of_ms;
  };
  if (!is_past(of_days(kResponseDays))) return Part::kAll;
  const auto window = setting_.goal_windows.find(entry.subject.flow);
  return window == setting_.goal_windows.end() || is_past(window->second) ? Part::kOver
                                                                          : Part::kAnswered;
}

void TableFold::add_message(const JournalEntry& entry, const MessageEntry& message,
                            std::string_view contact_id) {
  if (!is_queued(message)) return;
  Message made;
  made.rows.push_back(0);
  const auto part = part_of(entry);
  for (const auto key : dimensions_.keys_of(entry, message, contact_id)) {
    made.rows.push_back(row_of(key, Part::kAll));
    if (part >= Part::kAnswered) made.rows.push_back(row_of(key, Part::kAnswered));
    if (part >= Part::kOver) made.rows.push_back(row_of(key, Part::kOver));
  }
  auto& kept = messages_[low_bits(message.ledger_id)];
  kept = std::move(made);
  queued_.push_back(&kept);  // stays where it is until the partition's end
}

void TableFold::add_outcome(MessageOutcome outcome, std::size_t ordinal) {
  auto* message = queued_[ordinal];
  if (message == nullptr || outcome != MessageOutcome::kSent) return;
  message->sent = true;
  count(*message, [](TableCounts& counts) {
    ++counts.sent;
    ++counts.delivered;
  });
}

void TableFold::add_cost(const MessageCost& cost, std::size_t ordinal) {
  if (queued_[ordinal] == nullptr) return;
  count(*queued_[ordinal],
        [&](TableCounts& counts) { add_money(counts.costs, cost.currency, cost.minor); });
}

TableFold::Message* TableFold::find(const Hash128& ledger_id) {
  const auto found = messages_.find(low_bits(ledger_id));
  return found != messages_.end() && found->second.sent ? &found->second : nullptr;
}

void TableFold::add_receipt(const ReceiptEntry& entry) {
  auto* message = find(entry.ledger_id);
  if (message == nullptr || (message->receipts & bit(entry.receipt)) != 0) return;
  const bool was = is_delivered(message->receipts);
  message->receipts |= bit(entry.receipt);
  const bool is = is_delivered(message->receipts);
  count(*message, [&](TableCounts& counts) {
    ++counts.receipts[static_cast<std::size_t>(entry.receipt)];
    if (was && !is) --counts.delivered;
    if (!was && is) ++counts.delivered;
  });
}

// Each message has its own share of what several are credited with.
template <class Entry>
void TableFold::add_credit(const Entry& entry, bool taken_back) {
  const auto& shares = entry.shares;
  if (shares.of == 0) return add_worth(entry.ledger_id, 1, entry.worth, taken_back);
  for (const auto& it : shares.own) {
    auto worth = entry.worth;
    if (worth.tag == Tag::kMoney) worth.num = share_of(worth.num, it.place, shares.of);
    add_worth(it.ledger_id, shares.of, worth, taken_back);
  }
}

void TableFold::add_worth(const Hash128& ledger_id, std::uint32_t of, const Value& worth,
                          bool taken_back) {
  auto* message = find(ledger_id);
  const bool is_first = message != nullptr && !taken_back && !message->converted;
  const auto add = [&](TableCounts& counts) {
    (taken_back ? counts.refunded : counts.conversions).add(1, of);
    if (is_first) ++counts.converted;
    if (worth.tag == Tag::kMoney) add_money(counts.revenue, worth.aux, worth.num, taken_back);
  };
  if (message == nullptr) return add(without_);
  if (is_first) message->converted = true;
  count(*message, add);
}

TableRows TableFold::take_rows(Part part) {
  TableRows taken;
  for (const auto& [key, row] : row_index_)
    if (key.first == part) taken.emplace(key.second, std::move(rows_[row]));
  return taken;
}

TableModel TableFold::take() && {
  TableModel model;
  model.all = std::move(rows_[0]);
  model.without = std::move(without_);
  model.rows = take_rows(Part::kAll);
  model.answered = take_rows(Part::kAnswered);
  model.over = take_rows(Part::kOver);
  return model;
}

}  // namespace camp
