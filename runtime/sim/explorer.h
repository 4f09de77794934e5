// Every way on which a contact can go through a project's flows, as far as bounds allow: the engine
// of `camp prove`.
//
// What can happen is given, as steps of scenarios (lang/analysis/choices.h reads it from the
// flows); what comes of it is the production engine's to say, in a world forked at every choice. A
// way is found by its fewest happenings first. States that are alike but for how they came to be
// are gone on from once (ways.h).
//
// Errors: what the engine says when it cannot go on. One thread; a stage may be shared.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/sim/breach.h"
#include "runtime/sim/scenario.h"
#include "runtime/sim/standing.h"

namespace camp::sim {

// How somebody comes: the contact's step, what services will answer, a campaign's run.
struct Beginning {
  std::string contact;
  std::vector<plan::Step> steps;
};

struct Happening {
  plan::Step step;      // whoever it happens to is its subject
  std::string event;    // what it brings
  std::string message;  // she must have been sent this; "": nothing
};

struct Choices {
  std::vector<Beginning> beginnings;  // the plainest first
  std::vector<Happening> happenings;
  bool scheduled = false;  // a run begins by its schedule: time goes by until one has
};

struct Bounds {
  std::size_t happenings = 3;  // on one way
  std::size_t paths = 2000;
  std::int64_t horizon_ms = std::int64_t{400} * 86'400'000;  // behind the beginning
  std::function<bool()> stop;                                // asked between states; may be empty
};

// What happens at a time; kNone: nothing but that it comes.
struct Turn {
  std::int64_t at_ms = 0;
  std::uint32_t happening = kNone;
};
struct Way {
  std::uint32_t beginning = 0;
  std::int64_t begun_ms = 0;
  std::vector<Turn> turns;
};

struct CounterExample {
  Breach breach;
  Way way;
  bool alone = false;                 // nothing else is broken on its way before
  std::vector<plan::Step> beginning;  // without what is not needed
};

// The most messages that one contact was sent in any such time.
struct Load {
  std::uint32_t most = 0;
  std::array<std::uint32_t, kChannelCount> by_channel{};  // each by itself
  Way way;                                                // on which `most` is reached
};

struct Explored {
  std::uint64_t paths = 0;   // that came to their end
  std::uint64_t merged = 0;  // that came to where another one had stood
  std::uint64_t cut = 0;     // times that something behind the bounds was let be
  std::uint64_t states = 0;
  bool stopped = false;
  std::vector<CounterExample> examples;  // of each breach one
  Reached reached;
  Load day, week;
};

Result<Explored> explore(const ScenarioStage& stage, const Choices& choices, const Bounds& bounds);

}  // namespace camp::sim
