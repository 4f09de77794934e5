#include <fmt/format.h>

#include <algorithm>

#include "cli/import_file.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "cli/verbs/contacts.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "runtime/audience/contact_import.h"
#include "runtime/audience/phone_number.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void add_contact_import_options(po::options_description& options) {
  using Texts = std::vector<std::string>;
  options.add_options()(
      "map", po::value<Texts>(),
      "import: ATTRIBUTE=COLUMN; `id=COLUMN` says where the id is, `id=@row` numbers the rows")(
      "set", po::value<Texts>(), "import: ATTRIBUTE=PATTERN with {column} and {@row}")(
      "list", po::value<Texts>()->value_name("LIST"), "import: put every contact on this list")(
      "subscribe", po::value<Texts>(),
      "import: CONVERSATION that every contact agreed to by email; NAME:email,sms says which "
      "channels")("confirmed",
                  "import: those subscriptions were confirmed elsewhere; otherwise a double opt-in "
                  "asks for it")("separator", po::value<std::string>(),
                                 "`,` `;` `|` or `tab`; an import finds it in the header")(
      "ignore", po::value<Texts>(),
      "import: pass over this column, though it looks like an attribute")(
      "update",
      "import: change who is there, with as few columns as the file has; unknown ids are rejected")(
      "strict", "import: exit 1 for warnings too")(
      "decimal", po::value<std::string>(),
      "import: `,` or `.` when numbers are written like 1.234,56 or 1,234.56")(
      "dates", po::value<std::string>(),
      "import: dmy, mdy or ymd when dates are written like 3.4.2026; excel for serial numbers")(
      "country", po::value<std::string>(),
      "import: FI, of phone numbers that are written without their country")(
      "max-rejects", po::value<std::uint64_t>()->default_value(0),
      "import: give up after so many bad rows; 0: never");
  add_import_options(options);
}

namespace {

Error usage(std::string message) {
  return {ErrorKind::kInvalid, std::move(message), "", "camp help contacts"};
}

// `a=b` into (a, b).
Result<std::map<std::string, std::string>> pairs_of(const Invocation& call, const char* option) {
  std::map<std::string, std::string> pairs;
  for (const auto& text : call.texts(option)) {
    auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return usage(fmt::format("--{} '{}': write ATTRIBUTE={}", option, text,
                               option == std::string_view("map") ? "COLUMN" : "PATTERN"));
    if (!pairs.emplace(text.substr(0, equals), text.substr(equals + 1)).second)
      return usage(fmt::format("--{} names '{}' twice", option, text.substr(0, equals)));
  }
  return pairs;
}

Result<std::vector<std::uint32_t>> lists_of(const Invocation& call, const LinkedProgram& program) {
  std::vector<std::uint32_t> lists;
  const auto& declared = program.program().lists;
  for (const auto& name : call.texts("list")) {
    auto found = std::find_if(declared.begin(), declared.end(),
                              [&](NameIndex list) { return program.program().name(list) == name; });
    if (found == declared.end())
      return unknown_name("list", name, names_in(program.program(), declared));
    lists.push_back(program.number(*found));
  }
  return lists;
}

Result<Channel> known_channel(const std::string& word) {
  if (const auto channel = find_channel(word)) return *channel;
  std::vector<std::string> words;
  for (const auto& info : channels()) words.emplace_back(info.word);
  return unknown_name("channel", word, words);
}

// `news` is what signing up by e-mail gives; `news:email,sms` says which channels.
Result<std::vector<Channel>> channels_of(std::string_view words) {
  std::vector<Channel> channels;
  while (true) {
    auto comma = words.find(',');
    CAMP_ASSIGN(auto channel, known_channel(std::string(trimmed(words.substr(0, comma)))));
    channels.push_back(channel);
    if (comma == std::string_view::npos) return channels;
    words.remove_prefix(comma + 1);
  }
}

Result<std::vector<SubscriptionInput>> subscriptions_of(const Invocation& call,
                                                        const LinkedProgram& program) {
  std::vector<SubscriptionInput> subscriptions;
  const auto& declared = program.program().conversations;
  for (const auto& text : call.texts("subscribe")) {
    auto colon = text.find(':');
    auto name = text.substr(0, colon);
    auto found =
        std::find_if(declared.begin(), declared.end(), [&](const ConversationDecl& conversation) {
          return program.program().name(conversation.name) == name;
        });
    if (found == declared.end())
      return unknown_name("conversation", name, names_in(program.program(), declared));
    CAMP_ASSIGN(auto named,
                channels_of(colon == std::string::npos ? info_of(Channel::kEmail).word
                                                       : std::string_view(text).substr(colon + 1)));
    for (auto channel : named) subscriptions.push_back({program.number(found->name), channel});
  }
  return subscriptions;
}

Result<TextRules> text_rules(const Invocation& call) {
  TextRules rules;
  if (auto decimal = call.text("decimal"); !decimal.empty()) {
    if (decimal != "," && decimal != ".")
      return usage(fmt::format("--decimal '{}': write `,` or `.`", decimal));
    rules.decimal = decimal[0];
  }
  if (auto dates = call.text("dates"); !dates.empty()) {
    auto order = find_date_order(dates);
    if (!order) return usage(fmt::format("--dates '{}': write dmy, mdy, ymd or excel", dates));
    rules.dates = *order;
  }
  rules.country = call.text("country");
  if (!rules.country.empty() && !is_phone_country(rules.country))
    return usage(fmt::format("--country '{}': write two capital letters, like FI", rules.country));
  return rules;
}

// --format, else the file's extension below that of its packing, else CSV.
Result<ContactImportOptions::Format> format_of(const Invocation& call, std::string_view path) {
  using Format = ContactImportOptions::Format;
  auto format = call.text("format");
  if (format == "csv") return Format::kCsv;
  if (format == "ndjson") return Format::kNdjson;
  if (!format.empty()) return usage(fmt::format("--format '{}': write csv or ndjson", format));
  for (std::string_view packing : {".gz", ".xz", ".zst"}) {
    if (path.ends_with(packing)) path.remove_suffix(packing.size());
  }
  bool json = path.ends_with(".ndjson") || path.ends_with(".jsonl") || path.ends_with(".json");
  return json ? Format::kNdjson : Format::kCsv;
}

Result<ContactImportOptions> import_options(const Invocation& call, const LinkedProgram& program) {
  ContactImportOptions options;
  CAMP_ASSIGN(options.format, format_of(call, call.arguments[0]));
  CAMP_ASSIGN(options.separator, separator_option(call));
  CAMP_ASSIGN(options.map, pairs_of(call, "map"));
  CAMP_ASSIGN(options.set, pairs_of(call, "set"));
  options.ignore = call.texts("ignore");
  options.update = call.has("update");
  CAMP_ASSIGN(options.rules, text_rules(call));
  CAMP_ASSIGN(options.lists, lists_of(call, program));
  CAMP_ASSIGN(options.subscriptions, subscriptions_of(call, program));
  options.confirmed = call.has("confirmed");
  if (options.confirmed && options.subscriptions.empty())
    return usage("--confirmed is about subscriptions: name them by --subscribe");
  options.rejects_max = call.values["max-rejects"].as<std::uint64_t>();
  return options;
}

Json report_json(const ImportReport& report, const std::string& rejects_path, bool stopped) {
  Json json{{"rows", report.rows},
            {"created", report.counts.created},
            {"changed", report.counts.changed},
            {"unchanged", report.counts.unchanged},
            {"erased", report.counts.erased},
            {"objections", report.counts.objections},
            {"to_confirm", report.counts.to_confirm},
            {"repeated", report.repeated},
            {"rejected", report.rejected},
            {"taken", report.taken},
            {"questions", report.questions},
            {"ignored_columns", report.ignored_columns},
            {"stopped", stopped}};
  if (report.rejected > 0) {
    json["rejects"] = rejects_path;
    json["first_rejects"] = report.first_rejects;
  }
  return json;
}

// Columns that were taken by nearly their name.
std::string taken_text(const ImportReport& report) {
  std::vector<std::string> taken;
  for (const auto& [attribute, column] : report.taken)
    taken.push_back(fmt::format("{} from `{}`", attribute, printable(column)));
  if (taken.empty()) return {};
  return fmt::format("warning: taken by nearly their names: {}\n", fmt::join(taken, ", "));
}

std::string questions_text(const ImportReport& report) {
  std::string text = "nothing was imported: what is meant by these columns?\n";
  for (const auto& question : report.questions) text += "  " + printable(question) + "\n";
  return text + taken_text(report);
}

std::string report_text(const ImportReport& report, const std::string& rejects_path, bool stopped) {
  // Without these the figures would not add up to the rows.
  auto repeated = report.repeated == 0
                      ? std::string()
                      : grouped(report.repeated) + " merged into others of the same contact, ";
  if (report.counts.erased > 0)
    repeated += grouped(report.counts.erased) + " of contacts that were erased and stay so, ";
  auto text =
      fmt::format("{}: {} created, {} changed, {} unchanged, {}{} rejected{}\n",
                  counted(report.rows, "row"), grouped(report.counts.created),
                  grouped(report.counts.changed), grouped(report.counts.unchanged), repeated,
                  grouped(report.rejected), stopped ? " (stopped; the same command goes on)" : "");
  text += taken_text(report);
  if (report.counts.objections > 0)
    text += fmt::format("{} not given: an objection stands against it, whatever an import says\n",
                        counted(report.counts.objections, "subscription"));
  if (report.counts.to_confirm > 0)
    text += fmt::format("{} asked for, and to be confirmed (--confirmed: they were elsewhere)\n",
                        counted(report.counts.to_confirm, "subscription"));
  if (!report.ignored_columns.empty())
    text += fmt::format(
        "warning: ignored, as no attribute has their name: {} (--map ATTRIBUTE=COLUMN)\n",
        printable(fmt::format("{}", fmt::join(report.ignored_columns, ", "))));
  return text + rejects_text(report.rejected, report.first_rejects, rejects_path);
}

}  // namespace

int run_contacts_import(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name the file to import, or - for stdin");
  auto file = ImportFile::open(call);  // first: a wrong name must not leave an empty store behind
  if (!file.ok()) return call.fail(file.error());
  auto session = open_session(call);
  if (!session) return session.code;
  auto options = import_options(call, session->program());
  if (!options.ok()) return call.fail(options.error());
  bool csv = options->format == ContactImportOptions::Format::kCsv;
  auto rejects_path = file->rejects_path(call, csv ? "csv" : "ndjson");
  ProgressLine line(call.console, "rows");
  auto report = import_contacts(
      file->source(), *options, session->program(), session->engine(), session->files(),
      rejects_path, [&](const ImportReport& so_far, std::uint64_t) {
        return session->go_on(line, so_far.rows, file->rows_expected(so_far.rows));
      });
  if (!report.ok()) return call.fail(report.error());
  auto messages = session->hand_over();  // confirmations, and those of an earlier process
  if (!messages.ok()) return call.fail(messages.error());
  bool warned = !report->taken.empty() || !report->ignored_columns.empty();
  bool good = report->rejected == 0 && report->questions.empty() && !(warned && call.has("strict"));
  if (call.console.json()) {
    call.answer(good, report_json(*report, rejects_path, interrupted()));
  } else {
    call.console.out(report->questions.empty() ? report_text(*report, rejects_path, interrupted())
                                               : questions_text(*report));
  }
  return good ? kDone : kFindings;
}

}  // namespace camp::cli
