#include "cli/lsp/set_counts.h"

#include "cli/session.h"
#include "runtime/explain/segments.h"

namespace camp::cli::lsp {
namespace {

constexpr std::int64_t kFreshMs = 60'000;

}  // namespace

SetCounts::~SetCounts() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

std::optional<SetCount> SetCounts::find(const std::string& root, const std::string& set) {
  if (!has_store(Project{root})) return std::nullopt;
  const auto now_ms = SystemClock().now_ms();
  std::optional<SetCount> known;
  bool fresh = false;
  {
    const std::lock_guard lock(mutex_);
    fresh = root_ == root && now_ms - counted_ms_ < kFreshMs;
    const auto found = root_ == root ? counts_.find(set) : counts_.end();
    if (found != counts_.end()) known = found->second;
  }
  if (!fresh && !counting_) begin(root);
  return known;
}

void SetCounts::begin(const std::string& root) {
  if (thread_.joinable()) thread_.join();
  counting_ = true;
  thread_ = std::thread([this, root] {
    count(root);
    counting_ = false;
  });
}

// A store that cannot be read is one without counts, for a minute.
void SetCounts::count(const std::string& root) {
  std::map<std::string, SetCount> counts;
  auto reading = Reading::open(Project{root});
  if (reading.ok()) {
    const auto census = count_segments((*reading)->view(), "", 0,
                                       [&](std::uint64_t, std::uint64_t) { return !stopped_; });
    if (census.ok())
      for (const auto& set : census->sets) counts[set.name] = {set.members, census->contacts};
  }
  const std::lock_guard lock(mutex_);
  root_ = root;
  counted_ms_ = SystemClock().now_ms();
  counts_ = std::move(counts);
}

}  // namespace camp::cli::lsp
