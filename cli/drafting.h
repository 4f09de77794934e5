// A drafter asked for a message, and asked again while what it says has errors.
#pragma once
#include <string>

#include "cli/draft_answer.h"
#include "runtime/drafter/chat.h"
#include "runtime/env/http_client.h"
#include "runtime/env/settings.h"

namespace camp::cli {

// A drafter of the project. An empty name: the only one. Errors: kInvalid.
Result<const ast::Drafter*> find_drafter(const CompiledProject& project, const std::string& name);

// Where it is and who we are, of the settings. Errors: kInvalid; the text names a setting, never
// its value.
Result<ChatModel> chat_model_of(const ast::Drafter& drafter, const Settings& settings);

// What a model is told first: how the house writes. Empty: nothing.
std::string instructions_of(const ast::Drafter& drafter, const SourceSet& sources);

class Drafting {
 public:
  // All outlive it.
  Drafting(const DraftSubject& subject, const ChatModel& model, HttpClient& client,
           const Console& console)
      : subject_(subject), model_(model), client_(client), console_(console) {}

  // Of limits::kDraftAttempts answers the first that is good, else the last. Errors: the drafter
  // was not reached, or the last answer is no draft.
  Result<Draft> run(const std::string& instructions, const std::string& brief);
  std::size_t attempts() const { return attempts_; }

 private:
  Result<std::string> ask();

  const DraftSubject& subject_;
  const ChatModel& model_;
  HttpClient& client_;
  const Console& console_;
  std::vector<ChatTurn> turns_;
  std::size_t attempts_ = 0;
};

}  // namespace camp::cli
