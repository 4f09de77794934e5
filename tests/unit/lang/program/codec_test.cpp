// Programs as bytes: round trips, the hash, and what is refused.
#include "lang/program/codec.h"

#include <catch2/catch.hpp>
#include <random>

#include "lang/base/limits.h"
#include "lang/program/disassembler.h"
#include "lang/program/verifier.h"
#include "sample.h"

namespace camp {
namespace {

using test::sample_program;

std::string message_of(const std::string& bytes) {
  auto program = decode_program(bytes);
  return program ? "" : program.error().message;
}

// Decodes, and does what a store or `camp disasm` would do with the result.
bool survives(const std::string& bytes) {
  auto program = decode_program(bytes);
  if (!program) return program.error().kind != ErrorKind::kInvalid;
  if (!verify(*program)) return true;
  disassemble(*program, "", {});
  auto again = encode_program(*program);
  auto twice = decode_program(again);
  return twice.ok() && encode_program(*twice) == again;
}

TEST_CASE("encoding what was decoded gives the same bytes") {
  auto bytes = encode_program(sample_program());
  auto decoded = decode_program(bytes);
  REQUIRE(decoded);
  CHECK(encode_program(*decoded) == bytes);
  CHECK(program_hash(*decoded) == program_hash(sample_program()));
  CHECK(verify(*decoded).ok());
}

TEST_CASE("an empty program goes there and back") {
  auto bytes = encode_program(Program{});
  auto decoded = decode_program(bytes);
  REQUIRE(decoded);
  CHECK(encode_program(*decoded) == bytes);
  CHECK(verify(*decoded).ok());
}

TEST_CASE("a decoded program does not need the bytes it came from") {
  auto bytes = encode_program(sample_program());
  auto decoded = decode_program(bytes);
  REQUIRE(decoded);
  bytes.assign(bytes.size(), '\xFF');
  CHECK(decoded->constants[0].text() == "new");
  CHECK(decoded->name(decoded->flows[0].name) == "cart");
}

TEST_CASE("the largest numbers go there and back") {
  auto program = sample_program();
  program.flows[1].audience.limit = UINT64_MAX;
  program.flows[0].again_after = {INT32_MIN, INT32_MAX, INT64_MIN};
  program.flows[0].sends[0].handle = kNone - 1;
  program.source_map.entries = {
      {7, 0, UINT32_MAX, 1}, {UINT32_MAX, 1, 0, UINT32_MAX}, {0, 0, 5, 0}};
  auto decoded = decode_program(encode_program(program));
  REQUIRE(decoded);
  CHECK(decoded->flows[1].audience.limit == UINT64_MAX);
  CHECK(decoded->flows[0].again_after == program.flows[0].again_after);
  CHECK(decoded->flows[0].sends[0].handle == kNone - 1);
  CHECK(decoded->source_map.entries[0].line == UINT32_MAX);
  CHECK(decoded->source_map.entries[2].code == 0);
}

TEST_CASE("an experiment that is decided goes there and back") {
  auto program = sample_program();
  test::decide(program);
  REQUIRE(verify(program).ok());
  const auto bytes = encode_program(program);
  auto decoded = decode_program(bytes);
  REQUIRE(decoded);
  CHECK(encode_program(*decoded) == bytes);
  const auto& experiment = decoded->flows[0].experiments[0];
  REQUIRE(experiment.decision.has_value());
  CHECK(experiment.decision->metric == Metric::kRevenue);
  CHECK(experiment.decision->after == Duration{0, 1, 0});
  CHECK(experiment.decision->at_least == 1000);
  CHECK(experiment.decision->otherwise == 1);
  CHECK(experiment.arm_of_winner(1) == 4);
}

TEST_CASE("a bandit goes there and back") {
  auto program = sample_program();
  test::decide_again(program);
  REQUIRE(verify(program).ok());
  const auto bytes = encode_program(program);
  auto decoded = decode_program(bytes);
  REQUIRE(decoded);
  CHECK(encode_program(*decoded) == bytes);
  CHECK(decoded->flows[0].experiments[0].is_bandit());
  CHECK_FALSE(decoded->flows[0].experiments[0].has_winner());
}

TEST_CASE("the hash leaves out the source map and nothing else") {
  const auto hash = program_hash(sample_program());
  auto moved = sample_program();
  moved.source_map.files = {"elsewhere.camp"};
  moved.source_map.entries.clear();
  CHECK(program_hash(moved) == hash);
  auto relabelled = sample_program();
  relabelled.steps[0].label += "!";
  CHECK(program_hash(relabelled) != hash);
  auto coded = sample_program();
  coded.code.back() = static_cast<char>(coded.code.back() ^ 1);
  CHECK(program_hash(coded) != hash);
}

TEST_CASE("what is refused says why") {
  const auto good = encode_program(sample_program());
  SECTION("not a program") { CHECK(message_of("hello, world") == "these bytes are not a program"); }
  SECTION("nothing") { CHECK(message_of("") == "these bytes are not a program"); }
  SECTION("no version") { CHECK(message_of("CAMPPROG") == "the program has no version"); }
  SECTION("version 0") {
    auto bytes = good;
    bytes[8] = 0;
    CHECK(message_of(bytes) == "the program has no version");
  }
  SECTION("a later version") {
    auto bytes = good;
    bytes[8] = kProgramVersion + 1;
    auto program = decode_program(bytes);
    REQUIRE_FALSE(program);
    CHECK(program.error().kind == ErrorKind::kNewer);
    CHECK(program.error().message == "the program has format 12, this camp reads up to 11");
  }
  SECTION("an unknown section") {
    auto bytes = good;
    bytes[9] = 99;
    auto program = decode_program(bytes);
    REQUIRE_FALSE(program);
    CHECK(program.error().kind == ErrorKind::kCorrupt);
    CHECK(program.error().message ==
          "section id 99 stands where the program's section 'names' belongs");
  }
  SECTION("bytes behind the end") {
    CHECK(message_of(good + "x") == "the program goes on behind its last section");
  }
  SECTION("sections missing") {
    CHECK(message_of(good.substr(0, 9)) == "the program's section 'names' is missing");
  }
  SECTION("a section cut short") {
    CHECK(message_of(good.substr(0, 20)) == "the program's section 'names' is cut short");
  }
  SECTION("a section that lies about its count") {
    CHECK(message_of(good.substr(0, 9) + std::string("\x01\x05\xFF\xFF\xFF\xFF\x0F", 7)) ==
          "the program's section 'names' is malformed at count of names");
  }
  SECTION("a section with bytes left over") {
    CHECK(message_of(good.substr(0, 9) + std::string("\x01\x02\x00\x00", 4)) ==
          "the program's section 'names' has bytes left over");
  }
}

TEST_CASE("an error names the row") {
  Program program;
  program.flows.resize(2);
  program.flows[1].waits.resize(3);
  auto bytes = encode_program(program);
  // The last wait's flag stands before the empty lists of sends, consents, locals and talks, the
  // priority, no tags, no expiry, no costs, no cohorts, no outlets, no confirmation, nobody and no
  // seeds, and the sections of steps, policy, services, outlets, seeds, channels and source map.
  auto flag = bytes.size() - 4 - 4 - 2 - 4 - 3 - 12 - 4 - 3 - 3 - 3 - 4 - 1 - 1;
  REQUIRE(bytes[flag] == 0);
  bytes[flag] = 7;
  CHECK(message_of(bytes) == "the program's section 'flows' is malformed at flow 1, wait 2");
}

TEST_CASE("a program over the limit is refused before it is read") {
  std::string bytes(limits::kProgramBytes + 1, 'x');
  auto program = decode_program(bytes);
  REQUIRE_FALSE(program);
  CHECK(program.error().kind == ErrorKind::kExhausted);
  CHECK(program.error().message.find("kProgramBytes (67108864)") != std::string::npos);
  bytes.pop_back();
  CHECK(message_of(bytes) == "these bytes are not a program");
}

// So many rows that their memory is the limit, the first of them broken: nothing is allocated.
TEST_CASE("a table that would unfold beyond the limit is refused by its count") {
  constexpr std::size_t kRows = limits::kProgramTableBytes / sizeof(std::string);
  for (bool over : {false, true}) {
    std::string body;
    put_varint(body, kRows + (over ? 1 : 0));
    body.append(kMaxVarintBytes, '\xFF');
    body.append(kRows, '\0');
    auto bytes = encode_program(Program{}).substr(0, 9);
    put_u8(bytes, 1);
    put_bytes(bytes, body);
    CHECK(message_of(bytes) ==
          std::string("the program's section 'names' is malformed at ") +
              (over ? "count of names (over the limit kProgramTableBytes)" : "name 0"));
  }
}

TEST_CASE("every truncation is an error") {
  const auto good = encode_program(sample_program());
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(decode_program(std::string_view(good).substr(0, size)).ok());
  }
}

TEST_CASE("20,000 changed programs are refused or safe") {
  const auto good = encode_program(sample_program());
  std::mt19937 random(20260302);
  std::size_t verified = 0;
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = good;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    if (round % 5 == 0) bytes.resize(random() % bytes.size());
    if (!survives(bytes)) FAIL("round " << round);
    auto program = decode_program(bytes);
    if (program && verify(*program)) ++verified;
  }
  CHECK(verified > 0);  // a change inside a text is harmless, so both ways were walked
}

}  // namespace
}  // namespace camp
