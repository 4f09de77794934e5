// A conversation with a language model as an HTTP request, and its answer as a text: what providers
// call "OpenAI-compatible". Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "runtime/env/http_client.h"

namespace camp {

struct ChatModel {
  std::string url;  // https://llm.example/v1: what stands before `/chat/completions`
  std::string key;  // empty: nobody asks who we are
  std::string model;
  std::int64_t timeout_ms = 0;
};

enum class Speaker : std::uint8_t { kSystem, kUser, kModel };
struct ChatTurn {
  Speaker speaker{};
  std::string text;
};

HttpRequest compose_chat(const ChatModel& model, const std::vector<ChatTurn>& turns);

// The model's text. Errors: kIo: it was not reached or did not answer in time; kCorrupt: its answer
// cannot be used. The text never has the key; `where` is the address.
Result<std::string> read_chat(const ChatModel& model, const HttpAnswer& answer);

}  // namespace camp
