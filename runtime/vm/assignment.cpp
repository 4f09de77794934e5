#include "runtime/vm/assignment.h"

#include <string>

#include "lang/base/hash.h"
#include "lang/value/int128.h"

namespace camp {
namespace {

// hash * parts / 2^64: 0 .. parts - 1, without the bias of a remainder.
std::uint64_t position(std::string_view name, std::string_view contact_id, std::uint64_t parts) {
  thread_local std::string key;
  key.assign(name).push_back('\0');
  key.append(contact_id);
  __extension__ typedef unsigned __int128 Wide;
  return static_cast<std::uint64_t>((Wide{xxh3_64(key)} * parts) >> 64);
}

}  // namespace

std::uint32_t assignment_position(std::string_view experiment_name, std::string_view contact_id) {
  return static_cast<std::uint32_t>(position(experiment_name, contact_id, kWholePpm));
}

std::uint32_t assign_by_hash(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id,
                             std::span<const std::uint32_t> shares_ppm) {
  const auto at = assignment_position(experiment_name, contact_id);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < experiment.arms.size(); ++i) {
    below += shares_ppm.empty() ? experiment.arms[i].share_ppm : shares_ppm[i];
    if (at < below) return static_cast<std::uint32_t>(i);
  }
  return experiment.has_winner() ? kNone : static_cast<std::uint32_t>(experiment.arms.size() - 1);
}

std::uint32_t shadow_variant(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id) {
  std::uint64_t shares = 0;
  std::uint64_t variants = 0;
  for (const auto& arm : experiment.arms) {
    if (arm.holdout || arm.winner_of != kNone) continue;
    shares += arm.share_ppm;
    ++variants;
  }
  if (variants == 0) return kNone;
  // A name of its own: the hash that held the contact out says nothing about its variant.
  const auto at = position(std::string(experiment_name) + "/shadow", contact_id,
                           shares == 0 ? variants : shares);
  std::uint64_t below = 0;
  std::uint32_t last = kNone;
  for (std::uint32_t i = 0; i < experiment.arms.size(); ++i) {
    if (experiment.arms[i].holdout || experiment.arms[i].winner_of != kNone) continue;
    below += shares == 0 ? 1 : experiment.arms[i].share_ppm;
    last = i;
    if (at < below) break;
  }
  return last;
}

}  // namespace camp
