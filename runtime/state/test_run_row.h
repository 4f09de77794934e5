// A test run: messages of a flow sent to seeds, outside of every ledger. In the meta family:
//   "test/" digest of flow and key -> version:u8 flow:varint key:bytes by:bytes at_ms:zigzag
//       content:32B total:varint done:varint attempting:varint failed:varint unknown:varint
//       checksum:u32
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/hash.h"

namespace camp {

inline constexpr std::string_view kTestRunPrefix = "test/";
inline constexpr std::uint8_t kTestRunVersion = 1;

struct TestRunRow {
  std::uint32_t flow = 0;  // name number
  std::string key;         // what makes a test run the same test run
  std::string by;          // who sent it; may be empty
  std::int64_t at_ms = 0;  // when it began
  Sha256 content;          // over its messages and whom they go to
  std::uint64_t total = 0;
  std::uint64_t done = 0;        // with the next two
  std::uint64_t attempting = 0;  // by a transport that could not tell after a crash
  std::uint64_t failed = 0;
  std::uint64_t unknown = 0;
  friend bool operator==(const TestRunRow&, const TestRunRow&) = default;
};
std::string test_run_key(std::uint32_t flow, std::string_view key);
std::string encode_test_run(const TestRunRow& row);
bool decode_test_run(std::string_view sealed, TestRunRow* row);

}  // namespace camp
