// The parts that a message's content is made of: one row each in parts.def.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace camp {

enum class ContentPart : std::uint8_t {
#define CAMP_PART(number, name, word, written, value, lead, doc) k##name = number,
#include "lang/catalog/parts.def"
#undef CAMP_PART
};
inline constexpr std::uint8_t kContentPartCount = 0
#define CAMP_PART(number, name, word, written, value, lead, doc) +1
#include "lang/catalog/parts.def"
#undef CAMP_PART
    ;

enum class PartValue : std::uint8_t { kPlain, kHtml, kJson, kFixed, kUrl, kMailbox, kBytes };

struct PartInfo {
  ContentPart part;
  std::string_view word;
  PartValue value;
  ContentPart lead;  // parts with one lead are chosen together
  std::string_view doc;
};

const PartInfo& info_of(ContentPart part);
std::optional<ContentPart> find_content_part(std::string_view word);

// Whether a message may set this header field of its mail (mail_headers.def).
bool is_allowed_mail_header(std::string_view name);
std::string mail_headers_text();  // for people: X-..., List-Id, ...

}  // namespace camp
