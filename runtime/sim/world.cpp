#include "runtime/sim/world.h"

#include <algorithm>

#include "lang/base/assert.h"

namespace camp::sim {

Result<void> World::open() {
  engine_.reset();
  if (outside_.open_store) {
    outside_store_.reset();
    CAMP_ASSIGN(outside_store_, outside_.open_store());
  }
  const Clock& clock = outside_.clock ? *outside_.clock : static_cast<const Clock&>(clock_);
  EngineOptions options;
  options.make_virtual = options_.make_virtual;
  options.outbox = options_.outbox;
  options.shards = options_.shards;
  options.store_id = options_.store_id;
  options.accept_clock = options_.accept_clock;
  options.ask_approvals = options_.ask_approvals;
  options.services = options_.services;
  options.secret.bytes.fill(1);  // nobody is out there to guess it
  CAMP_ASSIGN(engine_, Engine::open(store(), clock, transport(), options));
  return {};
}

std::unique_ptr<Transport> World::transport() {
  if (!options_.deliver) return nullptr;
  FileSystem& files = outside_.files ? *outside_.files : static_cast<FileSystem&>(files_);
  MimeWriter& mime = outside_.mime ? *outside_.mime : static_cast<MimeWriter&>(mime_);
  std::unique_ptr<Transport> spool =
      std::make_unique<SpoolTransport>(store(), files, mime, options_.spool_root);
  return options_.make_transport ? options_.make_transport(std::move(spool)) : std::move(spool);
}

Result<void> World::lose_power() {
  engine_.reset();
  files_.lose_power();
  return open();
}

Result<TickReport> World::advance_to(std::int64_t until_ms, const std::function<bool()>& stop) {
  TickReport all;
  while (true) {
    auto next_ms = std::min(until_ms, engine_->next_attempt_ms().value_or(until_ms));
    if (!engine_->virtual_time()) {
      CAMP_ASSIGN(auto due_ms, engine_->next_due_ms());
      next_ms = std::min(next_ms, due_ms.value_or(until_ms));
    }
    next_ms = std::min(until_ms, std::max(next_ms, engine_->now_ms()));
    CAMP_ASSIGN(auto report, move_to(next_ms));
    all.transitions += report.transitions;
    all.now_ms = report.now_ms;
    all.stopped = report.stopped;
    const bool stopped = stop && stop();
    if (next_ms == until_ms || stopped || all.stopped) return all;
  }
}

std::int64_t World::now_ms() const {
  if (engine_->virtual_time()) return engine_->now_ms();
  return outside_.clock ? outside_.clock->now_ms() : clock_.now_ms();
}

Result<TickReport> World::jump_to(std::int64_t until_ms) {
  CAMP_ASSERT(!engine_->virtual_time());
  return move_to(until_ms);
}

Result<TickReport> World::move_to(std::int64_t until_ms) {
  // It may be later already: somebody let time pass while messages left.
  if (!engine_->virtual_time()) clock_.ms = std::max(clock_.ms.load(), until_ms - clock_.ahead_ms);
  OnProgress progress;
  if (options_.go_on) progress = [this](const Progress&) { return options_.go_on(); };
  auto report =
      engine_->virtual_time() ? engine_->advance_to(until_ms, progress) : engine_->tick(progress);
  if (report.ok()) CAMP_TRY(engine_->settle());
  return report;
}

}  // namespace camp::sim
