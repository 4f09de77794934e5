// The events of a life: what they are about and what they carry.
#include <fmt/format.h>

#include "lang/catalog/events.h"
#include "tests/sim/life.h"
#include "tests/sim/projects.h"

namespace camp::simulator {
namespace {
constexpr std::int64_t kHourMs = 3'600'000, kDayMs = 24 * kHourMs;
}  // namespace

// An objection may leave open what it is about: then it is about more.
std::string Life::consent_data(bool subscribed) {
  std::vector<std::pair<std::string, Value>> fields;
  if (subscribed || !chance_.one_in(4))
    fields.push_back({"conversation", Value::string(chance_.of({"news", "letters"}))});
  if (!chance_.one_in(3))
    fields.push_back({"channel", Value::string(chance_.of({"email", "sms"}))});
  return encoded(fields);
}

// The link that a contact was sent last, if one was.
std::string Life::link_data(const std::string& contact) {
  const auto channel = chance_.one_in(2) ? Channel::kEmail : Channel::kSms;
  auto& engine = world_->engine();
  const auto token = engine.last_link(contact, engine.names().find("letters"), channel);
  return encoded({{"token", Value::string(token.ok() ? *token : "")}});
}

// Of a message that was sent or not, to a question that stands or is over; right, wrong, and nothing.
std::string Life::reply_data() {
  std::vector<std::pair<std::string, Value>> fields = {
      {"text",
       Value::string(chance_.of({"9", "ten", "3", "11", "yes", "Ei!", "because", " ", "STOP"}))}};
  if (!chance_.one_in(5))
    fields.push_back(
        {"message", Value::string(chance_.of({"talk.score", "talk.score_again", "talk.why",
                                              "short.sure", "short.sure_again", "hello"}))});
  return encoded(fields);
}

// A `go` and what it lists.
std::string Life::go_data() {
  constexpr std::size_t kMost = 3;
  Value goods[kMost], pairs[kMost][4];
  const auto count = chance_.below(kMost + 1);
  for (std::size_t i = 0; i < count; ++i) {
    pairs[i][0] = Value::string("name");
    pairs[i][1] = Value::string(chance_.of({"tent", "Zelt & <b>", "", "teltta"}));
    pairs[i][2] = Value::string("n");
    pairs[i][3] = Value::integer(chance_.between(0, 3));
    goods[i] = Value::record(pairs[i], 2);
  }
  return encoded({{"to", Value::integer(chance_.between(0, kJourneys - 1))},
                  {"n", Value::integer(chance_.between(0, 3))},
                  {"goods", Value::list(goods, static_cast<std::uint32_t>(count))}});
}

Life::Happening Life::new_event() {
  Happening one;
  one.id = fmt::format("e{}", ++minted_);
  one.contact = contacts_[chance_.below(contacts_.size())];
  one.time_ms = now_ms();
  if (chance_.one_in(4)) one.time_ms -= chance_.between(1, 3 * kDayMs);  // late
  if (!live_ && chance_.one_in(4)) one.time_ms += chance_.between(1, 2 * kHourMs);
  auto small = [&] { return Value::integer(static_cast<std::int64_t>(chance_.below(4))); };
  switch (chance_.below(9)) {
    case 0:
    case 1:
      one.event = "go";
      one.data = go_data();
      break;
    case 5:
    case 6:
      one.event = "message.replied";
      one.data = reply_data();
      break;
    case 8:
      one.event = kSubscriptionConfirmed;
      one.data = link_data(one.contact);
      break;
    case 2:
      one.event = "buy";
      one.data = encoded(
          {{"n", small()}, {"total", Value::money(chance_.between(1, 9999), currency("EUR"))}});
      break;
    case 3:
      one.event = "ping";
      one.data = encoded({{"n", small()}});
      break;
    case 4:
      one.event = chance_.of({"message.opened", "message.clicked", "message.bounced",
                              "message.unsubscribed", "message.complained"});
      one.data = encoded({{"message", Value::string(chance_.of({"hello", "second", "third"}))}});
      break;
    default:
      one.event = chance_.of({"subscribed", "unsubscribed"});
      one.data = consent_data(one.event == "subscribed");
      break;
  }
  return one;
}

}  // namespace camp::simulator
