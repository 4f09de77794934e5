#include "cli/render/tally.h"

#include <fmt/format.h>

#include "lang/base/counted.h"

namespace camp::cli {

std::string skipped_text(const GateCounts& skipped) {
  if (sum_of(skipped) == 0) return {};
  std::string reasons;
  for (const auto& gate : gates()) {
    const auto count = skipped[static_cast<std::size_t>(gate.gate)];
    if (count == 0) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", gate.word, grouped(count));
  }
  return fmt::format(", {} skipped ({})", grouped(sum_of(skipped)), reasons);
}

Json skipped_json(const GateCounts& skipped) {
  Json json = Json::object();
  for (const auto& gate : gates()) {
    const auto count = skipped[static_cast<std::size_t>(gate.gate)];
    if (count > 0) json[std::string(gate.word)] = count;
  }
  return json;
}

std::string incidents_text(std::uint64_t incidents) {
  if (incidents == 0) return {};
  return fmt::format(
      "{}: camp incidents says who stands where, and why; camp comms CONTACT --all what else "
      "failed\n",
      counted(incidents, "incident"));
}

Json tally_json(const Tally& tally) {
  return {{"skipped", skipped_json(tally.skipped)}, {"incidents", tally.incidents}};
}

}  // namespace camp::cli
