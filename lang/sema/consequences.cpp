#include "lang/sema/consequences.h"

#include <algorithm>

#include "lang/base/overloaded.h"

namespace camp::sema {
namespace {

// What is said of something that is not there.
constexpr Code kMissing[] = {
    Code::kUnknownName,   Code::kUnknownField,   Code::kMissingProperty, Code::kMissingArm,
    Code::kLacksRequired, Code::kNoConfirmUrl,   Code::kEmptyFlow,       Code::kHandleNotSent,
    Code::kBadWeights,    Code::kNoConversation, Code::kNoContent,       Code::kNoGoal,
    Code::kNoSender,      Code::kNoAddressField, Code::kWrongArguments,  Code::kBadMetric,
    Code::kBadSample,     Code::kNoSuchVariant,  Code::kNothingCounted,  Code::kNeverTold,
};

void forgive_contact(Reporter& reporter) {
  reporter.forgive(Code::kUnknownField);
  reporter.forgive(Code::kUnknownName);  // a bare field's name
  reporter.forgive(Code::kUnknownChoice);
  reporter.forgive(Code::kNoAddressField);
  reporter.forgive(Code::kModuleNeeds);
}

// What others say of a declaration that lost something.
void forgive_outside(const ast::Declaration& declaration, Reporter& reporter) {
  std::visit(Overloaded{
                 [&](const ast::Contact&) { forgive_contact(reporter); },
                 [&](const ast::Import&) { reporter.forgive(Code::kUnknownName); },
                 [&](const ast::Event&) {
                   reporter.forgive(Code::kUnknownField);
                   reporter.forgive(Code::kMissingProperty);  // a field that lost its `?`
                   reporter.forgive(Code::kUnknownChoice);
                 },
                 [&](const ast::Module&) { reporter.forgive(Code::kUnknownField); },
                 [&](const ast::Conversation&) {
                   reporter.forgive(Code::kNoSender);
                   reporter.forgive(Code::kNothingToConfirm);
                 },
                 [&](const ast::Outlet&) { reporter.forgive(Code::kNoSender); },
                 [&](const ast::Message&) {
                   reporter.forgive(Code::kNoContent);
                   reporter.forgive(Code::kNeverTold);
                 },
                 [&](const ast::Flow&) { reporter.forgive(Code::kNeverTold); },
                 [&](const ast::Service&) { reporter.forgive(Code::kUnknownField); },
                 [&](const auto&) {},
             },
             declaration.node);
}

// A flow that lost something may have lost the goal or the step that a scenario names.
void forgive_scenarios(const std::vector<ast::File>& files, Reporter& reporter) {
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      if (std::holds_alternative<ast::Scenario>(declaration.node) ||
          std::holds_alternative<ast::Invariant>(declaration.node))
        reporter.forgive(Code::kUnknownName, declaration.span);
    }
  }
}

bool declares_contact(const std::vector<ast::File>& files) {
  return std::any_of(files.begin(), files.end(), [](const ast::File& file) {
    return std::any_of(file.declarations.begin(), file.declarations.end(), [](const auto& one) {
      return std::holds_alternative<ast::Contact>(one.node);
    });
  });
}

// It may have declared anything.
void forgive_unread(Reporter& reporter) {
  for (auto code : kMissing) reporter.forgive(code);
  forgive_contact(reporter);
}

// Of one that begins with no word of the language nobody knows what it was: `journy`, `customer`.
void forgive_lost(const ast::LostDeclaration& lost, const std::vector<ast::File>& files,
                  Reporter& reporter) {
  if (lost.known && !lost.named && lost.keyword != "policy") reporter.forgive(Code::kUnknownName);
  if (lost.known ? lost.keyword == "contact" : !declares_contact(files)) forgive_contact(reporter);
  if (!lost.known || lost.keyword == "campaign" || lost.keyword == "journey")
    forgive_scenarios(files, reporter);
}

}  // namespace

void forgive_consequences(const std::vector<ast::File>& files, Reporter& reporter) {
  bool lost = false;
  bool lost_in_flow = false;
  for (const auto& file : files) {
    for (const auto& name : file.broken) reporter.forgive_name(name.text);
    if (file.unread) forgive_unread(reporter);
    for (auto place : file.cut) reporter.forgive_ending(place);
    for (const auto& one : file.lost) forgive_lost(one, files, reporter);
    lost = lost || !file.broken.empty() || !file.lost.empty();
    for (const auto& declaration : file.declarations) {
      if (!declaration.incomplete) continue;
      lost = true;
      lost_in_flow = lost_in_flow || std::holds_alternative<ast::Flow>(declaration.node);
      for (auto code : kMissing) reporter.forgive(code, declaration.span);
      forgive_outside(declaration, reporter);
    }
  }
  if (lost) reporter.forgive(Code::kIdleRule);  // a flow's tags, a policy's other rules
  if (lost_in_flow) forgive_scenarios(files, reporter);
}

}  // namespace camp::sema
