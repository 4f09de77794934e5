// Letters, whitespace and cutting. Characters are code points; case is Unicode's: of
// filters as the contact's language has it, of expressions alike for everybody.
#include <algorithm>

#include "lang/base/letters.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/liquid.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

std::string_view language_of(const Context& context) {
  if (context.own_rules || context.language == nullptr) return {};
  return context.language(context.zone);
}

using ChangeLetters = std::string (*)(std::string_view text, std::string_view language);
Value change_letters(const Value& value, const Context& context, ChangeLetters change,
                     std::string_view language) {
  std::string buffer;
  const auto text = text_of(value, buffer, context);
  if (text.size() > arena_room(context)) return Value::absent();
  return in_arena(context, change(text, language));
}

// Ruby's strip also takes NULs away; so do we, since Liquid's users rely on nothing being left.
bool is_blank(char c) { return is_space(c) || c == '\0'; }

std::string_view without_blanks(std::string_view text, bool left, bool right) {
  while (left && !text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (right && !text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Value stripped(const Value& value, const Context& context, bool left, bool right) {
  std::string buffer;
  return in_arena(context, without_blanks(text_of(value, buffer, context), left, right));
}

std::int64_t code_points(std::string_view text) {
  return static_cast<std::int64_t>(count_code_points(text));
}

// The first `count` words with one space between them; whether there is more. Whitespace behind the
// last of them is more by Liquid's own rules only.
bool first_words(std::string_view text, std::int64_t count, std::string& out, bool own_rules) {
  std::size_t at = 0;
  for (std::int64_t words = 0; at < text.size(); ++words) {
    if (own_rules && words == count) return true;
    while (at < text.size() && is_space(text[at])) ++at;
    if (at == text.size()) break;
    if (words == count) return true;
    if (words > 0) out.push_back(' ');
    for (; at < text.size() && !is_space(text[at]); ++at) out.push_back(text[at]);
  }
  return false;
}

struct Part {
  std::int64_t begin;
  std::int64_t count;
};
// Ruby's [offset, length] on `size` things: nothing outside, cut at the end.
std::optional<Part> part_of(const Arguments& arguments, std::int64_t size, const Context& context) {
  const bool has_length = !context.own_rules || liquid::is_true(arguments[2]);
  auto offset = int_argument(arguments, 1, 0, context);
  auto length =
      has_length ? int_argument(arguments, 2, 1, context) : std::optional<std::int64_t>(1);
  if (!offset || !length) return std::nullopt;
  auto begin = *offset < 0 ? *offset + size : *offset;
  if (begin < 0 || begin > size || *length < 0) return Part{0, 0};
  return Part{begin, std::min(*length, size - begin)};
}

// What is put behind a text that was cut.
std::string_view tail_of(const Arguments& arguments, std::string& buffer, const Context& context) {
  const bool has_tail = context.own_rules ? arguments.given(2) : arguments.has(2);
  return has_tail ? text_of(arguments[2], buffer, context) : std::string_view("...");
}

// These filters leave nil as it is, by Liquid's own rules.
bool stays_nil(const Value& value, const Context& context) {
  return context.own_rules && value.is_absent();
}

}  // namespace

namespace rows {

Value upcase_row(const Arguments& arguments, const Context& context) {
  return change_letters(arguments[0], context, to_upper, language_of(context));
}
Value downcase_row(const Arguments& arguments, const Context& context) {
  return change_letters(arguments[0], context, to_lower, language_of(context));
}
Value capitalize_row(const Arguments& arguments, const Context& context) {
  return change_letters(arguments[0], context, capitalized, language_of(context));
}
Value upper_row(const Arguments& arguments, const Context& context) {
  return change_letters(arguments[0], context, to_upper, {});
}
Value lower_row(const Arguments& arguments, const Context& context) {
  return change_letters(arguments[0], context, to_lower, {});
}

Value strip_row(const Arguments& arguments, const Context& context) {
  return stripped(arguments[0], context, true, true);
}
Value lstrip_row(const Arguments& arguments, const Context& context) {
  return stripped(arguments[0], context, true, false);
}
Value rstrip_row(const Arguments& arguments, const Context& context) {
  return stripped(arguments[0], context, false, true);
}
Value trim_row(const Arguments& arguments, const Context& context) {
  return strip_row(arguments, context);
}

Value append_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  TextBuilder out(context);
  out.add(text_of(arguments[0], buffer, context));
  out.add(text_of(arguments[1], buffer, context));
  return out.finish();
}
Value prepend_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  TextBuilder out(context);
  out.add(text_of(arguments[1], buffer, context));
  out.add(text_of(arguments[0], buffer, context));
  return out.finish();
}

Value truncate_row(const Arguments& arguments, const Context& context) {
  constexpr std::int64_t kUsualLength = 50;
  if (stays_nil(arguments[0], context)) return Value::absent();
  std::string buffers[2];
  auto text = text_of(arguments[0], buffers[0], context);
  auto most = int_argument(arguments, 1, kUsualLength, context);
  if (!most) return Value::absent();
  auto tail = tail_of(arguments, buffers[1], context);
  if (code_points(text) <= *most) return in_arena(context, text);
  auto kept = std::max<std::int64_t>(0, std::max<std::int64_t>(0, *most) - code_points(tail));
  const auto head = text.substr(0, skip_code_points(text, static_cast<std::size_t>(kept)));
  TextBuilder out(context, head.size() + tail.size());
  out.add(head);
  out.add(tail);
  return out.finish();
}

Value truncatewords_row(const Arguments& arguments, const Context& context) {
  constexpr std::int64_t kUsualWords = 15;
  if (stays_nil(arguments[0], context)) return Value::absent();
  std::string buffers[2];
  auto text = text_of(arguments[0], buffers[0], context);
  auto most = int_argument(arguments, 1, kUsualWords, context);
  if (!most) return Value::absent();
  std::string words;
  if (!first_words(text, std::max<std::int64_t>(1, *most), words, context.own_rules))
    return in_arena(context, text);
  TextBuilder out(context);
  out.add(words);
  out.add(tail_of(arguments, buffers[1], context));
  return out.finish();
}

Value slice_row(const Arguments& arguments, const Context& context) {
  const auto& input = arguments[0];
  if (input.tag == Tag::kList) {
    auto part = part_of(arguments, input.aux, context);
    if (!part) return Value::absent();
    return Value::list(part->count == 0 ? nullptr : input.items + part->begin,
                       static_cast<std::uint32_t>(part->count));
  }
  std::string buffer;
  auto text = text_of(input, buffer, context);
  auto part = part_of(arguments, code_points(text), context);
  if (!part) return Value::absent();
  auto rest = text.substr(skip_code_points(text, static_cast<std::size_t>(part->begin)));
  return in_arena(context,
                  rest.substr(0, skip_code_points(rest, static_cast<std::size_t>(part->count))));
}

Value size_row(const Arguments& arguments, const Context& context) {
  const bool camp_int = arguments[0].tag == Tag::kInt && !context.own_rules;
  return Value::integer(camp_int ? 0 : liquid::size(arguments[0]).value_or(0));
}
Value length_row(const Arguments& arguments, const Context& context) {
  return size_row(arguments, context);
}

// `allow_false: true` comes as a record of that name.
Value default_row(const Arguments& arguments, const Context&) {
  const auto& input = arguments[0];
  const auto* allow_false = arguments[2].field("allow_false");
  const bool is_false = input.tag == Tag::kBool && input.num == 0;
  const bool false_stays = allow_false != nullptr && liquid::is_true(*allow_false);
  const bool stays = is_false ? false_stays : liquid::is_true(input) && !liquid::is_empty(input);
  if (stays) return input;
  return arguments.given(1) ? arguments[1] : Value::string("");
}

// A space for whatever whitespace stands between two words.
Value squish_row(const Arguments& arguments, const Context& context) {
  if (stays_nil(arguments[0], context)) return Value::absent();
  std::string buffer;
  auto text = without_blanks(text_of(arguments[0], buffer, context), true, true);
  TextBuilder out(context);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = is_space(text[i]);
    if (!space || !is_space(text[i - 1])) out.add(space ? ' ' : text[i]);
  }
  return out.finish();
}

Value strip_newlines_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  auto text = text_of(arguments[0], buffer, context);
  TextBuilder out(context);
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool before_lf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] != '\n' && !before_lf) out.add(text[i]);
  }
  return out.finish();
}

}  // namespace rows
}  // namespace camp::stdlib
