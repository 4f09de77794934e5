#include "runtime/state/names.h"

#include <utility>

namespace camp {

std::uint32_t Names::find(std::string_view name) const {
  auto found = numbers_.find(name);
  return found == numbers_.end() ? kUnknown : found->second;
}

std::uint32_t Names::number(std::string_view name) {
  auto known = find(name);
  if (known != kUnknown) return known;
  auto given = count() + 1;
  numbers_.emplace(texts_.emplace_back(name), given);
  new_.push_back(given);
  return given;
}

std::string_view Names::text(std::uint32_t number) const {
  if (number == kUnknown || number > texts_.size()) return {};
  return texts_[number - 1];
}

bool Names::load(std::uint32_t number, std::string_view name) {
  if (number != count() + 1 || find(name) != kUnknown) return false;
  numbers_.emplace(texts_.emplace_back(name), number);
  return true;
}

std::vector<std::uint32_t> Names::take_new() { return std::exchange(new_, {}); }

void Names::put_back(std::vector<std::uint32_t> numbers) {
  numbers.insert(numbers.end(), new_.begin(), new_.end());
  new_ = std::move(numbers);
}

}  // namespace camp
