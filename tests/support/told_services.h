// A ServiceClient of which a test says what each request is answered, and which remembers what it
// was asked.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lang/value/json_text.h"
#include "runtime/engine/service_client.h"

namespace camp::testing {

struct AskedService {
  ProgramPtr program;
  const CallDecl* decl = nullptr;
  Hash128 id;
  std::string call;
  std::vector<std::string> arguments;
};

class ToldServices final : public ServiceClient {
 public:
  // Nothing: no answer comes.
  using Answer = std::function<std::optional<ServiceAnswer>(const AskedService&)>;
  explicit ToldServices(Answer answer) : answer_(std::move(answer)) {}

  void start(const ServiceRequest& request) override {
    const auto& program = request.program->program();
    AskedService asked{
        request.program, request.call, request.id, program.name(request.call->name), {}};
    for (const auto& value : request.arguments) asked.arguments.push_back(text_of_value(value));
    if (auto answer = answer_(asked)) answers_.push_back(std::move(*answer));
  }
  std::vector<ServiceAnswer> collect(std::int64_t) override { return std::exchange(answers_, {}); }

  void tell(ServiceAnswer answer) { answers_.push_back(std::move(answer)); }

  static ServiceAnswer failed(const AskedService& asked, AnswerKind kind, std::string reason,
                              std::uint32_t status = 0) {
    ServiceAnswer answer;
    answer.id = asked.id;
    answer.kind = kind;
    answer.status = status;
    answer.reason = std::move(reason);
    return answer;
  }
  // Values without text of their own, or with text of `asked`.
  static ServiceAnswer answered(const AskedService& asked,
                                const std::vector<std::pair<std::string, Value>>& fields) {
    static Arena arena(1u << 10);  // of every test: texts outlive the answers
    ServiceAnswer answer;
    answer.id = asked.id;
    answer.kind = AnswerKind::kAnswered;
    const auto& program = asked.program->program();
    for (const auto& [name, value] : fields) {
      const auto* field = find_field(program, program.event(asked.call)->fields, name);
      CAMP_ASSERT(field != nullptr);
      const bool text = value.tag == Tag::kString;
      answer.fields.emplace_back(field->name,
                                 text ? Value::string(arena.copy(value.text())) : value);
    }
    return answer;
  }

 private:
  Answer answer_;
  std::vector<ServiceAnswer> answers_;
};

}  // namespace camp::testing
