#include "runtime/delivery/spool.h"

#include <catch2/catch.hpp>
#include <random>

#include "lang/base/limits.h"
#include "runtime/sim/fault_file_system.h"

namespace camp {
namespace {

using sim::Fault;
using sim::FaultFileSystem;

const SpoolTarget kTarget = {"spring_launch", "2026-03", "2026-03-02", Channel::kEmail};
const std::string kFirst = "spring_launch/2026-03/2026-03-02/email-0001.mbox";
const std::string kSecond = "spring_launch/2026-03/2026-03-02/email-0002.mbox";

TEST_CASE("paths are by flow, run, day and channel") {
  CHECK(Spool::path_of(kTarget, 1) == kFirst);
  CHECK(Spool::path_of({"cart", "", "2026-03-02", Channel::kSms}, 12345) ==
        "cart/2026-03-02/sms-12345.ndjson");
}

TEST_CASE("paths stay inside the root, whatever the run's key is") {
  auto run_part = [](std::string run) {
    auto path = Spool::path_of({"f", std::move(run), "d", Channel::kEmail}, 1);
    return path.substr(2, path.size() - 2 - std::string_view("/d/email-0001.mbox").size());
  };
  CHECK(run_part("..") == "%2E.");
  CHECK(run_part("../../etc/passwd") == "%2E.%2F..%2Fetc%2Fpasswd");
  CHECK(run_part(".hidden") == "%2Ehidden");
  CHECK(run_part("a b\n%") == "a%20b%0A%25");
  CHECK(run_part(std::string("a\0b", 3)) == "a%00b");
  CHECK(run_part("v1.2_x-Y") == "v1.2_x-Y");
  CHECK(run_part("k\xC3\xA4") == "k%C3%A4");
  CHECK(run_part(std::string(120, 'x')) == std::string(120, 'x'));
  CHECK(run_part(std::string(121, 'x')).size() == 118);
  CHECK(run_part(std::string(121, 'x')) != run_part(std::string(122, 'x')));
  for (std::size_t i = 0; i < 5; ++i) {  // an escape is never cut
    auto part = run_part(std::string(i, 'x') + std::string(10'000, '\n'));
    CHECK(part.size() <= 120);
    CHECK(part.substr(i, part.find("%h") - i).size() % 3 == 0);
  }
  CHECK(Spool::path_of({"", "", "", Channel::kEmail}, 1) == "%none/%none/email-0001.mbox");
}

TEST_CASE("appending continues behind what is recorded") {
  FaultFileSystem files;
  Spool spool(files, "out");
  std::string path;
  auto first = spool.append(kTarget, {}, "one\n", &path);
  REQUIRE(first);
  CHECK(*first == SpoolPosition{1, 4});
  CHECK(path == kFirst);
  auto second = spool.append(kTarget, *first, "two\n", &path);
  CHECK(*second == SpoolPosition{1, 8});
  CHECK(files.bytes("out/" + kFirst) == "one\ntwo\n");
  // Not recorded: cut off by whoever comes next, in this process or another.
  REQUIRE(Spool(files, "out").append(kTarget, *first, "2\n", &path));
  CHECK(files.bytes("out/" + kFirst) == "one\n2\n");
  REQUIRE(spool.append(kTarget, {}, "", &path));
  CHECK(files.bytes("out/" + kFirst) == "");
}

TEST_CASE("a full file is followed by the next number") {
  FaultFileSystem files;
  Spool spool(files, "out");
  std::string path;
  std::string almost(limits::kSpoolFileBytes - 1, 'x');
  auto at = spool.append(kTarget, {}, almost, &path);
  CHECK(*at == SpoolPosition{1, limits::kSpoolFileBytes - 1});
  at = spool.append(kTarget, *at, "yy", &path);  // a record is not split
  CHECK(*at == SpoolPosition{1, limits::kSpoolFileBytes + 1});
  at = spool.append(kTarget, *at, "z", &path);
  CHECK(*at == SpoolPosition{2, 1});
  CHECK(path == kSecond);
  at = spool.append(kTarget, {1, limits::kSpoolFileBytes}, "again", &path);
  CHECK(*at == SpoolPosition{2, 5});
}

TEST_CASE("a file that is shorter than recorded, or gone, is left alone") {
  FaultFileSystem files;
  Spool spool(files, "out");
  std::string path;
  auto at = spool.append(kTarget, {}, "one\ntwo\n", &path);
  SECTION("shorter") {
    files.put("out/" + kFirst, "one\n");
    CHECK(*spool.append(kTarget, *at, "three\n", &path) == SpoolPosition{2, 6});
    CHECK(files.bytes("out/" + kFirst) == "one\n");
  }
  SECTION("gone") {
    files.remove("out/" + kFirst);
    CHECK(*spool.append(kTarget, *at, "three\n", &path) == SpoolPosition{2, 6});
    CHECK(!files.exists("out/" + kFirst));
  }
  CHECK(path == kSecond);
  CHECK(files.bytes("out/" + kSecond) == "three\n");
}

// What the engine does: a position is recorded only after append() gave it. Writes records 0..n-1,
// the fault once on the way; after it a new process goes on from what was recorded. Gives the
// number of operations.
int write_with_fault(int records, int operation, Fault fault, bool power_lost) {
  FaultFileSystem files;
  REQUIRE(files.make_directories("data"));
  auto spool = std::make_unique<Spool>(files, "data/out");
  SpoolPosition recorded;
  std::string expected, path;
  if (operation > 0) files.fail_at(operation, fault);
  for (int i = 0; i < records; ++i) {
    auto record = "record " + std::to_string(i) + "\n";
    auto result = spool->append(kTarget, recorded, record, &path);
    if (!result) {
      REQUIRE(files.failed());
      files.heal();
      if (power_lost) files.lose_power();
      spool = std::make_unique<Spool>(files, "data/out");
      result = spool->append(kTarget, recorded, record, &path);
    }
    REQUIRE(result);
    recorded = *result;
    expected += record;
  }
  // Whatever is recorded survives a power cut, once.
  files.lose_power();
  INFO("operation " << operation << ", fault " << static_cast<int>(fault) << ", power lost "
                    << power_lost);
  CHECK(files.paths() == std::set<std::string>{"data/out/" + kFirst});
  CHECK(files.bytes("data/out/" + kFirst) == expected);
  CHECK(recorded == SpoolPosition{1, expected.size()});
  return files.operations();
}

TEST_CASE("every record is there exactly once, whichever operation fails") {
  constexpr int kRecords = 4;
  auto operations = write_with_fault(kRecords, 0, Fault::kBefore, false);
  REQUIRE(operations > 3 * kRecords);
  for (auto fault : {Fault::kBefore, Fault::kTorn, Fault::kAfter}) {
    for (int operation = 1; operation <= operations; ++operation) {
      write_with_fault(kRecords, operation, fault, false);
      write_with_fault(kRecords, operation, fault, true);
    }
  }
}

TEST_CASE("a process that dies between two appends repeats none and loses none") {
  // Dying after append() and before recording: the same records are written again over the
  // unrecorded ones.
  std::mt19937 random(3);
  FaultFileSystem files;
  SpoolPosition recorded;
  std::string expected, path;
  for (int i = 0; i < 300; ++i) {
    Spool spool(files, "out");
    auto record = std::string(random() % 40, static_cast<char>('a' + i % 26)) + "\n";
    auto result = spool.append(kTarget, recorded, record, &path);
    REQUIRE(result);
    if (random() % 3 == 0) continue;  // died
    if (random() % 5 == 0) files.lose_power();
    recorded = *result;
    expected += record;
    REQUIRE(files.bytes("out/" + kFirst).substr(0, recorded.length) == expected);
  }
  CHECK(recorded.length == expected.size());
}

}  // namespace
}  // namespace camp
