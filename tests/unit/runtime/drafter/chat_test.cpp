// A conversation as a request, and each way in which an answer is none.
#include "runtime/drafter/chat.h"

#include <catch2/catch.hpp>

#include "lang/base/limits.h"

namespace camp {
namespace {

ChatModel model() { return {"https://llm.example/v1/", "sk-secret", "large \"2\"", 5000}; }

HttpAnswer answered(std::string body, std::uint32_t status = 200) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

// The text, or "kind: message".
std::string read(const HttpAnswer& answer) {
  const auto text = read_chat(model(), answer);
  if (text.ok()) return *text;
  CHECK(text.error().where == model().url);
  CHECK_FALSE(text.error().hint.empty());
  CHECK(text.error().message.find("sk-secret") == std::string::npos);
  return (text.error().kind == ErrorKind::kIo ? "io: " : "corrupt: ") + text.error().message;
}
std::string read(std::string body, std::uint32_t status = 200) {
  return read(answered(std::move(body), status));
}

}  // namespace

TEST_CASE("a conversation is one request") {
  const auto request = compose_chat(
      model(),
      {{Speaker::kSystem, "Be \"kind\""}, {Speaker::kUser, "a\nb"}, {Speaker::kModel, "c"}});
  CHECK(request.method == "POST");
  CHECK(request.url == "https://llm.example/v1/chat/completions");
  CHECK(request.has_body);
  CHECK_FALSE(request.repeatable);
  CHECK(request.timeout_ms == 5000);
  CHECK(request.answer_bytes_max == limits::kDraftAnswerBytes);
  CHECK(request.headers == std::vector<std::string>{"Accept: application/json",
                                                    "Content-Type: application/json",
                                                    "Authorization: Bearer sk-secret"});
  CHECK(request.body ==
        R"({"model":"large \"2\"","messages":[{"role":"system","content":"Be \"kind\""},)"
        R"({"role":"user","content":"a\nb"},{"role":"assistant","content":"c"}]})");
  auto open = model();
  open.key.clear();
  CHECK(compose_chat(open, {}).headers.size() == 2);
}

TEST_CASE("an answer is the first choice's text") {
  CHECK(
      read(R"({"id":1,"choices":[{"message":{"role":"assistant","content":"Hello","refusal":null},)"
           R"("finish_reason":"stop"},{"message":{"content":"other"}}]})") == "Hello");
}

TEST_CASE("what is no answer says why") {
  CHECK(read("<html>").starts_with("corrupt: the drafter's answer is no JSON: "));
  CHECK(read("[]") == "corrupt: the drafter's answer is no JSON object");
  CHECK(read(R"({"choices":[],"choices":[]})") ==
        "corrupt: the drafter's answer is no JSON object");
  CHECK(read("{}") == "corrupt: the drafter's answer has no `choices`: no text");
  CHECK(read(R"({"choices":[]})") == "corrupt: the drafter's answer has no `choices`: no text");
  CHECK(read(R"({"choices":"x"})") == "corrupt: the drafter's answer has no `choices`: no text");
  CHECK(read(R"({"choices":[{"text":"x"}]})") ==
        "corrupt: the drafter's answer has a choice without a `message`");
  CHECK(read(R"({"choices":[{"message":{"content":"a","content":"b"}}]})") ==
        "corrupt: the drafter's answer has a choice without a `message`");
  CHECK(read(R"({"choices":[{"message":{"content":null}}]})") ==
        "corrupt: the drafter's answer has no text");
  CHECK(read(R"({"choices":[{"message":{"content":""}}]})") ==
        "corrupt: the drafter's answer has no text");
  CHECK(read(R"({"choices":[{"message":{"content":["x"]}}]})") ==
        "corrupt: the drafter's answer has no text");
  CHECK(read(R"({"choices":[{"finish_reason":"length","message":{"content":"x"}}]})") ==
        "corrupt: the drafter's answer ends in the middle (finish_reason `length`)");
  CHECK(read(R"({"choices":[{"finish_reason":"content_filter","message":{"content":"x"}}]})") ==
        "corrupt: the drafter's answer was held back by the provider's filter (finish_reason "
        "`content_filter`)");
  CHECK(read(R"({"choices":[{"message":{"content":null,"refusal":"I \u001b[31mcannot"}}]})") ==
        "corrupt: the drafter's answer is a refusal: `I ?[31mcannot`");
  HttpAnswer large = answered("");
  large.too_large = true;
  CHECK(read(large) == "corrupt: the drafter's answer is larger than 1048576 bytes");
  std::string deep(200, '[');
  CHECK(read(R"({"choices":)" + deep).starts_with("corrupt: the drafter's answer is no JSON"));
}

TEST_CASE("a failure has the provider's words, shortened, and never the key") {
  CHECK(read(R"({"error":{"message":"Incorrect API key: sk-secret."}})", 401) ==
        "io: the drafter refused with status 401: `Incorrect API key: ***.`");
  CHECK(read(R"({"error":"no such model"})", 404) ==
        "io: the drafter refused with status 404: `no such model`");
  CHECK(read(R"({"message":"slow down"})", 429) ==
        "io: the drafter refused with status 429: `slow down`");
  CHECK(read("\x1b]0;oops\x07", 500) == "io: the drafter refused with status 500: `?]0;oops?`");
  CHECK(read("", 302) == "io: the drafter refused with status 302: ``");
  const auto longest = read(std::string(5000, 'x'), 503);
  CHECK(longest.size() < 400);
  const auto way_out = [](std::uint32_t status) {
    return read_chat(model(), answered("", status)).error().hint;
  };
  CHECK(way_out(401) == way_out(403));
  CHECK(way_out(404).find("/v1") != std::string::npos);
  CHECK(way_out(302).find("redirect") != std::string::npos);
  CHECK(way_out(500).find("provider's") != std::string::npos);
  auto waits = answered("", 429);
  waits.retry_after_ms = 1500;
  CHECK(read_chat(model(), waits).error().hint == "try again in 2 s");
}

TEST_CASE("a drafter that was not reached, or said nothing") {
  HttpAnswer answer;
  answer.reason = "Connection refused";
  answer.end = HttpEnd::kNotSent;
  CHECK(read(answer) == "io: the drafter cannot be reached: Connection refused");
  answer.end = HttpEnd::kUnknown;
  CHECK(read(answer) == "io: the drafter gave no answer: Connection refused");
  answer.end = HttpEnd::kRefused;
  CHECK(read(answer) == "io: no request goes to this drafter: Connection refused");
}

}  // namespace camp
