#include <fmt/format.h>

#include "lang/syntax/folds.h"

namespace camp::syntax {
namespace {

std::string_view trim(std::string_view line) {
  auto first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

ast::Text take_text(Frame& frame) { return frame[frame.size() - 1].take<ast::Text>(); }

void take_names(Frame& frame, std::vector<ast::Name>& names) {
  for (std::size_t i = 0; i < frame.size(); ++i) names.push_back(frame[i].take<ast::Name>());
  frame.clear();
}

// The `##` lines above; blank lines between are fine, anything else ends the comment.
std::string doc_above(const Builder& builder, std::uint32_t begin) {
  auto* floor = builder.previous_end != nullptr ? builder.previous_end : builder.report.begin();
  std::string_view above(floor, static_cast<std::size_t>(builder.report.begin() + begin - floor));
  std::vector<std::string_view> lines;
  while (!above.empty()) {
    auto newline = above.rfind('\n');
    auto line = trim(above.substr(newline == above.npos ? 0 : newline + 1));
    bool doc = line.starts_with("##");
    if (!doc && (!line.empty() || !lines.empty())) break;
    if (doc) {
      line.remove_prefix(2);
      lines.push_back(line.starts_with(' ') ? line.substr(1) : line);
    }
    if (newline == above.npos) break;
    above = above.substr(0, newline);
  }
  std::string doc;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!doc.empty()) doc += '\n';
    doc += *line;
  }
  return doc;
}

void take_declared_name(Builder& builder) { builder.draft.name = builder.pop().take<ast::Name>(); }

void fold_field(Frame& frame) {
  ast::Field field;
  field.name = frame.name(Part::kName);
  auto type = frame.maybe<std::unique_ptr<ast::TypeUse>>(Part::kType);
  field.type = std::move(**type);
  field.default_value = frame.expr(Part::kDefault);
  field.span = frame.span();
  frame.builder().draft.fields.push_back(std::move(field));
  frame.clear();
}

void fold_contact(Frame& frame) {
  add_declaration(frame, ast::Contact{std::move(frame.builder().draft.fields)});
}

void fold_event_declaration(Frame& frame) {
  auto& draft = frame.builder().draft;
  add_declaration(frame, ast::Event{std::move(draft.name), std::move(draft.fields)});
}

void fold_segment(Frame& frame) {
  auto condition = frame.expr(Part::kValue);
  add_declaration(frame, ast::Segment{std::move(frame.builder().draft.name), std::move(condition)});
}

void fold_invariant(Frame& frame) {
  auto text = frame.maybe<ast::Text>(Part::kName);
  add_declaration(frame, ast::Invariant{std::move(*text), frame.expr(Part::kCondition)});
}

void fold_list(Frame& frame) {
  add_declaration(frame, ast::List{std::move(frame.builder().draft.name)});
}

void fold_define(Frame& frame) {
  auto& draft = frame.builder().draft;
  auto value = frame.expr(Part::kValue);
  add_declaration(frame,
                  ast::Define{std::move(draft.name), std::move(draft.fields), std::move(value)});
}

void fold_from(Frame& frame) {
  set_once(frame, frame.builder().draft.conversation.from, take_text(frame));
  frame.clear();
}

void fold_reply_to(Frame& frame) {
  set_once(frame, frame.builder().draft.conversation.reply_to, take_text(frame));
  frame.clear();
}

void fold_unsubscribe(Frame& frame) {
  frame.builder().draft.conversation.unsubscribe_per_channel = true;
  frame.clear();
}

void fold_suppress(Frame& frame) { take_names(frame, frame.builder().draft.conversation.suppress); }

void fold_opt_in(Frame& frame) {
  ast::OptIn row;
  row.span = frame.span();
  row.channels = frame.all<ast::Name>(Part::kChannel);
  row.message = frame.name(Part::kMessage);
  frame.builder().draft.conversation.opt_ins.push_back(std::move(row));
  frame.clear();
}

void fold_dkim(Frame& frame) {
  ast::DkimUse use;
  use.span = frame.span();
  use.selector = std::move(*frame.maybe<ast::Text>(Part::kName));
  use.key = take_setting(frame, Part::kValue);
  set_once(frame, frame.builder().draft.conversation.dkim, std::move(use));
  frame.clear();
}

void fold_conversation(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.conversation.name = std::move(draft.name);
  add_declaration(frame, std::move(draft.conversation));
}

void fold_outlet_text(Frame& frame) {
  auto& outlet = frame.builder().draft.outlet;
  const auto word = frame.builder().text(frame.keyword());
  auto& slot = word == "name"       ? outlet.label
               : word == "timezone" ? outlet.timezone
               : word == "from"     ? outlet.from
                                    : outlet.reply_to;
  set_once(frame, slot, take_text(frame));
  frame.clear();
}

void fold_outlet(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.outlet.name = std::move(draft.name);
  add_declaration(frame, std::move(draft.outlet));
}

void fold_channel_rate(Frame& frame) {
  ast::RateUse rate{frame.span(), frame.literal(Part::kLimit), frame.literal(Part::kDuration)};
  set_once(frame, frame.builder().draft.channel.rate, std::move(rate));
  frame.clear();
}

void fold_channel_costs(Frame& frame) {
  if (auto literal = frame.literal(Part::kValue))
    set_once(frame, frame.builder().draft.channel.costs, std::move(*literal));
  frame.clear();
}

void fold_carrier_url(Frame& frame) {
  set_once(frame, frame.builder().draft.channel.url, take_setting(frame, Part::kValue));
  frame.clear();
}

void fold_carrier_tls(Frame& frame) {
  set_once(frame, frame.builder().draft.channel.tls, frame.name(Part::kName));
  frame.clear();
}

void fold_carrier_connections(Frame& frame) {
  if (auto literal = frame.literal(Part::kLimit))
    set_once(frame, frame.builder().draft.channel.connections, std::move(*literal));
  frame.clear();
}

void fold_channel(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.channel.name = std::move(draft.name);
  draft.channel.carrier = frame.maybe_name(Part::kSubject);
  add_declaration(frame, std::move(draft.channel));
}

namespace {

// A name where a text may stand as well.
ast::Text take_label(Item& item) {
  if (std::holds_alternative<ast::Text>(item.value)) return item.take<ast::Text>();
  auto name = item.take<ast::Name>();
  return {std::move(name.text), name.span, {{0, name.span.begin}}};
}

}  // namespace

void fold_part(Frame& frame) {
  ast::PartUse use;
  use.span = frame.span();
  use.word.span = frame.keyword();
  use.word.text = std::string(frame.builder().text(use.word.span));
  use.file = frame.has(Part::kFile);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    auto& item = frame[i];
    if (item.part == Part::kName)
      use.label = take_label(item);
    else if (std::holds_alternative<ast::ExprPtr>(item.value))
      use.when = item.take<ast::ExprPtr>();
    else if (std::holds_alternative<ast::Text>(item.value))
      use.text = item.take<ast::Text>();
  }
  frame.builder().draft.content.parts.push_back(std::move(use));
  frame.clear();
}

void fold_content(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.content.channel = frame[0].take<ast::Name>();
  draft.content.span = frame.span();
  if (frame.size() == 2) {  // sms "..."
    ast::PartUse use;
    use.span = frame[1].span;
    use.word.span = draft.content.channel.span;
    use.text = take_text(frame);
    draft.content.parts.push_back(std::move(use));
  }
  draft.message.contents.push_back(std::move(draft.content));
  draft.content = {};
  frame.clear();
}

// What stands between its braces and in no variant within is its own.
void fold_variant(Frame& frame) {
  auto& message = frame.builder().draft.message;
  const auto span = frame.span();
  const auto number = static_cast<std::uint32_t>(message.variants.size());
  const auto within = [&](Span inner) { return span.begin < inner.begin && inner.end <= span.end; };
  for (auto& content : message.contents)
    if (!content.variant && within(content.span)) content.variant = number;
  for (auto& variant : message.variants)
    if (!variant.inside && within(variant.span)) variant.inside = number;
  ast::Variant variant;
  variant.span = {span.source, span.begin, frame[0].span.end};
  if (frame[0].part == Part::kName)
    variant.segment = frame[0].take<ast::Name>();
  else
    variant.language = take_label(frame[0]);
  message.variants.push_back(std::move(variant));
  frame.clear();
}

void fold_message(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.message.name = std::move(draft.name);
  draft.message.parameters = std::move(draft.fields);
  add_declaration(frame, std::move(draft.message));
}

void fold_module(Frame& frame) {
  auto& draft = frame.builder().draft;
  auto body = frame.block(Part::kBody);
  add_declaration(frame,
                  ast::Module{std::move(draft.name), std::move(draft.fields), std::move(body)});
}

void fold_import(Frame& frame) { add_declaration(frame, ast::Import{frame.name(Part::kName)}); }

// `total: money = 80 EUR`: what a definition's reader would take for a value when none is given.
void fold_no_preview(Frame& frame) {
  auto span = frame.span();
  frame.builder()
      .report
      .report(Code::kWrongPlace, span, "a parameter has no default: every `send` gives its value")
      .help("`preview` says what it is where the message is only looked at")
      .fix("make it the preview", {span.source, span.begin, span.begin + 1}, "preview");
  frame.clear();
}

namespace {

void note_cut(Builder& builder, const char* begin) {
  auto* line = begin;
  while (line != builder.report.begin() && line[-1] != '\n') --line;
  if (!grammar::first_on_line(builder.report.begin(), begin))
    builder.file.cut.push_back(builder.report.span(line, begin));
}

// The word that stands where a declaration's name is due, as it was meant.
ast::Name name_behind(const Builder& builder, const char* at) {
  auto* end = builder.report.end();
  auto* stop = at;
  while (stop != end &&
         (grammar::is_name_char(*stop) || (static_cast<unsigned char>(*stop) & 0x80) != 0))
    ++stop;
  return {meant_name({at, stop}), builder.report.span(at, stop)};
}

}  // namespace

// What the text between could have named: a field, or what follows `as` and `let`.
void note_gap(Builder& builder, grammar::Place place, const char* begin, const char* end) {
  builder.draft.incomplete = true;
  note_cut(builder, begin);
  auto note = [&](std::string_view word) {
    if (word.empty()) return;
    builder.file.broken.push_back(
        {std::string(word), builder.report.span(word.data(), word.data() + word.size())});
  };
  if (place == grammar::kField) note(grammar::word_at(begin, end));
  for (auto* at = begin; at < end;) {
    auto word = grammar::word_at(at, end);
    if (word == "as" || word == "let")
      note(grammar::word_at(grammar::skip_space(at + word.size(), end), end));
    if (*at == '"')
      at = grammar::skip_text(at, end);
    else if (*at == '#')
      at = grammar::skip_space(at, end);
    else
      at += word.empty() ? 1 : word.size();
  }
}

// The name stays known, so that its uses are not reported as well.
void give_up_declaration(Builder& builder, const char* begin) {
  auto& name = builder.draft.name;
  auto* end = builder.report.end();
  const auto keyword = grammar::word_at(begin, end);
  if (name.text.empty() && !keyword.empty() && keyword != "import")
    name = name_behind(builder, grammar::skip_space(begin + keyword.size(), end));
  const auto* row = grammar::find_keyword(keyword);
  const bool known = row != nullptr && row->at(grammar::kTop);
  builder.file.lost.push_back({std::string(keyword), known, !name.text.empty()});
  if (!name.text.empty()) builder.file.broken.push_back(std::move(name));
  builder.stack.clear();
  builder.openings.clear();
  builder.depth = builder.type_depth = 0;
  builder.draft = {};
}

}  // namespace camp::syntax
