#include "runtime/explain/store_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/program/instruction.h"
#include "runtime/shelf/meta.h"
#include "runtime/state/keys.h"

namespace camp {

Result<std::unique_ptr<StoreView>> StoreView::open(Store& store, std::int64_t clock_ms) {
  std::unique_ptr<StoreView> view(new StoreView(store, clock_ms));
  CAMP_TRY(load_meta(store, &view->meta_, &view->names_));
  view->counters_ = view->meta_.counters();
  CAMP_ASSIGN(view->deployment_, read_deployment(store));
  CAMP_ASSIGN(auto paused, read_pauses(store));
  view->pauses_.replace(std::move(paused));
  CAMP_ASSIGN(auto signatures, read_approvals(store));
  view->approvals_.replace(std::move(signatures));
  if (view->row().current_program != 0) {
    CAMP_ASSIGN(view->current_, view->programs_.get(view->row().current_program));
  }
  return view;
}

std::string StoreView::name_of(std::uint32_t number) const {
  auto text = names_.text(number);
  return text.empty() ? fmt::format("#{}", number) : std::string(text);
}

const LinkedProgram* StoreView::linked(std::uint32_t program) {
  auto found = programs_.get(program);
  if (found.ok()) return found->get();
  if (status_.ok()) status_ = std::move(found).error();
  return nullptr;
}

std::string StoreView::run_key(std::uint32_t run) {
  auto key = runs_.key_of(run);
  if (key.ok()) return std::string(*key);
  if (status_.ok()) status_ = std::move(key).error();
  return {};
}

std::string StoreView::step_label(std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(program);
  if (!known || step >= known->program().steps.size()) return {};
  return known->program().steps[step].label;
}

std::string StoreView::step_place(std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(program);
  if (!known || step >= known->program().steps.size()) return {};
  auto code = code_of_step(known->program(), step);
  return code == kNone ? std::string() : source_place(known->program(), code);
}

std::string StoreView::awaited_experiment(std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(program);
  const auto experiment = known ? known->awaited_experiment(step) : kNone;
  if (experiment == kNone) return {};
  const auto& declared = known->program();
  const auto& flow = declared.flows[declared.steps[step].flow];
  return declared.name(flow.experiments[experiment].name);
}

std::string StoreView::talk_name(std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(program);
  return known ? talk_item(known->program(), step).name : std::string();
}

std::string StoreView::code_place(std::uint32_t program, std::uint32_t code) {
  const auto* known = linked(program);
  return known ? source_place(known->program(), code) : std::string();
}

std::string StoreView::stand_of(const Instance& instance) {
  return instance.token == 0 ? std::string("its start")
                             : step_label(instance.program, instance.step);
}

}  // namespace camp
