#include "runtime/delivery/trial_transport.h"

#include "runtime/delivery/sms_size.h"

namespace camp {

std::uint32_t billed_segments(const Outgoing& message, ComposedMessage& composed) {
  const bool is_composed =
      message.channel == Channel::kSms &&
      compose(*message.program, message.message, message.content, message.slots, &composed);
  return is_composed ? sms_size(composed.text_of(ContentPart::kText)).segments : 1;
}

Result<Attempts> TrialTransport::attempt(std::span<const Outgoing> batch) {
  Attempts attempts;
  attempts.each.resize(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i)
    attempts.each[i].segments = billed_segments(batch[i], composed_);
  return attempts;
}

}  // namespace camp
