// The tree of what stands between the braces of a flow. See ast.h.
#pragma once
#include "lang/syntax/ast_expressions.h"

namespace camp::ast {

struct Statement;
struct Block {
  Span span;  // braces included
  std::vector<Statement> statements;
  NodeId id = 0;
};

// `message.clicked` has object "message", name "clicked"; `r.clicked` object "r"; `purchase` no
// object. `added to vips`, `subscribed news` are `list.added`, `subscribed` of that one.
struct EventUse {
  std::optional<Name> object;
  Name name;
  std::optional<Name> of;  // a list or conversation; `any`: whichever
  Span span;
  NodeId id = 0;
};
// purchase as p where p.cart == c.cart; or, behind `when`, a condition and no event.
struct EventClause {
  EventUse event;
  ExprPtr when;  // may be null
  std::optional<Name> as;
  ExprPtr where;  // may be null
  Span span;
  NodeId id = 0;
};

struct Wait {
  ExprPtr duration;
  std::optional<Name> as;  // the step's own label
};
// Until a time of day, on the next such weekday, or an instant.
struct WaitUntil {
  std::optional<Name> weekday;
  ExprPtr when;
  std::optional<Name> as;  // the step's own label
};
struct WaitArm {
  Span span;
  EventClause on;
  Block body;
  NodeId id = 0;
};
struct WaitUpTo {
  ExprPtr duration;
  bool since_start = false;
  bool until = false;      // `wait until C up to D`: one arm, with the condition
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
  NodeId id = 0;
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
};                   // set contact.stage = "cold"
struct ListChange {  // add contact to vips; remove contact from vips
  Name list;
  bool member = false;
};
struct ConsentChange {  // subscribe contact to news on sms; unsubscribe contact from any
  Name conversation;
  std::optional<Name> channel;
  bool subscribed = false;
};
struct Emit {  // emit purchase { order: "o1" }
  EventUse event;
  ExprPtr fields;  // a record; may be null
};
struct StartJourney {  // start review { order: "o1" }
  Name journey;
  ExprPtr fields;  // as above
};
struct Request {  // request shop.coupon(contact.id, 10) as r up to 30s else { }
  Name service;
  Name call;
  std::vector<ExprPtr> arguments;
  std::optional<Name> as;  // the answer
  ExprPtr duration;
  std::optional<Block> otherwise;
};
struct Repeat {
  std::optional<Literal> times;
  Block body;
};
struct Stop {};
struct Send {
  Name message;
  std::vector<ExprPtr> arguments;
  std::vector<Name> channels;          // `via email or sms`; empty: the message's own
  std::optional<Literal> best_within;  // `at best time within 24h`: a duration
  std::optional<Literal> best_first;   // `or at 18:00`: a time of day, in ms
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
  bool equally = false;          // what the others leave, divided
  std::vector<ExprPtr> values;   // for "Mens E-Mail", ...
  std::optional<Block> body;     // a holdout has none
  NodeId id = 0;
};
// by revenue of spring_sale
struct MetricUse {
  Span span;
  Name name;
  std::optional<Name> of;
  NodeId id = 0;
};
// winner by clicks after 24h confidence 95% at least 1_000 otherwise mens
struct Winner {
  Span span;
  MetricUse metric;
  std::optional<Literal> after;
  std::optional<Literal> confidence;
  std::optional<Literal> at_least;
  Name otherwise;
  NodeId id = 0;
};
// bandit by clicks every 1d
struct Bandit {
  Span span;
  MetricUse metric;
  std::optional<Literal> every;
  NodeId id = 0;
};
struct Experiment {
  Name name;
  ExprPtr by;
  std::optional<Literal> on;  // on 20%: of whom it is a test
  std::vector<ExperimentArm> arms;
  std::optional<Winner> winner;
  std::optional<Bandit> bandit;
  std::vector<Span> more_winners;  // of those that stand twice
  std::vector<Span> more_bandits;
};
struct Do {
  Name module;
  std::vector<ExprPtr> arguments;
  std::vector<Name> channels;  // in a module none: its talk stays on the channel it has
  std::optional<Name> as;
  std::optional<Block> otherwise;
};
struct Say {
  Text text;
};
struct Play {
  Text text;
};
// Of the answer's form one is there: two bounds, some choices, or a word.
struct Ask {
  Name name;
  Text question;
  std::optional<Literal> low;
  std::optional<Literal> high;
  std::vector<Text> choices;
  std::optional<Name> word;  // yes_no, int, ...
  std::optional<Literal> retry;
  std::optional<Text> retry_text;
  std::optional<Literal> up_to;  // a duration
  std::optional<Block> otherwise;
};
struct Give {
  std::vector<Name> names;
};
struct Target {
  Name name;
  ExprPtr condition;
};
struct ErrorStatement {};

struct Statement {
  Span span;
  Span keyword;  // its first word: where messages about the whole point
  std::variant<ErrorStatement, Wait, WaitUpTo, If, Match, Let, SetField, Send, Exit, Experiment, Do,
               Say, Play, Ask, Give, Target, WaitUntil, ListChange, Repeat, Stop, Emit,
               StartJourney, ConsentChange, Request>
      node;
  NodeId id = 0;
};

}  // namespace camp::ast
