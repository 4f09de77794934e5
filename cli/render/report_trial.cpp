#include "cli/render/report_trial.h"

#include <fmt/format.h>

#include "cli/render/report_format.h"
#include "cli/render/tally.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

// "mens 120 of 1,000, womens 80 of 1,000; z, p = 0.0031"
std::string evidence_text(const TrialResult::Decided& decided) {
  std::string text;
  for (const auto& arm : decided.arms) {
    if (!text.empty()) text += ", ";
    text += decided.money
                ? fmt::format("{} {} from {}", arm.name, money_grouped(arm.minor, decided.currency),
                              counted(arm.contacts, "contact"))
                : fmt::format("{} {} of {}", arm.name, grouped(arm.reached), grouped(arm.contacts));
  }
  if (decided.test && decided.p)
    text += fmt::format("; {}, p {}", test_short_text(*decided.test), p_with_sign(*decided.p));
  return text;
}

std::string words_of(const TrialResult& trial) {
  if (!trial.decided)
    return fmt::format("is chosen by {} at {}; who is not in the test waits until then",
                       trial.metric, instant_words(trial.due));
  const auto& it = *trial.decided;
  const bool shown = it.reason == DecisionReason::kShown;
  return fmt::format("{} {} by {} at {}: {} ({}); who comes later gets it", it.winner,
                     shown ? "won" : "was taken", trial.metric, instant_words(it.at),
                     text_of(it.reason), evidence_text(it));
}

Json trial_json(const TrialResult& trial) {
  Json json{{"metric", trial.metric}, {"due", instant_text(trial.due.ms)}, {"decided", nullptr}};
  json["text"] = words_of(trial);
  if (!trial.decided) return json;
  const auto& it = *trial.decided;
  Json arms = Json::array();
  for (const auto& arm : it.arms) {
    Json row{{"arm", arm.name}, {"contacts", arm.contacts}, {"reached", arm.reached}};
    if (it.money) row["amount"] = money_plain(arm.minor, it.currency);
    arms.push_back(std::move(row));
  }
  json["decided"] = {{"at", instant_text(it.at.ms)},
                     {"winner", it.winner},
                     {"reason", word_of(it.reason)},
                     {"test", it.test ? Json(test_text(*it.test)) : Json(nullptr)},
                     {"p_corrected", it.p ? Json(*it.p) : Json(nullptr)},
                     {"arms", std::move(arms)}};
  return json;
}

}  // namespace

std::vector<std::string> trial_words(const ExperimentResult& experiment) {
  std::vector<std::string> words;
  for (const auto& trial : experiment.trials) words.push_back(words_of(trial));
  return words;
}

Json trials_json(const ExperimentResult& experiment) {
  Json trials = Json::array();
  for (const auto& trial : experiment.trials) trials.push_back(trial_json(trial));
  return trials;
}

}  // namespace camp::cli
