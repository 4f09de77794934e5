// Where the walk stands, and what is known there.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/dap/adapter.h"
#include "runtime/explain/contact.h"
#include "runtime/explain/told_text.h"

namespace camp::cli::dap {
namespace {

Json source_json(const Adapter& adapter, const std::string& file) {
  const auto& sources = adapter.walk->analysis().sources();
  if (!sources.find(file)) return {{"name", file}, {"presentationHint", "deemphasize"}};
  return {{"name", std::filesystem::path(file).filename().string()},
          {"path", (std::filesystem::path(adapter.walk->project().root) / file).string()}};
}

Json frame_json(const Adapter& adapter, int id, std::string name, const sim::Place& place) {
  Json frame{{"id", id}, {"name", std::move(name)}, {"line", 0}, {"column", 0}};
  if (!place.is_known()) return frame;
  frame["source"] = source_json(adapter, place.file);
  frame["line"] = static_cast<int>(place.line) - 1 + adapter.first_line;
  frame["column"] = static_cast<int>(std::max(place.column, 1u)) - 1 + adapter.first_column;
  return frame;
}

// The step that is under way or was done last, inside of a moment; else the one that comes next.
std::size_t step_at(const sim::Debugger& debugger, bool inside, bool under_way) {
  const auto done = debugger.steps_done();
  if (inside && !under_way) return done == 0 ? 0 : done - 1;
  return std::min(done,
                  debugger.scenario().steps.empty() ? 0 : debugger.scenario().steps.size() - 1);
}

std::string instance_value(const Walk& walk, const ToldInstance& it) {
  switch (it.state) {
    case InstanceState::kWaiting:
      return fmt::format("at \"{}\" until {}", it.step, walk.moment_text(it.due_ms));
    case InstanceState::kIncident:
      return fmt::format("failed after \"{}\"", it.step);
    case InstanceState::kEnded:
      return "ended at " + walk.moment_text(it.ended_ms);
  }
  return {};
}

Result<std::vector<sim::NamedText>> contact_variables(Adapter& adapter,
                                                      const std::string& contact) {
  std::vector<sim::NamedText> all;
  if (contact.empty()) return all;
  CAMP_ASSIGN(auto view, adapter.walk->view());
  auto told = read_told_contact(*view, contact);
  if (!told.ok()) return all;  // it is not there yet
  for (const auto& [name, value] : told->attributes) all.push_back({name, value});
  if (!told->lists.empty())
    all.push_back({"lists", fmt::format("{}", fmt::join(told->lists, ", "))});
  for (const auto& it : told->subscriptions)
    all.push_back({subscription_text(it.conversation, it.channel), it.subscribed ? "yes" : "no"});
  for (const auto& it : told->instances)
    all.push_back({fmt::format("{} #{}", it.flow, it.number), instance_value(*adapter.walk, it)});
  for (const auto& it : told->messages)
    all.push_back({it.message()->message, fate_text(*it.message())});
  return all;
}

Result<std::vector<sim::NamedText>> segment_variables(Adapter& adapter,
                                                      const std::string& contact) {
  std::vector<std::string> questions, names;
  for (const auto& segment : adapter.walk->debugger().stage().program().program().segments) {
    names.push_back(adapter.walk->debugger().stage().program().program().name(segment.name));
    questions.push_back("contact in " + names.back());
  }
  std::vector<sim::NamedText> all;
  if (contact.empty() || names.empty()) return all;
  std::vector<ShownValue> values;
  CAMP_ASSIGN(const bool shown, adapter.walk->show(questions, contact, &values));
  for (std::size_t i = 0; shown && i < values.size(); ++i)
    all.push_back({names[i], values[i].problem.empty() ? values[i].value : values[i].problem});
  return all;
}

Result<std::vector<sim::NamedText>> clock_variables(Adapter& adapter) {
  auto& walk = *adapter.walk;
  std::vector<sim::NamedText> all{{"now", walk.moment_text(walk.debugger().run().now_ms())},
                                  {"moments", std::to_string(walk.debugger().moments())}};
  CAMP_ASSIGN(const auto due_ms, walk.next_due_ms());
  if (due_ms) all.push_back({"next due", walk.moment_text(*due_ms)});
  return all;
}

}  // namespace

Result<Json> answer_threads(Adapter& adapter, const Json&) {
  const auto name = adapter.walk ? fmt::format("scenario \"{}\"", adapter.choice.name) : "scenario";
  return Json{{"threads", Json::array({{{"id", 1}, {"name", name}}})}};
}

Result<Json> answer_stack_trace(Adapter& adapter, const Json&) {
  auto& debugger = adapter.walk->debugger();
  Json frames = Json::array();
  const auto* point = debugger.point();
  if (point != nullptr)
    frames.push_back(frame_json(adapter, 1,
                                point->flow.empty() ? "asked of " + point->contact
                                                    : fmt::format("{} in {} #{}", point->contact,
                                                                  point->flow, point->instance),
                                point->place));
  const auto step = step_at(debugger, point != nullptr, debugger.is_under_way());
  frames.push_back(frame_json(adapter, 2,
                              fmt::format("{}, {}", adapter.choice.name,
                                          adapter.walk->moment_text(debugger.run().now_ms())),
                              adapter.walk->place_of_step(step)));
  return Json{{"totalFrames", frames.size()}, {"stackFrames", std::move(frames)}};
}

// The same for each frame: there is one place.
Result<Json> answer_scopes(Adapter& adapter, const Json&) {
  const auto contact = contact_at_hand(adapter);
  Json scopes = Json::array();
  const auto add = [&](std::string name, std::vector<sim::NamedText> variables) {
    if (variables.empty()) return;
    adapter.scopes.push_back(std::move(variables));
    scopes.push_back({{"name", std::move(name)},
                      {"variablesReference", adapter.scopes.size()},
                      {"expensive", false}});
  };
  if (const auto* point = adapter.walk->debugger().point()) {
    add("Locals", point->locals);
    add("Read on this line", point->read);
  }
  CAMP_ASSIGN(auto of_contact, contact_variables(adapter, contact));
  add("Contact " + contact, std::move(of_contact));
  CAMP_ASSIGN(auto segments, segment_variables(adapter, contact));
  add("Segments", std::move(segments));
  CAMP_ASSIGN(auto clock, clock_variables(adapter));
  add("Clock", std::move(clock));
  return Json{{"scopes", scopes}};
}

Result<Json> answer_variables(Adapter& adapter, const Json& arguments) {
  const auto reference = arguments.at("variablesReference").get<std::size_t>();
  Json variables = Json::array();
  if (reference == 0 || reference > adapter.scopes.size())
    return Error{ErrorKind::kInvalid, "these variables were of another place", "", ""};
  for (const auto& it : adapter.scopes[reference - 1])
    variables.push_back({{"name", it.name}, {"value", it.text}, {"variablesReference", 0}});
  return Json{{"variables", variables}};
}

Result<Json> answer_evaluate(Adapter& adapter, const Json& arguments) {
  const auto expression = arguments.at("expression").get<std::string>();
  if (read_input(expression, false, false).kind != InputKind::kExpression)
    return Error{ErrorKind::kInvalid, "this is no expression", "", ""};
  std::vector<ShownValue> values;
  CAMP_ASSIGN(const bool shown,
              adapter.walk->show({expression}, contact_at_hand(adapter), &values));
  if (!shown || values.empty())
    return Error{ErrorKind::kInvalid, adapter.walk->findings(false), "", ""};
  if (!values[0].problem.empty()) return Error{ErrorKind::kInvalid, values[0].problem, "", ""};
  return Json{{"result", values[0].value}, {"variablesReference", 0}};
}

}  // namespace camp::cli::dap
