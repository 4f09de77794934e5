// Test runs: sent once whatever fails, on record, and in no ledger.
#include "runtime/shelf/test_runs.h"

#include "lang/base/bytes.h"
#include "runtime/delivery/spool_transport.h"
#include "tests/support/told_transport.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kProject = kSchema + campaign("send third via email");
constexpr std::size_t kMessages = 150;  // of three batches

// As many messages as there are seeds.
struct Order {
  explicit Order(World& world) {
    kept = world.engine->current();
    const auto& program = kept->program();
    put_varint(slots, 0);
    for (std::size_t i = 0; i < kMessages; ++i)
      seeds.push_back("seed" + std::to_string(i) + "@acme.example");
    for (std::size_t i = 0; i < kMessages; ++i) {
      auto& out = messages.emplace_back();
      out.program = &program;
      out.flow = program.flow("c");
      out.message = &program.messages[program.message_index("third")];
      out.channel = Channel::kEmail;
      out.at_ms = at("2026-03-02 10:00");
      out.run = "k";
      out.contact_id = "test";
      out.address = seeds[i];
      out.slots = slots;
      out.test = "c/third/everyone else";
      out.ledger_id.bytes[0] = static_cast<unsigned char>(i);
    }
    row.flow = world.engine->names().number("c");
    row.key = "k";
    row.by = "Mia";
  }
  Result<TestRunReport> send(World& world, Transport& transport) const {
    return world.engine->send_tests(row, messages, transport);
  }
  ProgramPtr kept;
  std::string slots;
  std::vector<std::string> seeds;
  std::vector<Outgoing> messages;
  TestRunRow row;
};

std::string spooled(World& world) {
  std::string all;
  for (const auto& path : world.files.paths()) all += world.files.bytes(path);
  return all;
}
std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}
std::unique_ptr<World> make_world() {
  auto world = std::make_unique<World>(kProject);
  world->advance("2026-03-02 10:00");
  return world;
}

}  // namespace

TEST_CASE("a test run is marked, on record, and in no ledger") {
  const auto world = make_world();
  const Order order(*world);
  SpoolTransport spool(world->store, world->files, world->mime, "spool");
  const auto report = order.send(*world, spool).value();
  CHECK((report.row.done == kMessages && !report.already && report.problems.empty()));
  CHECK(order.send(*world, spool).value().already);
  const auto text = spooled(*world);
  CHECK(count(text, "Subject: [TEST] Third") == kMessages);
  CHECK(count(text, "X-Camp-Test: c/third/everyone else") == kMessages);
  CHECK(world->engine->counters().sent == 0);
  const auto rows = read_test_runs(world->store).value();
  REQUIRE(rows.size() == 1);
  CHECK((rows[0].by == "Mia" && rows[0].total == kMessages));
  world->check();
}

TEST_CASE("another content under the same key is refused") {
  const auto world = make_world();
  Order order(*world);
  SpoolTransport spool(world->store, world->files, world->mime, "spool");
  REQUIRE(order.send(*world, spool).ok());
  order.messages.pop_back();
  CHECK(order.send(*world, spool).error().kind == ErrorKind::kRefused);
  world->check();
}

TEST_CASE("what a crash leaves in doubt at a transport that cannot tell is not sent again") {
  const auto world = make_world();
  const Order order(*world);
  Told told;
  told.answer("seed1@acme.example", AttemptKind::kFailed);
  ToldTransport transport(told);
  told.set_shortage(true);
  CHECK_FALSE(order.send(*world, transport).ok());  // none of them was attempted
  told.set_shortage(false);
  int batch = 0;
  told.on_attempt([&] {
    if (++batch == 2) world->store.fail_commit(1);
  });
  CHECK_FALSE(order.send(*world, transport).ok());
  world->close();
  world->open();
  const auto row = order.send(*world, transport).value().row;
  CHECK((row.done == kMessages && row.failed == 1 && row.unknown == 64));
  auto sent = told.sent();
  std::sort(sent.begin(), sent.end());
  CHECK((sent.size() == kMessages - 1 && std::unique(sent.begin(), sent.end()) == sent.end()));
  world->check();
}

TEST_CASE(
    "a failure of any commit or file operation, and a power cut: each message is there once") {
  const auto undisturbed = make_world();
  const auto commits_before = undisturbed->store.commits();
  const auto operations_before = undisturbed->files.operations();
  {
    SpoolTransport spool(undisturbed->store, undisturbed->files, undisturbed->mime, "spool");
    REQUIRE(Order(*undisturbed).send(*undisturbed, spool).ok());
  }
  const auto expected = spooled(*undisturbed);
  const auto interrupted = [&](const std::function<void(World&)>& fail) {
    const auto world = make_world();
    const Order order(*world);
    fail(*world);
    {
      SpoolTransport spool(world->store, world->files, world->mime, "spool");
      CHECK_FALSE(order.send(*world, spool).ok());
    }
    world->close();
    world->files.heal();
    world->files.lose_power();
    world->open();
    SpoolTransport spool(world->store, world->files, world->mime, "spool");
    const auto report = order.send(*world, spool);
    REQUIRE(report.ok());
    CHECK(report->row.done == kMessages);
    CHECK(spooled(*world) == expected);
    world->check();
  };
  const auto commits = undisturbed->store.commits() - commits_before;
  CHECK(commits == 4);
  for (std::uint64_t nth = 1; nth <= commits; ++nth)
    interrupted([&](World& world) { world.store.fail_commit(nth); });
  const auto operations = undisturbed->files.operations() - operations_before;
  for (auto fault : {Fault::kBefore, Fault::kTorn, Fault::kAfter})
    for (int nth = 1; nth <= operations; ++nth)
      interrupted([&](World& world) { world.files.fail_at(nth, fault); });
}

}  // namespace camp::testing
