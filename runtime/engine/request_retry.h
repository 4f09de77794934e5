// When a request that got no answer is made again. Pure.
#pragma once
#include <cstdint>
#include <optional>

#include "lang/base/hash.h"
#include "lang/program/service.h"
#include "runtime/engine/service_client.h"
#include "runtime/state/request_row.h"

namespace camp {

// Whether a second request does no harm though the first may have arrived: the service knows it
// again, or it only asks (RFC 9110, 9.2.1).
inline bool is_repeatable(const ServiceDecl& service, const CallDecl& call) {
  return service.idempotency_header != kNone || info_of(call.method)->only_asks;
}

// `row.attempts` counts the one that `answer` is about. Nothing: it is given up. Pauses double, and
// are spread by the request's id, so that those who failed together do not come again together.
std::optional<std::int64_t> retry_at_ms(const ServiceDecl& service, const CallDecl& call,
                                        const RequestRow& row, const ServiceAnswer& answer,
                                        std::int64_t now_ms);

}  // namespace camp
