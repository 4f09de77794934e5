#include <string>

#include "lang/base/bytes.h"
#include "lang/catalog/channels.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "runtime/delivery/compose.h"
#include "runtime/delivery/sms_size.h"

namespace camp {
namespace {

using ComposedParts = std::vector<ComposedPart>;

void member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  append_json_string(out, value);
}

// The parts from `at` on that are of one kind, between these signs under one word; gives where the
// next kind begins.
template <class Same, class Write>
std::size_t append_all(std::string& out, const ComposedParts& parts, std::size_t at,
                       std::string_view word, std::string_view signs, Same same, Write write) {
  out.append(",\"").append(word).append("\":").push_back(signs[0]);
  for (const auto begin = at; at < parts.size() && same(parts[at]); ++at) {
    if (at > begin) out.push_back(',');
    write(parts[at]);
  }
  out.push_back(signs[1]);
  return at;
}

bool is_step(const ComposedPart& one) {
  return one.part == ContentPart::kSay || one.part == ContentPart::kPlay;
}

std::size_t append_script(std::string& out, const ComposedParts& parts, std::size_t at) {
  return append_all(out, parts, at, "script", "[]", is_step, [&](const auto& one) {
    out.append("{\"").append(info_of(one.part).word).append("\":");
    append_json_string(out, one.text);
    out.push_back('}');
  });
}

std::size_t append_suggestions(std::string& out, const ComposedParts& parts, std::size_t at) {
  const auto is_one = [](const auto& part) {
    return info_of(part.part).lead == ContentPart::kSuggest;
  };
  return append_all(out, parts, at, "suggest", "[]", is_one, [&](const auto& one) {
    const bool opens = one.part == ContentPart::kOpen;
    out.append("{\"text\":");
    append_json_string(out, opens ? one.label : std::string_view(one.text));
    if (opens) member(out, info_of(one.part).word, one.text);
    out.push_back('}');
  });
}

// A part that may stand more than once: by name, or in a list.
std::size_t append_several(std::string& out, const ComposedParts& parts, std::size_t at) {
  const auto part = parts[at].part;
  const bool named = !parts[at].label.empty();
  const auto is_same = [&](const auto& one) { return one.part == part; };
  return append_all(out, parts, at, info_of(part).word, named ? "{}" : "[]", is_same,
                    [&](const auto& one) {
                      if (named) {
                        append_json_string(out, one.label);
                        out.push_back(':');
                      }
                      append_json_string(out, one.text);
                    });
}

void append_one(std::string& out, Channel channel, const ComposedPart& part) {
  const auto& info = info_of(part.part);
  if (channel == Channel::kSms && part.part == ContentPart::kText) {
    const auto size = sms_size(part.text);
    member(out, "alphabet", alphabet_word(size));
    out.append(",\"segments\":").append(std::to_string(size.segments));
  }
  // What a damaged ledger makes of JSON is a text.
  if (info.value != PartValue::kJson || !is_json(part.text))
    return member(out, info.word, part.text);
  out.append(",\"").append(info.word).append("\":");
  // Its line breaks stand between its values: inside of texts there are none.
  for (const char c : part.text) out.push_back(c == '\n' || c == '\r' ? ' ' : c);
}

}  // namespace

void append_ndjson_record(std::string& out, const MessageRecord& record,
                          const ComposedMessage& message) {
  out.append("{\"ledger_id\":");
  append_json_string(out, record.ledger_id_hex);
  member(out, "channel", info_of(message.channel).word);
  member(out, "to", record.to);
  member(out, "contact", record.contact);
  member(out, "campaign", record.campaign);
  member(out, "run", record.run);
  member(out, "message", record.message);
  member(out, "time", instant_text(record.at_ms));
  if (!record.test.empty()) member(out, "test", record.test);
  if (!record.language.empty()) member(out, "language", record.language);
  const auto& parts = message.parts;
  for (std::size_t at = 0; at < parts.size();) {
    const auto& part = parts[at];
    const auto lead = info_of(part.part).lead;
    const auto* row = find_part(message.channel, part.part);
    if (is_step(part))
      at = append_script(out, parts, at);
    else if (lead == ContentPart::kSuggest)
      at = append_suggestions(out, parts, at);
    else if (!part.label.empty() || (row != nullptr && row->most > 1))
      at = append_several(out, parts, at);
    else
      append_one(out, message.channel, parts[at++]);
  }
  out.append("}\n");
}

}  // namespace camp
