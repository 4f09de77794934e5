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
    text +=
        decided.money
            ? fmt::format("{} {} from {}", arm.name,
                          decided.currency == 0 ? "nothing"  // nobody has bought, in any currency
                                                : money_grouped(arm.minor, decided.currency),
                          counted(arm.contacts, "contact"))
            : fmt::format("{} {} of {}", arm.name, grouped(arm.reached), grouped(arm.contacts));
  }
  if (decided.test && decided.p)
    text += fmt::format("; {}, p {}", test_short_text(*decided.test), p_with_sign(*decided.p));
  return text;
}

// "mens 12.3 % (120 of 1,000), womens 77.7 % (80 of 1,000)"
std::string shares_text(const TrialResult::Decided& decided) {
  std::string text;
  for (const auto& arm : decided.arms)
    text +=
        fmt::format("{}{} {} % ({} of {})", text.empty() ? "" : ", ", arm.name,
                    percent(share_of(arm.share_ppm)), grouped(arm.reached), grouped(arm.contacts));
  return text;
}

std::string bandit_words(const TrialResult& trial) {
  if (!trial.decided())
    return fmt::format(
        "shares by {} are decided for the first time at {}; until then as the script "
        "has them",
        trial.metric, instant_words(trial.due));
  return fmt::format("who comes now gets {}, by {} until {}; decided again {}",
                     shares_text(*trial.decided()), trial.metric,
                     instant_words(trial.decided()->at),
                     trial.is_due ? "at " + instant_words(trial.due)
                                  : "after somebody has come, as nothing was new");
}

// "of what had happened by then, mens 3 and womens 12 contacts more came in later: ..."
std::string late_words(const TrialResult& trial) {
  if (!trial.decided() || !trial.decided()->late) return "";
  const auto& it = *trial.decided();
  const auto& late = *it.late;
  TrialResult::Decided known = it;
  known.arms = late.arms;
  known.p.reset();
  return fmt::format("what had happened by then but came in later changes the figures to {}: {}",
                     evidence_text(known),
                     late.winner == it.winner ? "the decision would be the same"
                                              : "the decision would be " + late.winner);
}

Json arms_json(const TrialResult::Decided& decided, const std::vector<TrialResult::Arm>& arms) {
  Json json = Json::array();
  for (const auto& arm : arms) {
    Json row{{"arm", arm.name}, {"contacts", arm.contacts}, {"reached", arm.reached}};
    if (decided.money && decided.currency != 0)
      row["amount"] = money_plain(arm.minor, decided.currency);
    json.push_back(std::move(row));
  }
  return json;
}

std::vector<std::string> earlier_words(const TrialResult& trial) {
  constexpr std::size_t kShown = 10;
  std::vector<std::string> words;
  if (!trial.bandit) return words;
  const auto& all = trial.decisions;
  for (auto i = all.size(); i-- > 1;) {
    if (words.size() == kShown) {
      words.push_back(fmt::format("and {} before (--json has them)", grouped(i)));
      break;
    }
    words.push_back(fmt::format("{}: {}", instant_words(all[i - 1].at), shares_text(all[i - 1])));
  }
  return words;
}

std::string words_of(const TrialResult& trial) {
  if (trial.bandit) return bandit_words(trial);
  if (!trial.decided())
    return fmt::format("is chosen by {} at {}; who is not in the test waits until then",
                       trial.metric, instant_words(trial.due));
  const auto& it = *trial.decided();
  const bool shown = it.reason == DecisionReason::kShown;
  return fmt::format("{} {} by {} at {}: {} ({}); who comes later gets it", it.winner,
                     shown ? "won" : "was taken", trial.metric, instant_words(it.at),
                     text_of(it.reason), evidence_text(it));
}

Json bandit_json(const TrialResult& trial) {
  Json decisions = Json::array();
  for (const auto& it : trial.decisions) {
    Json arms = Json::array();
    for (const auto& arm : it.arms)
      arms.push_back({{"arm", arm.name},
                      {"contacts", arm.contacts},
                      {"reached", arm.reached},
                      {"share", share_of(arm.share_ppm)}});
    decisions.push_back({{"at", instant_text(it.at.ms)}, {"arms", std::move(arms)}});
  }
  return {{"metric", trial.metric},
          {"bandit", true},
          {"due", trial.is_due ? Json(instant_text(trial.due.ms)) : Json(nullptr)},
          {"decisions", std::move(decisions)},
          {"text", words_of(trial)}};
}

Json trial_json(const TrialResult& trial) {
  if (trial.bandit) return bandit_json(trial);
  Json json{{"metric", trial.metric}, {"due", instant_text(trial.due.ms)}, {"decided", nullptr}};
  json["text"] = words_of(trial);
  if (!trial.decided()) return json;
  const auto& it = *trial.decided();
  json["decided"] = {{"at", instant_text(it.at.ms)},
                     {"winner", it.winner},
                     {"reason", word_of(it.reason)},
                     {"test", it.test ? Json(test_text(*it.test)) : Json(nullptr)},
                     {"p_corrected", it.p ? Json(*it.p) : Json(nullptr)},
                     {"arms", arms_json(it, it.arms)}};
  if (it.late)
    json["late"] = {{"winner", it.late->winner},
                    {"arms", arms_json(it, it.late->arms)},
                    {"text", late_words(trial)}};
  return json;
}

}  // namespace

std::vector<TrialWords> trial_words(const ExperimentResult& experiment) {
  std::vector<TrialWords> words;
  for (const auto& trial : experiment.trials)
    words.push_back({trial.bandit ? "bandit" : "winner", words_of(trial), late_words(trial),
                     earlier_words(trial)});
  return words;
}

Json trials_json(const ExperimentResult& experiment) {
  Json trials = Json::array();
  for (const auto& trial : experiment.trials) trials.push_back(trial_json(trial));
  return trials;
}

}  // namespace camp::cli
