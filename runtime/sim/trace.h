// What the machine did in one moment, line by line: for the debugger.
//
// A point is a line of a script that an instance came to: what it read there, and what its locals
// were as it came. Between an instance's lines stand the questions that were asked outside of any
// instance, an arm's `where`, a segment's condition, with their answers. One thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/vm/linked_program.h"
#include "runtime/vm/machine.h"

namespace camp::sim {

struct Place {
  std::string file;  // relative to the project's folder; empty: not known
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool is_known() const { return line != 0; }
  friend bool operator==(const Place&, const Place&) = default;
};

struct NamedText {
  std::string name, text;
  friend bool operator==(const NamedText&, const NamedText&) = default;
};

struct TracePoint {
  enum class Kind : std::uint8_t { kLine, kQuestion };
  Kind kind{};
  Place place;
  std::int64_t at_ms = 0;
  std::string contact;
  std::string flow;               // of an instance's line
  std::uint32_t instance = 0;     // likewise
  bool within = false;            // another statement of the line at which the point before stands
  bool branches = false;          // which way it goes hangs on what is read
  std::vector<NamedText> read;    // in their order: contact.country, event.total, count(purchase)
  std::vector<NamedText> locals;  // those that mean something on this line
  std::string answer;             // of a question
  std::string came;               // what ended the wait before this line; "": none was
  std::string problem;            // the transition ended here with an incident
  friend bool operator==(const TracePoint&, const TracePoint&) = default;
};

class TraceWatch final : public MachineWatch {
 public:
  void begins(const LinkedProgram& program, const InstanceFacts& instance,
              const Situation& situation) override;
  void ends(const Outcome& outcome) override;
  void answered(const LinkedProgram& program, std::uint32_t function, const Situation& situation,
                const Value& answer) override;
  void assigned(const LinkedProgram& program, std::uint32_t flow, std::uint32_t experiment,
                std::uint32_t arm) override;
  void at(const LinkedProgram& program, std::uint32_t offset, const Value* top,
          const Value* locals) override;

  const std::vector<TracePoint>& points() const { return points_; }
  void clear() { points_.clear(); }

 private:
  struct Walk {  // the transition that is under way
    const Function* body = nullptr;
    const FlowDecl* flow = nullptr;
    std::uint32_t offset = 0;     // of the last instruction of the body
    const Value* base = nullptr;  // its empty stack
  };
  void come_to(const LinkedProgram& program, std::uint32_t offset, bool between,
               const Value* locals);
  void note_read(const LinkedProgram& program, const Value* top);

  std::vector<TracePoint> points_;
  Walk walk_;
  TracePoint frame_;              // what the points of a transition share
  std::vector<NamedText> asked_;  // read since the last point, outside of any transition
  std::uint32_t last_ = kNone;    // the last instruction's offset
  std::string counted_;           // count(purchase), while it is being counted
};

// Where this code comes from; line 0: the program does not say.
Place place_of(const Program& program, std::uint32_t code);

}  // namespace camp::sim
