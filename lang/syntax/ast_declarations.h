// The tree of declarations but scenarios. See ast.h.
#pragma once
#include "lang/syntax/ast_statements.h"
#include "lang/value/type.h"

namespace camp::ast {

struct TypeUse {  // a type as written, and what it is made of
  Type type;      // all of it, choices and records included
  Span span;
  std::vector<Text> choices;
  std::vector<Name> names;     // of a record's fields ...
  std::vector<TypeUse> parts;  // ... and their types; or the type of a list's items
  NodeId id = 0;
};
struct Field {
  Name name;
  TypeUse type;
  ExprPtr default_value;  // may be null
  Span span;
  NodeId id = 0;
};
// A property of a conversation, content, audience or flow as it was written. The members beside it
// have what it says, by kind; these lists have the order, those that stand twice included.
struct Property {
  Span span;
  Span keyword;
};
struct Import {  // import std.nps
  Name module;
};
struct Contact {
  std::vector<Field> fields;
};
struct Event {
  Name name;
  std::vector<Field> fields;
};
// invariant "at most two texts a day" = sent(sms last 1d) <= 2
struct Invariant {
  Text text;
  ExprPtr condition;
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
// A value that a script holds, or that is found where the runtime runs.
enum class SettingFrom : std::uint8_t { kText, kEnvironment, kSecret };
struct Setting {  // "https://shop.example"; env("SHOP_URL"); secret("SHOP_TOKEN")
  Span span;
  SettingFrom from{};
  Text text;  // or the name
  NodeId id = 0;
};
struct OptIn {  // double_opt_in email, sms using confirm_mail
  Span span;
  std::vector<Name> channels;
  Name message;
  NodeId id = 0;
};
struct DkimUse {  // dkim selector "s1" key secret("DKIM_KEY")
  Span span;
  Text selector;
  Setting key;
  NodeId id = 0;
};
struct Conversation {
  Name name;
  std::optional<Text> from;
  std::optional<Text> reply_to;
  std::vector<Name> suppress;  // lists
  std::vector<OptIn> opt_ins;
  std::optional<DkimUse> dkim;
  bool unsubscribe_per_channel = false;
  std::vector<Property> written;
};
struct Outlet {
  Name name;
  std::optional<Text> label;  // `name "Helsinki, Kamppi"`
  std::optional<Text> timezone;
  std::optional<Text> from;
  std::optional<Text> reply_to;
  std::vector<Property> written;
};
// rate 50 per 1m
struct RateUse {
  Span span;
  std::optional<Literal> limit;  // an int; absent: could not be read
  std::optional<Literal> per;    // a duration
  NodeId id = 0;
};
struct ChannelUse {  // channel email via smtp { url env("SMTP_URL")  rate 50 per 1m }
  Name name;
  std::optional<Name> carrier;
  std::optional<Setting> url;
  std::optional<Name> tls;
  std::optional<Literal> connections;
  std::optional<RateUse> rate;
  std::optional<Literal> costs;
  std::vector<Property> written;
};
struct PartUse {  // subject "..."; html file "..."; header "X-A" "..."; until 7d
  Span span;
  Name word;  // without text: the channel's main part, `sms "..."`
  std::optional<Text> label;
  std::optional<Text> text;
  bool file = false;  // the text names a file
  ExprPtr when;       // `until`
  NodeId id = 0;
};
struct Content {  // email { subject ... text ... html ... } or sms "..."
  Name channel;
  Span span;
  std::vector<PartUse> parts;
  std::optional<std::uint32_t> variant;  // of the message; none: for everybody
  NodeId id = 0;
};
struct Variant {  // in fi { ... }, for big_spenders { ... }: what is in it is for some contacts
  Span span;      // up to the `{`: its contents are the message's
  std::optional<Text> language;  // one of the two
  std::optional<Name> segment;
  std::optional<std::uint32_t> inside;  // another one of the message
  NodeId id = 0;
};
struct Message {
  Name name;
  std::vector<Field> parameters;  // a default is what `preview` says
  std::vector<Content> contents;
  std::vector<Variant> variants;  // inner ones first
};

struct Module {
  Name name;
  std::vector<Field> parameters;
  std::optional<Block> body;
};

struct ServiceAuth {  // auth bearer S; auth basic S S; auth header "X-Key" S
  Span span;
  std::optional<Text> header;
  std::optional<Setting> user;
  std::optional<Setting> secret;
  NodeId id = 0;
};
struct ServiceHeader {
  Span span;
  Text name;
  Setting value;
  NodeId id = 0;
};
struct ServiceCall {  // call coupon(contact: string) post "/coupons" -> { code: string }
  Span span;
  Name name;
  std::vector<Field> parameters;
  Name method;
  Text path;
  bool answers = false;
  std::vector<Field> answer;
  NodeId id = 0;
};
struct Service {
  Name name;
  std::optional<Setting> base;
  std::optional<ServiceAuth> auth;
  std::optional<Literal> timeout;
  std::optional<Literal> retries;
  std::optional<Literal> retry_within;
  std::optional<Text> idempotency;
  std::vector<ServiceHeader> headers;
  std::vector<ServiceCall> calls;
  std::vector<Property> written;
};

// A language model that drafts texts for `camp draft`; no flow knows it.
struct Drafter {
  Name name;
  std::optional<Text> instructions;
  bool in_file = false;  // `instructions` names a file
  std::optional<Setting> url;
  std::optional<Setting> key;
  std::optional<Text> model;
  std::optional<Literal> timeout;
  std::vector<Property> written;
};

// Of a flow without a name. Its contacts walk the same paths, their messages withheld.
struct Holdout {
  Name name;
  Span span;
  std::optional<Literal> share;  // 5%: a decimal
  std::optional<Text> salt;      // another one draws anew
  bool for_all = false;          // also of transactional flows
  NodeId id = 0;
};

// Addresses for test runs, of any kind: an address says by its form what it is.
struct Seeds {
  Name name;
  std::vector<Text> addresses;
};

// approval by manager and 2 of (legal, brand)
struct ApprovalNeed {
  std::optional<Literal> count;  // an int; none: its one role
  std::vector<Name> roles;
};
struct Approval {
  Span span;
  std::vector<ApprovalNeed> needs;
  NodeId id = 0;
};

struct Goal {
  Span span;
  Name name;
  EventClause on;
  std::optional<Literal> within;
  ExprPtr worth;  // may be null
  std::optional<EventClause> refund;
  std::optional<Name> credit;  // a word of lang/catalog/credits.def
  NodeId id = 0;
};
struct Audience {
  Span span;
  std::vector<Name> include;  // segments and lists; empty: everybody
  std::vector<Name> exclude;
  ExprPtr one_per;               // may be null
  std::optional<Literal> limit;  // an int
  ExprPtr limit_by;              // may be null
  std::vector<Property> written;
  NodeId id = 0;
};
struct Start {
  Span span;
  EventClause on;  // `on request`: its event is "request", "JOURNEY"
  bool even_late = false;
  bool on_request = false;
  std::vector<Field> fields;  // of the request
  NodeId id = 0;
};
enum class ReentryWord : std::uint8_t { kNotSaid, kOnce, kAgain };
struct ExitOn {
  Span span;
  EventClause on;
  NodeId id = 0;
};

// Which form it is, its parts say: `rule`, `date`, a `week`, days of the month, weekdays, or none.
struct ScheduleUse {
  Span span;
  std::optional<Literal> date;
  std::optional<Text> rule;
  std::optional<Literal> weeks;  // an int
  std::vector<Name> weekdays;
  std::vector<Literal> month_days;  // ints
  std::optional<Name> week;         // first, second, ..., last
  std::vector<Literal> times;
  std::optional<Literal> from;
  std::optional<Literal> until;
  std::vector<Literal> except;
  std::optional<Name> zone;
  Span contact_time;  // of the words; empty: they are not there
  std::optional<Name> missed;
  bool damaged = false;  // a literal of it could not be read, and was reported
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
  std::optional<Literal> priority;
  std::optional<Literal> costs;
  std::vector<Text> tags;
  std::optional<Text> writer;
  std::optional<Text> reviewer;
  std::optional<Approval> approval;
  std::vector<Name> seeds;
  ExprPtr expires;  // may be null
  std::optional<ScheduleUse> schedule;
  std::optional<Holdout> holdout;
  std::optional<Span> per_outlet;
  std::optional<Block> body;
  // The keyword spans of properties that may stand once but stood again; the checker reports them.
  struct Repeated {
    std::string property;
    Span first;
    Span second;
    Span second_whole;
  };
  std::vector<Repeated> repeated;
  std::vector<Property> written;
};

}  // namespace camp::ast
