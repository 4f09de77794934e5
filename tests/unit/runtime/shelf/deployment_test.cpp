#include "runtime/shelf/deployment.h"

#include <catch2/catch.hpp>

#include "runtime/store/mem_store.h"

namespace camp {
namespace {

void put(MemStore& store, std::string_view value) {
  auto batch = store.make_batch();
  batch->put(Family::kMeta, kDeploymentKey, value);
  REQUIRE(store.commit(*batch).ok());
}

}  // namespace

TEST_CASE("what is deployed is read back as it was written") {
  MemStore store;
  CHECK_FALSE(read_deployment(store).value().has_value());
  put(store, encode_deployment({300, -5}));
  auto read = read_deployment(store).value();
  REQUIRE(read);
  CHECK(read->program == 300);
  CHECK(read->at_ms == -5);
}

TEST_CASE("a damaged deployment is an error, never a store that was not deployed to") {
  auto whole = encode_deployment({1, 1'772'000'000'000});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    MemStore store;
    auto bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x10);
    put(store, bytes);
    CHECK(read_deployment(store).error().kind == ErrorKind::kCorrupt);
    put(store, whole.substr(0, i));
    CHECK(read_deployment(store).error().kind == ErrorKind::kCorrupt);
  }
}

}  // namespace camp
