// HTTP requests, several at once: what the runtime calls other systems by.
//
// One thread at a time per object. It resolves and connects by itself; what may be reached is the
// implementation's guard (host_guard.h). Redirects are not followed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace camp {

struct HttpRequest {
  std::uint64_t number = 0;  // the caller's, by which the answer is told
  std::string method;        // POST
  std::string url;
  std::vector<std::string> headers;  // `Name: value`, without a line break
  std::string user, password;        // not empty: Basic authentication
  bool repeatable = false;           // may reach the other side twice
  bool has_body = false;
  std::string body;
  std::int64_t timeout_ms = 0;  // of all of it
  std::size_t answer_bytes_max = 0;
};

enum class HttpEnd : std::uint8_t {
  kAnswered,
  kNotSent,  // not a byte of it left
  kUnknown,  // it may have arrived
  kRefused,  // not a byte of it left, and none would another time: the guard does not let it
};
struct HttpAnswer {
  std::uint64_t number = 0;
  HttpEnd end{};
  std::uint32_t status = 0;
  std::string body;
  bool too_large = false;           // there was more than answer_bytes_max; `body` is empty
  std::int64_t retry_after_ms = 0;  // as its header says; 0: it says nothing
  std::string reason;               // but kAnswered: for people
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual void start(HttpRequest request) = 0;
  // Those that have ended, each once; with none it waits up to so long, be none under way.
  virtual std::vector<HttpAnswer> collect(std::int64_t wait_ms) = 0;
};

}  // namespace camp
