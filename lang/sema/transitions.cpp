#include "lang/sema/transitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"

namespace camp::sema {
namespace {

// What was done since the last wait, at least. A field counts once, however often it is set.
struct Done {
  std::size_t others = 0;  // messages, events
  std::set<std::string_view> fields;

  std::size_t effects() const { return others + fields.size(); }
};

Done least(const Done& a, const Done& b) {
  Done both;
  both.others = std::min(a.others, b.others);
  std::set_intersection(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                        std::inserter(both.fields, both.fields.end()));
  return both;
}

// Ways that come together; none of them may.
using Way = std::optional<Done>;
Way either(const Way& a, const Way& b) {
  if (!a || !b) return a ? a : b;
  return least(*a, *b);
}

class EffectCount {
 public:
  explicit EffectCount(Reporter& reporter) : reporter_(reporter) {}

  // Nothing where every way ends.
  Way block(const ast::Block& block, Way way) {
    for (const auto& statement : block.statements)
      if (way) way = after(statement, std::move(*way));
    return way;
  }

 private:
  Way after(const ast::Statement& statement, Done done) {
    return std::visit(
        Overloaded{
            [&](const ast::Send& node) { return after_send(statement.keyword, node, done); },
            [&](const ast::Emit&) { return after_one(statement.keyword, done); },
            [&](const ast::StartJourney&) { return after_one(statement.keyword, done); },
            [&](const ast::SetField& node) {
              done.fields.insert(node.field.text);
              return counted(statement.keyword, done);
            },
            [&](const ast::If& node) {
              const auto then = block(node.then, done);
              return either(then, node.otherwise ? block(*node.otherwise, done) : Way(done));
            },
            [&](const ast::Match& node) {
              auto way = node.otherwise ? block(*node.otherwise, done) : Way(done);
              for (const auto& arm : node.arms) way = either(way, block(arm.body, done));
              return way;
            },
            [&](const ast::Repeat& node) {
              return after_rounds(statement.keyword, node, std::move(done));
            },
            [&](const ast::Experiment& node) { return after_experiment(node, done); },
            [&](const ast::Stop&) {
              stopped_ = either(stopped_, done);
              any_stop_ = true;
              return Way();
            },
            [](const ast::Exit&) { return Way(); },
            [&](const ast::WaitUpTo& node) {
              auto way = waited_block(node.otherwise);
              for (const auto& arm : node.arms) way = either(way, block(arm.body, waited()));
              return way;
            },
            [&](const ast::Request& node) {
              return either(waited(), node.otherwise ? waited_block(node.otherwise) : Way());
            },
            [&](const ast::Do& node) {
              return either(waited(), node.otherwise ? waited_block(node.otherwise) : Way());
            },
            [&](const ast::Wait&) { return waited(); },
            [&](const ast::WaitUntil&) { return waited(); },
            [&](const ast::Ask&) { return waited(); },
            [&](const auto&) { return Way(done); },
        },
        statement.node);
  }

  // Another transition may begin here: what it has before is not known to be anything.
  Way waited() {
    waits_ = true;
    return Done();
  }
  Way waited_block(const std::optional<ast::Block>& node) {
    return node ? block(*node, waited()) : waited();
  }

  Way after_one(Span place, Done done) {
    ++done.others;
    return counted(place, done);
  }

  Way after_send(Span place, const ast::Send& send, Done done) {
    auto way = after_one(place, std::move(done));
    return send.otherwise ? either(way, block(*send.otherwise, way)) : way;
  }

  // Who is held out walks the way of a variant.
  Way after_experiment(const ast::Experiment& experiment, const Done& done) {
    if (experiment.winner) waits_ = true;
    const auto before = experiment.winner ? Done() : done;
    Way way;
    bool any = false;
    for (const auto& arm : experiment.arms) {
      if (!arm.body) continue;
      way = either(way, block(*arm.body, before));
      any = true;
    }
    return any ? way : Way(before);
  }

  // Else it was reported.
  static bool goes_round(const ast::Repeat& repeat) {
    return repeat.times && repeat.times->value.tag == Tag::kInt && repeat.times->value.num > 0 &&
           repeat.times->value.num <= limits::kRepeatTimes;
  }

  // The first round is walked. Where none waits or leaves, all others do as much again.
  Way after_rounds(Span place, const ast::Repeat& repeat, Done before) {
    const auto stopped_around = std::exchange(stopped_, Way());
    const auto stop_around = std::exchange(any_stop_, false);
    const auto waits_around = std::exchange(waits_, false);
    auto way = block(repeat.body, before);
    if (way && waits_) {
      way = Done();
    } else if (way && !any_stop_ && goes_round(repeat)) {
      const auto more = static_cast<std::size_t>(repeat.times->value.num - 1);
      way->others += more * (way->others - before.others);
      way = counted(place, *way);
    }
    way = either(way, std::exchange(stopped_, stopped_around));
    any_stop_ = stop_around;
    waits_ = waits_ || waits_around;
    return way;
  }

  Way counted(Span place, const Done& done) {
    if (done.effects() <= limits::kEffects || reported_) return done;
    reported_ = true;
    reporter_
        .report(Code::kTooMany, place,
                fmt::format("whoever comes here has {} messages, changes and events at once; at "
                            "most {} are possible",
                            done.effects(), limits::kEffects))
        .help("put a `wait` between them");
    return done;
  }

  Reporter& reporter_;
  Way stopped_;            // of the loop at hand: what was done where it is left
  bool any_stop_ = false;  // of the loop at hand
  bool waits_ = false;     // of the loop at hand
  bool reported_ = false;  // once for a flow
};

// ---- journeys that set themselves off

// Of a way that has no wait and no condition, so that its end is certain.
bool is_plain(const ast::Statement& statement) {
  if (const auto* send = std::get_if<ast::Send>(&statement.node)) return !send->otherwise;
  return std::visit(Overloaded{
                        [](const ast::Let&) { return true; },
                        [](const ast::SetField&) { return true; },
                        [](const ast::Emit&) { return true; },
                        [](const ast::StartJourney&) { return true; },
                        [](const ast::ListChange&) { return true; },
                        [](const ast::ConsentChange&) { return true; },
                        [](const ast::Exit&) { return true; },
                        [](const auto&) { return false; },
                    },
                    statement.node);
}

std::string event_of(const ast::Statement& statement) {
  if (const auto* emit = std::get_if<ast::Emit>(&statement.node)) {
    const auto& use = emit->event;
    return use.object ? use.object->text + "." + use.name.text : use.name.text;
  }
  const auto* start = std::get_if<ast::StartJourney>(&statement.node);
  return start != nullptr ? request_event(start->journey.text) : std::string();
}

// By any such event, again and again, and nothing takes anybody out of it.
const ast::Start* start_on(const Model& model, const ast::Flow& flow, std::string_view event) {
  const bool always = flow.journey && flow.reentry == ast::ReentryWord::kAgain &&
                      !flow.again_after && flow.key == nullptr && flow.exits.empty();
  if (!always) return nullptr;
  for (const auto& start : flow.starts) {
    const auto* clause = model.clauses.find(start.on.id);
    const bool any = start.on.when == nullptr && start.on.where == nullptr;
    if (clause != nullptr && any && clause->of.empty() && clause->event == event) return &start;
  }
  return nullptr;
}

void check_set_off(const Model& model, const ast::Flow& flow, Reporter& reporter) {
  const auto& statements = flow.body->statements;
  if (!std::all_of(statements.begin(), statements.end(), is_plain)) return;
  for (const auto& statement : statements) {
    if (std::holds_alternative<ast::Exit>(statement.node)) return;
    const auto* start = start_on(model, flow, event_of(statement));
    if (start == nullptr) continue;
    reporter
        .report(Code::kSetsItselfOff, statement.keyword,
                fmt::format("this starts '{}' again at once, and that again: after {} times it is "
                            "an incident",
                            flow.name.text, limits::kSetOff))
        .also(start->on.span, "it starts on any such event")
        .help("put a condition or a `wait` before it, or say `again after 1d`");
    return;
  }
}

}  // namespace

void check_transitions(const Model& model, const std::vector<ast::File>& files,
                       Reporter& reporter) {
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      if (flow == nullptr || !flow->body || declaration.incomplete) continue;  // a wait may be lost
      EffectCount(reporter).block(*flow->body, Done());
      check_set_off(model, *flow, reporter);
    }
  }
}

}  // namespace camp::sema
