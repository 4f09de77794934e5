#include "cli/render/findings_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/render/json.h"
#include "lang/base/counted.h"
#include "lang/base/html.h"
#include "lang/base/utf8.h"

namespace camp::cli {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// ---- GitHub: `::error file=a,line=1::message`

// A workflow command ends with its line; its properties with `,` and `::`.
enum class CommandPart { kProperty, kMessage };
std::string command_text(std::string_view text, CommandPart part) {
  std::string out;
  for (const char c : text) {
    const bool ends_property = c == ':' || c == ',';
    if (c == '%' || c == '\r' || c == '\n' || (part == CommandPart::kProperty && ends_property))
      out += fmt::format("%{:02X}", static_cast<unsigned>(c));
    else if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
      out += kReplacement;
    else
      out += c;
  }
  return out;
}

std::string github_text(const FindingsReport& report) {
  std::string text;
  for (const auto& looked_at : report.all) {
    for (const auto& one : looked_at.found) {
      const auto& place = one.place;
      text += fmt::format("::{} file={},line={},endLine={}", severity_text(one.severity),
                          command_text(place.file, CommandPart::kProperty), place.from.line,
                          place.to.line);
      if (place.from.line == place.to.line)  // GitHub takes columns of one line only
        text += fmt::format(",col={},endColumn={}", place.from.column, place.to.column);
      text += fmt::format(",title={}::{}\n", command_text(one.rule.id, CommandPart::kProperty),
                          command_text(one.details, CommandPart::kMessage));
    }
  }
  return text;
}

// ---- SARIF 2.1.0 (OASIS)

// A path as a URI reference (RFC 3986): a first part with a `:` would be a scheme.
std::string uri_of(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Json location_json(const FoundPlace& place) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", uri_of(place.file)}}},
            {"region",
             {{"startLine", place.from.line},
              {"startColumn", place.from.column},
              {"endLine", place.to.line},
              {"endColumn", place.to.column}}}}}};
}

Json rule_json(const FoundRule& rule) {
  Json json = {{"id", rule.id}, {"shortDescription", {{"text", rule.title}}}};
  if (!rule.help.empty()) json["help"] = {{"text", rule.help}, {"markdown", rule.help}};
  return json;
}

Json result_json(const Found& one, std::size_t rule_index) {
  Json json = {{"ruleId", one.rule.id},
               {"ruleIndex", rule_index},
               {"level", severity_text(one.severity)},
               {"message", {{"text", one.message}}},
               {"locations", Json::array({location_json(one.place)})}};
  for (const auto& [place, label] : one.related) {
    auto related = location_json(place);
    related["message"] = {{"text", label}};
    json["relatedLocations"].push_back(std::move(related));
  }
  return json;
}

std::string sarif_text(const FindingsReport& report) {
  std::vector<std::string> ids;
  Json rules = Json::array(), results = Json::array();
  for (const auto& looked_at : report.all) {
    for (const auto& one : looked_at.found) {
      const auto known = std::find(ids.begin(), ids.end(), one.rule.id);
      const auto index = static_cast<std::size_t>(known - ids.begin());
      if (known == ids.end()) {
        ids.push_back(one.rule.id);
        rules.push_back(rule_json(one.rule));
      }
      results.push_back(result_json(one, index));
    }
  }
  const Json log = {
      {"$schema",
       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
       "sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array(
           {{{"tool",
              {{"driver", {{"name", report.tool}, {"version", report.version}, {"rules", rules}}}}},
             {"columnKind", "unicodeCodePoints"},
             {"results", results}}})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// ---- JUnit, as Jenkins and GitLab read it

// XML 1.0 has no control characters but three, which an attribute would make blanks of.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, size] = code_point_at(text, at);
    const auto entity = size == 1 ? html_entity(text[at]) : std::string_view();
    if (value == '\n' || value == '\r' || value == '\t')
      out += fmt::format("&#{};", static_cast<unsigned>(value));
    else if (!entity.empty())
      out += entity;
    else if (value < 0x20 || value == 0x7F || value == 0xFFFD || (value & 0xFFFE) == 0xFFFE)
      out += kReplacement;
    else
      out += text.substr(at, size);
    at += size;
  }
  return out;
}

// A case fails once, whatever was found of it.
std::string junit_case(const LookedAt& one, const std::vector<const Found*>& failures) {
  auto text = fmt::format("<testcase classname=\"{}\" name=\"{}\">", xml(one.group), xml(one.name));
  if (!failures.empty()) {
    std::string details;
    for (const auto* found : failures) details += (details.empty() ? "" : "\n") + found->details;
    const auto message =
        failures.size() == 1 ? failures[0]->message : counted(failures.size(), "finding");
    text += fmt::format("<failure message=\"{}\" type=\"{}\">{}</failure>", xml(message),
                        xml(failures[0]->rule.id), xml(details));
  }
  std::string warnings;
  for (const auto& found : one.found)
    if (std::find(failures.begin(), failures.end(), &found) == failures.end())
      warnings += (warnings.empty() ? "" : "\n") + found.details;
  if (!warnings.empty()) text += fmt::format("<system-out>{}</system-out>", xml(warnings));
  return text + "</testcase>\n";
}

std::string junit_text(const FindingsReport& report) {
  std::size_t failed = 0;
  std::string cases;
  for (const auto& one : report.all) {
    std::vector<const Found*> failures;
    for (const auto& found : one.found)
      if (found.severity == Severity::kError || report.warnings_fail) failures.push_back(&found);
    failed += failures.empty() ? 0 : 1;
    cases += junit_case(one, failures);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites><testsuite name=\"{}\" tests=\"{}\" "
      "failures=\"{}\">\n{}</testsuite></testsuites>\n",
      xml(report.tool), report.all.size(), failed, cases);
}

struct FindingsFormatRow {
  FindingsFormat format;
  std::string_view word;
  std::string (*text)(const FindingsReport&);
};
constexpr FindingsFormatRow kFindingsFormats[] = {{FindingsFormat::kGithub, "github", &github_text},
                                                  {FindingsFormat::kSarif, "sarif", &sarif_text},
                                                  {FindingsFormat::kJunit, "junit", &junit_text}};

}  // namespace

std::optional<FindingsFormat> find_findings_format(std::string_view word) {
  for (const auto& row : kFindingsFormats)
    if (row.word == word) return row.format;
  return std::nullopt;
}

std::string findings_text(FindingsFormat format, const FindingsReport& report) {
  const auto* row =
      std::find_if(std::begin(kFindingsFormats), std::end(kFindingsFormats),
                   [&](const FindingsFormatRow& one) { return one.format == format; });
  return row->text(report);
}

}  // namespace camp::cli
