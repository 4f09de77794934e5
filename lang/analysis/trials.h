// Journeys that are there for scenarios alone: `do feedback("x") for anna via sms` tries a module
// as a transactional journey would whose flow is nothing but this `do`. They are written in the
// language, as a script that only the analysis of the scenarios has.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "lang/base/source.h"
#include "lang/sema/model.h"

namespace camp {

class Trials {
 public:
  Trials() = default;
  // Of the scenarios of a project without errors: one for each module and list of channels.
  Trials(const sema::Model& model, const SourceSet& sources);

  bool empty() const { return trials_.empty(); }
  const std::string& text() const { return text_; }
  // The event that starts it; its fields are the module's parameters.
  const std::string& event_of(const ast::TryModule& step) const;
  // The first step that wants the trial at this place of the text.
  Span step_at(std::uint32_t offset) const;

 private:
  struct Trial {
    std::string event;
    Span step;
    std::uint32_t end = 0;  // in the text
  };
  void add(const ast::ScenarioStep& step, const ast::TryModule& node, const sema::Model& model,
           const SourceSet& sources);

  std::map<std::string, Trial> trials_;
  std::string text_;
};

}  // namespace camp
