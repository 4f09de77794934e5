#include "cli/campaign_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace camp::cli {
namespace {

// ---- names

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

struct Renaming {
  std::string_view from;
  std::string_view to;
  bool with_parts = false;  // `from_x` as well
};

std::string renamed(std::string_view name, const std::vector<Renaming>& names) {
  for (const auto& [from, to, with_parts] : names) {
    if (name == from) return std::string(to);
    if (with_parts && name.starts_with(from) && name.size() > from.size() &&
        name[from.size()] == '_')
      return std::string(to).append(name.substr(from.size()));
  }
  return std::string(name);
}

// Where the text behind a quote ends: behind its closing one.
std::size_t end_of_text(std::string_view text, std::size_t at) {
  const std::string_view quote = text.substr(at).starts_with("\"\"\"") ? "\"\"\"" : "\"";
  for (at += quote.size(); at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text.substr(at).starts_with(quote))
      return at + quote.size();
  }
  return text.size();
}

// Names of code alone: what messages say stays, and what an import names. But a scenario is called
// "GOAL: ...", and an event may say a name.
std::string rename_in(std::string_view text, const std::vector<Renaming>& names) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    if (text[at] == '"') {
      at = end_of_text(text, at);
      const auto quoted = text.substr(begin, at - begin);
      const auto end = std::min(quoted.find(": "), quoted.size() - 1);
      out += '"' + renamed(quoted.substr(1, end - 1), names);
      out += quoted.substr(end);
    } else if (is_name(text[at])) {
      while (at < text.size() && is_name(text[at])) ++at;
      const auto name = text.substr(begin, at - begin);
      out += out.ends_with("std.") ? std::string(name) : renamed(name, names);
    } else {
      out += text[at++];
    }
  }
  return out;
}

// ---- declarations

enum class Part { kShared, kFlow, kScenario };

// Which names of the project stand in the way of a declaration that all flows share.
struct Known {
  bool contact = false, policy = false, conversation = false;
  std::vector<std::string_view> names;
  bool has(const std::string& name) const {
    return std::find(names.begin(), names.end(), name) != names.end();
  }
};

Known known_of(const Analysis* project) {
  Known known;
  if (project == nullptr) return known;
  for (const auto& file : project->files()) {
    for (const auto& declaration : file.declarations) {
      const auto& node = declaration.node;
      known.contact = known.contact || std::holds_alternative<ast::Contact>(node);
      known.policy = known.policy || std::holds_alternative<ast::Policy>(node);
      known.conversation = known.conversation || std::holds_alternative<ast::Conversation>(node);
      if (const auto* event = std::get_if<ast::Event>(&node))
        known.names.push_back(event->name.text);
      if (const auto* list = std::get_if<ast::List>(&node)) known.names.push_back(list->name.text);
    }
  }
  return known;
}

Part part_of(const ast::Declaration& declaration) {
  const auto& node = declaration.node;
  if (std::holds_alternative<ast::Scenario>(node)) return Part::kScenario;
  const bool shared =
      std::holds_alternative<ast::Contact>(node) || std::holds_alternative<ast::Event>(node) ||
      std::holds_alternative<ast::List>(node) || std::holds_alternative<ast::Policy>(node) ||
      std::holds_alternative<ast::Conversation>(node);
  return shared ? Part::kShared : Part::kFlow;
}

bool is_known(const ast::Declaration& declaration, const Known& known) {
  const auto& node = declaration.node;
  if (std::holds_alternative<ast::Contact>(node)) return known.contact;
  if (std::holds_alternative<ast::Policy>(node)) return known.policy;
  if (std::holds_alternative<ast::Conversation>(node)) return known.conversation;
  if (const auto* event = std::get_if<ast::Event>(&node)) return known.has(event->name.text);
  if (const auto* list = std::get_if<ast::List>(&node)) return known.has(list->name.text);
  return false;
}

bool is_audience(const ast::Declaration& declaration, std::string_view goal) {
  const auto* segment = std::get_if<ast::Segment>(&declaration.node);
  return segment != nullptr && segment->name.text == fmt::format("{}_audience", goal);
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

// The texts of one file: declarations that stood together stay together.
void add_to(std::string& file, std::string_view chunk, bool apart) {
  if (!file.empty()) file += apart ? "\n" : "";
  file.append(chunk).append("\n");
}

std::string field_text(const SourceSet& sources, const ast::Field& field) {
  return std::string(trimmed(sources.text(field.span)));
}

void note_missing(const SourceSet& sources, const ast::Declaration& declaration,
                  const Analysis* project, CampaignDraft* draft) {
  const auto* contact = std::get_if<ast::Contact>(&declaration.node);
  if (contact == nullptr || project == nullptr) return;
  for (const auto& field : contact->fields) {
    if (project->model().contact.find(field.name.text) == nullptr)
      draft->missing_fields.push_back(field_text(sources, field));
  }
}

template <class Node>
std::vector<std::string> names_of(const Analysis& project) {
  std::vector<std::string> names;
  for (const auto& file : project.files()) {
    if (project.sources()[file.source].imported_at()) continue;
    for (const auto& declaration : file.declarations) {
      if (const auto* node = std::get_if<Node>(&declaration.node)) names.push_back(node->name.text);
    }
  }
  return names;
}

}  // namespace

std::string purpose_of(std::string_view goal_text) {
  const auto line = goal_text.substr(0, goal_text.find('\n'));
  return std::string(line.substr(std::min<std::size_t>(2, line.size())));
}

std::vector<std::string> conversations_of(const Analysis& project) {
  return names_of<ast::Conversation>(project);
}

std::vector<std::string> segments_of(const Analysis& project) {
  auto names = names_of<ast::Segment>(project);
  const auto lists = names_of<ast::List>(project);
  names.insert(names.end(), lists.begin(), lists.end());
  return names;
}

CampaignDraft draft_campaign(const Analysis& goal, const Analysis* project,
                             const DraftOrder& order) {
  CampaignDraft draft;
  const auto& file = goal.files().front();
  const auto& source = goal.sources()[file.source];
  const auto known = known_of(project);
  for (const auto& [field, channel] : {std::pair("email", "email"), {"phone", "sms"}}) {
    if (goal.model().contact.find(field) != nullptr)
      draft.channels += (draft.channels.empty() ? "" : ",") + std::string(channel);
  }
  std::vector<Renaming> names = {{order.goal, order.name, true}};
  if (!order.conversation.empty()) names.push_back({"news", order.conversation, false});
  const auto text = source.text();
  const auto head = text.find("\n\n");
  std::string shared, flow(text.substr(0, head)), scenarios;
  flow += "\n";
  std::size_t behind = head;
  for (const auto& declaration : file.declarations) {
    const auto whole = text.substr(behind, declaration.span.end - behind);
    behind = declaration.span.end;
    note_missing(goal.sources(), declaration, project, &draft);
    const auto* declared = std::get_if<ast::Flow>(&declaration.node);
    if (declared != nullptr) draft.by_hand = !declared->journey && !declared->schedule;
    if (is_known(declaration, known)) continue;
    auto chunk = rename_in(trimmed(whole), names);
    if (is_audience(declaration, order.goal)) {
      draft.has_audience = true;
      if (!order.audience.empty())
        chunk = fmt::format("segment {}_audience = contact in {}", order.name, order.audience);
    }
    const auto part = part_of(declaration);
    auto& into = part == Part::kScenario                       ? scenarios
                 : part == Part::kShared && project == nullptr ? shared
                                                               : flow;
    add_to(into, chunk, whole.starts_with("\n\n"));
  }
  if (!shared.empty())
    draft.files.push_back(
        {"project.camp",
         "# What all flows share: whom the project knows, what happens, and when to be quiet\n\n" +
             shared});
  draft.files.push_back({order.name + ".camp", flow});
  draft.files.push_back(
      {order.name + "_scenarios.camp",
       fmt::format("# What {} promises, as tests: camp test\n\n", order.name) + scenarios});
  return draft;
}

std::vector<TextFile> files_of_new_project(const Analysis& goal) {
  // Somebody to try it with: as much as the goal's contact declares.
  static constexpr struct {
    std::string_view field, anna, bo;
  } kPeople[] = {{"email", "anna@example.com", "bo@example.com"},
                 {"phone", "+358401234567", "+358401234568"},
                 {"first_name", "Anna", "Bo"},
                 {"born", "1990-05-04", "2004-02-29"}};
  std::string head = "id", anna = "anna", bo = "bo";
  for (const auto& person : kPeople) {
    if (goal.model().contact.find(person.field) == nullptr) continue;
    head.append(",").append(person.field);
    anna.append(",").append(person.anna);
    bo.append(",").append(person.bo);
  }
  return {{"contacts.csv", head + "\n" + anna + "\n" + bo + "\n"},
          {".github/workflows/campaigns.yml",
           "# Every change is checked and tried before it is merged. `camp` has to be on the "
           "runner's PATH.\n"
           "name: campaigns\n"
           "on: [push, pull_request]\n"
           "jobs:\n"
           "  check:\n"
           "    runs-on: ubuntu-latest\n"
           "    steps:\n"
           "      - uses: actions/checkout@v4\n"
           "      - run: camp check --strict\n"
           "      - run: camp test --coverage --junit test-results.xml\n"},
          {".editorconfig",
           "root = true\n\n[*.camp]\ncharset = utf-8\nend_of_line = lf\nindent_style = "
           "space\nindent_size = 2\n"
           "insert_final_newline = true\ntrim_trailing_whitespace = true\n"},
          {".gitignore", ".camp/\nspool/\n"}};
}

}  // namespace camp::cli
