// Talks in a report: lines of a table, and in words.
#include <fmt/format.h>

#include <algorithm>

#include "cli/render/report_format.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

constexpr std::string_view kTalkColumns[] = {"begun",      "asked",   "answered", "silent",
                                             "unreadable", "reached", "%"};

std::string share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "" : percent(static_cast<double>(part) / static_cast<double>(whole));
}

// What everybody's talks or an arm's came to.
void add_rows(std::vector<TalkRow>& rows, const DeclaredTalk& talk, const TalkCounts& counts,
              const std::string& arm, bool again) {
  rows.push_back({talk.label, again, "", arm, {grouped(counts.begun), "", "", "", "", "", ""}});
  for (std::size_t i = 0; i < talk.questions.size(); ++i) {
    const auto& it = counts.questions[i];
    rows.push_back({talk.label,
                    true,
                    talk.questions[i],
                    arm,
                    {"", grouped(it.asked), grouped(it.answered), grouped(it.silent),
                     grouped(it.unreadable), "", share(it.answered, it.asked)}});
  }
  for (std::size_t i = 0; i < talk.targets.size(); ++i) {
    const auto reached = counts.reached[i];
    rows.push_back({talk.label,
                    true,
                    "target " + talk.targets[i],
                    arm,
                    {"", "", "", "", "", grouped(reached), share(reached, counts.begun)}});
  }
}

}  // namespace

std::span<const std::string_view> talk_columns() { return kTalkColumns; }

std::vector<TalkRow> talk_rows(const RunResult& run) {
  std::vector<TalkRow> rows;
  for (const auto& talk : run.talks) {
    const bool alone = talk.arms.size() == 1 && talk.arms[0].counts == talk.counts;
    if (!alone) add_rows(rows, talk.talk, talk.counts, talk.arms.empty() ? "" : "everybody", false);
    for (const auto& it : talk.arms)
      add_rows(rows, talk.talk, it.counts, arm_text(run, it.experiment, it.arm), !alone);
  }
  return rows;
}

bool has_arms_talking(const RunResult& run) {
  return std::any_of(run.talks.begin(), run.talks.end(),
                     [](const TalkResult& talk) { return !talk.arms.empty(); });
}

std::string talk_words(const TalkResult& result) {
  const auto& [talk, counts, arms] = result;
  if (counts.begun == 0) return talk.label + ": no talk has begun.";
  auto text = fmt::format("{}: {} begun", talk.label, counted(counts.begun, "talk"));
  for (std::size_t i = 0; i < talk.targets.size(); ++i)
    text += fmt::format("; {} reached in {} ({} %)", talk.targets[i], grouped(counts.reached[i]),
                        share(counts.reached[i], counts.begun));
  for (std::size_t i = 0; i < talk.questions.size(); ++i) {
    const auto& it = counts.questions[i];
    if (it.asked > 0)
      text += fmt::format("; {} answered in {} of {} ({} %)", talk.questions[i],
                          grouped(it.answered), grouped(it.asked), share(it.answered, it.asked));
  }
  return text + ".";
}

}  // namespace camp::cli
