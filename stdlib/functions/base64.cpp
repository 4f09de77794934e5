// Base64 (RFC 4648), strict: padded, and the bits that nothing stands in are zero.
#include <algorithm>

#include "lang/base/utf8.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

constexpr std::string_view kUsual =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlSafe =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Value encoded(const Arguments& arguments, const Context& context, std::string_view alphabet) {
  std::string buffer;
  const auto bytes = text_of(arguments[0], buffer, context);
  TextBuilder out(context);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out.add(k <= group.size() ? alphabet[bits >> (18 - 6 * k) & 63] : '=');
  }
  return out.finish();
}

// Nothing: it is not base64. Of the URL-safe kind Ruby takes the letters of both, and no padding.
std::optional<std::string> decode(std::string_view text, bool url_safe) {
  const auto end = std::min(text.find('='), text.size());
  const auto letters = text.substr(0, end);
  const auto padding = text.substr(end);
  const auto missing = (4 - letters.size() % 4) % 4;
  const bool padded = padding == std::string_view("==").substr(0, missing);
  if (missing == 3 || (!padded && !(url_safe && padding.empty()))) return std::nullopt;
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : letters) {
    auto digit = kUsual.find(c);
    if (digit == kUsual.npos && url_safe) digit = kUrlSafe.find(c);
    if (digit == kUsual.npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<char>(bits >> held & 255));
  }
  const bool unused_are_zero = (bits & ((1u << held) - 1)) == 0;
  return unused_are_zero ? std::optional(bytes) : std::nullopt;
}

// In messages every text is UTF-8: other bytes are absent.
Value decoded(const Arguments& arguments, const Context& context, bool url_safe) {
  std::string buffer;
  const auto bytes = decode(text_of(arguments[0], buffer, context), url_safe);
  if (!bytes)
    return fail(context, url_safe ? "invalid base64 provided to base64_url_safe_decode"
                                  : "invalid base64 provided to base64_decode");
  if (!context.own_rules && find_invalid_utf8(*bytes)) return Value::absent();
  return in_arena(context, *bytes);
}

}  // namespace

namespace rows {

Value base64_encode_row(const Arguments& arguments, const Context& context) {
  return encoded(arguments, context, kUsual);
}
Value base64_decode_row(const Arguments& arguments, const Context& context) {
  return decoded(arguments, context, false);
}
Value base64_url_safe_encode_row(const Arguments& arguments, const Context& context) {
  return encoded(arguments, context, kUrlSafe);
}
Value base64_url_safe_decode_row(const Arguments& arguments, const Context& context) {
  return decoded(arguments, context, true);
}

}  // namespace rows
}  // namespace camp::stdlib
