// double_opt_in CHANNEL using MESSAGE: the message has what the channel needs, and the link.
#include <fmt/format.h>

#include <algorithm>

#include "lang/sema/contents.h"
#include "lang/sema/declarations.h"

namespace camp::sema {
namespace {

// Where the message is only looked at.
constexpr std::string_view kPreviewUrl = "https://site.invalid/confirm/preview";

// Whether the content says what the message is about, and not just a subject or a picture.
bool says_something(const ast::Content& content, Channel channel) {
  const auto leads = [&](PartNeed need) {
    std::vector<ContentPart> parts;
    for (const auto& row : parts_of(channel))
      if (row.need == need && row.part != ContentPart::kSubject)
        parts.push_back(info_of(row.part).lead);
    return parts;
  };
  auto wanted = leads(PartNeed::kEither);
  const auto required = leads(PartNeed::kRequired);
  wanted.insert(wanted.end(), required.begin(), required.end());
  return std::any_of(content.parts.begin(), content.parts.end(), [&](const ast::PartUse& use) {
    const auto part = part_of(use, channel);
    return part && std::find(wanted.begin(), wanted.end(), info_of(*part).lead) != wanted.end();
  });
}

}  // namespace

// The messages of a library module that has the link are for a double opt-in, also where the
// project that imports it uses them for none.
bool DeclarationChecker::is_for_opt_ins(Span place) const {
  return imported_at(place) && sources_[place.source].text().find(kConfirmUrl) != std::string::npos;
}

void DeclarationChecker::add_confirm_url(const ast::Message& message, MessageInfo& info) {
  info.parameters.add(
      {kConfirmUrl, TypeKind::kUrl, message.name.span, 0, Value::string(kPreviewUrl)});
}

void DeclarationChecker::check_opt_ins(const ast::Conversation& conversation) {
  std::vector<const ast::Name*> seen;
  for (const auto& opt_in : conversation.opt_ins) {
    for (const auto& channel : opt_in.channels) {
      const auto first = std::find_if(
          seen.begin(), seen.end(), [&](const ast::Name* it) { return it->text == channel.text; });
      if (first != seen.end())
        reporter_
            .report(Code::kDuplicateArm, channel.span,
                    fmt::format("'{}' stands twice", channel.text))
            .also((*first)->span, "first here");
      seen.push_back(&channel);
    }
    check_opt_in(conversation, opt_in);
  }
}

void DeclarationChecker::check_opt_in(const ast::Conversation& conversation,
                                      const ast::OptIn& opt_in) {
  const auto& name = opt_in.message;
  const auto* symbol = expressions_.find_symbol(name, {SymbolKind::kMessage}, "message");
  if (symbol == nullptr) {
    for (const auto& channel : opt_in.channels) resolve_channel(channel, reporter_);
    return;
  }
  model_.symbols.at(name.text).used = true;
  const auto& message = std::get<ast::Message>(symbol->declaration->node);
  if (!message.parameters.empty())
    reporter_
        .report(Code::kWrongArguments, name.span,
                fmt::format("'{}' has parameters, and nothing gives them here", name.text))
        .also(message.parameters.front().name.span, "declared here")
        .help("a confirmation knows the contact and `confirm_url`");
  for (const auto& channel : opt_in.channels) check_opt_in_channel(conversation, channel, *symbol);
}

void DeclarationChecker::check_opt_in_channel(const ast::Conversation& conversation,
                                              const ast::Name& name, const Symbol& message) {
  const auto channel = resolve_channel(name, reporter_);
  if (!channel) return;
  if (content_of(std::get<ast::Message>(message.declaration->node), name.text) == nullptr)
    reporter_
        .report(Code::kNoContent, name.span,
                fmt::format("the message '{}' says nothing for {}", message.name, name.text))
        .also(message.span, "declared here")
        .help(fmt::format("add `{} ...` to the message", name.text));
  check_address_field(name.span, *channel, model_, reporter_);
  if (!info_of(*channel).takes_transactional())
    reporter_.report(
        Code::kWrongPlace, name.span,
        fmt::format("{} cannot carry transactional messages, and a confirmation is one",
                    name.text));
  if (*channel == Channel::kEmail && !conversation.from)
    reporter_.report(Code::kNoSender, name.span, "its confirmations have no sender")
        .also(conversation.name.span, "this conversation has no `from`")
        .help("add `from \"Name <address@example.com>\"` to the conversation");
}

// A variant that changes only the subject goes with the others' text, link included.
void DeclarationChecker::check_confirm_url(const ast::Message& message, const ast::Content& content,
                                           Channel channel) {
  if (content.variant && !says_something(content, channel)) return;
  auto report = reporter_.report(Code::kNoConfirmUrl, content.channel.span,
                                 "nobody can confirm by this: it lacks `confirm_url`");
  const auto opt_in = model_.confirmations.find(message.name.text);
  if (opt_in != model_.confirmations.end()) report.also(opt_in->second->span, "its double opt-in");
  report.help("write `{{ confirm_url }}` where the link belongs");
}

}  // namespace camp::sema
