// Compiled scenarios: data that runtime/sim runs and `camp test` reports on.
//
// A suite is no part of a program: the program that is deployed has the same hash with and without
// scenarios. Its expressions stand in a program of their own, which declares the same as the
// project and is only ever evaluated, never installed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lang/base/span.h"
#include "lang/catalog/channels.h"
#include "lang/program/program.h"

namespace camp::plan {

// What a field of a contact or event is given.
struct Field;
struct Value {
  FunctionIndex function = kNone;  // an expression; kNone: a record or a list
  bool is_list = false;
  std::vector<Field> fields;
  std::vector<Value> items;
};
struct Field {
  std::string name;
  Value value;
};
using Fields = std::vector<Field>;

// An expression inside a condition, to be shown with its value.
struct Part {
  Span span;
  FunctionIndex function = kNone;
};

// What holds for every contact at every moment, and what it is made of.
struct Invariant {
  std::string text;
  Span span;  // of the text
  FunctionIndex condition = kNone;
  std::vector<Part> parts;
};

// A segment's condition and what it is made of, in a program that declares the same as the project
// and is only ever evaluated.
struct Dissection {
  Program expressions;
  Span condition;
  std::vector<Part> parts;
};

// ---- steps; `subject` is the contact's id, of ServiceDoes the service's name

struct MakeContact {
  Fields fields;
  std::vector<std::pair<std::string, Channel>> subscribed;
  std::vector<std::string> lists;
};
struct At {
  FunctionIndex instant = kNone;
};
struct After {
  FunctionIndex duration = kNone;
};
struct Jump {
  FunctionIndex duration = kNone;
};
struct Kill {};
struct RunStarts {
  std::string campaign;
};
struct Operates {
  enum class Order : std::uint8_t { kPauses, kResumes, kCancels };
  Order order{};
  std::string subject;    // a flow, or a channel's word; empty: everything
  bool shifting = false;  // of a resume
};
struct NextMessage {  // to the subject
  std::string message;
  FunctionIndex delay = kNone;  // kNone: it fails
};
struct Does {
  std::string event;
  Fields fields;
  // When it was: an instant, or so long ago; both kNone: now.
  FunctionIndex at = kNone;
  FunctionIndex ago = kNone;
};
struct ServiceDoes {  // from here on
  enum class Fate : std::uint8_t { kAnswers, kFails, kTimesOut };
  std::string call;  // shop.coupon
  Fate fate{};
  Fields fields;
};
struct Reacts {
  std::string event;    // message.opened, ...
  std::string message;  // "" for a reply that names none
  std::string text;
  std::optional<Channel> channel;
};
struct Confirms {  // by the link of the last confirmation
  std::string conversation;
  Channel channel{};
};
struct WasSent {
  std::string message;
  std::optional<Channel> channel;
  std::vector<std::string> containing;
};
struct WasNotSent {
  std::string message;
  std::string reason;  // "": whatever
};
struct Entered {
  std::string flow;
  bool negated = false;
};
struct LeftFlow {
  std::string flow;
  std::optional<std::string> reason;
};
struct IsAtStep {
  std::string label;
  std::string flow;
};
struct Reached {
  std::string goal;
  FunctionIndex worth = kNone;
  bool negated = false;
};
struct ReachedTarget {
  std::string target;  // feedback.promoter
  bool negated = false;
};
struct IsIn {
  std::string set;
  FunctionIndex test = kNone;
  bool negated = false;
};
struct Holds {
  FunctionIndex condition = kNone;
  std::vector<Part> parts;
};
struct Shows {
  FunctionIndex value = kNone;
  std::vector<Part> parts;
};
struct MessagesSent {
  std::uint64_t count = 0;
  FunctionIndex last = kNone;
};
struct NothingMore {
  FunctionIndex next = kNone;
};

struct Step {
  Span span;
  std::string subject;
  std::variant<MakeContact, At, After, Jump, Kill, RunStarts, Operates, NextMessage, Does,
               ServiceDoes, Reacts, Confirms, WasSent, WasNotSent, Entered, LeftFlow, IsAtStep,
               Reached, ReachedTarget, IsIn, Holds, Shows, MessagesSent, NothingMore>
      node;
};

// One scenario, or one row of its table.
struct Scenario {
  std::string name;
  std::string row;               // as written: ("FI", "fi"); "" without a table
  std::uint32_t row_number = 0;  // from 1 on; 0 without a table
  Span span;                     // of its name
  std::vector<Step> steps;
};

struct Suite {
  Program expressions;
  // The project's program with a journey for each module that a scenario tries by itself; none
  // where no scenario does. It stands in for the project's.
  std::optional<Program> tried;
  std::vector<Scenario> scenarios;
  std::vector<Invariant> invariants;
};

}  // namespace camp::plan
