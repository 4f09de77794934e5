// What a transition sees of its contact and of the event at hand.
#include <algorithm>

#include "runtime/vm/transition.h"
#include "stdlib/functions/prose.h"

namespace camp {

// Changes of this very transition are seen.
Value Transition::find_contact_attribute(std::uint32_t number) {
  if (effects_ != nullptr) {
    const auto* change = effects_->latest<AttributeEffect>(
        [&](const AttributeEffect& one) { return one.name == number; });
    if (change != nullptr) {
      Reader in(change->value);
      return decode_value(in, arena_);
    }
  }
  return find_attribute(contact_->attributes, number, arena_);
}

// The views of a past event end with the next one, and nothing says where its values go: so they
// are copied.
bool Transition::event_field(NameIndex name, Value* sp) {
  if (event_ == nullptr) {
    *sp = Value::absent();
    return true;
  }
  *sp = find_attribute(event_->data, linked_->number(name), arena_);
  if (event_ == &past_event_ && sp->tag >= Tag::kString) return own(*sp, 0, sp);
  return arena_.allocated() <= limits::kArenaBytes || room(0);
}

bool ContactFacts::on_list(std::uint32_t list) const {
  if (lists == nullptr) return list_in(encoded_lists, list);
  return std::binary_search(lists->begin(), lists->end(), list);
}

ContactFacts facts_of(std::string_view id, const ContactRow& row) {
  ContactFacts facts;
  facts.id = id;
  facts.attributes = row.attributes;
  facts.lists = &row.lists;
  facts.subscriptions = &row.subscriptions;
  facts.opt_ins = &row.opt_ins;
  facts.assignments = &row.assignments;
  facts.flags = row.flags;
  return facts;
}

ContactFacts facts_of(std::string_view id, const ContactGlance& seen) {
  ContactFacts facts;
  facts.id = id;
  facts.attributes = seen.attributes;
  facts.encoded_lists = seen.lists;
  facts.flags = seen.flags;
  return facts;
}

bool Transition::field(ConstIndex name, Value* sp) {
  auto& record = sp[-1];
  if (record.is_absent()) return true;  // what is not there has no fields either
  const auto text = program_->constants[name].text();
  if (record.tag != Tag::kRecord)
    return fail("'" + std::string(text) + "' is asked of something that has no fields");
  if (!charge(record.aux)) return false;
  const auto* found = record.field(text);
  record = found == nullptr ? Value::absent() : *found;
  return true;
}

// The zone by which this contact's days are counted.
const calendar::Zone* Transition::zone() {
  if (zone_ == nullptr)
    zone_ = linked_->zone_by(
        [&](std::uint32_t attribute) { return find_contact_attribute(attribute); });
  return zone_;
}

std::uint32_t Transition::contacts_outlet() {
  return linked_->outlet_by(
      [&](std::uint32_t attribute) { return find_contact_attribute(attribute); });
}

Value Transition::outlet_name() {
  const auto own = linked_->outlet_by_number(situation_->outlet);
  const auto outlet = own == kNone ? contacts_outlet() : own;
  return outlet == kNone ? Value::absent() : Value::string(linked_->outlet_label(outlet));
}

// The language in which the contact is written to, the schema's default when its own is none that
// anybody knows; "" when nothing says so.
std::string_view Transition::language() {
  const auto number = linked_->language_attribute();
  if (number == Names::kUnknown) return {};
  const auto language = find_contact_attribute(number);
  if (language.tag == Tag::kString && stdlib::knows_language(language.text()))
    return language.text();
  const auto* otherwise = linked_->default_of_attribute(number);
  return otherwise != nullptr && otherwise->tag == Tag::kString ? otherwise->text()
                                                                : std::string_view();
}

// A send that reached nobody left no handle: nothing is about its message.
bool Transition::is_about(std::uint32_t handle) const {
  const auto& id = locals_[handle];
  return id.tag == Tag::kHandle && event_->ledger_id == id.text();
}

}  // namespace camp
