// Links of confirmations: whose they are, and who was sent which.
#include "runtime/engine/engine.h"
#include "runtime/shelf/contacts.h"

namespace camp {

std::optional<std::string> Engine::contact_of_link(std::string_view pasted) const {
  auto link = read_token(meta_.secret, token_of(pasted));
  if (!link) return std::nullopt;
  return std::move(link->contact);
}

Result<std::string> Engine::last_link(const std::string& contact_id, std::uint32_t conversation,
                                      Channel channel) {
  ContactRow row;
  CAMP_ASSIGN(const bool found, read_contact(store_, contact_id, &row));
  const auto* asked = found ? find_opt_in(row.opt_ins, conversation, channel) : nullptr;
  if (asked == nullptr || asked->link_ms == 0 || !current_) return std::string();
  Arena arena;
  ConfirmLink link;
  link.contact = contact_id;
  link.conversation = conversation;
  link.channel = channel;
  link.requested_ms = asked->link_ms;
  link.address = asked->address;
  if (link.address == 0)  // not kept: as it is now
    link.address = address_mark(current_->address_in(row.attributes, channel, arena));
  return make_token(meta_.secret, link);
}

}  // namespace camp
