#include "runtime/sim/recorded_answers.h"

#include <algorithm>
#include <cstdint>

#include "runtime/state/contact_row.h"
#include "runtime/vm/linked_program.h"

namespace camp::sim {
namespace {

AnswerKind kind_of(RequestFate fate) {
  switch (fate) {
    case RequestFate::kAnswered:
      return AnswerKind::kAnswered;
    case RequestFate::kUnknown:
      return AnswerKind::kUnknown;
    case RequestFate::kFailed:
      break;
  }
  return AnswerKind::kRefused;
}

}  // namespace

Result<Attempts> RecordedTransport::attempt(std::span<const Outgoing> batch) {
  Attempts attempts;
  attempts.each.resize(batch.size());
  const auto& failures = recording_.failures();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    attempts.each[i].segments = billed_segments(batch[i], composed_);
    const auto failed = failures.find(batch[i].ledger_id);
    if (failed == failures.end()) continue;
    const auto& [fate, reason] = failed->second;
    attempts.each[i] = {fate == Fate::kUnknown ? AttemptKind::kUnknown : AttemptKind::kFailed,
                        attempts.keep(std::string(reason))};
  }
  return attempts;
}

void RecordedServices::start(const ServiceRequest& request) {
  if (std::exchange(given_, false)) arena_.reset();
  ServiceAnswer answer;
  answer.id = request.id;
  answer.kind = AnswerKind::kSilent;
  const auto* said = recording_.answer(request.id);
  if (said == nullptr) ++unanswered_;
  if (said != nullptr) {
    answer.kind = kind_of(said->fate);
    answer.status = said->status;
    answer.reason = said->reason;
  }
  if (answer.kind == AnswerKind::kAnswered) {
    const auto& program = *request.program;
    const auto* event = program.program().event(program.program().name(request.call->name));
    std::vector<NamedValue> fields;
    (void)decode_attributes(said->data, arena_, &fields);  // the engine has encoded it
    for (const auto& [name, value] : fields)
      for (const auto& field : event->fields)
        if (program.number(field.name) == name) answer.fields.emplace_back(field.name, value);
  }
  answers_.push_back(std::move(answer));
}

// In the order in which they came then.
std::vector<ServiceAnswer> RecordedServices::collect(std::int64_t) {
  given_ = true;
  const auto place_of = [&](const ServiceAnswer& answer) {
    const auto* said = recording_.answer(answer.id);
    return said == nullptr ? SIZE_MAX : said->place;
  };
  std::stable_sort(answers_.begin(), answers_.end(),
                   [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  return std::exchange(answers_, {});
}

}  // namespace camp::sim
