#include "lang/catalog/seed_addresses.h"

#include "lang/value/address.h"

namespace camp {

bool takes_seeds(const ChannelInfo& channel) {
  return channel.address_type == TypeKind::kEmail || channel.address_type == TypeKind::kPhone;
}

bool is_seed_for(const ChannelInfo& channel, std::string_view address) {
  if (channel.address_type == TypeKind::kEmail) return is_email(address);
  return channel.address_type == TypeKind::kPhone && is_phone(address);
}

}  // namespace camp
