// To where a text links, as far as that can be seen in it.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace camp::cli {

// The hosts of its addresses (`https://HOST/...`, `//HOST`, `www.HOST`) and of its mail links
// (`mailto:a@HOST`), in small letters; one that a value decides as it is written: `{{ ... }}`.
std::set<std::string> linked_hosts(std::string_view text);

}  // namespace camp::cli
