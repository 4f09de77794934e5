// Letters, whitespace, replacing and cutting. Characters are code points; case is Unicode's: of
// filters as the contact's language has it, of expressions alike for everybody.
#include <algorithm>

#include "lang/base/letters.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

Value in_arena(const Context& context, std::string_view text) {
  TextBuilder out(context);
  out.add(text);
  return out.finish();
}

std::string_view language_of(const Context& context) {
  return context.language == nullptr ? std::string_view() : context.language(context.zone);
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

Value stripped(const Value& value, const Context& context, bool left, bool right) {
  std::string buffer;
  auto text = text_of(value, buffer, context);
  while (left && !text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (right && !text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return in_arena(context, text);
}

// At most `most` occurrences; an empty `part` stands nowhere.
Value replaced(const Arguments& arguments, const Context& context, bool with_argument,
               std::size_t most) {
  std::string buffers[3];
  auto text = text_of(arguments[0], buffers[0], context);
  auto part = text_of(arguments[1], buffers[1], context);
  auto by = with_argument ? text_of(arguments[2], buffers[2], context) : std::string_view();
  TextBuilder out(context);
  std::size_t at = 0;
  while (most > 0 && !part.empty() && !text.empty()) {
    auto found = find_part(text, part, at);
    if (found == std::string_view::npos) break;
    if (!out.add(text.substr(at, found - at)) || !out.add(by)) break;
    at = found + part.size();
    --most;
  }
  out.add(text.substr(at));
  return out.finish();
}

std::int64_t code_points(std::string_view text) {
  return static_cast<std::int64_t>(count_code_points(text));
}

// The first `count` words with one space between them; gives where the rest begins.
std::size_t first_words(std::string_view text, std::int64_t count, std::string& out) {
  std::size_t at = 0;
  for (std::int64_t words = 0; at < text.size(); ++words) {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at == text.size() || words == count) break;
    if (words > 0) out.push_back(' ');
    for (; at < text.size() && !is_space(text[at]); ++at) out.push_back(text[at]);
  }
  return at;
}

struct Range {
  std::int64_t begin;
  std::int64_t count;
};
// Ruby's [offset, length] on `size` things: nothing outside, cut at the end.
std::optional<Range> range_of(const Arguments& arguments, std::int64_t size) {
  auto offset = int_of(arguments[1], 0);
  auto length = int_of(arguments[2], 1);
  if (!offset || !length) return std::nullopt;
  auto begin = *offset < 0 ? *offset + size : *offset;
  if (begin < 0 || begin > size || *length < 0) return Range{0, 0};
  return Range{begin, std::min(*length, size - begin)};
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

Value replace_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, true, SIZE_MAX);
}
Value replace_first_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, true, 1);
}
Value remove_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, false, SIZE_MAX);
}
Value remove_first_row(const Arguments& arguments, const Context& context) {
  return replaced(arguments, context, false, 1);
}

Value truncate_row(const Arguments& arguments, const Context& context) {
  constexpr std::int64_t kUsualLength = 50;
  std::string buffers[2];
  auto text = text_of(arguments[0], buffers[0], context);
  auto most = int_of(arguments[1], kUsualLength);
  if (!most) return Value::absent();
  auto ellipsis =
      arguments.has(2) ? text_of(arguments[2], buffers[1], context) : std::string_view("...");
  if (code_points(text) <= *most) return in_arena(context, text);
  auto kept = std::max<std::int64_t>(0, std::max<std::int64_t>(0, *most) - code_points(ellipsis));
  TextBuilder out(context);
  out.add(text.substr(0, skip_code_points(text, static_cast<std::size_t>(kept))));
  out.add(ellipsis);
  return out.finish();
}

Value truncatewords_row(const Arguments& arguments, const Context& context) {
  constexpr std::int64_t kUsualWords = 15;
  std::string buffers[2];
  auto text = text_of(arguments[0], buffers[0], context);
  auto most = int_of(arguments[1], kUsualWords);
  if (!most) return Value::absent();
  auto ellipsis =
      arguments.has(2) ? text_of(arguments[2], buffers[1], context) : std::string_view("...");
  std::string words;
  auto at = first_words(text, std::max<std::int64_t>(1, *most), words);
  if (at == text.size()) return in_arena(context, text);
  TextBuilder out(context);
  out.add(words);
  out.add(ellipsis);
  return out.finish();
}

Value slice_row(const Arguments& arguments, const Context& context) {
  const auto& input = arguments[0];
  if (input.tag == Tag::kList) {
    auto range = range_of(arguments, input.aux);
    if (!range) return Value::absent();
    return Value::list(range->count == 0 ? nullptr : input.items + range->begin,
                       static_cast<std::uint32_t>(range->count));
  }
  std::string buffer;
  auto text = text_of(input, buffer, context);
  auto range = range_of(arguments, code_points(text));
  if (!range) return Value::absent();
  auto rest = text.substr(skip_code_points(text, static_cast<std::size_t>(range->begin)));
  return in_arena(context,
                  rest.substr(0, skip_code_points(rest, static_cast<std::size_t>(range->count))));
}

Value size_row(const Arguments& arguments, const Context&) {
  const auto& input = arguments[0];
  switch (input.tag) {
    case Tag::kString:
      return Value::integer(code_points(input.text()));
    case Tag::kList:
    case Tag::kRecord:
      return Value::integer(input.aux);
    default:
      return Value::integer(0);
  }
}
Value length_row(const Arguments& arguments, const Context& context) {
  return size_row(arguments, context);
}

Value default_row(const Arguments& arguments, const Context&) {
  const auto& input = arguments[0];
  bool sized = input.tag == Tag::kString || input.tag == Tag::kList || input.tag == Tag::kRecord;
  bool empty =
      input.is_absent() || (sized && input.aux == 0) || (input.tag == Tag::kBool && input.num == 0);
  return empty ? arguments[1] : input;
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
