#include "lang/analysis/trials.h"

#include <fmt/format.h>

namespace camp {
namespace {

// `feedback("x")` via sms or rcs: "feedback_via_sms_or_rcs".
std::string key_of(const ast::TryModule& step) {
  auto key = step.module.text;
  for (std::size_t i = 0; i < step.channels.size(); ++i)
    key += (i == 0 ? "_via_" : "_or_") + step.channels[i].text;
  return key;
}

}  // namespace

Trials::Trials(const sema::Model& model, const SourceSet& sources) {
  for (const auto& info : model.scenarios) {
    for (const auto& step : info.ast->steps) {
      if (const auto* node = std::get_if<ast::TryModule>(&step.node))
        add(step, *node, model, sources);
    }
  }
}

void Trials::add(const ast::ScenarioStep& step, const ast::TryModule& node,
                 const sema::Model& model, const SourceSet& sources) {
  auto [found, added] = trials_.emplace(key_of(node), Trial{});
  if (!added) return;
  auto flow = "trial_of_" + found->first;
  while (model.find(flow) != nullptr || model.find(flow + "_begins") != nullptr) flow += "_too";
  auto& trial = found->second;
  trial.event = flow + "_begins";
  trial.step = step.span;
  std::string fields, arguments, channels;
  for (const auto& parameter : model.find(node.module.text)->module->ast->parameters) {
    const auto& name = parameter.name.text;
    fields += fmt::format("{}{}: {}", fields.empty() ? "" : ", ", name,
                          sources.text(parameter.type.span));
    arguments += fmt::format("{}given.{}", arguments.empty() ? "" : ", ", name);
  }
  for (const auto& channel : node.channels)
    channels += (channels.empty() ? "" : " or ") + channel.text;
  text_ += fmt::format(
      "event {} {{ {} }}\n"
      "journey {} {{\n"
      "  category transactional\n"
      "  start on {}{}\n"
      "  again\n"
      "  flow {{ do {}{} via {} }}\n"
      "}}\n",
      trial.event, fields, flow, trial.event, arguments.empty() ? "" : " as given",
      node.module.text, arguments.empty() ? "" : "(" + arguments + ")", channels);
  trial.end = static_cast<std::uint32_t>(text_.size());
}

const std::string& Trials::event_of(const ast::TryModule& step) const {
  return trials_.at(key_of(step)).event;
}

Span Trials::step_at(std::uint32_t offset) const {
  const Trial* nearest = nullptr;
  for (const auto& [key, trial] : trials_) {
    const bool behind = trial.end > offset;
    if (nearest == nullptr || (behind && (nearest->end <= offset || trial.end < nearest->end)))
      nearest = &trial;
  }
  return nearest->step;
}

}  // namespace camp
