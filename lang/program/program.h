// A compiled project: data only, immutable after construction, safe to share between threads.
//
// The compiler (lang/compile) makes one, the codec (codec.h) stores it, the verifier (verifier.h)
// must accept it before the VM (runtime/vm) runs it. A program is named by the SHA-256 of its
// encoding without the source map, so that the same sources give the same name on every machine, in
// every folder and file order: every table is sorted by name or in source order inside one
// declaration, and holds no path.
//
// Tables refer to each other by index; `kNone` means "not there". Names (of fields, events, flows,
// ...) are strings here; the runtime links them to the store's numbers when it loads the program.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/hash.h"
#include "lang/base/ppm.h"
#include "lang/base/span.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/credits.h"
#include "lang/catalog/metrics.h"
#include "lang/program/opcodes.h"
#include "lang/program/policy.h"
#include "lang/program/service.h"
#include "lang/schedule/best_time.h"
#include "lang/schedule/schedule.h"
#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp {

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

using NameIndex = std::uint32_t;      // into Program::names
using ConstIndex = std::uint32_t;     // into Program::constants
using FunctionIndex = std::uint32_t;  // into Program::functions
using TemplateIndex = std::uint32_t;  // into Program::templates
using StepIndex = std::uint32_t;      // into Program::steps

// What a function may do, and how it is called. Persisted.
enum class FunctionKind : std::uint8_t {
  kExpression = 0,  // pure, one result; may read locals, the contact and the event at hand
  kFlow = 1,        // the body of a campaign or journey: effects, waits
  kTemplate = 2,    // prints as it runs; one slot of a text, or a whole file
};

struct Function {
  FunctionKind kind = FunctionKind::kExpression;
  std::uint32_t begin = 0;  // bytes of Program::code: [begin, end)
  std::uint32_t end = 0;
  // kFlow: how many it has. kExpression: how many of its flow's it may read.
  std::uint8_t locals = 0;
};

struct FieldDecl {
  NameIndex name = 0;
  Type type;
  ConstIndex default_value = kNone;
};

struct EventDecl {
  NameIndex name = 0;
  std::vector<FieldDecl> fields;
};

// What can be requested of a service. Its answer happens to the contact as the event of the same
// name, whose fields are what is read of it.
struct CallDecl {
  NameIndex name = 0;         // `shop.coupon`
  std::uint32_t service = 0;  // into Program::services
  HttpMethod method{};
  ConstIndex path = kNone;  // `/customers/{id}`; a name in braces is a parameter
  std::vector<FieldDecl> parameters;
  bool answers = false;  // else nothing of the answer is read
};

struct SegmentDecl {
  NameIndex name = 0;
  FunctionIndex condition = 0;
};

struct ConversationDecl {
  NameIndex name = 0;
  ConstIndex from = kNone;  // `Acme Outdoor <news@acme.example>`
  ConstIndex reply_to = kNone;
  std::vector<NameIndex> suppress;       // lists that are always taken away
  bool unsubscribe_per_channel = false;  // else its link ends every channel
};

// A shop: contacts are told to be its by the attribute `outlet`, which holds its name.
struct OutletDecl {
  NameIndex name = 0;
  ConstIndex label = kNone;     // for messages; none: its name
  ConstIndex timezone = kNone;  // of its contacts who have none of their own
  ConstIndex from = kNone;      // instead of the conversation's, where a flow is per outlet
  ConstIndex reply_to = kNone;
};

// What holds for all messages of a channel, whichever flow sends them.
struct ChannelDecl {
  Channel channel{};
  RateDecl rate;
  ConstIndex costs = kNone;  // money, of one message; of an SMS, of each of its segments
};

// How a channel's messages leave; one that has none goes to the spool.
struct CarrierDecl {
  Channel channel{};
  SettingDecl url;                // of the mail server
  bool tls_optional = false;      // else its connections are encrypted, or there are none
  std::uint32_t connections = 0;  // at once, at most
};

// With what a conversation's e-mails are signed (DKIM, RFC 6376).
struct SignerDecl {
  std::uint32_t conversation = 0;  // into Program::conversations
  ConstIndex selector = 0;
  SettingDecl key;  // the private one: PEM, or the base64 within it; never text
};

// How a slot is written. Numbers are on disk.
enum class SlotForm : std::uint8_t {
#define CAMP_SLOT_FORM(number, name, escaped, doc) k##name = number,
#include "lang/program/slot_forms.def"
#undef CAMP_SLOT_FORM
};
inline constexpr std::uint8_t kSlotForms = 0
#define CAMP_SLOT_FORM(number, name, escaped, doc) +1
#include "lang/program/slot_forms.def"
#undef CAMP_SLOT_FORM
    ;
constexpr bool is_escaped(SlotForm form) {
  constexpr bool kEscapes[] = {
#define CAMP_SLOT_FORM(number, name, escaped, doc) escaped,
#include "lang/program/slot_forms.def"
#undef CAMP_SLOT_FORM
  };
  return kEscapes[static_cast<std::size_t>(form)];
}

// A rendered text is its literals and its slots in order. The function of a slot is evaluated in
// the transition that sends; the outbox carries the slots' texts, so that the same message can be
// built again at any time from the program and the ledger (runtime/delivery/compose.h).
struct TemplatePart {
  ConstIndex literal = kNone;  // either a literal ...
  std::uint16_t slot = 0;      // ... or, when that is kNone, this slot
  SlotForm form = SlotForm::kAsIs;
};
struct TemplateDecl {
  std::vector<TemplatePart> parts;
  std::vector<FunctionIndex> slots;  // expression functions, one result each
};

struct PartDecl {
  ContentPart part{};
  ConstIndex label = kNone;  // a header's or value's name, what is tapped, a file's name
  TemplateIndex text = kNone;
};
// What a message says on one channel: to everybody, or as a variant to some, by segment and
// language. Its parts are sorted by lead, and within one stand as they were written.
struct ContentDecl {
  Channel channel{};
  NameIndex segment = kNone;         // or a list's name; for people
  FunctionIndex in_segment = kNone;  // expression, bool; kNone: for everybody
  ConstIndex language = kNone;       // in lower case: "fi", "pt-br"
  // Whether a text may be sent where the channel takes one only as an answer (WhatsApp);
  // expression, bool. kNone: always.
  FunctionIndex text_allowed = kNone;
  std::vector<PartDecl> parts;

  bool is_variant() const { return in_segment != kNone || language != kNone; }
};
struct MessageDecl {
  NameIndex name = 0;
  std::vector<FieldDecl> parameters;  // in order; a default is for looking at it only
  std::vector<ContentDecl> contents;  // in source order; one for everybody per channel

  const ContentDecl* content_for(Channel channel) const {  // for everybody; null: it has none
    for (const auto& content : contents)
      if (content.channel == channel && !content.is_variant()) return &content;
    return nullptr;
  }
  const ContentDecl* content_at(std::uint32_t index) const {  // null: it has not so many
    return index < contents.size() ? &contents[index] : nullptr;
  }
};

struct ArmDecl {
  NameIndex name = 0;           // a holdout's is "holdout"
  bool holdout = false;         // its contacts walk the path of a variant, their messages withheld
  std::uint32_t share_ppm = 0;  // of 1,000,000, by hash; 0 when assigned `by`
  std::vector<ConstIndex> values;  // `by EXPR`: the values that mean this arm; none: everyone else
  std::uint32_t target = kNone;    // offset in the flow's function; a holdout has none
  // Of who comes when a variant has won: that variant's place among the arms, whose path they go.
  // They count by themselves; nobody is drawn into this arm.
  std::uint32_t winner_of = kNone;
};
// How an experiment is decided. Once, and all who come then get the winner; or again and again, and
// who comes is shared out by the last decision.
struct DecisionDecl {
  Metric metric{};
  NameIndex goal = kNone;  // of kGoal and kRevenue
  Duration after;          // the first who comes, by the default zone's calendar
  bool repeats = false;  // a bandit, with `after` between its decisions too, and nothing of these:
  std::uint32_t confidence_ppm = 0;  // 950,000: 95 %
  std::uint64_t at_least = 0;        // contacts of each variant
  std::uint32_t otherwise = 0;       // arm: on too little evidence, or a tie
};
struct ExperimentDecl {
  NameIndex name = 0;
  FunctionIndex by = kNone;   // kNone: by hash (runtime/vm/assignment.h)
  std::vector<ArmDecl> arms;  // in source order
  ConstIndex salt = kNone;    // another one draws anew
  bool everywhere = false;    // the same in all flows that have it: a contact has one arm in all
  std::optional<DecisionDecl> decision;

  bool has_winner() const { return decision && !decision->repeats; }
  bool is_bandit() const { return decision && decision->repeats; }
  // The arm of those who come when this one has won; kNone: there is none.
  std::uint32_t arm_of_winner(std::uint32_t variant) const {
    for (std::uint32_t i = 0; i < arms.size(); ++i)
      if (arms[i].winner_of == variant) return i;
    return kNone;
  }
};

// An event that something reacts to; or a condition, which is `where` then, and the event
// kContactChanged (lang/catalog/events.h). `handle` is a local that holds a message handle: only
// events of that very message match.
struct EventArm {
  NameIndex event = 0;
  std::uint32_t handle = kNone;  // local slot
  FunctionIndex where = kNone;   // expression; the event is at hand
  std::uint32_t target = kNone;  // waits: offset in the flow's function; the event is still at hand
};
struct StartDecl {
  EventArm on;
  bool even_late = false;     // events older than limits::kOldEventMs start it, too
  NameIndex segment = kNone;  // `start when`: coming into it; `on` has its condition
};
struct WaitDecl {
  std::vector<EventArm> arms;   // in source order: the first that matches wins
  std::uint32_t otherwise = 0;  // offset in the flow's function when the time is up
  bool since_start = false;     // events since the instance began count as well
};

// What takes back a conversion's worth. Its condition reads the conversion's event as locals, from
// `first_slot` on: the fields of `kept`, which are kept with the conversion for it.
struct RefundDecl {
  EventArm by;
  std::uint32_t first_slot = 0;
  std::vector<NameIndex> kept;  // kNone: the event's time
};
struct GoalDecl {
  NameIndex name = 0;
  EventArm on;
  Duration within;  // after the message; all zero: without end
  FunctionIndex worth = kNone;
  Credit credit = Credit::kLast;  // to which of the messages within that time it belongs
  std::optional<RefundDecl> refund;
};
struct ExitDecl {
  EventArm on;
};

struct SendDecl {
  std::uint32_t message = 0;      // into Program::messages
  std::vector<Channel> channels;  // in order of preference; never empty
  std::uint32_t handle = kNone;   // local slot for `as r`
  std::optional<BestTime> best_time = {};
};

// What a flow says of being written to.
struct ConsentDecl {
  std::uint32_t conversation = kNone;  // into Program::conversations; kNone: every one
  std::optional<Channel> channel;      // none: every one
  bool subscribed = false;
};

// Where a flow can stand or act: a stable label ("collection/mens/send mens_launch") that ledger
// ids, histories and reports use. No two waits share a step, so that it says where an instance goes
// on.
struct StepDecl {
  std::string label;
  std::uint32_t flow = 0;  // into Program::flows
};

// What a local of a flow is while the flow is at [begin, end) of its function: slots are used again
// behind the block that a name belongs to. For people, debuggers and migrations; the VM needs none.
struct LocalDecl {
  std::string name;  // `x` of a `let`, `r` of a send, `c.total` of an event's field
  Type type;
  std::uint8_t slot = 0;
  std::uint32_t begin = 0;  // sorted
  std::uint32_t end = 0;
};

// One use of a module in a flow: what its body asks and aims at, for reports. Its steps are
// [begin, end) of the step table, those of the modules that it uses included.
struct QuestionDecl {
  NameIndex name = 0;
  StepIndex send = 0;
  StepIndex answer = 0;  // where the answer is waited for, and noted
};
struct TargetDecl {
  NameIndex name = 0;
  StepIndex step = 0;
};
struct TalkDecl {
  std::string label;  // "do feedback": the place of its steps, unique in the flow
  NameIndex module = 0;
  StepIndex begin = 0;
  StepIndex end = 0;
  std::vector<QuestionDecl> questions;  // in source order
  std::vector<TargetDecl> targets;
};

enum class FlowKind : std::uint8_t { kCampaign = 0, kJourney = 1 };
enum class Category : std::uint8_t { kMarketing = 0, kTransactional = 1 };
// The moment from which nothing more of the flow is sent, as a clock shows it.
struct ExpiryDecl {
  bool is_set = false;
  std::int64_t date_days = 0;
  std::int64_t time_ms = 0;
  ConstIndex zone = kNone;  // kNone: the contact's
};
// Who has to approve a flow before anybody enters: of each need so many of its roles, one person
// each.
struct ApprovalNeed {
  std::uint32_t count = 1;
  std::vector<NameIndex> roles;
};
// Addresses that test runs reach.
struct SeedsDecl {
  NameIndex name = 0;
  std::vector<ConstIndex> addresses;
};
inline constexpr std::uint32_t kUsualPriority = 50;  // of a flow that says none

enum class Reentry : std::uint8_t {
  kOnce = 0,   // ever
  kAgain = 1,  // after the earlier instance has ended, and `again_after` since then
};

struct AudienceDecl {
  FunctionIndex condition = kNone;  // include and exclude together, as one boolean function
  FunctionIndex one_per = kNone;    // of contacts with the same value one is in
  std::uint64_t limit = 0;          // 0: none
  FunctionIndex limit_by = kNone;   // highest first; kNone: a sample
};

struct FlowDecl {
  FlowKind kind{};
  NameIndex name = 0;
  Category category{};
  std::uint32_t conversation = kNone;  // into Program::conversations
  FunctionIndex body = 0;              // kFlow
  std::vector<StartDecl> starts;       // journeys
  FunctionIndex key = kNone;           // journeys: `key EXPR`, with the starting event at hand
  Reentry reentry{};
  Duration again_after;
  std::vector<GoalDecl> goals;
  std::vector<ExitDecl> exits;
  AudienceDecl audience;             // campaigns
  std::optional<Schedule> schedule;  // campaigns; none: it is started by hand
  ConstIndex costs = kNone;          // campaigns: money, what a run costs
  std::vector<ExperimentDecl> experiments;
  std::vector<WaitDecl> waits;
  std::vector<SendDecl> sends;
  std::vector<ConsentDecl> consents;
  std::vector<LocalDecl> locals;
  std::vector<TalkDecl> talks;  // in source order, each before those in it
  std::uint32_t priority = kUsualPriority;
  std::vector<NameIndex> tags;
  bool per_outlet = false;  // an instance is of the outlet that its contact was of as it began
  ExpiryDecl expires;
  // Double opt-in: the journey that sends the confirmation of subscriptions to its conversation on
  // this channel. No script has it; it starts where one is asked for.
  std::optional<Channel> confirms;
  ConstIndex writer = kNone;
  ConstIndex reviewer = kNone;
  std::vector<ApprovalNeed> approval;  // empty: it needs none
  std::vector<NameIndex> seeds;        // of Program::seeds
  // The segments that its contacts come from, in source order: what the others there do helps to
  // find a best time. Only where one is looked for.
  std::vector<NameIndex> cohorts;
};

// From a code offset to the source: for incidents, `camp disasm` and the debugger. Not part of the
// hash.
struct SourceMapEntry {
  std::uint32_t code = 0;  // sorted
  std::uint32_t file = 0;  // into SourceMap::files
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};
struct SourceMap {
  std::vector<std::string> files;  // relative to the project's folder
  std::vector<SourceMapEntry> entries;
};

struct Program {
  std::vector<std::string> names;
  std::vector<Value> constants;  // views into `constant_arena`
  std::shared_ptr<Arena> constant_arena;
  std::string code;
  std::vector<Function> functions;
  std::vector<FieldDecl> contact;  // sorted by name, like every table of declarations
  std::vector<EventDecl> events;   // the project's and the built-in ones
  std::vector<SegmentDecl> segments;
  std::vector<NameIndex> lists;
  std::vector<ConversationDecl> conversations;
  std::vector<TemplateDecl> templates;
  std::vector<MessageDecl> messages;
  std::vector<FlowDecl> flows;
  std::vector<StepDecl> steps;
  PolicyDecl policy;
  std::vector<CarrierDecl> carriers;  // by channel
  std::vector<SignerDecl> signers;    // by conversation
  std::vector<ServiceDecl> services;
  std::vector<CallDecl> calls;
  std::vector<OutletDecl> outlets;
  std::vector<SeedsDecl> seeds;
  std::vector<ChannelDecl> channels;  // by channel, each once at most
  SourceMap source_map;

  const std::string& name(NameIndex index) const { return names[index]; }
  // Declarations by name; null or kNone when there is none.
  const FlowDecl* flow(std::string_view flow_name) const;
  std::uint32_t flow_index(std::string_view flow_name) const;
  const EventDecl* event(std::string_view event_name) const;
  const CallDecl* call(std::string_view call_name) const;
  const FieldDecl* contact_field(std::string_view field_name) const;
  const SegmentDecl* segment(std::string_view segment_name) const;
  const SeedsDecl* find_seeds(std::string_view seeds_name) const;
  std::uint32_t message_index(std::string_view message_name) const;
  const ChannelDecl* find_channel(Channel channel) const;
};

// A rule of the policy as a script has it; empty when it has no such rule.
std::string quiet_text(const Program& program, std::uint32_t rule);
std::string cap_text(const Program& program, std::uint32_t rule);

const FieldDecl* find_field(const Program& program, const std::vector<FieldDecl>& fields,
                            std::string_view name);

// What the journey of a double opt-in is called; no script's flow is called so.
std::string opt_in_name(std::string_view conversation, Channel channel);

// By which arms are hashed and kept: "campaign/experiment", "everyone" when it is everywhere, then
// " (salt)".
std::string experiment_name(const Program& program, const FlowDecl& flow,
                            const ExperimentDecl& experiment);

// What a step of a talk is about; null and empty for a step that is no question's and no target's.
struct TalkItem {
  const TalkDecl* talk = nullptr;
  std::string name;  // `feedback.score`, `feedback.promoter`
};
TalkItem talk_item(const Program& program, StepIndex step);

// Where the code at this offset comes from; nothing when the map does not know.
struct SourcePosition {
  std::string_view file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};
std::optional<SourcePosition> source_position(const Program& program, std::uint32_t code_offset);
// `spring.camp:14:7` for a code offset, or nothing known: empty.
std::string source_place(const Program& program, std::uint32_t code_offset);

}  // namespace camp
