// The one door to a contact: whatever changes a contact's row is changed here, which keeps the
// journal, the timers, the counters and the note of what changed (ContactSlot::changed) in step.
//
// Callers decide, nothing is judged here. Which attributes, lists and consents changed is told by
// the slot's journal entries of this tick. A change that changes nothing leaves no trace. One
// thread; nothing fails.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/engine/tick.h"
#include "runtime/engine/work.h"
#include "runtime/policy/pressure.h"
#include "runtime/vm/machine.h"

namespace camp {

// Whose doing a change is, and when. An import and an event have no subject.
struct By {
  Subject subject;
  std::int64_t at_ms = 0;
};

class ContactChanges {
 public:
  explicit ContactChanges(Tick& tick) : tick_(tick) {}

  // -- the contact
  void create(ContactSlot& slot, std::int64_t now_ms);
  // Everything personal of the row goes. Instances must have been stopped, what was held skipped.
  void erase(ContactSlot& slot);
  // `given` is encoded like a row's attributes, sorted by name; an absent value takes one away.
  // What of it made a difference is one journal entry. True when something did.
  bool set_attributes(ContactSlot& slot, const By& by, std::string_view given);
  // Said at `said_ms`; what was said later stands (ContactRow::set_list, runtime/state/consents.h).
  bool set_list(ContactSlot& slot, const By& by, std::uint32_t list, bool member,
                std::int64_t said_ms);
  bool hear(ContactSlot& slot, const By& by, const Subscription& word);
  // Whether what was decided for the contact may leave is to be asked anew.
  void ask_messages(ContactSlot& slot) { note(slot, kLists); }
  // A subscription that has to be confirmed (runtime/state/opt_ins.h).
  // `address`: the mark of the contact's.
  bool ask(ContactSlot& slot, const By& by, const Subscription& word, std::uint64_t address);
  // A confirmation of it was decided, to the address with that mark.
  void note_confirmation(ContactSlot& slot, std::uint32_t conversation, Channel channel,
                         const Hash128& ledger_id, std::uint64_t address, std::int64_t now_ms);
  // The instance reached the experiment: from now on the contact counts for her arm.
  void assign(const Work& work, const AssignedEntry& entry);
  // Changes nothing of her row: it is told, and counted.
  void note_talk(const Work& work, const TalkEntry& entry);
  void note_event(const Work& work, const EventEntry& entry);

  // -- conditions: what of them is kept from one time to the next
  // They are to be asked again then, when they were not to be before. INT64_MAX: no need.
  void ask_at(ContactSlot& slot, std::int64_t at_ms);
  // The time has come. False: it was for another one, which has passed or been taken back.
  bool take_asking(ContactSlot& slot, std::int64_t due_ms);
  // Both: true when it is news.
  bool set_segment(ContactSlot& slot, std::uint32_t segment, bool member);
  bool hold_goal(const Work& work, std::size_t goal, bool holds);

  // -- instances
  // Gives its number. `start_event_ms`: the starting event's own time.
  std::uint32_t enter(const Work& outside, std::uint64_t key, std::int64_t start_event_ms,
                      std::uint64_t start_arrival);
  // The end of a transition: parked with its timer, an incident, or ended. `entry` tells what woke
  // it; what became of it is filled in here. `failure` is kept of an incident.
  void stop(const Work& work, const Outcome& outcome, TransitionEntry entry,
            const Failure& failure = {});
  // An operator's: who failed stands at the wait again, with the time that was set for it then.
  void put_back(const Work& work);
  // A wait lasts longer by the time between these, for which it was held.
  void shift_wait(const Work& work, std::int64_t from_ms, std::int64_t to_ms);
  void withhold(const Work& work);  // held out from here on
  // What an instance that has ended was still to be sent is not: an exit of its flow, or an
  // operator who cancelled that.
  void forbid_messages(const Work& work);
  // An ended instance leaves the row. What may still be asked of it stays in `past`.
  void forget_instance(ContactSlot& slot, std::uint32_t number,
                       const std::optional<PastEntry>& past);
  void forget_past(ContactSlot& slot, std::int64_t now_ms);  // what nobody asks for any more

  // -- goals
  // Before its entry is journaled: it may be refunded.
  void keep_conversion(ContactSlot& slot, OpenConversion conversion);
  void refund(ContactSlot& slot, KeptConversion& conversion, JournalEntry entry);

  // -- messages
  // Queued, withheld or skipped by permission; pressure is still to be asked about a queued one.
  // `send`: into the flow's.
  void decide(const Work& work, const MessageEntry& message, std::uint32_t send);
  // Pressure keeps back what decide() queued, or skips it: `entry` is its place among the slot's
  // entries; `policy` is the program whose rules press.
  void hold(ContactSlot& slot, std::size_t entry, const Pressed& pressed, std::uint32_t policy);
  void refuse(ContactSlot& slot, std::size_t entry, const Pressed& pressed, std::uint32_t policy);
  void hold_on(ContactSlot& slot, HeldMessage& held, const Pressed& pressed);
  // A held message is queued or skipped after all; the caller takes it out of the row.
  void release(ContactSlot& slot, const HeldMessage& held, Subject subject, const Pressed& pressed,
               std::uint32_t policy, std::int64_t now_ms);
  // Under the caps of the policy.
  void take_place(ContactSlot& slot, CapPlace place);
  // Of what was sent before the program's caps came; they are kept for it from now on.
  void adopt_places(ContactSlot& slot, std::uint32_t program, std::vector<CapPlace> earlier);
  template <class Is>
  bool give_back_places(ContactSlot& slot, Is is) {  // whether there were any
    if (std::erase_if(slot.row.places, is) == 0) return false;
    note(slot, kMessages);
    return true;
  }
  // What was held and is meant is not sent any more (Gate::kExited).
  template <class Is>
  void leave_messages(ContactSlot& slot, Is is) {
    for (auto& held : slot.row.held) {
      if (!is(held)) continue;
      held.exited = true;
      slot.ask_held = true;
    }
  }
  void receive(ContactSlot& slot, Touch& touch, std::uint8_t seen, JournalEntry receipt);

 private:
  void note(ContactSlot& slot, ContactPart part) {
    slot.changed = static_cast<std::uint8_t>(slot.changed | part);
  }
  void note_transition(const Work& work, const TransitionEntry& entry);
  void take_back(ContactSlot& slot, MessageEntry& message, const Pressed& pressed,
                 std::uint32_t policy);
  void add_touch(ContactSlot& slot, const Touch& touch);

  Tick& tick_;
  std::string merged_, difference_;  // of set_attributes, kept for their memory
};

}  // namespace camp
