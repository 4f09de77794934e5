// The CSV reader on any bytes: it ends, its lines and row numbers ascend, and neither the way the
// input is cut nor the buffer's state changes what it reads.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/assert.h"
#include "lang/base/limits.h"
#include "runtime/audience/csv.h"

namespace {

std::string read_all(std::string_view input, std::size_t chunk) {
  std::size_t at = 0;
  camp::CsvReader reader([&](char* into, std::size_t size) -> camp::Result<std::size_t> {
    auto count = std::min({size, chunk, input.size() - at});
    std::copy_n(input.data() + at, count, into);
    at += count;
    return count;
  });
  std::string out;
  camp::CsvReader::Row row;
  std::uint64_t line = 0;
  std::uint64_t number = 0;
  while (true) {
    auto more = reader.next(&row);
    if (!more || !*more) return out;
    CAMP_ASSERT(row.line > line && row.number == number++);
    CAMP_ASSERT(row.raw.size() <= camp::limits::kCsvRowBytes &&
                row.fields.size() <= camp::limits::kCsvColumns);
    line = row.line;
    for (auto field : row.fields) out.append(field).push_back('|');
    out.append(row.problem).push_back('\n');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  CAMP_ASSERT(read_all(input, SIZE_MAX) == read_all(input, 1 + size % 13));
  return 0;
}
