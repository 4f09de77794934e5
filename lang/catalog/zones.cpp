#include "lang/catalog/zones.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "lang/base/letters.h"
#include "lang/base/suggest.h"

namespace camp {
namespace {

namespace fs = std::filesystem;

const fs::path& folder() {
  static const auto* path = [] {
    const char* given = std::getenv("TZDIR");
    return new fs::path(given != nullptr && *given != '\0' ? given : "/usr/share/zoneinfo");
  }();
  return *path;
}

bool has_folder() {
  static const bool has = [] {
    std::error_code failed;
    return fs::is_directory(folder(), failed);
  }();
  return has;
}

// Beside the zones: the machine's own, and all of them again in other countings of the seconds.
constexpr std::string_view kOthers[] = {"localtime", "posixrules", "posix", "right"};

// Names of the form that tzdata gives: without dots, so that none leads upwards.
bool looks_like_zone(std::string_view name) {
  const auto area = name.substr(0, name.find('/'));
  if (std::find(std::begin(kOthers), std::end(kOthers), area) != std::end(kOthers)) return false;
  char before = '/';
  for (const char c : name) {
    const char small = ascii_lower(c);
    const bool in_word = (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                         c == '+' || c == '-';
    if (!in_word && (c != '/' || before == '/')) return false;
    before = c;
  }
  return before != '/';
}

std::vector<std::string> read_names() {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder(), failed), end; !failed && at != end;
       at.increment(failed)) {
    auto name = at->path().lexically_relative(folder()).string();
    if (has_zone(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<std::string>& names() {
  static const auto* all = new std::vector<std::string>(read_names());
  return *all;
}

}  // namespace

bool has_zone(std::string_view name) {
  if (!looks_like_zone(name)) return false;
  std::ifstream file(folder() / name, std::ios::binary);
  std::array<char, 4> magic{};  // folders and other files have another, or none
  return file.read(magic.data(), magic.size()) && std::string_view(magic.data(), 4) == "TZif";
}

bool is_zone(std::string_view name) { return !has_folder() || has_zone(name); }

std::optional<std::string> nearest_zone(std::string_view name) {
  const auto wanted = ascii_lowered(name);
  std::vector<std::string> places;
  for (const auto& zone : names()) {
    if (zone.find('/') == zone.npos) continue;  // `EET` stands for many places
    const auto lower = ascii_lowered(zone);
    if (lower == wanted || lower.substr(lower.rfind('/') + 1) == wanted) return zone;
    places.push_back(zone);
  }
  return suggest(name, places);
}

// The compact source that lies beside the zones begins with it.
std::string zone_data_version() {
  constexpr std::string_view kBegin = "# version ";
  std::ifstream source(folder() / "tzdata.zi");
  std::string line;
  if (!std::getline(source, line) || !line.starts_with(kBegin)) return {};
  return line.substr(kBegin.size());
}

}  // namespace camp
