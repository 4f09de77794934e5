#include <string>

#include "lang/base/utf8.h"
#include "lang/catalog/channels.h"
#include "lang/value/civil.h"
#include "runtime/delivery/compose.h"
#include "runtime/delivery/sms_size.h"

namespace camp {
namespace {

// Well-formed text as the inside of a JSON string (RFC 8259, 7).
void append_escaped(std::string& out, std::string_view text) {
  auto run = text.begin();
  for (auto at = text.begin(); at != text.end(); ++at) {
    auto byte = static_cast<unsigned char>(*at);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(run, at);
    run = at + 1;
    switch (byte) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default: {
        constexpr char kHex[] = "0123456789abcdef";
        out.append("\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
      }
    }
  }
  out.append(run, text.end());
}

// Whatever the bytes: what is not UTF-8 becomes U+FFFD, NUL (which find_invalid_utf8 refuses too)
// is escaped.
void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (;;) {
    auto bad = find_invalid_utf8(text);
    append_escaped(out, text.substr(0, bad.value_or(text.size())));
    if (!bad) break;
    out.append(text[*bad] == '\0' ? "\\u0000" : "\xEF\xBF\xBD");
    text.remove_prefix(*bad + 1);
  }
  out.push_back('"');
}

}  // namespace

void append_ndjson_record(std::string& out, const ShortMessage& message) {
  auto member = [&](std::string_view name, std::string_view value) {
    out.append(name);
    append_json_string(out, value);
  };
  member("{\"ledger_id\":", message.ledger_id_hex);
  member(",\"channel\":", message.channel);
  member(",\"to\":", message.to);
  member(",\"contact\":", message.contact);
  member(",\"campaign\":", message.campaign);
  member(",\"run\":", message.run);
  member(",\"message\":", message.message);
  member(",\"time\":", instant_text(message.at_ms));
  if (message.channel == info_of(Channel::kSms).word) {
    const auto size = sms_size(message.text);
    member(",\"alphabet\":", alphabet_word(size));
    out.append(",\"segments\":").append(std::to_string(size.segments));
  }
  member(",\"text\":", message.text);
  out.append("}\n");
}

}  // namespace camp
