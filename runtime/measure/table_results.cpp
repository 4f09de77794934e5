#include "runtime/measure/table_results.h"

#include <algorithm>

namespace camp {
namespace {

template <ReceiptKind kind>
std::uint64_t receipts(const TableCounts& counts) {
  return counts.receipt(kind);
}
std::uint64_t sent(const TableCounts& counts) { return counts.sent; }
std::uint64_t delivered(const TableCounts& counts) { return counts.delivered; }
std::uint64_t converted(const TableCounts& counts) { return counts.converted; }

constexpr TableMeasure kMeasures[] = {
    {"sent", sent, nullptr},
    {"delivered", delivered, sent},
    {"opened", receipts<ReceiptKind::kOpened>, delivered},
    {"clicked", receipts<ReceiptKind::kClicked>, delivered},
    {"replied", receipts<ReceiptKind::kReplied>, delivered},
    {"converted", converted, sent},  // also who was sent one that came back
    {"unsubscribed", receipts<ReceiptKind::kUnsubscribed>, delivered},
    {"complained", receipts<ReceiptKind::kComplained>, delivered},
};

// Nearly everybody who opens or clicks a mail does so on its first days.
constexpr std::int64_t kResponseDays = 3;

Duration of_days(std::int64_t count) {
  Duration duration;
  duration.days = static_cast<decltype(duration.days)>(count);
  return duration;
}

bool has_any(const TableResults& results, const TableMeasure& measure) {
  return measure.of(results.all) > 0;
}

// Most valuable first: what a campaign is for, else what comes nearest to it. Objections always.
std::vector<std::size_t> measures_judged(const TableResults& results) {
  std::vector<std::size_t> judged;
  const auto measures = table_measures();
  const auto index_of = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::find_if(measures.begin(), measures.end(),
                     [&](const TableMeasure& it) { return it.name == name; }) -
        measures.begin());
  };
  for (const auto name : {"converted", "clicked", "opened", "replied"}) {
    if (!has_any(results, measures[index_of(name)])) continue;
    judged.push_back(index_of(name));
    break;
  }
  if (has_any(results, measures[index_of("unsubscribed")]))
    judged.push_back(index_of("unsubscribed"));
  return judged;
}

std::optional<double> p_of_pair(Proportion best, Proportion worst, std::size_t rows) {
  const auto compared = compare_proportions(best, worst);
  if (!compared || !compared->p) return std::nullopt;
  const auto pairs = static_cast<double>(rows) * (static_cast<double>(rows) - 1) / 2;
  return std::min(1.0, *compared->p * pairs);
}

std::optional<TableFinding> finding_of(const TableResults& results, std::size_t number,
                                       bool in_time) {
  const auto& measure = table_measures()[number];
  TableFinding finding;
  finding.measure = number;
  std::vector<TrendPoint> points;
  const auto rate = [&](std::size_t row) {
    return proportion_of(measure, results.rows[row].counts).rate();
  };
  for (std::size_t i = 0; i < results.rows.size(); ++i) {
    const auto share = proportion_of(measure, results.rows[i].counts);
    if (results.rows[i].is_fresh || share.n < kFewestJudged || share.x > share.n) continue;
    if (finding.rows++ == 0) finding.best = finding.worst = i;
    if (rate(i) > rate(finding.best)) finding.best = i;
    if (rate(i) < rate(finding.worst)) finding.worst = i;
    points.push_back({static_cast<double>(results.rows[i].first_day), share});
  }
  if (finding.rows < 2) return std::nullopt;
  finding.p = p_of_pair(proportion_of(measure, results.rows[finding.best].counts),
                        proportion_of(measure, results.rows[finding.worst].counts), finding.rows);
  if (in_time) finding.trend = trend_of(points);
  return finding;
}

bool is_before(const TableRow& a, const TableRow& b) {
  return a.counts.sent != b.counts.sent ? a.counts.sent > b.counts.sent : a.label < b.label;
}

}  // namespace

std::span<const TableMeasure> table_measures() { return kMeasures; }

Proportion proportion_of(const TableMeasure& measure, const TableCounts& counts) {
  return {measure.of(counts), measure.among == nullptr ? 0 : measure.among(counts)};
}

TableResults table_results(TableModel model, const Dimensions& dimensions, const Names& names,
                           std::span<const RunRow> runs, const TableSetting& setting) {
  TableResults results;
  results.dimension = dimensions.dimension();
  results.zone = calendar::name_of(setting.zone);
  results.as_of_ms = setting.as_of_ms;
  results.all = std::move(model.all);
  results.without = std::move(model.without);
  const auto& info = info_of(results.dimension);
  const bool converts = results.all.converted > 0;
  // Whether more may come of what was sent by then.
  const auto is_open = [&](std::int64_t sent_ms) {
    auto over_ms = calendar::add(sent_ms, of_days(kResponseDays), setting.zone);
    if (converts)
      over_ms = std::max(over_ms, calendar::add(sent_ms, setting.goal_window, setting.zone));
    return over_ms > setting.as_of_ms;
  };
  for (auto& [key, counts] : model.rows) {
    auto& row = results.rows.emplace_back();
    row.label = dimensions.label_of(key, names, runs);
    row.counts = std::move(counts);
    if (const auto end_ms = dimensions.end_ms(key)) {
      row.first_day = static_cast<std::int64_t>(key);
      row.is_fresh = is_open(*end_ms);
    } else if (results.dimension == Dimension::kRun) {
      row.is_fresh = is_open(row.counts.last_ms);
    }
  }
  const bool in_order = info.in_time || results.dimension == Dimension::kRun;
  if (!in_order) std::sort(results.rows.begin(), results.rows.end(), is_before);
  if (info.several) return results;  // rows that have messages in common are not compared
  for (const auto measure : measures_judged(results))
    if (auto finding = finding_of(results, measure, info.in_time))
      results.findings.push_back(*finding);
  return results;
}

}  // namespace camp
