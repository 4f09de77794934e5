#include "lang/sema/policies.h"

#include <fmt/format.h>

#include <utility>

#include "lang/base/limits.h"
#include "lang/sema/declarations.h"

namespace camp::sema {
namespace {

std::uint8_t day_of(const std::optional<ast::Name>& word) {
  if (!word) return WeekTimes::kAnyDay;
  return parse_weekday(word->text).value_or(WeekTimes::kAnyDay);  // the grammar knows no other
}

}  // namespace

void PolicyChecker::check(const std::vector<ast::File>& files) {
  const ast::Declaration* first = nullptr;
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      const auto* policy = std::get_if<ast::Policy>(&declaration.node);
      if (policy == nullptr) continue;
      check_policy(*policy);
      if (std::exchange(first, first == nullptr ? &declaration : first) == nullptr) continue;
      reporter_.report(Code::kDuplicateName, declaration.keyword, "the policy is declared twice")
          .also(first->keyword, "first declared here")
          .help("put all rules into one `policy { }`");
    }
  }
}

void PolicyChecker::check_policy(const ast::Policy& policy) {
  if (policy.quiet.size() > limits::kPolicyRules) {
    reporter_.report(Code::kTooMany, policy.quiet[limits::kPolicyRules].span,
                     fmt::format("a policy has at most {} rules of a kind", limits::kPolicyRules));
    return;
  }
  for (const auto& rule : policy.quiet) check_quiet(rule);
  check_window();
}

// All of them where none is named; none where one is not known, or stands twice.
ChannelSet PolicyChecker::channels_of(const std::vector<ast::Name>& names) {
  ChannelSet channels;
  if (names.empty()) return channels.set();
  bool sound = true;
  for (const auto& name : names) {
    const auto channel = resolve_channel(name, reporter_);
    const bool again = channel && channels.test(static_cast<std::size_t>(*channel));
    if (again)
      reporter_.report(Code::kDuplicateArm, name.span,
                       fmt::format("the channel {} stands twice", name.text));
    sound = sound && channel && !again;
    if (channel) channels.set(static_cast<std::size_t>(*channel));
  }
  return sound ? channels : ChannelSet();
}

void PolicyChecker::check_quiet(const ast::Quiet& rule) {
  QuietInfo info;
  info.ast = &rule;
  info.channels = channels_of(rule.channels);
  info.times.from_day = day_of(rule.from_day);
  info.times.to_day = day_of(rule.to_day);
  if (!rule.from || !rule.to) return;  // reported by the parser
  info.times.from_ms = rule.from->value.num;
  info.times.to_ms = rule.to->value.num;
  if (!rule.from_day && rule.to_day) {
    reporter_
        .report(Code::kBadQuietHours, rule.to_day->span,
                "a weekday at the end needs one at the beginning")
        .help("for example `quiet saturday 18:00..monday 08:00`");
  } else if (info.times.is_empty()) {
    reporter_.report(Code::kBadQuietHours, rule.span, "these quiet hours end where they begin")
        .help("a whole day is `quiet sunday 00:00..monday 00:00`");
  } else if (info.channels.any()) {
    model_.policy.quiet.push_back(std::move(info));
  }
}

// Marketing meets all of the rules, so they are looked at together, channel by channel.
void PolicyChecker::check_window() {
  std::string silent;
  const ast::Quiet* last = nullptr;
  for (std::size_t i = 0; i < kChannelCount; ++i) {
    std::vector<WeekTimes> times;
    const ast::Quiet* last_of_channel = nullptr;
    for (const auto& rule : model_.policy.quiet) {
      if (!rule.channels.test(i)) continue;
      times.push_back(rule.times);
      last_of_channel = rule.ast;
    }
    if (!fill_the_week(times)) continue;
    if (!silent.empty()) silent += ", ";
    silent += info_of(static_cast<Channel>(i)).word;
    last = last_of_channel;
  }
  if (last == nullptr) return;
  reporter_
      .report(Code::kNoWindow, last->span,
              fmt::format("the quiet hours leave no time of the week to send by {}", silent))
      .label("with this one the week is full")
      .help("leave an hour, or send nothing on the channel");
}

}  // namespace camp::sema
