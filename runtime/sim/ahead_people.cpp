// Who there is: people that are drawn, or those of the store; and what they do, as values.
#include <algorithm>
#include <map>

#include "runtime/sim/ahead.h"

namespace camp::sim {
namespace {

constexpr std::size_t kPeopleAtOnce = 4096;

}  // namespace

Result<FieldOfPeople> Ahead::field_of(const PeoplePlan::Field& planned) {
  FieldOfPeople field;
  field.name = planned.name;
  field.number = world_.engine().names().number(planned.name);
  field.how = planned.how;
  field.type = planned.type;
  auto values = planned.more;
  for (const auto& value : planned.values) {
    if (!value) {
      values.push_back(Value::absent());
      continue;
    }
    CAMP_ASSIGN(const auto one, evaluator_->value_of(*value, ""));
    values.push_back(one);
  }
  if (share_out(field, values, planned.told)) return field;
  return Error{ErrorKind::kInvalid, "the shares of '" + planned.name + "' are more than there is",
               "", "all together they are at most 1"};
}

// Those with the same consents and lists in one batch.
Result<void> Ahead::make_people() {
  if (plan_.people.count == 0) return {};
  auto& engine = world_.engine();
  auto& names = engine.names();
  People people;
  people.seed = plan_.rates.seed;
  people.count = plan_.people.count;
  people.begin_ms = plan_.from_ms;
  for (const auto& field : plan_.people.fields) {
    CAMP_ASSIGN(auto one, field_of(field));
    people.fields.push_back(std::move(one));
  }
  for (const auto& it : plan_.people.consents)
    people.consents.push_back({names.number(it.conversation), it.channel, it.ppm});
  for (const auto& it : plan_.people.lists) people.lists.push_back({names.number(it.name), it.ppm});
  for (std::uint64_t from = 0; from < people.count; from += kPeopleAtOnce) {
    if (!goes_on()) return Error{ErrorKind::kRefused, "stopped while people were drawn", "", ""};
    CAMP_TRY(add_people(people, from, std::min(people.count, from + kPeopleAtOnce)));
  }
  return {};
}

Result<void> Ahead::add_people(const People& people, std::uint64_t from, std::uint64_t to) {
  Arena arena;
  std::vector<Person> drawn;
  std::vector<std::string> attributes;
  std::map<std::pair<std::vector<bool>, std::vector<bool>>, std::vector<std::size_t>> groups;
  for (auto index = from; index < to; ++index) {
    auto& person = drawn.emplace_back(person_of(people, index, arena));
    std::vector<NamedValue> fields;
    for (const auto& [number, value] : person.fields) fields.push_back({number, value});
    encode_attributes(attributes.emplace_back(), std::move(fields));
    groups[{person.consents, person.lists}].push_back(drawn.size() - 1);
  }
  for (const auto& [has, members] : groups) {
    ContactBatch batch;
    batch.confirmed = true;
    for (const auto at : members) batch.contacts.push_back({drawn[at].id, attributes[at]});
    for (std::size_t i = 0; i < people.consents.size(); ++i)
      if (has.first[i])
        batch.subscriptions.push_back(
            {people.consents[i].conversation, people.consents[i].channel});
    for (std::size_t i = 0; i < people.lists.size(); ++i)
      if (has.second[i]) batch.lists.push_back(people.lists[i].list);
    CAMP_TRY(world_.engine().upsert(batch));
  }
  return {};
}

Result<void> Ahead::make_deeds() {
  for (const auto& own : plan_.rates.own) {
    auto& forms = data_.emplace_back();
    for (const auto& form : own.forms) {
      CAMP_ASSIGN(auto fields, evaluator_->fields_of(form, ""));
      encode_attributes(forms.emplace_back(), std::move(fields));
    }
  }
  for (const auto& answer : plan_.rates.answers) {
    auto& drawn = answers_[answer.call];
    drawn.ppm = answer.ppm;
    for (const auto& [field, value] : answer.fields) {
      CAMP_ASSIGN(const auto one, evaluator_->value_of(value, ""));
      drawn.fields.emplace_back(field, one);
    }
  }
  return {};
}

Result<void> Ahead::list_contacts() {
  if (plan_.rates.own.empty() && touched_ == nullptr) return {};
  auto contacts = world_.store().iterate(Family::kContacts, {});
  ContactRow row;
  for (contacts->seek_to_first(); contacts->valid(); contacts->next()) {
    CAMP_TRY(decode_stored_contact(contacts->key(), contacts->value(), &row));
    if ((row.flags & kContactErased) == 0)
      contacts_.emplace_back(keys::id_of_contact_key(contacts->key()));
  }
  return contacts->status();
}

}  // namespace camp::sim
