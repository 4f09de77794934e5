#include "runtime/engine/request_retry.h"

#include <algorithm>
#include <string>

namespace camp {
namespace {

constexpr std::int64_t kFirstPauseMs = 500;
constexpr std::int64_t kLongestPauseMs = 60'000;

// From half of it to all of it.
std::int64_t spread(std::int64_t pause_ms, const Hash128& id, std::uint32_t attempts) {
  const auto drawn = xxh3_64(std::string(id.view()) + std::to_string(attempts));
  const auto half = static_cast<std::uint64_t>(pause_ms) / 2;
  return static_cast<std::int64_t>(half + drawn % (half + 1));
}

}  // namespace

std::optional<std::int64_t> retry_at_ms(const ServiceDecl& service, const CallDecl& call,
                                        const RequestRow& row, const ServiceAnswer& answer,
                                        std::int64_t now_ms) {
  const bool may = answer.kind == AnswerKind::kNotSent ||
                   (answer.kind == AnswerKind::kUnknown && is_repeatable(service, call));
  if (!may || row.attempts == 0 || row.attempts > service.retries) return std::nullopt;
  const auto doublings = std::min(row.attempts - 1, 16u);
  const auto pause_ms = std::min(kFirstPauseMs << doublings, kLongestPauseMs);
  const auto at_ms =
      now_ms + std::max(spread(pause_ms, answer.id, row.attempts), answer.retry_after_ms);
  const auto within_ms = static_cast<std::int64_t>(service.retry_within_ms);
  if (at_ms >= row.expires_ms) return std::nullopt;
  if (within_ms != 0 && at_ms - row.requested_ms > within_ms) return std::nullopt;
  return at_ms;
}

}  // namespace camp
