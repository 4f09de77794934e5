// What people will do in a world that goes on: drawn as messages leave and days begin, given back
// when its time has come.
//
// Memory is what is still to come: reactions to messages, and one day of people's own events. One
// thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/sim/rates.h"

namespace camp::sim {

struct Deed {
  std::string contact;
  bool is_receipt = false;  // else it is her own event
  std::uint32_t what = 0;   // of Rates::receipts or Rates::own
  std::uint32_t form = 0;   // of Rates::Own::forms
  Hash128 ledger_id;        // of a receipt
  std::string text;         // of a reply
};

class Meanwhile {
 public:
  explicit Meanwhile(const Rates& rates) : rates_(rates) {}  // which lives longer

  // A message was handed over.
  void note_sent(const Hash128& ledger_id, std::string_view contact, std::string_view message,
                 std::int64_t at_ms);
  // What these do by themselves on that day; what lies before `from_ms` is let be.
  void plan_day(std::int64_t date_days, const calendar::Zone* zone,
                std::span<const std::string> contacts, std::int64_t from_ms);

  std::optional<std::int64_t> next_ms() const;
  // What is to happen until then, in its order.
  std::vector<Deed> take(std::int64_t until_ms);

 private:
  void add(std::int64_t at_ms, Deed deed) { to_come_[at_ms].push_back(std::move(deed)); }

  const Rates& rates_;
  std::map<std::int64_t, std::vector<Deed>> to_come_;  // by full minutes
};

}  // namespace camp::sim
