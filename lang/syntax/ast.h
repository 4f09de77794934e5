// The syntax tree: what the user wrote, before anything is known about names and types.
//
// Nodes own their children. Every node has the span of its text. Trees are built by parse()
// (parser.h) only; the compiler reads them, nobody changes them.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "lang/base/span.h"
#include "lang/value/type.h"
#include "lang/value/value.h"

namespace camp::ast {

struct Name {
  std::string text;
  Span span;
};

// A string as written: its text with escapes resolved and the indentation of """ blocks removed,
// and how to find the source again for a place in that text. Every string may be a template
// (lang/template).
struct Text {
  std::string text;
  Span span;  // quotes included
  struct Run {
    std::uint32_t text_offset;    // from here on ...
    std::uint32_t source_offset;  // ... text and source run in parallel
  };
  std::vector<Run> runs;  // sorted; at least one

  // The source of text[begin, end).
  Span source_span(std::size_t begin, std::size_t end) const;
};

// ---- expressions

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

// bool, int, decimal (45% too), money, duration, date, time
struct Literal {
  Value value;
};
// 2026-12-01 09:00 Europe/Helsinki | 2026-12-01 09:00 contact time | 2026-12-01 09:00 (the zone is
// then the schema's default)
struct InstantLiteral {
  std::int64_t date_days = 0;
  std::int64_t time_ms = 0;
  std::string zone;  // IANA name; empty: none given
  Span zone_span;
  bool contact_time = false;
};
struct TextLiteral {
  Text text;
};
struct NameUse {
  Name name;
};  // contact, now, a local, a segment, a list, a definition
struct Member {
  ExprPtr object;
  Name member;
};
struct Call {
  Name function;
  std::vector<ExprPtr> arguments;
};
// count(purchase last 90d where total > 20 EUR), sum(purchase.total last 1y), last(purchase)
struct History {
  Name function;                // count sum min max avg first last
  Name event;                   // dotted for built-in ones: message.clicked
  std::optional<Name> field;    // purchase.total
  std::optional<Literal> last;  // a duration
  Span last_span;
  ExprPtr where;  // may be null
};
enum class UnaryOp : std::uint8_t { kNot, kNegate };
struct Unary {
  UnaryOp op;
  ExprPtr operand;
};
enum class BinaryOp : std::uint8_t {
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
  kContains,
  kStartsWith,
  kEndsWith,
  kMatches,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kRemainder,
  kFallback,
};
struct Binary {
  BinaryOp op;
  ExprPtr left;
  ExprPtr right;
  Span op_span;
};
struct Range {
  ExprPtr low;
  ExprPtr high;
};  // only right of `in` or inside a match arm
struct Presence {
  ExprPtr operand;
  bool present = true;
};  // x is present / x is absent
struct Conditional {
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;
};
struct ListLiteral {
  std::vector<ExprPtr> items;
};
struct ErrorExpr {};  // reported already; the checker stays silent about it

struct Expr {
  Span span;
  std::variant<ErrorExpr, Literal, InstantLiteral, TextLiteral, NameUse, Member, Call, History,
               Unary, Binary, Range, Presence, Conditional, ListLiteral>
      node;
};

// ---- statements

struct Statement;
struct Block {
  Span span;  // braces included
  std::vector<Statement> statements;
};

// `message.clicked` has object "message", name "clicked"; `r.clicked` object "r"; `purchase` no
// object.
struct EventUse {
  std::optional<Name> object;
  Name name;
  Span span;
};
struct EventClause {  // purchase as p where p.cart == c.cart
  EventUse event;
  std::optional<Name> as;
  ExprPtr where;  // may be null
};

struct Wait {
  ExprPtr duration;
  std::optional<Name> as;  // the step's own label
};
struct WaitArm {
  Span span;
  EventClause on;
  Block body;
};
struct WaitUpTo {
  ExprPtr duration;
  bool since_start = false;
  std::optional<Name> as;  // the step's own label
  std::vector<WaitArm> arms;
  std::optional<Block> otherwise;
};
struct If {
  ExprPtr condition;
  Block then;
  std::unique_ptr<Block> otherwise;  // `else if` is a block of one If
};
struct MatchArm {
  Span span;
  std::vector<ExprPtr> values;
  Block body;
};
struct Match {
  ExprPtr subject;
  std::vector<MatchArm> arms;
  std::optional<Block> otherwise;
};
struct Let {
  Name name;
  ExprPtr value;
};
struct SetField {
  Name object;
  Name field;
  ExprPtr value;
};  // set contact.stage = "cold"
struct Send {
  Name message;
  std::vector<Name> channels;  // `via email or sms`; empty: the message's own
  std::optional<Name> as;
  std::optional<Block> otherwise;
};
struct Exit {
  std::optional<Text> reason;
};
struct ExperimentArm {
  Span span;
  bool holdout = false;
  bool otherwise = false;        // `else variant`: whom no other arm takes
  Name name;                     // of a holdout: "holdout"
  std::optional<Literal> share;  // 50%: a decimal
  Span share_span;
  std::vector<ExprPtr> values;  // for "Mens E-Mail", ...
  std::optional<Block> body;    // a holdout has none
};
struct Experiment {
  Name name;
  ExprPtr by;
  std::vector<ExperimentArm> arms;
};
struct ErrorStatement {};

struct Statement {
  Span span;
  Span keyword;  // its first word: where messages about the whole point
  std::variant<ErrorStatement, Wait, WaitUpTo, If, Match, Let, SetField, Send, Exit, Experiment>
      node;
};

// ---- declarations

struct TypeUse {  // a type as written; choices and records included
  Type type;
  Span span;
};
struct Field {
  Name name;
  TypeUse type;
  ExprPtr default_value;  // may be null
};
struct Contact {
  std::vector<Field> fields;
};
struct Event {
  Name name;
  std::vector<Field> fields;
};
struct Segment {
  Name name;
  ExprPtr condition;
};
struct List {
  Name name;
};
struct Define {
  Name name;
  std::vector<Field> parameters;
  ExprPtr body;
};
struct Conversation {
  Name name;
  std::optional<Text> from;
  std::optional<Text> reply_to;
  std::vector<Name> double_opt_in;  // channels
  std::vector<Name> suppress;       // lists
};
struct Content {  // email { subject ... text ... html ... } or sms "..."
  Name channel;
  Span span;
  std::optional<Text> subject;
  std::optional<Text> text;
  std::optional<Text> html;
  std::optional<Text> html_file;  // html file "reminder.html"
  std::optional<Text> text_file;
};
struct Message {
  Name name;
  std::vector<Content> contents;
};

struct Goal {
  Span span;
  Name name;
  EventClause on;
  std::optional<Literal> within;
  ExprPtr worth;  // may be null
};
struct Audience {
  Span span;
  std::vector<Name> include;  // segments and lists; empty: everybody
  std::vector<Name> exclude;
  std::optional<std::int64_t> limit;
  ExprPtr limit_by;  // may be null
};
struct Start {
  Span span;
  EventClause on;
};
enum class ReentryWord : std::uint8_t { kNotSaid, kOnce, kAgain };
struct ExitOn {
  Span span;
  EventClause on;
};

// campaign and journey: the same header properties, the same flow. Which property belongs to which
// is the checker's business, so that a misplaced one gets a message of its own.
struct Flow {
  bool journey = false;
  Name name;
  std::optional<Name> category;
  std::optional<Name> conversation;
  std::vector<Goal> goals;
  std::optional<Audience> audience;
  std::vector<Start> starts;
  ReentryWord reentry = ReentryWord::kNotSaid;
  Span reentry_span;
  std::optional<Literal> again_after;  // a duration
  ExprPtr key;                         // may be null
  std::vector<ExitOn> exits;
  std::optional<Block> body;
  // The keyword spans of properties that may stand once but stood again; the checker reports them.
  struct Repeated {
    std::string property;
    Span first;
    Span second;
    Span second_whole;
  };
  std::vector<Repeated> repeated;
};

// ---- scenarios: what happens to some contacts, and what is expected of it

struct ScenarioField;
// What a field of a contact or an event is given: an expression, a record, or a list.
struct ScenarioValue {
  enum class Kind : std::uint8_t { kExpression, kRecord, kList };
  Kind kind{};
  Span span;
  ExprPtr expression;
  std::vector<ScenarioField> fields;
  std::vector<ScenarioValue> items;
};
struct ScenarioField {
  Name name;
  ScenarioValue value;
};

// ---- steps

struct Granted {
  Name conversation;
  std::optional<Name> channel;  // none: e-mail
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
struct Does {
  EventUse event;
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
struct
    Reacts {  // anna opens reminder; reminder to anna bounces: the subject is the contact in both
  Reaction reaction{};
  Name message;
  std::optional<Text> text;  // of a reply
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
  Name goal;
  ExprPtr worth;  // may be null
  bool negated = false;
};
struct IsIn {
  Name set;  // a segment or a list
  bool negated = false;
};
struct Holds {
  ExprPtr condition;
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
  std::variant<MakeContact, At, After, Jump, Kill, RunStarts, Does, Reacts, Table, WasSent,
               WasNotSent, Entered, LeftFlow, IsAtStep, Reached, IsIn, Holds, MessagesSent,
               NothingMore>
      node;
};

struct Scenario {
  Text name;
  std::vector<ScenarioStep> steps;
};

struct Declaration {
  Span span;
  Span keyword;
  bool incomplete = false;  // something of it could not be read; that was reported
  std::string doc;          // its ## comment, without the marks
  std::variant<Contact, Event, Segment, List, Define, Conversation, Message, Flow, Scenario> node;
};

struct File {
  SourceId source = 0;
  std::vector<Declaration> declarations;
  // Names of declarations of which nothing is left: their uses are not unknown.
  std::vector<Name> broken;
  // What literals point to: the strings inside `Literal::value`. Kept alive by whoever keeps the
  // tree.
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
};

}  // namespace camp::ast
