#include "runtime/env/real/curl_http_client.h"

#include <algorithm>
#include <utility>

#include "lang/base/assert.h"
#include "runtime/env/real/curl_handles.h"

namespace camp {
namespace {

// Connections to one host, and at all: the caller starts no more than it wants under way.
constexpr long kConnectionsKept = 64;

struct Url {
  std::string scheme, host, port;
  bool is_whole = false;  // a host, and no user or fragment
};

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

Url read_url(const std::string& text) {
  Url url;
  CURLU* handle = curl_url();
  if (handle == nullptr) return url;
  if (curl_url_set(handle, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK) {
    url.scheme = part_of(handle, CURLUPART_SCHEME);
    url.host = part_of(handle, CURLUPART_HOST);
    url.port = part_of(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    url.is_whole = !url.host.empty() && part_of(handle, CURLUPART_USER).empty() &&
                   part_of(handle, CURLUPART_FRAGMENT).empty();
  }
  curl_url_cleanup(handle);
  return url;
}

}  // namespace

struct CurlHttpClient::Multi {
  CurlMulti handle = make_curl_multi(kConnectionsKept);
};

struct CurlHttpClient::Transfer {
  HttpRequest request;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  SocketGuard guard;
  bool too_large = false;
  std::string body;
  char problem[CURL_ERROR_SIZE] = "";

  ~Transfer() {
    curl_slist_free_all(headers);
    if (easy != nullptr) curl_easy_cleanup(easy);
  }

  static std::size_t take(char* data, std::size_t, std::size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.body.size() + size > transfer.request.answer_bytes_max) {
      transfer.too_large = true;
      return 0;  // libcurl ends the transfer
    }
    transfer.body.append(data, size);
    return size;
  }

  HttpAnswer answer(CURLcode code) const {
    HttpAnswer answer;
    answer.number = request.number;
    long status = 0, sent = 0;
    curl_off_t retry_after_s = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    constexpr curl_off_t kLongestS = 86'400;
    answer.retry_after_ms = std::min(std::max<curl_off_t>(retry_after_s, 0), kLongestS) * 1000;
    answer.status = static_cast<std::uint32_t>(status);
    answer.too_large = too_large;
    if (code == CURLE_OK || too_large) {
      if (!too_large) answer.body = body;
      return answer;
    }
    answer.status = 0;
    answer.end = guard.has_refused ? HttpEnd::kRefused
                 : sent == 0       ? HttpEnd::kNotSent
                                   : HttpEnd::kUnknown;
    answer.reason = guard.has_refused ? std::string(kPrivateAddress)
                                      : (problem[0] != '\0' ? problem : curl_easy_strerror(code));
    return answer;
  }
};

CurlHttpClient::CurlHttpClient(AllowedHosts allowed)
    : allowed_(std::move(allowed)), multi_(std::make_unique<Multi>()) {}

CurlHttpClient::~CurlHttpClient() {
  for (auto& [easy, transfer] : under_way_) curl_multi_remove_handle(multi_->handle.get(), easy);
}

void CurlHttpClient::start(HttpRequest request) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = std::move(request);
  HttpAnswer refused;
  refused.number = transfer->request.number;
  refused.end = HttpEnd::kRefused;
  const auto url = read_url(transfer->request.url);
  transfer->guard.any_address = allowed_.has(url.host, url.port);
  if (!url.is_whole || (url.scheme != "https" && url.scheme != "http")) {
    refused.reason = "its address is none";
  } else if (const auto why = allowed_.refusal(url.scheme, url.host, url.port); !why.empty()) {
    refused.reason = why;
  } else if (begin(*transfer)) {
    auto* easy = transfer->easy;
    under_way_.emplace(easy, std::move(transfer));
    return;
  } else {
    refused.end = HttpEnd::kNotSent;
    refused.reason = "no more transfers can be begun";
  }
  ended_.push_back(std::move(refused));
}

bool CurlHttpClient::begin(Transfer& transfer) {
  transfer.easy = curl_easy_init();
  if (transfer.easy == nullptr) return false;
  for (const auto& header : transfer.request.headers) {
    auto* longer = curl_slist_append(transfer.headers, header.c_str());
    if (longer == nullptr) return false;
    transfer.headers = longer;
  }
  return set_up(transfer) && curl_multi_add_handle(multi_->handle.get(), transfer.easy) == CURLM_OK;
}

bool CurlHttpClient::set_up(Transfer& transfer) {
  const auto& request = transfer.request;
  bool ok = ignore_environment(transfer.easy) && transfer.guard.watch(transfer.easy);
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(transfer.easy, option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https,http");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // On a connection that was used before libcurl sends once more what got no answer.
  set(CURLOPT_FRESH_CONNECT, request.repeatable ? 0L : 1L);
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(CURLOPT_HTTPHEADER, transfer.headers);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeout_ms));
  set(CURLOPT_ERRORBUFFER, transfer.problem);
  set(CURLOPT_WRITEFUNCTION, &Transfer::take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  if (request.has_body) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (!request.user.empty() || !request.password.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, request.user.c_str());
    set(CURLOPT_PASSWORD, request.password.c_str());
  }
  return ok;
}

std::vector<HttpAnswer> CurlHttpClient::collect(std::int64_t wait_ms) {
  int running = 0;
  curl_multi_perform(multi_->handle.get(), &running);
  take_ended();
  if (ended_.empty() && wait_ms > 0) {
    curl_multi_poll(multi_->handle.get(), nullptr, 0, static_cast<int>(wait_ms), nullptr);
    curl_multi_perform(multi_->handle.get(), &running);
    take_ended();
  }
  return std::exchange(ended_, {});
}

void CurlHttpClient::take_ended() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_->handle.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto code = message->data.result;
    auto* easy = message->easy_handle;  // `message` is gone when the handle is removed
    curl_multi_remove_handle(multi_->handle.get(), easy);
    const auto found = under_way_.find(easy);
    CAMP_ASSERT(found != under_way_.end());
    ended_.push_back(found->second->answer(code));
    under_way_.erase(found);
  }
}

}  // namespace camp
