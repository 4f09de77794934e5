#include "cli/session.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "lang/base/assert.h"
#include "lang/program/codec.h"
#include "lang/value/civil.h"
#include "runtime/delivery/channel_routes.h"
#include "runtime/delivery/spool_transport.h"
#include "runtime/delivery/trial_transport.h"
#include "runtime/env/real/curl_http_client.h"
#include "runtime/env/real/curl_mail_sender.h"
#include "runtime/services/http_call.h"
#include "runtime/services/http_services.h"
#include "runtime/shelf/deployment.h"
#include "runtime/store/mem_store.h"
#include "runtime/store/trial_store.h"

namespace camp::cli {

void add_store_options(po::options_description& options) {
  options.add_options()(
      "virtual-time",
      "a new store gets a clock of its own, set by --at, --until and event times; "
      "it delivers to the spool only")(
      "at", po::value<std::string>(),
      "virtual time: go on to this instant first (2026-03-02T10:00:00Z)");
  add_clock_option(options);
}

void add_clock_option(po::options_description& options) {
  options.add_options()(
      "accept-clock", "live: the machine's clock is right, though it was set by more than an hour");
}

Result<std::int64_t> parse_time_option(const std::string& option, const std::string& text) {
  auto instant = parse_instant(text);
  if (instant && *instant >= 0) return *instant;
  if (instant) {
    return Error{ErrorKind::kInvalid, fmt::format("--{} '{}' lies before 1970", option, text), "",
                 "write 2026-03-02T10:00:00Z or 2026-03-02"};
  }
  return Error{ErrorKind::kInvalid, fmt::format("--{} '{}' is not an instant", option, text), "",
               "write 2026-03-02T10:00:00Z or 2026-03-02"};
}

namespace {
Hash128 new_store_id() {
  Hash128 id;
  randombytes_buf(id.bytes.data(), id.bytes.size());
  return id;
}

// What a new store sends would begin the spool of an earlier one again, over its messages.
Result<void> refuse_old_spool(const Project& project) {
  std::error_code failed;
  for (std::filesystem::recursive_directory_iterator at(project.spool_path(), failed), end;
       !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file(failed)) continue;
    return Error{ErrorKind::kRefused,
                 "the spool has messages of an earlier store, and there is no store here",
                 project.spool_path(),
                 "restore the store's folder .camp, or move the spool away to begin anew"};
  }
  return {};
}
}  // namespace

Result<std::unique_ptr<Reading>> Reading::open(const Invocation& call) {
  CAMP_ASSIGN(auto project, find_project(call));
  return open(std::move(project));
}

Result<std::unique_ptr<Reading>> Reading::open(Project project) {
  std::unique_ptr<Reading> reading(new Reading());
  reading->project_ = std::move(project);
  RocksStoreOptions options;
  options.read_only = true;
  CAMP_ASSIGN(reading->store_, open_rocks_store(reading->project_.store_path(), options));
  CAMP_ASSIGN(reading->view_, StoreView::open(*reading->store_, SystemClock().now_ms()));
  return reading;
}

Result<std::unique_ptr<Reading>> Reading::of(Project project, Program program) {
  std::unique_ptr<Reading> reading(new Reading());
  reading->project_ = std::move(project);
  reading->store_ = std::make_unique<MemStore>();
  const SystemClock clock;
  CAMP_ASSIGN(auto engine, Engine::open(*reading->store_, clock, nullptr, {}));
  CAMP_ASSIGN(const auto installed, engine->install(std::move(program)));
  (void)installed;
  CAMP_ASSIGN(reading->view_, StoreView::open(*reading->store_, clock.now_ms()));
  return reading;
}

Result<std::unique_ptr<Session>> Session::open(const Invocation& call) {
  std::unique_ptr<Session> session(new Session());
  CAMP_ASSIGN(session->project_, find_project(call));
  const bool trial = call.has("dry-run");
  CAMP_TRY(trial ? session->open_trial() : session->open_store(call));
  if (session->broken_) return session;
  CAMP_TRY(session->open_engine(call));
  if (call.verb.access == Access::kStop) return session;
  CAMP_TRY(session->choose_program(call));
  if (session->broken_) return session;
  if (!trial && call.verb.access >= Access::kWork) CAMP_TRY(session->check_settings());
  CAMP_TRY(session->set_clock(call));
  return session;
}

// Orders first: what they stop must not leave while they are read.
Result<void> Session::open_engine(const Invocation& call) {
  EngineOptions options;
  options.make_virtual = call.has("virtual-time");
  options.shards = std::max(1u, std::thread::hardware_concurrency());
  options.store_id = new_store_id();
  randombytes_buf(options.secret.bytes.data(), options.secret.bytes.size());
  options.accept_clock = call.has("accept-clock");
  const bool trial = below_ != nullptr;
  options.ask_approvals = !trial;
  if (!trial) orders_.emplace(project_);
  const bool sends = !trial && call.verb.access >= Access::kWork;
  if (orders_ && orders_->any()) {
    CAMP_ASSIGN(engine_, Engine::open(*store_, clock_, nullptr, options));
    CAMP_TRY(orders_->carry_out(*engine_, files_));
    if (!sends) return {};
    engine_.reset();
  }
  std::unique_ptr<Transport> transport;
  if (trial) transport = std::make_unique<TrialTransport>();
  if (sends) {
    CAMP_ASSIGN(allowed_, AllowedHosts::read(environment_.find("CAMP_ALLOW_HOSTS").value_or("")));
    transport = make_transport();
    options.services = [this] {
      return std::make_unique<HttpServices>(std::make_unique<CurlHttpClient>(allowed_),
                                            environment_);
    };
  }
  CAMP_ASSIGN(engine_, Engine::open(*store_, clock_, std::move(transport), options));
  return {};
}

std::unique_ptr<Transport> Session::make_transport() {
  return std::make_unique<ChannelRoutes>(
      std::make_unique<SpoolTransport>(*store_, files_, mime_, project_.spool_path()),
      [this] {
        return std::make_unique<MailTransport>(mime_, clock_,
                                               std::make_unique<CurlMailSender>(allowed_));
      },
      environment_);
}

// Broken sources are left in broken_.
Result<void> Session::open_store(const Invocation& call) {
  RocksStoreOptions options;
  options.create = call.verb.access >= Access::kIntake;
  if (options.create && !has_store(project_)) {
    // Before anything is made: broken sources must not leave an empty store behind.
    CAMP_TRY(compile_sources(call));
    if (broken_) return {};
    CAMP_TRY(refuse_old_spool(project_));
    CAMP_TRY(files_.make_directories(project_.root + "/.camp"));
  }
  CAMP_ASSIGN(store_, open_rocks_store(project_.store_path(), options));
  return {};
}

Result<void> Session::open_trial() {
  RocksStoreOptions options;
  options.read_only = true;
  CAMP_ASSIGN(below_, open_rocks_store(project_.store_path(), options));
  store_ = std::make_unique<TrialStore>(*below_);
  return {};
}

bool Session::go_on(ProgressLine& line, std::uint64_t done, std::uint64_t total) {
  line.update(done, total);
  if (ordered_.ok() && orders_) ordered_ = orders_->look(*engine_, files_);
  return ordered_.ok() && !interrupted();
}

Result<std::uint64_t> Session::hand_over() {
  CAMP_TRY(ordered_);
  auto settled = engine_->settle([this] {
    if (orders_) ordered_ = orders_->look(*engine_, files_);
    return ordered_.ok() && !interrupted();
  });
  CAMP_TRY(ordered_);
  if (settled.ok()) return engine_->handed_over();
  auto error = std::move(settled).error();
  if (error.kind != ErrorKind::kIo) return error;
  error.message = "messages could not leave: " + error.message;
  error.hint = "what was done is kept, and they wait in the outbox; camp tick tries again";
  return error;
}

// Sets compiled_, or broken_ where broken sources are the verb's answer.
Result<void> Session::compile_sources(const Invocation& call) {
  if (compiled_) return {};
  auto compiled = compile(project_);
  if (compiled.ok() && compiled->program) {
    compiled_ = std::move(compiled->program);
    return {};
  }
  if (call.verb.access >= Access::kIntake) {
    if (!compiled.ok()) return std::move(compiled).error();
    broken_ = std::move(*compiled);
    return {};
  }
  auto problem = compiled.ok() ? "the sources have errors (camp check)" : compiled.error().message;
  call.console.note("warning: " + problem +
                    "; what is under way goes on with the program it began with");
  return {};
}

Result<void> Session::choose_program(const Invocation& call) {
  if (call.verb.access == Access::kDeploy) return compile_sources(call);
  CAMP_ASSIGN(auto deployment, read_deployment(*store_));
  if (deployment) {
    compare_with_deployed(call);
    return {};
  }
  CAMP_TRY(compile_sources(call));
  if (!compiled_) return {};
  bool first = engine_->current() == nullptr;
  CAMP_ASSIGN(auto linked, engine_->install(std::move(*compiled_)));
  (void)linked;
  if (first)
    call.console.note(
        "note: nothing was deployed to this store: it takes the working copy as it is, until "
        "camp deploy is used");
  return {};
}

// Found before anything is done: a request without its address or secret could only fail, and so
// could one that nobody lets go.
Result<void> Session::check_settings() const {
  if (!engine_->current()) return {};
  const auto missing = missing_settings(engine_->current()->program(), environment_);
  if (missing.empty()) {
    CAMP_TRY(check_mail_servers(engine_->current()->program(), environment_, allowed_));
    return camp::check_settings(engine_->current()->program(), environment_, allowed_);
  }
  return Error{ErrorKind::kInvalid,
               fmt::format("the project needs {}, which {} not set", fmt::join(missing, ", "),
                           missing.size() == 1 ? "is" : "are"),
               "",
               fmt::format("set the environment variable {}, or {}_FILE to the file that has it",
                           missing.front(), missing.front())};
}

// Only says so: the deployed program runs, whatever the sources have become.
void Session::compare_with_deployed(const Invocation& call) {
  auto compiled = compile(project_);
  if (!compiled.ok()) {
    // A place that only runs has no sources, and needs none.
    if (compiled.error().kind != ErrorKind::kNotFound)
      call.console.note("warning: " + compiled.error().message + "; the deployed program runs");
  } else if (!compiled->program) {
    call.console.note("warning: the sources have errors (camp check); the deployed program runs");
  } else if (program_hash(*compiled->program) != program_hash(engine_->current()->program())) {
    call.console.note(
        "note: the working copy differs from the deployed program, which runs: camp deploy makes "
        "it current");
  }
}

Result<void> Session::set_clock(const Invocation& call) {
  if (call.has("accept-clock") && engine_->virtual_time()) {
    return Error{ErrorKind::kRefused,
                 "--accept-clock is for live stores; this one has virtual time", "",
                 "--at and --until set its clock"};
  }
  if (!call.has("at")) return {};
  CAMP_ASSIGN(auto at_ms, parse_time_option("at", call.text("at")));
  if (!engine_->virtual_time()) {
    return Error{ErrorKind::kRefused, "--at is for stores with virtual time; this one is live", "",
                 "make another store with --virtual-time"};
  }
  if (at_ms <= engine_->now_ms()) {
    if (at_ms == engine_->now_ms()) return {};
    return Error{
        ErrorKind::kInvalid,
        fmt::format("--at lies before the store's clock, {}", instant_text(engine_->now_ms())), "",
        "time only goes forward"};
  }
  // Nothing has happened before a store's first day: no run is made up for.
  if (engine_->now_ms() == 0) return engine_->begin_at(at_ms);
  CAMP_TRY(engine_->advance_to(at_ms, [](const Progress&) { return !interrupted(); }));
  return {};
}

Opened<CompiledProject> open_sources(const Invocation& call) {
  CAMP_ASSERT(call.verb.access >= Access::kSources);
  Opened<CompiledProject> opened;
  auto project = find_project(call);
  if (!project.ok()) {
    opened.code = call.fail(project.error());
    return opened;
  }
  auto compiled = compile(*project);
  if (!compiled.ok()) {
    opened.code = call.fail(compiled.error());
    return opened;
  }
  opened.opened = std::make_unique<CompiledProject>(std::move(*compiled));
  return opened;
}

namespace {

Opened<Reading> opened_as(const Invocation& call, Result<std::unique_ptr<Reading>> reading) {
  Opened<Reading> opened;
  if (reading.ok()) {
    opened.opened = std::move(*reading);
  } else {
    opened.code = call.fail(reading.error());
  }
  return opened;
}

}  // namespace

Opened<Reading> open_reading(const Invocation& call) {
  CAMP_ASSERT(call.verb.access >= Access::kRead);
  return opened_as(call, Reading::open(call));
}

Opened<Reading> open_reading_or_sources(const Invocation& call) {
  auto project = find_project(call);
  if (!project.ok() || has_store(*project)) return open_reading(call);
  auto compiled = open_sources(call);
  if (!compiled || !compiled->program)
    return {nullptr, compiled ? show_diagnostics(call, *compiled) : compiled.code};
  call.console.note("note: there is no store here yet: this is what the working copy says");
  return opened_as(call, Reading::of(std::move(*project), std::move(*compiled->program)));
}

std::optional<CompiledProject> sources_of_what_runs(Reading& reading) {
  auto compiled = compile(reading.project());
  const auto& current = reading.view().current();
  const bool is_what_runs = compiled.ok() && compiled->program && current &&
                            program_hash(*compiled->program) == program_hash(current->program());
  return is_what_runs ? std::optional(std::move(*compiled)) : std::nullopt;
}

Opened<Session> open_session(const Invocation& call) {
  CAMP_ASSERT(call.verb.access >= Access::kStop);
  Opened<Session> opened;
  auto session = Session::open(call);
  if (!session.ok()) {
    opened.code = call.fail(session.error());
  } else if ((*session)->broken()) {
    opened.code = show_diagnostics(call, *(*session)->broken());
  } else {
    opened.opened = std::move(*session);
  }
  return opened;
}

}  // namespace camp::cli
