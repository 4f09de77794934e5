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
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      if (flow == nullptr) continue;
      flows_.push_back(flow);
      for (const auto& tag : flow->tags) tags_.insert(tag.text);
    }
  }
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
  model_.policy = {};  // a second one is looked at by itself
  if (policy.quiet.size() > limits::kPolicyRules)
    return report_many(policy.quiet[limits::kPolicyRules].span);
  if (policy.caps.size() > limits::kPolicyRules)
    return report_many(policy.caps[limits::kPolicyRules].span);
  for (const auto& rule : policy.quiet) check_quiet(rule);
  check_window();
  for (const auto& rule : policy.caps) check_cap(rule);
  for (std::size_t i = 0; i < model_.policy.caps.size(); ++i) check_met(i);
  check_holding(policy);
  for (const auto& rule : policy.require) check_require(rule);
}

void PolicyChecker::report_many(Span span) {
  reporter_.report(Code::kTooMany, span,
                   fmt::format("a policy has at most {} rules of a kind", limits::kPolicyRules));
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

// ---- caps

void PolicyChecker::check_cap(const ast::Cap& rule) {
  const auto channels = channels_of(rule.channels);
  const bool limited = check_limit(rule);
  check_duration(rule.window, "the time of a cap");
  check_tag(rule);
  if (limited && channels.any()) model_.policy.caps.push_back({&rule, channels});
}

bool PolicyChecker::check_limit(const ast::Cap& rule) {
  if (!rule.limit) return false;  // reported by the parser
  const auto& value = rule.limit->value;
  if (value.tag != Tag::kInt) {
    reporter_.report(Code::kTypeMismatch, rule.limit->span, "a cap is a whole number of messages");
  } else if (value.num == 0) {
    reporter_.report(Code::kBadCap, rule.limit->span, "with this cap nothing would ever be sent")
        .help("take the sends out, or the channel out of `via`");
  } else if (value.num > limits::kCapMessages) {
    reporter_.report(Code::kTooMany, rule.limit->span,
                     fmt::format("a cap counts up to {} messages", limits::kCapMessages));
  } else {
    return true;
  }
  return false;
}

void PolicyChecker::check_tag(const ast::Cap& rule) {
  if (!rule.tag || tags_.contains(rule.tag->text)) return;
  std::vector<std::string> known(tags_.begin(), tags_.end());
  reporter_
      .report(Code::kIdleRule, rule.tag->span,
              fmt::format("no campaign or journey has the tag \"{}\"", rule.tag->text))
      .did_you_mean(rule.tag->text, known);
}

namespace {

// Whether a period has at least all that the other has, wherever that lies.
bool is_as_long(const ast::Cap& longer, const ast::Cap& shorter) {
  if (longer.period && shorter.period)
    return longer.period->text == shorter.period->text || shorter.period->text == "day";
  if (!longer.window || !shorter.window) return false;
  const auto a = longer.window->value.as_duration();
  const auto b = shorter.window->value.as_duration();
  return a.months >= b.months && a.days >= b.days && a.ms >= b.ms;
}

// Whether every message of `narrow` is one of `wide`.
bool has_all(const CapInfo& wide, const CapInfo& narrow) {
  const auto& a = *wide.ast;
  const auto& b = *narrow.ast;
  return (narrow.channels & ~wide.channels).none() && (a.for_all || !b.for_all) &&
         (!a.tag || (b.tag && a.tag->text == b.tag->text));
}

}  // namespace

// One that is reached only when another one has been reached says nothing.
void PolicyChecker::check_met(std::size_t cap) {
  const auto& caps = model_.policy.caps;
  for (std::size_t i = 0; i < caps.size(); ++i) {
    const auto& rule = *caps[cap].ast;
    const auto& other = *caps[i].ast;
    const bool covers = i != cap && has_all(caps[i], caps[cap]) && is_as_long(other, rule) &&
                        other.limit->value.num <= rule.limit->value.num;
    const bool same = covers && has_all(caps[cap], caps[i]) && is_as_long(rule, other) &&
                      other.limit->value.num == rule.limit->value.num;
    if (!covers || (same && cap < i)) continue;
    reporter_
        .report(Code::kIdleRule, rule.span, "this cap is never met: another one is met before it")
        .also(other.span, "this one");
    return;
  }
}

// ---- what every flow must have

namespace {

// What a policy may ask of a header, and whether it has it.
struct Requirable {
  std::string_view word;
  bool (*has)(const ast::Flow& flow);
  std::string_view example;
};
constexpr Requirable kRequirable[] = {
    {"writer", [](const ast::Flow& it) { return it.writer.has_value(); }, "writer \"Mia\""},
    {"reviewer", [](const ast::Flow& it) { return it.reviewer.has_value(); }, "reviewer \"Otto\""},
    {"approval", [](const ast::Flow& it) { return it.approval.has_value(); },
     "approval by manager"},
    {"seeds", [](const ast::Flow& it) { return !it.seeds.empty(); }, "seeds NAME"},
    {"goal", [](const ast::Flow& it) { return !it.goals.empty(); },
     "goal NAME on EVENT within 14d"},
    {"tags", [](const ast::Flow& it) { return !it.tags.empty(); }, "tags \"spring\""},
    {"expires", [](const ast::Flow& it) { return it.expires != nullptr; }, "expires 2026-12-31"},
};

const Requirable* find_requirable(std::string_view word) {
  for (const auto& row : kRequirable)
    if (row.word == word) return &row;
  return nullptr;
}

}  // namespace

void PolicyChecker::check_require(const ast::Require& rule) {
  const auto channels = channels_of(rule.channels);
  for (const auto& name : rule.properties) {
    const auto* property = find_requirable(name.text);
    if (property == nullptr) {
      std::vector<std::string> known;
      for (const auto& row : kRequirable) known.emplace_back(row.word);
      reporter_
          .report(Code::kUnknownChoice, name.span,
                  fmt::format("`{}` is nothing that can be required", name.text))
          .did_you_mean(name.text, known)
          .help(fmt::format("one of {}", fmt::join(known, ", ")));
      continue;
    }
    for (const auto* flow : flows_) {
      const auto* info = model_.flows.find(flow->name.id);
      const bool meant =
          rule.channels.empty() || (info != nullptr && (info->channels & channels).any());
      if (!meant || property->has(*flow)) continue;
      reporter_
          .report(Code::kLacksRequired, flow->name.span,
                  fmt::format("'{}' has no {}, which the policy requires{}", flow->name.text,
                              property->word,
                              rule.channels.empty() ? "" : " of what is sent on these channels"))
          .also(name.span, "required here")
          .help(fmt::format("add `{}`", property->example));
    }
  }
}

// ---- what is held

template <class Rule>
const Rule* PolicyChecker::only(const std::vector<Rule>& rules, std::string_view words) {
  if (rules.size() > 1)
    reporter_
        .report(Code::kDuplicateProperty, rules[1].span, fmt::format("`{}` stands twice", words))
        .also(rules[0].span, "first here")
        .fix("remove the second", rules[1].span, "");
  return rules.empty() ? nullptr : &rules[0];
}

void PolicyChecker::check_holding(const ast::Policy& policy) {
  auto& info = model_.policy;
  info.when_capped = only(policy.when_capped, "when capped");
  info.release = only(policy.release, "release over");
  const auto* merge = only(policy.merge, "merge by message");
  info.merge = merge != nullptr;
  const bool waits = info.when_capped != nullptr && info.when_capped->wait_up_to;
  if (waits) check_duration(info.when_capped->wait_up_to, "the time for which a message waits");
  if (info.release != nullptr) check_duration(info.release->duration, "the time of a release");
  const auto idle = [&](Span span, std::string_view what) {
    reporter_.report(Code::kIdleRule, span, std::string(what));
  };
  if (info.when_capped != nullptr && policy.caps.empty())
    idle(info.when_capped->span, "the policy has no cap, so nothing is ever capped");
  if (!policy.quiet.empty() || waits) return;
  constexpr std::string_view kNothing = "the policy holds nothing: it has no quiet hours";
  if (info.release != nullptr) idle(info.release->span, kNothing);
  if (merge != nullptr) idle(merge->span, kNothing);
}

void PolicyChecker::check_duration(const std::optional<ast::Literal>& duration,
                                   std::string_view what) {
  if (duration && duration->value.as_duration() == Duration{})
    reporter_.report(Code::kBadPeriod, duration->span, fmt::format("{} is nothing at all", what));
}

}  // namespace camp::sema
