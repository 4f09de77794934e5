// The HttpClient that is libcurl's multi interface, without a thread of its own: transfers go on
// while somebody is in collect().
//
// https only, to public addresses, unless the host is allowed (host_guard.h). No redirects, no
// proxy, no .netrc, no cookies; certificates are checked.
#pragma once
#include <memory>
#include <unordered_map>

#include "runtime/env/host_guard.h"
#include "runtime/env/http_client.h"

namespace camp {

class CurlHttpClient final : public HttpClient {
 public:
  explicit CurlHttpClient(AllowedHosts allowed);
  ~CurlHttpClient() override;  // gives up what is under way
  void start(HttpRequest request) override;
  std::vector<HttpAnswer> collect(std::int64_t wait_ms) override;

 private:
  struct Transfer;
  struct Multi;
  bool begin(Transfer& transfer);
  bool set_up(Transfer& transfer);
  void take_ended();

  const AllowedHosts allowed_;
  std::unique_ptr<Multi> multi_;
  std::unordered_map<void*, std::unique_ptr<Transfer>> under_way_;  // by libcurl's handle
  std::vector<HttpAnswer> ended_;
};

}  // namespace camp
