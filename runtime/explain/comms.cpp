#include "runtime/explain/comms.h"

#include <fmt/format.h>

#include "lang/base/counted.h"
#include "runtime/delivery/compose.h"
#include "runtime/explain/holding.h"
#include "runtime/explain/told_text.h"
#include "runtime/explain/unknown.h"

namespace camp {
namespace {

Result<ToldContent> compose_again(StoreView& view, const MessageEntry& message) {
  ToldContent told;
  CAMP_ASSIGN(const auto program, view.programs().get(message.program));
  if (message.slots.empty()) {
    told.problem = "the text was never rendered, or went with the contact's erasure";
    return told;
  }
  ComposedMessage composed;
  if (!compose(program->program(), program->message_by_number(message.message), message.content,
               message.slots, &composed)) {
    told.problem = "the ledger's entry does not fit its template";
    return told;
  }
  for (auto& part : composed.parts) {
    const bool is_file = info_of(part.part).value == PartValue::kBytes;
    told.parts.push_back({part.part, std::string(part.label),
                          is_file ? counted(part.text.size(), "byte") : std::move(part.text)});
  }
  return told;
}

// What of a conversion, or of its refund, is the message's: `3.34 EUR (1/3)`.
template <class Credit>
std::optional<std::string> credit_of(const Credit& told, const Hash128& ledger_id) {
  for (const auto& it : told.shares.own)
    if (it.ledger_id == ledger_id)
      return fmt::format("{}{}(1/{})", it.worth, it.worth.empty() ? "" : " ", told.shares.of);
  if (told.shares.own.empty() && told.ledger_id == ledger_id) return told.worth;
  return std::nullopt;
}

void add_echoes(const std::vector<Told>& history, MessageStory& story) {
  const auto& id = story.told.message()->ledger_id;
  for (const auto& told : history) {
    if (const auto* receipt = std::get_if<ToldReceipt>(&told.what)) {
      if (receipt->ledger_id == id && receipt->first)
        story.receipts.emplace_back(word_of(receipt->kind));
    } else if (const auto* goal = std::get_if<ToldConversion>(&told.what)) {
      if (const auto part = credit_of(*goal, id))
        story.conversions.push_back(goal->goal + (part->empty() ? "" : " " + *part));
    } else if (const auto* refund = std::get_if<ToldRefund>(&told.what)) {
      if (const auto part = credit_of(*refund, id))
        story.conversions.push_back(fmt::format("{} refunded {}", refund->goal, *part));
    }
  }
}

}  // namespace

Result<Comms> read_comms(StoreView& view, const std::string& contact_id,
                         const CommsOptions& options) {
  CAMP_ASSIGN(auto row, find_contact(view.store(), contact_id));
  CAMP_ASSIGN(auto history, ContactHistory::read(view.store(), contact_id, row));
  Comms comms;
  comms.contact = contact_id;
  comms.erased = (row.flags & kContactErased) != 0;
  std::vector<Told> told;
  for (const auto& entry : history.entries()) told.push_back(tell(view, entry));
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (!told[i].message()) continue;
    MessageStory story;
    story.told = told[i];
    tell_hold(view, row, history.entries()[i].entry.subject.flow,
              &std::get<ToldMessage>(story.told.what));
    add_echoes(told, story);
    if (options.content && told[i].message()->verdict.decision == Decision::kQueued) {
      CAMP_ASSIGN(story.content, compose_again(view, *history.entries()[i].entry.message()));
    }
    comms.messages.push_back(std::move(story));
  }
  if (options.history) comms.history = std::move(told);
  CAMP_TRY(view.status());
  return comms;
}

}  // namespace camp
