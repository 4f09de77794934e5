#include "runtime/sim/drawn_services.h"

namespace camp::sim {

void DrawnServices::start(const ServiceRequest& request) {
  const auto& program = request.program->program();
  const auto& name = program.name(request.call->name);
  ServiceAnswer answer;
  answer.id = request.id;
  answer.kind = AnswerKind::kSilent;
  if (const auto drawn = answers_.find(name); drawn != answers_.end()) {
    const bool answers = chance_.ppm(request.id.view(), name) < drawn->second.ppm;
    answer.kind = answers ? AnswerKind::kAnswered : AnswerKind::kRefused;
    if (!answers) answer.reason = "drawn to fail";
    const auto& fields = program.event(name)->fields;
    for (const auto& [field, value] : drawn->second.fields)
      if (const auto* decl = find_field(program, fields, field); answers && decl != nullptr)
        answer.fields.emplace_back(decl->name, value);
  }
  given_.push_back(std::move(answer));
}

std::vector<ServiceAnswer> DrawnServices::collect(std::int64_t) {
  return std::exchange(given_, {});
}

}  // namespace camp::sim
