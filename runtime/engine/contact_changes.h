// The one door to a contact: whatever changes a contact's row is changed here, which keeps the
// journal, the timers, the counters and the note of what changed (ContactSlot::changed) in step.
//
// Callers decide, nothing is judged here. Which attributes, lists and consents changed is told by
// the slot's journal entries of this tick. A change that changes nothing leaves no trace. One
// thread; nothing fails.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/engine/tick.h"
#include "runtime/engine/work.h"
#include "runtime/vm/machine.h"

namespace camp {

// Whose doing a change is, and when. An import and an event have no subject.
struct By {
  Subject subject;
  std::int64_t at_ms = 0;
};

class ContactChanges {
 public:
  ContactChanges(Tick& tick, EngineRow& row) : tick_(tick), row_(row) {}

  // -- the contact
  void create(ContactSlot& slot, std::int64_t now_ms);
  // Everything personal of the row goes; instances must have been stopped.
  void erase(ContactSlot& slot);
  // `given` is encoded like a row's attributes, sorted by name; an absent value takes one away.
  // What of it made a difference is one journal entry. True when something did.
  bool set_attributes(ContactSlot& slot, const By& by, std::string_view given);
  bool set_list(ContactSlot& slot, const By& by, std::uint32_t list, bool member);
  bool set_consent(ContactSlot& slot, const By& by, std::uint32_t conversation, Channel channel,
                   bool subscribed);
  void assign(const Work& work, const Assignment& assignment);

  // -- instances
  std::uint32_t enter(const Work& outside, std::uint64_t key);  // gives its number
  // The end of a transition: parked with its timer, an incident, or ended. `entry` tells what woke
  // it; what became of it is filled in here. Locals are kept of an ended one when `keep_locals`.
  void stop(const Work& work, const Outcome& outcome, bool keep_locals, JournalEntry entry);
  void withhold(const Work& work);  // held out from here on
  template <class Forgettable>
  void forget_instances(ContactSlot& slot, Forgettable forgettable) {
    if (std::erase_if(slot.row.instances, forgettable) != 0) note(slot, kInstances);
  }

  // -- messages
  void decide(const Work& work, JournalEntry message);  // reserved, withheld or skipped
  void receive(ContactSlot& slot, Touch& touch, std::uint8_t seen, JournalEntry receipt);

 private:
  void note(ContactSlot& slot, ContactPart part) {
    slot.changed = static_cast<std::uint8_t>(slot.changed | part);
  }
  JournalEntry entry_of(EntryKind kind, const By& by) const;

  Tick& tick_;
  EngineRow& row_;
  std::string merged_, difference_;  // of set_attributes, kept for their memory
};

}  // namespace camp
