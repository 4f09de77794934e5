#include "runtime/state/open_conversion.h"

#include "lang/base/arena.h"
#include "runtime/state/checked.h"
#include "runtime/state/entry_bytes.h"
#include "runtime/state/keys.h"

namespace camp {

using namespace entry_bytes;

std::string open_conversion_key(std::string_view contact_id, const OpenConversion& conversion) {
  return keys::conversion(contact_id, conversion.refund, conversion.tick, conversion.ordinal);
}

std::string encode_open_conversion(const OpenConversion& conversion) {
  CAMP_ASSERT(conversion.worth.tag == Tag::kMoney);
  std::string out;
  put_sender(out, conversion.sender);
  put_varint(out, conversion.arms.size());
  for (const auto& arm : conversion.arms) {
    put_varint(out, arm.experiment);
    put_varint(out, arm.arm);
  }
  put_varint(out, conversion.goal);
  put_varint(out, conversion.message);
  out.append(conversion.ledger_id.view());
  put_cause(out, {conversion.event, conversion.event_id});
  encode_value(out, conversion.worth);
  if (conversion.shares.of != 0) put_shares(out, conversion.shares);
  seal(out);
  return out;
}

bool decode_open_conversion(std::string_view key, std::string_view sealed,
                            OpenConversion* conversion) {
  std::string_view bytes;
  if (!keys::parse_conversion(key, &conversion->refund, &conversion->tick, &conversion->ordinal) ||
      !unseal(sealed, &bytes))
    return false;
  Reader in(bytes);
  conversion->sender = read_sender(in);
  conversion->arms.resize(in.count(2));
  for (auto& arm : conversion->arms) {
    arm.experiment = in.varint32();
    arm.arm = in.varint32();
  }
  conversion->goal = in.varint32();
  conversion->message = in.varint32();
  conversion->ledger_id = read_hash(in);
  const auto cause = read_cause(in);
  conversion->event = cause.event;
  conversion->event_id = cause.event_id;
  Arena arena;  // money has no bytes outside of it
  conversion->worth = decode_value(in, arena);
  conversion->shares = {};
  if (in.ok() && !in.at_end()) read_shares(in, conversion->shares);
  return in.ok() && in.at_end() && conversion->worth.tag == Tag::kMoney;
}

}  // namespace camp
