#include "runtime/sim/scripted_services.h"

namespace camp::sim {

const ServiceScript::Fate* ServiceScript::find(std::string_view call) {
  const auto found = fates_.find(call);
  if (found != fates_.end()) return &found->second;
  unscripted_ = call;
  return nullptr;
}

void ScriptedServices::start(const ServiceRequest& request) {
  const auto& program = request.program->program();
  const auto& name = program.name(request.call->name);
  ServiceAnswer answer;
  answer.id = request.id;
  answer.kind = AnswerKind::kSilent;
  if (const auto* fate = script_.find(name)) {
    answer.kind = fate->kind;
    if (fate->kind != AnswerKind::kAnswered) answer.reason = "it fails in this scenario";
    const auto& fields = program.event(name)->fields;
    for (const auto& [field, value] : fate->fields)
      if (const auto* decl = find_field(program, fields, field))
        answer.fields.emplace_back(decl->name, value);
  }
  answers_.push_back(std::move(answer));
}

std::vector<ServiceAnswer> ScriptedServices::collect(std::int64_t) {
  return std::exchange(answers_, {});
}

}  // namespace camp::sim
