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
  FileSystem& files = outside_.files ? *outside_.files : static_cast<FileSystem&>(files_);
  MimeWriter& mime = outside_.mime ? *outside_.mime : static_cast<MimeWriter&>(mime_);
  CAMP_ASSIGN(engine_, Engine::open(store(), clock, files, mime, options_));
  return {};
}

Result<void> World::lose_power() {
  engine_.reset();
  files_.lose_power();
  return open();
}

Result<TickReport> World::advance_to(std::int64_t until_ms) {
  if (engine_->virtual_time()) return engine_->advance_to(until_ms);
  TickReport all;
  while (true) {
    auto due_ms = engine_->next_due_ms();
    auto next_ms = std::min(until_ms, std::max(due_ms.value_or(until_ms), clock_.ms));
    CAMP_ASSIGN(auto report, jump_to(next_ms));
    all.transitions += report.transitions;
    all.messages += report.messages;
    all.now_ms = report.now_ms;
    if (next_ms == until_ms) return all;
  }
}

Result<TickReport> World::jump_to(std::int64_t until_ms) {
  CAMP_ASSERT(!engine_->virtual_time());
  clock_.ms = until_ms;
  return engine_->tick();
}

}  // namespace camp::sim
