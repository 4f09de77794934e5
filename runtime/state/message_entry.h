// A message was decided: the ledger's own kind. It says all that is needed to compose the message
// again with its program, and to count it by channel, content and category without.
//
//   message := program:varint step:varint message:varint what:varint how:u8
//              [gate:u8 [policy:varint rule:varint] [until:zigzag]]
//              tried:varint ledger_id:16B address:bytes slots:bytes
//              what = index into the message's contents << 1 | 1 when transactional;
//              how = channel | decision << 4 | 0x80 when it was held; gate: unless queued;
//              policy and rule: of a gate that has rules; until: when held, offset to at_ms
//              a held one is followed by another message with its ledger_id, when it is let go
//   slots   := choice n:varint (bytes)*  -- the slots of the parts' templates, in the parts' order;
//              choice: where contacts may get different contents (lang/program/contents.h)
#pragma once
#include "runtime/policy/gate.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct MessageEntry {
  Hash128 ledger_id;
  std::uint32_t program = 0;
  std::uint32_t step = 0;
  std::uint32_t message = 0;  // name number
  std::uint32_t content = 0;  // which of the message's contents: into MessageDecl::contents
  Channel channel{};
  // Its category, as the gate judged it (Permission::transactional): false is marketing.
  bool transactional = false;
  bool was_held = false;  // the second entry of a message that was held
  Verdict verdict{};
  // Of a gate with rules: whose policy it is (a program's number), and which of its rules.
  std::uint32_t policy = 0;
  std::uint32_t rule = 0;
  std::int64_t until_ms = 0;  // held: when it is asked about again
  // bit per channel that was tried and not reachable before this one
  std::uint32_t tried = 0;
  std::string_view address;
  std::string_view slots;

  void keep_in(Arena& arena) {
    address = arena.copy(address);
    slots = arena.copy(slots);
  }
  void blank() { address = slots = {}; }
  friend bool operator==(const MessageEntry&, const MessageEntry&) = default;
};

namespace entry_bytes {

inline constexpr unsigned kChannelMask = 15, kDecisionShift = 4, kDecisionMask = 7;

inline void put_body(std::string& out, std::int64_t at_ms, const MessageEntry& entry) {
  const auto& verdict = entry.verdict;
  CAMP_ASSERT(verdict.decision == Decision::kQueued || info_of(verdict.gate) != nullptr);
  CAMP_ASSERT(bits(verdict.decision) != 0);
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  put_varint(out, entry.message);
  put_varint(out, std::uint64_t{entry.content} << 1 | (entry.transactional ? 1u : 0u));
  put_bits(out, bits(entry.channel) | bits(verdict.decision) << kDecisionShift |
                    (entry.was_held ? kHighBit : 0u));
  if (verdict.decision != Decision::kQueued) put_bits(out, bits(verdict.gate));
  if (verdict.decision != Decision::kQueued && has_rules(verdict.gate)) {
    put_varint(out, entry.policy);
    put_varint(out, entry.rule);
  }
  if (verdict.decision == Decision::kHeld) put_offset(out, entry.until_ms, at_ms);
  put_varint(out, entry.tried);
  out.append(entry.ledger_id.view());
  put_bytes(out, entry.address);
  put_bytes(out, entry.slots);
}

inline void read_body(Reader& in, Arena&, std::int64_t at_ms, MessageEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  entry.message = in.varint32();
  const auto what = in.varint();
  if (what >> 33 != 0) in.fail();
  entry.content = static_cast<std::uint32_t>(what >> 1);
  entry.transactional = (what & 1) != 0;
  const unsigned how = in.u8();
  entry.channel = read_channel(in, how & kChannelMask);
  entry.was_held = (how & kHighBit) != 0;
  entry.verdict.decision = read_enum(in, how >> kDecisionShift & kDecisionMask, Decision::kHeld);
  if (entry.verdict.decision != Decision::kQueued) {
    entry.verdict.gate = static_cast<Gate>(in.u8());
    if (info_of(entry.verdict.gate) == nullptr) in.fail();
    if (has_rules(entry.verdict.gate)) {
      entry.policy = in.varint32();
      entry.rule = in.varint32();
    }
  }
  if (entry.verdict.decision == Decision::kHeld) entry.until_ms = read_offset(in, at_ms);
  entry.tried = in.varint32();
  entry.ledger_id = read_hash(in);
  entry.address = in.bytes();
  entry.slots = in.bytes();
}

}  // namespace entry_bytes
}  // namespace camp
