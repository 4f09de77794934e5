#include "runtime/delivery/outbox_rows.h"

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {

std::string encode_deferred(const DeferredMessage& message) {
  std::string out;
  put_u8(out, kOutboxRowVersion);
  put_varint(out, message.tick);
  put_varint(out, message.ordinal);
  put_varint(out, message.attempts);
  seal(out);
  return out;
}

bool decode_deferred(std::string_view sealed, DeferredMessage* message) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kOutboxRowVersion) return false;
  message->tick = in.varint();
  message->ordinal = in.varint32();
  message->attempts = in.varint32();
  return in.ok() && in.at_end();
}

std::string encode_attempted(const std::vector<AttemptedPart>& parts) {
  std::string out;
  put_u8(out, kOutboxRowVersion);
  put_varint(out, parts.size());
  for (const auto& part : parts) {
    put_varint(out, part.ordinal);
    put_signed(out, part.due_ms);
  }
  seal(out);
  return out;
}

bool decode_attempted(std::string_view sealed, std::vector<AttemptedPart>* parts) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kOutboxRowVersion) return false;
  parts->resize(in.count(2));
  for (auto& part : *parts) {
    part.ordinal = in.varint32();
    part.due_ms = in.signed_varint();
  }
  return in.ok() && in.at_end();
}

}  // namespace camp
