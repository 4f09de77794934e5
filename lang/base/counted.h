// Numbers of things as people read them, the noun with its number: one way for every output.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace camp {

// 1234567 -> 1,234,567
std::string grouped(std::uint64_t number);
// "1 contact", "2 contacts", "1,000 contacts"; `many` when the plural is not `one` with an s.
std::string counted(std::uint64_t number, std::string_view one, std::string_view many = {});

}  // namespace camp
