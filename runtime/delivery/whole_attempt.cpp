#include "runtime/delivery/whole_attempt.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace camp {

Result<Attempts> attempt_whole(Transport& transport, std::span<const Outgoing> batch) {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_changed = false;
  transport.on_change([&] {
    std::lock_guard lock(mutex);
    is_changed = true;
    changed.notify_all();
  });
  auto attempts = transport.attempt(batch);
  std::map<Hash128, Attempt*> under_way;
  if (attempts.ok())
    for (std::size_t i = 0; i < batch.size(); ++i)
      if (attempts->each[i].kind == AttemptKind::kUnderWay)
        under_way[batch[i].ledger_id] = &attempts->each[i];
  while (!under_way.empty()) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return is_changed; });
      is_changed = false;
    }
    for (auto& end : transport.collect()) {
      const auto found = under_way.find(end.ledger_id);
      if (found == under_way.end()) continue;
      *found->second = {end.kind, attempts->keep(std::move(end.text)), end.segments};
      under_way.erase(found);
    }
  }
  transport.on_change({});
  return attempts;
}

}  // namespace camp
