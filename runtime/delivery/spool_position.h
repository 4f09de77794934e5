// Where a spool file ends, as the store keeps it (meta family):
//   'S' path of the target's file 0 -> file:varint length:varint checksum
#pragma once
#include <string>
#include <string_view>

#include "runtime/delivery/spool.h"

namespace camp {

std::string spool_key(const SpoolTarget& target);
std::string encode_spool_position(const SpoolPosition& position);
bool decode_spool_position(std::string_view sealed, SpoolPosition* position);

}  // namespace camp
