#include "tests/sim/provider.h"

namespace camp::simulator {
namespace {
constexpr std::int64_t kSlowMs = 60'000;
}  // namespace

Result<Attempts> Provider::attempt(std::span<const Outgoing> batch) {
  if (fails_) return Error{ErrorKind::kIo, "no connection to the provider", "", ""};
  if (bad_weather_ && chance_.one_in(3)) wait_(chance_.between(1, kSlowMs));
  Attempts attempts;
  for (const auto& message : batch) attempts.each.push_back(answer(message));
  return attempts;
}

Attempt Provider::answer(const Outgoing& message) {
  const auto kind = bad_weather_ ? chance_.below(8) : 0;
  if (kind == 1) return {AttemptKind::kFailed, "refused"};
  if (kind == 2 || kind == 3) return {AttemptKind::kDeferred, "try again later"};
  const bool silent = kind == 4;  // the connection broke: it may have been taken
  if (!silent || chance_.one_in(2)) ++copies_[message.ledger_id];
  return silent ? Attempt{AttemptKind::kUnknown, "no answer"} : Attempt{AttemptKind::kSent, "id"};
}

}  // namespace camp::simulator
