// Every value on disk ends in four bytes of XXH3-64 over the rest: a flipped bit is found when it
// is read, wherever it happened.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

void seal(std::string& value);  // appends the checksum
// The value without its checksum; false when it does not match.
bool unseal(std::string_view sealed, std::string_view* value);

}  // namespace camp
