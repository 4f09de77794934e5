// The shards of a store at work, each on a thread of its own. A single shard needs none: its work
// is done by whoever asks for it, and so is the same every time (stores with virtual time,
// simulation).
//
// do_all() from any thread, also several at once: their sources share the shards by priority.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "runtime/engine/shard.h"
#include "runtime/engine/work_source.h"

namespace camp {

class Crew {
 public:
  explicit Crew(std::vector<std::unique_ptr<Shard>> shards);
  ~Crew();  // ends after the ticks at hand

  std::size_t size() const { return shards_.size(); }
  std::size_t shard_of(std::string_view contact_id) const;
  const Shard& shard(std::size_t index) const { return *shards_[index]; }

  // One source per shard, by index, the caller's; null: nothing for it. Waits until they are done.
  // `go_on` is asked by the caller's thread between ticks; once it says no, the sources are left
  // where they are (true: they were). The first error of any shard, which then works no more.
  Result<bool> do_all(const std::vector<WorkSource*>& sources,
                      const std::function<bool()>& go_on = {});
  // What is about one contact, in its shard.
  Result<void> do_for(std::string_view contact_id, WorkSource& source);

 private:
  struct Call;
  struct Job;
  struct Worker;
  void dismiss();  // ends the workers' threads
  Result<bool> do_here(WorkSource& source, const std::function<bool()>& go_on);
  void work(Worker& worker);
  static std::size_t most_urgent(std::vector<Job>& jobs);

  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::size_t> shard_of_partition_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> workers_;  // none for a single shard
  std::optional<Error> failure_;                  // of a single shard
};

// A source of the same kind for every shard.
template <class Source>
class SourceEach {
 public:
  template <class Make>  // (shard's index) -> unique_ptr
  SourceEach(std::size_t shards, Make make) {
    for (std::size_t i = 0; i < shards; ++i) sources_.push_back(make(i));
  }
  Source& operator[](std::size_t shard) { return *sources_[shard]; }
  std::vector<WorkSource*> all() const {
    std::vector<WorkSource*> all;
    for (const auto& source : sources_) all.push_back(source.get());
    return all;
  }

 private:
  std::vector<std::unique_ptr<Source>> sources_;
};

}  // namespace camp
