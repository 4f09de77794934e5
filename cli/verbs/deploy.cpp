#include <fmt/format.h>

#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/program/codec.h"
#include "runtime/explain/lost_steps.h"

namespace camp::cli {

void options_deploy(po::options_description& options) { add_store_options(options); }

namespace {

// What a deployment is about: the program that runs, the one that is to run.
struct Change {
  std::string before;  // hash in hex; empty: none yet
  std::string after;
  bool deployed_before = false;
  bool is_needed() const { return !deployed_before || before != after; }
};

Json change_json(const Change& change, bool deployed) {
  Json json{{"program", change.after}, {"deployed", deployed}};
  if (!change.before.empty()) json["before"] = change.before;
  return json;
}

Result<std::vector<LostStep>> lost_steps(const Invocation& call, StoreView& view,
                                         const Program& next) {
  ProgressLine line(call.console, "contacts");
  bool stopped = false;
  CAMP_ASSIGN(auto lost, find_lost_steps(
                             view, next,
                             [&](std::uint64_t done, std::uint64_t total) {
                               line.update(done, total);
                               return !interrupted();
                             },
                             &stopped));
  if (stopped)
    return Error{ErrorKind::kRefused, "stopped before all contacts were seen; nothing is deployed",
                 "", "the same command begins again"};
  return lost;
}

int refuse(const Invocation& call, const Change& change, const std::vector<LostStep>& lost) {
  Error error{ErrorKind::kRefused,
              fmt::format("{} at which contacts stand {} gone from the working copy",
                          counted(lost.size(), "step"), lost.size() == 1 ? "is" : "are"),
              "", "keep the steps until nobody stands there: camp status --flows"};
  call.console.error(error);
  if (!call.console.json()) {
    Table table({{"flow"}, {"step"}, {"contacts", Align::kRight}, {"for example"}});
    for (const auto& step : lost)
      table.add({step.flow, step.step, grouped(step.contacts), step.example});
    call.console.out(table.text(call.console.out_color()));
    return kRefused;
  }
  auto body = change_json(change, false);
  body["error"] = {{"message", error.message}, {"where", error.where}, {"try", error.hint}};
  body["lost"] = Json::array();
  for (const auto& step : lost)
    body["lost"].push_back({{"flow", step.flow},
                            {"step", step.step},
                            {"contacts", step.contacts},
                            {"example", step.example}});
  call.answer(false, std::move(body));
  return kRefused;
}

void answer(const Invocation& call, const Change& change, std::uint32_t number) {
  if (call.console.json()) {
    auto body = change_json(change, change.is_needed());
    body["number"] = number;
    call.answer(true, std::move(body));
  } else if (!change.is_needed()) {
    call.console.out(fmt::format("program {} is deployed already: nothing to do\n",
                                 change.after.substr(0, kShortHash)));
  } else {
    call.console.out(fmt::format(
        "program {} is deployed{}: new entries take it, whoever is under way keeps the program "
        "it began with\n",
        change.after.substr(0, kShortHash),
        change.before.empty() || change.before == change.after
            ? ""
            : fmt::format(" in place of {}", change.before.substr(0, kShortHash))));
  }
}

// What is deployed and may not begin: said now, not when somebody wonders why nobody gets anything.
void note_unapproved(const Invocation& call, const Engine& engine) {
  const auto& program = *engine.current();
  const auto& flows = program.program().flows;
  for (std::uint32_t i = 0; i < flows.size(); ++i) {
    const auto standing = engine.approvals().standing(program, i);
    if (standing.given) continue;
    const auto& name = program.program().name(flows[i].name);
    call.console.note(fmt::format(
        "note: {}: {}; until then {} (camp approve {} --as ROLE --by WHO)", name,
        standing.lacks_text(),
        flows[i].kind == FlowKind::kJourney ? "nobody enters it" : "it does not begin", name));
  }
}

}  // namespace

int run_deploy(const Invocation& call) {
  if (!call.arguments.empty()) return call.usage("deploy takes the whole project: no names");
  auto session = open_session(call);
  if (!session) return session.code;
  auto next = session->take_compiled();
  auto view = StoreView::open(session->store(), session->engine().now_ms());
  if (!view.ok()) return call.fail(view.error());
  Change change;
  change.after = to_hex(program_hash(next).view());
  change.deployed_before = (*view)->deployment().has_value();
  if ((*view)->current())
    change.before = to_hex(program_hash((*view)->current()->program()).view());
  if (change.is_needed()) {
    auto lost = lost_steps(call, **view, next);
    if (!lost.ok()) return call.fail(lost.error());
    if (!lost->empty()) return refuse(call, change, *lost);
    auto deployed = session->engine().deploy(std::move(next));
    if (!deployed.ok()) return call.fail(deployed.error());
  }
  answer(call, change, session->engine().current_number());
  note_unapproved(call, session->engine());
  return kDone;
}

}  // namespace camp::cli
