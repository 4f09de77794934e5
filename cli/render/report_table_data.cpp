// A table of messages for machines; and what all its outputs have in common.
#include <fmt/format.h>

#include <algorithm>

#include "cli/render/report_data.h"
#include "cli/render/report_format.h"
#include "cli/render/report_table.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

Json sums_json(const std::vector<MoneySum>& sums) {
  Json json = Json::array();
  for (const auto& sum : sums)
    json.push_back(
        {{"currency", currency_text(sum.currency)},
         {"amount", sum.overflowed ? Json(nullptr) : Json(money_plain(sum.minor, sum.currency))}});
  return json;
}

Json counts_json(const TableCounts& counts) {
  Json json;
  for (const auto& measure : table_measures()) {
    json[std::string(measure.name)] = measure.of(counts);
    if (measure.among == nullptr) continue;
    const auto share = proportion_of(measure, counts);
    const bool known = share.n > 0 && share.x <= share.n;
    json[std::string(measure.name) + "_rate"] = known ? Json(share.rate()) : Json(nullptr);
  }
  json["conversions"] = shared_json(counts.conversions);
  json["refunded"] = shared_json(counts.refunded);
  json["revenue"] = sums_json(counts.revenue);
  json["costs"] = sums_json(counts.costs);
  return json;
}

// Of the messages that were compared, which are not all of a row's while some are too young.
Json share_json(Proportion share) {
  return {{"count", share.x}, {"of", share.n}, {"rate", share.rate()}};
}

Json finding_json(const TableResults& results, const TableFinding& finding) {
  Json trend = nullptr;
  if (finding.trend)
    trend = {{"first", finding.trend->first},
             {"last", finding.trend->last},
             {"p", finding.trend->p},
             {"sure", finding.is_trend()}};
  return {{"measure", table_measures()[finding.measure].name},
          {"rows", finding.rows},
          {"best", results.rows[finding.best].label},
          {"worst", results.rows[finding.worst].label},
          {"best_share", share_json(finding.best_share)},
          {"worst_share", share_json(finding.worst_share)},
          {"p_corrected", finding.p ? Json(*finding.p) : Json(nullptr)},
          {"sure", finding.is_difference()},
          {"trend", trend}};
}

}  // namespace

std::vector<Currency> table_currencies(const TableResults& results, TableMoney money) {
  std::vector<Currency> found;
  for (const auto* counts : {&results.all, &results.without})
    for (const auto& sum : counts->*money)
      if (std::find(found.begin(), found.end(), sum.currency) == found.end())
        found.push_back(sum.currency);
  std::sort(found.begin(), found.end(),
            [](Currency a, Currency b) { return currency_text(a) < currency_text(b); });
  return found;
}

const MoneySum* table_sum(const TableCounts& counts, TableMoney money, Currency currency) {
  for (const auto& sum : counts.*money)
    if (sum.currency == currency) return &sum;
  return nullptr;
}

std::vector<TableLine> table_lines(const TableResults& results) {
  std::vector<TableLine> lines;
  for (const auto& row : results.rows)
    lines.push_back({row.label, &row.counts, false, row.is_fresh});
  if (results.without.conversions != 0)
    lines.push_back({"no message", &results.without, true, false});
  lines.push_back({"all messages", &results.all, true, false});
  return lines;
}

Json table_json(const TableResults& results) {
  Json rows = Json::array(), findings = Json::array();
  for (const auto& row : results.rows) {
    Json json = {{"row", row.label}, {"fresh", row.is_fresh}};
    json.update(counts_json(row.counts));
    rows.push_back(std::move(json));
  }
  for (const auto& finding : results.findings) findings.push_back(finding_json(results, finding));
  return {{"by", info_of(results.dimension).word},
          {"flow", results.flow.empty() ? Json(nullptr) : Json(results.flow)},
          {"run", results.run_key.empty() ? Json(nullptr) : Json(results.run_key)},
          {"as_of", instant_text(results.as_of_ms)},
          {"zone", results.zone},
          {"words", table_words(results)},
          {"head", table_head(results)},
          {"rows", rows},
          {"all", counts_json(results.all)},
          {"contacts_undecided", results.undecided},
          {"no_message", counts_json(results.without)},
          {"findings", findings}};
}

std::string table_csv(const TableResults& results) {
  const auto currencies = table_currencies(results, &TableCounts::revenue);
  const auto paid = table_currencies(results, &TableCounts::costs);
  auto csv = std::string(info_of(results.dimension).word);
  for (const auto& measure : table_measures()) {
    csv += fmt::format(",{}", measure.name);
    if (measure.among != nullptr) csv += fmt::format(",{} rate", measure.name);
  }
  csv += ",conversions,refunded";
  for (const auto currency : currencies) csv += fmt::format(",{}", currency_text(currency));
  for (const auto currency : paid) csv += fmt::format(",costs {}", currency_text(currency));
  csv += "\r\n";
  for (const auto& line : table_lines(results)) {
    csv += text_cell(line.label);
    for (const auto& measure : table_measures()) {
      csv += fmt::format(",{}", measure.of(*line.counts));
      if (measure.among == nullptr) continue;
      const auto share = proportion_of(measure, *line.counts);
      csv += share.n == 0 || share.x > share.n ? "," : fmt::format(",{:.10g}", share.rate());
    }
    csv += fmt::format(",{},{}", shared_plain(line.counts->conversions),
                       shared_plain(line.counts->refunded));
    const auto add = [&](TableMoney money, Currency currency) {
      const auto* sum = table_sum(*line.counts, money, currency);
      csv += sum == nullptr || sum->overflowed ? "," : "," + money_plain(sum->minor, sum->currency);
    };
    for (const auto currency : currencies) add(&TableCounts::revenue, currency);
    for (const auto currency : paid) add(&TableCounts::costs, currency);
    csv += "\r\n";
  }
  return csv;
}

}  // namespace camp::cli
