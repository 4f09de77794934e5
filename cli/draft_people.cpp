#include "cli/draft_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "lang/analysis/choices.h"
#include "lang/format/format.h"
#include "runtime/sim/arm_names.h"
#include "runtime/sim/scenario.h"

namespace camp::cli {
namespace {

constexpr std::size_t kAudiencesTried = 32;

// What somebody is given beside what a scenario says of her.
struct Belonging {
  std::vector<ChoiceText::Person::Field> fields;
  std::vector<std::string> lists, did;  // "did purchase { ... } 1d ago"

  bool is_same(const Belonging& other) const {
    return lists == other.lists && did == other.did &&
           std::equal(
               fields.begin(), fields.end(), other.fields.begin(), other.fields.end(),
               [](const auto& a, const auto& b) { return a.name == b.name && a.value == b.value; });
  }
};

std::vector<Belonging> belongings(const CompiledProject& compiled, const std::string& flow) {
  const auto* declared = compiled.analysis.model().find(flow)->declaration;
  const std::string who(ChoiceText::kWho);
  const auto choices = choices_of(compiled.analysis, {&std::get<ast::Flow>(declared->node)}, {who});
  std::vector<Belonging> all;
  for (const auto& beginning : choices.beginnings) {
    Belonging one{beginning.person.fields, beginning.person.lists, {}};
    const auto did = who + " did ";
    for (const auto& step : beginning.steps)
      if (step.starts_with(did)) one.did.push_back(step.substr(who.size() + 1));
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const auto& it) { return it.is_same(one); });
    if (!known && all.size() < kAudiencesTried) all.push_back(std::move(one));
  }
  return all;
}

// The scenarios' text with it, each of whose contacts belongs.
class Belonger {
 public:
  Belonger(const Analysis& analysis, const ast::File& file)
      : source_(analysis.sources()[file.source]), file_(file) {}

  std::string text(const Belonging& belonging) const {
    std::string out;
    std::size_t behind = 0;
    const auto upto = [&](std::size_t end) {
      out += source_.text().substr(behind, end - behind);
      behind = end;
    };
    for (const auto& declaration : file_.declarations) {
      const auto* scenario = std::get_if<ast::Scenario>(&declaration.node);
      if (scenario == nullptr) continue;
      for (const auto& step : scenario->steps) {
        const auto* made = std::get_if<ast::MakeContact>(&step.node);
        if (made == nullptr) continue;
        upto(source_.text().find('{', step.span.begin) + 1);
        out += inside(*made, belonging);
        upto(step.span.end);
        for (const auto& did : belonging.did)
          out += fmt::format("\n  {} {}", step.subject.text, did);
      }
    }
    upto(source_.text().size());
    return out;
  }

 private:
  static std::string inside(const ast::MakeContact& made, const Belonging& belonging) {
    std::vector<std::string> parts;
    for (const auto& field : belonging.fields) {
      const bool said = std::any_of(made.fields.begin(), made.fields.end(),
                                    [&](const auto& it) { return it.name.text == field.name; });
      if (!said) parts.push_back(fmt::format("{}: {}", field.name, field.value));
    }
    if (!belonging.lists.empty() && made.lists.empty())
      parts.push_back(fmt::format("in: [{}]", fmt::join(belonging.lists, ", ")));
    if (parts.empty()) return {};
    const bool alone = made.fields.empty() && made.subscribed.empty() && made.lists.empty();
    return fmt::format(" {}{}", fmt::join(parts, ", "), alone ? "" : ",");
  }

  const Source& source_;
  const ast::File& file_;
};

const ast::File* file_at(const CompiledProject& compiled, const std::string& path) {
  for (const auto& file : compiled.analysis.files())
    if (compiled.analysis.sources()[file.source].path() == path) return &file;
  return nullptr;
}

// Whether all that stand in this file do.
Result<bool> scenarios_pass(CompiledProject& compiled, const std::string& path) {
  if (!compiled.program) return false;
  auto& suite = compiled.suite;
  CAMP_ASSIGN(const auto stage,
              sim::ScenarioStage::make(std::move(suite.tried ? *suite.tried : *compiled.program),
                                       std::move(suite.expressions), std::move(suite.invariants)));
  return std::all_of(suite.scenarios.begin(), suite.scenarios.end(), [&](const auto& scenario) {
    const auto& source = compiled.analysis.sources()[scenario.span.source];
    return source.path() != path || !stage->run(scenario, nullptr).failure;
  });
}

// "contact bo { email: "bo@example.com" }" for somebody of another name.
std::string called(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

Result<void> add_people_for_arms(const Project& project, const std::string& flow,
                                 CampaignDraft* draft) {
  auto& file = draft->files.back();
  CAMP_ASSIGN(const auto drafted, compile(project, draft->files));
  const auto* scenarios = file_at(drafted, file.path);
  if (!drafted.program || scenarios == nullptr) return {};  // there are mistakes to tell first
  const auto* first = std::get_if<ast::Scenario>(&scenarios->declarations.front().node);
  if (first == nullptr) return {};
  std::set<std::string> there;
  const ast::ScenarioStep* last = nullptr;
  for (const auto& step : first->steps) {
    if (!std::holds_alternative<ast::MakeContact>(step.node)) continue;
    there.insert(step.subject.text);
    last = &step;
  }
  if (last == nullptr) return {};
  const std::string like(drafted.analysis.sources().text(last->span));
  std::string more;
  for (const auto& name : sim::names_for_arms(*drafted.program, {flow}, *there.begin()))
    if (!there.contains(name)) more += "\n  " + called(like, last->subject.text, name);
  file.text.insert(last->span.end, more);
  return {};
}

Result<bool> fit_to_audience(const Project& project, const std::string& flow,
                             CampaignDraft* draft) {
  CAMP_ASSIGN(const auto drafted, compile(project, draft->files));
  const auto path = draft->files.back().path;
  const auto* scenarios = file_at(drafted, path);
  if (!drafted.program || scenarios == nullptr) return true;  // there are mistakes to tell first
  const Belonger belonger(drafted.analysis, *scenarios);
  for (const auto& one : belongings(drafted, flow)) {
    auto files = draft->files;
    files.back().text = belonger.text(one);
    CAMP_ASSIGN(auto compiled, compile(project, files));
    CAMP_ASSIGN(const bool pass, scenarios_pass(compiled, path));
    if (!pass) continue;
    files.back().text = laid_out(files.back().text);
    draft->files = std::move(files);
    return true;
  }
  return false;
}

}  // namespace camp::cli
