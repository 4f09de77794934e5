#include "cli/campaign_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "lang/base/overloaded.h"
#include "lang/format/tokens.h"

namespace camp::cli {
namespace {

// ---- names

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

// What a message says stays. But a scenario is called "GOAL: ...", and an event may say a name.
std::string renamed_text(std::string_view quoted, const std::vector<Renaming>& names) {
  const auto end = std::min(quoted.find(": "), quoted.size() - 1);
  return '"' + renamed(quoted.substr(1, end - 1), names) + std::string(quoted.substr(end));
}

std::string renamed_comment(std::string_view text, const std::vector<Renaming>& names) {
  const auto is_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  std::string out;
  while (!text.empty()) {
    const auto stop = std::find_if_not(text.begin(), text.end(), is_name);
    const auto length = std::max<std::size_t>(1, static_cast<std::size_t>(stop - text.begin()));
    out += renamed(text.substr(0, length), names);
    text.remove_prefix(length);
  }
  return out;
}

// What an import names is the library's.
std::string rename_in(std::string_view source, const std::vector<Renaming>& names) {
  std::string out;
  std::size_t behind = 0;
  for (const auto& token : format::tokenize(source)) {
    out += source.substr(behind, token.begin - behind);
    behind = token.end();
    if (token.kind == format::TokenKind::kText)
      out += renamed_text(token.text, names);
    else if (token.is_comment())
      out += renamed_comment(token.text, names);
    else
      out += out.ends_with("std.") ? std::string(token.text) : renamed(token.text, names);
  }
  return out.append(source.substr(behind));
}

// ---- declarations

// By what a declaration that all flows share is known in a project: of a contact, a policy and a
// conversation it has its own, of events and lists those of the name. Empty: it is the flow's.
std::string shared_name(const ast::Declaration& declaration) {
  return std::visit(Overloaded{[](const ast::Contact&) { return std::string("contact"); },
                               [](const ast::Policy&) { return std::string("policy"); },
                               [](const ast::Conversation&) { return std::string("conversation"); },
                               [](const ast::Event& it) { return "event " + it.name.text; },
                               [](const ast::List& it) { return "list " + it.name.text; },
                               [](const auto&) { return std::string(); }},
                    declaration.node);
}

std::set<std::string> shared_names_of(const Analysis* project) {
  std::set<std::string> names;
  if (project == nullptr) return names;
  for (const auto& file : project->files())
    for (const auto& declaration : file.declarations) names.insert(shared_name(declaration));
  return names;
}

bool is_audience(const ast::Declaration& declaration, std::string_view goal) {
  const auto* segment = std::get_if<ast::Segment>(&declaration.node);
  return segment != nullptr && segment->name.text == fmt::format("{}_audience", goal);
}

// Without the blanks and lines around it.
std::string_view inner(std::string_view text) {
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
  return std::string(inner(sources.text(field.span)));
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

bool has_audience(const Analysis& goal, std::string_view name) {
  const auto& declarations = goal.files().front().declarations;
  return std::any_of(declarations.begin(), declarations.end(),
                     [&](const auto& it) { return is_audience(it, name); });
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
  const auto known = shared_names_of(project);
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
    const auto shared_as = shared_name(declaration);
    if (!shared_as.empty() && known.contains(shared_as)) continue;
    auto chunk = rename_in(inner(whole), names);
    if (!order.audience.empty() && is_audience(declaration, order.goal))
      chunk = fmt::format("segment {}_audience = contact in {}", order.name, order.audience);
    const bool is_scenario = std::holds_alternative<ast::Scenario>(declaration.node);
    auto& into = is_scenario ? scenarios : !shared_as.empty() && project == nullptr ? shared : flow;
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
