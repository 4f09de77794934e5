// What a header says for its messages when they compete: priority, tags, until when they are good.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/sema/flow.h"
#include "lang/sema/types.h"

namespace camp::sema {

void FlowChecker::check_urgency() {
  check_priority();
  check_tags();
  check_costs();
  check_expiry();
}

void FlowChecker::check_priority() {
  if (!flow_->priority) return;
  const auto& value = flow_->priority->value;
  if (value.tag == Tag::kInt && value.num <= limits::kPriority) return;
  reporter_.report(Code::kBadPriority, flow_->priority->span,
                   fmt::format("a priority is a whole number from 0 to {}", limits::kPriority));
}

void FlowChecker::check_costs() {
  if (!flow_->costs) return;
  const auto& value = flow_->costs->value;
  if (value.tag == Tag::kMoney && value.num > 0) return;
  reporter_
      .report(Code::kBadCosts, flow_->costs->span,
              "what a run costs is an amount of money above nothing")
      .help("for example `costs 1_200 EUR`");
}

void FlowChecker::check_tags() {
  const auto& tags = flow_->tags;
  if (tags.size() > limits::kFlowTags)
    reporter_.report(Code::kTooMany, tags[limits::kFlowTags].span,
                     fmt::format("a campaign or journey has at most {} tags", limits::kFlowTags));
  for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
    const auto first =
        std::find_if(tags.begin(), tag, [&](const ast::Text& it) { return it.text == tag->text; });
    if (first != tag) {
      reporter_
          .report(Code::kDuplicateArm, tag->span,
                  fmt::format("the tag \"{}\" stands twice", tag->text))
          .also(first->span, "first here");
    } else if (tag->text.empty() || tag->text.size() > limits::kTagBytes ||
               has_control_character(tag->text) ||
               tag->text.find_first_of("\t\r\n") != std::string::npos) {
      reporter_.report(Code::kBadTag, tag->span,
                       fmt::format("a tag is a word or a few, up to {} bytes", limits::kTagBytes));
    }
  }
}

// It has to be known without the contact, so that a campaign can be told to be over.
void FlowChecker::check_expiry() {
  if (flow_->expires == nullptr) return;
  const auto typed = expressions_.check(*flow_->expires);
  if (is_error(typed.type)) return;
  const auto& node = flow_->expires->node;
  const auto* literal = std::get_if<ast::Literal>(&node);
  if (std::holds_alternative<ast::InstantLiteral>(node)) return;
  if (literal != nullptr && literal->value.tag == Tag::kDate) return;
  reporter_
      .report(Code::kTypeMismatch, flow_->expires->span,
              "`expires` takes a date, or an instant, as it is written")
      .help("for example `2026-03-09`, or `2026-03-09 18:00 contact time`");
}

}  // namespace camp::sema
