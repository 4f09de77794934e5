#include "runtime/drafter/chat.h"

#include <fmt/format.h>

#include <optional>

#include "lang/base/excerpt.h"
#include "lang/base/limits.h"
#include "lang/value/json_text.h"
#include "runtime/audience/json_value.h"

namespace camp {
namespace {

constexpr std::uint32_t kOk = 200, kRedirect = 300, kBadRequest = 400, kUnauthorized = 401,
                        kForbidden = 403, kNoSuch = 404, kTooMany = 429, kServerError = 500;

constexpr std::size_t kSaidBytes = 300;  // of what the other side says, shown to a person

std::string_view role_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::kSystem:
      return "system";
    case Speaker::kUser:
      return "user";
    case Speaker::kModel:
      return "assistant";
  }
  return "user";
}

// Providers repeat what they were sent.
std::string without_key(std::string text, const std::string& key) {
  if (key.empty()) return text;
  for (auto at = text.find(key); at != text.npos; at = text.find(key, at))
    text.replace(at, key.size(), "***");
  return text;
}

std::optional<std::string_view> text_in(const JsonObject& object, std::string_view name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

// What a provider says of a failure: `error.message`, `error`, `message`, or whatever it sent.
std::string said_by(const std::string& body) {
  JsonReader reader;
  JsonElement root;
  std::string problem;
  JsonObject object, error;
  if (!reader.parse(body, &root, &problem) || root.get(object) != simdjson::SUCCESS) return body;
  if (object["error"].get(error) == simdjson::SUCCESS)
    if (const auto text = text_in(error, "message")) return std::string(*text);
  for (const auto* name : {"error", "message"})
    if (const auto text = text_in(object, name)) return std::string(*text);
  return body;
}

std::string way_out(const HttpAnswer& answer) {
  switch (answer.status) {
    case kUnauthorized:
    case kForbidden:
      return "look at the drafter's `key`: what the variable has is not what this provider takes";
    case kNoSuch:
      return "look at the drafter's `url`, which ends before `/chat/completions` (mostly `/v1`), "
             "and at its `model`";
    case kTooMany:
      return answer.retry_after_ms > 0
                 ? fmt::format("try again in {} s", (answer.retry_after_ms + 999) / 1000)
                 : "try again later, or look at what your plan with this provider allows";
    default:
      break;
  }
  if (answer.status >= kServerError) return "try again later: the failure is the provider's";
  if (answer.status >= kRedirect && answer.status < kBadRequest)
    return "no redirect is followed: write the address that it leads to";
  return "look at the drafter's `model` and `url`";
}

class ChatReading {
 public:
  ChatReading(const ChatModel& model, const HttpAnswer& answer) : model_(model), answer_(answer) {}

  Result<std::string> run() const {
    switch (answer_.end) {
      case HttpEnd::kAnswered:
        break;
      case HttpEnd::kNotSent:
        return error(ErrorKind::kIo, "the drafter cannot be reached: " + answer_.reason,
                     "is it there, and is the address right?");
      case HttpEnd::kUnknown:
        return error(
            ErrorKind::kIo, "the drafter gave no answer: " + answer_.reason,
            fmt::format("ask again; it has {} s, and more with `timeout 5m` in the drafter",
                        model_.timeout_ms / 1000));
      case HttpEnd::kRefused:
        return error(ErrorKind::kIo, "no request goes to this drafter: " + answer_.reason,
                     "for a server of your own: CAMP_ALLOW_HOSTS=HOST:PORT");
    }
    if (answer_.too_large)
      return unusable(fmt::format("is larger than {} bytes", limits::kDraftAnswerBytes));
    if (answer_.status != kOk)
      return error(
          ErrorKind::kIo,
          fmt::format("the drafter refused with status {}: {}", answer_.status,
                      quoted_excerpt(without_key(said_by(answer_.body), model_.key), kSaidBytes)),
          way_out(answer_));
    return text();
  }

 private:
  Error error(ErrorKind kind, std::string message, std::string hint) const {
    return {kind, without_key(std::move(message), model_.key), model_.url, std::move(hint)};
  }
  Error unusable(std::string_view why,
                 std::string hint = "ask again; or is this the address of another service?") const {
    return error(ErrorKind::kCorrupt, fmt::format("the drafter's answer {}", why), std::move(hint));
  }

  // An object that says nothing twice.
  bool object_in(const JsonElement& element, JsonObject* object) const {
    return element.get(*object) == simdjson::SUCCESS && !duplicate_key(*object);
  }

  Result<std::string> text() const {
    JsonReader reader;
    JsonElement root, first, message;
    std::string problem;
    if (!reader.parse(answer_.body, &root, &problem))
      return unusable(fmt::format("is no JSON: {}", problem));
    JsonObject object, choice, spoken;
    if (!object_in(root, &object)) return unusable("is no JSON object");
    if (object["choices"].at(0).get(first) != simdjson::SUCCESS)
      return unusable("has no `choices`: no text");
    if (!object_in(first, &choice) || choice["message"].get(message) != simdjson::SUCCESS ||
        !object_in(message, &spoken))
      return unusable("has a choice without a `message`");
    return text_of(choice, spoken);
  }

  Result<std::string> text_of(const JsonObject& choice, const JsonObject& spoken) const {
    if (const auto refusal = text_in(spoken, "refusal"); refusal && !refusal->empty())
      return unusable(fmt::format("is a refusal: {}", quoted_excerpt(*refusal, kSaidBytes)),
                      "say it otherwise (--brief), or let another model write it");
    const auto finish = text_in(choice, "finish_reason").value_or("");
    if (finish == "length")
      return unusable("ends in the middle (finish_reason `length`)",
                      "the model may write no more: take one that may, or let it write less");
    if (finish == "content_filter")
      return unusable("was held back by the provider's filter (finish_reason `content_filter`)",
                      "say it otherwise (--brief), or let another model write it");
    const auto content = text_in(spoken, "content");
    if (!content || content->empty()) return unusable("has no text");
    return std::string(*content);
  }

  const ChatModel& model_;
  const HttpAnswer& answer_;
};

}  // namespace

HttpRequest compose_chat(const ChatModel& model, const std::vector<ChatTurn>& turns) {
  HttpRequest request;
  request.method = "POST";
  request.url = model.url;
  while (request.url.ends_with('/')) request.url.pop_back();
  request.url += "/chat/completions";
  request.headers = {"Accept: application/json", "Content-Type: application/json"};
  if (!model.key.empty()) request.headers.push_back("Authorization: Bearer " + model.key);
  request.has_body = true;
  request.body = "{\"model\":";
  append_json_string(request.body, model.model);
  request.body += ",\"messages\":[";
  for (const auto& turn : turns) {
    if (&turn != turns.data()) request.body += ',';
    request.body += fmt::format("{{\"role\":\"{}\",\"content\":", role_of(turn.speaker));
    append_json_string(request.body, turn.text);
    request.body += '}';
  }
  request.body += "]}";
  request.timeout_ms = model.timeout_ms;
  request.answer_bytes_max = limits::kDraftAnswerBytes;
  return request;
}

Result<std::string> read_chat(const ChatModel& model, const HttpAnswer& answer) {
  return ChatReading(model, answer).run();
}

}  // namespace camp
