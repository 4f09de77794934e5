// The witness beside a store: what it says, and what a store without its last writes is told.
#include "runtime/store/store_mark.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace camp {
namespace {

namespace fs = std::filesystem;

struct Folder {
  std::string path = (fs::temp_directory_path() / "camp_store_mark_test").string();
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::string file() const { return path + "/" + std::string(StoreMark::kFile); }
};

TEST_CASE("a mark only rises, and is there again") {
  Folder folder;
  CHECK((*StoreMark::open(folder.path, true))->sequence() == 0);
  CHECK_FALSE(fs::exists(folder.file()));
  {
    auto mark = StoreMark::open(folder.path, false);
    REQUIRE(mark.ok());
    CHECK((*mark)->sequence() == 0);
    REQUIRE((*mark)->raise(7).ok());
    REQUIRE((*mark)->raise(UINT64_MAX).ok());
    REQUIRE((*mark)->raise(8).ok());
  }
  CHECK((*StoreMark::open(folder.path, true))->sequence() == UINT64_MAX);
}

TEST_CASE("a mark that was cut, changed or made longer is damaged, never a number") {
  Folder folder;
  REQUIRE((*StoreMark::open(folder.path, false))->raise(1234).ok());
  std::string good;
  std::getline(std::ifstream(folder.file()), good, '\0');
  const auto opened = [&](const std::string& bytes) {
    std::ofstream(folder.file(), std::ios::trunc) << bytes;
    return StoreMark::open(folder.path, true);
  };
  REQUIRE(opened(good).ok());
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto changed = good;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK(opened(changed).error().kind == ErrorKind::kCorrupt);
    if (at > 0) CHECK(opened(good.substr(0, at)).error().kind == ErrorKind::kCorrupt);
  }
  CHECK(opened(good + "x").error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("a first mark that the power took says nothing") {
  Folder folder;
  for (const auto& bytes : {std::string(), std::string(10, '\0'), std::string(64, '\0')}) {
    std::ofstream(folder.file(), std::ios::trunc) << bytes;
    auto mark = StoreMark::open(folder.path, true);
    REQUIRE(mark.ok());
    CHECK((*mark)->sequence() == 0);
  }
}

}  // namespace
}  // namespace camp
