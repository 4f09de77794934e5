// What channels tell of the messages that went through them: rows of channel_receipts.def.
#pragma once
#include <string_view>
#include <vector>

#include "lang/catalog/channels.h"

namespace camp {

// Whether the channel can tell it: `message.opened`. Of an event that no channel tells (which is no
// receipt, as `message.sent`), false.
bool tells(Channel channel, std::string_view event);
// In the table's order.
std::vector<std::string_view> told_by(Channel channel);
bool is_receipt(std::string_view event);  // some channel tells it

}  // namespace camp
