#include <fmt/format.h>

#include "cli/contacts_verbs.h"
#include "cli/history_text.h"
#include "lang/value/civil.h"
#include "runtime/audience/field_text.h"

namespace camp::cli {
namespace {

constexpr std::size_t kRecentMessages = 10;

std::string_view state_word(InstanceState state) {
  switch (state) {
    case InstanceState::kWaiting:
      return "waiting";
    case InstanceState::kIncident:
      return "incident";
    case InstanceState::kEnded:
      return "ended";
  }
  return "";
}

std::vector<NamedValue> attributes_of(const ContactRow& row, Arena& arena) {
  std::vector<NamedValue> attributes;
  if (!decode_attributes(row.attributes, arena, &attributes))
    attributes.clear();  // the row was checked: cannot be
  return attributes;
}

std::vector<const HistoryEntry*> recent_messages(const ContactHistory& history) {
  std::vector<const HistoryEntry*> recent;
  for (const auto& kept : history.entries()) {
    if (kept.entry.kind == EntryKind::kMessage) recent.push_back(&kept);
  }
  if (recent.size() > kRecentMessages) recent.erase(recent.begin(), recent.end() - kRecentMessages);
  return recent;
}

Json instance_json(Engine& engine, const Instance& instance) {
  Json json{{"instance", instance.number},
            {"flow", name_of(engine, instance.flow)},
            {"state", state_word(instance.state)},
            {"started", instant_text(instance.started_ms)}};
  if (instance.run != 0) json["run"] = instance.run;
  if (instance.state == InstanceState::kEnded) {
    json["ended"] = instant_text(instance.ended_ms);
    return json;
  }
  json["step"] = stand_of(engine, instance);
  json["since"] = instant_text(instance.since_ms);
  if (instance.state == InstanceState::kWaiting) json["due"] = instant_text(instance.due_ms);
  return json;
}

Json contact_json(Engine& engine, const std::string& id, const ContactRow& row,
                  const ContactHistory& history) {
  Json json{{"contact", id},
            {"created", instant_text(row.created_ms)},
            {"erased", (row.flags & kContactErased) != 0}};
  Arena arena;
  json["attributes"] = Json::object();
  for (const auto& attribute : attributes_of(row, arena))
    json["attributes"][name_of(engine, attribute.name)] = text_of_value(attribute.value);
  json["lists"] = Json::array();
  for (auto list : row.lists) json["lists"].push_back(name_of(engine, list));
  json["subscriptions"] = Json::array();
  for (const auto& subscription : row.subscriptions)
    json["subscriptions"].push_back({{"conversation", name_of(engine, subscription.conversation)},
                                     {"channel", info_of(subscription.channel).word},
                                     {"subscribed", subscription.subscribed},
                                     {"since", instant_text(subscription.since_ms)}});
  json["experiments"] = Json::object();
  for (const auto& arm : row.assignments)
    json["experiments"][name_of(engine, arm.experiment)] = name_of(engine, arm.arm);
  json["instances"] = Json::array();
  for (const auto& instance : row.instances)
    json["instances"].push_back(instance_json(engine, instance));
  json["messages"] = Json::array();
  for (const auto* kept : recent_messages(history))
    json["messages"].push_back(message_json(engine, kept->entry, kept->fate, kept->reason));
  return json;
}

std::string subscription_text(Engine& engine, const Subscription& subscription) {
  return fmt::format("{} {} on {} since {}", subscription.subscribed ? "yes:" : "no: ",
                     name_of(engine, subscription.conversation), info_of(subscription.channel).word,
                     instant_text(subscription.since_ms));
}

std::string instance_text(Engine& engine, const Instance& instance) {
  auto text = fmt::format("#{} {}", instance.number, name_of(engine, instance.flow));
  if (instance.run != 0) text += fmt::format(", run {}", instance.run);
  switch (instance.state) {
    case InstanceState::kWaiting:
      return text + fmt::format(": stands at \"{}\" since {}, due {}", stand_of(engine, instance),
                                instant_text(instance.since_ms), instant_text(instance.due_ms));
    case InstanceState::kIncident:
      return text + fmt::format(": failed after \"{}\"; camp comms ID --all says why",
                                stand_of(engine, instance));
    case InstanceState::kEnded:
      return text + fmt::format(": ended at {}", instant_text(instance.ended_ms));
  }
  return text;
}

std::string contact_text(Engine& engine, const std::string& id, const ContactRow& row,
                         const ContactHistory& history, bool color) {
  auto text = styled(id, Style::kBold, color) + "\n";
  Properties lines;
  lines.add("created", instant_text(row.created_ms));
  if (row.flags & kContactErased)
    lines.add("erased", "its names, addresses and texts are gone", Style::kWarn);
  Arena arena;
  for (const auto& attribute : attributes_of(row, arena))
    lines.add(name_of(engine, attribute.name), text_of_value(attribute.value));
  std::vector<std::string> lists;
  for (auto list : row.lists) lists.push_back(name_of(engine, list));
  if (!lists.empty()) lines.add("[lists]", fmt::format("{}", fmt::join(lists, ", ")));
  if (!row.assignments.empty()) lines.add("[arms]", arms_text(engine, row.assignments));
  for (const auto& subscription : row.subscriptions)
    lines.add("[consent]", subscription_text(engine, subscription),
              subscription.subscribed ? Style::kPlain : Style::kWarn);
  for (const auto& instance : row.instances)
    lines.add("[instance]", instance_text(engine, instance),
              instance.state == InstanceState::kIncident ? Style::kBad : Style::kPlain);
  for (const auto* kept : recent_messages(history))
    lines.add("[message]", instant_text(kept->entry.at_ms) + " " + entry_text(engine, *kept),
              style_of(kept->fate));
  return text + lines.text(color, "  ");
}

}  // namespace

int show_contact_verb(const Invocation& call) {
  if (call.arguments.size() != 2) return usage_error(call, "contacts", "name one contact");
  auto session = open_session(call, "contacts", Access::kRead);
  if (!session) return session.code;
  const auto& id = call.arguments[1];
  auto row = find_contact(session->store(), id);
  if (!row.ok()) return call.console.fail("contacts", row.error());
  auto history = ContactHistory::read(session->store(), id, *row);
  if (!history.ok()) return call.console.fail("contacts", history.error());
  if (call.console.json()) {
    call.console.answer("contacts", true, contact_json(session->engine(), id, *row, *history));
  } else {
    call.console.out(contact_text(session->engine(), id, *row, *history, call.console.out_color()));
  }
  return kDone;
}

}  // namespace camp::cli
