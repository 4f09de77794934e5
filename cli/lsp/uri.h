// Files as the language server protocol names them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace camp::cli::lsp {

// Nothing where it names no file of this machine: `untitled:`, `git:`, another host.
std::optional<std::string> path_of(std::string_view uri);
std::string uri_of(std::string_view path);  // absolute

}  // namespace camp::cli::lsp
