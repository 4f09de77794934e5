// What a transition sets off while it runs: queued behind it, whatever moves in the contact's row.
#include "runtime/engine/conductor.h"

#include <functional>

#include "engine_fixture.h"

using namespace camp;
using namespace camp::testing;

namespace {

// Calls back when events are read: in the middle of a transition that counts some.
class ListeningStore final : public Store {
 public:
  std::function<void()> on_events;

  std::unique_ptr<WriteBatch> make_batch() override { return inner_.make_batch(); }
  Result<void> commit(WriteBatch& batch) override { return inner_.commit(batch); }
  Result<void> commit_later(WriteBatch& batch) override { return inner_.commit_later(batch); }
  Result<void> sync() override { return inner_.sync(); }
  Result<bool> get(Family family, std::string_view key, std::string* value) override {
    return inner_.get(family, key, value);
  }
  Result<void> get_many(Family family, std::span<const std::string_view> keys,
                        const OnFound& found) override {
    return inner_.get_many(family, keys, found);
  }
  std::unique_ptr<StoreIterator> iterate(Family family, IteratorBounds bounds) override {
    if (family == Family::kEvents && on_events) on_events();
    return inner_.iterate(family, bounds);
  }
  Result<void> compact() override { return inner_.compact(); }
  Result<std::uint64_t> disk_bytes() override { return inner_.disk_bytes(); }

 private:
  MemStore inner_;
};

const std::string kText = kSchema + R"(
journey j {
  category marketing conversation news start on visit as v again key v.page
  flow { wait up to 5d { on ping as p { set contact.score = count(purchase) send hello wait 1d } } }
}
journey k { category marketing conversation news start on purchase as p again flow { send second } }
)";

}  // namespace

TEST_CASE("what a transition sets off runs behind it and behind the event, by number") {
  ListeningStore store;
  Names names;
  StoreRow row;
  StoreSecret secret;
  PartitionRows rows{};
  ProgramShelf programs(store, names);
  RunBook runs(store);
  TrialBook trials(store);
  Tick tick(store, rows);
  ContactChanges changes(tick);
  const auto program = programs.install(compiled(kText), row, tick.batch()).value();
  programs.set_current(program);
  const Pauses pauses;
  const Approvals approvals;
  Conductor conductor(store, programs, runs, trials, pauses, approvals, names, row.id, secret, tick,
                      changes);
  const auto k = program->flow_by_number(names.find("k"));
  auto& slot = **tick.contact_or_new("anna");
  const auto now_ms = at("2026-03-02 10:00");
  auto event = [&](const char* name, const char* page) {
    std::string data;
    encode_attributes(data, {{names.number("page"), Value::string(page)}});
    return EventAtHand{names.number(name), "id", tick.keep(data), now_ms, {}};
  };
  for (const char* page : {"a", "b"})
    REQUIRE(conductor.apply_event(slot, event("visit", page), {}, now_ms).ok());
  REQUIRE(slot.row.instances.size() == 2);
  // Forgotten when the next one enters: those behind it move.
  auto ended = slot.row.instances.front();
  ended.state = InstanceState::kEnded;
  ended.run = 1;
  ended.number = slot.row.next_instance++;
  slot.row.instances.push_back(ended);

  std::size_t asked = 0;
  std::size_t instances_then = 0;
  const auto purchase = event("purchase", "");
  store.on_events = [&] {
    ++asked;
    conductor.enter_later(slot, program, k, purchase, {}, false, now_ms);
    instances_then = slot.row.instances.size();
  };
  slot.entries.clear();
  REQUIRE(conductor.apply_event(slot, event("ping", ""), {}, now_ms).ok());
  CHECK(asked == 1);            // one look into the store serves the whole tick
  CHECK(instances_then == 3);  // nothing entered while a transition was at work
  std::vector<std::pair<std::uint32_t, EntryKind>> told;
  for (const auto& entry : slot.entries) told.emplace_back(entry.subject.instance, entry.kind());
  // The second one's score is what it was: nothing changed.
  CHECK(told == std::vector<std::pair<std::uint32_t, EntryKind>>{{1, EntryKind::kMessage},
                                                                 {1, EntryKind::kAttributes},
                                                                 {1, EntryKind::kTransition},
                                                                 {2, EntryKind::kMessage},
                                                                 {2, EntryKind::kTransition},
                                                                 {4, EntryKind::kMessage},
                                                                 {4, EntryKind::kTransition}});
  CHECK(slot.row.find_instance(3) == nullptr);
  CHECK(slot.row.find_instance(1)->state == InstanceState::kWaiting);
}
