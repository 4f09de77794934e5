#include "runtime/env/real/real_file_system.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/env/real/system_clock.h"
#include "runtime/env/real/system_error.h"

namespace camp {
namespace {

// A folder of its own for each test, gone behind it.
struct Folder {
  std::string path;
  RealFileSystem files;

  Folder() {
    std::string name = "/tmp/camp-test-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string at(const std::string& name) const { return path + "/" + name; }
  std::string read(const std::string& name) { return files.read_file(at(name), 1 << 20).value(); }
};

TEST_CASE_METHOD(Folder, "appending grows a file, over handles too") {
  bool created = false;
  {
    auto file = files.open_append(at("f"), &created);
    REQUIRE(file);
    CHECK(created);
    CHECK((*file)->size().value() == 0);
    REQUIRE((*file)->append("hello "));
    REQUIRE((*file)->append(""));
    REQUIRE((*file)->sync());
  }
  auto file = files.open_append(at("f"), &created);
  CHECK(!created);
  REQUIRE((*file)->append("world"));
  CHECK((*file)->size().value() == 11);
  REQUIRE((*file)->truncate(5));
  REQUIRE((*file)->append("!"));  // at the new end, not at the old one
  CHECK(read("f") == "hello!");
  struct stat info {};
  REQUIRE(::stat(at("f").c_str(), &info) == 0);
  CHECK((info.st_mode & 0027) == 0);  // nobody else's to read
}

TEST_CASE_METHOD(Folder, "only regular files are opened, without waiting") {
  bool created = true;
  CHECK(files.open_append(at("no/such/f"), &created).error().kind == ErrorKind::kNotFound);
  CHECK(!created);
  CHECK(files.open_append(path, &created).error().kind == ErrorKind::kInvalid);
  CHECK(files.open_append("/dev/null", &created).error().kind == ErrorKind::kInvalid);
  REQUIRE(::mkfifo(at("fifo").c_str(), 0600) == 0);
  CHECK(files.open_append(at("fifo"), &created).error().kind == ErrorKind::kInvalid);
  CHECK(files.read_file(at("fifo"), 10).error().kind == ErrorKind::kInvalid);
  CHECK(files.open_append(at(std::string(300, 'x')), &created).error().kind == ErrorKind::kInvalid);
}

TEST_CASE_METHOD(Folder, "folders are made with all above them") {
  REQUIRE(files.make_directories(at("a/b//c/")));
  CHECK(files.exists(at("a/b/c")));
  REQUIRE(files.make_directories(at("a/b/c")));
  REQUIRE(files.make_directories("/"));
  REQUIRE(files.make_directories("."));
  REQUIRE(files.sync_directory(at("a")));
  REQUIRE(files.write_file(at("file"), "x"));
  auto error = files.make_directories(at("file/below")).error();
  CHECK(error.kind == ErrorKind::kInvalid);
  CHECK(error.where == at("file"));
  CHECK(files.sync_directory(at("none")).error().kind == ErrorKind::kNotFound);
}

TEST_CASE_METHOD(Folder, "relative folders, too") {
  auto before = std::filesystem::current_path();
  std::filesystem::current_path(path);
  CHECK(files.make_directories("x/y").ok());
  CHECK(files.write_file("plain", "text").ok());
  std::filesystem::current_path(before);
  CHECK(files.exists(at("x/y")));
  CHECK(read("plain") == "text");
}

TEST_CASE_METHOD(Folder, "reading has a limit") {
  REQUIRE(files.write_file(at("f"), "12345"));
  CHECK(files.read_file(at("f"), 5).value() == "12345");
  CHECK(files.read_file(at("f"), 4).error().kind == ErrorKind::kExhausted);
  CHECK(files.read_file(at("f"), 0).error().kind == ErrorKind::kExhausted);
  CHECK(files.read_file(at("g"), 5).error().kind == ErrorKind::kNotFound);
  REQUIRE(files.write_file(at("empty"), ""));
  CHECK(files.read_file(at("empty"), 0).value().empty());
  CHECK(!files.read_file("/proc/self/status", 1 << 20)
             .value()
             .empty());  // a file that says its size is 0
}

TEST_CASE_METHOD(Folder, "a written file is whole, replaces the old one and leaves nothing else") {
  REQUIRE(files.write_file(at("f"), "old"));
  std::string big(300'000, 'n');
  REQUIRE(files.write_file(at("f"), big));
  CHECK(read("f") == big);
  REQUIRE(files.make_directories(at("taken")));
  CHECK(!files.write_file(at("taken"), "x"));
  CHECK(!files.write_file(at("none/f"), "x"));
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path)) ++entries;
  CHECK(entries == 2);
}

TEST_CASE_METHOD(Folder, "a link, a device, a FIFO or a folder is never replaced by a result") {
  REQUIRE(files.write_file(at("f"), "theirs"));
  REQUIRE(::symlink("f", at("link").c_str()) == 0);
  REQUIRE(::symlink("nowhere", at("dangling").c_str()) == 0);
  REQUIRE(::mkfifo(at("fifo").c_str(), 0600) == 0);
  REQUIRE(files.make_directories(at("folder")));
  const std::pair<std::string, std::string> kinds[] = {{at("link"), "a symbolic link"},
                                                       {at("dangling"), "a symbolic link"},
                                                       {at("fifo"), "a FIFO"},
                                                       {at("folder"), "a folder"},
                                                       {"/dev/null", "a device"}};
  for (const auto& [where, kind] : kinds) {
    auto written = files.write_file(where, "ours");
    REQUIRE(!written);
    CHECK(written.error().kind == ErrorKind::kInvalid);
    CHECK(written.error().message.find(kind) != std::string::npos);
  }
  CHECK(read("f") == "theirs");
  // Begun in time, but the place was taken meanwhile: nothing of either is lost or left.
  auto late = files.make_file(at("late"));
  REQUIRE((*late)->append("ours"));
  CHECK(!files.exists(at("late")));
  REQUIRE(::symlink("f", at("late").c_str()) == 0);
  CHECK(!(*late)->put_in_place());
  late->reset();
  CHECK(read("f") == "theirs");
  CHECK(std::distance(std::filesystem::directory_iterator(path), {}) == 6);
}

// With a limit on file sizes write() first writes a part and then fails: like a disk that fills up.
struct FileSizeLimit {
  rlimit before{};
  void (*handler)(int);

  explicit FileSizeLimit(rlim_t bytes) : handler(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit{bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
  }
};

TEST_CASE_METHOD(Folder, "a write that is cut short is an error that says the way out") {
  bool created = false;
  auto file = files.open_append(at("f"), &created);
  Result<void> appended, written;
  {
    FileSizeLimit limit(1000);
    appended = (*file)->append(std::string(1500, 'x'));
    written = files.write_file(at("g"), std::string(1500, 'x'));
  }
  REQUIRE(!appended);
  CHECK(appended.error().kind == ErrorKind::kIo);
  CHECK(appended.error().where == at("f"));
  CHECK(appended.error().hint.find("ulimit -f") != std::string::npos);
  CHECK((*file)->size().value() == 1000);
  REQUIRE((*file)->truncate(0));
  REQUIRE((*file)->append("fine"));
  CHECK(!written);
  CHECK(!files.exists(at("g")));
  CHECK(std::distance(std::filesystem::directory_iterator(path), {}) == 1);
}

TEST_CASE("errors say what, why and what to do") {
  auto full = system_error(ENOSPC, "write to the file", "/spool/x");
  CHECK(full.kind == ErrorKind::kIo);
  CHECK(full.message == "cannot write to the file: No space left on device");
  CHECK(full.where == "/spool/x");
  CHECK(full.hint.find("free some space") != std::string::npos);
  CHECK(system_error(EROFS, "x", "").hint.find("read-only") != std::string::npos);
  CHECK(!system_error(EACCES, "x", "").hint.empty());
}

TEST_CASE("the system's clock tells a time of this century") {
  SystemClock clock;
  auto now = clock.now_ms();
  CHECK(now > 1'700'000'000'000);
  CHECK(now < 4'102'444'800'000);
}

}  // namespace
}  // namespace camp
