// On which channels an address can be reached that a person wrote down: its form says what it is.
#pragma once
#include <string_view>

#include "lang/catalog/channels.h"

namespace camp {

bool takes_seeds(const ChannelInfo& channel);  // push and webhooks do not
bool is_seed_for(const ChannelInfo& channel, std::string_view address);

}  // namespace camp
