// Who gets which arm: a hash of names and ids, never a random number.
//
//   position = XXH3-64(experiment_name 0x00 contact_id) * 1,000,000 / 2^64        (0 .. 999,999)
// and the arm is the one whose cumulated share (in source order) the position falls into. Anyone
// can recompute it with a published hash. The shares add up to 1,000,000 in a checked program; of
// an experiment with a winner they may be less: who lies beyond them waits for it. A bandit's last
// decision has the shares of its variants, the script those of its holdouts.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "lang/program/program.h"

namespace camp {

std::uint32_t assignment_position(std::string_view experiment_name, std::string_view contact_id);
// Index of the arm, or kNone. `shares_ppm`: of its arms; the script's when there are none.
std::uint32_t assign_by_hash(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id,
                             std::span<const std::uint32_t> shares_ppm = {});
// Whose path a held-out contact walks: a variant by the same kind of hash, weighted like the
// variants (equally when they have no shares), over experiment_name "/shadow" 0x00 contact_id.
// kNone when there is no variant.
std::uint32_t shadow_variant(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id);

}  // namespace camp
