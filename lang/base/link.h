// Links that come from data: what their scheme is to a browser, and whether it may be sent. The
// schemes are in link_schemes.def. All take any bytes; pure, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp {

// Without regard to case, and without what browsers leave out of a scheme: blanks and control
// characters, wherever they stand (`java\tscript`).
bool is_link_scheme(std::string_view scheme);
// `http, https, ... and sms`, for people.
std::string link_schemes();

// The scheme of a link that must not leave, as a browser reads it; nothing where the link may: it
// has one of the schemes, or none at all. Stricter than browsers are: an entity counts as the colon
// that it may stand for.
std::optional<std::string> forbidden_scheme(std::string_view link);
// The same of several links, divided by blanks and commas (`srcset`): the first that is forbidden.
std::optional<std::string> forbidden_scheme_of_any(std::string_view links);

}  // namespace camp
