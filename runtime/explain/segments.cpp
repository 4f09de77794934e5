#include "runtime/explain/segments.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/program/names_in.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/contacts.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

class Census {
 public:
  Census(StoreView& view, const LinkedProgram& program, std::size_t members_max)
      : view_(view), program_(program), members_max_(members_max), probe_(view.store()) {
    for (const auto& segment : program.program().segments) {
      auto& set = found_.sets.emplace_back();
      set.name = program.program().name(segment.name);
      for (const auto& flow : program.program().flows)
        for (const auto& start : flow.starts)
          if (start.segment == segment.name)
            set.starts.push_back(program.program().name(flow.name));
    }
    for (const auto list : program.program().lists)
      found_.sets.push_back({program.program().name(list), true, 0, 0, {}, 0, {}});
    in_.resize(found_.sets.size());
  }

  Result<void> ask_about(const std::string& name) {
    const auto set = std::find_if(found_.sets.begin(), found_.sets.end(),
                                  [&](const SetSize& it) { return it.name == name; });
    if (set != found_.sets.end()) {
      asked_ = static_cast<std::size_t>(set - found_.sets.begin());
      return {};
    }
    std::vector<std::string> names;
    for (const auto& it : found_.sets) names.push_back(it.name);
    return unknown_name("segment or list", name, names);
  }

  Result<SegmentCensus> count(const ScanProgress& progress) {
    constexpr std::uint64_t kContactsPerProgress = 10'000;
    std::string attributes;
    auto contacts = view_.store().iterate(Family::kContacts, {});
    for (contacts->seek_to_first(); contacts->valid(); contacts->next()) {
      CAMP_ASSIGN(const auto seen,
                  glance_at(view_.store(), contacts->key(), contacts->value(), &attributes));
      if (seen.flags & kContactErased) continue;
      CAMP_TRY(look_at(keys::id_of_contact_key(contacts->key()), seen));
      const bool told = ++found_.contacts % kContactsPerProgress == 0;
      if (told && progress && !progress(found_.contacts, view_.counters().contacts)) break;
    }
    CAMP_TRY(contacts->status());
    return std::move(found_);
  }

 private:
  Result<void> look_at(std::string_view id, const ContactGlance& seen) {
    const auto contact = facts_of(id, seen);
    const auto& segments = program_.program().segments;
    for (std::size_t i = 0; i < found_.sets.size(); ++i) {
      if (found_.sets[i].is_list) {
        const auto list = program_.program().lists[i - segments.size()];
        in_[i] = contact.on_list(program_.number(list));
        continue;
      }
      std::string problem;
      CAMP_ASSIGN(const auto holds,
                  probe_.holds(program_, segments[i].condition, contact, view_.now_ms(), &problem));
      in_[i] = holds.value_or(false);
      if (!holds && found_.sets[i].undecided++ == 0)
        found_.sets[i].problem = fmt::format("{}: {}", id, problem);
    }
    note(id);
    return {};
  }

  void note(std::string_view id) {
    const bool in_asked = asked_ < in_.size() && in_[asked_];
    for (std::size_t i = 0; i < in_.size(); ++i) {
      if (!in_[i]) continue;
      ++found_.sets[i].members;
      if (in_asked) ++found_.sets[i].with_asked;
    }
    if (in_asked && found_.members.size() < members_max_) found_.members.emplace_back(id);
  }

  StoreView& view_;
  const LinkedProgram& program_;
  const std::size_t members_max_;
  ConditionProbe probe_;
  SegmentCensus found_;
  std::size_t asked_ = SIZE_MAX;
  std::vector<bool> in_;  // of the contact at hand, by set
};

}  // namespace

Result<SegmentCensus> count_segments(StoreView& view, const std::string& asked,
                                     std::size_t members_max, const ScanProgress& progress) {
  if (!view.current())
    return Error{ErrorKind::kNotFound, "no program has been installed in this store yet", "",
                 "camp contacts import FILE"};
  Census census(view, *view.current(), members_max);
  if (!asked.empty()) CAMP_TRY(census.ask_about(asked));
  return census.count(progress);
}

std::span<const std::uint32_t> SegmentsOfContacts::of(std::string_view contact_id) {
  constexpr std::size_t kKept = 100'000;  // a partition has fewer, mostly: each is asked once
  if (known_.size() >= kKept) known_.clear();
  const auto [found, is_new] = known_.try_emplace(std::string(contact_id));
  if (!is_new) return found->second;
  auto segments = read(contact_id);
  if (segments.ok())
    found->second = std::move(*segments);
  else if (status_.ok())
    status_ = std::move(segments).error();
  return found->second;
}

Result<std::vector<std::uint32_t>> SegmentsOfContacts::read(std::string_view contact_id) {
  std::vector<std::uint32_t> names;
  ContactRow row;
  CAMP_ASSIGN(const bool found, read_contact(view_.store(), contact_id, &row));
  if (!view_.current() || !found || (row.flags & kContactErased) != 0) return names;
  const auto& linked = *view_.current();
  const auto facts = facts_of(contact_id, row);
  bool any_undecided = false;
  for (const auto& segment : linked.program().segments) {
    std::string problem;
    CAMP_ASSIGN(const auto holds,
                probe_.holds(linked, segment.condition, facts, view_.now_ms(), &problem));
    if (!holds) any_undecided = true;
    if (holds.value_or(false)) names.push_back(linked.number(segment.name));
  }
  if (any_undecided) ++undecided_;
  return names;
}

}  // namespace camp
