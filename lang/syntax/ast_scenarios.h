// The tree of scenarios: what happens to some contacts, and what is expected of it. See ast.h.
#pragma once
#include "lang/syntax/ast_statements.h"

namespace camp::ast {

struct ScenarioField;
// What a field of a contact or an event is given: an expression, a record, or a list.
struct ScenarioValue {
  enum class Kind : std::uint8_t { kExpression, kRecord, kList };
  Kind kind{};
  Span span;
  ExprPtr expression;
  std::vector<ScenarioField> fields;
  std::vector<ScenarioValue> items;
  NodeId id = 0;
};
struct ScenarioField {
  Name name;
  ScenarioValue value;
  Span span;
  NodeId id = 0;
};

// ---- steps

struct Granted {
  Name conversation;
  std::optional<Name> channel;  // none: e-mail
  Span span;
  NodeId id = 0;
};
struct MakeContact {  // contact anna { ... }: the step's subject
  std::vector<ScenarioField> fields;
  std::vector<Granted> subscribed;
  std::vector<Name> lists;
};
struct At {
  ExprPtr instant;
};
struct After {
  ExprPtr duration;
};
struct Jump {
  ExprPtr duration;
};
struct Kill {};
struct RunStarts {
  Name campaign;
};
enum class Order : std::uint8_t { kPauses, kResumes, kCancels };
inline constexpr std::string_view kEverything = "everything";
struct Operates {  // the operator pauses sms
  Order order{};
  Name subject;           // a flow, a channel, or kEverything
  bool shifting = false;  // of a resume: the waits are longer by the pause
};
struct NextMessage {  // the next reminder to anna fails: the step's subject is the contact
  Name message;
  ExprPtr delay;  // null: it fails
};
struct TryModule {  // do feedback("x") for anna via sms: the step's subject is the contact
  Name module;
  std::vector<ExprPtr> arguments;
  std::vector<Name> channels;
};
struct Does {
  EventUse event;
  std::vector<ScenarioField> fields;
  // `did`: at that moment, or so long ago; both null: now.
  ExprPtr at;
  ExprPtr ago;
};
enum class CallFate : std::uint8_t { kAnswers, kFails, kTimesOut };
struct ServiceDoes {  // shop.coupon answers { code: "X" }: the service is the step's subject
  Name call;
  CallFate fate{};
  std::vector<ScenarioField> fields;
};
enum class Reaction : std::uint8_t {
  kOpens,
  kClicks,
  kReplies,
  kUnsubscribes,
  kComplains,
  kBounces,
};
// anna opens reminder; reminder to anna bounces: the subject is the contact in both
struct Reacts {
  Reaction reaction{};
  std::optional<Name> message;  // none: a reply to whatever
  std::optional<Text> text;     // of a reply
  std::optional<Name> channel;  // on which it came
};
struct Confirms {  // anna confirms newsletter on sms
  Name conversation;
  std::optional<Name> channel;
};
// Stands in the steps where it was written; the whole scenario runs once for each row.
struct Table {
  std::vector<Name> columns;
  std::vector<ExprPtr> rows;  // each a Call whose arguments are the row's values
};

// ---- expectations

struct WasSent {
  Name message;
  std::optional<Name> channel;
  std::vector<Text> containing;
};
struct WasNotSent {
  Name message;
  std::optional<Name> reason;
};
struct Entered {
  Name flow;
  bool negated = false;
};
struct LeftFlow {
  Name flow;
  std::optional<Text> reason;
};
struct IsAtStep {
  Text label;
  Name flow;
};
struct Reached {
  Name goal;      // or `feedback.promoter`, a module's target
  ExprPtr worth;  // may be null
  bool negated = false;
  bool is_target() const { return goal.text.find('.') != std::string::npos; }
};
struct IsIn {
  Name set;  // a segment or a list
  bool negated = false;
};
struct Holds {
  ExprPtr condition;
};
struct Shows {
  ExprPtr value;
};
struct MessagesSent {
  Literal count;
  ExprPtr last;  // null: since the beginning
};
struct NothingMore {
  ExprPtr next;
};

struct ScenarioStep {
  Span span;
  Span keyword;
  Name subject;  // the contact it is about; empty when it is about none
  std::variant<MakeContact, At, After, Jump, Kill, RunStarts, Operates, NextMessage, TryModule,
               Does, ServiceDoes, Reacts, Confirms, Table, WasSent, WasNotSent, Entered, LeftFlow,
               IsAtStep, Reached, IsIn, Holds, Shows, MessagesSent, NothingMore>
      node;
  NodeId id = 0;
};

struct Scenario {
  Text name;
  std::vector<ScenarioStep> steps;
};

}  // namespace camp::ast
