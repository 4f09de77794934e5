// `camp bench`: the production code on synthetic data, timed. Each scenario makes what it needs in
// a folder of its own and gives rates; ratios to a bare RocksDB program are tests/bench's business.
// Nothing here is a test.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cli/console.h"

namespace camp::cli::bench {

struct Settings {
  std::uint64_t contacts = 200'000;
  std::uint64_t sleepers = 1'000'000;
  std::uint64_t lines = 100'000;
  std::string liquid_file;  // what `render` renders, with liquid_data; "": a small file of its own
  std::string liquid_data;
  std::string folder;  // where the stores are made; must be on the disk that is to be measured
  bool keep = false;   // leave the stores for tests/bench to read
};

struct Scenario {
  std::string_view name;
  std::string_view line;
  Result<Json> (*run)(const Settings&);
};
std::span<const Scenario> scenarios();

// One row each in scenarios.cpp.
Result<Json> check(const Settings&);
Result<Json> import_csv(const Settings&);
Result<Json> events(const Settings&);
Result<Json> scan(const Settings&);
Result<Json> broadcast(const Settings&);
Result<Json> broadcast_ledger(const Settings&);
Result<Json> transitions(const Settings&);
Result<Json> rules(const Settings&);     // rules.cpp
Result<Json> segments(const Settings&);  // rules.cpp
Result<Json> sleep(const Settings&);
Result<Json> timers(const Settings&);
Result<Json> render(const Settings&);
Result<Json> lsp(const Settings&);  // lsp.cpp

}  // namespace camp::cli::bench
