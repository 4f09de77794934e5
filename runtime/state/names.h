// The store's dictionary: every name of a script (field, event, flow, message, list, ...) has a
// number here.
//
// Rows hold numbers, so they stay small and a program can be compiled anywhere. A number is given
// once and never changes. All names are kept in memory (a store has thousands, not millions). New
// ones become durable before anything uses them: the engine drains take_new() into a batch. Any
// thread; only the engine's owner gives numbers.
#pragma once
#include <cstdint>
#include <deque>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace camp {

class Names {
 public:
  static constexpr std::uint32_t kUnknown = 0;  // no name has this number

  Names() = default;
  Names(const Names&) = delete;  // numbers_ has views into texts_
  Names& operator=(const Names&) = delete;

  std::uint32_t find(std::string_view name) const;  // kUnknown when it has none
  std::uint32_t number(std::string_view name);      // gives it one
  // "" for an unknown number; valid as long as this lives
  std::string_view text(std::uint32_t number) const;
  std::uint32_t count() const;

  // What was loaded from the store; numbers must come 1, 2, 3, ...; false otherwise or for a name
  // twice.
  bool load(std::uint32_t number, std::string_view name);
  // All that the other has, for what is linked beside it. This must be new.
  void load_all(const Names& other);
  // Numbers given since the last call: to be written in the same batch.
  std::vector<std::uint32_t> take_new();
  bool has_new() const;
  // The batch failed: those numbers were never written; they are offered again.
  void put_back(std::vector<std::uint32_t> numbers);

 private:
  std::uint32_t find_locked(std::string_view name) const;

  mutable std::shared_mutex mutex_;
  std::deque<std::string> texts_;  // index = number - 1; a deque keeps views valid
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::vector<std::uint32_t> new_;
};

}  // namespace camp
