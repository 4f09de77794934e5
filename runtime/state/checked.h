// Every value on disk ends in four bytes of XXH3-64 over the rest: a flipped bit is found when it
// is read, wherever it happened.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

void seal(std::string& value);  // appends the checksum
// The value without its checksum; false when it does not match.
bool unseal(std::string_view sealed, std::string_view* value);

// Why a value could not be decoded. Its checksum tells what was damaged (kCorrupt) from what is
// whole and not of the format that this camp reads: then the format is named, and that the camp
// that wrote it is the way out (kNewer when the format is a later one). `what` as in "the row of
// contact 'anna'"; `format_read`: its kXVersion.
Error unreadable(std::string_view sealed, std::uint8_t format_read, const std::string& what,
                 std::string where = {});
// Of values that begin with no format.
Error unreadable(std::string_view sealed, const std::string& what, std::string where = {});
// For what has to be there.
Error not_there(const std::string& what, std::string where = {});

}  // namespace camp
