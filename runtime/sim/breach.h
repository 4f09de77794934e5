// What must hold on every way, whatever a project says, looked at from its journal: nothing is sent
// without consent, and nothing fails. And what the project says itself: its invariants.
//
// The gate is judged anew here, by the consents that the journal has up to a message: the engine's
// own answer is not asked.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/sim/scenario.h"
#include "runtime/sim/trace.h"

namespace camp::sim {

struct Breach {
  enum class Kind : std::uint8_t { kInvariant, kConsent, kIncident, kNeverEnds };
  Kind kind{};
  std::string what;     // the invariant's text, the message, the flow
  std::string contact;  // of whom
  std::string told;
  std::int64_t at_ms = 0;
  Place place;  // of the step in its script; an invariant's values have theirs
  std::vector<Failure::Value> values;

  bool is_same(const Breach& other) const {
    return kind == other.kind && what == other.what && place == other.place;
  }
};

// What was looked at before: so many entries, and what became of messages until then.
struct Looked {
  std::size_t entries = 0;
  std::int64_t until_ms = INT64_MIN;
};
// Of what the journal has of her since, in its order: messages without consent, and incidents.
std::vector<Breach> breaches_in(const ContactHistory& history, const Looked& before,
                                const LinkedProgram& program, const Names& names,
                                const std::string& contact);
// Of somebody to whom nothing will happen any more: waits that nothing ends.
std::vector<Breach> endless_waits(const ContactRow& row, const LinkedProgram& program,
                                  const Names& names, const std::string& contact,
                                  std::int64_t now_ms);

}  // namespace camp::sim
