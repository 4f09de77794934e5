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
  const auto take = [](std::size_t row, Proportion share, std::size_t& place, Proportion& kept) {
    place = row;
    kept = share;
  };
  for (std::size_t i = 0; i < results.rows.size(); ++i) {
    const auto share = proportion_of(measure, results.rows[i].judged);
    if (share.n < kFewestJudged || share.x > share.n) continue;
    const bool is_first = finding.rows++ == 0;
    if (is_first || share.rate() > finding.best_share.rate())
      take(i, share, finding.best, finding.best_share);
    if (is_first || share.rate() < finding.worst_share.rate())
      take(i, share, finding.worst, finding.worst_share);
    points.push_back({static_cast<double>(results.rows[i].first_day), share});
  }
  if (finding.rows < 2) return std::nullopt;
  finding.p = p_of_pair(finding.best_share, finding.worst_share, finding.rows);
  if (in_time) finding.trend = trend_of(points);
  return finding;
}

bool is_before(const TableRow& a, const TableRow& b) {
  return a.counts.sent != b.counts.sent ? a.counts.sent > b.counts.sent : a.label < b.label;
}

}  // namespace

std::span<const TableMeasure> table_measures() { return kMeasures; }

bool is_judged_whole(Dimension dimension) {
  return info_of(dimension).in_time || dimension == Dimension::kRun;
}

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
  const bool as_wholes = is_judged_whole(results.dimension);
  // Where nothing converts, what is waited for are answers.
  auto& judged = results.all.converted > 0 ? model.over : model.answered;
  for (auto& [key, counts] : model.rows) {
    auto& row = results.rows.emplace_back();
    row.label = dimensions.label_of(key, names, runs);
    row.counts = std::move(counts);
    row.first_day = info.in_time ? static_cast<std::int64_t>(key) : 0;
    auto& had_their_time = judged[key];
    row.is_fresh = had_their_time.sent < row.counts.sent;
    if (!row.is_fresh || !as_wholes) row.judged = std::move(had_their_time);
  }
  if (!as_wholes) std::sort(results.rows.begin(), results.rows.end(), is_before);
  if (info.several) return results;  // rows that have messages in common are not compared
  for (const auto measure : measures_judged(results))
    if (auto finding = finding_of(results, measure, info.in_time))
      results.findings.push_back(*finding);
  return results;
}

}  // namespace camp
