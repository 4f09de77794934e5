#include "runtime/engine/crew.h"

#include <algorithm>

#include "runtime/state/keys.h"

namespace camp {
namespace {

// How often a source may be passed over before it is taken, whatever its priority.
constexpr unsigned kPatience = 4;

}  // namespace

// What one do_all() waits for; under the crew's lock.
struct Crew::Call {
  std::condition_variable changed;
  std::size_t open = 0;
  std::uint64_t ticks = 0;
  bool stop = false;
  bool stopped = false;  // a source was left before its end
  std::optional<Error> error;
};

struct Crew::Job {
  WorkSource* source = nullptr;
  Call* call = nullptr;
  unsigned passed_over = 0;
};

struct Crew::Worker {
  Shard* shard = nullptr;
  std::vector<Job> jobs;
  std::optional<Error> failure;
  bool stop = false;
  std::condition_variable changed;
  std::thread thread;
};

Crew::Crew(std::vector<std::unique_ptr<Shard>> shards) : shards_(std::move(shards)) {
  shard_of_partition_.resize(limits::kPartitions);
  for (std::size_t i = 0; i < shards_.size(); ++i) {
    for (auto p = shards_[i]->first_partition(); p < shards_[i]->end_partition(); ++p)
      shard_of_partition_[p] = i;
  }
  if (shards_.size() == 1) return;
  for (auto& shard : shards_) {
    workers_.push_back(std::make_unique<Worker>());
    workers_.back()->shard = shard.get();
  }
  try {
    for (auto& worker : workers_)
      worker->thread = std::thread([this, raw = worker.get()] { work(*raw); });
  } catch (...) {  // no more threads: those that are there go home first
    dismiss();
    throw;
  }
}

Crew::~Crew() { dismiss(); }

void Crew::dismiss() {
  {
    std::lock_guard lock(mutex_);
    for (auto& worker : workers_) worker->stop = true;
  }
  for (auto& worker : workers_) worker->changed.notify_all();
  for (auto& worker : workers_)
    if (worker->thread.joinable()) worker->thread.join();
}

std::size_t Crew::shard_of(std::string_view contact_id) const {
  return shard_of_partition_[keys::partition_of(contact_id)];
}

Result<void> Crew::do_for(std::string_view contact_id, WorkSource& source) {
  std::vector<WorkSource*> sources(size());
  sources[shard_of(contact_id)] = &source;
  CAMP_TRY(do_all(sources));
  return {};
}

Result<bool> Crew::do_all(const std::vector<WorkSource*>& sources,
                          const std::function<bool()>& go_on) {
  CAMP_ASSERT(sources.size() == shards_.size());
  if (workers_.empty()) {
    if (!sources[0]) return false;
    return do_here(*sources[0], go_on);
  }
  Call call;
  std::unique_lock lock(mutex_);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i]) continue;
    if (workers_[i]->failure) return *workers_[i]->failure;
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!sources[i]) continue;
    ++call.open;
    workers_[i]->jobs.push_back({sources[i], &call, 0});
    workers_[i]->changed.notify_all();
  }
  std::uint64_t seen = 0;
  while (call.open > 0) {
    call.changed.wait(lock, [&] { return call.open == 0 || call.ticks != seen; });
    seen = call.ticks;
    if (!go_on || call.stop || call.open == 0) continue;
    lock.unlock();
    const bool more = go_on();
    lock.lock();
    call.stop = call.stop || !more;
  }
  if (call.error) return *call.error;
  return call.stopped;
}

Result<bool> Crew::do_here(WorkSource& source, const std::function<bool()>& go_on) {
  std::lock_guard lock(mutex_);
  if (failure_) return *failure_;
  auto& shard = *shards_[0];
  while (true) {
    auto more = source.take(shard);
    auto committed = more.ok() ? shard.commit() : Result<void>{};
    if (!more.ok() || !committed.ok()) {
      failure_ = more.ok() ? std::move(committed).error() : std::move(more).error();
      return *failure_;
    }
    const bool go = !go_on || go_on();
    if (*more && go) continue;
    // A virtual store's ticks are not on disk yet.
    if (auto synced = shard.store().sync(); !synced.ok()) {
      failure_ = std::move(synced).error();
      return *failure_;
    }
    return *more;
  }
}

std::size_t Crew::most_urgent(std::vector<Job>& jobs) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    const bool waited = jobs[i].passed_over >= kPatience && jobs[best].passed_over < kPatience;
    const bool urgent = jobs[i].source->priority() < jobs[best].source->priority() &&
                        jobs[best].passed_over < kPatience;
    if (waited || urgent) best = i;
  }
  for (std::size_t i = 0; i < jobs.size(); ++i)
    jobs[i].passed_over = i == best ? 0 : jobs[i].passed_over + 1;
  return best;
}

void Crew::work(Worker& worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    worker.changed.wait(lock, [&] { return worker.stop || !worker.jobs.empty(); });
    if (worker.stop) return;
    const auto index = most_urgent(worker.jobs);
    // Taken out while it is at work: others may add theirs meanwhile.
    auto job = worker.jobs[index];
    worker.jobs.erase(worker.jobs.begin() + static_cast<std::ptrdiff_t>(index));
    auto& call = *job.call;
    bool more = false;
    if (call.stop) {
      call.stopped = true;
    } else {
      lock.unlock();
      auto taken = job.source->take(*worker.shard);
      auto committed = taken.ok() ? worker.shard->commit() : Result<void>{};
      lock.lock();
      ++call.ticks;
      if (!taken.ok() || !committed.ok()) {
        worker.failure = taken.ok() ? std::move(committed).error() : std::move(taken).error();
      } else {
        more = *taken;
      }
    }
    if (worker.failure && !call.error) call.error = worker.failure;
    if (more && !worker.failure) {
      worker.jobs.push_back(job);
    } else {
      --call.open;
    }
    call.changed.notify_all();
    if (!worker.failure) continue;
    for (auto& left : worker.jobs) {
      if (!left.call->error) left.call->error = worker.failure;
      --left.call->open;
      left.call->changed.notify_all();
    }
    worker.jobs.clear();
  }
}

}  // namespace camp
