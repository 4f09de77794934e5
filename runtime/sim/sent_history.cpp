#include "runtime/sim/sent_history.h"

#include "lang/catalog/events.h"

namespace camp::sim {

SentHistory::SentHistory(Store& store, const Names& names, SentLog* log)
    : store_(store), names_(names), log_(log), sent_(names.find(kMessageSent)), events_(store) {}

void SentHistory::set_contact(std::string_view contact_id, const ContactRow& row) {
  contact_id_ = contact_id;
  row_ = &row;
  all_.reset();
  events_.set_contact(contact_id, nullptr);
}

void SentHistory::open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) {
  asks_sent_ = sent_ != 0 && event_name == sent_;
  if (!asks_sent_) return events_.open(event_name, from_ms, to_ms);
  if (!all_) read();
  from_ms_ = from_ms;
  to_ms_ = to_ms;
  next_ = 0;
}

bool SentHistory::next(EventAtHand* event) {
  if (!asks_sent_) return events_.next(event);
  while (next_ < all_->size()) {
    const auto& sent = (*all_)[next_++];
    if (sent.at_ms < from_ms_ || sent.at_ms > to_ms_) continue;
    *event = {};
    event->name = sent_;
    event->data = sent.data;
    event->time_ms = sent.at_ms;
    return true;
  }
  return false;
}

Result<std::vector<SentMessage>> SentHistory::all_sent() const {
  if (log_ != nullptr) {
    CAMP_ASSIGN(const auto sent, log_->of(contact_id_));
    return std::vector(sent.begin(), sent.end());
  }
  CAMP_ASSIGN(const auto history, ContactHistory::read(store_, contact_id_, *row_));
  return sent_in(history);
}

void SentHistory::read() {
  auto& all = all_.emplace();
  const auto sent = all_sent();
  ok_ = ok_ && sent.ok();
  if (!sent.ok()) return;
  for (const auto& one : *sent) {
    std::vector<NamedValue> fields;
    const auto add = [&](std::string_view field, std::string_view text) {
      // A field without a number is one that no expression reads.
      if (const auto number = names_.find(field)) fields.push_back({number, Value::string(text)});
    };
    add("message", names_.text(one.message));
    add("channel", info_of(one.channel).word);
    add("campaign", names_.text(one.flow));
    auto& told = all.emplace_back();
    told.at_ms = one.at_ms;
    encode_attributes(told.data, std::move(fields));
  }
}

}  // namespace camp::sim
