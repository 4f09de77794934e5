#include "runtime/state/older_rows.h"

#include <tuple>

#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/keys.h"

namespace camp {

using namespace entry_bytes;

namespace {
constexpr std::uint8_t kWithoutOutlet = 1;
}

void put_sender(std::string& out, const Sender& sender) {
  put_u8(out, sender.outlet != 0 ? kSenderVersion : kWithoutOutlet);
  for (const auto number : {sender.instance, sender.flow, sender.run, sender.program})
    put_varint(out, number);
  put_bytes(out, sender.locals);
  if (sender.outlet != 0) put_varint(out, sender.outlet);
}

Sender read_sender(Reader& in) {
  Sender sender;
  const auto version = in.u8();
  if (version != kSenderVersion && version != kWithoutOutlet) in.fail();
  for (auto* number : {&sender.instance, &sender.flow, &sender.run, &sender.program})
    *number = in.varint32();
  sender.locals = in.bytes();
  if (version == kSenderVersion) sender.outlet = in.varint32();
  return sender;
}

Sender sender_of(const Instance& instance) {
  return {instance.number,  instance.flow,   instance.run,
          instance.program, instance.locals, instance.outlet};
}

bool is_newer(const OlderTouch& a, const OlderTouch& b) {
  const auto rank = [](const OlderTouch& it) {
    return std::tuple(it.touch.at_ms, ~it.newer, it.touch.instance);
  };
  return rank(a) > rank(b);
}

std::string encode_older_touch(const OlderTouch& older) {
  const auto& touch = older.touch;
  std::string out;
  put_sender(out, older.sender);
  put_varint(out, touch.message);
  put_bits(out, bits(touch.channel) | (touch.withheld ? kHighBit : 0u));
  put_u8(out, touch.seen);
  if (older.newer != 0) put_varint(out, older.newer);
  seal(out);
  return out;
}

bool decode_older_touch(std::string_view key, std::string_view sealed, OlderTouch* older) {
  auto& touch = older->touch;
  std::string_view bytes;
  if (!keys::parse_touch(key, &touch.at_ms, &touch.ledger_id) || !unseal(sealed, &bytes))
    return false;
  Reader in(bytes);
  older->sender = read_sender(in);
  touch.instance = older->sender.instance;
  touch.message = in.varint32();
  const unsigned how = in.u8();
  touch.channel = read_channel(in, how & (kHighBit - 1u));
  touch.withheld = (how & kHighBit) != 0;
  touch.seen = in.u8();
  older->newer = in.at_end() ? 0 : in.varint32();
  return in.ok() && in.at_end();
}

std::string encode_older_exposure(const OlderExposure& older) {
  std::string out;
  put_sender(out, older.sender);
  seal(out);
  return out;
}

bool decode_older_exposure(std::string_view key, std::string_view sealed, OlderExposure* older) {
  std::string_view bytes;
  if (!keys::parse_exposure(key, &older->exposure.at_ms, &older->exposure.experiment) ||
      !unseal(sealed, &bytes))
    return false;
  Reader in(bytes);
  older->sender = read_sender(in);
  return in.ok() && in.at_end();
}

Error unreadable_older_row(std::string_view contact_id, std::string_view sealed) {
  return unreadable(sealed, kSenderVersion, "what a contact did long ago", std::string(contact_id));
}

}  // namespace camp
