// The ServiceClient that makes HTTP requests.
#pragma once
#include <memory>
#include <unordered_map>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/engine/service_client.h"
#include "runtime/env/http_client.h"
#include "runtime/env/settings.h"

namespace camp {

class HttpServices final : public ServiceClient {
 public:
  // `settings` outlives it.
  HttpServices(std::unique_ptr<HttpClient> client, const Settings& settings)
      : client_(std::move(client)), settings_(settings) {}
  void start(const ServiceRequest& request) override;
  std::vector<ServiceAnswer> collect(std::int64_t wait_ms) override;

 private:
  struct Call {
    Hash128 id;
    ProgramPtr program;
    const CallDecl* call = nullptr;
  };
  std::unique_ptr<HttpClient> client_;
  const Settings& settings_;
  std::uint64_t next_ = 0;
  std::unordered_map<std::uint64_t, Call> under_way_;
  std::vector<ServiceAnswer> not_begun_;
  Arena arena_{16u << 10};  // of the answers given last
};

}  // namespace camp
