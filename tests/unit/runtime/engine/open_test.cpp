// What a store's own rows say when it is opened: newer, damaged, live or virtual.
#include <catch2/catch.hpp>

#include "lang/program/codec.h"
#include "runtime/explain/store_view.h"
#include "runtime/state/checked.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

// The error of opening `store`, or nothing.
std::optional<Error> open_error(World& world, bool make_virtual = false) {
  world.close();
  EngineOptions options;
  options.make_virtual = make_virtual;
  auto opened = Engine::open(world.store, world.clock, nullptr, options);
  if (opened.ok()) return std::nullopt;
  return opened.error();
}

void put_store_row(World& world, const std::string& sealed) {
  auto batch = world.store.make_batch();
  batch->put(Family::kMeta, meta_keys::kStore, sealed);
  REQUIRE(world.store.commit(*batch).ok());
}

}  // namespace

TEST_CASE("a store of a newer version is refused, with the way out") {
  World world;
  std::string row(1, static_cast<char>(kStoreVersion + 1));
  row += "what this camp cannot know";
  seal(row);
  put_store_row(world, row);
  auto error = open_error(world);
  REQUIRE(error);
  CHECK(error->kind == ErrorKind::kNewer);
  CHECK(error->hint == "use the camp that wrote it, or a newer one");
}

TEST_CASE("a damaged row is refused as damaged") {
  World world;
  auto row = encode_store_row(StoreRow{});
  row[3] = static_cast<char>(row[3] ^ 1);
  put_store_row(world, row);
  auto error = open_error(world);
  REQUIRE(error);
  CHECK(error->kind == ErrorKind::kCorrupt);
}

TEST_CASE("a live store that holds something is never given virtual time") {
  World world("", false);
  CHECK_FALSE(open_error(world, true));  // empty: it may still become either
  World used("", false);
  used.contact("anna");
  auto error = open_error(used, true);
  REQUIRE(error);
  CHECK(error->kind == ErrorKind::kRefused);
}

namespace {

// What opening the store, or else proving its ledger, has to say.
std::string said_of(World& world) {
  const auto view = StoreView::open(world.store, 0);
  if (!view.ok()) return view.error().message + " -- " + view.error().hint;
  const auto check = check_ledger(world.store, {});
  if (!check.ok()) return check.error().message + " -- " + check.error().hint;
  std::string said;
  for (const auto& finding : check->findings) said += finding.what + "\n";
  return said;
}

// Makes each row of the family, one after the other, a whole row of format 9.
void check_format_is_named(World& world, Family family, const std::string& prefix = "",
                           int format_read = 1) {
  std::size_t rows = 0;
  const auto all = world.store.family(family);
  for (const auto& [key, value] : all) {
    if (key.compare(0, prefix.size(), prefix) != 0) continue;
    ++rows;
    std::string later(value.begin(), value.end() - 4);
    later[0] = 9;
    seal(later);
    auto batch = world.store.make_batch();
    batch->put(family, key, later);
    REQUIRE(world.store.commit(*batch).ok());
    INFO("family " << static_cast<int>(family) << ", key " << to_hex(key));
    const auto named = "has format 9, this camp reads " + std::to_string(format_read);
    CHECK(said_of(world).find(named) != std::string::npos);
    batch = world.store.make_batch();
    batch->put(family, key, value);
    REQUIRE(world.store.commit(*batch).ok());
  }
  CHECK(rows > 0);
}

}  // namespace

TEST_CASE("whatever a later camp wrote is told as that, not as damage") {
  World world(journey("wait 1d as first send hello wait 2d as rest") + campaign("send second"));
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  world.advance("2026-03-03 12:00");
  world.run("one");
  world.close();
  check_format_is_named(world, Family::kMeta, std::string(meta_keys::kStore));
  check_format_is_named(world, Family::kPartitions);
  check_format_is_named(world, Family::kContacts);
  static_assert(kJournalVersion == 2 && kOutcomesVersion == 2);
  check_format_is_named(world, Family::kJournal, "", 2);
  check_format_is_named(world, Family::kTimers);
  check_format_is_named(world, Family::kRuns, "r");
  check_format_is_named(world, Family::kEvents, keys::events_prefix("anna"));
  // A program has a name before its format; one that is whole and makes no sense is another camp's.
  const std::string key = keys::program(1);
  const auto sealed = world.store.family(Family::kPrograms).at(key);
  const auto newer = "format " + std::to_string(kProgramVersion + 1) + ", this camp reads up to";
  for (const auto& [at, byte, wanted] :
       {std::tuple(std::size_t{8}, static_cast<char>(kProgramVersion + 1), newer.c_str()),
        std::tuple(std::size_t{9}, char{99}, "is whole, but another camp's: ")}) {
    auto later = sealed.substr(0, sealed.size() - 4);
    later[at] = byte;
    seal(later);
    auto batch = world.store.make_batch();
    batch->put(Family::kPrograms, key, later);
    REQUIRE(world.store.commit(*batch).ok());
    const auto said = said_of(world);
    CHECK(said.find(wanted) != std::string::npos);
    CHECK(said.find("use the camp that wrote it") != std::string::npos);
  }
}

}  // namespace camp::testing
