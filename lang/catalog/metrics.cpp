#include "lang/catalog/metrics.h"

namespace camp {
namespace {

struct MetricRow {
  Metric metric;
  std::string_view word, receipt;
};
constexpr MetricRow kMetricRows[] = {
#define CAMP_METRIC(number, name, word, receipt, doc) {Metric::k##name, word, receipt},
#include "lang/catalog/metrics.def"
#undef CAMP_METRIC
};

}  // namespace

std::optional<Metric> find_metric(std::string_view word) {
  for (const auto& row : kMetricRows)
    if (!row.word.empty() && row.word == word) return row.metric;
  return std::nullopt;
}

std::string_view word_of(Metric metric) {
  for (const auto& row : kMetricRows)
    if (row.metric == metric) return row.word;
  return {};
}

std::string_view receipt_of(Metric metric) {
  for (const auto& row : kMetricRows)
    if (row.metric == metric) return row.receipt;
  return {};
}

std::vector<std::string> metric_words() {
  std::vector<std::string> words;
  for (const auto& row : kMetricRows)
    if (!row.word.empty()) words.emplace_back(row.word);
  return words;
}

std::string metric_text(Metric metric, std::string_view goal) {
  std::string text(word_of(metric));
  if (!is_of_goal(metric)) return text;
  return text.empty() ? std::string(goal) : text + " of " + std::string(goal);
}

}  // namespace camp
