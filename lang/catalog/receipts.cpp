#include "lang/catalog/receipts.h"

#include <algorithm>

namespace camp {
namespace {

struct Receipt {
  Channel channel;
  std::string_view event;
};
constexpr Receipt kReceipts[] = {
#define CAMP_CHANNEL_RECEIPT(channel, event, who) {Channel::k##channel, event},
#include "lang/catalog/channel_receipts.def"
#undef CAMP_CHANNEL_RECEIPT
};

}  // namespace

bool tells(Channel channel, std::string_view event) {
  return std::any_of(std::begin(kReceipts), std::end(kReceipts),
                     [&](const Receipt& it) { return it.channel == channel && it.event == event; });
}

std::vector<std::string_view> told_by(Channel channel) {
  std::vector<std::string_view> events;
  for (const auto& it : kReceipts)
    if (it.channel == channel) events.push_back(it.event);
  return events;
}

bool is_receipt(std::string_view event) {
  return std::any_of(std::begin(kReceipts), std::end(kReceipts),
                     [&](const Receipt& it) { return it.event == event; });
}

}  // namespace camp
