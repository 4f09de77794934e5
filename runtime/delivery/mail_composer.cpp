#include "runtime/delivery/mail_composer.h"

namespace camp {

Result<MailComposer::Written> MailComposer::write(const Outgoing& outgoing,
                                                  const ComposedMessage& message) {
  const auto& mail = composed_.make(outgoing, message);
  CAMP_ASSIGN(const auto* mail_layout, layout(shape_of(mail)));
  bytes_.clear();
  mail_layout->compose(mail, bytes_);
  return Written{bytes_, mail.from};
}

Result<const MailLayout*> MailComposer::layout(const MailShape& shape) {
  auto known = layouts_.find(shape);
  if (known != layouts_.end()) return &known->second;
  CAMP_ASSIGN(auto made, MailLayout::make(mime_, shape));
  return &layouts_.emplace(shape, std::move(made)).first->second;
}

}  // namespace camp
