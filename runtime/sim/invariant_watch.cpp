#include "runtime/sim/invariant_watch.h"

#include "runtime/shelf/contacts.h"
#include "runtime/sim/story.h"

namespace camp::sim {

Result<void> InvariantWatch::ask(const std::string& contact) {
  for (std::size_t i = 0; i < invariants_.size(); ++i) {
    const auto holds = evaluator_.evaluate(invariants_[i].condition, contact);
    if (holds.ok() && holds->truth()) continue;
    if (!holds.ok() && holds.error().kind != ErrorKind::kInvalid) return holds.error();
    auto& broken = broken_[i];
    if (broken.contacts.empty()) CAMP_TRY(tell_first(broken, invariants_[i], contact, holds));
    broken.contacts.insert(contact);
  }
  return {};
}

Result<void> InvariantWatch::tell_first(BrokenInvariant& broken, const plan::Invariant& invariant,
                                        const std::string& contact, const Result<Value>& holds) {
  auto& engine = world_.engine();
  broken.first = evaluator_.failure_of(invariant, contact, holds);
  broken.at_ms = world_.now_ms();
  ContactRow row;
  CAMP_TRY(read_contact(world_.store(), contact, &row));
  CAMP_ASSIGN(const auto history, ContactHistory::read(world_.store(), contact, row));
  broken.first.story = story_of(history, *engine.current(), engine.names());
  return {};
}

std::vector<const BrokenInvariant*> InvariantWatch::broken() const {
  std::vector<const BrokenInvariant*> all;
  for (const auto& one : broken_)
    if (!one.contacts.empty()) all.push_back(&one);
  return all;
}

}  // namespace camp::sim
