// Unicode's tables, as ICU has them; no header of ICU is seen beyond unicode.cpp.
//
// All take any bytes: what is not well-formed UTF-8 comes back as it was. Plain ASCII never reaches
// ICU, so that bulk imports stay as fast as they are. No locale; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

bool is_ascii(std::string_view text);

// In normal form C: `text` itself where it is so already, otherwise in `scratch`.
std::string_view normalized(std::string_view text, std::string& scratch);

// Without blanks at both ends: spaces, tabs, Unicode's spaces, and characters that are not seen
// (zero width, direction marks, byte order mark). Line breaks and control characters stay.
std::string_view trimmed(std::string_view text);
// Whether nothing of it is seen: no more than these and line breaks.
bool is_unseen(std::string_view text);

// Both: how an id and every short text from outside is meant. Spreadsheets add blanks behind, other
// systems write `é` as two characters; neither makes another contact.
std::string_view tidied(std::string_view text, std::string& scratch);
std::string tidied(std::string_view text);

// What texts have in common that differ only in case and width (NFKC_Casefold). Of well-formed
// UTF-8 only.
std::string casefolded(std::string_view text);

// A text without the accents of European letters, as people type it who do not have them at hand:
// `kyllä` is `kylla`, `łódź` is `lodz`. Signs of other scripts stay: without them a letter is
// another.
std::string without_accents(std::string_view text);

// What is left of a name without case, accents, blanks and punctuation: `E-Mail`, `e_mail` and
// `EMAIL` are one. Empty when nothing is left.
std::string folded_name(std::string_view name);

// Of people's names: the same but for case, accents and blanks. A capital letter makes no second
// person.
bool is_same_person(std::string_view a, std::string_view b);

// The first character that cannot be seen: "U+200B ZERO WIDTH SPACE". Plain blanks and NUL do not
// count.
std::optional<std::string> invisible_character(std::string_view text);

// `address` with what follows its @ as mail servers know it (IDNA: `xn--mller-kva.example`); as it
// was when it cannot be said so.
std::string with_ascii_domain(std::string_view address);

}  // namespace camp
