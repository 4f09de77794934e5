#include "runtime/state/outcomes.h"

#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/journal.h"

namespace camp {

using namespace entry_bytes;

namespace {

constexpr std::size_t kExceptionBytesMin = 4, kCostBytesMin = 2;
constexpr std::uint8_t kWithoutCosts = 1;  // a version
// A tick has some thousand transitions, each with few messages: bytes that say more are none of
// ours, and a few of them must not make us allocate for billions.
constexpr std::uint32_t kPricedMessagesMax = 1u << 20;

void put_costs(std::string& out, const std::vector<MessageCost>& costs) {
  std::string runs;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < costs.size(); ++count) {
    auto end = begin;
    while (end < costs.size() && costs[end] == costs[begin]) ++end;
    put_varint(runs, end - begin);
    put_varint(runs, static_cast<std::uint64_t>(costs[begin].minor));
    if (costs[begin].minor != 0) put_varint(runs, costs[begin].currency);
    begin = end;
  }
  put_varint(out, count);
  out += runs;
}

void read_costs(Reader& in, std::uint32_t messages, std::vector<MessageCost>* costs) {
  if (messages > kPricedMessagesMax) return in.fail();
  for (auto runs = in.count(kCostBytesMin); runs > 0 && in.ok(); --runs) {
    const auto count = in.varint();
    MessageCost cost;
    const auto minor = in.varint();
    if (minor > INT64_MAX || count == 0 || count > messages - costs->size()) return in.fail();
    cost.minor = static_cast<std::int64_t>(minor);
    if (minor != 0) cost.currency = in.varint32();
    costs->insert(costs->end(), static_cast<std::size_t>(count), cost);
  }
  if (costs->size() != messages) in.fail();
}

}  // namespace

void Outcomes::set_cost(std::uint32_t ordinal, const MessageCost& cost) {
  if (costs.empty() && cost.minor == 0) return;
  CAMP_ASSERT(count <= kPricedMessagesMax);
  costs.resize(count);
  costs[ordinal] = cost;
}

std::string encode_outcomes(const Outcomes& outcomes) {
  std::string out;
  put_u8(out, outcomes.costs.empty() ? kWithoutCosts : kOutcomesVersion);
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
  if (!outcomes.costs.empty()) put_costs(out, outcomes.costs);
  seal(out);
  return out;
}

bool decode_outcomes(std::string_view sealed, Outcomes* out) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  const auto version = in.u8();
  if (version != kWithoutCosts && version != kOutcomesVersion) return false;
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
    it.outcome = read_enum(in, in.u8(), MessageOutcome::kUnderWay);
    it.at_ms = read_offset(in, out->at_ms);
    it.text = in.bytes();
  }
  out->costs.clear();
  if (version == kOutcomesVersion && in.ok()) read_costs(in, out->count, &out->costs);
  return in.ok() && in.at_end();
}

Error unreadable_outcomes(std::uint8_t partition, std::uint64_t tick, std::string_view sealed) {
  return unreadable(sealed, kOutcomesVersion, "the outcomes of a chunk of the journal",
                    chunk_place(partition, tick));
}

}  // namespace camp
