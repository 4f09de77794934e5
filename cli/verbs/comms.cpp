#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/explain_text.h"
#include "cli/session.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {

void options_comms(po::options_description& options) {
  options.add_options()("show", "also the messages' texts, as they were sent")(
      "all", "the whole history: entries, waits, exits, refusals, consents, incidents");
}

namespace {

// What people read stands as it is, all else behind its word.
bool is_body(ContentPart part) {
  return part == ContentPart::kText || part == ContentPart::kHtml || part == ContentPart::kBody ||
         part == ContentPart::kJson;
}

std::string parts_text(const std::vector<ToldPart>& parts) {
  std::string fields, bodies;
  for (const auto& part : parts) {
    if (is_body(part.part)) {
      bodies += (bodies.empty() ? "" : "\n") + printable(part.text, Lines::kMany) + "\n";
      continue;
    }
    std::string word(info_of(part.part).word);
    if (!part.label.empty()) word += " " + printable(part.label);
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
    fields += word + ": " + printable(part.text) + "\n";
  }
  return fields + (fields.empty() || bodies.empty() ? "" : "\n") + bodies;
}

std::string content_text(const MessageStory& story, bool color) {
  const auto& message = *story.told.message();
  const auto& content = *story.content;
  auto heading = fmt::format("{}  {} via {} to {}", instant_text(story.told.at_ms), message.message,
                             info_of(message.channel).word,
                             message.address.empty() ? "(erased)" : printable(message.address));
  auto out = "\n" + styled(heading, Style::kBold, color) + "\n";
  if (!content.problem.empty()) return out + content.problem + "\n";
  return out + parts_text(content.parts);
}

Table message_table(const Comms& comms) {
  Table table({{"time"},
               {"flow", Align::kLeft, 40},
               {"message", Align::kLeft, 40},
               {"channel"},
               {"address", Align::kLeft, 40},
               {"decision"},
               {"receipts"},
               {"conversions"}});
  for (const auto& story : comms.messages) {
    const auto& message = *story.told.message();
    table.add({instant_text(story.told.at_ms),
               flow_cell(story.told.subject),
               message.message,
               std::string(info_of(message.channel).word),
               message.address,
               {fate_text(message), style_of(message.fate)},
               fmt::format("{}", fmt::join(story.receipts, ", ")),
               fmt::format("{}", fmt::join(story.conversions, ", "))});
  }
  return table;
}

Table history_table(const Comms& comms) {
  Table table({{"time"},
               {"flow", Align::kLeft, 40},
               {"inst", Align::kRight},
               {"what happened", Align::kLeft, 200}});
  for (const auto& told : comms.history) {
    bool bad = told.kind == EntryKind::kIncident;
    table.add({instant_text(told.at_ms),
               flow_cell(told.subject),
               told.subject.instance ? std::to_string(told.subject.instance) : "",
               {text_of(told), bad ? Style::kBad : Style::kPlain}});
  }
  return table;
}

void answer_text(const Invocation& call, const Comms& comms) {
  const auto& console = call.console;
  if (comms.erased)
    console.note("this contact was erased: decisions stay, names and texts are gone");
  auto table = call.has("all") ? history_table(comms) : message_table(comms);
  if (table.empty()) {
    console.out(
        call.has("all")
            ? "nothing has happened to this contact yet\n"
            : "no message to this contact was ever decided; camp why CONTACT MESSAGE says why\n");
    return;
  }
  console.out(table.text(console.out_color()));
  for (const auto& story : comms.messages) {
    if (story.content) console.out(content_text(story, console.out_color()));
  }
}

}  // namespace

int run_comms(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("name one contact");
  auto store = open_reading(call);
  if (!store) return store.code;
  CommsOptions options{.content = call.has("show"), .history = call.has("all")};
  auto comms = read_comms(store->view(), tidied(call.arguments[0]), options);
  if (!comms.ok()) return call.fail(comms.error());
  if (call.console.json()) {
    call.answer(true, comms_json(*comms, options.history));
  } else {
    answer_text(call, *comms);
  }
  return kDone;
}

}  // namespace camp::cli
