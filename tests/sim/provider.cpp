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

Result<Attempts> LateProviderTransport::attempt(std::span<const Outgoing> batch) {
  CAMP_ASSIGN(auto attempts, provider_.attempt(batch));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto& it = attempts.each[i];
    answers_.push_back({batch[i].ledger_id, it.kind, std::string(it.text), it.segments});
    it = {AttemptKind::kUnderWay, {}};
  }
  return attempts;
}

std::vector<EndedAttempt> LateProviderTransport::collect() {
  std::vector<EndedAttempt> ended;
  for (std::size_t i = 0; i < answers_.size();) {
    if (provider_.chance().one_in(3)) {
      ++i;
      continue;
    }
    ended.push_back(std::move(answers_[i]));
    answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return ended;
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
