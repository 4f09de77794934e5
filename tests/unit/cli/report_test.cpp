#include <catch2/catch.hpp>

#include "cli/render/report_data.h"
#include "cli/render/report_format.h"
#include "cli/render/report_html.h"
#include "cli/render/report_text.h"
#include "report_fixture.h"

using namespace camp;
using namespace camp::cli;
using camp::test::Hillstrom;

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Results results_of(const Hillstrom& hillstrom) {
  auto results = hillstrom.results();
  REQUIRE(results.ok());
  return std::move(results).value();
}

}  // namespace

TEST_CASE("money is exact at every size, with the currency's digits") {
  auto usd = currency("USD"), jpy = currency("JPY"), kwd = currency("KWD");
  CHECK(money_grouped(3'031'169, usd) == "30,311.69 USD");
  CHECK(money_plain(3'031'169, usd) == "30311.69");
  CHECK(money_plain(5, usd) == "0.05");
  CHECK(money_plain(-5, usd) == "-0.05");
  CHECK(money_plain(0, usd) == "0.00");
  CHECK(money_grouped(-123'456, jpy) == "-123,456 JPY");
  CHECK(money_grouped(1'234'567, kwd) == "1,234.567 KWD");
  CHECK(money_plain(INT64_MIN, usd) == "-92233720368547758.08");
  CHECK(p_text(0.00009) == "< 0.0001");
  CHECK(p_text(0.0312) == "0.0312");
  CHECK(confidence_text(0.05) == "95 %");
  CHECK(confidence_text(0.05 / 2) == "97.5 %");
  CHECK(confidence_text(0.05 / 3) == "98.3 %");
  CHECK(confidence_text(0.05 / 6) == "99.2 %");
  CHECK(confidence_text(0.05 / 100) == "99.95 %");
  CHECK(confidence_text(0.05 / 2'016) == "99.998 %");
}

TEST_CASE("the Hillstrom table in the terminal") {
  auto text = report_text(results_of(Hillstrom()), false);
  CHECK(
      has(text,
          "  creative  contacts  reached    sent  withheld  visit  purchase  purchase revenue\n"
          "  mens        21,307   21,307  21,307         0  3,894       267     30,311.69 USD\n"
          "  womens      21,387   21,387  21,387         0  3,238       189     23,038.11 USD\n"
          "  holdout     21,306        0       0    21,306  2,262       122     13,908.33 USD\n"));
  CHECK(has(text, "Koopman (lifts)"));
  CHECK(has(text, "Sample ratio: not applicable"));
  CHECK(has(text, "against holdout"));
}

TEST_CASE("what comes first is the conclusion, in words") {
  auto results = results_of(Hillstrom());
  auto text = report_text(results, false);
  auto result = text.find("  result     mens is ahead: 1.42 USD per contact (purchase).");
  REQUIRE(result != std::string::npos);
  CHECK(result < text.find("creative  contacts"));
  CHECK(has(text, "more than the holdout (+118 %;"));
  CHECK(has(text, "  to do      send mens to everybody.\n"));
  CHECK(has(text, "  but        camp did not draw the arms"));
  CHECK(has(text, "Which mail <b>brings</b> them back?"));
  CHECK(has(text, "    mens against womens "));
  auto html = report_html(results);
  CHECK(has(html, "<p class=\"finding\">mens is ahead: 1.42 USD per contact (purchase)."));
  CHECK(has(html, "Which mail &lt;b&gt;brings&lt;/b&gt; them back?"));
  CHECK(has(html, "<h1>email_test, run 1 (key 1): results</h1>"));
  CHECK(has(html, "As of <time>3 April 2008, 00:00</time> ("));
  auto verdict = report_json(results)["flows"][0]["runs"][0]["experiments"][0]["verdict"];
  CHECK(verdict["finding"] == "ahead");
  CHECK(verdict["best"] == "mens");
  CHECK(verdict["advice"] == "ship");
  CHECK(verdict["caveats"] == Json::array({"arms_not_drawn"}));
  CHECK(verdict["behind"] == Json::array({"womens", "holdout"}));
  CHECK(verdict["others"].size() == 2);
}

TEST_CASE("every interval of a difference says its level") {
  auto results = results_of(Hillstrom());
  auto text = report_text(results, false);
  // The three pairs of a measure: Holm's steps test at 5 % / 3, / 2 and / 1.
  CHECK(has(text, "98.3 % interval"));
  CHECK(has(text, "95 % interval"));
  CHECK(has(text, "  98.3 %  < 0.0001"));
  auto html = report_html(results);
  CHECK(has(html, "<td data-label=\"level\">98.3 %</td>"));
  CHECK(has(html, " (98.3 %: "));
  auto pairs = report_json(results)["flows"][0]["runs"][0]["experiments"][0]["rates"][0]["pairs"];
  REQUIRE(pairs.size() == 3);
  double sum = 0;
  for (const auto& pair : pairs) sum += 1 - pair["comparison"]["confidence"].get<double>();
  CHECK(sum == Approx(0.05 / 3 + 0.05 / 2 + 0.05));
}

TEST_CASE("the flow's table has the arms in every form") {
  Hillstrom hillstrom;
  auto& run = hillstrom.model.runs[0];
  const PlaceKey send{1, 0, hillstrom.names.number("mail"), Channel::kEmail}, wait{1, 1, 0, {}};
  hillstrom.declared.steps[1].push_back("wait");
  hillstrom.declared.flows[0].steps.push_back("wait");
  auto came = [](std::uint64_t contacts, std::uint64_t sent) {
    PlaceCounts counts;
    counts.contacts = contacts;
    counts.messages.queued = counts.messages.sent = sent;
    return counts;
  };
  run.places = {{send, came(21'307, 21'307)}, {wait, came(43'000, 0)}};
  run.arms[0].places = {{send, came(21'307, 21'307)}, {wait, came(21'000, 0)}};
  run.arms[1].places = {{wait, came(22'000, 0)}};
  auto results = results_of(hillstrom);
  CHECK(has(report_text(results, false),
            "  step                message  via    arm        contacts    sent\n"
            "  creative/mens/send  mail     email  mens         21,307  21,307\n"
            "  wait                                everybody    43,000\n"
            "                                      mens         21,000\n"
            "                                      womens       22,000\n"));
  auto places = report_json(results)["flows"][0]["runs"][0]["places"];
  REQUIRE(places.size() == 2);
  CHECK(places[1]["contacts"] == 43'000);
  REQUIRE(places[1]["arms"].size() == 2);
  CHECK(places[1]["arms"][1]["arm"] == "womens");
  CHECK(places[1]["arms"][1]["experiment"] == "creative");
  CHECK(places[1]["arms"][1]["contacts"] == 22'000);
  auto html = report_html(results);
  CHECK(has(html, "<i class=\"arm1\"></i>wait</th>"));
  CHECK(has(html, "<td data-label=\"arm\" class=\"text\">womens</td>"));
  CHECK(has(report_csv(results), "creative,womens,Womens E-Mail,false,step contacts,wait,22000,"));
}

TEST_CASE("the headline is without the holdout, with what goes beyond it") {
  auto results = results_of(Hillstrom());
  auto headline = report_json(results)["flows"][0]["runs"][0]["experiments"][0]["headline"];
  CHECK(headline["contacts"] == 42'694);
  CHECK(headline["held_out"] == 21'306);
  CHECK(headline["revenue"][0]["amount"] == "53349.80");
  CHECK(headline["revenue"][0]["incremental"]["value"].get<double>() ==
        Approx(53349.80 - 13908.33 / 21306 * 42694));
  CHECK(has(report_html(results), "<dd>+25,479.61 USD</dd>"));
  CHECK(has(report_text(results, false), "+25,479.61 USD ("));
}

TEST_CASE("no label, key or brief makes a link, whatever its scheme") {
  Hillstrom hillstrom;
  hillstrom.declared.flows[0].name = "javascript:alert(1)";
  hillstrom.runs[0].key = "\"><a href=javascript:alert(1)>";
  for (auto& arm : hillstrom.declared.flows[0].experiments[0].arms) arm.label = "data:text/html,x";
  auto html = report_html(results_of(hillstrom));
  CHECK_FALSE(has(html, "<a"));
  CHECK_FALSE(has(html, "src="));
  CHECK_FALSE(has(html, "style=\""));
  CHECK(has(html, "&quot;&gt;&lt;a href=javascript:alert(1)&gt;"));
}

TEST_CASE("on a narrow screen every figure says its column") {
  auto html = report_html(results_of(Hillstrom()));
  std::size_t cells = 0, named = 0;
  for (auto at = html.find("<td"); at != std::string::npos; at = html.find("<td", at + 1)) {
    ++cells;
    if (html.compare(at, 16, "<td data-label=\"") == 0) ++named;
  }
  CHECK(cells > 60);
  CHECK(named == cells);
}

TEST_CASE("JSON says every figure, its test and its baseline") {
  auto json = report_json(results_of(Hillstrom()));
  const auto& experiment = json["flows"][0]["runs"][0]["experiments"][0];
  CHECK(experiment["arms"][0]["goals"][1]["revenue"][0]["amount"] == "30311.69");
  CHECK(experiment["arms"][2]["withheld"] == 21'306);
  CHECK(experiment["rates"][0]["baseline"] == "holdout");
  CHECK(experiment["rates"][0]["arms"][0]["comparison"]["test"] ==
        "two-proportion z test (pooled)");
  CHECK(experiment["rates"][0]["arms"][2]["comparison"].is_null());
  CHECK(experiment["revenue_per_contact"][0]["arms"][0]["mean"].get<double>() ==
        Approx(30311.69 / 21307));
  CHECK(experiment["sample_ratio"]["checked"] == false);
}

TEST_CASE("every CSV row has as many cells as its header, and no text is a formula") {
  Hillstrom hillstrom;
  hillstrom.declared.flows[0].experiments[0].arms[0].label = "=cmd|'/c calc'!A0";
  hillstrom.declared.flows[0].experiments[0].arms[1].label = "a \"quoted\", label";
  auto csv = report_csv(results_of(hillstrom));
  CHECK(has(csv, ",'=cmd|'/c calc'!A0,"));
  CHECK(has(csv, ",\"a \"\"quoted\"\", label\","));
  std::size_t cells = 1, in_header = 0, rows = 0;
  bool quoted = false;
  for (char c : csv) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++cells;
    if (c != '\n') continue;
    if (rows++ == 0) in_header = cells;
    REQUIRE(cells == in_header);
    cells = 1;
  }
  CHECK(rows > 60);
  CHECK(has(csv, "revenue,purchase USD,30311.69,"));
}

TEST_CASE("the page is one file, and what comes from scripts stays text") {
  Hillstrom hillstrom;
  hillstrom.declared.flows[0].experiments[0].arms[0].label =
      "<script>alert('x')</script>\"&\x1b[2J";
  hillstrom.runs[0].key = "</section><img src=x onerror=y>";
  auto html = report_html(results_of(hillstrom));
  CHECK_FALSE(has(html, "<script"));
  CHECK_FALSE(has(html, "<img"));
  CHECK_FALSE(has(html, "\x1b"));
  CHECK(has(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;?[2J"));
  CHECK_FALSE(has(html, "http://"));
  CHECK_FALSE(has(html, "https://"));
  CHECK_FALSE(has(html, "src=\""));
  CHECK_FALSE(has(html, "nan"));
  CHECK(has(html, "30,311.69 USD"));
  CHECK(has(html, "<svg"));
}

TEST_CASE("the terminal gets no control characters either") {
  Hillstrom hillstrom;
  hillstrom.declared.flows[0].experiments[0].arms[0].label = "\x1b[2Jboo";
  hillstrom.runs[0].key = "\x1b]0;title\x07";
  CHECK_FALSE(has(report_text(results_of(hillstrom), false), "\x1b"));
}

TEST_CASE("an empty store, a campaign never run, a run with nobody") {
  Results nothing;
  CHECK(has(report_text(nothing, false), "nothing to report"));
  CHECK(has(report_html(nothing), "nothing to report"));
  Hillstrom hillstrom;
  hillstrom.runs.clear();
  CHECK(has(report_text(results_of(hillstrom), false), "not run yet"));
  Hillstrom nobody;
  nobody.model.runs.clear();
  auto results = results_of(nobody);
  CHECK(has(report_text(results, false), "holdout          0"));
  CHECK_FALSE(has(report_html(results), "nan"));
  CHECK_FALSE(has(report_html(results), "inf"));
}

TEST_CASE("a split that is not the declared one is an alarm in every form") {
  Hillstrom hillstrom;
  auto& experiment = hillstrom.declared.flows[0].experiments[0];
  experiment.by_value = false;
  for (auto& arm : experiment.arms) arm.share_ppm = 250'000;
  experiment.arms[0].share_ppm = 500'000;
  auto results = results_of(hillstrom);
  CHECK(results.flows[0].runs[0].experiments[0].ratio->alarm());
  CHECK(has(report_text(results, false),
            "WARNING: sample ratio mismatch (chi-square test, p < 0.0001)"));
  CHECK(has(report_html(results), "class=\"alarm\""));
  CHECK(report_json(results)["flows"][0]["runs"][0]["experiments"][0]["sample_ratio"]["alarm"] ==
        true);
}

TEST_CASE("names that are not there get the nearest one") {
  Hillstrom hillstrom;
  auto flow = hillstrom.results({"email_tset", ""});
  REQUIRE_FALSE(flow.ok());
  CHECK(has(flow.error().hint, "camp report email_test"));
  CHECK_FALSE(hillstrom.results({"", "2"}).ok());
  CHECK(hillstrom.results({"email_test", "1"}).ok());
}

TEST_CASE("opens are compared with the first variant, never with a holdout") {
  Hillstrom hillstrom;
  for (auto& arm : hillstrom.model.runs[0].arms) {
    if (arm.counts.withheld == 0)
      arm.counts.receipts[static_cast<std::size_t>(ReceiptKind::kOpened)] = {900, 800};
  }
  auto results = results_of(hillstrom);
  const auto& experiment = results.flows[0].runs[0].experiments[0];
  const auto& opened = experiment.rates.back();
  REQUIRE(opened.name == "opened");
  CHECK(opened.baseline == 0);
  CHECK(opened.cells[1].comparison);
  CHECK_FALSE(opened.cells[2].comparison);
  CHECK(has(report_text(results, false), "opened against mens"));
}

namespace {

// Two uses of a module: one with talks, of one arm and of the other; one with none.
struct WithTalks : Hillstrom {
  WithTalks() {
    const std::vector<std::string> questions = {"score"}, targets = {"promoter", "=cmd"};
    declared.flows[0].talks = {{"do feedback", "feedback", questions, targets},
                               {"do feedback~2", "feedback", questions, targets}};
    auto& run = model.runs[0];
    run.counts.talks = {{1'200, {{1'000, 750, 200, 40}}, {300}}};
    run.arms[0].counts.talks = {{700, {{600, 500, 90, 10}}, {200}}};
    run.arms[1].counts.talks = {{500, {{400, 250, 110, 30}}, {100}}};
  }
};

}  // namespace

TEST_CASE("talks in the terminal: in words, then as figures by arm") {
  auto text = report_text(results_of(WithTalks()), false);
  CHECK(
      has(text,
          "  do feedback: 1,200 talks begun; promoter reached in 300 (25.00 %); =cmd reached in 0 "
          "(0.00 %);\n    score answered in 750 of 1,000 (75.00 %).\n"
          "  do feedback~2: no talk has begun.\n"));
  auto line_with = [&](std::string_view part) {
    auto at = text.find(part);
    REQUIRE(at != std::string::npos);
    auto begin = text.rfind('\n', at) + 1;
    std::string words;  // blanks in a row as one
    for (char c : text.substr(begin, text.find('\n', at) - begin))
      if (c != ' ' || (!words.empty() && words.back() != ' ')) words += c;
    return words;
  };
  CHECK(line_with("question, target") ==
        "talk question, target arm begun asked answered silent unreadable reached %");
  CHECK(line_with("do feedback  ") == "do feedback everybody 1,200");
  CHECK(line_with("score             everybody") == "score everybody 1,000 750 200 40 75.00");
  CHECK(line_with("target promoter   mens") == "target promoter mens 200 28.57");
  CHECK(line_with("do feedback~2  ") == "do feedback~2 0");
}

TEST_CASE("talks as data: counts, shares, arms; where nobody was talked to there is no share") {
  auto results = results_of(WithTalks());
  auto talks = report_json(results)["flows"][0]["runs"][0]["talks"];
  REQUIRE(talks.size() == 2);
  CHECK(talks[0]["talk"] == "do feedback");
  CHECK(talks[0]["module"] == "feedback");
  CHECK(talks[0]["begun"] == 1'200);
  CHECK(talks[0]["questions"][0].dump() ==
        R"({"question":"score","asked":1000,"answered":750,"silent":200,"unreadable":40})");
  CHECK(talks[0]["targets"][0].dump() == R"({"target":"promoter","reached":300,"share":0.25})");
  CHECK(talks[0]["arms"][1]["arm"] == "womens");
  CHECK(talks[0]["arms"][1]["targets"][0]["reached"] == 100);
  CHECK(talks[1]["targets"][0]["share"].is_null());

  auto csv = report_csv(results);
  CHECK(has(csv, "email_test,campaign,1,1,,,,false,talks begun,do feedback,1200,,,,"));
  CHECK(has(csv, ",question answered,do feedback: score,750,1000,0.75,,"));
  CHECK(has(csv, ",target reached,do feedback: promoter,300,1200,0.25,,"));
  CHECK(has(csv, "creative,mens,Mens E-Mail,false,target reached,do feedback: promoter,200,700,"));
  CHECK(has(csv, ",target reached,do feedback~2: promoter,0,0,,,"));

  auto html = report_html(results);
  CHECK(has(html, "<p>do feedback: 1,200 talks begun; promoter reached in 300 (25.00 %)"));
  CHECK(has(html, "<td data-label=\"reached\">300</td><td data-label=\"%\">25.00</td>"));
  CHECK_FALSE(has(report_html(results_of(Hillstrom())), "talks"));
}
