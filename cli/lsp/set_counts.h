// How many contacts are in each segment and on each list of a project's store, counted aside: who
// asks gets what was counted last, and never waits.
//
// The counting is one thread of its own, which ends with this object; everything else is the
// caller's thread.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace camp::cli::lsp {

struct SetCount {
  std::uint64_t members = 0;
  std::uint64_t contacts = 0;  // of the whole store
};

class SetCounts {
 public:
  SetCounts() = default;
  SetCounts(const SetCounts&) = delete;
  SetCounts& operator=(const SetCounts&) = delete;
  ~SetCounts();

  // Nothing: not counted yet, or the store cannot be read. What is older than a minute is counted
  // anew for the next who asks.
  std::optional<SetCount> find(const std::string& root, const std::string& set);

 private:
  void begin(const std::string& root);
  void count(const std::string& root);

  std::atomic<bool> counting_ = false;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
  std::mutex mutex_;  // of what stands below
  std::string root_;  // of whose store it is
  std::int64_t counted_ms_ = 0;
  std::map<std::string, SetCount> counts_;
};

}  // namespace camp::cli::lsp
