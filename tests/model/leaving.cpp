// What becomes of messages when what happened in a moment is over.
#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

using Kind = Fact::Kind;

}  // namespace

// Permission is asked for once more: the same moment may have taken it back.
void ContactModel::leave() {
  for (auto i = moment_begin_; i < facts_.size(); ++i) {
    auto& message = facts_[i];
    if (message.kind != Kind::kMessage || !message.verdict.empty()) continue;
    const auto why = refusal_of(*message.flow, message.channel);
    if (!why.empty()) cancel(message, why);
  }
  moment_begin_ = facts_.size();
}

void ContactModel::cancel(Fact& message, const std::string& why) {
  message.cancelled = why;
  auto& line = lines_[message.line];
  const auto head = " by " + message.channel;
  line = line.substr(0, line.find(head + " sent ")) + head + " cancelled: " + why;
}

}  // namespace camp::model
