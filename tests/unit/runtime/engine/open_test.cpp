// What a store's own rows say when it is opened: newer, damaged, live or virtual.
#include <catch2/catch.hpp>

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

}  // namespace camp::testing
