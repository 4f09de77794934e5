#include "cli/draft_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "cli/draft_links.h"
#include "cli/render/table.h"
#include "lang/base/excerpt.h"
#include "lang/format/format.h"
#include "lang/graph/written.h"

namespace camp::cli {
namespace {

constexpr std::string_view kFence = "```";

Error no_draft(std::string why) {
  return {ErrorKind::kCorrupt, "the drafter's answer " + std::move(why), "",
          "nothing of it was taken over; ask again, or say more with --brief"};
}

bool begins_with_fence(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  return begin != line.npos && line.substr(begin).starts_with(kFence);
}

// What stands in its fences, or all of it where there are none.
Result<std::string> fenced_or_bare(std::string_view answer) {
  std::string inside;
  std::size_t blocks = 0;
  bool open = false;
  for (std::size_t at = 0; at < answer.size();) {
    const auto end = std::min(answer.find('\n', at), answer.size());
    const auto line = answer.substr(at, end - at);
    at = end + 1;
    if (begins_with_fence(line)) {
      open = !open;
      blocks += open ? 1 : 0;
    } else if (open) {
      inside.append(line).push_back('\n');
    }
  }
  if (blocks == 0) return std::string(answer);
  if (blocks > 1) return no_draft("has several blocks of code: which of them is the message?");
  return inside;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Each CR LF as the LF that it stands for.
std::string with_line_feeds(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!text.substr(i).starts_with("\r\n")) lines += text[i];
  return lines;
}

std::vector<std::string> parameters_of(const ast::Message& message, const SourceSet& sources) {
  std::vector<std::string> all;
  for (const auto& field : message.parameters) all.push_back(written(sources.text(field.span)));
  return all;
}

using Seen = std::set<std::tuple<Code, std::string, std::string>>;
std::tuple<Code, std::string, std::string> seen_as(const Diagnostic& one,
                                                   const SourceSet& sources) {
  return {one.code, one.message, sources[one.primary.span.source].path()};
}

class Judging {
 public:
  explicit Judging(const DraftSubject& subject) : subject_(subject) {}

  Result<Draft> run(std::string_view answer) {
    CAMP_ASSIGN(const auto inside, fenced_or_bare(answer));
    const auto text = without_blanks(inside);
    if (text.empty()) return no_draft("has no message in it");
    if (const auto lines = with_line_feeds(text); printable(lines, Lines::kMany) != lines)
      return no_draft("has control characters in it, which nobody would see");
    SourceSet alone;
    const auto id = alone.add("the draft", std::string(text));
    if (format_script(alone, id, draft_.findings).outcome == Formatted::Outcome::kBroken)
      return unread(text, std::move(alone));
    const auto analysis = analyze(std::move(alone));
    CAMP_ASSIGN(const auto declaration, the_message_in(analysis));
    CAMP_TRY(lay_out(analysis.sources().text(declaration)));
    CAMP_TRY(check_project());
    return std::move(draft_);
  }

 private:
  Draft unread(std::string_view text, SourceSet alone) {
    draft_.text = text;
    draft_.sources = std::move(alone);
    const auto& source = draft_.sources[0];
    for (const auto& one : draft_.findings.all()) tell_drafter(one, source, 0);
    return std::move(draft_);
  }

  // One message, this one, with its parameters: where it stands.
  Result<Span> the_message_in(const Analysis& answer) const {
    const auto& declarations = answer.files().front().declarations;
    const ast::Message* found = nullptr;
    for (const auto& declaration : declarations) {
      const auto* message = std::get_if<ast::Message>(&declaration.node);
      if (message == nullptr || found != nullptr)
        return no_draft(
            fmt::format("declares something else as well: {}",
                        quoted_excerpt(written(answer.sources().text(declaration.span)))));
      found = message;
    }
    if (found == nullptr) return no_draft("has no message in it");
    const auto& wanted = *subject_.message;
    if (found->name.text != wanted.name.text)
      return no_draft(fmt::format("is another message, '{}'", found->name.text));
    if (parameters_of(*found, answer.sources()) !=
        parameters_of(wanted, subject_.project->analysis.sources()))
      return no_draft("has other parameters: what sends the message gives those it had");
    return declarations.front().span;
  }

  Result<void> lay_out(std::string_view declaration) {
    SourceSet alone;
    const auto id = alone.add("the draft", std::string(declaration));
    Diagnostics ignored;  // it has been read before
    const auto formatted = format_script(alone, id, ignored);
    if (formatted.outcome != Formatted::Outcome::kDone)
      return no_draft("cannot be laid out: camp fmt would not take it");
    draft_.readable = true;
    draft_.text = without_blanks(formatted.text);
    return {};
  }

  Result<void> check_project() {
    const auto& before = *subject_.project;
    const auto& span = subject_.declaration->span;
    const auto& path = subject_.script().path();
    draft_.script = subject_.script().text();
    draft_.script.replace(span.begin, span.end - span.begin, draft_.text);
    const std::vector<TextFile> beside{{path, draft_.script}};
    CAMP_ASSIGN(const auto after, compile(Project{before.root}, beside));
    draft_.sources = after.analysis.sources();
    take_findings(before, after);
    const auto source = *draft_.sources.find(path);
    const auto end = span.begin + static_cast<std::uint32_t>(draft_.text.size());
    draft_.new_files = new_names(files_named(before, subject_.declaration->span),
                                 files_named(after, {source, span.begin, end}));
    draft_.new_hosts = new_names(linked_hosts(subject_.text()), linked_hosts(draft_.text));
    return {};
  }

  // What the project had before, elsewhere, is not the draft's.
  void take_findings(const CompiledProject& before, const CompiledProject& after) {
    const auto begin = subject_.declaration->span.begin;
    const auto end = begin + static_cast<std::uint32_t>(draft_.text.size());
    const auto draft_source = *draft_.sources.find(subject_.script().path());
    Seen seen;
    for (const auto& one : before.diagnostics.all())
      seen.insert(seen_as(one, before.analysis.sources()));
    for (const auto& one : after.diagnostics.all()) {
      const auto& at = one.primary.span;
      const bool inside = at.source == draft_source && begin <= at.begin && at.end <= end;
      if (!inside && seen.contains(seen_as(one, draft_.sources))) continue;
      draft_.findings.add(one);
      if (at.source < after.file_count)
        tell_drafter(one, draft_.sources[at.source], inside ? begin : at.begin);
    }
  }

  // Its lines count from the declaration's own.
  void tell_drafter(const Diagnostic& one, const Source& source, std::uint32_t first) {
    if (one.severity() != Severity::kError) return;
    const auto at = source.locate(one.primary.span.begin);
    draft_.wrong += fmt::format("- line {}: {}{}\n", at.line - source.locate(first).line + 1,
                                one.message, one.help.empty() ? "" : " (" + one.help + ")");
  }

  static std::set<std::string> files_named(const CompiledProject& project, Span declaration) {
    std::set<std::string> names;
    const auto& sources = project.analysis.sources();
    for (const auto id : project_files(project)) names.insert(sources[id].path());
    for (const auto& one : project.analysis.files()[declaration.source].declarations) {
      if (one.span.begin != declaration.begin) continue;
      const auto* message = std::get_if<ast::Message>(&one.node);
      if (message == nullptr) continue;
      for (const auto& content : message->contents)
        for (const auto& part : content.parts)
          if (part.file && part.text) names.insert(part.text->text);
    }
    return names;
  }
  // All that messages read, also what a Liquid text includes.
  static std::vector<SourceId> project_files(const CompiledProject& project) {
    std::vector<SourceId> ids;
    const auto& sources = project.analysis.sources();
    for (SourceId id = 0; id < sources.size(); ++id)
      if (!sources[id].imported_at() && !sources[id].path().ends_with(".camp")) ids.push_back(id);
    return ids;
  }

  static std::vector<std::string> new_names(const std::set<std::string>& before,
                                            const std::set<std::string>& after) {
    std::vector<std::string> fresh;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                        std::back_inserter(fresh));
    return fresh;
  }

  const DraftSubject& subject_;
  Draft draft_;
};

}  // namespace

Result<Draft> judge_draft(const DraftSubject& subject, std::string_view answer) {
  return Judging(subject).run(answer);
}

}  // namespace camp::cli
