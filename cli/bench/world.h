// A store for a benchmark: its contacts, its program, its engine, on the disk that is measured.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "cli/bench/bench.h"
#include "runtime/env/real/curl_mime_writer.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/env/real/system_clock.h"
#include "runtime/sim/world.h"

namespace camp::cli::bench {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// The simulation's world on RocksDB and the machine's files.
class World {
 public:
  // A fresh store in folder/name with the benchmark's program (world.cpp), and `more` of it;
  // virtual time unless it is to be live. One shard.
  static Result<std::unique_ptr<World>> make(const Settings& settings, std::string_view name,
                                             bool deliver, bool live = false,
                                             std::string_view more = {});
  ~World();

  Result<void> fill(std::uint64_t contacts);  // ids c0, c1, ...; six attributes each
  Result<void> reopen();                      // as a new process would
  Engine& engine() { return world_->engine(); }
  Store& store() { return world_->store(); }
  std::string store_path() const { return path_ + "/store"; }

 private:
  World() = default;

  std::string path_;
  bool keep_ = false;
  RealFileSystem files_;
  SystemClock clock_;
  CurlMimeWriter mime_;
  std::optional<sim::World> world_;
};

std::string large_source(
    std::uint64_t lines);      // scenarios.cpp: about so many, as people write them
std::string project_source();  // the benchmark's .camp text
// The event for each of these contacts, with `n: 1`. Again only with another id.
Result<void> happen(World& world, std::string_view event, std::uint64_t first, std::uint64_t last,
                    std::string_view id = "once");
Result<Program> compile_source(std::string text);
Json rate(std::string_view what, std::uint64_t count, double seconds);
std::uint64_t resident_bytes();  // of this process

}  // namespace camp::cli::bench
