// What became of messages, row by row of one dimension: the fold behind `camp report --by`.
//
// The unit is the message that was sent. A row has the messages that are of it, and what came of
// those, whenever that was: every rate is of messages of its own row. What a conversion is worth
// counts where the message is that is credited with it; what no sent message is credited with is
// kept apart. Memory: the messages of one partition.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/measure/dimensions.h"
#include "runtime/measure/journal_fold.h"
#include "runtime/measure/shared_count.h"

namespace camp {

// In messages, but for conversions (events) and money.
struct TableCounts {
  std::uint64_t sent = 0;
  // Sent, and neither bounced nor failed afterwards; or something shows that it came.
  std::uint64_t delivered = 0;
  std::array<std::uint64_t, kReceiptKinds> receipts{};  // by ReceiptKind
  std::uint64_t converted = 0;                          // credited with a conversion at least
  SharedCount conversions;        // a message that shares one has its part of it
  SharedCount refunded;           // conversions whose worth was taken back
  std::vector<MoneySum> revenue;  // by currency, as first seen
  std::vector<MoneySum> costs;    // of those sent; likewise

  std::uint64_t receipt(ReceiptKind kind) const { return receipts[static_cast<std::size_t>(kind)]; }
};
using TableRows = std::map<RowKey, TableCounts>;
struct TableModel {
  TableRows rows;
  // Of the same rows the messages that have had their time, so that rows of different age can be
  // compared: to be answered, and for the goals of their flow as well.
  TableRows answered;
  TableRows over;
  TableCounts all;      // each message once, also those of no row
  TableCounts without;  // conversions that no sent message is credited with
};
// What is counted at all.
struct TableScope {
  std::uint32_t flow = 0;           // name number; 0: all
  std::vector<std::uint32_t> runs;  // 0 is a journey; empty: all
};

struct TableSetting {
  std::int64_t as_of_ms = 0;
  const calendar::Zone* zone = calendar::utc();
  std::map<std::uint32_t, Duration> goal_windows;  // by flow: for so long conversions come
};
// The longest of each flow's goals; of one that never closes, a year.
std::map<std::uint32_t, Duration> goal_windows_of(const Declared& declared);

class TableFold final : public JournalFold {
 public:
  TableFold(const Dimensions& dimensions, TableScope scope, const TableSetting& setting)
      : dimensions_(dimensions), scope_(std::move(scope)), setting_(setting) {}
  TableModel take() &&;

 private:
  // Which messages of a row: each of these is among the ones before it.
  enum class Part : std::uint8_t { kAll, kAnswered, kOver };

  struct Message {
    std::vector<std::uint32_t> rows;  // into rows_; the first is everybody's
    bool sent = false;
    bool converted = false;
    std::uint32_t receipts = 0;  // bit by ReceiptKind
  };

  void leave_partition() override;
  void begin_chunk() override { queued_.clear(); }
  void add(const JournalEntry& entry, const Contact& contact) override;
  void add_outcome(MessageOutcome outcome, std::size_t ordinal) override;
  void add_cost(const MessageCost& cost, std::size_t ordinal) override;

  bool is_in_scope(const Subject& subject) const;
  void add_message(const JournalEntry& entry, const MessageEntry& message,
                   std::string_view contact_id);
  void add_receipt(const ReceiptEntry& entry);
  template <class Entry>
  void add_credit(const Entry& entry, bool taken_back);
  void add_worth(const Hash128& ledger_id, std::uint32_t of, const Value& worth, bool taken_back);
  Message* find(const Hash128& ledger_id);  // null: none that was sent
  Part part_of(const JournalEntry& entry) const;
  std::uint32_t row_of(RowKey key, Part part);
  TableRows take_rows(Part part);
  template <class Add>
  void count(const Message& message, Add add) {
    for (auto row : message.rows) add(rows_[row]);
  }

  const Dimensions& dimensions_;
  const TableScope scope_;
  const TableSetting& setting_;
  std::vector<TableCounts> rows_ = std::vector<TableCounts>(1);  // the first is of all
  TableCounts without_;
  std::map<std::pair<Part, RowKey>, std::uint32_t> row_index_;
  std::unordered_map<std::uint64_t, Message> messages_;  // of one partition, by ledger id
  std::vector<Message*> queued_;                         // the last chunk's; null: out of scope
};

}  // namespace camp
