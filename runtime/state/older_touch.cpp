#include "runtime/state/older_touch.h"

#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/keys.h"

namespace camp {

using namespace entry_bytes;

std::string encode_older_touch(const OlderTouch& older) {
  const auto& touch = older.touch;
  std::string out;
  put_u8(out, kContactRowVersion);
  put_varint(out, touch.instance);
  put_varint(out, touch.message);
  put_bits(out, bits(touch.channel) | (touch.withheld ? kHighBit : 0u));
  put_u8(out, touch.seen);
  for (const auto number : {older.flow, older.run, older.program}) put_varint(out, number);
  seal(out);
  return out;
}

bool decode_older_touch(std::string_view key, std::string_view sealed, OlderTouch* older) {
  auto& touch = older->touch;
  std::string_view bytes;
  if (!keys::parse_touch(key, &touch.at_ms, &touch.ledger_id) || !unseal(sealed, &bytes))
    return false;
  Reader in(bytes);
  if (in.u8() != kContactRowVersion) return false;
  touch.instance = in.varint32();
  touch.message = in.varint32();
  const unsigned how = in.u8();
  touch.channel = read_channel(in, how & (kHighBit - 1u));
  touch.withheld = (how & kHighBit) != 0;
  touch.seen = in.u8();
  for (auto* number : {&older->flow, &older->run, &older->program}) *number = in.varint32();
  return in.ok() && in.at_end();
}

}  // namespace camp
