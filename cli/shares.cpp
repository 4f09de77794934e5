#include "cli/shares.h"

#include <fmt/format.h>

#include <algorithm>

namespace camp::cli {
namespace {

constexpr std::size_t kPlaces = 6;  // as millionths have them

// 0, 1, 0.35, .35: exactly, so that the same text is the same share everywhere.
std::optional<std::uint32_t> ppm_of(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto part = point == std::string_view::npos ? "" : text.substr(point + 1);
  const auto is_digits = [](std::string_view digits) {
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() && part.empty()) return std::nullopt;
  if (whole.size() > 1 || part.size() > kPlaces || !is_digits(whole) || !is_digits(part))
    return std::nullopt;
  std::uint32_t ppm = 0;
  for (std::size_t i = 0; i < kPlaces; ++i)
    ppm = ppm * 10 + static_cast<std::uint32_t>(i < part.size() ? part[i] - '0' : 0);
  if (!whole.empty()) ppm += static_cast<std::uint32_t>(whole[0] - '0') * kWholePpm;
  return ppm <= kWholePpm ? std::optional(ppm) : std::nullopt;
}

}  // namespace

Result<Share> read_share(const std::string& option, const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0)
    return Error{ErrorKind::kInvalid, fmt::format("--{} '{}' says no share", option, text), "",
                 "write NAME=0.1: of ten, one"};
  const auto ppm = ppm_of(std::string_view(text).substr(equals + 1));
  if (!ppm)
    return Error{ErrorKind::kInvalid,
                 fmt::format("--{} '{}': a share is a number from 0 to 1", option, text), "",
                 "with at most 6 places behind the point: 0.35 is 35 %"};
  Share share{text, text.substr(0, equals), std::nullopt, *ppm};
  if (const auto colon = share.name.find(':'); colon != std::string::npos) {
    share.value = share.name.substr(colon + 1);
    share.name.resize(colon);
  }
  return share;
}

Result<std::vector<Share>> read_shares(const std::string& option,
                                       const std::vector<std::string>& texts) {
  std::vector<Share> shares;
  for (const auto& text : texts) {
    CAMP_ASSIGN(auto share, read_share(option, text));
    const bool is_known = std::any_of(shares.begin(), shares.end(), [&](const Share& known) {
      return known.name == share.name && known.value == share.value;
    });
    if (is_known)
      return Error{ErrorKind::kInvalid,
                   fmt::format("--{} '{}': that was said before", option, text), "", "say it once"};
    shares.push_back(std::move(share));
  }
  return shares;
}

}  // namespace camp::cli
