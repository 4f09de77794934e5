// The files that camp writes outside of its store (the spool, reject files, reports): the smallest
// face that does, so that tests can fail the n-th operation. Implementation:
// env/real/real_file_system.h.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "lang/base/result.h"

namespace camp {

// One file being appended to; closed by its destructor. One thread at a time.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual Result<std::uint64_t> size() = 0;
  virtual Result<void> truncate(std::uint64_t bytes) = 0;
  // All of it or an error; after an error the file may have grown by a part of it.
  virtual Result<void> append(std::string_view bytes) = 0;
  virtual Result<void> sync() = 0;  // the file's data and size are on disk
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Makes the file (and says so in `*created`) when it is not there.
  virtual Result<std::unique_ptr<AppendFile>> open_append(const std::string& path,
                                                          bool* created) = 0;
  virtual Result<void> make_directories(const std::string& path) = 0;  // and syncs what it made
  virtual Result<void> sync_directory(const std::string& path) = 0;    // names in it are on disk
  virtual bool exists(const std::string& path) = 0;
  virtual Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max) = 0;
  // Whole or not at all: a temporary file in the same folder, synced, then renamed.
  virtual Result<void> write_file(const std::string& path, std::string_view bytes) = 0;
};

}  // namespace camp
