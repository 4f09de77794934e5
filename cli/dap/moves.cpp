// Forwards and back. Every move tells what became of the contacts, and where the walk stands now.
#include "cli/dap/adapter.h"

namespace camp::cli::dap {
namespace {

void tell_news(Adapter& adapter) {
  for (const auto& line : adapter.walk->news())
    tell(adapter, "output", {{"category", "stdout"}, {"output", line + "\n"}});
}

void tell_stopped(Adapter& adapter, std::string reason, std::string text = {}) {
  Json body{{"reason", std::move(reason)}, {"threadId", 1}, {"allThreadsStopped", true}};
  if (!text.empty()) body["description"] = body["text"] = std::move(text);
  tell(adapter, "stopped", std::move(body));
}

// `reason`: of a move that came to where it was to.
Result<Json> moved(Adapter& adapter, Result<sim::Halt> halted, std::string reason) {
  adapter.scopes.clear();
  if (!halted.ok()) return std::move(halted).error();
  auto& debugger = adapter.walk->debugger();
  // The end is a place to look around from and to go back; who goes on leaves.
  const bool was_done = std::exchange(adapter.is_done, false);
  while (*halted == sim::Halt::kFailure && !adapter.stops_at_failures && reason == "breakpoint") {
    halted = debugger.go();
    if (!halted.ok()) return std::move(halted).error();
  }
  tell_news(adapter);
  switch (*halted) {
    case sim::Halt::kEnd:
      adapter.is_done = true;
      if (was_done)
        tell(adapter, "terminated", Json::object());
      else
        tell_stopped(adapter, "pause", "the scenario is done");
      break;
    case sim::Halt::kFailure: {
      const auto& failure = *debugger.failure();
      std::string text = failure.message;
      for (const auto& value : failure.values) text += "; " + value.text;
      tell(adapter, "output", {{"category", "stderr"}, {"output", "failed: " + text + "\n"}});
      tell_stopped(adapter, "exception", std::move(text));
      break;
    }
    case sim::Halt::kBreakpoint:
      tell_stopped(adapter, "breakpoint");
      break;
    case sim::Halt::kBeginning:
      tell_stopped(adapter, "entry", "nothing has happened yet");
      break;
    case sim::Halt::kLine:
    case sim::Halt::kMoment:
      tell_stopped(adapter, std::move(reason));
      break;
  }
  return Json::object();
}

// Of what was undone nothing is told; it will happen once more.
Result<Json> moved_back(Adapter& adapter, Result<sim::Halt> halted) {
  adapter.walk->forget_news();
  adapter.is_done = false;
  return moved(adapter, std::move(halted), "step");
}

}  // namespace

Result<Json> answer_configuration_done(Adapter& adapter, const Json&) {
  place_breakpoints(adapter);
  if (adapter.stop_on_entry) return moved(adapter, sim::Halt::kBeginning, "entry");
  return moved(adapter, adapter.walk->debugger().go(), "breakpoint");
}

Result<Json> answer_go(Adapter& adapter, const Json&) {
  CAMP_ASSIGN(auto body, moved(adapter, adapter.walk->debugger().go(), "breakpoint"));
  body["allThreadsContinued"] = true;
  return body;
}

Result<Json> answer_step(Adapter& adapter, const Json&) {
  return moved(adapter, adapter.walk->debugger().step(), "step");
}

Result<Json> answer_step_out(Adapter& adapter, const Json&) {
  return moved(adapter, adapter.walk->debugger().next(), "step");
}

Result<Json> answer_step_back(Adapter& adapter, const Json&) {
  return moved_back(adapter, adapter.walk->debugger().back(1));
}

Result<Json> answer_go_back(Adapter& adapter, const Json&) {
  return moved_back(adapter, adapter.walk->debugger().go_back());
}

// The files may have been edited meanwhile.
Result<Json> answer_restart(Adapter& adapter, const Json&) {
  CAMP_TRY(begin_scenario(*adapter.walk, adapter.choice));
  adapter.is_done = false;
  return answer_configuration_done(adapter, Json::object());
}

// Nothing runs while a request is read.
Result<Json> answer_pause(Adapter& adapter, const Json&) {
  tell_stopped(adapter, "pause");
  return Json::object();
}

}  // namespace camp::cli::dap
