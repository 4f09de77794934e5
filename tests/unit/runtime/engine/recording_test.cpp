// What came in, read back from a store: in its order, though the clock stood still, and with what a
// store has to keep for it.
#include "runtime/sim/recording.h"

#include "runtime/explain/divergence.h"
#include "runtime/sim/replay.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kLetter =
    journey("wait 1h send hello via email") + campaign("send second via email");

std::unique_ptr<StoreView> view_of(World& world) {
  auto view = StoreView::open(world.store, world.engine->now_ms());
  REQUIRE(view.ok());
  return std::move(*view);
}

sim::Recording recorded(StoreView& view, const sim::RecordingScope& scope = {}) {
  auto recording = sim::Recording::read(view, scope, {});
  INFO((recording.ok() ? "" : recording.error().message));
  REQUIRE(recording.ok());
  return std::move(*recording);
}

// Kinds, by their places among a RecordedInput's: "0 1 3".
std::string order_of(const sim::Recording& recording) {
  std::string text;
  for (const auto& input : recording.inputs())
    if (!std::holds_alternative<sim::RecordedWork>(input.what))
      text += (text.empty() ? "" : " ") + std::string(input.contact) +
              std::to_string(input.what.index());
  return text;
}

// Whether who lives it once more does the same.
bool comes_out(StoreView& view, const sim::Recording& recording) {
  sim::Replay replay(view, recording, {});
  const auto run = replay.run();
  INFO((run.ok() ? "" : run.error().message));
  REQUIRE(run.ok());
  auto now = StoreView::open(replay.world().store(), view.now_ms());
  REQUIRE(now.ok());
  for (const auto contact : recording.contacts()) {
    const auto was = deeds_of(view, contact), is = deeds_of(**now, contact);
    REQUIRE((was.ok() && is.ok()));
    if (first_divergence(std::string(contact), *was, *is)) return false;
  }
  return replay.unmet().empty();
}

}  // namespace

TEST_CASE("of one instant, what was imported before a run is in it, what came behind it is not") {
  World world(kLetter);
  world.engine->advance_to(at("2026-03-02 10:00")).value();
  world.contact("a");
  world.run("1");
  world.contact("b");
  world.run("2");
  world.contact("c");
  CHECK(world.told("a").size() == 2);
  CHECK(world.told("b").size() == 1);
  CHECK(world.told("c").empty());
  const auto view = view_of(world);
  const auto recording = recorded(*view);
  // 6: a program, 0: an import, 3: a run
  CHECK(order_of(recording) == "6 a0 3 b0 3 c0");
  CHECK(comes_out(*view, recording));
}

TEST_CASE("another program in the instant of an event comes behind it, or before") {
  World world(kLetter);
  world.engine->advance_to(at("2026-03-02 10:00")).value();
  world.contact("a");
  world.contact("b");
  world.visit("a", "2026-03-02 10:00");
  world.install(journey("wait 2h send third via email"));
  world.visit("b", "2026-03-02 10:00");
  world.advance("2026-03-03 10:00");
  CHECK(world.told("a") == Lines{"hello email sent 03-02 11:00:00"});
  CHECK(world.told("b") == Lines{"third email sent 03-02 12:00:00"});
  const auto view = view_of(world);
  const auto recording = recorded(*view);
  CHECK(order_of(recording) == "6 a0 b0 a1 6 b1");
  CHECK(comes_out(*view, recording));
}

TEST_CASE("what came as history is history once more") {
  World world(kLetter);
  world.engine->advance_to(at("2026-03-02 10:00")).value();
  world.contact("a");
  const auto data = world.fields({{"page", Value::string("p")}});
  EventInput input{"e1", "a", world.engine->names().number("visit"), at("2026-03-02 10:00"), data};
  input.history = true;
  std::vector<EventFate> fates;
  world.engine->apply({&input, 1}, &fates).value();
  world.advance("2026-03-03 10:00");
  CHECK(world.told("a").empty());
  const auto view = view_of(world);
  const auto recording = recorded(*view);
  REQUIRE(std::holds_alternative<sim::RecordedEvent>(recording.inputs().back().what));
  CHECK(std::get<sim::RecordedEvent>(recording.inputs().back().what).history);
  CHECK(comes_out(*view, recording));
}

TEST_CASE("a reply that named no message comes in without one") {
  World world(kLetter);
  world.contact("a");
  world.visit("a", "2026-03-02 10:00");
  world.advance("2026-03-02 12:00");
  world.event("a", "message.replied", at("2026-03-02 12:00"), {{"text", Value::string("STOP")}});
  CHECK(world.told("a", {EntryKind::kConsent}).back() == "taken 03-02 12:00:00");
  const auto view = view_of(world);
  const auto recording = recorded(*view);
  const auto& reply = std::get<sim::RecordedEvent>(recording.inputs().back().what);
  CHECK(reply.data.find("hello") == std::string_view::npos);
  CHECK(reply.named.find("hello") != std::string_view::npos);
  CHECK(comes_out(*view, recording));
}

TEST_CASE("more than the limit of inputs is said, at the edge") {
  World world(kLetter);
  world.contact("a");
  world.contact("b");
  const auto view = view_of(world);
  sim::RecordingScope scope;
  scope.most_inputs = 2;
  CHECK(recorded(*view, scope).contacts().size() == 2);
  scope.most_inputs = 1;
  const auto refused = sim::Recording::read(*view, scope, {});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::kExhausted);
  scope.contacts = {"nobody"};
  CHECK(sim::Recording::read(*view, scope, {}).error().kind == ErrorKind::kNotFound);
}

}  // namespace camp::testing
