// A project as the model knows it: plain data, a subset of the language in which everything that
// happens to a contact can be decided by reading it aloud. Printed as `.camp` by project_text.h.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace camp::model {

struct Length {  // a duration; calendar units and exact ones
  int months = 0, days = 0;
  std::int64_t exact_ms = 0;
  friend bool operator==(const Length&, const Length&) = default;
};

// As a script writes it: what a clock in the zone shows, in seconds of a clock that is never set.
struct Moment {
  std::int64_t shown_s = 0;
  std::string zone;  // "": the contact's
};

struct Operand {
  // kAnswer: what a talk gave, else `number`.
  enum class Kind { kNumber, kField, kPoints, kLocal, kAnswer } kind = Kind::kNumber;
  std::int64_t number = 0;
  std::string alias;  // of the event whose field it is
  std::string name;   // of the field or the local
};

// Whole numbers compared, or the contact's stage, a list, or a history; `kAlways` is not printed.
struct Condition {
  enum class Kind {
    kAlways,
    kCompare,
    kStage,
    kListed,
    kHistory,
    kKeyword,  // what a reply is: `reply_keyword(left.alias.text) == stage`, "" for none
    kAnd,
    kOr,
    kNot
  } kind = Kind::kAlways;
  Operand left, right;
  std::string compare;  // == != < <= > >=
  std::string stage, list;
  // kHistory: `count(EVENT [last D] [where n COMPARE m]) compare right`, or a sum of n
  bool sum = false;
  std::string event;
  std::optional<Length> last;
  std::vector<Condition> parts;  // of kAnd, kOr, kNot; of kHistory its `where`
};

// `on EVENT [as a] [where C]`. With a handle: what happened to that message. Without an event:
// `when C`.
struct EventClause {
  std::string event, alias, handle;
  Condition where;
  std::string of = {};  // of a built-in event: the list or conversation, or `any`
  bool is_condition() const { return event.empty(); }
};

inline bool is_request(const std::string& event) { return event.starts_with("request."); }
// The answers to a service's calls, and that there was none.
inline const std::vector<std::string> kCalls = {"shop.give", "shop.tell"};
inline constexpr const char* kNoAnswer = "service.failed";
// Letters by these are asked for first (`double_opt_in`).
inline const std::vector<std::string> kConfirmed = {"email", "sms"};

struct Statement;
using Block = std::vector<Statement>;

struct Arm {
  EventClause on;
  Block then;
};
struct Variant {
  std::string name;  // `holdout` for one
  int percent = 0;
  std::vector<std::string> groups;  // `by contact.grp`
  bool holdout = false, otherwise = false;
  Block flow;
};

struct Statement {
  enum class Kind {
    kSend,
    kWait,
    kWaitFor,
    kWaitUntil,
    kWaitForMoment,
    kIf,
    kMatch,
    kLet,
    kSetPoints,
    kSetStage,
    kSetOutlet,
    kSetAddress,  // contact.`name` = `text`; "": as the last of `moves` says, if any does
    kExit,
    kRepeat,
    kStop,
    kEmit,
    kList,     // `add contact to`, `remove contact from` the list `name`
    kConsent,  // `subscribe`, `unsubscribe`: the conversation `name`, or `any`
    kExperiment,
    kRequest,  // `value` of the service's call `name`; its answer is `handle`
    kDo,
    // in modules
    kSay,
    kAsk,
    kGive
  } kind = Kind::kExit;
  std::string name;  // message, local, stage, reason, experiment, module, question, what is given
  std::string handle;
  std::string text;     // of kSay, kAsk, kSetAddress
  std::string message;  // of kSay, kAsk: in which it is said; "": in the next one's
  std::string form;     // of kAsk: 0..10, int, yes_no, text
  int retries = 0;
  int rounds = 0;  // of kRepeat, whose body is `then`
  std::vector<std::string> via;
  bool given = false;   // of kList, kConsent
  std::string channel;  // of kConsent; "": not said
  Length length;
  Moment moment;            // of kWaitForMoment
  bool of_contact = false;  // of kWaitForMoment: contact.meet, where she has one
  bool until = false;       // of kWaitFor: `wait until C up to D`, its one arm
  int minute = 0;           // of kWaitUntil: since midnight
  int weekday = -1;         // of kWaitUntil: Monday 0; -1: any
  bool since_start = false, by_group = false, has_otherwise = false;
  Condition condition;
  Operand value;
  Operand k, n;  // of kEmit, whose event is `name`; `request.JOURNEY` of `start`
  std::vector<Arm> arms;
  std::vector<std::string> stages;  // of kMatch
  std::vector<Block> blocks;        // of kMatch, beside its stages
  std::vector<Variant> variants;
  Block then, otherwise;
};

// What a message says to some: a part that is "" is not said here. The first is for everybody.
struct Content {
  std::string segment, language;
  std::string subject, text, sms;
};
struct Message {
  std::string name;
  std::vector<Content> contents;
};
struct Segment {
  std::string name;
  Condition condition;
};
struct Module {
  std::string name;
  Block body;
};

struct Start {
  EventClause on;
  bool even_late = false;
  std::string segment = {};  // instead: `start when`; its condition is `on`'s
};
struct Goal {
  std::string name;
  EventClause on;
  std::optional<Length> within;
  bool worth = false;
  std::string credit;  // "": the last message has it; first, linear
};
// Weekdays: Monday 0; -1: every night. With one of them the night that begins on it, with two all
// that lies between. No channels: all of them.
struct Quiet {
  int from_day = -1, to_day = -1;
  int from_minute = 0, to_minute = 0;  // since midnight
  std::vector<std::string> channels;
  bool for_all = false;
};
struct Cap {
  int limit = 1;
  std::string period;  // day, week, month; "": the window, rolling
  Length window;
  std::vector<std::string> channels;
  bool for_all = false, promo = false;  // for tagged "promo"
};
struct Policy {
  std::vector<Quiet> quiet;
  std::vector<Cap> caps;
  std::string when_capped;  // skip, priority, wait; "": not said
  Length wait;
  std::optional<Length> release_over;
  bool merge = false;
};

struct Flow {
  std::string name;
  int priority = 50;
  bool promo = false;             // its tag
  std::optional<Moment> expires;  // a whole day: when the next one begins
  bool expires_by_day = false;
  bool campaign = false, transactional = false, per_outlet = false;
  std::string conversation;
  std::string confirms;  // the journey of a double opt-in: on this channel. Not printed
  std::vector<Start> starts;
  bool again = false;
  Length again_after;
  std::string key;    // a field of the start's event; "": none
  Condition include;  // of a campaign's audience: a segment
  bool exclude_blocked = false;
  std::vector<EventClause> exits;
  std::vector<Goal> goals;
  Block flow;
};
struct Project {
  std::optional<Policy> policy;
  std::vector<Segment> segments;
  std::vector<Message> messages;
  std::vector<Module> modules;
  std::vector<Flow> flows;
};

// What every project declares. Addresses of two countries whose clock is known, and of one that has
// several.
inline const std::vector<std::string> kMails = {"one@example.com", "two@example.com"};
inline const std::vector<std::string> kPhones = {"+358401234567", "+81312345678", "+12125550100"};
inline const std::vector<std::string> kZones = {"UTC", "Europe/Helsinki", "America/New_York",
                                                "Asia/Kathmandu", "Australia/Lord_Howe"};
inline constexpr const char* kDefaultZone = "Europe/Helsinki";

struct Outlet {
  std::string name;
  std::string shown, zone, from;  // "": not said
};
inline const std::vector<Outlet> kOutlets = {
    {"north", "The North", "Atlantic/Azores", "North <north@acme.example>"},
    {"south", "", "", ""},
    {"east", "The East", "Asia/Kathmandu", ""},
};

}  // namespace camp::model
