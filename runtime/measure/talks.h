// The fold over talks: how often a module's use began, how its questions ended, which targets were
// reached. Part of the report's fold (report.h).
//
// Its unit is the talk: one pass of an instance through a `do`. A talk has begun, and a question is
// asked, once a message of it was handed over (or may have been); what was held, withheld, skipped
// or refused was said to nobody. Ends and targets are those of the journal's talk entries, and
// count for talks that have begun and questions that were asked, so that no share goes beyond 1.
#pragma once
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/measure/counts.h"
#include "runtime/measure/declared.h"
#include "runtime/measure/hash_counts.h"
#include "runtime/state/talk_entry.h"

namespace camp {

// What the steps of the store's programs are in the talks of their flows. A talk, question or
// target is the same in every version in which it has the same label and name.
class TalkSteps {
 public:
  enum class Role : std::uint8_t { kText, kQuestion, kAnswer, kTarget };
  struct Step {
    std::vector<std::uint32_t> talks;  // that it stands in, outermost first: into DeclaredFlow's
    Role role{};                       // in the last of them
    std::uint32_t item = 0;            // into its questions or targets
  };

  TalkSteps() = default;
  explicit TalkSteps(const Declared& declared);
  const Step* find(std::uint32_t program, std::uint32_t step) const;  // null: in no talk

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, Step> steps_;
};

class TalkFold {
 public:
  // Whose doing it is, and what it counts for.
  struct Of {
    std::uint64_t contact = 0;
    std::uint32_t instance = 0;
    std::uint32_t index = 0;  // of the counts
  };

  explicit TalkFold(TalkSteps steps) : steps_(std::move(steps)) {}
  void forget();  // the contacts so far come no more
  void add_said(const Of& of, std::uint32_t program, std::uint32_t step, Counts& counts);
  void add_point(const Of& of, const TalkEntry& entry, Counts& counts);

 private:
  struct Point {
    TalkPoint point{};
    std::uint32_t item = 0;
  };
  void release(std::uint64_t since, TalkCounts& talk);
  static void count(const Point& point, TalkCounts& talk);

  TalkSteps steps_;
  HashCounts facts_;
  // What came before the talk is known to have begun, or the question to have been asked: a chunk's
  // outcomes are read behind it.
  std::unordered_multimap<std::uint64_t, Point> early_;
};

}  // namespace camp
