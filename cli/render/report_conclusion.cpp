#include "cli/render/report_conclusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/render/report_format.h"
#include "lang/base/counted.h"

namespace camp::cli {
namespace {

// ---- names and figures

std::string name_of(const ExperimentResult& experiment, std::size_t arm) {
  const auto& it = experiment.arms[arm];
  return it.holdout && it.name == "holdout" ? "the holdout" : arm_text(it);
}

// a; a and b; a, b and c
std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i == 0 ? "" : i + 1 == items.size() ? " and " : ", ") + items[i];
  return text;
}

std::string names_of(const ExperimentResult& experiment, const std::vector<std::size_t>& arms) {
  std::vector<std::string> names;
  for (auto arm : arms) names.push_back(name_of(experiment, arm));
  return listed(names);
}

const RateResult* rate_of(const ExperimentResult& experiment, const Ruling& ruling) {
  for (const auto& rate : experiment.rates) {
    if (rate.goal && rate.name == ruling.goal) return &rate;
  }
  return nullptr;
}

const RevenueResult* revenue_of(const ExperimentResult& experiment, const Ruling& ruling) {
  for (const auto& revenue : experiment.revenue) {
    if (revenue.goal == ruling.goal && revenue.currency == ruling.currency) return &revenue;
  }
  return nullptr;
}

// "1.42 USD per contact (bought)"; "18.28 % of its contacts reached visited"
std::string value_text(const ExperimentResult& experiment, const Ruling& ruling, std::size_t arm) {
  if (const auto* revenue = ruling.money ? revenue_of(experiment, ruling) : nullptr) {
    return fmt::format("{} per contact ({})", mean_money(revenue->cells[arm].mean, ruling.currency),
                       ruling.goal);
  }
  const auto* rate = rate_of(experiment, ruling);
  if (!rate) return "";
  return fmt::format("{} % of its contacts reached {}", percent(rate->cells[arm].proportion.rate()),
                     ruling.goal);
}

std::string amount(const Ruling& ruling, double difference, bool sign) {
  return ruling.money ? mean_amount(difference, ruling.currency, sign) : percent(difference, sign);
}

// "0.77 USD more than the holdout (+118 %; 98.3 % interval +0.43 to +1.11)"
std::string against_text(const ExperimentResult& experiment, const Ruling& ruling,
                         const Against& against) {
  const auto& c = against.comparison;
  auto unit = ruling.money ? currency_text(ruling.currency) : std::string("points");
  auto text = fmt::format("{} {} {} than {}", amount(ruling, std::abs(c.difference), false), unit,
                          c.difference < 0 ? "less" : "more", name_of(experiment, against.arm));
  std::string beside;
  if (c.lift) beside = fmt::format("{:+.0f} %", *c.lift * 100);
  auto show = [&](double difference) { return amount(ruling, difference, true); };
  if (auto interval = range(c.difference_interval, show); !interval.empty())
    beside += (beside.empty() ? "" : "; ") + (confidence_text(c.alpha) + " interval " + interval);
  return beside.empty() ? text : fmt::format("{} ({})", text, beside);
}

std::string gaps_text(const ExperimentResult& experiment, const Ruling& ruling, bool shown) {
  std::vector<std::string> gaps;
  for (const auto& against : ruling.against) {
    if (against.is_shown() == shown) gaps.push_back(against_text(experiment, ruling, against));
  }
  return listed(gaps);
}

std::string ahead_text(const ExperimentResult& experiment, const Ruling& ruling) {
  return fmt::format("{} is ahead: {}. That is {}.", name_of(experiment, ruling.best),
                     value_text(experiment, ruling, ruling.best),
                     gaps_text(experiment, ruling, true));
}

std::string shared_text(const ExperimentResult& experiment, const Ruling& ruling) {
  auto text = fmt::format(
      "No arm is ahead of all others: {} behind, and between {} no difference "
      "is shown.",
      names_of(experiment, ruling.behind) + (ruling.behind.size() == 1 ? " is" : " are"),
      names_of(experiment, ruling.level));
  if (ruling.level.size() == 1)
    text = fmt::format("{} behind.", names_of(experiment, ruling.behind) +
                                         (ruling.behind.size() == 1 ? " is" : " are"));
  text += fmt::format(" The highest is {}: {}", name_of(experiment, ruling.best),
                      value_text(experiment, ruling, ruling.best));
  auto gaps = gaps_text(experiment, ruling, true);
  return text + (gaps.empty() ? "." : fmt::format(", {}.", gaps));
}

std::string level_text(const ExperimentResult& experiment, const Ruling& ruling) {
  if (ruling.seen == 0) return fmt::format("Nobody reached {} yet.", ruling.goal);
  auto few = fmt::format("Too few to say: {} reached {} in all.", counted(ruling.seen, "contact"),
                         ruling.goal);
  return fmt::format("{} {} is the highest: {}, {}.",
                     ruling.finding == Finding::kTooFew ? few : "No difference is shown.",
                     name_of(experiment, ruling.best), value_text(experiment, ruling, ruling.best),
                     gaps_text(experiment, ruling, false));
}

std::string single_text(const ExperimentResult& experiment, const Ruling& ruling) {
  if (experiment.arms.size() > 1) return "Fewer than two arms have contacts yet.";
  const auto* rate = rate_of(experiment, ruling);
  if (!rate || rate->cells[0].proportion.n == 0) return "Nobody came yet.";
  const auto& it = rate->cells[0].proportion;
  return fmt::format(
      "{} of {} reached {} ({} %). What of that the messages brought cannot be said: there is "
      "nobody to compare with.",
      grouped(it.x), counted(it.n, "contact"), ruling.goal, percent(it.rate()));
}

std::string finding_words(const ExperimentResult& experiment, const Ruling& ruling) {
  switch (ruling.finding) {
    case Finding::kNoMeasure:
      return "There is no goal to judge by.";
    case Finding::kNoComparison:
      return single_text(experiment, ruling);
    case Finding::kTooFew:
    case Finding::kNoDifference:
      return level_text(experiment, ruling);
    case Finding::kShared:
      return shared_text(experiment, ruling);
    case Finding::kAhead:
      return ahead_text(experiment, ruling);
  }
  return "";
}

// ---- how sure

std::string chance_text(double p) {
  constexpr double kRarest = 0.0001;
  if (p < kRarest) return "fewer than 1 of 10,000 tests";
  if (p > 0.5) return "most tests";
  return fmt::format("about 1 of {} tests", grouped(static_cast<std::uint64_t>(1 / p)));
}

std::string corrected_text(const Ruling& ruling) {
  return ruling.pairs > 1
             ? ", corrected for " + counted(ruling.pairs, "pair of arms", "pairs of arms")
             : "";
}

// By the weakest of what is said to be shown; where nothing is, by the strongest.
std::string sureness_words(const Ruling& ruling) {
  if (ruling.seen == 0) return "";
  constexpr double kVery = 0.001, kSure = 0.01;
  std::optional<double> shown, strongest;
  for (const auto& against : ruling.against) {
    if (!against.corrected_p) continue;
    strongest = std::min(strongest.value_or(1), *against.corrected_p);
    if (against.is_shown()) shown = std::max(shown.value_or(0), *against.corrected_p);
  }
  const bool any_day =
      !ruling.against.empty() && ruling.against.front().comparison.test == Test::kAnyTime;
  const std::string_view looks = any_day ? ", on any of the days it may be looked at," : "";
  if (shown) {
    return fmt::format(
        "{}: were there no difference, one like this would show by chance{} in {} "
        "(p {}{}).",
        *shown < kVery   ? "very sure"
        : *shown < kSure ? "sure"
                         : "fairly sure",
        looks, chance_text(*shown), p_with_sign(*shown), corrected_text(ruling));
  }
  if (!strongest) return "";
  return fmt::format("not sure: differences like these show by chance{} in {} (p {}{}).", looks,
                     chance_text(*strongest), p_with_sign(*strongest), corrected_text(ruling));
}

// ---- what to do

std::string needed_text(const Ruling& ruling) {
  constexpr double kTooMany = 1e9;
  if (!ruling.contacts_needed || *ruling.contacts_needed > kTooMany) return "";
  return fmt::format(
      " For a difference as small as the one seen to show, each arm needs about {} contacts.",
      grouped(static_cast<std::uint64_t>(*ruling.contacts_needed)));
}

std::string advice_words(FlowKind kind, const ExperimentResult& experiment) {
  const auto& conclusion = experiment.conclusion;
  const auto& ruling = conclusion.main;
  auto best = name_of(experiment, ruling.best);
  bool journey = kind == FlowKind::kJourney;
  switch (conclusion.advice) {
    case Advice::kAddGoal:
      return "declare a goal, `goal NAME on EVENT within 7d`, and run it again.";
    case Advice::kAddControl:
      return "to learn what the messages bring, hold some contacts out: an experiment with "
             "`holdout 10%`.";
    case Advice::kMendSplit:
      return "do not act on the comparison: find out first why the arms do not have their shares.";
    case Advice::kWait:
      return fmt::format("wait: the last window closes on {}. Then read this again.",
                         day_words(*conclusion.window_ends_on));
    case Advice::kKeepRunning:
      return "let it run." + needed_text(ruling);
    case Advice::kRunAgain:
      return "nothing speaks for one of them; to find out, test again." + needed_text(ruling);
    case Advice::kShip:
      return journey ? fmt::format("keep {} and take the other arms out.", best)
                     : fmt::format("send {} to everybody.", best);
    case Advice::kShipAny:
      return fmt::format("take any of {}.", names_of(experiment, ruling.level)) +
             needed_text(ruling);
    case Advice::kDropBehind:
      return fmt::format("take {} out; nothing is shown to be better than the holdout.",
                         names_of(experiment, ruling.behind)) +
             needed_text(ruling);
    case Advice::kStop:
      return "stop sending: those who got nothing did better.";
  }
  return "";
}

// ---- what speaks against it

std::string caveat_words(Caveat caveat, const Conclusion& conclusion) {
  switch (caveat) {
    case Caveat::kNotDrawn:
      return "camp did not draw the arms, a value of the contact decides: the difference is the "
             "messages' only if that value was drawn by chance.";
    case Caveat::kSharesChanged:
      return "the shares of the arms were changed while it ran: contacts who came early and late "
             "are not mixed evenly between them.";
    case Caveat::kWeighed:
      return "a bandit shared them out by what it saw: contacts who came early and late are not "
             "mixed "
             "evenly between the arms, and the test takes no account of that.";
    case Caveat::kSplitOff:
      return "the arms do not have the shares that were declared (sample ratio mismatch).";
    case Caveat::kWindowOpen:
      return conclusion.window_ends_on
                 ? fmt::format("not final: {} can still be reached until {}.", conclusion.main.goal,
                               day_words(*conclusion.window_ends_on))
                 : fmt::format("never final: {} has no `within`, it can always still be reached.",
                               conclusion.main.goal);
    case Caveat::kStillEntering:
      return "contacts still enter, and the latest have not had all their time. The intervals hold "
             "on every day that they are looked at.";
    case Caveat::kMixedCurrencies:
      return "the money is in several currencies, which are not added up: the share of contacts "
             "decides.";
    case Caveat::kMoneyTooLarge:
      return "a sum of money is too large to be counted: the share of contacts decides.";
    case Caveat::kFewBuyers:
      return fmt::format(
          "some arm has fewer than {} buyers, too few to compare money: the share "
          "of contacts decides.",
          kBuyersMin);
    case Caveat::kMeasuresDiffer:
      return "another measure has another arm ahead: see below.";
  }
  return "";
}

std::string other_words(const ExperimentResult& experiment, const Ruling& ruling) {
  auto measure = ruling.money ? fmt::format("{} of {}", currency_text(ruling.currency), ruling.goal)
                              : ruling.goal;
  switch (ruling.finding) {
    case Finding::kAhead:
      return fmt::format("{}: {} ahead, {}.", measure, name_of(experiment, ruling.best),
                         gaps_text(experiment, ruling, true));
    case Finding::kShared:
      return fmt::format("{}: {} behind, {} level.", measure, names_of(experiment, ruling.behind),
                         names_of(experiment, ruling.level));
    case Finding::kNoDifference:
      return fmt::format("{}: no difference shown.", measure);
    case Finding::kTooFew:
      return fmt::format("{}: too few to say.", measure);
    default:
      return "";
  }
}

}  // namespace

ConclusionWords conclusion_words(FlowKind kind, const ExperimentResult& experiment) {
  const auto& conclusion = experiment.conclusion;
  ConclusionWords words{finding_words(experiment, conclusion.main),
                        sureness_words(conclusion.main),
                        advice_words(kind, experiment),
                        {},
                        {}};
  for (auto caveat : conclusion.caveats) words.caveats.push_back(caveat_words(caveat, conclusion));
  for (const auto& other : conclusion.others) {
    if (auto text = other_words(experiment, other); !text.empty())
      words.others.push_back(std::move(text));
  }
  return words;
}

}  // namespace camp::cli
