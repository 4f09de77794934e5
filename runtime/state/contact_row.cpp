#include "runtime/state/contact_row.h"

#include <algorithm>

namespace camp {

bool attributes_beside(const ContactRow& row) { return row.attributes.size() > kAttributesInRow; }

void ContactRow::clear() {
  created_ms = 0;
  flags = 0;
  ordinal = 0;
  attributes.clear();
  lists.clear();
  list_words.clear();
  subscriptions.clear();
  assignments.clear();
  touches.clear();
  instances.clear();
  next_instance = 1;
  past.clear();
  held.clear();
  places.clear();
  caps_of = 0;
  ask_ms = 0;
  segments.clear();
  opt_ins.clear();
  refs.clear();
}

const Instance* ContactRow::find_instance(std::uint32_t number) const {
  auto at =
      std::lower_bound(instances.begin(), instances.end(), number,
                       [](const Instance& it, std::uint32_t wanted) { return it.number < wanted; });
  return at != instances.end() && at->number == number ? &*at : nullptr;
}

Instance* ContactRow::find_instance(std::uint32_t number) {
  return const_cast<Instance*>(static_cast<const ContactRow*>(this)->find_instance(number));
}

bool ContactRow::on_list(std::uint32_t list) const {
  return std::binary_search(lists.begin(), lists.end(), list);
}

ConsentChange ContactRow::set_list(std::uint32_t list, bool member, std::int64_t said_ms) {
  const auto word =
      std::lower_bound(list_words.begin(), list_words.end(), list,
                       [](const ListWord& it, std::uint32_t wanted) { return it.list < wanted; });
  const bool known = word != list_words.end() && word->list == list;
  const bool is_member = on_list(list);
  if (known && said_ms < word->since_ms) return ConsentChange::kNothing;
  if (known && said_ms == word->since_ms && (member == is_member || !member))
    return ConsentChange::kNothing;
  if (known)
    word->since_ms = said_ms;
  else
    list_words.insert(word, {list, said_ms});
  if (member == is_member) return ConsentChange::kNoted;
  const auto at = std::lower_bound(lists.begin(), lists.end(), list);
  if (member)
    lists.insert(at, list);
  else
    lists.erase(at);
  return ConsentChange::kChanged;
}

}  // namespace camp
