// Takes instances from stop to stop: where a transition's outcome becomes state.
//
// The machine decides (pure), the conductor applies, through the one door (contact_changes.h), to
// the tick at hand. Everything that wakes an instance goes through it: a start, a timer,
// an event, a run. One thread.
//
// Transitions never nest. What one sets off for its contact is queued and runs when the transition,
// and the event or timer it belongs to, are done with; first asked for, first run. So an effect is
// applied to a contact that nothing else changes meanwhile.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/engine/contact_changes.h"
#include "runtime/engine/inputs.h"
#include "runtime/engine/mend_order.h"
#include "runtime/engine/reached.h"
#include "runtime/engine/service_client.h"
#include "runtime/engine/tick.h"
#include "runtime/engine/work.h"
#include "runtime/shelf/approvals.h"
#include "runtime/shelf/event_history.h"
#include "runtime/shelf/pauses.h"
#include "runtime/shelf/programs.h"
#include "runtime/shelf/run_book.h"
#include "runtime/shelf/trial_book.h"
#include "runtime/state/confirm_link.h"
#include "runtime/vm/machine.h"

namespace camp {

// How an event came in.
struct Arrival {
  bool history = false;  // EventInput::history
  bool old = false;      // its time lies further back than limits::kOldEventMs
  bool late = false;     // decisions of the contact's flows lie behind its own time
};

// An instance's row and its program contradict each other.
Error misfit(const ContactSlot& slot, std::uint32_t instance);

// Of the segments that start journeys: which hold a contact, and when they are to be asked again.
struct SegmentStanding {
  std::vector<std::uint32_t> in, out;  // segments
  std::int64_t ask_ms = INT64_MAX;
};

class Conductor {
 public:
  // New entries start with the shelf's current program.
  Conductor(Store& store, ProgramShelf& programs, RunBook& runs, TrialBook& trials,
            const Pauses& pauses, const Approvals& approvals, const Names& names,
            const Hash128& store_id, const StoreSecret& secret, Tick& tick, ContactChanges& changes)
      : programs_(programs),
        runs_(runs),
        trials_(trials),
        pauses_(pauses),
        approvals_(approvals),
        names_(names),
        store_id_(store_id),
        secret_(secret),
        tick_(tick),
        changes_(changes),
        store_(store),
        history_(store),
        walked_(store) {}

  // A contact begins a run of a campaign. Errors: as work_on().
  Result<void> start_run(ContactSlot& slot, const ProgramPtr& program, std::uint32_t flow,
                         std::uint32_t run, std::int64_t now_ms);

  // A timer came due. Does nothing when its instance no longer waits for it. Errors: as work_on().
  Result<void> wake_by_timer(ContactSlot& slot, std::uint32_t instance, std::uint32_t token,
                             std::int64_t due_ms, std::int64_t now_ms);

  // An event that an instance of this flow, or the flow itself, waited for while it was paused.
  // Errors: as work_on(); kCorrupt when the event is not there.
  Result<void> wake_parked(ContactSlot& slot, std::uint32_t flow, const ParkedWake& wake,
                           std::int64_t now_ms);

  // An event of this contact becomes history; then goals, exits, waits, new entries, and what these
  // set off. An entry that is refused is a journal entry, not an error. Errors: as work_on().
  // The event's views must live until the tick's end.
  Result<void> apply_event(ContactSlot& slot, EventAtHand event, Arrival arrival,
                           std::int64_t now_ms);

  // What came of a request for good: an event of the contact, which wakes who waits for it.
  // Errors: as work_on().
  Result<void> apply_answer(ContactSlot& slot, const LinkedProgram& program, const CallDecl& call,
                            const RequestRow& row, const ServiceAnswer& answer,
                            std::int64_t now_ms);

  // Attributes, lists or consents of the contact were changed from outside. Errors: as work_on().
  Result<void> apply_changes(ContactSlot& slot, std::int64_t now_ms);
  // A time came at which conditions are to be asked again. Errors: as work_on().
  Result<void> ask_again(ContactSlot& slot, std::int64_t due_ms, std::int64_t now_ms);
  // Who is in the segments that start journeys of the current program, without anybody entering:
  // asked here, or as it was found.
  Result<void> take_stock(ContactSlot& slot, std::int64_t now_ms);
  void note_standing(ContactSlot& slot, const SegmentStanding& standing);

  // What a contact says of being written to, by whatever way it came, with the event that it then
  // is when it is news (it has not happened yet). `id`: the event's.
  std::optional<EventAtHand> hear(ContactSlot& slot, const By& by, const Subscription& word,
                                  std::string_view id, std::int64_t event_ms);

  // opt_ins.cpp. The same without its event: whether it is news. An objection that leaves a request
  // of after it open sets off that the request happens now, behind the contact's event at hand.
  bool hear(ContactSlot& slot, const By& by, const Subscription& word, std::string_view id);
  // Whether who says so has to confirm it first: the current program's conversation
  // has a double opt-in on that channel.
  bool has_to_confirm(const Subscription& word) const;
  std::uint64_t address_of(const ContactSlot& slot, Channel channel) const;
  // What is to be confirmed, with the event that it is; none when nothing is new, or the contact
  // has confirmed it before.
  std::optional<EventAtHand> ask(ContactSlot& slot, const By& by, const Subscription& word,
                                 std::string_view id, std::int64_t event_ms);
  // The event of a word: `subscribed`, or another name with the same fields.
  EventAtHand event_of(const Subscription& word, std::string_view name, std::string_view id,
                       std::int64_t event_ms);
  // A link of a confirmation was used at that time: kApplied with the word that it is, or why not.
  EventFate judge(const ContactSlot& slot, std::string_view token, std::int64_t used_ms,
                  Subscription* word);

  // Asks for the contact's entry into a journey of the current program by this event, when one of
  // the journey's starts agrees. It is queued: behind the transition at work, if there is one, and
  // what was asked before. The event's views must live until the tick's end.
  void enter_later(ContactSlot& slot, const ProgramPtr& current, std::uint32_t flow,
                   const EventAtHand& event, const Arrival& arrival, bool newest,
                   std::int64_t now_ms);

  // An operator ends the contact's instances of a flow where they stand: how many. What the flow
  // had held is not sent. Errors: as work_on().
  Result<std::size_t> take_out(ContactSlot& slot, std::uint32_t flow, std::int64_t now_ms);

  // A resume that shifts: the waits of the contact that it frees last longer by the time for which
  // they were held. How many. Errors: as work_on().
  Result<std::size_t> shift_waits(ContactSlot& slot, const PausesRow& pauses, std::int64_t now_ms);

  // An operator's word about an instance that failed (incidents.cpp). Errors: as work_on();
  // kCorrupt when the event that woke it is not there.
  Result<MendFate> mend(ContactSlot& slot, std::uint32_t instance, const MendOrder& order,
                        std::int64_t now_ms);

  // A failure outside of any instance (work.number is 0): an audience's or a start's condition that
  // could not be evaluated.
  void report_incident(const Work& work, const Incident& incident);

  // Finds what an instance runs on. Errors: its program or run cannot be read, or the instance does
  // not fit the program (kCorrupt): rows come from the disk.
  Result<Work> work_on(ContactSlot& slot, const Instance& instance, std::int64_t now_ms);
  // The same of who sent a message that fell out of the row; of its instance nothing else is known.
  Result<Work> work_on(ContactSlot& slot, const OlderTouch& older, std::int64_t now_ms);

  // The messages on whose events of this kind (name number) a wait of the contact stands now.
  // Errors: as work_on().
  Result<std::vector<Hash128>> awaited(ContactSlot& slot, std::uint32_t event, std::int64_t now_ms);

  // Whether the contact is in a segment, by its condition: for what is only counted. A condition
  // that fails says no.
  bool is_in(const Work& outside, FunctionIndex condition);

  void watch(MachineWatch* watch) { machine_.watch(watch); }
  // The first event that could not be read since construction: the tick must not be committed.
  const Result<void>& status() const {
    return history_.status().ok() ? walked_.status() : history_.status();
  }
  // The tick ends: what it wrote is seen from now on.
  void end_tick() {
    history_.look_anew();
    walked_.look_anew();
  }
  // Who entered what and who was refused, since it was last asked.
  EventCounts take_entries() { return std::exchange(entries_, {}); }

 private:
  struct Waking {
    WakeKind kind{};
    std::uint32_t offset = 0;
    const EventAtHand* event = nullptr;
  };
  // What is to happen when the transition at work is over: the contact's entry into a journey, or
  // an event that a flow has set off (without a program).
  struct Next {
    ContactSlot* slot;
    ProgramPtr program;
    std::uint32_t flow;
    EventAtHand event;
    Arrival arrival;
    bool newest;  // no event of its partition lies at its time or behind it
    std::int64_t now_ms;
    std::uint32_t start = kNone;  // only this one of the journey's starts; kNone: any
  };
  // What is new of a contact, for whoever reads it.
  struct Changed {
    bool all = false;
    std::vector<std::uint32_t> attributes, lists, events;  // name numbers
    bool none() const { return !all && attributes.empty() && lists.empty() && events.empty(); }
  };

  // conductor.cpp
  Result<Work> work_of(ContactSlot& slot, const Reached::Giver& giver, std::int64_t now_ms);
  void run_instance(const Work& work, Waking waking);
  Result<void> run_queue(ContactSlot& slot, const Arrival& arrival, std::int64_t now_ms);
  void apply_effects(const Work& work);
  void apply(const Work& work, const MessageEffect& effect);
  void apply(const Work& work, const AttributeEffect& effect);
  void apply(const Work& work, const AssignedEffect& effect);
  void apply(const Work& work, const TrialEffect& effect);
  void apply(const Work& work, const TalkEffect& effect);
  void apply(const Work& work, const ListEffect& effect);
  void apply(const Work& work, const EventEffect& effect);
  void apply(const Work& work, const ConsentEffect& effect);
  void apply(const Work& work, const RequestEffect& effect);
  void queue_requests(const Work& work);
  void apply_attributes(const Work& work);
  void apply_stop(const Work& work, const Waking& waking, const Outcome& outcome);
  bool has_sent(const Work& work) const;
  EventAtHand kept(const EventAtHand& event);
  bool look_back(const Work& work, EventAtHand* event, std::uint32_t* arm);
  // An instance that does not run ends by what an event's condition says, or is parked where it
  // stands.
  void leave_at_once(const Work& work, const Waking& waking, Incident incident,
                     std::string_view reason = {});
  void stop_by_match(const Work& work, const Waking& waking, Machine::Match match,
                     Incident incident);

  // conductor_goals.cpp
  // What a giver's own program says of a conversion.
  struct Agreed {
    Value worth;
    std::optional<OpenConversion> open;  // where it may be refunded
  };
  Result<void> apply_goals(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  Result<void> convert(const Work& newest, const GoalDecl& goal, const EventAtHand& event);
  // A run's part in a conversion: which of its messages are credited with it.
  struct Credited {
    Work work;  // the instance of the latest of them
    Agreed agreed;
    std::vector<CreditShare> messages;  // newest first
  };
  Result<std::vector<Credited>> credit(const Work& newest, const GoalDecl& goal,
                                       const EventAtHand& event);
  bool within(const Work& work, const GoalDecl& goal, std::int64_t from_ms,
              const EventAtHand& event);
  Result<bool> agrees(Work& work, const Reached::Giver& giver, const GoalDecl& goal,
                      const EventAtHand& event, Agreed* agreed);
  void journal_credited(std::vector<Credited> credited, const GoalDecl& goal,
                        const EventAtHand& event, ConvertedEntry entry);
  void journal_conversion(const Work& work, const GoalDecl& goal, const EventAtHand& event,
                          ConvertedEntry entry, const Agreed& agreed);

  // conductor_refunds.cpp
  Result<void> apply_refunds(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  Result<bool> is_refunded(ContactSlot& slot, const OpenConversion& conversion,
                           const EventAtHand& event, std::int64_t now_ms);
  std::optional<OpenConversion> open_conversion(const Work& work, const Reached::Giver& giver,
                                                const GoalDecl& goal, const EventAtHand& event);

  // conductor_events.cpp
  Result<void> happen(ContactSlot& slot, EventAtHand event, Arrival arrival, std::int64_t now_ms);
  void set_off(const Work& work, const EventAtHand& event);
  Result<void> apply_exits(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  void exit_by(const Work& work, const EventAtHand& event);
  Result<void> apply_waits(ContactSlot& slot, const EventAtHand& event, std::int64_t now_ms);
  void wake_by(const Work& work, const EventAtHand& event);
  void queue_starts(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& event,
                    const Arrival& arrival, bool newest, std::int64_t now_ms);

  // conditions.cpp
  Changed take_changes(ContactSlot& slot, std::int64_t now_ms);
  bool is_condition(const LinkedProgram& program, const EventArm& arm) const;
  bool is_touched(const LinkedProgram& program, const EventArm& arm) const;
  bool concerns(const LinkedProgram& program, const EventArm& arm, const EventAtHand& event) const;
  Machine::Match asks(const Work& work, const EventArm& arm, const Situation& now,
                      Incident* incident);
  EventAtHand a_change(std::int64_t now_ms) const;
  Result<void> ask_conditions(ContactSlot& slot, const Arrival& arrival, std::int64_t now_ms);
  Result<void> ask_goals(ContactSlot& slot, const EventAtHand& change, std::int64_t now_ms);
  void ask_segments(ContactSlot& slot, const ProgramPtr& current, const EventAtHand& change,
                    const Arrival& arrival, std::int64_t now_ms);
  bool starts_by_segment(const Work& outside, std::uint32_t start, const EventAtHand& change,
                         bool silent, std::vector<std::uint32_t>* entered);
  std::optional<Situation> at_its_start(const Work& work, const EventAtHand* event,
                                        const EventAtHand& change, std::string* locals,
                                        Incident* incident);
  bool exits_already(const Work& work, const EventAtHand* event, Incident* incident);
  void hold_goals(const Work& work, const EventAtHand* event);

  // incidents.cpp
  Result<void> retry(const Work& work, const Failure& failure);
  void begin_again(const Work& work, const EventAtHand* event);
  void catch_up(const Work& work, const Failure& failure);
  void meet_again(const Work& work, WakeKind wake, const EventAtHand& event);

  // opt_ins.cpp
  std::string confirm_url_for(const Work& work);
  std::optional<Refusal> refuse_confirmation(const Work& work) const;

  // parked.cpp
  // Of a flow that is paused: what would happen is to happen when it is resumed.
  bool parks(const Work& work, ParkedWake wake);
  bool parks(const Work& work, ParkedKind kind, const EventAtHand& event, std::uint32_t place);
  Result<EventAtHand> parked_event(ContactSlot& slot, const ParkedWake& wake, std::int64_t now_ms);
  Result<void> wake_instance(ContactSlot& slot, const ParkedWake& wake, const EventAtHand& event,
                             std::int64_t now_ms);

  // entries.cpp
  Result<void> try_to_enter(const Next& entry);
  Result<void> enter(const Work& work, const EventAtHand& event);
  bool has_exited(const Work& outside, const EventAtHand& event);
  void refuse_exited(const Work& outside, const Incident& incident);
  bool exits_since(const Work& work, const EventAtHand& event, Incident* incident);
  void note_refusal(const Work& outside, Refusal why);
  bool find_outlet(Work& work);
  Result<bool> refuse(const Work& work, std::uint64_t key, std::int64_t at_ms, Refusal* why);
  Result<std::optional<PastEntry>> past_of(const Work& work, std::uint64_t key);
  std::optional<PastEntry> past_entry(const Work& work, const Instance& ended);
  // Its number.
  Result<std::uint32_t> new_instance(const Work& work, std::uint64_t key,
                                     std::int64_t start_event_ms, std::uint64_t start_arrival);
  Result<void> forget_ended(ContactSlot& slot, std::int64_t now_ms);

  // With the contact as this tick sees it, the instance's locals, and the event or null.
  Situation situation(const Work& work, const EventAtHand* event);

  ProgramShelf& programs_;
  RunBook& runs_;
  TrialBook& trials_;
  const Pauses& pauses_;
  const Approvals& approvals_;
  const Names& names_;
  const Hash128& store_id_;
  const StoreSecret& secret_;
  Tick& tick_;
  ContactChanges& changes_;
  Store& store_;
  std::string confirm_url_;     // of the work at hand
  StoredEventHistory history_;  // what conditions ask
  StoredEventHistory walked_;   // what is walked while they ask
  Machine machine_;
  Reached reached_;  // of the contact whose goals are judged
  Effects effects_;
  std::vector<AttributeEffect> new_attributes_;  // of the transition being applied
  std::vector<RequestEffect> new_requests_;      // the same
  std::deque<Next> queue_;
  const Changed* changed_ = nullptr;  // while conditions are asked
  std::size_t set_off_ = 0;           // events, since the last one from outside
  bool at_work_ = false;              // a transition is being run or applied
  EventCounts entries_;
};

}  // namespace camp
