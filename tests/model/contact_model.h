// What happens to one contact, by the rules of the language's reference, said once more in the
// slowest way: everything that ever happened is one list, in order, and every question (what is her
// stage, may she be written to, was she in this journey before) walks it from its beginning.
//
// It knows nothing of lang/ or runtime/. One thread.
#pragma once
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/labels.h"
#include "tests/model/life.h"

namespace camp::model {

// What a condition that is reacted to takes for an event: it is in no list.
inline constexpr const char* kChange = "contact.changed";

// One thing that happened. What its kind does not need stays empty.
struct Fact {
  enum class Kind {
    kEvent,      // it came in; `about`: the message it answers
    kWord,       // consent was given or taken back
    kAsked,      // a subscription was asked for, that is to be confirmed
    kListed,     // put on the list `name`, or taken off
    kPoints,     // contact.points became `number`
    kStage,      // contact.stage became `name`
    kMoved,      // contact.outlet became `name`
    kAddress,    // contact.email or contact.phone, `name`, became `text`
    kChanged,    // `name`, points or stage, by a whole transition
    kEntered,    // an instance began
    kReached,    // it came to the experiment `name`, and is in `arm`
    kMessage,    // `name` by `channel` was decided, or came out of being held: `verdict`
    kHeldBack,   // the same was held instead
    kMade,       // the event `name` is to happen
    kRequested,  // the call `name` is to be asked for `number`
    kHeld,       // the condition of the goal `name` holds now for the instance, or no longer
    kMember,     // is in the segment `name` now, or no longer
    kUndone,     // taken back within the transition that did it
    kEnded,      // an instance; `verdict`: finished or exited
    kTakenBack,  // what of an ended instance is still held
    kRefused,    // an entry; `verdict`: why
    kConverted,  // the goal `name`, by `event`; `shares`: thanks to which messages
  } kind{};
  std::int64_t at_ms = 0;
  int instance = 0;  // whose doing; 0: nobody's
  const Flow* flow = nullptr;
  std::string run_key;
  const Event* event = nullptr;
  std::string name, channel, verdict, arm;
  std::string label;  // of the step that sent or made it
  std::int64_t number = 0;
  bool given = false, imported = false;
  bool released = false;            // a message that was held
  bool refused = false;             // a message that permission did not let pass
  std::size_t about = SIZE_MAX;     // index of the fact
  std::vector<std::size_t> shares;  // likewise; of those of one run
  std::size_t shared_by = 0;        // of all runs; 0: the run has all of it
  std::map<std::string, std::string> arms;
  // Of a message: its ledger id and text, to which address it went, its line, when its flow decided it
  // and where that stood in the script, and what the outbox cancelled it for.
  std::string id, text, to, gate;
  std::size_t line = 0;
  std::int64_t decided_ms = 0;
  int order = 0;
  std::string cancelled;
  // Of one that is held: until when, and by which gate; nothing: it was asked for the last time.
  std::optional<std::int64_t> until_ms;
};

// Where a flow goes on: the statement that comes next in a block.
struct Place {
  const Block* block = nullptr;
  std::size_t next = 0;
  int rounds = 0;  // of a `repeat`: those that are left, with this one
};

// A module at work.
struct Talk {
  const Statement* use = nullptr;
  std::size_t depth = 0;  // of the place behind it
  std::string channel;    // "" until something was said
  std::int64_t argument = 0;
  std::string said;  // on its way into the next message
  std::map<std::string, std::int64_t> answers;
  // The question that waits, the facts of its first and its last message, and when that was asked.
  const Statement* asked = nullptr;
  std::size_t first = 0, last = 0;
  std::int64_t since_ms = 0;
  int left = 0;
};

// One way of a contact through a flow, and where it stands.
struct Instance {
  int number = 0;
  const Flow* flow = nullptr;
  std::string run_key;
  std::string outlet;            // whose it is to the end, where its flow is per outlet
  const Event* start = nullptr;  // null: a run
  std::int64_t start_ms = 0;     // the own time of the start's event
  bool waiting = false, held_out = false;
  std::int64_t since_ms = 0, due_ms = 0;
  const Statement* at = nullptr;               // where it waits
  const Statement* wait = nullptr;             // `wait up to`; null: until due
  std::vector<Place> place;                    // what is still to be done, inmost last
  std::map<std::string, const Event*> events;  // by alias
  std::map<std::string, std::int64_t> locals;
  std::map<std::string, std::size_t> handles;  // the facts of sent messages
  std::optional<Talk> talk;
  const Statement* request = nullptr;  // at which it waits, and the fact
  std::size_t requested = 0;
};

class ContactModel {
 public:
  ContactModel(const Life& life, std::size_t person);

  // The whole life; once.
  void live();

  // What the history of the contact is to say, a line each.
  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  struct Scope {  // what an expression sees
    const Instance* instance = nullptr;
    std::string alias;  // of the event at hand
    const Event* event = nullptr;
    std::int64_t now_ms = 0;
  };

  // What is still to be done with what has happened: an event that happens, or an entry by it.
  struct Todo {
    const Event* event = nullptr;
    const Flow* entry = nullptr;
    const Start* start = nullptr;  // of an entry: this one of the flow's alone
  };
  // What a wait that looks back has found; SIZE_MAX: its condition.
  struct Found {
    const Arm* arm = nullptr;
    std::size_t fact = SIZE_MAX;
  };

  // contact_model.cpp: what comes in, in order
  void wake_until(std::int64_t until_ms);
  bool wake_one(std::int64_t moment_ms);
  void happen(const Event& event, std::int64_t now_ms);
  void record(const Event& event, std::size_t about, std::int64_t now_ms);
  void mean(const Event& event, std::int64_t now_ms);
  void react(std::size_t fact, std::int64_t now_ms);
  void settle(std::int64_t now_ms, const Event* by = nullptr);
  void exits(const Event& event, std::int64_t now_ms);
  void leave_by(Instance& instance, const std::string& how, std::int64_t now_ms);
  void waits(std::size_t fact, std::int64_t now_ms);
  void entries(const Event& event);
  void enter(const Todo& todo, std::int64_t now_ms);
  void enter(const Flow& flow, const Start& start, const Event& event, std::int64_t now_ms);
  std::string refusal(const Flow& flow, const Start& start, const Event& event,
                      std::int64_t now_ms);
  void begin(const Flow& flow, const std::string& run_key, const Event* event,
             const std::string& alias, std::int64_t now_ms);

  // flow_walk.cpp: transitions
  void go_on(Instance& instance, std::int64_t now_ms, std::string woken,
             const std::string* reply = nullptr);
  bool walk(Instance& instance, std::int64_t now_ms, std::string* stopped);
  void act(Instance& instance, const Statement& statement, std::int64_t now_ms);
  void send(Instance& instance, const Statement& statement, std::int64_t now_ms);
  // What a module says, and how the question in it may be answered; empty for other messages.
  struct Said {
    std::string text, form;
  };
  std::string decide(Instance& instance, const std::string& name, const Named& step,
                     const std::vector<std::string>& via, const Said& talked, std::int64_t now_ms);
  const Named& named(const Instance& instance, const Statement& statement) const;
  std::string label_of(const Instance& instance, const Statement& statement) const {
    return named(instance, statement).label;
  }
  std::string id_of(const Fact& made) const;
  static std::string line_of(const Fact& message, const std::string& fate);
  std::string buttons_of(const std::string& form, const std::string& channel) const;
  void emit(Instance& instance, const Statement& statement, std::int64_t now_ms);
  void change_list(Instance& instance, const Statement& statement, std::int64_t now_ms);
  void change_consent(Instance& instance, const Statement& statement, std::int64_t now_ms);
  Event& make(const std::string& name, std::int64_t now_ms);
  void experiment(Instance& instance, const Statement& statement, std::int64_t now_ms);
  const Arm* arm_for(const Instance& instance, std::size_t fact, std::int64_t now_ms) const;
  Found look_back(const Instance& instance, std::int64_t now_ms);
  std::string take(Instance& instance, const Found& found);
  void end(Instance& instance, const std::string& how, const std::string& reason,
           std::int64_t now_ms);

  // opt_ins.cpp
  bool has_to_be_asked(const Fact& word) const;
  void import(const Import& import, std::int64_t now_ms);
  bool grant(const Permission& subscription, bool confirmed, std::int64_t now_ms);
  void grant(const std::vector<Permission>& subscriptions, bool confirmed, std::int64_t now_ms);
  bool subscribes(const Event& event, std::int64_t now_ms);
  void confirm(const LinkUse& link, const Event& event, std::int64_t now_ms);
  std::vector<const Fact*> links(const std::string& channel) const;
  bool is_good(const Fact& link, std::int64_t used_ms) const;
  const Fact* request_on(const std::string& channel, std::int64_t now_ms) const;
  std::int64_t asked(const std::string& channel, std::int64_t now_ms) const;
  bool is_pending(const std::string& channel, std::int64_t now_ms) const;
  bool is_written_to(const std::string& channel, std::int64_t now_ms) const;
  std::string confirmation_refused(const Flow& flow, std::int64_t now_ms) const;
  void object(const Fact& objection, std::int64_t now_ms, bool history);

  // keywords.cpp
  std::optional<Event> change_consent(const Event& receipt, std::size_t about, std::int64_t now_ms);
  std::optional<Event> stop(Fact objection, const Event& receipt, std::int64_t now_ms);
  std::optional<Event> start(const Event& reply, const std::string& channel, std::int64_t now_ms);

  // requests.cpp
  void request(Instance& instance, const Statement& statement, std::int64_t now_ms);
  void ask_services(std::int64_t now_ms);
  void answer(std::size_t requested, std::int64_t now_ms);
  bool is_answered_by(const Instance& instance, const Event& event) const;
  void hear_answer(Instance& instance, const Event* answer);

  // conditions.cpp
  void ask_conditions(std::int64_t now_ms, bool history, bool silent);
  void ask_goals(std::int64_t now_ms);
  void ask_exits(std::int64_t now_ms);
  void ask_segments(std::int64_t now_ms, bool silent);
  void ask_waits(std::int64_t now_ms);
  void hold_goals(const Instance& instance, std::int64_t now_ms);
  bool hold(const Instance& instance, const Goal& goal, bool holds, std::int64_t now_ms);
  bool leaves_already(const Instance& as_if, std::int64_t now_ms);
  bool is_touched(const Condition& condition) const;
  bool asks(const Condition& condition, const Scope& scope);

  // leaving.cpp
  struct Pressed {  // a message that the gate's second half is asked about
    std::size_t fact = 0;
    bool held = false;  // before, too
    bool asked = true;
    std::string skipped = {}, gate = {};  // for what it is not sent, or held
    std::int64_t until_ms = 0;
  };
  const Policy& policy() const;
  void close(std::int64_t now_ms);
  void leave(std::int64_t now_ms);
  void press(std::vector<Pressed>& all, std::int64_t now_ms) const;
  void ask_alone(Pressed& one, std::int64_t now_ms) const;
  void give_places(std::vector<Pressed>& all, std::int64_t now_ms) const;
  void merge(std::vector<Pressed>& all) const;
  void hold(Pressed& one, const std::string& gate, std::int64_t until_ms,
            std::int64_t end_ms) const;
  void settle(const Pressed& one, std::int64_t now_ms);
  void rewrite(const Fact& message, const std::string& fate);
  bool taken_out(int instance, std::size_t from) const;
  bool is_clock_told_anew() const;  // by what tells the zone, in this moment
  std::int64_t expires_ms(const Flow& flow) const;

  // policies.cpp
  std::optional<std::int64_t> quiet_until(const Fact& message, std::int64_t now_ms) const;
  struct Taken {  // a place under caps, of which message
    std::int64_t at_ms = 0;
    const Fact* message = nullptr;
  };
  std::vector<Taken> taken() const;
  std::optional<std::int64_t> full_until(const Fact& message, const std::vector<Taken>& taken,
                                         std::int64_t now_ms) const;

  // talks.cpp
  void talk(Instance& instance, const Statement& use, std::int64_t now_ms);
  bool speak(Instance& instance, const std::string& message, const Named& step,
             const std::string& form, std::int64_t now_ms);
  bool ask(Instance& instance, const Statement& question, std::int64_t now_ms);
  Named part_of(const Instance& instance, const Statement& question, const std::string& part) const;
  bool hear(Instance& instance, const std::string& reply, std::int64_t now_ms);
  void stay_silent(Instance& instance);
  void leave_talk(Instance& instance);
  void give(Instance& instance, const std::string& name);
  bool answers(const Instance& instance, std::size_t fact) const;

  // goals.cpp
  void goals(std::size_t fact, std::int64_t now_ms);
  void convert(const Flow& flow, const Goal& goal, const Event& event, std::int64_t now_ms);
  void converted(const Flow& flow, const Goal& goal, const Event& event, const Instance& giver,
                 const std::vector<std::size_t>& messages, std::int64_t now_ms);
  bool agrees(const Instance& instance, const Goal& goal, const Event& event,
              std::int64_t now_ms) const;
  bool within(const Goal& goal, std::int64_t from_ms, const Event& event) const;

  // questions.cpp: asked of the list
  std::int64_t points() const;
  std::string stage() const;
  std::string outlet_field() const;
  std::string address(const std::string& channel) const;
  std::string moved_to(const std::string& field, std::int64_t now_ms) const;
  std::map<std::string, std::string> attributes() const;
  const Outlet* outlet() const;
  bool listed(const std::string& list) const;
  bool consents(const std::string& conversation, const std::string& channel) const;
  bool is_news(const Fact& objection) const;
  bool changes(const Fact& objection) const;
  std::string refusal_of(const Flow& flow, const std::string& channel, std::int64_t now_ms) const;
  std::string verdict(const Instance& instance, const std::string& channel,
                      std::int64_t now_ms) const;
  std::size_t given(const std::string& id) const;
  std::vector<std::size_t> questions(const Instance& instance) const;
  std::size_t open_question(const Event& reply) const;
  std::size_t answered(const Event& receipt) const;
  const Fact* ended(int instance) const;
  std::map<std::string, std::string> arms_of(const Instance& instance) const;
  bool fits(const EventClause& clause, const Event& event, const Scope& scope) const;
  bool holds(const Condition& condition, const Scope& scope) const;
  std::int64_t value(const Operand& operand, const Scope& scope) const;
  std::int64_t history(const Condition& condition, const Scope& scope) const;
  std::string zone() const;
  std::string text_of(const Instance& instance, const std::string& message,
                      const std::string& channel, std::int64_t now_ms) const;
  std::string part_of(const Instance& instance, const Message& message, std::string Content::*part,
                      std::int64_t now_ms) const;

  Fact& note(Fact::Kind kind, std::int64_t now_ms, const Instance* instance = nullptr);
  void say(std::int64_t now_ms, const Instance& instance, const std::string& text);
  std::string cause(const Event& event) const {
    if (event.name == kChange) return "change";
    return event.own ? "own " + event.name : event.id;
  }
  int message_number(std::size_t fact) const;

  const Life& life_;
  const Person& person_;
  std::size_t person_index_;
  std::vector<Fact> facts_;
  std::list<Instance> instances_;
  std::list<Event> made_;  // by camp itself
  std::map<const Flow*, Labels> labels_;
  std::deque<Todo> todo_;
  std::map<std::string, ServiceFate> services_;          // by call
  std::size_t asked_services_ = 0;                       // before which fact
  std::size_t transition_begin_ = 0, moment_begin_ = 0;  // their first facts
  // Conditions: before which fact they were asked, which of the facts behind are news to those that
  // are asked now, and when they all are asked again.
  std::size_t asked_ = 0;
  struct News {
    bool all = true;
    std::size_t begin = 0, end = 0;
  } news_;
  std::int64_t ask_ms_ = INT64_MAX;
  mutable std::int64_t runs_out_ms_ = INT64_MAX;  // the first window of what is asked
  std::vector<std::string> lines_;
};

}  // namespace camp::model
