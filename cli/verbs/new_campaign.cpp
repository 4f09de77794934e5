// `camp new`: a campaign to begin with, by its goal. In an empty folder a whole project, beside
// others one more flow with its scenarios. All of it is written, or nothing.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli/campaign_draft.h"
#include "cli/draft_people.h"
#include "cli/session.h"
#include "lang/base/counted.h"
#include "runtime/explain/segments.h"
#include "runtime/explain/unknown.h"
#include "stdlib/campaigns/campaigns.h"
#include "stdlib/modules/modules.h"

namespace camp::cli {

void options_new_campaign(po::options_description& options) {
  options.add_options()("name", po::value<std::string>(),
                        "what the campaign is called (default: as its goal)")(
      "conversation", po::value<std::string>(),
      "a conversation of the project that it is part of (default: the only one)")(
      "audience", po::value<std::string>()->value_name("SEGMENT|LIST"),
      "a segment or list of the project: for whom it is")("list",
                                                          "the goals, and what each is for");
}

namespace {

namespace fs = std::filesystem;

struct Order {
  const LibraryModule* goal = nullptr;
  std::string name, conversation, audience;
  std::vector<std::string>
      audiences;  // that it could have, with sizes; asked for where it has none
};

bool asks_a_person() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

// One line from who sits there; an empty one means `otherwise`. Nothing when there is none any
// more: whoever ends the input wants no campaign.
std::optional<std::string> ask(const std::string& question, const std::string& otherwise) {
  std::cerr << question << (otherwise.empty() ? "" : fmt::format(" [{}]", otherwise)) << ": "
            << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) {
    std::cerr << '\n';
    return std::nullopt;
  }
  const auto end = line.find_last_not_of(" \t\r");
  line = end == line.npos ? "" : line.substr(0, end + 1);
  return line.empty() ? otherwise : line;
}

Error nobody_answers() {
  return {ErrorKind::kInvalid, "the input ended before everything was answered: nothing is written",
          "", "camp new GOAL, with --name, --conversation and --audience, asks for nothing"};
}

std::string goals_text() {
  std::string text;
  for (const auto& goal : campaign_texts())
    text += fmt::format("  {:<18}{}\n", goal.name, purpose_of(goal.text));
  return text;
}

int list_goals(const Invocation& call) {
  if (!call.console.json()) return call.console.out(goals_text()), kDone;
  Json goals = Json::array();
  for (const auto& goal : campaign_texts())
    goals.push_back({{"goal", goal.name}, {"purpose", purpose_of(goal.text)}});
  call.answer(true, {{"goals", std::move(goals)}});
  return kDone;
}

Result<const LibraryModule*> find_goal(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& goal : campaign_texts()) {
    if (goal.name == name) return &goal;
    names.emplace_back(goal.name);
  }
  return unknown_name("goal", name, std::move(names));
}

bool is_name(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= 64 && text[0] >= 'a' && text[0] <= 'z' &&
         std::all_of(text.begin(), text.end(), fits);
}

// The project; nothing where the folder has nothing of one yet.
Result<std::optional<CompiledProject>> project_of(const Invocation& call, Project* project) {
  auto found = find_project(call);
  if (!found.ok() && call.has("project")) return std::move(found).error();
  std::error_code problem;
  project->root = found.ok() ? found->root : fs::current_path(problem).string();
  if (problem)
    return Error{ErrorKind::kIo, "cannot read this folder: " + problem.message(), "", ""};
  auto compiled = compile(*project);
  const bool is_new = !compiled.ok() && compiled.error().kind == ErrorKind::kNotFound;
  if (is_new) return std::optional<CompiledProject>();
  if (!compiled.ok()) return std::move(compiled).error();
  return std::optional(std::move(*compiled));
}

// "big_spenders (1,204)": with how many are in it where there is a store.
std::vector<std::string> sized(const Project& project, const Invocation& call,
                               const std::vector<std::string>& sets) {
  std::vector<std::string> texts;
  std::optional<SegmentCensus> census;
  if (!sets.empty() && has_store(project)) {
    auto reading = Reading::open(call);
    if (reading.ok()) {
      auto counted = count_segments((*reading)->view(), "", 0, {});
      if (counted.ok()) census = std::move(*counted);
    }
  }
  for (const auto& name : sets) {
    texts.push_back(name);
    if (!census) continue;
    const auto set = std::find_if(census->sets.begin(), census->sets.end(),
                                  [&](const SetSize& it) { return it.name == name; });
    if (set != census->sets.end()) texts.back() += fmt::format(" ({})", grouped(set->members));
  }
  return texts;
}

Result<void> choose_goal(const Invocation& call, Order* order) {
  auto name = call.arguments.empty() ? std::string() : call.arguments.front();
  if (name.empty()) {
    std::cerr << "What is it to bring about?\n" << goals_text();
    const auto answer = ask("goal", "");
    if (!answer) return nobody_answers();
    name = *answer;
  }
  CAMP_ASSIGN(order->goal, find_goal(name));
  order->name = call.text("name");
  if (order->name.empty() && call.arguments.empty()) {
    const auto answer = ask("called", std::string(order->goal->name));
    if (!answer) return nobody_answers();
    order->name = *answer;
  }
  if (order->name.empty()) order->name = order->goal->name;
  if (is_name(order->name)) return {};
  return Error{ErrorKind::kInvalid,
               fmt::format("'{}' is no name: small letters, digits and _, at most 64", order->name),
               "", "for example --name spring_launch"};
}

Result<void> choose_conversation(const Invocation& call, const Analysis& project, Order* order) {
  const auto names = conversations_of(project);
  order->conversation = call.text("conversation");
  if (names.empty()) {
    if (order->conversation.empty()) return {};
    return Error{ErrorKind::kNotFound, "the project has no conversation yet", "",
                 "without --conversation it gets one"};
  }
  if (order->conversation.empty() && names.size() == 1) order->conversation = names.front();
  if (order->conversation.empty() && asks_a_person()) {
    const auto answer =
        ask(fmt::format("part of which conversation: {}", fmt::join(names, ", ")), names.front());
    if (!answer) return nobody_answers();
    order->conversation = *answer;
  }
  if (std::find(names.begin(), names.end(), order->conversation) != names.end()) return {};
  if (order->conversation.empty())
    return Error{ErrorKind::kInvalid, "the project has several conversations", "",
                 fmt::format("--conversation {}", fmt::join(names, "|"))};
  return unknown_name("conversation", order->conversation, names);
}

Result<void> choose_audience(const Invocation& call, const Project& project,
                             const Analysis& analysis, Order* order) {
  const auto sets = segments_of(analysis);
  order->audience = call.text("audience");
  if (order->audience.empty()) order->audiences = sized(project, call, sets);
  if (order->audience.empty() && asks_a_person() && !sets.empty()) {
    const auto answer =
        ask(fmt::format("for whom: {}; nothing for all", fmt::join(order->audiences, ", ")), "");
    if (!answer) return nobody_answers();
    order->audience = *answer;
  }
  if (order->audience.empty()) return {};
  order->audiences.clear();
  const bool is_known = std::find(sets.begin(), sets.end(), order->audience) != sets.end();
  return is_known ? Result<void>{} : unknown_name("segment or list", order->audience, sets);
}

// What of it is the project's to say.
Result<void> choose_in(const Invocation& call, const Project& project, const Analysis& analysis,
                       const Analysis& goal, Order* order) {
  CAMP_TRY(choose_conversation(call, analysis, order));
  if (has_audience(goal, order->goal->name)) return choose_audience(call, project, analysis, order);
  if (!call.has("audience")) return {};
  return Error{ErrorKind::kInvalid,
               fmt::format("who enters '{}' is said by its start", order->goal->name), "",
               "without --audience; its script says who"};
}

// False: its scenarios are about people who are not in the audience.
Result<bool> complete_scenarios(const Project& project, const Order& order, CampaignDraft* draft) {
  CAMP_TRY(add_people_for_arms(project, order.name, draft));
  if (order.audience.empty()) return true;
  return fit_to_audience(project, order.name, draft);
}

// Nothing is overwritten.
Result<void> check_places(const Project& project, const std::vector<TextFile>& files) {
  for (const auto& file : files) {
    std::error_code ignored;
    if (fs::symlink_status(project.root + "/" + file.path, ignored).type() ==
        fs::file_type::not_found)
      continue;
    return Error{ErrorKind::kRefused, fmt::format("{} is there already", file.path), "",
                 "another --name, or move it away"};
  }
  return {};
}

// What was made before one fails is taken away again.
Result<void> write(const Project& project, const std::vector<TextFile>& files) {
  RealFileSystem disk;
  std::vector<std::string> made;
  for (const auto& file : files) {
    const auto path = project.root + "/" + file.path;
    std::error_code problem;
    fs::create_directories(fs::path(path).parent_path(), problem);
    auto done = problem
                    ? Result<void>(Error{ErrorKind::kIo,
                                         "cannot make the folder: " + problem.message(), path, ""})
                    : disk.publish_file(path, file.text);
    if (done.ok()) {
      made.push_back(path);
      continue;
    }
    for (const auto& one : made) {
      std::error_code ignored;
      fs::remove(one, ignored);
    }
    return done;
  }
  return {};
}

// Unless something speaks against it: then that has been told, and this is the exit code.
int write_checked(const Invocation& call, const Project& project, const CampaignDraft& draft) {
  const auto& missing = draft.missing_fields;
  if (!missing.empty())
    return call.fail({ErrorKind::kRefused,
                      fmt::format("it reads of a contact what the project does not declare: {}",
                                  fmt::join(missing, ", ")),
                      "", fmt::format("write into contact {{ }}: {}", fmt::join(missing, "  "))});
  auto done = check_places(project, draft.files);
  if (!done.ok()) return call.fail(done.error());
  auto whole = compile(project, draft.files);
  if (!whole.ok()) return call.fail(whole.error());
  if (whole->diagnostics.has_errors()) {
    call.console.note("nothing is written: beside what the project declares it would not be right");
    return show_diagnostics(call, *whole);
  }
  done = write(project, draft.files);
  return done.ok() ? int{kDone} : call.fail(done.error());
}

std::vector<std::string> next_steps(const Order& order, const CampaignDraft& draft, bool is_new) {
  std::vector<std::string> steps = {"camp check", "camp test --coverage"};
  if (is_new)
    steps.push_back("camp contacts import contacts.csv --subscribe news:" + draft.channels);
  steps.push_back(draft.by_hand ? fmt::format("camp run {} --dry-run", order.name)
                                : "camp campaigns");
  return steps;
}

int tell(const Invocation& call, const Order& order, const CampaignDraft& draft, bool is_new) {
  auto steps = next_steps(order, draft, is_new);
  for (auto& step : steps) step += call.project_option();
  if (call.console.json()) {
    Json files = Json::array();
    for (const auto& file : draft.files) files.push_back(file.path);
    call.answer(true, {{"goal", order.goal->name},
                       {"name", order.name},
                       {"files", std::move(files)},
                       {"audiences", order.audiences},
                       {"next", steps}});
    return kDone;
  }
  std::string text = fmt::format("{}: {}\n", order.name, purpose_of(order.goal->text));
  for (const auto& file : draft.files) text += fmt::format("  {}\n", file.path);
  if (!order.audiences.empty())
    text += fmt::format("for all who may be written to; --audience could be {}\n",
                        fmt::join(order.audiences, ", "));
  text += fmt::format("next: {}\n", fmt::join(steps, "\n      "));
  call.console.out(text);
  return kDone;
}

}  // namespace

int run_new_campaign(const Invocation& call) {
  if (call.has("list")) return list_goals(call);
  if (call.arguments.size() > 1) return call.usage("one goal at a time");
  if (call.arguments.empty() && !asks_a_person())
    return call.usage("name a goal:\n" + goals_text());
  Order order;
  Project project;
  auto begun = choose_goal(call, &order);
  if (!begun.ok()) return call.fail(begun.error());
  auto compiled = project_of(call, &project);
  if (!compiled.ok()) return call.fail(compiled.error());
  const bool is_new = !*compiled;
  if (!is_new && (*compiled)->diagnostics.has_errors()) return show_diagnostics(call, **compiled);
  const auto* analysis = is_new ? nullptr : &(*compiled)->analysis;

  SourceSet text;
  text.add(std::string(order.goal->name) + ".camp", std::string(order.goal->text));
  const auto goal = analyze(std::move(text), {}, library_modules());
  if (is_new && (call.has("conversation") || call.has("audience")))
    return call.usage("--conversation and --audience name what a project has: there is none here");
  if (!is_new) {
    const auto chosen = choose_in(call, project, *analysis, goal, &order);
    if (!chosen.ok()) return call.fail(chosen.error());
  }
  auto draft = draft_campaign(goal, analysis,
                              {order.goal->name, order.name, order.conversation, order.audience});
  const auto fits = complete_scenarios(project, order, &draft);
  if (!fits.ok()) return call.fail(fits.error());
  if (is_new)
    for (auto& file : files_of_new_project(goal)) draft.files.push_back(std::move(file));
  const int code = write_checked(call, project, draft);
  if (code == kDone && !*fits)
    call.console.note(
        fmt::format("note: the contacts of its scenarios are not in {}: give them what it asks for",
                    order.audience));
  return code == kDone ? tell(call, order, draft, is_new) : code;
}

}  // namespace camp::cli
