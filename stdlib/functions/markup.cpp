// HTML and URLs.
#include <array>

#include "lang/base/html.h"
#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `&amp;`, `&#39;` at the text's beginning: what Liquid's own escape_once knows.
bool begins_with_plain_entity(std::string_view text) {
  const bool number = text.substr(1).starts_with('#');
  const std::size_t begin = number ? 2 : 1;
  auto end = begin;
  while (end < text.size() && (number ? is_digit(text[end]) : is_letter(text[end]))) ++end;
  return end > begin && end < text.size() && text[end] == ';';
}

// `&amp;`, `&#39;`, `&#x27;` at the text's beginning.
bool begins_with_entity(std::string_view text) {
  constexpr std::size_t kLongestEntity =
      34;  // HTML's longest name has 31 letters; bounds the look ahead
  text = text.substr(0, kLongestEntity);
  auto end = text.find(';');
  if (end == std::string_view::npos) return false;
  auto name = text.substr(1, end - 1);
  bool number = name.starts_with('#');
  if (number) name.remove_prefix(1);
  bool hex = number && (name.starts_with('x') || name.starts_with('X'));
  if (hex) name.remove_prefix(1);
  if (name.empty() || (!number && !is_letter(name[0]))) return false;
  for (char c : name) {
    bool fits = hex ? hex_digit(c) >= 0 : is_digit(c) || (!number && is_letter(c));
    if (!fits) return false;
  }
  return true;
}

Value escaped(const Value& value, const Context& context, bool once) {
  if (!once && context.own_rules && value.is_absent()) return value;
  std::string buffer;
  auto text = text_of(value, buffer, context);
  const auto is_entity = context.own_rules ? begins_with_plain_entity : begins_with_entity;
  TextBuilder out(context, text.size() + text.size() / 8);
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto entity = html_entity(text[i]);
    if (entity.empty() || (once && text[i] == '&' && is_entity(text.substr(i)))) continue;
    out.add(text.substr(plain, i - plain));
    out.add(entity);
    plain = i + 1;
  }
  out.add(text.substr(plain));
  return out.finish();
}

struct Block {
  std::string_view open;
  std::string_view close;
};

// Takes out everything from an `open` to the next `close`. A `close` that was not found once is not
// looked for again, so that a text of many openings costs no more than one.
template <std::size_t N>
std::string without_blocks(std::string_view text, const std::array<Block, N>& blocks) {
  std::string out;
  std::array<bool, N> missing{};
  for (std::size_t at = 0; at < text.size();) {
    auto next = at;
    for (std::size_t b = 0; b < N && next == at; ++b) {
      if (missing[b] || !text.substr(at).starts_with(blocks[b].open)) continue;
      auto end = text.find(blocks[b].close, at + blocks[b].open.size());
      missing[b] = end == std::string_view::npos;
      if (!missing[b]) next = end + blocks[b].close.size();
    }
    if (next == at)
      out.push_back(text[at++]);
    else
      at = next;
  }
  return out;
}

// UTF-8; Liquid's own rules have nothing against NUL.
bool is_text(std::string_view bytes, const Context& context) {
  for (auto bad = find_invalid_utf8(bytes); bad; bad = find_invalid_utf8(bytes)) {
    if (!context.own_rules || bytes[*bad] != '\0') return false;
    bytes.remove_prefix(*bad + 1);
  }
  return true;
}

}  // namespace

namespace rows {

Value escape_row(const Arguments& arguments, const Context& context) {
  return escaped(arguments[0], context, false);
}
Value h_row(const Arguments& arguments, const Context& context) {
  return escape_row(arguments, context);
}
Value escape_once_row(const Arguments& arguments, const Context& context) {
  return escaped(arguments[0], context, true);
}

// The compiler leaves such an output unescaped; to the value itself nothing happens.
Value raw_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules) return arguments[0];  // as to every filter that Liquid does not have
  std::string buffer;
  TextBuilder out(context);
  out.add(text_of(arguments[0], buffer, context));
  return out.finish();
}

Value url_encode_row(const Arguments& arguments, const Context& context) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  if (context.own_rules && arguments[0].is_absent()) return Value::absent();
  std::string buffer;
  TextBuilder out(context);
  for (char c : text_of(arguments[0], buffer, context)) {
    auto byte = static_cast<unsigned char>(c);
    if (is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out.add(c);
    } else if (c == ' ') {
      out.add('+');
    } else {
      const char escape[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
      out.add(std::string_view(escape, sizeof escape));
    }
  }
  return out.finish();
}

// Absent when the result would not be text.
Value url_decode_row(const Arguments& arguments, const Context& context) {
  if (context.own_rules && arguments[0].is_absent()) return Value::absent();
  std::string buffer;
  auto text = text_of(arguments[0], buffer, context);
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  if (!is_text(decoded, context)) return fail(context, "invalid byte sequence in UTF-8");
  return in_arena(context, decoded);
}

// As Liquid: first scripts, comments and styles with what is in them, then every tag.
Value strip_html_row(const Arguments& arguments, const Context& context) {
  static constexpr std::array<Block, 3> kBlocks{
      {{"<script", "</script>"}, {"<!--", "-->"}, {"<style", "</style>"}}};
  static constexpr std::array<Block, 1> kTags{{{"<", ">"}}};
  std::string buffer;
  TextBuilder out(context);
  out.add(without_blocks(without_blocks(text_of(arguments[0], buffer, context), kBlocks), kTags));
  return out.finish();
}

Value newline_to_br_row(const Arguments& arguments, const Context& context) {
  std::string buffer;
  auto text = text_of(arguments[0], buffer, context);
  TextBuilder out(context);
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool before_lf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (before_lf) continue;
    if (text[i] == '\n') out.add("<br />");
    out.add(text[i]);
  }
  return out.finish();
}

}  // namespace rows
}  // namespace camp::stdlib
