#include "cli/drafting.h"

#include <fmt/format.h>

#include "cli/names.h"
#include "lang/base/limits.h"
#include "lang/base/suggest.h"
#include "runtime/env/host_guard.h"

namespace camp::cli {
namespace {

constexpr std::int64_t kLookMs = 100;  // for Ctrl-C, while an answer is waited for

Result<std::string> value_of_setting(const ast::Setting& setting, const Settings& settings) {
  if (setting.from == ast::SettingFrom::kText) return setting.text.text;
  auto value = read_setting(setting.text.text, settings);
  if (value.ok()) return value;
  auto error = value.error();
  error.hint = fmt::format("set the environment variable {0}, or {0}_FILE to the file that has it",
                           setting.text.text);
  return error;
}

}  // namespace

Result<const ast::Drafter*> find_drafter(const CompiledProject& project, const std::string& name) {
  const auto names = names_of(project.analysis, "DRAFTER");
  const auto invalid = [](std::string message, std::string hint) {
    return Error{ErrorKind::kInvalid, std::move(message), "", std::move(hint)};
  };
  if (names.empty())
    return invalid("the project has no drafter",
                   "write `drafter NAME { url env(\"LLM_URL\")  key secret(\"LLM_KEY\")  model "
                   "\"...\" }`");
  if (name.empty() && names.size() > 1)
    return invalid(fmt::format("the project has {} drafters", names.size()),
                   fmt::format("say which: --drafter {}", fmt::join(names, "|")));
  const auto* symbol = project.analysis.model().find(name.empty() ? names.front() : name);
  if (symbol == nullptr || symbol->kind != sema::SymbolKind::kDrafter) {
    const auto near = suggest(name, names);
    return invalid(fmt::format("there is no drafter '{}'", name),
                   near ? fmt::format("did you mean '{}'?", *near)
                        : fmt::format("there is {}", fmt::join(names, ", ")));
  }
  const auto& whole = symbol->declaration->span;
  for (const auto& one : project.diagnostics.all()) {
    const auto& at = one.primary.span;
    if (one.severity() == Severity::kError && at.source == whole.source &&
        whole.begin <= at.begin && at.begin < whole.end)
      return Error{ErrorKind::kInvalid,
                   fmt::format("the drafter '{}' has errors: {}", symbol->name, one.message),
                   project.analysis.sources().place_text(at), "mend it first: camp check"};
  }
  return std::get_if<ast::Drafter>(&symbol->declaration->node);
}

Result<ChatModel> chat_model_of(const ast::Drafter& drafter, const Settings& settings) {
  ChatModel model;
  CAMP_ASSIGN(model.url, value_of_setting(*drafter.url, settings));
  CAMP_TRY(check_base(model.url, "drafter"));
  if (drafter.key) {
    CAMP_ASSIGN(model.key, value_of_setting(*drafter.key, settings));
  }
  model.model = drafter.model->text;
  model.timeout_ms =
      drafter.timeout ? drafter.timeout->value.as_duration().ms : limits::kUsualDraftMs;
  return model;
}

std::string instructions_of(const ast::Drafter& drafter, const SourceSet& sources) {
  if (!drafter.instructions) return {};
  if (!drafter.in_file) return drafter.instructions->text;
  const auto file = sources.find(drafter.instructions->text);
  return file ? std::string(sources[*file].text()) : std::string();
}

Result<std::string> Drafting::ask() {
  ++attempts_;
  console_.note(fmt::format(
      "asking {}{} ...", model_.model,
      attempts_ > 1 ? fmt::format(" again ({} of {})", attempts_, limits::kDraftAttempts) : ""));
  client_.start(compose_chat(model_, turns_));
  while (!interrupted()) {
    const auto answers = client_.collect(kLookMs);
    if (!answers.empty()) return read_chat(model_, answers.front());
  }
  return Error{ErrorKind::kIo, "interrupted before the drafter had answered", "", ""};
}

Result<Draft> Drafting::run(const std::string& instructions, const std::string& brief) {
  if (!instructions.empty()) turns_.push_back({Speaker::kSystem, instructions});
  turns_.push_back({Speaker::kUser, draft_request(subject_, brief)});
  while (true) {
    CAMP_ASSIGN(auto answer, ask());
    auto draft = judge_draft(subject_, answer);
    if (draft.ok() && draft->good()) return draft;
    const bool is_none = !draft.ok() && draft.error().kind == ErrorKind::kCorrupt;
    if ((!draft.ok() && !is_none) || attempts_ == limits::kDraftAttempts) return draft;
    turns_.push_back({Speaker::kModel, std::move(answer)});
    turns_.push_back({Speaker::kUser,
                      draft_correction(subject_, is_none ? draft.error().message : draft->wrong)});
  }
}

}  // namespace camp::cli
