// How far a store has come, beside it: a witness that it is all there.
//
//   mark := "camp store\n" sequence:20 decimal digits "\n" XXH3-64 of that:16 hex digits "\n"
//
// Written after each commit, without a sync of its own: a process that is killed leaves it whole,
// and a machine that loses power may leave an older one, which still says too little, never too
// much. A store that has come less far than its mark has lost what it acknowledged. Any thread.
#pragma once
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

class StoreMark {
 public:
  static constexpr std::string_view kFile = "CAMP";

  // Of the store in this folder; without a file nothing is known yet. Errors: kCorrupt for one that
  // cannot be understood, kIo.
  static Result<std::unique_ptr<StoreMark>> open(const std::string& folder, bool read_only);
  ~StoreMark();
  StoreMark(const StoreMark&) = delete;
  StoreMark& operator=(const StoreMark&) = delete;

  std::uint64_t sequence() const { return sequence_; }
  Result<void> raise(std::uint64_t sequence);  // never lowers it

 private:
  StoreMark(int file, std::string path) : file_(file), path_(std::move(path)) {}

  int file_;  // -1: only read
  std::string path_;
  std::mutex mutex_;
  std::uint64_t sequence_ = 0;
};

}  // namespace camp
