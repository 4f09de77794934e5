// One way through a tree: to every node, a parent before its children.
//
// `walk(file, enter)` calls `enter(node)` for each node, which says whether to go into it. `enter`
// takes any node (a template, or an Overloaded); `walk(block, enter)` goes over
// a part of it. Nodes are the structs of ast.h that have an id.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "lang/syntax/ast.h"

namespace camp::ast {

template <class T, class... Nodes>
concept Is = (std::same_as<std::remove_const_t<T>, Nodes> || ...);

// What a node is made of, in the order of the text where it is fixed. One line per kind: a kind
// without one does not compile.
void parts(Is<Name, Text, Literal, InstantLiteral, ErrorExpr, ErrorStatement, Kill> auto&, auto&) {}

void parts(Is<TextLiteral> auto& node, auto& use) { use(node.text); }
void parts(Is<NameUse> auto& node, auto& use) { use(node.name); }
void parts(Is<Member> auto& node, auto& use) { use(node.object, node.member); }
void parts(Is<Call> auto& node, auto& use) { use(node.function, node.arguments); }
void parts(Is<History> auto& node, auto& use) {
  use(node.function, node.event, node.field, node.last, node.where, node.of);
}
void parts(Is<Unary, Presence> auto& node, auto& use) { use(node.operand); }
void parts(Is<Binary> auto& node, auto& use) { use(node.left, node.right); }
void parts(Is<Range> auto& node, auto& use) { use(node.low, node.high); }
void parts(Is<Conditional> auto& node, auto& use) {
  use(node.condition, node.then, node.otherwise);
}
void parts(Is<ListLiteral> auto& node, auto& use) { use(node.items); }
void parts(Is<RecordField> auto& node, auto& use) { use(node.name, node.value); }
void parts(Is<RecordLiteral> auto& node, auto& use) { use(node.fields); }

void parts(Is<Block> auto& node, auto& use) { use(node.statements); }
void parts(Is<EventUse> auto& node, auto& use) { use(node.object, node.name, node.of); }
void parts(Is<EventClause> auto& node, auto& use) {
  if (node.when != nullptr) return use(node.when);  // and no event
  use(node.event, node.as, node.where);
}
void parts(Is<Wait> auto& node, auto& use) { use(node.duration, node.as); }
void parts(Is<WaitArm> auto& node, auto& use) { use(node.on, node.body); }
void parts(Is<WaitUpTo> auto& node, auto& use) {
  // Of `wait until C up to D as x { }` the arm, C and the block, has the others between.
  if (node.until) return use(node.arms, node.duration, node.as, node.otherwise);
  use(node.duration, node.as, node.arms, node.otherwise);
}
void parts(Is<If> auto& node, auto& use) { use(node.condition, node.then, node.otherwise); }
void parts(Is<MatchArm> auto& node, auto& use) { use(node.values, node.body); }
void parts(Is<Match> auto& node, auto& use) { use(node.subject, node.arms, node.otherwise); }
void parts(Is<Let> auto& node, auto& use) { use(node.name, node.value); }
void parts(Is<SetField> auto& node, auto& use) { use(node.object, node.field, node.value); }
void parts(Is<Send> auto& node, auto& use) {
  use(node.message, node.arguments, node.channels, node.as, node.otherwise);
}
void parts(Is<Exit> auto& node, auto& use) { use(node.reason); }
void parts(Is<ExperimentArm> auto& node, auto& use) {
  use(node.name, node.share, node.values, node.body);
}
void parts(Is<MetricUse> auto& node, auto& use) { use(node.name, node.of); }
void parts(Is<Winner> auto& node, auto& use) {
  use(node.metric, node.after, node.confidence, node.at_least, node.otherwise);
}
void parts(Is<Bandit> auto& node, auto& use) { use(node.metric, node.every); }
void parts(Is<Experiment> auto& node, auto& use) {
  use(node.name, node.by, node.on, node.arms, node.winner, node.bandit);
}

void parts(Is<Do> auto& node, auto& use) {
  use(node.module, node.arguments, node.channels, node.as, node.otherwise);
}
void parts(Is<Say> auto& node, auto& use) { use(node.text); }
void parts(Is<Play> auto& node, auto& use) { use(node.text); }
void parts(Is<Ask> auto& node, auto& use) {
  use(node.name, node.question, node.low, node.high, node.choices, node.word, node.retry,
      node.retry_text, node.up_to, node.otherwise);
}
void parts(Is<Give> auto& node, auto& use) { use(node.names); }
void parts(Is<Target> auto& node, auto& use) { use(node.name, node.condition); }
void parts(Is<WaitUntil> auto& node, auto& use) { use(node.weekday, node.when, node.as); }
void parts(Is<ListChange> auto& node, auto& use) { use(node.list); }
void parts(Is<Emit> auto& node, auto& use) { use(node.event, node.fields); }
void parts(Is<StartJourney> auto& node, auto& use) { use(node.journey, node.fields); }
void parts(Is<ConsentChange> auto& node, auto& use) { use(node.conversation, node.channel); }
void parts(Is<Request> auto& node, auto& use) {
  use(node.service, node.call, node.arguments, node.as, node.duration, node.otherwise);
}
void parts(Is<Repeat> auto& node, auto& use) { use(node.times, node.body); }
void parts(Is<Stop> auto&, auto&) {}

void parts(Is<TypeUse> auto& node, auto& use) { use(node.choices, node.names, node.parts); }
void parts(Is<Field> auto& node, auto& use) { use(node.name, node.type, node.default_value); }
void parts(Is<Import> auto& node, auto& use) { use(node.module); }
void parts(Is<Contact> auto& node, auto& use) { use(node.fields); }
void parts(Is<Event> auto& node, auto& use) { use(node.name, node.fields); }
void parts(Is<Segment> auto& node, auto& use) { use(node.name, node.condition); }
void parts(Is<Invariant> auto& node, auto& use) { use(node.text, node.condition); }
void parts(Is<List> auto& node, auto& use) { use(node.name); }
void parts(Is<Define> auto& node, auto& use) { use(node.name, node.parameters, node.body); }
void parts(Is<OptIn> auto& node, auto& use) { use(node.channels, node.message); }
void parts(Is<DkimUse> auto& node, auto& use) { use(node.selector, node.key); }
void parts(Is<Conversation> auto& node, auto& use) {
  use(node.name, node.from, node.reply_to, node.suppress, node.opt_ins, node.dkim);
}
void parts(Is<Outlet> auto& node, auto& use) {
  use(node.name, node.label, node.timezone, node.from, node.reply_to);
}
void parts(Is<RateUse> auto& node, auto& use) { use(node.limit, node.per); }
void parts(Is<ChannelUse> auto& node, auto& use) {
  use(node.name, node.carrier, node.url, node.tls, node.connections, node.rate, node.costs);
}
void parts(Is<PartUse> auto& node, auto& use) { use(node.word, node.label, node.text, node.when); }
void parts(Is<Content> auto& node, auto& use) { use(node.channel, node.parts); }
void parts(Is<Variant> auto& node, auto& use) { use(node.language, node.segment); }
void parts(Is<Message> auto& node, auto& use) {
  use(node.name, node.parameters, node.contents, node.variants);
}
void parts(Is<Module> auto& node, auto& use) { use(node.name, node.parameters, node.body); }
void parts(Is<Goal> auto& node, auto& use) {
  use(node.name, node.on, node.within, node.worth, node.credit, node.refund);
}
void parts(Is<Holdout> auto& node, auto& use) { use(node.name, node.share, node.salt); }
void parts(Is<Seeds> auto& node, auto& use) { use(node.name, node.addresses); }
void parts(Is<ApprovalNeed> auto& node, auto& use) { use(node.count, node.roles); }
void parts(Is<Approval> auto& node, auto& use) { use(node.needs); }
void parts(Is<Audience> auto& node, auto& use) {
  use(node.include, node.exclude, node.one_per, node.limit, node.limit_by);
}
void parts(Is<Start> auto& node, auto& use) { use(node.on, node.fields); }
void parts(Is<ExitOn> auto& node, auto& use) { use(node.on); }
void parts(Is<ScheduleUse> auto& node, auto& use) {
  use(node.date, node.rule, node.weeks, node.weekdays, node.month_days, node.week, node.times,
      node.from, node.until, node.except, node.zone, node.missed);
}
void parts(Is<Flow> auto& node, auto& use) {
  use(node.name, node.category, node.conversation, node.goals, node.audience, node.starts,
      node.again_after, node.key, node.exits, node.priority, node.costs, node.tags, node.writer,
      node.reviewer, node.approval, node.seeds, node.expires, node.schedule, node.holdout,
      node.body);
}

void parts(Is<Setting> auto& node, auto& use) { use(node.text); }
void parts(Is<ServiceAuth> auto& node, auto& use) { use(node.header, node.user, node.secret); }
void parts(Is<ServiceHeader> auto& node, auto& use) { use(node.name, node.value); }
void parts(Is<ServiceCall> auto& node, auto& use) {
  use(node.name, node.parameters, node.method, node.path, node.answer);
}
void parts(Is<Service> auto& node, auto& use) {
  use(node.name, node.base, node.auth, node.timeout, node.retries, node.retry_within,
      node.idempotency, node.headers, node.calls);
}

void parts(Is<Drafter> auto& node, auto& use) {
  use(node.name, node.instructions, node.url, node.key, node.model, node.timeout);
}

void parts(Is<Quiet> auto& node, auto& use) {
  use(node.from_day, node.from, node.to_day, node.to, node.channels);
}
void parts(Is<Cap> auto& node, auto& use) {
  use(node.limit, node.window, node.period, node.channels, node.tag);
}
void parts(Is<WhenCapped> auto& node, auto& use) { use(node.wait_up_to); }
void parts(Is<ReleaseOver> auto& node, auto& use) { use(node.duration); }
void parts(Is<MergeCopies> auto&, auto&) {}
void parts(Is<Require> auto& node, auto& use) { use(node.properties, node.channels); }
void parts(Is<Policy> auto& node, auto& use) {
  use(node.quiet, node.caps, node.when_capped, node.release, node.merge, node.require);
}

void parts(Is<ScenarioValue> auto& node, auto& use) {
  use(node.expression, node.fields, node.items);
}
void parts(Is<ScenarioField> auto& node, auto& use) { use(node.name, node.value); }
void parts(Is<Granted> auto& node, auto& use) { use(node.conversation, node.channel); }
void parts(Is<MakeContact> auto& node, auto& use) { use(node.fields, node.subscribed, node.lists); }
void parts(Is<At> auto& node, auto& use) { use(node.instant); }
void parts(Is<After, Jump> auto& node, auto& use) { use(node.duration); }
void parts(Is<RunStarts> auto& node, auto& use) { use(node.campaign); }
void parts(Is<Operates> auto& node, auto& use) { use(node.subject); }
void parts(Is<TryModule> auto& node, auto& use) { use(node.module, node.arguments, node.channels); }
void parts(Is<NextMessage> auto& node, auto& use) { use(node.message, node.delay); }
void parts(Is<Does> auto& node, auto& use) { use(node.event, node.fields, node.at, node.ago); }
void parts(Is<ServiceDoes> auto& node, auto& use) { use(node.call, node.fields); }
void parts(Is<Reacts> auto& node, auto& use) { use(node.message, node.text, node.channel); }
void parts(Is<Confirms> auto& node, auto& use) { use(node.conversation, node.channel); }
void parts(Is<Table> auto& node, auto& use) { use(node.columns, node.rows); }
void parts(Is<WasSent> auto& node, auto& use) { use(node.message, node.channel, node.containing); }
void parts(Is<WasNotSent> auto& node, auto& use) { use(node.message, node.reason); }
void parts(Is<Entered> auto& node, auto& use) { use(node.flow); }
void parts(Is<LeftFlow> auto& node, auto& use) { use(node.flow, node.reason); }
void parts(Is<IsAtStep> auto& node, auto& use) { use(node.label, node.flow); }
void parts(Is<Reached> auto& node, auto& use) { use(node.goal, node.worth); }
void parts(Is<IsIn> auto& node, auto& use) { use(node.set); }
void parts(Is<Holds> auto& node, auto& use) { use(node.condition); }
void parts(Is<Shows> auto& node, auto& use) { use(node.value); }
void parts(Is<MessagesSent> auto& node, auto& use) { use(node.count, node.last); }
void parts(Is<NothingMore> auto& node, auto& use) { use(node.next); }
void parts(Is<Scenario> auto& node, auto& use) { use(node.name, node.steps); }

void parts(Is<Expr, Statement, Declaration> auto& node, auto& use) { use(node.node); }
void parts(Is<ScenarioStep> auto& node, auto& use) { use(node.subject, node.node); }

template <class Enter>
class Walker {
 public:
  explicit Walker(Enter& enter) : enter_(enter) {}

  template <class... Parts>
  void operator()(Parts&... all) {
    (go(all), ...);
  }

 private:
  template <class T>
  void go(std::unique_ptr<T>& pointer) {
    if (pointer != nullptr) go(*pointer);
  }
  template <class T>
  void go(const std::unique_ptr<T>& pointer) {
    if (pointer != nullptr) go(std::as_const(*pointer));
  }
  template <class T>
  void go(std::optional<T>& value) {
    if (value) go(*value);
  }
  template <class T>
  void go(const std::optional<T>& value) {
    if (value) go(*value);
  }
  template <class T>
  void go(std::vector<T>& list) {
    for (auto& one : list) go(one);
  }
  template <class T>
  void go(const std::vector<T>& list) {
    for (const auto& one : list) go(one);
  }
  template <class... Kinds>
  void go(std::variant<Kinds...>& kind) {
    std::visit([&](auto& one) { go(one); }, kind);
  }
  template <class... Kinds>
  void go(const std::variant<Kinds...>& kind) {
    std::visit([&](const auto& one) { go(one); }, kind);
  }
  template <class Node>
  void go(Node& node) {
    if constexpr (Is<Node, Name>) {
      if (node.text.empty()) return;  // of a step that is about nobody
    }
    if constexpr (requires { node.id; }) {
      if (!enter_(node)) return;
    }
    parts(node, *this);
  }

  Enter& enter_;
};

// Any node of a tree.
using NodeRef =
    std::variant<std::monostate, const Declaration*, const Name*, const Text*, const Literal*,
                 const Expr*, const Block*, const EventUse*, const EventClause*, const WaitArm*,
                 const MatchArm*, const ExperimentArm*, const MetricUse*, const Winner*,
                 const Bandit*, const Statement*, const TypeUse*, const Field*, const PartUse*,
                 const Content*, const Variant*, const Setting*, const ServiceAuth*,
                 const ServiceHeader*, const ServiceCall*, const Goal*, const Audience*,
                 const Holdout*, const OptIn*, const DkimUse*, const RateUse*, const Start*,
                 const ExitOn*, const Quiet*, const Cap*, const WhenCapped*, const ReleaseOver*,
                 const MergeCopies*, const Require*, const Approval*, const ScenarioValue*,
                 const ScenarioField*, const Granted*, const ScenarioStep*>;

void walk(Is<File> auto& file, auto&& enter) {
  Walker walker(enter);
  walker(file.declarations);
}
void walk(Is<Block> auto& block, auto&& enter) {
  Walker walker(enter);
  walker(block);
}

}  // namespace camp::ast
