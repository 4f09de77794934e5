#include "runtime/measure/talks.h"

#include <algorithm>

namespace camp {
namespace {

enum class Fact : std::uint64_t { kBegun = 1, kAsked };

std::uint64_t mix_fact(const TalkFold::Of& of, Fact fact, std::uint32_t talk,
                       std::uint32_t item = 0) {
  const auto pass = std::uint64_t{of.instance} << 32 | of.index;
  const auto what = static_cast<std::uint64_t>(fact) << 48 ^ std::uint64_t{talk} << 24 ^ item;
  return mix_bits(of.contact ^ mix_bits(pass ^ mix_bits(what)));
}

// As many as needed are there.
template <class Row>
Row& at(std::vector<Row>& rows, std::uint32_t index) {
  if (rows.size() <= index) rows.resize(index + 1);
  return rows[index];
}

template <class Row, class Is>
std::uint32_t index_of(const std::vector<Row>& rows, Is is) {
  return static_cast<std::uint32_t>(std::find_if(rows.begin(), rows.end(), is) - rows.begin());
}

}  // namespace

TalkSteps::TalkSteps(const Declared& declared) {
  for (const auto& of_program : declared.talks) {
    const auto program = of_program.first;
    for (const auto& talk : of_program.second) {
      const auto& flow =
          *std::find_if(declared.flows.begin(), declared.flows.end(),
                        [&](const DeclaredFlow& it) { return it.flow == talk.flow; });
      const auto number = index_of(
          flow.talks, [&](const DeclaredTalk& it) { return it.label == talk.declared.label; });
      for (auto step = talk.begin; step < talk.end; ++step)
        steps_[{program, step}].talks.push_back(number);
      const auto& known = flow.talks[number];
      const auto set = [&](std::uint32_t step, Role role, const auto& names, const auto& name) {
        auto& row = steps_[{program, step}];
        row.role = role;
        row.item = index_of(names, [&](const auto& it) { return it == name; });
      };
      for (std::size_t i = 0; i < talk.questions.size(); ++i) {
        const auto& name = talk.declared.questions[i];
        set(talk.questions[i].send, Role::kQuestion, known.questions, name);
        set(talk.questions[i].answer, Role::kAnswer, known.questions, name);
      }
      for (std::size_t i = 0; i < talk.targets.size(); ++i)
        set(talk.targets[i], Role::kTarget, known.targets, talk.declared.targets[i]);
    }
  }
}

const TalkSteps::Step* TalkSteps::find(std::uint32_t program, std::uint32_t step) const {
  const auto found = steps_.find({program, step});
  return found == steps_.end() ? nullptr : &found->second;
}

void TalkFold::forget() {
  facts_.clear();
  early_.clear();
}

void TalkFold::add_said(const Of& of, std::uint32_t program, std::uint32_t step, Counts& counts) {
  const auto* place = steps_.find(program, step);
  if (place == nullptr) return;
  for (const auto number : place->talks) {
    const auto begun = mix_fact(of, Fact::kBegun, number);
    if (!facts_.first(begun)) continue;
    auto& talk = at(counts.talks, number);
    ++talk.begun;
    release(begun, talk);
  }
  if (place->role != TalkSteps::Role::kQuestion) return;
  const auto asked = mix_fact(of, Fact::kAsked, place->talks.back(), place->item);
  if (!facts_.first(asked)) return;
  auto& talk = at(counts.talks, place->talks.back());
  ++at(talk.questions, place->item).asked;
  release(asked, talk);
}

void TalkFold::add_point(const Of& of, const TalkEntry& entry, Counts& counts) {
  const auto* place = steps_.find(entry.program, entry.step);
  if (place == nullptr) return;
  const auto number = place->talks.back();
  const auto since = entry.point == TalkPoint::kTarget
                         ? mix_fact(of, Fact::kBegun, number)
                         : mix_fact(of, Fact::kAsked, number, place->item);
  const Point point{entry.point, place->item};
  if (facts_[since] != 0)
    count(point, at(counts.talks, number));
  else
    early_.emplace(since, point);
}

void TalkFold::release(std::uint64_t since, TalkCounts& talk) {
  const auto [first, last] = early_.equal_range(since);
  for (auto it = first; it != last; ++it) count(it->second, talk);
  early_.erase(first, last);
}

void TalkFold::count(const Point& point, TalkCounts& talk) {
  switch (point.point) {
    case TalkPoint::kAnswered:
      ++at(talk.questions, point.item).answered;
      break;
    case TalkPoint::kSilent:
      ++at(talk.questions, point.item).silent;
      break;
    case TalkPoint::kUnreadable:
      ++at(talk.questions, point.item).unreadable;
      break;
    case TalkPoint::kTarget:
      ++at(talk.reached, point.item);
      break;
  }
}

}  // namespace camp
