#include "cli/draft_request.h"

#include <fmt/format.h>

#include "cli/names.h"
#include "lang/base/suggest.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/parts.h"
#include "lang/graph/written.h"

namespace camp::cli {
namespace {

// Those it has contents for, and those on which a flow sends it.
sema::ChannelSet channels_of_subject(const DraftSubject& subject) {
  sema::ChannelSet set;
  for (const auto& content : subject.message->contents)
    if (const auto channel = find_channel(content.channel.text))
      set.set(static_cast<std::size_t>(*channel));
  const auto& analysis = subject.project->analysis;
  for (const auto& file : analysis.files()) {
    ast::walk(file, [&](const auto& node) {
      if constexpr (std::is_same_v<std::decay_t<decltype(node)>, ast::Statement>) {
        const auto* send = std::get_if<ast::Send>(&node.node);
        if (send != nullptr && send->message.text == subject.message->name.text)
          if (const auto* sent = analysis.model().send_channels.find(send->message.id))
            for (const auto channel : *sent) set.set(static_cast<std::size_t>(channel));
      }
      return true;
    });
  }
  return set;
}

std::string_view need_word(PartNeed need) {
  switch (need) {
    case PartNeed::kRequired:
      return "needed";
    case PartNeed::kEither:
      return "one of these is needed";
    case PartNeed::kOptional:
      return "may be left out";
  }
  return "";
}

std::string channel_lines(const sema::ChannelSet& set) {
  std::string lines;
  for (const auto& channel : channels()) {
    if (!set.test(static_cast<std::size_t>(channel.channel))) continue;
    lines += fmt::format("\n{}: {}\n", channel.word, channel.doc);
    for (const auto& part : parts_of(channel.channel))
      lines += fmt::format(
          "- {} ({}; at most {} {}{}): {}\n", info_of(part.part).word, need_word(part.need),
          part.size, part.unit == SizeUnit::kBytes ? "bytes" : "characters",
          part.most > 1 ? fmt::format(" each, {} of them", part.most) : "", info_of(part.part).doc);
  }
  return lines;
}

std::string field_lines(std::string_view owner, const sema::FieldTable& fields) {
  std::string lines;
  for (const auto& field : fields.all())
    lines += fmt::format("- {{{{ {}{} }}}}: {}\n", owner, field.name, to_string(field.type));
  return lines;
}

// Fenced with more back quotes than it has itself.
std::string fenced(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != text.npos) fence += '`';
  return fmt::format("{}camp\n{}\n{}\n", fence, text, fence);
}

}  // namespace

Result<DraftSubject> find_draft_subject(const CompiledProject& project, std::string_view name) {
  const auto invalid = [&](std::string message, std::string hint) {
    return Error{ErrorKind::kInvalid, std::move(message), "", std::move(hint)};
  };
  const auto* symbol = project.analysis.model().find(name);
  if (symbol == nullptr || symbol->kind != sema::SymbolKind::kMessage) {
    const auto near = suggest(name, names_of(project.analysis, "MESSAGE"));
    return invalid(fmt::format("there is no message '{}'", name),
                   near ? fmt::format("did you mean '{}'?", *near)
                        : "write it first, if only its parameters and channels: what is drafted is "
                          "what it says");
  }
  DraftSubject subject{&project, symbol->declaration,
                       std::get_if<ast::Message>(&symbol->declaration->node)};
  if (subject.script().imported_at())
    return invalid(fmt::format("'{}' belongs to the library", name),
                   "only messages of the project's own scripts are drafted");
  if (symbol->declaration->incomplete)
    return invalid(fmt::format("'{}' cannot be read", name), "mend it first: camp check");
  return subject;
}

std::string draft_request(const DraftSubject& subject, std::string_view brief) {
  const auto& name = subject.message->name.text;
  const auto& model = subject.project->analysis.model();
  std::string text = fmt::format(
      "Rewrite the message `{}` of a project of customer communication, which is written in the "
      "language camp.\n",
      name);
  if (!brief.empty()) text += fmt::format("\nWhat it is to be:\n{}\n", brief);
  if (!subject.declaration->doc.empty())
    text += fmt::format("\nWhat the project says of it:\n{}\n", subject.declaration->doc);
  text += "\nAs it is now:\n" + fenced(subject.text());
  text += "\nIts channels, and the parts that each takes:\n" +
          channel_lines(channels_of_subject(subject));
  text += "\nIts texts are Liquid. The contact's fields, by which they may speak:\n" +
          field_lines("contact.", model.contact);
  const auto* info = model.messages.find(subject.message->name.id);
  if (info != nullptr && !info->parameters.all().empty())
    text += "\nIts own parameters:\n" + field_lines("", info->parameters);
  text +=
      "\nThere are no other fields. One whose type ends in `?` may be absent: write `{{ "
      "contact.FIELD | default: \"...\" }}`. Make up no links, prices, dates or promises; keep "
      "the links that are there.\n";
  text += fmt::format(
      "\nAnswer with the whole declaration `message {} {{ ... }}`, its name and parameters as they "
      "are, in one block that begins with ```camp and ends with ```. Nothing else may be "
      "declared.\n",
      name);
  return text;
}

std::string draft_correction(const DraftSubject& subject, std::string_view wrong) {
  return fmt::format(
      "That cannot be used:\n{}\nAnswer with the whole declaration `message {} {{ ... }}` again, "
      "in one block that begins with ```camp and ends with ```.\n",
      wrong, subject.message->name.text);
}

}  // namespace camp::cli
