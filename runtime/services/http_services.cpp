#include "runtime/services/http_services.h"

#include "lang/base/assert.h"
#include "runtime/services/http_call.h"

namespace camp {

void HttpServices::start(const ServiceRequest& request) {
  auto composed = compose_call(request.program->program(), *request.call, request.arguments,
                               request.id, settings_);
  if (!composed.ok()) {
    ServiceAnswer answer;
    answer.id = request.id;
    answer.kind = AnswerKind::kRefused;  // it would be no other one the next time
    answer.reason = composed.error().message;
    not_begun_.push_back(std::move(answer));
    return;
  }
  composed->number = ++next_;
  composed->timeout_ms = request.timeout_ms;
  under_way_.emplace(next_, Call{request.id, request.program, request.call});
  client_->start(std::move(*composed));
}

std::vector<ServiceAnswer> HttpServices::collect(std::int64_t wait_ms) {
  auto answers = std::exchange(not_begun_, {});
  arena_.reset();
  for (const auto& one : client_->collect(answers.empty() ? wait_ms : 0)) {
    const auto found = under_way_.find(one.number);
    CAMP_ASSERT(found != under_way_.end());
    const auto& call = found->second;
    auto answer = read_answer(call.program->program(), *call.call, one, arena_);
    answer.id = call.id;
    answers.push_back(std::move(answer));
    under_way_.erase(found);
  }
  return answers;
}

}  // namespace camp
