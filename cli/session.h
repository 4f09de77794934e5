// A verb's session with the project's store: opened, the project compiled and installed, the clock
// set.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "cli/project.h"
#include "runtime/engine/engine.h"
#include "runtime/env/real/curl_mime_writer.h"
#include "runtime/env/real/real_file_system.h"
#include "runtime/env/real/system_clock.h"
#include "runtime/store/rocks_store.h"

namespace camp::cli {

// What a verb wants of the store.
enum class Access {
  kRead,    // beside a writer, never changes anything; the store must be there
  kWork,    // what is under way goes on, even when the working copy of the sources is broken
  kIntake,  // new contacts, events, runs: the sources must compile; the store is made when it is
            // not there
};

// --virtual-time, --at: for verbs that write.
void add_store_options(po::options_description& options);

class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Invocation& call, Access access);

  Engine& engine() { return *engine_; }
  Store& store() { return *store_; }
  FileSystem& files() { return files_; }
  const Project& project() const { return project_; }
  const LinkedProgram& program() const { return *engine_->current(); }
  // Broken sources are an answer of their own: exit 1, not an Error. Set instead of a usable
  // session.
  const std::optional<CompiledProject>& broken() const { return broken_; }

 private:
  Session() = default;
  Result<void> install(const Invocation& call, Access access);
  Result<void> set_clock(const Invocation& call);

  Project project_;
  RealFileSystem files_;
  SystemClock clock_;
  CurlMimeWriter mime_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  std::optional<CompiledProject> broken_;
  std::optional<Program> compiled_;
};

// The usual beginning of a verb: a session, or the exit code with which the verb ends.
struct Opened {
  std::unique_ptr<Session> session;
  int code = kDone;
  explicit operator bool() const { return session != nullptr; }
  Session* operator->() { return session.get(); }
};
Opened open_session(const Invocation& call, std::string_view verb, Access access);

// An instant from the command line: RFC 3339 or a date.
Result<std::int64_t> parse_time_option(const std::string& option, const std::string& text);

}  // namespace camp::cli
