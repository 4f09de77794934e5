// The store's contract, on the store in memory and on RocksDB alike.
#include "runtime/store/mem_store.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "runtime/store/rocks_store.h"
#include "runtime/store/trial_store.h"

namespace camp {
namespace {

struct Folder {
  Folder() {
    char name[] = "/tmp/camp_store_XXXXXX";
    REQUIRE(::mkdtemp(name));
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

std::string keys_of(StoreIterator& iterator) {
  std::string all;
  for (; iterator.valid(); iterator.next()) {
    all += std::string(iterator.key()) + "=" + std::string(iterator.value()) + " ";
  }
  REQUIRE(iterator.status().ok());
  return all;
}

void obey_contract(Store& store) {
  std::string value = "untouched";
  CHECK_FALSE(*store.get(Family::kContacts, "a", &value));
  auto batch = store.make_batch();
  for (std::string key : {"b", "a", "d", "c"}) batch->put(Family::kContacts, key, key + "1");
  batch->put(Family::kContacts, "d", "2");  // the last one wins
  batch->erase(Family::kContacts, "c");
  batch->put(Family::kTimers, "a", "t");
  batch->put(Family::kMeta, std::string("\0\xFF", 2), std::string("\0", 1));
  CHECK(batch->byte_size() > 0);
  CHECK_FALSE(*store.get(Family::kContacts, "a", &value));  // not before the commit
  REQUIRE(store.commit(*batch).ok());
  REQUIRE(*store.get(Family::kContacts, "d", &value));
  CHECK(value == "2");
  CHECK_FALSE(*store.get(Family::kContacts, "c", &value));
  REQUIRE(*store.get(Family::kMeta, std::string_view("\0\xFF", 2), &value));
  CHECK(value == std::string("\0", 1));

  std::string found;
  const auto note = [&](std::size_t place, std::string_view text) -> Result<void> {
    found += std::to_string(place) + "=" + std::string(text) + " ";
    if (text == "2") return Error{ErrorKind::kInvalid, "enough", "", ""};
    return {};
  };
  std::vector<std::string> many;  // more than are looked up in one step
  for (int i = 0; i < 100; ++i) many.push_back("b" + std::to_string(100 + i));
  std::vector<std::string_view> wanted{"", "a", "aa", "b"};
  wanted.insert(wanted.end(), many.begin(), many.end());
  REQUIRE(store.get_many(Family::kContacts, wanted, note).ok());
  CHECK(found == "1=a1 3=b1 ");
  wanted.insert(wanted.end(), {"c", "d", "e"});
  CHECK(store.get_many(Family::kContacts, wanted, note).error().message == "enough");
  CHECK(found == "1=a1 3=b1 1=a1 3=b1 105=2 ");
  CHECK(store.get_many(Family::kContacts, {}, note).ok());

  auto all = store.iterate(Family::kContacts, {});
  all->seek_to_first();
  batch->clear();
  batch->put(Family::kContacts, "aa", "later");
  REQUIRE(store.commit(*batch).ok());
  CHECK(keys_of(*all) == "a=a1 b=b1 d=2 ");  // as it was when the iterator was made
  auto range = store.iterate(Family::kContacts, {.lower = "aa", .upper = "d"});
  range->seek_to_first();
  CHECK(keys_of(*range) == "aa=later b=b1 ");
  range->seek("ab");
  CHECK(keys_of(*range) == "b=b1 ");
  range->seek("c");
  CHECK_FALSE(range->valid());
  auto nothing = store.iterate(Family::kContacts, {.lower = "x", .upper = {}});
  nothing->seek_to_first();
  CHECK_FALSE(nothing->valid());
  CHECK(nothing->status().ok());
  CHECK(store.compact().ok());
  CHECK(store.disk_bytes().ok());

  // Before it is on disk it is there for everybody.
  batch->clear();
  batch->put(Family::kMeta, "later", "6");
  REQUIRE(store.commit_later(*batch).ok());
  CHECK(*store.get(Family::kMeta, "later", &value));
  CHECK(store.sync().ok());
  CHECK(store.sync().ok());  // nothing to do
}

}  // namespace

TEST_CASE("the store in memory keeps the contract") {
  MemStore store;
  obey_contract(store);
}

TEST_CASE("a trial's store keeps the contract, over nothing and over what it erases") {
  MemStore below;
  TrialStore over_nothing(below);
  obey_contract(over_nothing);
  auto batch = below.make_batch();
  for (std::string key : {"a", "aa", "b", "c", "e", "x"}) batch->put(Family::kContacts, key, "old");
  batch->put(Family::kMeta, "later", "old");
  REQUIRE(below.commit(*batch).ok());
  TrialStore store(below);
  batch = store.make_batch();
  for (std::string key : {"a", "aa", "b", "c", "e", "x"}) batch->erase(Family::kContacts, key);
  batch->erase(Family::kMeta, "later");
  REQUIRE(store.commit(*batch).ok());
  obey_contract(store);
}

TEST_CASE("a trial sees both stores as one, and the one below never changes") {
  MemStore below;
  auto batch = below.make_batch();
  for (std::string key : {"a", "c", "d", "f"}) batch->put(Family::kContacts, key, "0");
  REQUIRE(below.commit(*batch).ok());
  TrialStore trial(below);
  batch = trial.make_batch();
  batch->put(Family::kContacts, "b", "1");
  batch->put(Family::kContacts, "c", "1");
  batch->erase(Family::kContacts, "d");
  batch->erase(Family::kContacts, "f");
  batch->put(Family::kContacts, "g", "");
  REQUIRE(trial.commit(*batch).ok());
  auto all = trial.iterate(Family::kContacts, {});
  all->seek_to_first();
  CHECK(keys_of(*all) == "a=0 b=1 c=1 g= ");
  all->seek("d");
  CHECK(keys_of(*all) == "g= ");
  auto range = trial.iterate(Family::kContacts, {.lower = "b", .upper = "g"});
  range->seek_to_first();
  CHECK(keys_of(*range) == "b=1 c=1 ");
  auto untouched = below.iterate(Family::kContacts, {});
  untouched->seek_to_first();
  CHECK(keys_of(*untouched) == "a=0 c=0 d=0 f=0 ");
  // A read that fails below is told, not taken for the end.
  below.fail_read(2);
  auto failing = trial.iterate(Family::kContacts, {});
  for (failing->seek_to_first(); failing->valid(); failing->next()) {
  }
  CHECK_FALSE(failing->status().ok());
}

TEST_CASE("the store in memory fails the commit it was told to, once, and nothing of it is there") {
  MemStore store;
  store.fail_commit(2);
  for (int i = 1; i <= 3; ++i) {
    auto batch = store.make_batch();
    batch->put(Family::kMeta, std::to_string(i), "x");
    CHECK(store.commit(*batch).ok() == (i != 2));
  }
  std::string value;
  CHECK_FALSE(*store.get(Family::kMeta, "2", &value));
  CHECK(*store.get(Family::kMeta, "3", &value));
  CHECK(store.commits() == 2);
}

TEST_CASE("stores that begin from one snapshot are independent of each other and of the first") {
  MemStore first;
  auto put = [](MemStore& store, std::string_view key) {
    auto batch = store.make_batch();
    batch->put(Family::kMeta, key, "x");
    REQUIRE(store.commit(*batch).ok());
  };
  put(first, "a");
  auto snapshot = first.snapshot();
  MemStore second(snapshot), third(snapshot);
  put(first, "b");
  put(second, "c");
  auto keys = [](MemStore& store) {
    auto all = store.iterate(Family::kMeta, {});
    all->seek_to_first();
    return keys_of(*all);
  };
  CHECK(keys(first) == "a=x b=x ");
  CHECK(keys(second) == "a=x c=x ");
  CHECK(keys(third) == "a=x ");
  auto none = third.iterate(Family::kMeta, {.lower = "a", .upper = "b"});
  none->seek("aa");
  CHECK_FALSE(none->valid());
  none->seek("a");
  CHECK(none->valid());
}

TEST_CASE("a store whose making was killed is made anew, unless it may have held something") {
  Folder folder;
  const auto path = folder.path + "/store";
  std::filesystem::create_directories(path);
  const auto put = [&](const char* name) { std::ofstream(path + "/" + name) << "cut off"; };
  put("MANIFEST-000001");
  put("IDENTITY");
  CHECK(open_rocks_store(path, {}).error().kind == ErrorKind::kNotFound);
  for (const char* held : {"000004.sst", "000005.log", "CAMP"}) {
    put(held);
    CHECK(open_rocks_store(path, {.create = true}).error().kind == ErrorKind::kCorrupt);
    std::filesystem::remove(path + "/" + held);
  }
  CHECK(open_rocks_store(path, {.create = true}).ok());
  CHECK(open_rocks_store(path, {}).ok());
}

TEST_CASE("RocksDB keeps the contract, and what was committed across a reopening") {
  Folder folder;
  auto path = folder.path + "/store";
  CHECK(open_rocks_store(path, {}).error().kind == ErrorKind::kNotFound);
  {
    auto store = open_rocks_store(path, {.create = true});
    REQUIRE(store.ok());
    obey_contract(**store);
    CHECK(open_rocks_store(path, {}).error().kind == ErrorKind::kLocked);
  }
  auto store = open_rocks_store(path, {});
  REQUIRE(store.ok());
  std::string value;
  REQUIRE(*(*store)->get(Family::kContacts, "aa", &value));
  CHECK(value == "later");
  REQUIRE(*(*store)->get(Family::kMeta, "later", &value));
  CHECK(value == "6");
  auto reader = open_rocks_store(path, {.read_only = true});
  REQUIRE(reader.ok());
  CHECK(*(*reader)->get(Family::kTimers, "a", &value));
  auto batch = (*reader)->make_batch();
  batch->put(Family::kMeta, "x", "y");
  CHECK_FALSE((*reader)->commit(*batch).ok());
}

TEST_CASE(
    "a store closed after much was written leaves nothing to read back, after little no files") {
  Folder folder;
  auto path = folder.path + "/store";
  auto bytes_of = [&](std::string_view extension) {
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(path))
      if (file.path().extension() == extension) bytes += file.file_size();
    return bytes;
  };
  auto write = [&](std::size_t bytes) {
    auto store = open_rocks_store(path, {.create = true});
    REQUIRE(store.ok());
    auto batch = (*store)->make_batch();
    batch->put(Family::kJournal, std::to_string(bytes), std::string(bytes, 'x'));
    REQUIRE((*store)->commit(*batch).ok());
  };
  write(1u << 10);
  CHECK(bytes_of(".sst") == 0);
  CHECK(bytes_of(".log") > 1u << 10);
  write(8u << 20);
  CHECK(bytes_of(".sst") > 1u << 10);
  CHECK(bytes_of(".log") < 1u << 10);
  std::string value;
  auto store = open_rocks_store(path, {});
  REQUIRE(*(*store)->get(Family::kJournal, std::to_string(8u << 20), &value));
  CHECK(value.size() == 8u << 20);
}

}  // namespace camp
