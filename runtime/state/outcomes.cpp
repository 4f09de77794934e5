#include "runtime/state/outcomes.h"

#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/journal.h"

namespace camp {

using namespace entry_bytes;

namespace {

constexpr std::size_t kExceptionBytesMin = 4;

}  // namespace

std::string encode_outcomes(const Outcomes& outcomes) {
  std::string out;
  put_u8(out, kOutcomesVersion);
  put_signed(out, outcomes.at_ms);
  put_bytes(out, outcomes.file);
  put_varint(out, outcomes.count);
  put_varint(out, outcomes.exceptions.size());
  for (const auto& it : outcomes.exceptions) {
    put_varint(out, it.ordinal);
    put_bits(out, bits(it.outcome));
    put_offset(out, it.at_ms, outcomes.at_ms);
    put_bytes(out, it.text);
  }
  seal(out);
  return out;
}

bool decode_outcomes(std::string_view sealed, Outcomes* out) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kOutcomesVersion) return false;
  out->at_ms = in.signed_varint();
  out->file = in.bytes();
  out->count = in.varint32();
  auto exceptions = in.count(kExceptionBytesMin);
  out->exceptions.clear();
  std::uint64_t least = 0;  // ordinals ascend
  for (std::size_t i = 0; i < exceptions && in.ok(); ++i) {
    auto& it = out->exceptions.emplace_back();
    it.ordinal = in.varint32();
    if (it.ordinal < least || it.ordinal >= out->count) in.fail();
    least = std::uint64_t{it.ordinal} + 1;
    it.outcome = read_enum(in, in.u8(), MessageOutcome::kDeferred);
    it.at_ms = read_offset(in, out->at_ms);
    it.text = in.bytes();
  }
  return in.ok() && in.at_end();
}

Error unreadable_outcomes(std::uint8_t partition, std::uint64_t tick, std::string_view sealed) {
  return unreadable(sealed, kOutcomesVersion, "the outcomes of a chunk of the journal",
                    chunk_place(partition, tick));
}

}  // namespace camp
