#include "cli/render/contact_text.h"

#include <fmt/format.h>

#include "cli/render/explain_text.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {
namespace {

std::string subscription_text(const ToldSubscription& subscription) {
  auto text = fmt::format("{} {} since {}{}", subscription.subscribed ? "yes:" : "no: ",
                          camp::subscription_text(subscription.conversation, subscription.channel),
                          instant_text(subscription.since_ms),
                          subscription.imported ? " (by an import)" : "");
  if (subscription.asked_ms != 0)
    text +=
        fmt::format(", confirmed; asked for at {}, by the link of {}",
                    instant_text(subscription.asked_ms), to_hex(subscription.confirmation.view()));
  return text;
}

std::string instance_text(const ToldInstance& instance) {
  auto text = fmt::format("#{} {}", instance.number, instance.flow);
  if (instance.run != 0) text += fmt::format(", run {}", instance.run);
  switch (instance.state) {
    case InstanceState::kWaiting:
      return text + fmt::format(": stands at \"{}\" since {}, due {}{}", instance.step,
                                instant_text(instance.since_ms), instant_text(instance.due_ms),
                                awaited_text(instance.awaits));
    case InstanceState::kIncident:
      return text + fmt::format(": failed after \"{}\"; camp incidents --contact ID says why",
                                instance.step);
    case InstanceState::kEnded:
      return text + fmt::format(": ended at {}", instant_text(instance.ended_ms));
  }
  return text;
}

}  // namespace

std::string contact_text(const ToldContact& contact, bool color) {
  auto text = styled(contact.id, Style::kBold, color) + "\n";
  Properties lines;
  lines.add("created", instant_text(contact.created_ms));
  if (contact.erased) lines.add("erased", "its names, addresses and texts are gone", Style::kWarn);
  for (const auto& [name, value] : contact.attributes) lines.add(name, value);
  if (!contact.lists.empty())
    lines.add("[lists]", fmt::format("{}", fmt::join(contact.lists, ", ")));
  if (!contact.arms.empty()) lines.add("[arms]", arms_text(contact.arms));
  for (const auto& subscription : contact.subscriptions)
    lines.add("[consent]", subscription_text(subscription),
              subscription.subscribed ? Style::kPlain : Style::kWarn);
  for (const auto& pending : contact.pending)
    lines.add("[consent]",
              fmt::format("pending: {} {}",
                          camp::subscription_text(pending.conversation, pending.channel),
                          pending_text(pending)),
              Style::kWarn);
  for (const auto& instance : contact.instances)
    lines.add("[instance]", instance_text(instance),
              instance.state == InstanceState::kIncident ? Style::kBad : Style::kPlain);
  for (const auto& told : contact.messages)
    lines.add("[message]", instant_text(told.at_ms) + " " + text_of(told),
              style_of(told.message()->fate));
  return text + lines.text(color, "  ");
}

}  // namespace camp::cli
