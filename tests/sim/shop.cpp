#include "tests/sim/shop.h"

#include "runtime/engine/request_retry.h"

namespace camp::simulator {

// I3 for requests: what may not come twice is done at most once, whatever crashed.
ServiceAnswer Shop::take(const ServiceRequest& request, bool repeatable) {
  ServiceAnswer answer;
  answer.id = request.id;
  const auto kind = bad_weather_ ? chance_.below(8) : 0;
  if (kind == 1 || kind == 2) {
    answer.kind = AnswerKind::kNotSent;
    answer.reason = "busy";
    return answer;
  }
  const bool silent = kind == 3;  // the connection broke: it may have been done
  if (!silent || chance_.one_in(2)) {
    if (++done_[request.id] > 1 && !repeatable) broken_("a request was done twice");
  }
  answer.kind = silent      ? AnswerKind::kUnknown
                : kind == 4 ? AnswerKind::kRefused
                            : AnswerKind::kAnswered;
  if (answer.kind != AnswerKind::kAnswered) {
    answer.reason = "no";
    return answer;
  }
  const auto& program = request.program->program();
  for (const auto& field : program.event(program.name(request.call->name))->fields)
    if (field.type.kind == TypeKind::kInt && (!field.type.optional || chance_.one_in(2)))
      answer.fields.emplace_back(field.name, Value::integer(chance_.between(0, 5)));
  return answer;
}

void ShopClient::start(const ServiceRequest& request) {
  const auto& service = request.program->program().services[request.call->service];
  const bool repeatable = is_repeatable(service, *request.call);
  look_(request, repeatable);
  open_.push_back(shop_.take(request, repeatable));
}

std::vector<ServiceAnswer> ShopClient::collect(std::int64_t) {
  std::vector<ServiceAnswer> told, later;
  for (auto& answer : open_) (shop_.chance().one_in(3) ? later : told).push_back(std::move(answer));
  open_ = std::move(later);
  return told;
}

}  // namespace camp::simulator
