#include "cli/render/report_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/render/report_format.h"
#include "cli/render/report_html.h"
#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/value/civil.h"

namespace camp::cli {
namespace {

std::string rate_text(const TableMeasure& measure, const TableCounts& counts) {
  const auto share = proportion_of(measure, counts);
  return share.n == 0 || share.x > share.n ? "" : percent(share.rate());
}

std::string money_text(const MoneySum& sum) {
  return sum.overflowed ? "too large" : money_grouped(sum.minor, sum.currency);
}
// Without the currency, which the column's heading has.
std::string amount_text(const MoneySum& sum) {
  const auto text = money_text(sum);
  return sum.overflowed ? text : text.substr(0, text.rfind(' '));
}

// Deliveries and objections have to be seen also where there are none.
bool is_shown(const TableMeasure& measure, const TableResults& results) {
  return measure.of(results.all) > 0 || measure.name == "sent" || measure.name == "delivered" ||
         measure.name == "unsubscribed" || measure.name == "complained";
}

std::string sums_words(const TableResults& results, TableMoney money) {
  std::string words;
  for (const auto currency : table_currencies(results, money))
    if (const auto* sum = table_sum(results.all, money, currency))
      words += (words.empty() ? "" : " and ") + money_text(*sum);
  return words;
}

std::string all_words(const TableResults& results) {
  const auto& all = results.all;
  if (all.sent == 0) return "Nothing was sent.";
  const auto& info = info_of(results.dimension);
  auto text = fmt::format("{} sent", counted(all.sent, "message"));
  if (!results.rows.empty() && results.dimension != Dimension::kMessage)
    text += fmt::format(" in {}", counted(results.rows.size(), info.word, info.many));
  std::uint64_t in_rows = 0;
  for (const auto& row : results.rows) in_rows += row.counts.sent;
  if (in_rows < all.sent && !info.several)
    text += fmt::format(" ({} in none)", grouped(all.sent - in_rows));
  std::string shares;
  for (const auto& measure : table_measures()) {
    if (measure.among == nullptr || !is_shown(measure, results)) continue;
    if (measure.name == "delivered" || measure.name == "converted") {
      text += fmt::format(", {} % {}", rate_text(measure, all), measure.name);
    } else if (all.delivered > 0) {
      shares += fmt::format("{}{} % {}", shares.empty() ? "" : ", ", rate_text(measure, all),
                            measure.name);
    }
  }
  text += shares.empty() ? "." : "; of those delivered " + shares + ".";
  const auto paid = sums_words(results, &TableCounts::costs);
  if (!paid.empty()) text += fmt::format(" They cost {}.", paid);
  const auto worth = sums_words(results, &TableCounts::revenue);
  if (!worth.empty()) text += fmt::format(" What they are credited with is worth {}.", worth);
  return text;
}

std::string row_words(const TableRow& row, Proportion share) {
  return fmt::format("{} ({} % of {})", row.label, percent(share.rate()), grouped(share.n));
}

std::string finding_words(const TableResults& results, const TableFinding& finding) {
  const auto& measure = table_measures()[finding.measure];
  const auto& info = info_of(results.dimension);
  if (!finding.is_difference())
    return fmt::format("{}: {} {} do not differ by more than chance makes them.", measure.name,
                       results.rows.size() == finding.rows ? "the" : "those of the", info.many);
  return fmt::format(
      "{}: most in {}, least in {}; that they differ is sure (p {}, corrected for all "
      "pairs of {}).",
      measure.name, row_words(results.rows[finding.best], finding.best_share),
      row_words(results.rows[finding.worst], finding.worst_share), p_with_sign(*finding.p),
      info.many);
}

std::string trend_words(const TableResults& results, const TableFinding& finding) {
  if (!finding.trend) return "";
  const auto& measure = table_measures()[finding.measure];
  const auto& trend = *finding.trend;
  if (!finding.is_trend())
    return fmt::format("{}: no trend that is sure (p {}).", measure.name, p_with_sign(trend.p));
  return fmt::format("{}: {} over the {}, by the line from {} % to {} % (p {}).", measure.name,
                     trend.last > trend.first ? "it rises" : "it falls",
                     info_of(results.dimension).many, percent(trend.first), percent(trend.last),
                     p_with_sign(trend.p));
}

// Of each line: where messages share conversions, how many were converted does not say how many
// there were. Rows in time, say, add up to all of them. Empty: nothing is shared.
std::vector<std::string> shared_conversions(const TableResults& results) {
  const auto lines = table_lines(results);
  std::vector<SharedCount> rows, sums;
  bool shared = false;
  for (const auto& line : lines) {
    (line.is_sum ? sums : rows).push_back(line.counts->conversions);
    shared = shared || !line.counts->conversions.is_whole();
  }
  if (!shared) return {};
  auto texts = shared_texts(rows);
  for (const auto& sum : sums) texts.push_back(shared_texts({&sum, 1}).front());
  return texts;
}

// What the star at a row means; empty where none has one.
std::string star_words(const TableResults& results) {
  const bool has_fresh = std::any_of(results.rows.begin(), results.rows.end(),
                                     [](const TableRow& row) { return row.is_fresh; });
  if (!has_fresh) return "";
  if (is_judged_whole(results.dimension))
    return " *: what these messages bring is not over yet; they are in no comparison.";
  return std::string(" *: what some of these messages bring is not over yet") +
         (info_of(results.dimension).several ? "." : "; only the others are compared.");
}

std::string title_of(const TableResults& results) {
  return fmt::format("{}, by {}",
                     results.flow.empty() ? "All campaigns and journeys" : results.flow,
                     info_of(results.dimension).word) +
         (results.run_key.empty() ? "" : fmt::format(" (run {})", results.run_key));
}

}  // namespace

std::vector<std::string> table_words(const TableResults& results) {
  std::vector<std::string> words = {all_words(results)};
  for (const auto& finding : results.findings) {
    words.push_back(finding_words(results, finding));
    if (auto trend = trend_words(results, finding); !trend.empty()) words.push_back(trend);
  }
  return words;
}

std::string table_head(const TableResults& results) {
  const auto& info = info_of(results.dimension);
  auto text = fmt::format("Rows: {}", info.doc);
  if (info.in_time) text += fmt::format(" ({})", results.zone);
  text += info.several ? "; a message may be in several, or in none. " : ". ";
  text +=
      "A row has the messages sent, and what came of these, whenever that was; each counts once. "
      "delivered, of sent: neither bounced nor failed afterwards, or somebody did something with "
      "it. converted, of sent: credited with a conversion. All other rates are of delivered. "
      "Money: what conversions are worth, less refunds; one event may count for several campaigns "
      "and goals.";
  if (!results.all.costs.empty())
    text += " costs: what their channels said of a message, or of an SMS's segment, as they left.";
  if (results.undecided > 0)
    text += fmt::format(
        " {} could not be asked whether they are in a segment (camp segments says why): they are "
        "in no row of it.",
        counted(results.undecided, "contact"));
  if (!shared_conversions(results).empty())
    text += " conversions: of one that several messages share, each has its part.";
  if (results.without.conversions != 0)
    text += " no message: conversions that no sent message is credited with.";
  return text + star_words(results);
}

namespace {

// What is shown of it on a terminal and on a page: the first column says the row.
struct Grid {
  struct Row {
    std::vector<std::string> cells;
    bool is_sum = false;
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;
};

Grid grid_of(const TableResults& results) {
  Grid grid;
  grid.columns.emplace_back(info_of(results.dimension).word);
  std::vector<const TableMeasure*> shown;
  for (const auto& measure : table_measures()) {
    if (!is_shown(measure, results)) continue;
    shown.push_back(&measure);
    grid.columns.emplace_back(measure.name);
    if (measure.among != nullptr) grid.columns.emplace_back("%");
  }
  const auto conversions = shared_conversions(results);
  if (!conversions.empty()) grid.columns.emplace_back("conversions");
  const auto currencies = table_currencies(results, &TableCounts::revenue);
  for (const auto currency : currencies) grid.columns.emplace_back(currency_text(currency));
  const auto paid = table_currencies(results, &TableCounts::costs);
  for (const auto currency : paid) grid.columns.push_back("costs " + currency_text(currency));
  for (const auto& line : table_lines(results)) {
    auto& row = grid.rows.emplace_back();
    row.is_sum = line.is_sum;
    row.cells.push_back(line.is_fresh ? line.label + " *" : line.label);
    const bool of_messages = line.counts != &results.without;
    for (const auto* measure : shown) {
      row.cells.push_back(of_messages ? grouped(measure->of(*line.counts)) : "");
      if (measure->among != nullptr) row.cells.push_back(rate_text(*measure, *line.counts));
    }
    if (!conversions.empty()) row.cells.push_back(conversions[grid.rows.size() - 1]);
    const auto add = [&](TableMoney money, Currency currency) {
      const auto* sum = table_sum(*line.counts, money, currency);
      row.cells.push_back(sum == nullptr ? "" : amount_text(*sum));
    };
    for (const auto currency : currencies) add(&TableCounts::revenue, currency);
    for (const auto currency : paid) add(&TableCounts::costs, currency);
  }
  return grid;
}

}  // namespace

std::string table_text(const TableResults& results, bool color) {
  auto text = styled(printable(title_of(results)), Style::kBold, color) + "\n";
  for (const auto& words : table_words(results))
    text += "  " + wrapped(printable(words), "  ") + "\n";
  const auto grid = grid_of(results);
  std::vector<Column> columns;
  for (const auto& column : grid.columns)
    columns.push_back({column, columns.empty() ? Align::kLeft : Align::kRight});
  Table table(std::move(columns));
  for (const auto& row : grid.rows) {
    std::vector<Cell> cells;
    for (const auto& cell : row.cells)
      cells.emplace_back(cell, row.is_sum ? Style::kBold : Style::kPlain);
    table.add(std::move(cells));
  }
  const auto head = "As of " + instant_text(results.as_of_ms) + ". " + table_head(results);
  return text + "\n" + table.text(color) + "\n" +
         styled(wrapped(printable(head)), Style::kDim, color) + "\n";
}

std::string table_html(const TableResults& results) {
  std::string body = "<section class=\"run\">\n<div class=\"result\">\n";
  bool first = true;
  for (const auto& words : table_words(results)) {
    body += fmt::format("<p{}>{}</p>\n", first ? " class=\"finding\"" : "", html_text(words));
    first = false;
  }
  body += "</div>\n<div class=\"table\" tabindex=\"0\"><table><thead><tr>";
  const auto grid = grid_of(results);
  for (const auto& column : grid.columns)
    body += fmt::format("<th scope=\"col\">{}</th>", html_text(column));
  body += "</tr></thead><tbody>\n";
  for (const auto& row : grid.rows) {
    body += row.is_sum ? "<tr class=\"goal\">" : "<tr>";
    body += fmt::format("<th scope=\"row\">{}</th>", html_text(row.cells[0]));
    for (std::size_t i = 1; i < row.cells.size(); ++i)
      body += fmt::format("<td>{}</td>", html_text(row.cells[i]));
    body += "</tr>\n";
  }
  body += "</tbody></table></div>\n</section>\n";
  return html_page({title_of(results), "As of " + instant_text(results.as_of_ms), body,
                    html_text(table_head(results))});
}

}  // namespace camp::cli
