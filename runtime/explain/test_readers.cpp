#include "runtime/explain/test_readers.h"

#include <algorithm>

#include "lang/base/hash.h"
#include "lang/base/letters.h"
#include "runtime/explain/contact_walk.h"
#include "runtime/explain/inspect.h"
#include "runtime/state/attributes.h"
#include "runtime/state/keys.h"
#include "runtime/vm/machine.h"

namespace camp {

Result<std::vector<std::pair<std::string, ContactRow>>> draw_sample(StoreView& view,
                                                                    const LinkedProgram& program,
                                                                    const FlowDecl& flow,
                                                                    std::size_t count,
                                                                    const ScanProgress& progress) {
  ConditionProbe probe(view.store());
  Arena arena;
  std::string attributes;
  std::vector<std::pair<std::uint64_t, std::string>> drawn;  // a heap, the highest first
  const auto take = [&](std::string_view key, std::string_view sealed,
                        const ContactRow& row) -> Result<void> {
    if ((row.flags & kContactErased) != 0) return {};
    const auto id = keys::id_of_contact_key(key);
    const auto hash = xxh3_64(id, xxh3_64(program.program().name(flow.name)));
    if (drawn.size() == count && hash >= drawn.front().first) return {};
    CAMP_ASSIGN(const auto seen, glance_at(view.store(), key, sealed, &attributes));
    arena.reset();
    if (flow.per_outlet && program.outlet_of(seen.attributes, arena) == kNone) return {};
    if (flow.audience.condition != kNone) {
      std::string problem;
      CAMP_ASSIGN(const auto belongs, probe.holds(program, flow.audience.condition,
                                                  facts_of(id, seen), view.now_ms(), &problem));
      if (!belongs.value_or(false)) return {};
    }
    drawn.emplace_back(hash, id);
    std::push_heap(drawn.begin(), drawn.end());
    if (drawn.size() <= count) return {};
    std::pop_heap(drawn.begin(), drawn.end());
    drawn.pop_back();
    return {};
  };
  CAMP_TRY(walk_contacts(view, progress, take));
  std::sort(drawn.begin(), drawn.end());
  std::vector<std::pair<std::string, ContactRow>> sample;
  for (auto& [hash, id] : drawn) {
    auto& [name, row] = sample.emplace_back(std::move(id), ContactRow());
    CAMP_ASSIGN(const bool found, read_contact(view.store(), name, &row));
    if (!found) sample.pop_back();  // erased meanwhile
  }
  return sample;
}

Result<std::set<std::string>> suppressed_among(StoreView& view, const LinkedProgram& program,
                                               const FlowDecl& flow,
                                               const std::vector<std::string>& addresses,
                                               const ScanProgress& progress) {
  std::set<std::string> asked, suppressed;
  for (const auto& address : addresses) asked.insert(ascii_lowered(address));
  std::string beside;
  Arena arena;
  const auto look = [&](std::string_view key, std::string_view sealed,
                        const ContactRow&) -> Result<void> {
    CAMP_ASSIGN(const auto seen, glance_at(view.store(), key, sealed, &beside));
    const auto facts = facts_of(keys::id_of_contact_key(key), seen);
    for (const auto& channel : channels()) {
      const auto attribute = program.address_attribute(channel.channel);
      if (attribute == Names::kUnknown) continue;
      arena.reset();
      const auto value = find_attribute(facts.attributes, attribute, arena);
      if (value.tag != Tag::kString) continue;
      auto address = ascii_lowered(value.text());
      if (asked.contains(address) &&
          permission_of(program, flow, channel.channel, facts).suppressed)
        suppressed.insert(std::move(address));
    }
    return {};
  };
  CAMP_TRY(walk_contacts(view, progress, look));
  return suppressed;
}

}  // namespace camp
