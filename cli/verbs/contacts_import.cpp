#include <fmt/format.h>

#include <algorithm>

#include "cli/import_file.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "cli/verbs/contacts.h"
#include "lang/base/unicode.h"
#include "runtime/audience/contact_import.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void add_contact_import_options(po::options_description& options) {
  using Texts = std::vector<std::string>;
  options.add_options()(
      "map", po::value<Texts>(),
      "import: ATTRIBUTE=COLUMN; `id=COLUMN` says where the id is, `id=@row` numbers the rows")(
      "set", po::value<Texts>(), "import: ATTRIBUTE=PATTERN with {column} and {@row}")(
      "list", po::value<Texts>(), "import: put every contact on this list")(
      "subscribe", po::value<Texts>(),
      "import: CONVERSATION that every contact agreed to by email; NAME:email,sms says which "
      "channels")("separator", po::value<std::string>(),
                  "import: `,` `;` or `tab`; otherwise found in the header")(
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

Result<Channel> ready_channel(const std::string& word) {
  auto channel = find_channel(word);
  if (channel && info_of(*channel).status == ChannelStatus::kReady) return *channel;
  std::vector<std::string> ready;
  for (const auto& info : channels()) {
    if (info.status == ChannelStatus::kReady) ready.emplace_back(info.word);
  }
  return unknown_name("channel", word, ready);
}

// `news` is what signing up by e-mail gives; `news:email,sms` says which channels.
Result<std::vector<Channel>> channels_of(std::string_view words) {
  std::vector<Channel> channels;
  while (true) {
    auto comma = words.find(',');
    CAMP_ASSIGN(auto channel, ready_channel(std::string(trimmed(words.substr(0, comma)))));
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
    if (found == declared.end()) {
      std::vector<NameIndex> names;
      for (const auto& conversation : declared) names.push_back(conversation.name);
      return unknown_name("conversation", name, names_in(program.program(), names));
    }
    CAMP_ASSIGN(auto named,
                channels_of(colon == std::string::npos ? info_of(Channel::kEmail).word
                                                       : std::string_view(text).substr(colon + 1)));
    for (auto channel : named) subscriptions.push_back({program.number(found->name), channel});
  }
  return subscriptions;
}

Result<char> separator_of(const Invocation& call) {
  auto text = call.text("separator");
  if (text.empty()) return '\0';
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "," || text == ";" || text == "\t") return text[0];
  return usage(fmt::format("--separator '{}': write `,` `;` or `tab`", text));
}

// --format, else the file's extension, else CSV.
Result<ContactImportOptions::Format> format_of(const Invocation& call, const std::string& path) {
  using Format = ContactImportOptions::Format;
  auto format = call.text("format");
  if (format == "csv") return Format::kCsv;
  if (format == "ndjson") return Format::kNdjson;
  if (!format.empty()) return usage(fmt::format("--format '{}': write csv or ndjson", format));
  bool json = path.ends_with(".ndjson") || path.ends_with(".jsonl") || path.ends_with(".json");
  return json ? Format::kNdjson : Format::kCsv;
}

Result<ContactImportOptions> import_options(const Invocation& call, const LinkedProgram& program) {
  ContactImportOptions options;
  CAMP_ASSIGN(options.format, format_of(call, call.arguments[0]));
  CAMP_ASSIGN(options.separator, separator_of(call));
  CAMP_ASSIGN(options.map, pairs_of(call, "map"));
  CAMP_ASSIGN(options.set, pairs_of(call, "set"));
  CAMP_ASSIGN(options.lists, lists_of(call, program));
  CAMP_ASSIGN(options.subscriptions, subscriptions_of(call, program));
  options.rejects_max = call.values["max-rejects"].as<std::uint64_t>();
  return options;
}

Json report_json(const ImportReport& report, const std::string& rejects_path, bool stopped) {
  Json json{{"rows", report.rows},
            {"created", report.counts.created},
            {"changed", report.counts.changed},
            {"unchanged", report.counts.unchanged},
            {"repeated", report.repeated},
            {"rejected", report.rejected},
            {"ignored_columns", report.ignored_columns},
            {"stopped", stopped}};
  if (report.rejected > 0) {
    json["rejects"] = rejects_path;
    json["first_rejects"] = report.first_rejects;
  }
  return json;
}

std::string report_text(const ImportReport& report, const std::string& rejects_path, bool stopped) {
  // Without the repeated rows the figures would not add up to the rows.
  auto repeated = report.repeated == 0
                      ? std::string()
                      : grouped(report.repeated) + " merged into others of the same contact, ";
  auto text =
      fmt::format("{}: {} created, {} changed, {} unchanged, {}{} rejected{}\n",
                  counted(report.rows, "row"), grouped(report.counts.created),
                  grouped(report.counts.changed), grouped(report.counts.unchanged), repeated,
                  grouped(report.rejected), stopped ? " (stopped; the same command goes on)" : "");
  if (!report.ignored_columns.empty())
    text += fmt::format("ignored, as no attribute has their name: {} (--map ATTRIBUTE=COLUMN)\n",
                        printable(fmt::format("{}", fmt::join(report.ignored_columns, ", "))));
  return text + rejects_text(report.rejected, report.first_rejects, rejects_path);
}

}  // namespace

int run_contacts_import(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name the file to import, or - for stdin");
  auto file = ImportFile::open(
      call.arguments[0]);  // first: a wrong name must not leave an empty store behind
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
      rejects_path, [&](const ImportReport& so_far, std::uint64_t bytes_read) {
        line.update(so_far.rows, file->rows_expected(so_far.rows, bytes_read));
        return !interrupted();
      });
  if (!report.ok()) return call.fail(report.error());
  auto messages = session->hand_over();  // of an earlier process: an import sends nothing itself
  if (!messages.ok()) return call.fail(messages.error());
  if (call.console.json()) {
    call.answer(report->rejected == 0, report_json(*report, rejects_path, interrupted()));
  } else {
    call.console.out(report_text(*report, rejects_path, interrupted()));
  }
  return report->rejected == 0 ? kDone : kFindings;
}

}  // namespace camp::cli
