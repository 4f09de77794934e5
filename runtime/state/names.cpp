#include "runtime/state/names.h"

#include <mutex>
#include <utility>

namespace camp {

std::uint32_t Names::find_locked(std::string_view name) const {
  auto found = numbers_.find(name);
  return found == numbers_.end() ? kUnknown : found->second;
}

std::uint32_t Names::find(std::string_view name) const {
  std::shared_lock lock(mutex_);
  return find_locked(name);
}

std::uint32_t Names::count() const {
  std::shared_lock lock(mutex_);
  return static_cast<std::uint32_t>(texts_.size());
}

std::uint32_t Names::number(std::string_view name) {
  auto known = find(name);
  if (known != kUnknown) return known;
  std::unique_lock lock(mutex_);
  known = find_locked(name);  // somebody else may have been quicker
  if (known != kUnknown) return known;
  auto given = static_cast<std::uint32_t>(texts_.size()) + 1;
  numbers_.emplace(texts_.emplace_back(name), given);
  new_.push_back(given);
  return given;
}

std::string_view Names::text(std::uint32_t number) const {
  std::shared_lock lock(mutex_);
  if (number == kUnknown || number > texts_.size()) return {};
  return texts_[number - 1];
}

bool Names::load(std::uint32_t number, std::string_view name) {
  std::unique_lock lock(mutex_);
  if (number != texts_.size() + 1 || find_locked(name) != kUnknown) return false;
  numbers_.emplace(texts_.emplace_back(name), number);
  return true;
}

void Names::load_all(const Names& other) {
  for (std::uint32_t name = 1; name <= other.count(); ++name) load(name, other.text(name));
}

std::vector<std::uint32_t> Names::take_new() {
  std::unique_lock lock(mutex_);
  return std::exchange(new_, {});
}

bool Names::has_new() const {
  std::shared_lock lock(mutex_);
  return !new_.empty();
}

void Names::put_back(std::vector<std::uint32_t> numbers) {
  std::unique_lock lock(mutex_);
  numbers.insert(numbers.end(), new_.begin(), new_.end());
  new_ = std::move(numbers);
}

}  // namespace camp
