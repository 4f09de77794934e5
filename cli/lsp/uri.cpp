#include "cli/lsp/uri.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

namespace camp::cli::lsp {
namespace {

constexpr std::string_view kScheme = "file://";
constexpr std::string_view kThisHost = "localhost";

bool stands_for_itself(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~").find(c) != std::string_view::npos;
}

// `%41` at the beginning.
std::optional<char> escaped(std::string_view text) {
  constexpr std::size_t kLength = 3;
  if (text.size() < kLength) return std::nullopt;
  unsigned value = 0;
  const auto* end = text.data() + kLength;
  const auto [stop, problem] = std::from_chars(text.data() + 1, end, value, 16);
  return problem == std::errc() && stop == end && value != 0
             ? std::optional(static_cast<char>(value))
             : std::nullopt;
}

}  // namespace

std::optional<std::string> path_of(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  if (uri.starts_with(kThisHost)) uri.remove_prefix(kThisHost.size());
  if (!uri.starts_with('/')) return std::nullopt;
  std::string path;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] != '%') {
      path += uri[i];
      continue;
    }
    const auto byte = escaped(uri.substr(i));
    if (!byte) return std::nullopt;
    path += *byte;
    i += 2;
  }
  return std::filesystem::path(path).lexically_normal().string();
}

std::string uri_of(std::string_view path) {
  std::string uri(kScheme);
  for (const char c : path) {
    if (stands_for_itself(c))
      uri += c;
    else
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

}  // namespace camp::cli::lsp
