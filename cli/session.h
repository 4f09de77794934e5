// What a verb's row asks for, opened in one place: the compiled sources, the store for reading, or
// the engine for work and intake.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/orders.h"
#include "cli/project.h"
#include "runtime/engine/engine.h"
#include "runtime/env/real/curl_http_client.h"
#include "runtime/env/real/curl_mime_writer.h"
#include "runtime/env/real/environment.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/env/real/system_clock.h"
#include "runtime/explain/store_view.h"
#include "runtime/store/rocks_store.h"

namespace camp::cli {

// --virtual-time, --at, --accept-clock: for verbs that write.
void add_store_options(po::options_description& options);
void add_clock_option(po::options_description& options);  // the last of them alone

// The store for reading: beside a writer, never changed, without an engine.
class Reading {
 public:
  static Result<std::unique_ptr<Reading>> open(const Invocation& call);
  static Result<std::unique_ptr<Reading>> open(Project project);
  // Where there is no store yet: one in memory that has taken the program, and nothing else.
  static Result<std::unique_ptr<Reading>> of(Project project, Program program);

  StoreView& view() { return *view_; }
  Store& store() { return *store_; }
  const Project& project() const { return project_; }

 private:
  Reading() = default;

  Project project_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreView> view_;
};

// With --dry-run a trial: the store is only read, and what the engine does is thrown away.
//
// The store with an engine, the clock set, and the program that is to run: in a store that was
// deployed to, the deployed one; in any other the working copy, installed.
class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Invocation& call);

  Engine& engine() { return *engine_; }
  // Before a verb that writes answers: waits until the outbox is empty. Gives how many messages
  // this session handed over.
  Result<std::uint64_t> hand_over();
  // For work that goes on for long: shows how far it is, carries out orders that came meanwhile
  // (orders.h), and ends it when somebody pressed Ctrl-C. An order's failure ends it, too, and is
  // what hand_over() then gives.
  bool go_on(ProgressLine& line, std::uint64_t done, std::uint64_t total);
  Store& store() { return *store_; }
  FileSystem& files() { return files_; }
  const Project& project() const { return project_; }
  // As messages leave, by the current program. The session lives longer.
  std::unique_ptr<Transport> make_transport();
  const LinkedProgram& program() const { return *engine_->current(); }
  // Access::kDeploy: the working copy, which is not installed yet.
  Program take_compiled() { return std::move(*compiled_); }
  // Broken sources are an answer of their own: exit 1, not an Error. Set instead of a usable
  // session.
  const std::optional<CompiledProject>& broken() const { return broken_; }

 private:
  Session() = default;
  Result<void> open_store(const Invocation& call);
  Result<void> open_trial();
  Result<void> open_engine(const Invocation& call);
  Result<void> compile_sources(const Invocation& call);
  Result<void> choose_program(const Invocation& call);
  void compare_with_deployed(const Invocation& call);
  Result<void> check_settings() const;
  Result<void> set_clock(const Invocation& call);

  Project project_;
  RealFileSystem files_;
  SystemClock clock_;
  CurlMimeWriter mime_;
  Environment environment_;
  AllowedHosts allowed_;          // for requests, by the operator
  std::unique_ptr<Store> below_;  // of a trial: what store_ stands on
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  std::optional<CompiledProject> broken_;
  std::optional<Program> compiled_;
  std::optional<Orders> orders_;  // none of a trial
  Result<void> ordered_;          // the first failure of an order
};

// The usual beginning of a verb: what its row says, or the exit code with which the verb ends.
template <class T>
struct Opened {
  std::unique_ptr<T> opened;
  int code = kDone;
  explicit operator bool() const { return opened != nullptr; }
  T* operator->() { return opened.get(); }
  T& operator*() { return *opened; }
};
Opened<CompiledProject> open_sources(const Invocation& call);  // also with findings
Opened<Reading> open_reading(const Invocation& call);
// For what can be said before there is a store, of the working copy alone: says so.
Opened<Reading> open_reading_or_sources(const Invocation& call);
Opened<Session> open_session(const Invocation& call);

// The sources, where they can be read and are of the program that runs.
std::optional<CompiledProject> sources_of_what_runs(Reading& reading);

// An instant from the command line: RFC 3339 or a date.
Result<std::int64_t> parse_time_option(const std::string& option, const std::string& text);

}  // namespace camp::cli
