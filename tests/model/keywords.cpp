// What an answer to a message says of consent, before any flow hears it: the link to unsubscribe, a
// complaint, and a reply that is a keyword.
#include "tests/model/contact_model.h"
#include "tests/model/replies.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

std::string channel_of(const Event& reply) {
  const auto named = reply.texts.find("channel");
  return named == reply.texts.end() ? "" : named->second;
}

// What happens behind the receipt, at the time of that.
Event made_by(const Event& receipt, const std::string& name, const Fact& word) {
  Event event;
  event.name = name;
  event.time_ms = receipt.time_ms;
  event.own = true;
  event.history = receipt.history;
  if (!word.name.empty()) event.texts["conversation"] = word.name;
  if (!word.channel.empty()) event.texts["channel"] = word.channel;
  return event;
}

}  // namespace

// The event that it makes, if it does.
std::optional<Event> ContactModel::change_consent(const Event& receipt, std::size_t about,
                                                  std::int64_t now_ms) {
  Fact objection;
  if (receipt.name == "message.unsubscribed" || receipt.name == "message.complained") {
    objection.name = facts_[about].flow->conversation;
    if (objection.name == "alerts")  // `unsubscribe per channel`
      objection.channel = facts_[about].channel;
    return stop(objection, receipt, now_ms);
  }
  if (receipt.name != "message.replied") return std::nullopt;
  const auto keyword = keyword_of(receipt.texts.at("text"));
  auto channel = channel_of(receipt);
  if (keyword == "stop") {
    if (receipt.texts.contains("message")) channel = facts_[about].channel;
    objection.channel = channel;
    return stop(objection, receipt, now_ms);
  }
  if (keyword != "start") return std::nullopt;
  return start(receipt, channel.empty() ? facts_[about].channel : channel, now_ms);
}

std::optional<Event> ContactModel::stop(Fact objection, const Event& receipt, std::int64_t now_ms) {
  objection.kind = Kind::kWord;
  objection.number = receipt.time_ms;
  const bool news = is_news(objection);
  object(objection, now_ms, receipt.history);
  if (!news) return std::nullopt;
  return made_by(receipt, "unsubscribed", objection);
}

// To the conversation of the last message that was decided under a consent there. The address itself says
// so: nothing is to be confirmed.
std::optional<Event> ContactModel::start(const Event& reply, const std::string& channel,
                                         std::int64_t now_ms) {
  Fact word;
  word.kind = Kind::kWord;
  word.at_ms = now_ms;
  word.given = true;
  word.channel = channel;
  word.number = reply.time_ms;
  for (const auto& fact : facts_)
    if (fact.kind == Kind::kMessage && fact.verdict.empty() && fact.channel == channel &&
        !fact.flow->transactional)
      word.name = fact.flow->conversation;
  if (word.name.empty()) return std::nullopt;
  const bool before = consents(word.name, channel);
  facts_.push_back(word);
  if (before || !consents(word.name, channel)) return std::nullopt;
  return made_by(reply, "subscribed", word);
}

}  // namespace camp::model
