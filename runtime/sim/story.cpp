#include "runtime/sim/story.h"

#include <fmt/format.h>

#include "lang/base/excerpt.h"
#include "lang/base/overloaded.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::sim {
namespace {

class Teller {
 public:
  Teller(const LinkedProgram& program, const Names& names) : program_(program), names_(names) {}

  std::string tell(const HistoryEntry& line) const {
    const auto flow = name(line.entry.subject.flow);
    return std::visit(
        Overloaded{
            [&](const TransitionEntry& it) { return transition(it, flow); },
            [&](const AssignedEntry& it) {
              return fmt::format("assigned {}: {}", name(it.assigned.experiment),
                                 name(it.assigned.arm));
            },
            [&](const MessageEntry& it) {
              return fmt::format("{} at {}: {}", name(it.message), step_text(program_, it.step),
                                 fate_text(line));
            },
            [&](const RefusedEntry& it) {
              return fmt::format("may not enter {}: {}", flow, info_of(it.why).text);
            },
            [&](const ConvertedEntry& it) { return converted(it); },
            [&](const RefundedEntry& it) {
              return fmt::format("{} took back {} of {}", name(it.cause.event),
                                 value_text(it.worth, program_.default_zone()), name(it.goal));
            },
            [&](const ReceiptEntry& it) {
              return fmt::format("{} {}{}{}", name(it.cause.event), name(it.message),
                                 it.first ? "" : " once more",
                                 it.text.empty() ? "" : ": " + quoted_excerpt(it.text));
            },
            [&](const IncidentEntry& it) { return fmt::format("failed in {}: {}", flow, it.text); },
            [&](const ConsentEntry& it) {
              return fmt::format("{} {}",
                                 it.said.subscribed ? "subscribed to" : "unsubscribed from",
                                 subscription_text(name(it.said.conversation), it.said.channel));
            },
            [&](const OptInEntry& it) {
              return fmt::format("asked for {}, to be confirmed",
                                 subscription_text(name(it.asked.conversation), it.asked.channel));
            },
            [&](const AttributesEntry& it) { return attributes(it.attributes); },
            [&](const ListEntry& it) {
              return fmt::format("{} {}", it.member ? "put on" : "taken off", name(it.list));
            },
            [&](const TalkEntry& it) {
              return text_of(it.point, talk_item(program_.program(), it.step).name);
            },
            [&](const EventEntry& it) {
              return fmt::format("{} makes {} happen", flow, name(it.event.event));
            },
            [&](const RequestedEntry& it) {
              return fmt::format("{} requests {}", flow, name(it.call));
            },
            [&](const ShiftedEntry& it) { return shifted(it); },
            [&](const AnsweredEntry& it) {
              return it.fate == RequestFate::kAnswered
                         ? name(it.call) + " answers"
                         : fmt::format("{} fails: {}", name(it.call), it.reason);
            }},
        line.entry.what);
  }

 private:
  std::string name(std::uint32_t number) const {
    return number == program_.changed_number() ? "a change" : std::string(names_.text(number));
  }

  std::string transition(const TransitionEntry& entry, const std::string& flow) const {
    const auto number = entry.cause.event;
    auto event = number == 0 ? std::string() : " by " + name(number);
    std::string text;
    switch (entry.wake) {
      case WakeKind::kStart:
        text = fmt::format("entered {}{}", flow, event);
        break;
      case WakeKind::kTimer:
        text = fmt::format("{} went on when its time came", flow);
        break;
      case WakeKind::kEvent:
        text = fmt::format("{} went on{}", flow, event);
        break;
      case WakeKind::kExitEvent:
        text = fmt::format("taken out of {}{}", flow, event);
        break;
      case WakeKind::kOperator:
        text = entry.stop == StopKind::kExited
                   ? fmt::format("taken out of {} by the operator", flow)
                   : fmt::format("put back into {} by the operator", flow);
        break;
    }
    switch (entry.stop) {
      case StopKind::kParked:
        return text + fmt::format("; waits at {} until {}", step_text(program_, entry.to_step),
                                  moment_text(entry.due_ms, program_.default_zone()));
      case StopKind::kFinished:
        return text + "; came to its end";
      case StopKind::kExited:
        return text + (entry.text.empty() ? std::string("; exited")
                                          : fmt::format("; exited: \"{}\"", entry.text));
      case StopKind::kIncident:
        return text + "; failed";
    }
    return text;
  }

  std::string attributes(std::string_view changed) const {
    Arena arena;
    std::vector<NamedValue> values;
    decode_attributes(changed, arena, &values);  // the journal's reader has checked them
    std::string text;
    for (const auto& one : values)
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name(one.name),
                          value_text(one.value, program_.default_zone()));
    return text;
  }

  std::string shifted(const ShiftedEntry& entry) const {
    return fmt::format("a pause held its wait for {}: now until {}",
                       duration_text({0, 0, entry.to_ms - entry.from_ms}),
                       moment_text(entry.due_ms, program_.default_zone()));
  }

  std::string converted(const ConvertedEntry& entry) const {
    auto text = fmt::format("reached {} by {}", name(entry.goal), name(entry.cause.event));
    if (!entry.worth.is_absent())
      text += ", worth " + value_text(entry.worth, program_.default_zone());
    std::string shared;
    for (const auto& it : entry.shares.own)
      shared += (shared.empty() ? "" : ", ") + std::string(name(it.message));
    if (!shared.empty()) text += fmt::format(", 1/{} each for {}", entry.shares.of, shared);
    return text;
  }

  const LinkedProgram& program_;
  const Names& names_;
};

}  // namespace

std::string moment_text(std::int64_t at_ms, const calendar::Zone* zone) {
  auto local = calendar::local_time(zone, at_ms);
  return date_text(local.date_days) + " " + time_text(local.time_ms / 1000 * 1000);
}

std::string value_text(const Value& value, const calendar::Zone* zone) {
  switch (value.tag) {
    case Tag::kAbsent:
      return "absent";
    case Tag::kString:
      return fmt::format("\"{}\"", value.text());
    case Tag::kDatetime:
      return moment_text(value.num, zone);
    case Tag::kDuration:
      return duration_text(value.as_duration());
    case Tag::kList: {
      std::string text = "[";
      for (std::uint32_t i = 0; i < value.aux; ++i)
        text += (i == 0 ? "" : ", ") + value_text(value.items[i], zone);
      return text + "]";
    }
    default: {
      std::string text;
      append_text(text, value);
      return text;
    }
  }
}

std::string step_text(const LinkedProgram& program, std::uint32_t step) {
  const auto& steps = program.program().steps;
  return step >= steps.size() ? std::string("its start") : fmt::format("\"{}\"", steps[step].label);
}

std::string fate_text(const HistoryEntry& message) {
  const auto& entry = *message.entry.message();
  auto text = fmt::format("{} by {}", fate_word(message.fate), info_of(entry.channel).word);
  if (const auto* gate = info_of(entry.verdict.gate)) text += fmt::format(": {}", gate->word);
  if (!message.reason.empty()) text += fmt::format(": {}", message.reason);
  return text;
}

std::vector<std::string> story_of(const ContactHistory& history, const LinkedProgram& program,
                                  const Names& names) {
  Teller teller(program, names);
  std::vector<std::string> lines;
  for (const auto& line : history.entries()) {
    lines.push_back(moment_text(line.entry.at_ms, program.default_zone()) + "  " +
                    teller.tell(line));
  }
  return lines;
}

}  // namespace camp::sim
