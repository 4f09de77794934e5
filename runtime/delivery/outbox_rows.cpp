#include "runtime/delivery/outbox_rows.h"

#include <algorithm>
#include <utility>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

unsigned bits_of(const std::optional<RateLine>& line) {
  if (!line) return 0;
  return 1 + (static_cast<unsigned>(line->channel) << 1 | (line->transactional ? 0u : 1u));
}

std::optional<RateLine> read_line(Reader& in) {
  const unsigned bits = in.u8();
  if (bits == 0) return std::nullopt;
  const auto channel = entry_bytes::read_channel(in, (bits - 1) >> 1);
  return RateLine{channel, ((bits - 1) & 1) == 0};
}

}  // namespace

Error corrupt_outbox(std::string_view what, std::string place) {
  return {ErrorKind::kCorrupt, std::string(what), std::move(place),
          "keep a copy of the store; camp ledger verify"};
}

std::string DeferredMessage::key() const {
  return line ? keys::paced(partition, *line, due_ms, ledger_id)
              : keys::deferred(partition, due_ms, ledger_id);
}

std::string encode_deferred(const DeferredMessage& message) {
  std::string out;
  put_u8(out, kDeferredVersion);
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
  if (in.u8() != kDeferredVersion) return false;
  message->tick = in.varint();
  message->ordinal = in.varint32();
  message->attempts = in.varint32();
  return in.ok() && in.at_end();
}

const AttemptedPart* Attempted::find(std::uint32_t ordinal) const {
  const auto found = std::find_if(parts.begin(), parts.end(),
                                  [&](const auto& part) { return part.ordinal == ordinal; });
  return found == parts.end() ? nullptr : &*found;
}

std::string encode_attempted(const Attempted& attempted) {
  std::string out;
  put_u8(out, kAttemptedVersion);
  put_u8(out, attempted.again ? 1 : 0);
  put_varint(out, attempted.parts.size());
  for (const auto& part : attempted.parts) {
    put_varint(out, part.ordinal);
    put_signed(out, part.due_ms);
    put_u8(out, static_cast<std::uint8_t>(bits_of(part.line)));
  }
  seal(out);
  return out;
}

bool decode_attempted(std::string_view sealed, Attempted* attempted) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kAttemptedVersion) return false;
  attempted->again = entry_bytes::read_bool(in);
  attempted->parts.resize(in.count(3));
  for (auto& part : attempted->parts) {
    part.ordinal = in.varint32();
    part.due_ms = in.signed_varint();
    part.line = read_line(in);
  }
  return in.ok() && in.at_end();
}

}  // namespace camp
