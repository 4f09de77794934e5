#include "cli/lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/suggest.h"
#include "lang/program/instruction.h"
#include "lang/value/civil.h"
#include "runtime/delivery/compose.h"
#include "runtime/delivery/spool.h"

namespace camp::cli {
namespace {

constexpr std::size_t kListedNames =
    8;  // so many known names are worth printing instead of a suggestion

// Where a step's instruction begins; kNone when nothing of the flow has it.
std::uint32_t code_of_step(const Program& program, std::uint32_t step) {
  auto flow = program.steps[step].flow;
  if (flow >= program.flows.size()) return kNone;
  const auto& body = program.functions[program.flows[flow].body];
  for (std::size_t at = body.begin; at < body.end;) {
    auto instruction = decode_instruction(program.code, at);
    if (!instruction) return kNone;
    bool has_step = instruction->info->operands.find('s') != std::string_view::npos;
    if (has_step && instruction->operand('s') == step) return static_cast<std::uint32_t>(at);
    at = instruction->end;
  }
  return kNone;
}

const LinkedProgram* linked(Engine& engine, std::uint32_t program) {
  auto found = engine.programs().get(program);
  return found.ok() ? found->get() : nullptr;
}

const ContentDecl* content_of(const LinkedProgram& program, const JournalEntry& message) {
  for (const auto& decl : program.program().messages) {
    if (program.number(decl.name) != message.message) continue;
    for (const auto& content : decl.contents) {
      if (content.channel == message.channel) return &content;
    }
  }
  return nullptr;
}

}  // namespace

Error unknown_name(std::string_view kind, std::string_view name, std::vector<std::string> known) {
  // Runs of one campaign share its name, and often their keys: each name is said once.
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  Error error{ErrorKind::kNotFound, fmt::format("there is no {} '{}'", kind, name), "", ""};
  if (auto near = suggest(name, known)) {
    error.hint = fmt::format("did you mean '{}'?", *near);
  } else if (known.empty()) {
    error.hint = fmt::format("the project declares no {}", kind);
  } else if (known.size() <= kListedNames) {
    error.hint = fmt::format("there is: {}", fmt::join(known, ", "));
  } else {
    error.hint = "camp disasm lists what there is";
  }
  return error;
}

Error unknown_contact(std::string_view contact_id) {
  return {ErrorKind::kNotFound, fmt::format("there is no contact '{}'", contact_id), "",
          "ids are as they were imported, upper and lower case included: camp contacts export "
          "lists them"};
}

Result<ContactRow> find_contact(Store& store, std::string_view contact_id) {
  ContactRow row;
  CAMP_ASSIGN(bool found, read_contact(store, contact_id, &row));
  if (!found) return unknown_contact(contact_id);
  return row;
}

Result<ProgramPtr> program_of(Session& session) {
  if (session.engine().current()) return session.engine().current();
  return Error{ErrorKind::kNotFound, "no program has been installed in this store yet",
               session.project().store_path(), "camp contacts import FILE"};
}

std::vector<std::string> names_in(const Program& program, const std::vector<NameIndex>& names) {
  std::vector<std::string> texts;
  for (auto name : names) texts.push_back(program.name(name));
  return texts;
}

std::vector<std::string> flow_names(const Program& program) {
  std::vector<std::string> names;
  for (const auto& flow : program.flows) names.push_back(program.name(flow.name));
  return names;
}

std::vector<std::string> message_names(const Program& program) {
  std::vector<std::string> names;
  for (const auto& message : program.messages) names.push_back(program.name(message.name));
  return names;
}

std::string name_of(Engine& engine, std::uint32_t number) {
  auto text = engine.names().text(number);
  return text.empty() ? fmt::format("#{}", number) : std::string(text);
}

std::string step_label(Engine& engine, std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(engine, program);
  if (!known || step >= known->program().steps.size()) return {};
  return known->program().steps[step].label;
}

std::string stand_of(Engine& engine, const Instance& instance) {
  return instance.token == 0 ? std::string("its start")
                             : step_label(engine, instance.program, instance.step);
}

std::string step_place(Engine& engine, std::uint32_t program, std::uint32_t step) {
  const auto* known = linked(engine, program);
  if (!known || step >= known->program().steps.size()) return {};
  auto code = code_of_step(known->program(), step);
  return code == kNone ? std::string() : source_place(known->program(), code);
}

std::string code_place(Engine& engine, std::uint32_t program, std::uint32_t code) {
  const auto* known = linked(engine, program);
  return known ? source_place(known->program(), code) : std::string();
}

std::string run_key(Engine& engine, std::uint32_t run) {
  return std::string(engine.runs().key_of(run));
}

std::string flow_text(Engine& engine, const Subject& subject) {
  auto text = name_of(engine, subject.flow);
  if (subject.run != 0)
    text += fmt::format(", run {} (key '{}')", subject.run, run_key(engine, subject.run));
  return text;
}

std::string arms_text(Engine& engine, const std::vector<Assignment>& arms) {
  std::string text;
  for (const auto& assignment : arms) {
    auto experiment = name_of(engine, assignment.experiment);
    auto slash = experiment.find('/');
    if (!text.empty()) text += ", ";
    text += fmt::format("{}: {}",
                        slash == std::string::npos ? experiment : experiment.substr(slash + 1),
                        name_of(engine, assignment.arm));
  }
  return text;
}

std::string spool_place(Engine& engine, const HistoryEntry& message) {
  SpoolTarget target;
  target.flow = name_of(engine, message.entry.subject.flow);
  target.run = run_key(engine, message.entry.subject.run);
  // The day of the decision, as the dispatcher takes it.
  target.day = instant_text(message.entry.at_ms).substr(0, sizeof "2026-03-02" - 1);
  target.channel = message.entry.channel;
  auto first = Spool::path_of(target, 1);
  // `email-0001.mbox`: another file of the same folder and channel has the same beginning.
  auto stem = first.substr(0, first.rfind('-') + 1);
  return "spool/" +
         (message.file.substr(0, stem.size()) == stem ? std::string(message.file) : first);
}

Result<void> compose_again(Engine& engine, const JournalEntry& message, std::string* subject,
                           std::string* text, std::string* html) {
  CAMP_ASSIGN(auto program, engine.programs().get(message.program));
  const auto* content = content_of(*program, message);
  ComposedMessage composed;
  if (message.slots.empty()) {
    return Error{ErrorKind::kNotFound,
                 "the text was never rendered, or went with the contact's erasure", "", ""};
  }
  if (!content || !compose(program->program(), *content, message.slots, &composed))
    return Error{ErrorKind::kCorrupt, "the ledger's entry does not fit its template", "",
                 "camp ledger verify"};
  *subject = std::move(composed.subject);
  *text = std::move(composed.text);
  *html = std::move(composed.html);
  return {};
}

}  // namespace camp::cli
