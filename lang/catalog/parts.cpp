#include "lang/catalog/parts.h"

#include <algorithm>
#include <iterator>

#include "lang/base/letters.h"

namespace camp {
namespace {

constexpr PartInfo kParts[] = {
#define CAMP_PART(number, name, word, written, value, lead, doc) \
  {ContentPart::k##name, #word, PartValue::value, ContentPart::k##lead, doc},
#include "lang/catalog/parts.def"
#undef CAMP_PART
};
static_assert(std::size(kParts) == kContentPartCount);

constexpr std::string_view kMailHeaders[] = {
#define CAMP_MAIL_HEADER(name, doc) name,
#include "lang/catalog/mail_headers.def"
#undef CAMP_MAIL_HEADER
};

bool begins_with(std::string_view text, std::string_view prefix) {
  return is_ascii_alike(text.substr(0, prefix.size()), prefix);
}

}  // namespace

const PartInfo& info_of(ContentPart part) { return kParts[static_cast<std::size_t>(part)]; }

std::optional<ContentPart> find_content_part(std::string_view word) {
  for (const auto& row : kParts) {
    if (row.word == word) return row.part;
  }
  return std::nullopt;
}

// What camp says of a mail in fields of its own is not a script's to say.
bool is_allowed_mail_header(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return c == '-' || (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
  });
  if (!plain || name.back() == '-') return false;
  if (begins_with(name, "X-")) return name.size() > 2 && !begins_with(name, "X-Camp-");
  return std::any_of(std::begin(kMailHeaders), std::end(kMailHeaders),
                     [&](std::string_view one) { return is_ascii_alike(name, one); });
}

std::string mail_headers_text() {
  std::string text = "X-...";
  for (const auto name : kMailHeaders) text.append(", ").append(name);
  return text;
}

}  // namespace camp
