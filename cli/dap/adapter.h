// The debugger for editors, over the Debug Adapter Protocol 1.65
// (microsoft.github.io/debug-adapter-protocol): a message in, messages out. Who reads and writes
// them is cli/verbs/dap.cpp.
//
// What is debugged is a scenario of the project, walked by cli/repl/walk.h: its steps are lines,
// and so are the lines of the flows that run. There is one thread, the scenario. One thread of
// ours, too.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/render/json.h"
#include "cli/repl/walk.h"

namespace camp::cli::dap {

struct Adapter {
  std::unique_ptr<Walk> walk;  // null: nothing was launched
  ScenarioChoice choice;
  bool stop_on_entry = false;
  bool stops_at_failures = true;
  bool is_done = false;  // the last move came to the scenario's end
  bool over = false;
  bool is_broken = false;  // over, because what came was no message of the protocol
  int first_line = 1;      // as the editor counts
  int first_column = 1;
  std::map<std::string, std::vector<std::uint32_t>> breakpoints;  // lines by path in the project
  // The variables of each scope, by reference - 1; of the place where it stands.
  std::vector<std::vector<sim::NamedText>> scopes;
  std::vector<Json> events;  // to be sent behind the answer
  int seq = 0;               // of the last message
};

// Its answer and what came of it, in the order in which they are to be sent.
std::vector<Json> take_message(Adapter& adapter, std::string_view message);

// ---- for the functions of requests.def

#define CAMP_REQUEST(command, needs, function) \
  Result<Json> answer_##function(Adapter& adapter, const Json& arguments);
#include "cli/dap/requests.def"
#undef CAMP_REQUEST

// The chosen scenario at its beginning, with the files as they are now.
Result<void> begin_scenario(Walk& walk, const ScenarioChoice& choice);
void tell(Adapter& adapter, std::string event, Json body);
// The contact whom the place where it stands is about; "": none yet.
std::string contact_at_hand(const Adapter& adapter);
// Takes the breakpoints over into the walk: places of flows, and steps of the scenario.
void place_breakpoints(Adapter& adapter);
// A path of the editor's as one in the project; as it is where it lies outside.
std::string path_in_project(const Adapter& adapter, std::string_view path);

}  // namespace camp::cli::dap
