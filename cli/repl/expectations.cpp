#include "cli/repl/expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/repl/literals.h"
#include "lang/analysis/text_values.h"
#include "lang/base/overloaded.h"
#include "runtime/explain/contact.h"

namespace camp::cli {
namespace {

// In the order in which they came, each name once.
template <class T>
using ByName = std::vector<std::pair<std::string, T>>;
template <class T>
T& one_of(ByName<T>& all, const std::string& name) {
  for (auto& [known, value] : all)
    if (known == name) return value;
  return all.emplace_back(name, T{}).second;
}

struct TriedMessage {
  std::set<Channel> sent;
  std::string_view gate;  // that kept it back last; "": none has a word
};
struct ReachedGoal {
  Value worth;
  bool refunded = false;
};
struct ChangedField {
  Value value;
  bool by_flow = false;
};
struct ChangedList {
  bool member = false;
  bool by_flow = false;
};

// What the journal has of one contact, folded.
class Upshot {
 public:
  Upshot(const ContactHistory& history, const Names& names) : names_(names) {
    for (const auto& line : history.entries())
      std::visit(Overloaded{[&](const MessageEntry& it) { take(it, line); },
                            [&](const TransitionEntry& it) { take(it, line); },
                            [&](const ConvertedEntry& it) { take(it); },
                            [&](const RefundedEntry& it) {
                              one_of(goals_, name(it.goal)).refunded = true;
                            },
                            [&](const AttributesEntry& it) { take(it, line); },
                            [&](const ListEntry& it) { take(it, line); }, [](const auto&) {}},
                 line.entry.what);
  }

  // `contact`: as it is.
  std::vector<std::string> steps(const ToldContact& contact) const {
    std::vector<std::string> all;
    for (const auto& [message, outcome] : messages_) {
      for (const auto channel : outcome.sent)
        all.push_back(fmt::format("was sent {} via {}", message, info_of(channel).word));
      if (!outcome.sent.empty()) continue;
      all.push_back(fmt::format("was not sent {}", message));
      if (!outcome.gate.empty()) all.back() += fmt::format(" because {}", outcome.gate);
    }
    add_places(contact, &all);
    for (const auto& [goal, outcome] : goals_) {
      all.push_back(fmt::format("reached {}", goal));
      if (!outcome.refunded && !outcome.worth.is_absent())
        all.back() += " worth " + literal(outcome.worth);
    }
    for (const auto& [list, outcome] : lists_)
      if (outcome.by_flow)
        all.push_back(fmt::format("is {}in {}", outcome.member ? "" : "not ", list));
    for (auto& one : all) one = fmt::format("expect {} {}", contact.id, one);
    add_fields(contact, &all);
    return all;
  }

 private:
  std::string name(std::uint32_t number) const { return std::string(names_.text(number)); }

  void take(const MessageEntry& it, const HistoryEntry& line) {
    auto& outcome = one_of(messages_, name(it.message));
    if (line.fate == Fate::kSent) outcome.sent.insert(it.channel);
    const auto* gate = camp::info_of(it.verdict.gate);
    if (gate != nullptr) outcome.gate = gate->word;
  }

  void take(const TransitionEntry& it, const HistoryEntry& line) {
    auto& reason = one_of(ends_, name(line.entry.subject.flow));
    if (it.stop == StopKind::kFinished || it.stop == StopKind::kExited) reason = it.text;
  }

  void take(const ConvertedEntry& it) { one_of(goals_, name(it.goal)).worth = it.worth; }

  void take(const AttributesEntry& it, const HistoryEntry& line) {
    std::vector<NamedValue> changed;
    (void)decode_attributes(it.attributes, arena_, &changed);  // the engine has encoded it
    for (const auto& [number, value] : changed) {
      auto& field = one_of(fields_, name(number));
      field.value = value;
      field.by_flow = field.by_flow || line.entry.subject.flow != 0;
    }
  }

  void take(const ListEntry& it, const HistoryEntry& line) {
    auto& list = one_of(lists_, name(it.list));
    list.member = it.member;
    list.by_flow = list.by_flow || line.entry.subject.flow != 0;
  }

  // Who is in a flow has not left it.
  void add_places(const ToldContact& contact, std::vector<std::string>* all) const {
    for (const auto& [flow, reason] : ends_) {
      bool in_it = false;
      for (const auto& it : contact.instances) {
        if (it.flow != flow || it.state == InstanceState::kEnded) continue;
        in_it = true;
        if (it.state == InstanceState::kWaiting)
          all->push_back(fmt::format("is at {} in {}", camp::quoted(it.step), flow));
      }
      if (in_it) continue;
      all->push_back(fmt::format("left {}", flow));
      if (!reason.empty()) all->back() += " with " + camp::quoted(reason);
    }
  }

  // What a script can write and compare as it is.
  void add_fields(const ToldContact& contact, std::vector<std::string>* all) const {
    for (const auto& [field, outcome] : fields_) {
      const auto& value = outcome.value;
      const bool is_plain = value.tag != Tag::kList && value.tag != Tag::kRecord &&
                            value.tag != Tag::kDatetime && value.tag != Tag::kDuration;
      if (!outcome.by_flow || !is_plain) continue;
      all->push_back(value.is_absent()
                         ? fmt::format("expect {}.{} is absent", contact.id, field)
                         : fmt::format("expect {}.{} == {}", contact.id, field, literal(value)));
    }
  }

  const Names& names_;
  Arena arena_;
  ByName<TriedMessage> messages_;
  ByName<std::string> ends_;  // of each flow: with what she left it last
  ByName<ReachedGoal> goals_;
  ByName<ChangedField> fields_;
  ByName<ChangedList> lists_;
};

}  // namespace

Result<std::vector<std::string>> expectations(Walk& walk) {
  std::vector<std::string> all;
  CAMP_ASSIGN(auto view, walk.view());
  auto& run = walk.debugger().run();
  for (const auto& contact : run.contacts()) {
    CAMP_ASSIGN(const auto told, read_told_contact(*view, contact));
    CAMP_ASSIGN(const auto history, run.history_of(contact));
    for (auto& step : Upshot(history, run.engine().names()).steps(told))
      if (std::find(all.begin(), all.end(), step) == all.end()) all.push_back(std::move(step));
  }
  if (all.empty()) all.emplace_back("expect 0 messages were sent");
  return all;
}

}  // namespace camp::cli
