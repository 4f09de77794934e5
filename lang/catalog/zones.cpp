#include "lang/catalog/zones.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "lang/base/letters.h"
#include "lang/base/suggest.h"

namespace camp {
namespace {

// Sorted; empty without zone data, which date-tz tells by an exception.
std::vector<std::string> read_names() {
  std::vector<std::string> names;
  try {
    for (const auto& zone : date::get_tzdb().zones) names.emplace_back(zone.name());
  } catch (const std::exception&) {
    names.clear();
  }
  std::sort(names.begin(), names.end());
  return names;
}

const std::vector<std::string>& names() {
  static const auto* all = new std::vector<std::string>(read_names());
  return *all;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) c = ascii_lower(c);
  return lower;
}

}  // namespace

bool is_zone(std::string_view name) {
  return names().empty() || std::binary_search(names().begin(), names().end(), name);
}

std::optional<std::string> nearest_zone(std::string_view name) {
  const auto wanted = lower_case(name);
  std::vector<std::string> places;
  for (const auto& zone : names()) {
    if (zone.find('/') == zone.npos) continue;  // `EET` stands for many places
    const auto lower = lower_case(zone);
    if (lower == wanted || lower.substr(lower.rfind('/') + 1) == wanted) return zone;
    places.push_back(zone);
  }
  return suggest(name, places);
}

}  // namespace camp
