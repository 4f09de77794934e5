#include "runtime/shelf/test_runs.h"

#include <algorithm>

#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

const std::string kWhat = "a test run";

}  // namespace

Result<std::optional<TestRunRow>> read_test_run(Store& store, std::uint32_t flow,
                                                std::string_view key) {
  std::string sealed;
  CAMP_ASSIGN(const bool found, store.get(Family::kMeta, test_run_key(flow, key), &sealed));
  if (!found) return std::optional<TestRunRow>();
  TestRunRow row;
  if (!decode_test_run(sealed, &row)) return unreadable(sealed, kTestRunVersion, kWhat);
  return std::optional<TestRunRow>(std::move(row));
}

Result<std::vector<TestRunRow>> read_test_runs(Store& store) {
  std::vector<TestRunRow> rows;
  const std::string prefix(kTestRunPrefix);
  auto at = store.iterate(
      Family::kMeta, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
  for (at->seek_to_first(); at->valid(); at->next())
    if (!decode_test_run(at->value(), &rows.emplace_back()))
      return unreadable(at->value(), kTestRunVersion, kWhat);
  CAMP_TRY(at->status());
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
  return rows;
}

}  // namespace camp
