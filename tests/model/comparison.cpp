#include "tests/model/comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/model/contact_model.h"
#include "tests/model/model_report.h"
#include "tests/model/product.h"
#include "tests/model/project_text.h"

namespace camp::model {
namespace {

using Lines = std::vector<std::string>;

std::string listed(const Lines& lines, std::size_t end) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), end); ++i) text += "    " + lines[i] + "\n";
  return text;
}

// In what order the flows' goals take one event is nobody's business: sorted.
Lines ordered(Lines lines) {
  const auto reached = [](const std::string& line) {
    return line.find(" reached ") != std::string::npos;
  };
  for (auto at = lines.begin(); at != lines.end();) {
    const auto from = std::find_if(at, lines.end(), reached);
    at = std::find_if_not(from, lines.end(), reached);
    std::sort(from, at);
  }
  return lines;
}

std::string compared(const std::string& of, const Lines& model_lines, const Lines& product_lines) {
  const auto model = ordered(model_lines), product = ordered(product_lines);
  std::size_t same = 0;
  while (same < std::min(model.size(), product.size()) && model[same] == product[same]) ++same;
  if (same == model.size() && same == product.size()) return {};
  const auto line = [&](const Lines& lines) {
    return same < lines.size() ? lines[same] : "(nothing more)";
  };
  return fmt::format("{}:\n{}  the model says\n    {}\n  camp says\n    {}\n", of,
                     listed(model, same), line(model), line(product));
}

std::string text_of(const std::vector<Permission>& subscribed, bool confirmed) {
  std::string text;
  for (const auto& it : subscribed) text += " " + it.conversation + " on " + it.channel;
  return text.empty() || !confirmed ? text : text + " (confirmed)";
}

// "sent", "skipped: no_consent", "timer -> parked": what kind of record a line is.
std::string kind_of(const std::string& line) {
  for (const char* kind : {"double_opt_in",
                           " sent",
                           " withheld",
                           " cancelled",
                           " held: quiet_hours",
                           " held: capped",
                           " skipped: capped",
                           " skipped: merged",
                           " skipped: expired",
                           " skipped: exited",
                           " skipped: suppressed",
                           " skipped: no_consent",
                           " skipped: no_address",
                           "timer ->",
                           "event e",
                           "event own",
                           "event change",
                           "start",
                           "exit by",
                           " assigned",
                           " refused: once",
                           " refused: still_in",
                           " refused: too_soon",
                           " refused: old",
                           " refused: exited_first",
                           " refused: no_outlet",
                           " refused: not_pending",
                           " refused: confirmations",
                           " thanks to",
                           " reached",
                           " makes ",
                           " requests ",
                           " answers",
                           " fails",
                           " set ",
                           " of message"})
    if (line.find(kind) != std::string::npos) return kind;
  return "other";
}

}  // namespace

std::string difference(const Life& life, Tally* tally) {
  const auto product = ask_product(life);
  if (!product.problem.empty()) return "camp cannot run it: " + product.problem;
  std::vector<ContactModel> contacts;
  contacts.reserve(life.people.size());
  for (std::size_t i = 0; i < life.people.size(); ++i) {
    auto& contact = contacts.emplace_back(life, i);
    contact.live();
    auto differs = compared(life.people[i].id, contact.lines(), product.lines[i]);
    if (!differs.empty()) return differs;
    if (!tally) continue;
    for (const auto& line : contact.lines()) ++(*tally)[kind_of(line)];
  }
  const auto report = report_of(contacts);
  if (tally) (*tally)["figures of reports"] += report.size();
  auto differs = compared("the report", report, product.report);
  if (differs.empty()) return differs;
  for (auto i = contacts.size(); i-- > 0;)
    differs = life.people[i].id + ":\n" + listed(contacts[i].lines(), SIZE_MAX) + differs;
  return differs;
}

std::string story_of(const Life& life) {
  auto text = text_of(life.project);
  text += fmt::format("begins {}, ends {}\n", life.begin_ms, life.end_ms);
  for (const auto& person : life.people) {
    text += fmt::format("{} zone '{}' outlet '{}' grp {} {} {}{}:", person.id, person.zone,
                        person.outlet, person.grp, person.email, person.phone,
                        person.blocked ? " blocked" : "");
    text += text_of(person.subscribed, person.confirmed) + "\n";
  }
  for (const auto& input : life.inputs) {
    if (!input.flow.empty()) {
      text += fmt::format("{} the run {} of {} starts\n", input.at_ms, input.run_key, input.flow);
      continue;
    }
    if (const auto& it = input.service) {
      constexpr const char* kFates[] = {"is silent", "answers", "refuses", "breaks"};
      text += fmt::format("{} {} {} from now on: k={}{}\n", input.at_ms, it->call,
                          kFates[static_cast<int>(it->kind)], it->k,
                          it->more ? fmt::format(" more={}", *it->more) : "");
      continue;
    }
    if (const auto& it = input.import) {
      text +=
          fmt::format("{} import of {}: {} {} {}{}\n", input.at_ms, life.people[input.person].id,
                      it->outlet, it->email, it->phone, text_of(it->subscribed, it->confirmed));
      continue;
    }
    const auto& event = input.event;
    text +=
        fmt::format("{} {} {} {}", input.at_ms, life.people[input.person].id, event.id, event.name);
    for (const auto& [name, value] : event.numbers) text += fmt::format(" {}={}", name, value);
    for (const auto& [name, value] : event.texts) text += " " + name + "=" + value;
    if (const auto& it = input.link)
      text +=
          fmt::format(" by link {} of {} on {}", it->which, life.people[it->owner].id, it->channel);
    if (event.time_ms != input.at_ms) text += fmt::format(" at {}", event.time_ms);
    text += event.history ? " (history)\n" : "\n";
  }
  return text;
}

}  // namespace camp::model
