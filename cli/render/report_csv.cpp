#include <fmt/format.h>

#include "cli/render/report_data.h"
#include "cli/render/report_format.h"

namespace camp::cli {
namespace {

constexpr std::string_view kHeader =
    "flow,kind,run,key,experiment,arm,label,holdout,figure,detail,value,of,rate,low,high,"
    "difference,difference_low,"
    "difference_high,lift,lift_low,lift_high,p,test,against,p_corrected,confidence\r\n";
constexpr std::size_t kFiguresOfComparison = 11;

std::string number_cell(const std::optional<double>& number) {
  return number ? fmt::format("{:.10g}", *number) : "";
}

std::optional<double> low(const std::optional<Interval>& interval) {
  if (interval) return interval->low;
  return std::nullopt;
}
std::optional<double> high(const std::optional<Interval>& interval) {
  if (interval) return interval->high;
  return std::nullopt;
}

class Rows {
 public:
  void about(const FlowResult& flow, const RunResult& run) {
    flow_ = text_cell(flow.name) + "," + std::string(kind_text(flow.kind)) + ",";
    if (run.run) flow_ += fmt::format("{},{}", run.run->number, text_cell(run.run->key));
    if (!run.run) flow_ += ",";
  }
  void about(const ExperimentResult& experiment, const ArmResult& arm) {
    arm_ = fmt::format("{},{},{},{}", text_cell(experiment.name), text_cell(arm.name),
                       text_cell(arm.label), arm.holdout ? "true" : "false");
  }
  void add(std::string_view figure, std::string_view detail, std::string_view value) {
    start(figure, detail);
    out_ += fmt::format("{},,,,", value);
    end();
  }
  // So many of so many.
  void add_share(std::string_view figure, std::string_view detail, std::uint64_t part,
                 std::uint64_t whole) {
    start(figure, detail);
    std::optional<double> rate;
    if (whole > 0) rate = static_cast<double>(part) / static_cast<double>(whole);
    out_ += fmt::format("{},{},{},,", part, whole, number_cell(rate));
    end();
  }
  void add_rate(std::string_view name, const RateCell& cell, std::string_view baseline) {
    start("rate", name);
    std::optional<double> rate;
    if (cell.proportion.n > 0) rate = cell.proportion.rate();
    out_ += fmt::format("{},{},{},{},{}", cell.proportion.x, cell.proportion.n, number_cell(rate),
                        number_cell(low(cell.interval)), number_cell(high(cell.interval)));
    if (cell.comparison)
      compare(*cell.comparison, 1, baseline, cell.corrected_p);
    else
      end();
  }
  void add_mean(std::string_view detail, const RevenueCell& cell, std::uint64_t contacts,
                double scale, std::string_view baseline) {
    start("revenue per contact", detail);
    auto scaled = [&](std::optional<double> minor) {
      return number_cell(minor ? std::optional<double>(*minor / scale) : std::nullopt);
    };
    out_ += fmt::format("{},{},,{},{}", scaled(cell.mean), contacts, scaled(low(cell.interval)),
                        scaled(high(cell.interval)));
    if (cell.comparison)
      compare(*cell.comparison, scale, baseline, cell.corrected_p);
    else
      end();
  }
  void add_pair(std::string_view figure, std::string_view detail, const PairResult& pair,
                double scale, std::string_view against) {
    start(figure, detail);
    out_ += ",,,,";
    compare(pair.comparison, scale, against, pair.corrected_p);
  }
  std::string take() { return std::move(out_); }

 private:
  void start(std::string_view figure, std::string_view detail) {
    out_ += fmt::format("{},{},{},{},", flow_, arm_, text_cell(figure), text_cell(detail));
  }
  void compare(const Comparison& c, double scale, std::string_view against,
               const std::optional<double>& corrected_p) {
    auto interval = c.difference_interval;
    if (interval) interval = Interval{interval->low / scale, interval->high / scale};
    for (const auto& figure :
         {std::optional<double>(c.difference / scale), low(interval), high(interval), c.lift,
          low(c.lift_interval), high(c.lift_interval), c.p})
      out_ += "," + number_cell(figure);
    out_ += fmt::format(",{},{},{},{}\r\n", text_cell(test_text(c.test)), text_cell(against),
                        number_cell(corrected_p), number_cell(1 - c.alpha));
  }
  void end() { out_.append(kFiguresOfComparison, ',').append("\r\n"); }

  std::string flow_, arm_, out_ = std::string(kHeader);
};

void add_counts(Rows& rows, const FlowResult& flow, const Counts& counts) {
  for (const auto& column : count_columns())
    rows.add(column.name, "", fmt::format("{}", column.of(counts)));
  for (const auto& gate : gates()) {
    auto count = counts.skipped[static_cast<std::size_t>(gate.gate)];
    if (count > 0) rows.add("skipped", gate.word, fmt::format("{}", count));
  }
  for (std::size_t i = 1; i < counts.refused.size(); ++i) {
    if (counts.refused[i] > 0)
      rows.add("refused", refusal_text(i), fmt::format("{}", counts.refused[i]));
  }
  for (const auto& goal : flow.goals) {
    const auto* found = counts.goal(goal.number);
    rows.add("converted contacts", goal.name, fmt::format("{}", found ? found->converters : 0));
    rows.add("conversions", goal.name, shared_plain(found ? found->conversions : 0));
    rows.add("credited contacts", goal.name, fmt::format("{}", found ? found->credited : 0));
    rows.add("refunded", goal.name, shared_plain(found ? found->refunded : 0));
  }
}

std::string detail_of(const RevenueResult& revenue) {
  return revenue.goal + " " + currency_text(revenue.currency);
}

void add_arm(Rows& rows, const ExperimentResult& experiment, std::size_t arm) {
  for (const auto& rate : experiment.rates)
    rows.add_rate(rate.name, rate.cells[arm], experiment.arms[rate.baseline].name);
  for (const auto& revenue : experiment.revenue) {
    const auto& cell = revenue.cells[arm];
    if (cell.overflowed) continue;
    rows.add("revenue", detail_of(revenue), money_plain(cell.minor, revenue.currency));
    rows.add_mean(detail_of(revenue), cell, experiment.arms[arm].counts.contacts,
                  minor_scale(revenue.currency), experiment.arms[revenue.baseline].name);
  }
}

// Each pair under its first arm.
void add_pairs(Rows& rows, const ExperimentResult& experiment, std::size_t arm) {
  for (const auto& rate : experiment.rates) {
    for (const auto& pair : rate.pairs) {
      if (pair.first == arm)
        rows.add_pair("rate against", rate.name, pair, 1, experiment.arms[pair.second].name);
    }
  }
  for (const auto& revenue : experiment.revenue) {
    for (const auto& pair : revenue.pairs) {
      if (pair.first == arm)
        rows.add_pair("revenue per contact against", detail_of(revenue), pair,
                      minor_scale(revenue.currency), experiment.arms[pair.second].name);
    }
  }
}

void add_place(Rows& rows, const PlaceResult& place, const PlaceCounts& counts) {
  auto detail = place.message.empty() ? place.step
                                      : fmt::format("{}: {} via {}", place.step, place.message,
                                                    info_of(place.channel).word);
  for (const auto& column : place_columns()) {
    if (auto count = column.of(counts); count > 0)
      rows.add(fmt::format("step {}", column.name), detail, fmt::format("{}", count));
  }
}

void add_talk(Rows& rows, const DeclaredTalk& talk, const TalkCounts& counts) {
  rows.add("talks begun", talk.label, fmt::format("{}", counts.begun));
  for (std::size_t i = 0; i < talk.questions.size(); ++i) {
    const auto detail = fmt::format("{}: {}", talk.label, talk.questions[i]);
    const auto& it = counts.questions[i];
    rows.add("question asked", detail, fmt::format("{}", it.asked));
    rows.add_share("question answered", detail, it.answered, it.asked);
    rows.add_share("question silent", detail, it.silent, it.asked);
    rows.add_share("question unreadable", detail, it.unreadable, it.asked);
  }
  for (std::size_t i = 0; i < talk.targets.size(); ++i)
    rows.add_share("target reached", fmt::format("{}: {}", talk.label, talk.targets[i]),
                   counts.reached[i], counts.begun);
}

void add_talks(Rows& rows, const RunResult& run) {
  for (const auto& talk : run.talks) {
    rows.about(ExperimentResult{}, ArmResult{});
    add_talk(rows, talk.talk, talk.counts);
    for (const auto& it : talk.arms) {
      const auto& experiment = run.experiments[it.experiment];
      rows.about(experiment, experiment.arms[it.arm]);
      add_talk(rows, talk.talk, it.counts);
    }
  }
}

void add_costs(Rows& rows, const RunCosts& costs) {
  if (costs.overflowed) return;
  const auto currency = currency_text(costs.currency);
  rows.about(ExperimentResult{}, ArmResult{});
  rows.add("costs", currency, money_plain(costs.total(), costs.currency));
  if (costs.of_messages != 0)
    rows.add("costs of messages", currency, money_plain(costs.of_messages, costs.currency));
  for (const auto& it : costs.returns) rows.add("return", it.goal, number_cell(it.rate));
}

void add_places(Rows& rows, const RunResult& run) {
  for (const auto& place : run.places) {
    rows.about(ExperimentResult{}, ArmResult{});
    add_place(rows, place, place.counts);
    for (const auto& it : place.arms) {
      const auto& experiment = run.experiments[it.experiment];
      rows.about(experiment, experiment.arms[it.arm]);
      add_place(rows, place, it.counts);
    }
  }
}

}  // namespace

std::string text_cell(std::string_view text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  std::string cell(text);
  if (!cell.empty() && kFormulaStarts.find(cell[0]) != std::string_view::npos) cell.insert(0, "'");
  if (cell.find_first_of("\",\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string report_csv(const Results& results) {
  Rows rows;
  for (const auto& flow : results.flows) {
    for (const auto& run : flow.runs) {
      rows.about(flow, run);
      for (const auto& costs : run.costs) add_costs(rows, costs);
      for (const auto& experiment : run.experiments) {
        for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
          rows.about(experiment, experiment.arms[i]);
          add_counts(rows, flow, experiment.arms[i].counts);
          add_arm(rows, experiment, i);
          add_pairs(rows, experiment, i);
        }
        if (experiment.ratio && experiment.ratio->state == SampleRatio::State::kChecked) {
          rows.about(experiment, ArmResult{});
          rows.add("sample ratio p", "chi-square test",
                   fmt::format("{:.10g}", experiment.ratio->p));
        }
      }
      add_talks(rows, run);
      add_places(rows, run);
    }
  }
  return rows.take();
}

}  // namespace camp::cli
