#include "runtime/state/test_run_row.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {

std::string test_run_key(std::uint32_t flow, std::string_view key) {
  std::string name;
  put_varint(name, flow);
  name.append(key);
  return std::string(kTestRunPrefix).append(xxh3_128(name).view());
}

std::string encode_test_run(const TestRunRow& row) {
  std::string out;
  put_u8(out, kTestRunVersion);
  put_varint(out, row.flow);
  put_bytes(out, row.key);
  put_bytes(out, row.by);
  put_signed(out, row.at_ms);
  out.append(row.content.view());
  for (const auto count : {row.total, row.done, row.attempting, row.failed, row.unknown})
    put_varint(out, count);
  seal(out);
  return out;
}

bool decode_test_run(std::string_view sealed, TestRunRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kTestRunVersion) return false;
  row->flow = in.varint32();
  row->key = in.bytes();
  row->by = in.bytes();
  row->at_ms = in.signed_varint();
  in.take_into(row->content.bytes);
  for (auto* count : {&row->total, &row->done, &row->attempting, &row->failed, &row->unknown})
    *count = in.varint();
  return in.ok() && in.at_end() && row->done <= row->total &&
         row->attempting <= row->total - row->done && row->failed <= row->done &&
         row->unknown <= row->done;
}

}  // namespace camp
