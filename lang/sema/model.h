// What the checker found out about a project: the input of the compiler (lang/compile).
//
// A Model owns its symbols, bindings and parsed templates; it points into the syntax trees and the
// SourceSet, which must outlive it. Tables of facts go by the ids of the tree's nodes. It is
// complete only when the check reported no error; the compiler is not called otherwise. Built by
// check() (check.h), then read only.
#pragma once
#include <bitset>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/catalog/channels.h"
#include "lang/catalog/events.h"
#include "lang/catalog/functions.h"
#include "lang/catalog/metrics.h"
#include "lang/schedule/schedule.h"
#include "lang/sema/node_map.h"
#include "lang/syntax/ast.h"
#include "lang/template/template.h"
#include "lang/value/type.h"
#include "lang/value/value.h"
#include "lang/value/week.h"

namespace camp::sema {

// A type, and for money the currency when it is known while compiling (0: not known).
struct Typed {
  Type type;
  Currency currency = 0;
};

struct FieldInfo {
  std::string_view name;
  Type type;
  Span span;              // of its name
  Currency currency = 0;  // of a money field: that of its default
  std::optional<Value> default_value;
};

// Fields in source order, found by name in constant time.
class FieldTable {
 public:
  // False, and nothing changes, when the name is taken.
  bool add(FieldInfo field) {
    if (!index_.emplace(field.name, fields_.size()).second) return false;
    fields_.push_back(std::move(field));
    return true;
  }
  const FieldInfo* find(std::string_view name) const {
    auto found = index_.find(name);
    return found == index_.end() ? nullptr : &fields_[found->second];
  }
  const std::deque<FieldInfo>& all() const { return fields_; }

 private:
  std::deque<FieldInfo> fields_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

struct EventInfo {
  std::string_view name;  // dotted for built-in ones
  FieldTable fields;
};
EventInfo event_info(const BuiltinEvent& builtin);

// `on subscribed any`, `unsubscribe contact from any`.
inline constexpr std::string_view kAnyOfThem = "any";

// The experiment that a flow's own `holdout` is.
inline constexpr std::string_view kHoldoutName = "holdout";
// The attribute that says whose outlet a contact's is, and what reports call them by.
inline constexpr std::string_view kOutletWord = "outlet";

// The event by which a service's call is answered.
inline std::string answer_event(std::string_view service, std::string_view call) {
  return std::string(service) + "." + std::string(call);
}

// The event by which a journey is asked to start.
inline std::string request_event(std::string_view journey) {
  return "request." + std::string(journey);
}

enum class SymbolKind : std::uint8_t {
  kEvent,
  kSegment,
  kList,
  kDefine,
  kConversation,
  kMessage,
  kModule,
  kCampaign,
  kJourney,
  kHoldout,
  kService,
  kOutlet,
  kSeeds,
  kDrafter,
};

struct DefineInfo;
struct ModuleInfo;
struct ServiceInfo;

// A declaration of the project's one namespace.
struct Symbol {
  SymbolKind kind{};
  std::string_view name;
  Span span;  // of its name
  const ast::Declaration* declaration = nullptr;
  EventInfo* event = nullptr;      // kEvent
  DefineInfo* define = nullptr;    // kDefine
  ModuleInfo* module = nullptr;    // kModule
  ServiceInfo* service = nullptr;  // kService
  bool used = false;
};

// kParameter is put in place where its definition is called; kArgument is given by a send.
// kVariable is a template's own. kResult is what a module gives: `do M as f`.
enum class BindingKind : std::uint8_t {
  kLet,  // also a module's parameters and answers
  kHandle,
  kEvent,
  kParameter,
  kArgument,
  kVariable,
  kResult,
};

// A name inside a flow, a where-clause, a definition or a message: `let x`, `send ... as r`, `on
// purchase as p`. The event of a clause without `as` has a binding without a name.
struct Binding {
  BindingKind kind{};
  std::uint32_t id = 0;  // in order of appearance
  std::string_view name;
  Span span;
  Typed typed;                         // kLet, kParameter, kArgument
  std::optional<Value> constant;       // kLet: what it always is, where that is known
  const FieldTable* fields = nullptr;  // kEvent
  std::uint32_t parameter = 0;         // kParameter, kArgument: its place
  // kEvent: the fields used where the event is no longer at hand, and thus kept in locals. "" is
  // its time.
  std::set<std::string_view> kept;
  std::vector<Binding*> results;    // kResult: a kLet for each
  const Binding* origin = nullptr;  // one of these: the module's own
  bool used = false;
};

struct DefineInfo {
  const ast::Define* ast = nullptr;
  std::vector<Binding*> parameters;
  Typed result;
  enum class State : std::uint8_t { kNew, kChecking, kDone } state = State::kNew;
};

struct SpokenInfo;
struct ModuleInfo {
  const ast::Module* ast = nullptr;
  std::vector<Binding*> parameters;
  std::vector<Binding*> results;  // what it gives, in the order of the names' first `give`
  std::vector<const ast::Name*> targets;
  std::size_t height = 1;  // of the modules in it, it included
  std::vector<const SpokenInfo*> spoken;
  std::vector<ModuleInfo*> uses;        // the modules in it
  std::bitset<kChannelCount> channels;  // those on which some flow uses it
  std::optional<Span> plays;            // a recording, those of modules in it included
  enum class State : std::uint8_t { kNew, kChecking, kDone } state = State::kNew;
};
// What a module says at once: the texts and recordings in a row, the question behind them included.
struct SpokenLine {
  const ast::Text* text = nullptr;
  bool is_recording = false;
};
struct SpokenInfo {
  const ModuleInfo* module = nullptr;
  std::string message;  // `feedback.score`
  std::vector<SpokenLine> lines;
  const ast::Ask* ask = nullptr;    // null: nothing is asked
  std::vector<Binding*> arguments;  // the names that the texts read
  bool name_taken = false;          // reported
};

// What can be requested of a service. Its answer is an event, by this name.
struct ServiceCallInfo {
  const ast::ServiceCall* ast = nullptr;
  EventInfo* answer = nullptr;  // `shop.coupon`
  std::vector<Binding*> parameters;
};
struct ServiceInfo {
  const ast::Service* ast = nullptr;
  std::deque<ServiceCallInfo> calls;  // in source order, of two with one name the first

  const ServiceCallInfo* find(std::string_view name) const {
    for (const auto& call : calls)
      if (call.ast->name.text == name) return &call;
    return nullptr;
  }
};

// A use of a call: what its answer is known by, from there on.
struct RequestInfo {
  const ServiceCallInfo* call = nullptr;
  Binding* answer = nullptr;  // kEvent; without `as` it has no name
};

struct MessageInfo {
  FieldTable parameters;            // a default is what `preview` says
  std::vector<Binding*> arguments;  // the same, in their order
  // Of the message of a double opt-in, the link that confirms: its only parameter.
  Binding* confirm_url = nullptr;
};

// The name by which the message of a double opt-in has its link.
inline constexpr std::string_view kConfirmUrl = "confirm_url";

enum class RefKind : std::uint8_t {
  kError,
  kContact,
  kAttribute,
  kContactId,
  kNow,
  kOutletName,
  kLocal,
  kEventField,
  kEventTime,
  kEventWhole,
  kSegment,
  kList,
};

// What a name or a path means. `rest` are the record fields behind it.
struct Ref {
  RefKind kind = RefKind::kError;
  Binding* binding = nullptr;      // kLocal, kEventField, kEventTime, kEventWhole
  const Symbol* symbol = nullptr;  // kSegment, kList
  std::string_view name;           // kAttribute, kEventField
  std::vector<std::string_view> rest;
};

enum class HistoryWhat : std::uint8_t { kEvent, kField, kTime };

// count(purchase ...), sum(purchase.total ...), last(purchase).order
struct HistoryInfo {
  const ast::History* ast = nullptr;
  const EventInfo* event = nullptr;
  Binding* binding = nullptr;
  HistoryWhat what = HistoryWhat::kEvent;
  std::string_view field;              // kField
  std::vector<std::string_view> rest;  // record fields behind it
  bool skip_absent = false;            // sum, min, max, avg of a field that may be absent
  bool widen = false;                  // avg of ints
  TypeKind zero = TypeKind::kError;    // kInt, kDecimal: the sum over no events is 0 of that kind
  std::string_view of_field;           // sent(sms): that field has that value; empty: any
};

struct CallInfo {
  const DefineInfo* define = nullptr;  // one of the two
  const FunctionInfo* function = nullptr;
};

// What a clause `EVENT as e where ...` reacts to.
struct ClauseInfo {
  std::string_view event;  // full name
  Binding* alias = nullptr;
  const Binding* handle = nullptr;  // `on r.clicked`
  std::string_view of;              // `added to vips`: only that one; empty: any
};

using ChannelSet = std::bitset<kChannelCount>;

struct FlowInfo {
  const ast::Flow* ast = nullptr;
  const Symbol* conversation = nullptr;  // null: none
  bool transactional = false;
  Binding* start = nullptr;          // the starts' common alias, or null
  std::optional<Schedule> schedule;  // none as well when it has mistakes
  ChannelSet channels;               // on which it sends
  std::int64_t best_time_ms = 0;     // the longest that one at best time may wait
};

// What the project's policy says; empty where it has none.
struct QuietInfo {
  const ast::Quiet* ast = nullptr;
  WeekTimes times;
  ChannelSet channels;
};
struct CapInfo {
  const ast::Cap* ast = nullptr;
  ChannelSet channels;
};
struct PolicyInfo {
  std::vector<QuietInfo> quiet;  // in source order
  std::vector<CapInfo> caps;
  const ast::WhenCapped* when_capped = nullptr;
  const ast::ReleaseOver* release = nullptr;
  bool merge = false;
};

// A scenario with what its names mean. One with mistakes is here too.
struct ScenarioInfo {
  const ast::Scenario* ast = nullptr;
  const ast::Table* table = nullptr;
  std::vector<Binding*> columns;  // of the table: parameters, whose values are a row's arguments
};

// A name that means what another place declares: both are the spans of names.
struct NameMeans {
  Span use;
  Span declared;
};

struct Model {
  FieldTable contact;
  std::string_view default_zone = "UTC";
  std::unordered_map<std::string_view, Symbol> symbols;
  std::unordered_map<std::string_view, EventInfo*> events;  // the project's and the built-in ones
  std::vector<const Symbol*> outlets;                       // of the symbols, in source order
  std::vector<const ast::Holdout*> holdouts;                // the project's, by name
  std::array<const ast::ChannelUse*, kChannelCount> channels{};  // by channel; null: none declared

  // Facts about nodes, by their ids.
  NodeMap<FlowInfo> flows;        // a flow's name
  NodeMap<MessageInfo> messages;  // a message's name
  // The last statement of what is said at once; of a question put again the ask's name.
  NodeMap<SpokenInfo> spoken;
  NodeMap<Ref> refs;               // Expr or liquid::Expression
  NodeSet widened;                 // Expr: an int that is used as a decimal
  NodeMap<HistoryInfo> histories;  // Expr: the History or the Member around it
  NodeMap<CallInfo> calls;         // Expr
  NodeMap<std::unique_ptr<liquid::Template>> templates;  // Text
  NodeMap<ClauseInfo> clauses;                           // EventClause
  NodeMap<Binding*> declared;                            // a Name: of a `let` or `ask`, behind `as`
  NodeMap<RequestInfo> requests;                         // a request's call: a Name
  NodeMap<std::uint32_t> arm_shares;                     // ExperimentArm: of 1,000,000
  NodeMap<Metric> metrics;                               // MetricUse
  NodeMap<std::vector<Channel>> send_channels;           // a send's message, a do's module: a Name
  NodeMap<std::string> attachments;                      // bytes, by the Text that names the file
  NodeSet from_now;                                      // `until`: an Expr that is a duration
  NodeSet times_of_day;                                  // what `wait until` names: an Expr
  NodeSet optional_matches;                              // the subject: an Expr that may be absent
  NodeMap<std::string_view> scenario_subjects;           // step: whose values an `expect` reads
  // Every use of a name whose declaration is in some source, in the order in which they were
  // resolved; a text that is looked at twice has its uses twice.
  std::vector<NameMeans> meanings;
  ast::NodeId end_id = 0;  // behind the ids of the trees and of what is parsed while checking

  // What `sent(...)` counts; among no events that a script can name.
  EventInfo message_sent = event_info(*find_builtin_event(kMessageSent));

  PolicyInfo policy;
  // Messages that a double opt-in sends, and where it says so (the first).
  std::unordered_map<std::string_view, const ast::OptIn*> confirmations;
  std::deque<ScenarioInfo> scenarios;             // in source order
  std::vector<const ast::Invariant*> invariants;  // whole ones, in source order

  // Owners; deques keep addresses.
  std::deque<EventInfo> event_storage;
  std::deque<FieldTable> field_storage;
  std::deque<DefineInfo> define_storage;
  std::deque<ModuleInfo> module_storage;
  std::deque<ServiceInfo> service_storage;
  std::deque<Binding> binding_storage;
  Arena arena;  // lists in constants

  const Symbol* find(std::string_view name) const {
    auto found = symbols.find(name);
    return found == symbols.end() ? nullptr : &found->second;
  }
  void note_meaning(Span use, Span of) { meanings.push_back({use, of}); }
  Binding* new_binding(BindingKind kind, std::string_view name, Span span) {
    auto& binding = binding_storage.emplace_back();
    binding.kind = kind;
    binding.id = static_cast<std::uint32_t>(binding_storage.size());
    binding.name = name;
    binding.span = span;
    return &binding;
  }
};

inline bool is_service(const Model& model, std::string_view name) {
  const auto* symbol = model.find(name);
  return symbol != nullptr && symbol->kind == SymbolKind::kService;
}

}  // namespace camp::sema
