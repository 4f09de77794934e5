// Who gets which arm: a hash of names and ids, never a random number.
//
//   position = XXH3-64(experiment_name 0x00 contact_id) * 1,000,000 / 2^64        (0 .. 999,999)
// and the arm is the one whose cumulated share (in source order) the position falls into. Anyone
// can recompute it with a published hash. The shares add up to 1,000,000 in a checked program; of
// an experiment that is decided they may be less: who lies beyond them waits for the winner.
#pragma once
#include <cstdint>
#include <string_view>

#include "lang/program/program.h"

namespace camp {

std::uint32_t assignment_position(std::string_view experiment_name, std::string_view contact_id);
std::uint32_t assign_by_hash(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id);  // index of the arm, or kNone
// Whose path a held-out contact walks: a variant by the same kind of hash, weighted like the
// variants (equally when they have no shares), over experiment_name "/shadow" 0x00 contact_id.
// kNone when there is no variant.
std::uint32_t shadow_variant(const ExperimentDecl& experiment, std::string_view experiment_name,
                             std::string_view contact_id);

}  // namespace camp
