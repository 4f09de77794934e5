#include "cli/dap/adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/render/json_problem.h"

namespace camp::cli::dap {
namespace {

enum class Needs { kNothing, kWalk };

struct Request {
  std::string_view command;
  Needs needs;
  Result<Json> (*answer)(Adapter&, const Json&);
};
constexpr Request kRequests[] = {
#define CAMP_REQUEST(command, needs, function) {#command, Needs::needs, answer_##function},
#include "cli/dap/requests.def"
#undef CAMP_REQUEST
};

Result<Json> answer(Adapter& adapter, const std::string& command, const Json& arguments) {
  for (const auto& request : kRequests) {
    if (request.command != command) continue;
    if (request.needs == Needs::kWalk && adapter.walk == nullptr)
      return Error{ErrorKind::kInvalid, "nothing was launched yet", "", ""};
    return request.answer(adapter, arguments);
  }
  return Error{ErrorKind::kInvalid, fmt::format("camp has no request '{}'", command), "", ""};
}

// As one text: an editor shows no more of it.
std::string text_of(const Error& error) {
  auto text = error.message;
  if (!error.where.empty()) text += " (" + error.where + ")";
  if (!error.hint.empty()) text += "; " + error.hint;
  return text;
}

}  // namespace

std::vector<Json> take_message(Adapter& adapter, std::string_view message) {
  const auto body = Json::parse(message, nullptr, false);
  const bool is_object = !body.is_discarded() && body.is_object();
  // A response or an event answers nothing that camp asked: it is passed over.
  if (is_object && body.contains("type") && body["type"] != "request") return {};
  const bool is_request = is_object && body.contains("command") && body["command"].is_string() &&
                          body.contains("seq") && body["seq"].is_number_integer();
  if (!is_request) {  // nobody could be answered
    adapter.over = adapter.is_broken = true;
    return {};
  }
  const auto command = body["command"].get<std::string>();
  Json response{{"type", "response"}, {"request_seq", body["seq"]}, {"command", command}};
  try {
    const auto arguments = body.contains("arguments") ? body["arguments"] : Json::object();
    auto result = answer(adapter, command, arguments);
    response["success"] = result.ok();
    if (result.ok())
      response["body"] = std::move(*result);
    else
      response["message"] = text_of(result.error());
  } catch (const Json::exception& wrong) {
    response["success"] = false;
    response["message"] = fmt::format("the arguments of '{}' are not as the protocol has them: {}",
                                      command, problem_of(wrong));
  }
  std::vector<Json> messages{std::move(response)};
  for (auto& event : adapter.events) messages.push_back(std::move(event));
  adapter.events.clear();
  for (auto& one : messages) one["seq"] = ++adapter.seq;
  return messages;
}

void tell(Adapter& adapter, std::string event, Json body) {
  adapter.events.push_back(
      {{"type", "event"}, {"event", std::move(event)}, {"body", std::move(body)}});
}

std::string contact_at_hand(const Adapter& adapter) {
  const auto& debugger = adapter.walk->debugger();
  if (const auto* point = debugger.point()) return point->contact;
  const auto& steps = debugger.scenario().steps;
  for (auto i = std::min(debugger.steps_done(), steps.size()); i-- > 0;)
    if (!steps[i].subject.empty()) return steps[i].subject;
  return {};
}

std::string path_in_project(const Adapter& adapter, std::string_view path) {
  std::error_code failed;
  const std::filesystem::path root = adapter.walk->project().root;
  const auto known = std::filesystem::weakly_canonical(std::string(path), failed);
  return (failed ? std::filesystem::path(path) : known).lexically_relative(root).generic_string();
}

Result<void> begin_scenario(Walk& walk, const ScenarioChoice& choice) {
  CAMP_ASSIGN(const auto before, walk.load(choice));
  if (!before)
    return Error{ErrorKind::kInvalid, "the project has errors:\n" + walk.findings(false), "", ""};
  return {};
}

// ---- beginning and end

Result<Json> answer_initialize(Adapter& adapter, const Json& arguments) {
  if (!arguments.value("linesStartAt1", true)) adapter.first_line = 0;
  if (!arguments.value("columnsStartAt1", true)) adapter.first_column = 0;
  return Json{
      {"supportsConfigurationDoneRequest", true},
      {"supportsStepBack", true},
      {"supportsRestartRequest", true},
      {"supportsTerminateRequest", true},
      {"supportsEvaluateForHovers", true},
      {"exceptionBreakpointFilters", Json::array({{{"filter", "failures"},
                                                   {"label", "Expectations that are not met"},
                                                   {"default", true}}})}};
}

// {"project": FOLDER, "scenario": NAME, "row": N, "stopOnEntry": BOOL}
Result<Json> answer_launch(Adapter& adapter, const Json& arguments) {
  std::error_code failed;
  const auto folder = std::filesystem::canonical(arguments.value("project", "."), failed).string();
  const auto root = failed ? std::nullopt : project_folder_above(folder);
  if (!root)
    return Error{ErrorKind::kNotFound, "no .camp files there or in any folder above",
                 arguments.value("project", "."), "`project` is the project's folder"};
  auto walk = std::make_unique<Walk>(Project{*root});
  adapter.choice = {arguments.value("scenario", ""), arguments.value("row", std::size_t{1}), 0};
  CAMP_TRY(begin_scenario(*walk, adapter.choice));
  adapter.walk = std::move(walk);
  adapter.stop_on_entry = arguments.value("stopOnEntry", false);
  tell(adapter, "initialized", Json::object());
  return Json::object();
}

Result<Json> answer_disconnect(Adapter& adapter, const Json&) {
  adapter.over = true;
  return Json::object();
}

Result<Json> answer_terminate(Adapter& adapter, const Json&) {
  tell(adapter, "terminated", Json::object());
  return Json::object();
}

}  // namespace camp::cli::dap
