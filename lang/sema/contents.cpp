// Contents of messages: each channel's parts, and the variants for segments and languages.
#include "lang/sema/contents.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lang/base/letters.h"
#include "lang/base/limits.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"
#include "lang/value/address.h"

namespace camp::sema {
namespace {

// BCP 47 as far as texts are chosen by it: subtags of letters and digits, the first of letters.
bool is_language(std::string_view text) {
  constexpr std::size_t kSubtag = 8;
  std::size_t size = 0;
  bool first = true;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != '-') {
      const char c = text[i];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && (first || c < '0' || c > '9')) return false;
      ++size;
      continue;
    }
    if (size == 0 || size > kSubtag || (first && (size < 2 || size > 3))) return false;
    first = false;
    size = 0;
  }
  return true;
}

std::string words_of(Channel channel, PartNeed need) {
  std::string words;
  for (const auto& row : parts_of(channel)) {
    if (row.need != need) continue;
    words += fmt::format("{}`{}`", words.empty() ? "" : " or ", info_of(row.part).word);
  }
  return words;
}

bool has_part(const ast::Content& content, Channel channel, ContentPart part) {
  return std::any_of(content.parts.begin(), content.parts.end(),
                     [&](const ast::PartUse& use) { return part_of(use, channel) == part; });
}

Markup markup_of(PartValue value) {
  return value == PartValue::kHtml   ? Markup::kHtml
         : value == PartValue::kJson ? Markup::kJson
                                     : Markup::kNone;
}

}  // namespace

std::optional<ContentPart> part_of(const ast::PartUse& use, Channel channel) {
  return use.word.text.empty() ? info_of(channel).main_part : find_content_part(use.word.text);
}

Selectors selectors_of(const ast::Message& message, const ast::Content& content) {
  Selectors selectors;
  for (auto at = content.variant; at; at = message.variants[*at].inside) {
    const auto& variant = message.variants[*at];
    if (variant.language) selectors.language = &*variant.language;
    if (variant.segment) selectors.segment = &*variant.segment;
  }
  return selectors;
}

std::string language_of(const ast::Text& text) { return ascii_lowered(text.text); }

const ast::Content* content_of(const ast::Message& message, std::string_view channel) {
  for (const auto& content : message.contents)
    if (!content.variant && content.channel.text == channel) return &content;
  return nullptr;
}

void check_set(const ast::Name& name, Model& model, const ExpressionChecker& expressions,
               Reporter& reporter) {
  auto found = model.symbols.find(name.text);
  if (found == model.symbols.end()) {
    auto candidates = expressions.symbol_names({SymbolKind::kSegment, SymbolKind::kList});
    reporter
        .report(Code::kUnknownName, name.span,
                fmt::format("there is no segment or list '{}'", name.text))
        .did_you_mean(name.text, candidates);
    return;
  }
  found->second.used = true;
  model.note_meaning(name.span, found->second.span);
  if (found->second.kind == SymbolKind::kSegment || found->second.kind == SymbolKind::kList) return;
  reporter
      .report(Code::kWrongKindOfName, name.span,
              fmt::format("'{}' is neither a segment nor a list", name.text))
      .also(found->second.span, "declared here");
}

// ---- variants

void DeclarationChecker::check_variants(const ast::Message& message) {
  const auto* field = model_.contact.find("language");
  bool told = false;  // once is enough
  for (const auto& variant : message.variants) {
    if (variant.segment) check_set(*variant.segment, model_, expressions_, reporter_);
    if (!variant.language) continue;
    const auto& language = *variant.language;
    if (!is_language(language.text))
      reporter_
          .report(Code::kBadLiteral, language.span,
                  fmt::format("'{}' is not a language", language.text))
          .help("a language is written `fi` or `\"pt-BR\"` (BCP 47)");
    if (told || (field != nullptr && field->type.kind == TypeKind::kLocale)) continue;
    told = true;
    auto report = reporter_.report(Code::kUnknownField, language.span,
                                   "a text in a language needs to know the contact's");
    if (field != nullptr)
      report.also(field->span, fmt::format("this is {}", to_string(field->type)));
    report.help("write `contact { language: locale = \"en\" }`");
  }
}

void DeclarationChecker::check_contents(const ast::Message& message) {
  using Who = std::tuple<std::string_view, std::string, std::string_view>;
  std::map<Who, Span> seen;
  for (const auto& content : message.contents) {
    const auto selectors = selectors_of(message, content);
    const Who who{content.channel.text, selectors.language ? language_of(*selectors.language) : "",
                  selectors.segment ? std::string_view(selectors.segment->text) : ""};
    auto [found, added] = seen.emplace(who, content.channel.span);
    if (!added)
      reporter_
          .report(Code::kDuplicateProperty, content.channel.span,
                  fmt::format("'{}' stands twice in this message{}", content.channel.text,
                              content.variant ? ", for the same contacts" : ""))
          .also(found->second, "first here");
    if (const auto channel = resolve_channel(content.channel, reporter_)) {
      auto* confirm_url = model_.messages.at(message.name.id).confirm_url;
      if (confirm_url != nullptr) confirm_url->used = false;
      check_content(message, content, *channel);
      if (confirm_url != nullptr && !confirm_url->used)
        check_confirm_url(message, content, *channel);
      continue;
    }
    for (const auto& use : content.parts)
      if (use.text && !use.file) expressions_.check_text(*use.text, Markup::kNone);
  }
  if (message.contents.size() > limits::kContentsPerMessage)
    reporter_.report(Code::kTooMany, message.name.span,
                     fmt::format("a message has at most {} contents, its variants included",
                                 limits::kContentsPerMessage));
}

void DeclarationChecker::check_content(const ast::Message& message, const ast::Content& content,
                                       Channel channel) {
  check_parts(content, channel);
  if (!content.variant) {
    check_needs(content, channel);
  } else if (content_of(message, content.channel.text) == nullptr) {
    const auto& variant = message.variants[*content.variant];
    reporter_
        .report(
            Code::kNoContent, content.channel.span,
            fmt::format("on {} the message says nothing to everybody else", content.channel.text))
        .also(variant.span, "this is for some contacts only")
        .help(fmt::format("add `{} ...` outside of the variants", content.channel.text));
  }
  if (has_part(content, channel, ContentPart::kValue) &&
      !has_part(content, channel, ContentPart::kTemplate))
    reporter_
        .report(Code::kMissingProperty, content.channel.span,
                "values of an approved template, and no `template` beside them")
        .help("add `template \"NAME\"`: a template and its values are chosen together");
}

// ---- parts

void DeclarationChecker::check_parts(const ast::Content& content, Channel channel) {
  std::map<ContentPart, std::pair<std::size_t, Span>> seen;
  for (const auto& use : content.parts) {
    const auto part = part_of(use, channel);
    const auto* row = part ? find_part(channel, *part) : nullptr;
    if (row == nullptr) {
      if (use.word.text.empty()) {
        reporter_
            .report(Code::kMissingProperty, use.span,
                    fmt::format("{} has several parts: this text is none of them yet",
                                content.channel.text))
            .help(fmt::format("write `{} {{ ... }}`", content.channel.text));
      } else {
        reporter_.report(Code::kWrongPlace, use.word.span,
                         fmt::format("{} has no {}", content.channel.text, use.word.text));
      }
      if (use.text && !use.file) expressions_.check_text(*use.text, Markup::kNone);
      continue;
    }
    auto& [count, first] = seen.emplace(*part, std::pair(0, use.span)).first->second;
    if (++count == row->most + std::size_t{1}) {
      auto report = reporter_.report(
          Code::kDuplicateProperty, use.word.span,
          row->most == 1 ? fmt::format("`{}` is given twice", info_of(*part).word)
                         : fmt::format("{} takes `{}` at most {} times", content.channel.text,
                                       info_of(*part).word, row->most));
      report.also(first, "first here");
    }
    check_part(use, *row);
  }
  std::size_t attached = 0;
  for (const auto& use : content.parts)
    if (const auto* bytes = use.text ? model_.attachments.find(use.text->id) : nullptr)
      attached += bytes->size();
  if (attached > limits::kAttachmentsBytes)
    reporter_.report(Code::kTooMany, content.channel.span,
                     fmt::format("the attached files have {} bytes; a mail takes {} at most",
                                 attached, limits::kAttachmentsBytes));
}

void DeclarationChecker::check_needs(const ast::Content& content, Channel channel) {
  const auto word = content.channel.text;
  const auto main = info_of(channel).main_part;
  // One that the channel does not have may be meant for the one that is missing.
  const bool misnamed =
      std::any_of(content.parts.begin(), content.parts.end(), [&](const auto& use) {
        const auto part = part_of(use, channel);
        return !part || find_part(channel, *part) == nullptr;
      });
  bool needs_either = false;
  bool has_either = false;
  for (const auto& row : parts_of(channel)) {
    const bool has = has_part(content, channel, row.part);
    needs_either |= row.need == PartNeed::kEither;
    has_either |= row.need == PartNeed::kEither && has;
    if (row.need != PartNeed::kRequired || has || misnamed) continue;
    auto report = reporter_.report(Code::kMissingProperty, content.channel.span,
                                   fmt::format("{} needs a {}", word, info_of(row.part).word));
    report.help(row.part == main ? fmt::format("write `{} \"...\"`", word)
                                 : fmt::format("add `{} \"...\"`", info_of(row.part).word));
  }
  if (needs_either && !has_either && !misnamed)
    reporter_
        .report(Code::kMissingProperty, content.channel.span,
                fmt::format("{} needs {}", word, words_of(channel, PartNeed::kEither)))
        .help(fmt::format("for example `{} \"...\"`",
                          info_of(main.value_or(ContentPart::kText)).word));
  if (channel == Channel::kEmail && has_part(content, channel, ContentPart::kPreheader) &&
      !has_part(content, channel, ContentPart::kHtml))
    reporter_
        .report(Code::kMissingProperty, content.channel.span,
                "a preheader stands at the beginning of the HTML, and there is none")
        .help("add `html \"...\"`, or begin the text with it");
  if (channel == Channel::kWhatsapp && !has_part(content, channel, ContentPart::kTemplate))
    reporter_
        .report(Code::kNoTemplate, content.channel.span,
                "this text is sent within 24 hours of the contact's last answer only")
        .help("add `template \"NAME\"`, which the provider has approved, for other times");
}

void DeclarationChecker::check_part(const ast::PartUse& use, const ChannelPart& row) {
  check_label(use, row.part);
  if (use.when != nullptr) return check_time(use);
  if (!use.text) return;
  if (info_of(row.part).value == PartValue::kBytes) return attach(*use.text);
  if (use.file)
    check_file(use, row);
  else
    check_value(use, row);
}

void DeclarationChecker::check_label(const ast::PartUse& use, ContentPart part) {
  if (!use.label) return;
  const auto& label = *use.label;
  if (is_template(label) || label.text.empty() || has_control_character(label.text)) {
    reporter_.report(Code::kWrongPlace, label.span, "this name is fixed: no values, not empty");
  } else if (part == ContentPart::kHeader && !is_allowed_mail_header(label.text)) {
    reporter_
        .report(Code::kUnknownName, label.span,
                fmt::format("a message cannot set the header field '{}'", label.text))
        .help(fmt::format("it may set {}", mail_headers_text()));
  } else if (count_code_points(label.text) > limits::kCardTitleChars) {
    reporter_.report(Code::kTooMany, label.span,
                     fmt::format("a name has at most {} characters", limits::kCardTitleChars));
  }
}

void DeclarationChecker::check_value(const ast::PartUse& use, const ChannelPart& row) {
  const auto& text = *use.text;
  const auto& info = info_of(row.part);
  expressions_.check_text(text, markup_of(info.value));
  check_size(use, row);
  if (is_unseen(text.text)) report_blank(use, row);
  if (is_template(text)) {
    if (info.value == PartValue::kFixed)
      reporter_
          .report(Code::kWrongPlace, text.span,
                  "the name of an approved template is fixed: it takes no values")
          .help("its values are given by `value \"...\"`");
    return;
  }
  if (info.value == PartValue::kMailbox) check_mailbox(text);
  if (info.value == PartValue::kUrl && !is_link_address(text.text))
    reporter_.report(Code::kTypeMismatch, text.span, fmt::format("'{}' is no address", text.text))
        .help("for example `https://shop.example/cart`, or an app's own `shop://cart`");
}

void DeclarationChecker::check_file(const ast::PartUse& use, const ChannelPart& row) {
  const auto file = file_of(*use.text);
  if (!file) return;
  const auto text = liquid::text_of_file(sources_, *file);
  expressions_.check_file_text(*use.text, text, markup_of(info_of(row.part).value));
  if (is_unseen(text.text)) report_blank(use, row);
}

// Gate::kEmpty would keep it back from everybody. What has a form of its own is no such thing when
// it is empty, and that is said.
void DeclarationChecker::report_blank(const ast::PartUse& use, const ChannelPart& row) {
  const auto value = info_of(row.part).value;
  const bool has_form =
      value == PartValue::kUrl || value == PartValue::kMailbox || value == PartValue::kJson;
  if (row.need == PartNeed::kOptional || has_form) return;
  reporter_
      .report(Code::kNoContent, use.text->span,
              fmt::format("the {} is empty: {} is sent without one", info_of(row.part).word,
                          row.need == PartNeed::kRequired ? "no message" : "nothing"))
      .help(row.need == PartNeed::kRequired
                ? "say something; a message that is empty when it is sent is skipped (`empty`)"
                : "say something, or leave it out");
}

void DeclarationChecker::check_size(const ast::PartUse& use, const ChannelPart& row) {
  const auto& text = *use.text;
  if (is_template(text)) return;
  const bool bytes = row.unit == SizeUnit::kBytes;
  const auto size = bytes ? text.text.size() : count_code_points(text.text);
  if (size <= row.size) return;
  reporter_.report(Code::kTooMany, text.span,
                   fmt::format("this has {} {}; `{}` takes at most {} on {}", size,
                               bytes ? "bytes" : "characters", info_of(row.part).word, row.size,
                               info_of(row.channel).word));
}

// `until`: a time, or how long from now.
void DeclarationChecker::check_time(const ast::PartUse& use) {
  const auto typed = expressions_.check_present(*use.when, "but `until` needs it");
  switch (typed.type.kind) {
    case TypeKind::kDuration:
      model_.from_now.insert(use.when->id);
      return;
    case TypeKind::kError:
    case TypeKind::kDate:
    case TypeKind::kDatetime:
      return;
    default:
      reporter_
          .report(Code::kTypeMismatch, use.when->span,
                  fmt::format("`until` is a date, a datetime or a duration, not a {}",
                              to_string(typed.type)))
          .help("for example `until 7d` or `until 2026-12-24`");
  }
}

void DeclarationChecker::attach(const ast::Text& name) {
  if (!is_file_name(name)) return;
  auto bytes = read_bytes(name);
  if (!bytes) return;
  if (bytes->size() > limits::kAttachmentBytes)
    reporter_.report(Code::kFileTooLarge, name.span,
                     fmt::format("'{}' has {} bytes; a mail takes files of {} at most", name.text,
                                 bytes->size(), limits::kAttachmentBytes));
  model_.attachments[name.id] = std::move(*bytes);
}

}  // namespace camp::sema
