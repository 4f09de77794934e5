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

// The last that is not too old and against which no objection was said at its time or later; against
// an import's none at all. Her own is the stronger one.
const Fact* ContactModel::request_on(const std::string& channel, std::int64_t now_ms) const {
  const Fact* last = nullptr;
  for (const auto& asked : facts_) {
    if (asked.kind != Kind::kAsked || asked.channel != channel) continue;
    bool stands = now_ms - asked.number < kWeekMs;
    for (const auto& no : facts_)
      if (no.kind == Kind::kWord && !no.given && is_about(no, channel) &&
          (asked.imported || no.number >= asked.number))
        stands = false;
    if (!stands || (last && !last->imported && asked.imported)) continue;
    if (!last || asked.imported != last->imported || asked.number >= last->number) last = &asked;
  }
  return last;
}

// -1: nothing was.
std::int64_t ContactModel::asked(const std::string& channel, std::int64_t now_ms) const {
  const auto* last = request_on(channel, now_ms);
  return last ? last->number : -1;
}

bool ContactModel::is_pending(const std::string& channel, std::int64_t now_ms) const {
  return request_on(channel, now_ms) && !consents("letters", channel);
}

// Again after 15 minutes, and three in any seven days.
std::string ContactModel::confirmation_refused(const Flow& flow, std::int64_t now_ms) const {
  if (!is_pending(flow.confirms, now_ms)) return "not_pending";
  int times = 0;
  for (const auto& fact : facts_) {
    const bool message = fact.kind == Kind::kMessage || fact.kind == Kind::kHeldBack;
    if (!message || fact.flow != &flow || fact.released || fact.refused) continue;
    if (!fact.verdict.empty()) continue;  // skipped after all
    if (now_ms - fact.decided_ms < 15 * kMinuteMs) return "confirmations";
    if (now_ms - fact.decided_ms < kWeekMs) ++times;
  }
  return times < 3 ? "" : "confirmations";
}

void ContactModel::import(const Import& import, std::int64_t now_ms) {
  if (!import.outlet.empty()) note(Kind::kMoved, now_ms).name = import.outlet;
  for (const auto& [field, value] : {std::pair{"email", import.email}, {"phone", import.phone}}) {
    if (value.empty()) continue;
    auto& fact = note(Kind::kAddress, now_ms);
    fact.name = field;
    fact.text = value;
  }
  grant(import.subscribed, import.confirmed, now_ms);
  close(now_ms);
}

// The requests are the only events that an import makes, behind all that it changes.
void ContactModel::grant(const std::vector<Permission>& subscriptions, bool confirmed,
                         std::int64_t now_ms) {
  std::vector<const Permission*> asked;
  for (const auto& it : subscriptions)
    if (grant(it, confirmed, now_ms)) asked.push_back(&it);
  settle(now_ms);
  for (const auto* it : asked) {
    auto& event = made_.emplace_back();
    event.name = "subscription.requested";
    event.time_ms = now_ms;
    event.own = true;
    event.texts = {{"conversation", it->conversation}, {"channel", it->channel}};
    record(event, SIZE_MAX, now_ms);
    settle(now_ms, &event);
  }
}

// What was not confirmed elsewhere is to be asked for (true), unless she has consent, the link to say
// so already, or objected.
bool ContactModel::grant(const Permission& subscription, bool confirmed, std::int64_t now_ms) {
  Fact word;
  word.kind = Kind::kWord;
  word.at_ms = word.number = now_ms;
  word.name = subscription.conversation;
  word.channel = subscription.channel;
  word.given = word.imported = true;
  if (confirmed || !has_to_be_asked(word)) {
    facts_.push_back(word);
    return false;
  }
  if (consents(word.name, word.channel)) return false;
  const bool objected = std::any_of(facts_.begin(), facts_.end(), [&](const Fact& no) {
    return no.kind == Kind::kWord && !no.given && is_about(no, word.channel);
  });
  if (objected) return false;  // an import says nothing against it, whatever she has asked since
  if (is_written_to(word.channel, now_ms)) return false;
  const bool pending = is_pending(word.channel, now_ms);
  if (pending && !request_on(word.channel, now_ms)->imported)
    return true;  // her own is the stronger one
  word.kind = Kind::kAsked;
  facts_.push_back(word);
  return is_pending(word.channel, now_ms);
}

// The last confirmation is for what is asked now, and went to her address, or will: it is held.
bool ContactModel::is_written_to(const std::string& channel, std::int64_t now_ms) const {
  const Fact* last = nullptr;
  for (const auto& fact : facts_) {
    const bool message = fact.kind == Kind::kMessage || fact.kind == Kind::kHeldBack;
    if (!message || fact.refused || fact.flow->confirms != channel) continue;
    if (!last || fact.decided_ms >= last->decided_ms) last = &fact;
  }
  if (!last || last->number != asked(channel, now_ms)) return false;
  if (last->kind == Kind::kHeldBack) return true;
  return last->verdict.empty() && last->cancelled.empty() && last->to == address(channel);
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

// Those that were sent on the channel.
std::vector<const Fact*> ContactModel::links(const std::string& channel) const {
  std::vector<const Fact*> links;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kMessage && fact.verdict.empty() && fact.cancelled.empty() &&
        fact.flow->confirms == channel)
      links.push_back(&fact);
  return links;
}

// Not when it was confirmed already by that link or a later one, objected to since, when it is too
// old, was sent to another address, or nothing is asked any more.
bool ContactModel::is_good(const Fact& link, std::int64_t used_ms) const {
  const auto asked_ms = link.number;
  for (const auto& fact : facts_) {
    if (fact.kind != Kind::kWord || !is_about(fact, link.channel)) continue;
    if (fact.given && !fact.imported && fact.name == "letters" && fact.channel == link.channel &&
        fact.number >= asked_ms)
      return false;
    if (!fact.given && fact.number >= asked_ms) return false;
  }
  return used_ms - asked_ms < kWeekMs && request_on(link.channel, used_ms) &&
         link.to == address(link.channel);
}

// Else it is refused, and nothing happens. A consent that says less becomes the confirmed one, and nobody subscribes once more.
void ContactModel::confirm(const LinkUse& use, const Event& event, std::int64_t now_ms) {
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kEvent && !fact.event->own && fact.event->id == event.id) return;
  const auto all = links(use.channel);
  if (all.empty() || !is_good(*all[use.which % all.size()], event.time_ms)) return;
  const auto asked_ms = all[use.which % all.size()]->number;
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
    if (!is_pending(channel, now_ms) || is_written_to(channel, now_ms)) continue;
    make("subscription.requested", now_ms).texts = {{"conversation", "letters"},
                                                    {"channel", channel}};
  }
}

}  // namespace camp::model
