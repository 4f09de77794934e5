#include "cli/message_rendering.h"

#include <fmt/format.h>

#include <set>

#include "cli/message_viewer.h"
#include "cli/render/message_page.h"
#include "cli/render/table.h"
#include "cli/session.h"

namespace camp::cli {
namespace {

std::string reason_of(const Verdict& verdict) {
  const auto* gate = info_of(verdict.gate);
  return gate == nullptr ? "" : fmt::format("{} ({})", gate->word, gate->doc);
}

// Of a short message what the spool says of it: its parts, the text last.
std::string text_of(const Rendering& rendering) {
  if (rendering.record.empty()) return "nothing may be said now\n";
  if (rendering.channel == Channel::kEmail) return rendering.record;
  auto record = Json::parse(rendering.record);
  for (const char* known :
       {"ledger_id", "channel", "contact", "campaign", "run", "message", "time"})
    record.erase(known);
  std::string text;
  for (const auto& [word, value] : record.items())
    if (word != "text" && value != "")  // nobody's address is none
      text += fmt::format("{}: {}\n", word,
                          value.is_string() ? value.get<std::string>() : value.dump());
  if (record.contains("text")) text += "\n" + record["text"].get<std::string>() + "\n";
  return text;
}

Result<std::string> write_here(std::string path, const std::string& text) {
  CAMP_TRY(RealFileSystem().write_file(path, text));
  return path;
}

// The one file in which a person can look at it.
Result<std::string> write_one(const std::string& message, const Rendering& rendering) {
  const bool page = !rendering.html.empty();
  return write_here(
      fmt::format("{}.{}.{}", message, info_of(rendering.channel).word, page ? "html" : "txt"),
      page ? rendering.html : text_of(rendering));
}

// All of them side by side; of one channel they stand together.
Result<std::string> write_page(const Invocation& call, const std::vector<Rendering>& renderings) {
  const auto& message = call.arguments[0];
  return write_here(message + ".html",
                    message_page(message,
                                 call.has("contact") ? "the contact " + call.text("contact")
                                                     : "the data of " + call.text("data"),
                                 sections_of(renderings)));
}

std::string heading_of(const Rendering& rendering) {
  const auto channel = info_of(rendering.channel).word;
  return rendering.reader.empty() ? fmt::format("== {} ==", channel)
                                  : fmt::format("== {}: {} ==", channel, rendering.reader);
}

// Each reason once, however many readers it is for.
void note_refusals(const Invocation& call, const std::vector<Rendering>& renderings) {
  std::set<std::string> told;
  for (const auto& rendering : renderings) {
    const auto reason = rendering.verdict ? reason_of(*rendering.verdict) : "";
    const auto note = fmt::format("{}: this contact would not be sent it: {}",
                                  info_of(rendering.channel).word, reason);
    if (!reason.empty() && told.insert(note).second) call.console.note(note);
  }
}

Json json_of(const Rendering& rendering) {
  Json answer{{"channel", info_of(rendering.channel).word}, {"record", rendering.record}};
  if (!rendering.reader.empty()) answer["for"] = rendering.reader;
  if (!rendering.verdict) return answer;
  const auto reason = reason_of(*rendering.verdict);
  answer["permitted"] = reason.empty();
  if (!reason.empty()) answer["reason"] = reason;
  return answer;
}

int answer_one_by_one(const Invocation& call, const std::vector<Rendering>& renderings) {
  const bool open = call.has("open");
  Json answers = Json::array();
  for (const auto& rendering : renderings) {
    auto answer = json_of(rendering);
    if (open) {
      auto path = write_one(call.arguments[0], rendering);
      if (!path.ok()) return call.fail(path.error());
      answer["file"] = *path;
      call.console.note(fmt::format("{}: written to {}", info_of(rendering.channel).word, *path));
    } else if (!call.console.json()) {
      call.console.out(fmt::format("{}{}\n{}", answers.empty() ? "" : "\n", heading_of(rendering),
                                   printable(text_of(rendering), Lines::kMany)));
    }
    answers.push_back(std::move(answer));
  }
  if (call.console.json()) call.answer(true, {{"renderings", std::move(answers)}});
  return kDone;
}

int answer_with_page(const Invocation& call, const std::vector<Rendering>& renderings) {
  auto path = write_page(call, renderings);
  if (!path.ok()) return call.fail(path.error());
  call.console.note("written to " + *path);
  if (!call.console.json()) return kDone;
  Json answers = Json::array();
  for (const auto& rendering : renderings) answers.push_back(json_of(rendering));
  call.answer(true, {{"renderings", std::move(answers)}, {"file", *path}});
  return kDone;
}

}  // namespace

std::vector<MessageSection> sections_of(const std::vector<Rendering>& renderings) {
  std::vector<MessageSection> sections;
  for (const auto& rendering : renderings) {
    const std::string channel(info_of(rendering.channel).word);
    if (sections.empty() || sections.back().channel != channel) sections.push_back({channel, {}});
    auto& column = sections.back().columns.emplace_back();
    column.reader = rendering.reader;
    if (rendering.verdict) column.notice = reason_of(*rendering.verdict);
    if (!column.notice.empty()) column.notice = "would not be sent: " + column.notice;
    const bool is_mail = rendering.channel == Channel::kEmail && !rendering.record.empty();
    column.subject = rendering.subject;
    column.html = rendering.html;
    column.text = is_mail ? rendering.text : text_of(rendering);
    column.files = rendering.files;
  }
  return sections;
}

int render_message(const Invocation& call) {
  if (!call.has("contact") && !call.has("data"))
    return call.usage("a message is rendered for --contact ID or with --data DATA.json");
  auto project = find_project(call);
  if (!project.ok()) return call.fail(project.error());
  auto compiled = compile(*project);
  if (!compiled.ok()) return call.fail(compiled.error());
  if (!compiled->program) return show_diagnostics(call, *compiled);
  auto viewer = MessageViewer::open(call, std::move(*compiled->program));
  if (!viewer.ok()) return call.fail(viewer.error());
  const auto& message = call.arguments[0];
  const auto channel = call.text("as");
  auto renderings =
      call.has("all") ? viewer->render_all(message, channel) : viewer->render(message, channel);
  if (!renderings.ok()) return call.fail(renderings.error());
  note_refusals(call, *renderings);
  if (call.has("all") && call.has("open")) return answer_with_page(call, *renderings);
  return answer_one_by_one(call, *renderings);
}

}  // namespace camp::cli
