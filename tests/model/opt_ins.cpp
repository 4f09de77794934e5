// Double opt-in: letters by e-mail and by text count once the link in a message is used.
#include <algorithm>

#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;
constexpr std::int64_t kMinuteMs = 60'000, kWeekMs = 7 * 24 * 60 * kMinuteMs;

bool is_about(const Fact& word, const std::string& channel) {
  return (word.name.empty() || word.name == "letters") &&
         (word.channel.empty() || word.channel == channel);
}

}  // namespace

bool ContactModel::has_to_be_asked(const Fact& word) const {
  return word.given && word.name == "letters" &&
         std::find(kConfirmed.begin(), kConfirmed.end(), word.channel) != kConfirmed.end();
}

// The time of the last request against which no objection was said at that time or later; -1: none.
std::int64_t ContactModel::asked(const std::string& channel) const {
  std::int64_t last_ms = -1, objected_ms = -1;
  for (const auto& fact : facts_) {
    if (fact.kind == Kind::kAsked && fact.channel == channel)
      last_ms = std::max(last_ms, fact.number);
    if (fact.kind == Kind::kWord && !fact.given && is_about(fact, channel))
      objected_ms = std::max(objected_ms, fact.number);
  }
  return last_ms > objected_ms ? last_ms : -1;
}

bool ContactModel::is_pending(const std::string& channel, std::int64_t now_ms) const {
  const auto asked_ms = asked(channel);
  return asked_ms >= 0 && now_ms - asked_ms < kWeekMs && !consents("letters", channel);
}

// Again after 15 minutes, and three in any seven days.
std::string ContactModel::confirmation_refused(const Flow& flow, std::int64_t now_ms) const {
  if (!is_pending(flow.confirms, now_ms)) return "not_pending";
  int times = 0;
  for (const auto& fact : facts_) {
    const bool message = fact.kind == Kind::kMessage || fact.kind == Kind::kHeldBack;
    if (!message || fact.flow != &flow || fact.released || fact.refused) continue;
    if (now_ms - fact.decided_ms < 15 * kMinuteMs) return "confirmations";
    if (now_ms - fact.decided_ms < kWeekMs) ++times;
  }
  return times < 3 ? "" : "confirmations";
}

// `subscribed` from outside, where that has to be confirmed: what happens is the request, unless she
// has consent already.
bool ContactModel::subscribes(const Event& event, std::int64_t now_ms) {
  if (event.name != "subscribed") return false;
  Fact word;
  word.kind = Kind::kAsked;
  word.at_ms = now_ms;
  word.given = true;
  word.name = event.texts.at("conversation");
  word.channel = event.texts.contains("channel") ? event.texts.at("channel") : "email";
  word.number = event.time_ms;
  if (!has_to_be_asked(word)) return false;
  facts_.push_back(word);
  const Event* happens = &event;
  if (!consents(word.name, word.channel)) {
    auto& request = made_.emplace_back(event);
    request.name = "subscription.requested";
    request.texts["channel"] = word.channel;
    happens = &request;
  }
  record(*happens, SIZE_MAX, now_ms);
  settle(now_ms, &event);
  return true;
}

// Refused, and nothing happens: confirmed already by that link or a later one, objected to since,
// too old. A consent that says less becomes the confirmed one, and nobody subscribes once more.
void ContactModel::confirm(const LinkUse& use, const Event& event, std::int64_t now_ms) {
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kEvent && !fact.event->own && fact.event->id == event.id) return;
  std::vector<const Fact*> links;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kMessage && fact.verdict.empty() && fact.cancelled.empty() &&
        fact.flow->confirms == use.channel)
      links.push_back(&fact);
  if (links.empty()) return;
  const auto asked_ms = links[use.which % links.size()]->number;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kWord || !is_about(fact, use.channel)) continue;
    if (fact.given && !fact.imported && fact.name == "letters" && fact.channel == use.channel &&
        fact.number >= asked_ms)
      return;
    if (!fact.given && fact.number >= asked_ms) return;
  }
  if (event.time_ms - asked_ms >= kWeekMs) return;
  const bool stood = consents("letters", use.channel);
  auto& word = note(Kind::kWord, now_ms);
  word.name = "letters";
  word.channel = use.channel;
  word.given = true;
  word.number = asked_ms;
  auto& happens = made_.emplace_back(event);
  happens.name = stood ? "subscription.confirmed" : "subscribed";
  happens.time_ms = std::max(std::min(event.time_ms, now_ms), asked_ms);
  happens.texts = {{"conversation", "letters"}, {"channel", use.channel}};
  record(happens, SIZE_MAX, now_ms);
  settle(now_ms, &happens);
}

// A consent that it takes back may leave what was asked for after it: that is to be confirmed now,
// unless its link was sent.
void ContactModel::object(const Fact& objection, std::int64_t now_ms, bool history) {
  std::vector<std::string> consented;
  for (const auto& channel : kConfirmed)
    if (is_about(objection, channel) && consents("letters", channel)) consented.push_back(channel);
  facts_.push_back(objection);
  if (history) return;
  for (const auto& channel : consented) {
    if (!is_pending(channel, now_ms)) continue;
    bool sent = false;
    for (const auto& fact : facts_)
      if ((fact.kind == Kind::kMessage || fact.kind == Kind::kHeldBack) &&
          fact.flow->confirms == channel && !fact.refused && fact.number == asked(channel))
        sent = true;
    if (sent) continue;
    make("subscription.requested", now_ms).texts = {{"conversation", "letters"},
                                                    {"channel", channel}};
  }
}

}  // namespace camp::model
