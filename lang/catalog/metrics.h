// By what the winner of an experiment can be chosen. One row each in metrics.def.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace camp {

enum class Metric : std::uint8_t {
#define CAMP_METRIC(number, name, word, receipt, doc) k##name = number,
#include "lang/catalog/metrics.def"
#undef CAMP_METRIC
};
inline constexpr Metric kLastMetric = Metric::kRevenue;

std::optional<Metric> find_metric(std::string_view word);  // none: not one that has a word
std::string_view word_of(Metric metric);                   // a goal's: empty
std::vector<std::string> metric_words();
std::string_view receipt_of(Metric metric);  // `message.clicked`; a goal's: empty
inline bool is_of_goal(Metric metric) {
  return metric == Metric::kGoal || metric == Metric::kRevenue;
}
// `clicks`, `spring_sale`, `revenue of spring_sale`.
std::string metric_text(Metric metric, std::string_view goal);

}  // namespace camp
