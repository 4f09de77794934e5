#include "tests/model/project_text.h"

#include <fmt/format.h>
#include <time.h>

#include "tests/model/labels.h"

namespace camp::model {
namespace {

const char* const kSchema = R"(contact {
  email: email?  phone: phone?  stage: string?  points: int = 0
  grp: one of "a", "b", "c" = "a"
  timezone: timezone = "Europe/Helsinki"  language: locale = "en"  meet: datetime?
  outlet: string?
}
event go { k: int, n: int }
event buy { k: int, n: int, total: money }
event ping { k: int, n: int }
event moves { email: email, phone: phone }
service shop {
  base "https://shop.example"
  call give(n: int) post "/give" -> { k: int, n: int, more: int? }
  call tell(n: int) post "/tell"
}
list blocked
list vips
conversation news { from "News <news@acme.example>" suppress blocked }
conversation alerts { from "Alerts <alerts@acme.example>" unsubscribe per channel }
conversation letters { from "Letters <letters@acme.example>" suppress blocked double_opt_in email, sms using please }
message please { email { subject "Please" text "{{ confirm_url }}" } sms "{{ confirm_url }}" }
)";

std::string text_of(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kNumber:
      return fmt::format("{}", operand.number);
    case Operand::Kind::kField:
      return operand.alias.empty() ? operand.name : operand.alias + "." + operand.name;
    case Operand::Kind::kPoints:
      return "contact.points";
    case Operand::Kind::kLocal:
      return operand.name;
    case Operand::Kind::kAnswer:
      return fmt::format("({}.{} ?? {})", operand.alias, operand.name, operand.number);
  }
  return {};
}

std::string text_of(const Condition& it) {
  switch (it.kind) {
    case Condition::Kind::kAlways:
      return "true";
    case Condition::Kind::kCompare:
      return fmt::format("{} {} {}", text_of(it.left), it.compare, text_of(it.right));
    case Condition::Kind::kStage:
      return fmt::format("contact.stage == \"{}\"", it.stage);
    case Condition::Kind::kListed:
      return "contact in " + it.list;
    case Condition::Kind::kHistory:
      return fmt::format("{}({}{}{}{}) {} {}", it.sum ? "sum" : "count", it.event,
                         it.sum ? ".n" : "", it.last ? " last " + text_of(*it.last) : "",
                         it.parts.empty() ? "" : " where " + text_of(it.parts[0]), it.compare,
                         text_of(it.right));
    case Condition::Kind::kKeyword:
      return fmt::format("(reply_keyword({}.text) ?? \"\") == \"{}\"", it.left.alias, it.stage);
    case Condition::Kind::kNot:
      return fmt::format("not ({})", text_of(it.parts[0]));
    case Condition::Kind::kAnd:
    case Condition::Kind::kOr:
      break;
  }
  std::string text;
  for (const auto& part : it.parts)
    text += (text.empty()                       ? "("
             : it.kind == Condition::Kind::kAnd ? " and "
                                                : " or ") +
            text_of(part);
  return text + ")";
}

std::string text_of(const EventClause& it) {
  if (it.is_condition()) return "when " + text_of(it.where);
  if (is_request(it.event)) return "on request { k: int, n: int } as " + it.alias;
  auto text =
      "on " + (it.handle.empty() ? it.event : it.handle + it.event.substr(it.event.find('.')));
  if (!it.of.empty()) text = "on " + words_of(it);
  if (!it.alias.empty()) text += " as " + it.alias;
  if (it.where.kind != Condition::Kind::kAlways) text += " where " + text_of(it.where);
  return text;
}

std::string text_of(const Moment& it) {
  const auto shown = static_cast<time_t>(it.shown_s);
  tm parts{};
  gmtime_r(&shown, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min,
                     it.zone.empty() ? "contact time" : it.zone);
}

constexpr const char* kDays[] = {"monday ", "tuesday ",  "wednesday ", "thursday ",
                                 "friday ", "saturday ", "sunday "};

class Writer {
 public:
  std::string block(const Block& statements, int depth) {
    std::string text = "{";
    for (const auto& it : statements)
      text += "\n" + std::string(2 * static_cast<std::size_t>(depth) + 2, ' ') +
              statement(it, depth + 1);
    return text + " }";
  }

 private:
  std::string statement(const Statement& it, int depth) {
    using Kind = Statement::Kind;
    switch (it.kind) {
      case Kind::kSend: {
        auto text = fmt::format("send {} via {}", it.name, fmt::join(it.via, " or "));
        if (!it.handle.empty()) text += " as " + it.handle;
        return text + otherwise(it, depth);
      }
      case Kind::kWait:
        return "wait " + model::text_of(it.length);
      case Kind::kWaitFor:
        return wait_for(it, depth);
      case Kind::kWaitUntil:
        return wait_until(it);
      case Kind::kWaitForMoment:
        return fmt::format("wait until {}{}", it.of_contact ? "contact.meet ?? " : "",
                           text_of(it.moment));
      case Kind::kIf:
        return fmt::format("if {} {} else {}", text_of(it.condition), block(it.then, depth),
                           block(it.otherwise, depth));
      case Kind::kMatch:
        return match(it, depth);
      case Kind::kLet:
        return fmt::format("let {} = {}", it.name, text_of(it.value));
      case Kind::kSetPoints:
        return fmt::format("set contact.points = contact.points + {}", text_of(it.value));
      case Kind::kSetStage:
        return fmt::format("set contact.stage = \"{}\"", it.name);
      case Kind::kSetOutlet:
        return fmt::format("set contact.outlet = \"{}\"", it.name);
      case Kind::kSetAddress:
        return fmt::format("set contact.{} = {}", it.name,
                           it.text.empty() ? "last(moves)." + it.name : "\"" + it.text + "\"");
      case Kind::kExit:
        return it.name.empty() ? "exit" : fmt::format("exit \"{}\"", it.name);
      case Kind::kRepeat:
        return fmt::format("repeat up to {} times {}", it.rounds, block(it.then, depth));
      case Kind::kStop:
        return "stop";
      case Kind::kList:
        return fmt::format("{} {}", it.given ? "add contact to" : "remove contact from", it.name);
      case Kind::kConsent:
        return fmt::format("{} {}{}",
                           it.given ? "subscribe contact to" : "unsubscribe contact from", it.name,
                           it.channel.empty() ? "" : " on " + it.channel);
      case Kind::kEmit:
        return fmt::format("{} {{ k: {}, n: {}{} }}", words_of(it), text_of(it.k), text_of(it.n),
                           it.name == "buy" ? ", total: 5 EUR" : "");
      case Kind::kExperiment:
        return experiment(it, depth);
      case Kind::kRequest:
        return fmt::format("request {}({}){} up to {}{}", it.name, text_of(it.value),
                           it.name == "shop.give" ? " as " + it.handle : "",
                           model::text_of(it.length), otherwise(it, depth));
      case Kind::kDo:
        return fmt::format("do {}({}) via {} as {}{}", it.name, text_of(it.value),
                           fmt::join(it.via, " or "), it.handle, otherwise(it, depth));
      case Kind::kSay:
        return fmt::format("say \"{} {{{{ n }}}}\"", it.text);
      case Kind::kAsk:
        return ask(it, depth);
      case Kind::kGive:
        return "give " + it.name;
    }
    return {};
  }

  static std::string words_of(const Statement& emit) {
    return is_request(emit.name) ? "start " + emit.name.substr(8) : "emit " + emit.name;
  }

  std::string otherwise(const Statement& it, int depth) {
    return it.has_otherwise ? " else " + block(it.otherwise, depth) : "";
  }

  std::string ask(const Statement& it, int depth) {
    auto text = fmt::format("ask {} \"{} {{{{ n }}}}\" as {} {{ ", it.name, it.text, it.form);
    if (it.retries > 0) text += fmt::format("retry {} ", it.retries);
    return text + fmt::format("up to {} }}{}", model::text_of(it.length), otherwise(it, depth));
  }

  static std::string wait_until(const Statement& it) {
    return fmt::format("wait until {}{:02}:{:02}", it.weekday < 0 ? "" : kDays[it.weekday],
                       it.minute / 60, it.minute % 60);
  }

  std::string wait_for(const Statement& it, int depth) {
    if (it.until)
      return fmt::format("wait until {} up to {} {} else {}", text_of(it.arms[0].on.where),
                         model::text_of(it.length), block(it.arms[0].then, depth),
                         block(it.otherwise, depth));
    auto text = fmt::format("wait up to {}{} {{", model::text_of(it.length),
                            it.since_start ? " since start" : "");
    for (const auto& arm : it.arms)
      text += fmt::format(" {} {}", text_of(arm.on), block(arm.then, depth));
    return text + " else " + block(it.otherwise, depth) + " }";
  }

  std::string match(const Statement& it, int depth) {
    std::string text = "match contact.stage {";
    for (std::size_t i = 0; i < it.stages.size(); ++i)
      text += fmt::format(" \"{}\" {}", it.stages[i], block(it.blocks[i], depth));
    return text + " else " + block(it.otherwise, depth) + " }";
  }

  std::string experiment(const Statement& it, int depth) {
    auto text = fmt::format("experiment {}{} {{", it.name, it.by_group ? " by contact.grp" : "");
    for (const auto& variant : it.variants) {
      std::string share;
      if (!variant.groups.empty())
        share = fmt::format(" for \"{}\"", fmt::join(variant.groups, "\", \""));
      else if (!variant.otherwise)
        share = fmt::format(" {}%", variant.percent);
      text += variant.holdout ? " holdout" + share
                              : fmt::format(" {}variant {}{} {}", variant.otherwise ? "else " : "",
                                            variant.name, share, block(variant.flow, depth));
    }
    return text + " }";
  }
};

std::string text_of(const Goal& it) {
  auto text = fmt::format("  goal {} {}", it.name, text_of(it.on));
  if (it.within) text += " within " + text_of(*it.within);
  if (it.worth) text += fmt::format(" worth {}.total", it.on.alias);
  if (!it.credit.empty()) text += " credit " + it.credit;
  return text + "\n";
}

std::string text_of(const Outlet& it) {
  auto text = "outlet " + it.name + " {";
  if (!it.shown.empty()) text += fmt::format(" name \"{}\"", it.shown);
  if (!it.zone.empty()) text += fmt::format(" timezone \"{}\"", it.zone);
  if (!it.from.empty()) text += fmt::format(" from \"{}\"", it.from);
  return text + " }\n";
}

std::string text_of(const Content& it) {
  const auto part = [](const char* word, const std::string& said) {
    if (said.empty()) return std::string();
    return fmt::format(
        " {} \"{} {{{{ contact.points }}}} {{{{ outlet.name | default: 'none' }}}}\"", word, said);
  };
  auto text = part("subject", it.subject) + part("text", it.text);
  if (!text.empty()) text = " email {" + text + " }";
  text += part("sms", it.sms);
  if (!it.language.empty()) text = fmt::format(" in \"{}\" {{{} }}", it.language, text);
  return it.segment.empty() ? text : fmt::format(" for {} {{{} }}", it.segment, text);
}

std::string text_of(const Message& it) {
  auto text = "message " + it.name + " {";
  for (const auto& content : it.contents) text += "\n " + text_of(content);
  return text + "\n}\n";
}

std::string on_channels(const std::vector<std::string>& channels) {
  return channels.empty() ? "" : fmt::format(" on {}", fmt::join(channels, ", "));
}

std::string text_of(const Quiet& it) {
  const auto time = [](int day, int minute) {
    return fmt::format("{}{:02}:{:02}", day < 0 ? "" : kDays[day], minute / 60, minute % 60);
  };
  return fmt::format("  quiet {}..{}{}{}\n", time(it.from_day, it.from_minute),
                     time(it.to_day, it.to_minute), on_channels(it.channels),
                     it.for_all ? " for all" : "");
}

std::string text_of(const Policy& it) {
  std::string text = "policy {\n";
  for (const auto& quiet : it.quiet) text += text_of(quiet);
  for (const auto& cap : it.caps)
    text += fmt::format("  cap {} per {}{}{}{}\n", cap.limit,
                        cap.period.empty() ? model::text_of(cap.window) : cap.period,
                        cap.promo ? " for tagged \"promo\"" : "", cap.for_all ? " for all" : "",
                        on_channels(cap.channels));
  if (it.when_capped == "skip") text += "  when capped skip\n";
  if (it.when_capped == "priority") text += "  when capped prefer priority\n";
  if (it.when_capped == "wait")
    text += fmt::format("  when capped wait up to {}\n", model::text_of(it.wait));
  if (it.release_over) text += fmt::format("  release over {}\n", model::text_of(*it.release_over));
  return text + (it.merge ? "  merge by message\n}\n" : "}\n");
}

// What it says of itself among others.
std::string urgency(const Flow& it) {
  std::string text;
  if (it.priority != 50) text += fmt::format("  priority {}\n", it.priority);
  if (it.promo) text += "  tags \"promo\"\n";
  if (!it.expires) return text;
  auto moment = *it.expires;
  if (it.expires_by_day) moment.shown_s -= 24 * 3600;
  const auto written = text_of(moment);
  return text + "  expires " + (it.expires_by_day ? written.substr(0, 10) : written) + "\n";
}

bool has_segment(const Flow& it) { return it.include.kind != Condition::Kind::kAlways; }

std::string audience(const Flow& it) {
  return fmt::format("  audience {{{}{} }}\n", has_segment(it) ? " include chosen" : "",
                     it.exclude_blocked ? " exclude blocked" : "");
}

std::string text_of(const Flow& it) {
  auto text = has_segment(it) ? "segment chosen = " + text_of(it.include) + "\n" : "";
  text += fmt::format("{} {} {{\n  category {}  conversation {}\n",
                      it.campaign ? "campaign" : "journey", it.name,
                      it.transactional ? "transactional" : "marketing", it.conversation);
  if (it.per_outlet) text += "  per outlet\n";
  text += urgency(it);
  for (const auto& start : it.starts)
    if (!start.segment.empty()) text += fmt::format("  start when {}\n", start.segment);
  for (const auto& start : it.starts)
    if (start.segment.empty())
      text += fmt::format("  start {}{}\n", text_of(start.on), start.even_late ? " even late" : "");
  if (it.again) {
    const auto& after = it.again_after;
    const bool pause = after.months != 0 || after.days != 0 || after.exact_ms != 0;
    text += pause ? fmt::format("  again after {}\n", model::text_of(after)) : "  again\n";
  }
  if (!it.key.empty()) text += fmt::format("  key s.{}\n", it.key);
  for (const auto& exit : it.exits) text += "  exit " + text_of(exit) + "\n";
  for (const auto& goal : it.goals) text += text_of(goal);
  if (it.campaign) text += audience(it);
  return text + "  flow " + Writer().block(it.flow, 1) + "\n}\n";
}

}  // namespace

std::string text_of(const Length& length) {
  std::string text;
  if (length.months / 12 != 0) text += fmt::format("{}y", length.months / 12);
  if (length.months % 12 != 0) text += fmt::format("{}mo", length.months % 12);
  if (length.days / 7 != 0) text += fmt::format("{}w", length.days / 7);
  if (length.days % 7 != 0) text += fmt::format("{}d", length.days % 7);
  const auto seconds = length.exact_ms / 1000;
  if (seconds / 3600 != 0) text += fmt::format("{}h", seconds / 3600);
  if (seconds / 60 % 60 != 0) text += fmt::format("{}m", seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format("{}s", seconds % 60);
  return text.empty() ? "0s" : text;
}

std::string text_of(const Project& project) {
  std::string text = kSchema;
  for (const auto& outlet : kOutlets) text += text_of(outlet);
  if (project.policy) text += text_of(*project.policy);
  for (const auto& segment : project.segments)
    text += fmt::format("segment {} = {}\n", segment.name, text_of(segment.condition));
  for (const auto& message : project.messages) text += text_of(message);
  for (const auto& module : project.modules)
    text += fmt::format("module {}(n: int) {}\n", module.name, Writer().block(module.body, 0));
  for (const auto& flow : project.flows)
    if (flow.confirms.empty()) text += text_of(flow);
  return text;
}

}  // namespace camp::model
