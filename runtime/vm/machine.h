// The machine: runs one transition, or one expression. Pure: what it reads is in Situation, what it
// wants is in Effects; no I/O, no clock, no chance, no allocation that grows with history.
//
// One Machine per thread, used again and again: stack, locals and arena are kept. Effects and
// Outcome own what they have; the value of evaluate() lives until the next call. Programs come
// verified (LinkedProgram), so stack, locals and jumps need no checks here; tags do, because
// bytecode is not typed: a misfit ends the transition with an incident.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/limits.h"
#include "lang/program/template_unit.h"
#include "runtime/state/contact_row.h"
#include "runtime/vm/effects.h"
#include "runtime/vm/linked_program.h"
#include "runtime/vm/machine_watch.h"

namespace camp {

struct TrialDecision;

struct EventAtHand {
  std::uint32_t name = 0;  // the store's number
  std::string_view id;
  std::string_view
      data;  // encoded fields: n (name value)*, like attributes; field names are numbered as
             // plain names ("cart"), the same numbers as Program::names links to
  std::int64_t time_ms = 0;
  std::string_view ledger_id;  // receipts: the 16 bytes of the message they are about; arms with a
                               // handle match only when it equals the handle's
  std::uint64_t arrival = 0;   // among those of one instant, which came first; 0: not kept yet
};

// A contact's past events of one kind, in the order of their times, then of their arrival. The
// engine implements it over the store and over what the tick at hand has added. Errors (a read
// failure) end the walk and fail the transition.
class EventHistory {
 public:
  virtual ~EventHistory() = default;
  virtual void open(std::uint32_t event_name, std::int64_t from_ms,
                    std::int64_t to_ms) = 0;  // [from, to]
  virtual bool next(EventAtHand* event) = 0;
  virtual bool ok() const = 0;
};

// What a transition can see of its contact. Views into the row; changed by nobody during a call.
struct ContactFacts {
  std::string_view id;
  std::string_view attributes;
  const std::vector<std::uint32_t>* lists = nullptr;
  std::string_view encoded_lists;           // used instead when `lists` is null (scans)
  const Consents* subscriptions = nullptr;  // may be null in scans
  const OptIns* opt_ins = nullptr;          // may be null in scans
  const std::vector<Assignment>* assignments = nullptr;  // may be null in scans
  std::uint32_t flags = 0;

  bool on_list(std::uint32_t list) const;
};
// Of a whole row, or of what a scan sees of one; views into it.
ContactFacts facts_of(std::string_view id, const ContactRow& row);
ContactFacts facts_of(std::string_view id, const ContactGlance& seen);

struct Situation {
  ContactFacts contact;
  const EventAtHand* event = nullptr;
  EventHistory* history = nullptr;  // null: no events (history functions then see none)
  std::int64_t now_ms = 0;
  // Saved by an earlier transition: n value* and, where something of the flow can come again, how
  // often it has: n (step count)*. "" at the start.
  std::string_view locals;
  std::uint32_t outlet = 0;      // the instance's: the store's number of its name; 0: none
  std::string_view confirm_url;  // of a double opt-in's journey; "": nothing waits for it
};

struct Incident {
  std::string message;     // what, for people
  std::uint32_t code = 0;  // offset in Program::code
};

// How a transition ended; mirrors StopKind of the journal.
struct Outcome {
  enum class Kind : std::uint8_t { kParked, kFinished, kExited, kIncident };
  Kind kind{};
  std::uint32_t step = kNone;  // where it stands (parked) or stood (exited)
  std::uint32_t wait = kNone;  // parked at a WaitEvents: into the flow's waits
  std::int64_t due_ms = 0;     // parked
  std::string locals;          // parked: to be saved
  bool withheld = false;       // the instance is (now) held out
  std::string reason;          // exited
  Incident incident;
};

// What the rendering of a bare Liquid file may take.
struct RenderAllowance {
  std::uint32_t fuel = limits::kRenderFuel;
  std::size_t bytes = limits::kRenderBytes;
};

// What a bare Liquid file printed, and the errors that it printed among it.
struct RenderedText {
  std::string text;
  std::vector<std::string> errors;
};

// By what a message's contents are chosen, whatever the contact is: to look at the others.
struct AssumedReader {
  std::string language;
  std::vector<bool> in_segment;  // by content; not looked at where one has no segment
  bool text_allowed = true;      // as ContentDecl's
};

// What a message says to one contact, without a send.
struct RenderedMessage {
  std::string address;   // "" when the contact has none for the channel
  std::string language;  // in which values are written; "" when none is known
  std::string slots;     // as in MessageEffect
  bool too_large = false;
  bool empty = false;         // what the channel needs is blank
  bool says_nothing = false;  // outside of the channel's reply window
};

// The instance that runs: who it is, for ledger ids, and whether it is held out.
// How far an experiment that is decided has come, in the instance's run, or in its journey's
// program.
struct TrialState {
  std::int64_t decide_ms = 0;               // 0: nothing is to be decided before somebody comes
  const TrialDecision* decision = nullptr;  // the last, until the next is made; null: none was
};
class TrialReader {
 public:
  virtual ~TrialReader() = default;
  virtual TrialState find(std::uint32_t experiment) const = 0;  // by the store's number
};

struct InstanceFacts {
  std::uint32_t flow = 0;    // into Program::flows
  std::string_view run_key;  // of a campaign's run; "" for a journey
  std::uint32_t number = 0;  // the contact's instance number
  bool withheld = false;
  Hash128 store_id;                           // StoreRow::id
  std::size_t may_set_off = limits::kSetOff;  // so many events, changes of lists and consents
  const TrialReader* trials = nullptr;        // null: nobody has come to any yet
  // By whose double opt-ins a subscription is one: the current program. Null: the instance's own.
  const LinkedProgram* current = nullptr;
};

// What the first half of the gate is told of a contact; its address, its text and whether it is
// held out are the caller's to fill in. `now_ms`: a confirmation whose link is too old then may not
// be sent; 0: its age is not asked.
Permission permission_of(const LinkedProgram& program, const FlowDecl& flow, Channel channel,
                         const ContactFacts& contact, std::int64_t now_ms = 0);

// ledger id = XXH3-128 of: store id (16 bytes) flow name 0x00 run key (campaign) or instance
// number (journey) 0x00 step label 0x00 occurrence 0x00 contact id; numbers in decimal. An
// occurrence counts how often the instance has reached the step, from 1. The same decision always
// has the same id; no other has it.
Hash128 ledger_id(const Hash128& store_id, std::string_view flow, std::string_view run_key,
                  std::uint32_t instance, std::string_view step_label, std::uint32_t occurrence,
                  std::string_view contact_id);

// Whether an ended instance's locals may still be asked for (Outcome::locals has them).
bool goals_read_locals(const FlowDecl& flow);

class Transition;  // one call at work (transition.h)

class Machine {
 public:
  Machine();
  ~Machine();
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;

  // Runs the flow's body from `offset` (0: from its start) to its next stop. `event` of the
  // situation is at hand at the start of the body and of a wait's arm. After kIncident the effects
  // are empty. An offset where the flow has no entry (LinkedProgram::is_entry) or locals that do
  // not decode are incidents.
  Outcome run(const LinkedProgram& program, const InstanceFacts& instance, std::uint32_t offset,
              const Situation& situation, Effects& effects);

  // One expression function. False: `incident` says why; otherwise `*result` lives until the next
  // call.
  bool evaluate(const LinkedProgram& program, FunctionIndex function, const Situation& situation,
                Value* result, Incident* incident);

  // Of an instance that this event would start: what it keeps of the event (Situation::locals).
  bool start_locals(const LinkedProgram& program, std::uint32_t flow, const Situation& situation,
                    std::string* locals, Incident* incident);

  // Whether an arm (of a wait, start, exit or goal) matches the event at hand: kind, handle, where.
  enum class Match : std::uint8_t { kNo, kYes, kIncident };
  Match matches(const LinkedProgram& program, const EventArm& arm, const Situation& situation,
                Incident* incident);

  // When what the last evaluate() or matches() counted may change though nothing happens: when an
  // event leaves a window that its result depends on. INT64_MAX: never.
  std::int64_t next_change_ms() const;

  // The message whose handle this local holds (Situation::locals). None: its send reached nobody,
  // or the locals cannot be restored, which is an incident for who wakes their instance.
  std::optional<Hash128> find_handle(const LinkedProgram& program, std::uint32_t handle,
                                     const Situation& situation);

  // Renders a bare Liquid file by Liquid's own rules: errors are printed in their places. Of the
  // situation only the time is looked at. False: a limit was reached.
  bool render(const LinkedProgram& program, const TemplateUnit& unit, const Value& data,
              const Situation& situation, const RenderAllowance& allowance, RenderedText* out,
              Incident* incident);

  // What a message says to a contact on a channel that it has: as a send would render it, whether
  // or not one would be permitted. `arguments` are the message's parameters, each of its type;
  // without `assumed` its contents are chosen by the contact. False: a send would end its
  // transition with this incident.
  bool render(const LinkedProgram& program, const MessageDecl& message, Channel channel,
              std::span<const Value> arguments, const AssumedReader* assumed,
              const Situation& situation, RenderedMessage* out, Incident* incident);

  // Who looks on from now on; null: nobody.
  void watch(MachineWatch* watch);

  std::uint64_t instructions() const;  // since construction, for `camp bench`

 private:
  std::unique_ptr<Transition> transition_;
};

}  // namespace camp
