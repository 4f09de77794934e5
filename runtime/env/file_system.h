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

// A result file being made beside the one whose place it takes. Until put_in_place() there is
// nothing of it under its name, and destroyed before that it leaves nothing. One thread at a time.
class NewFile {
 public:
  virtual ~NewFile() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  // Once: its bytes and its name are on disk, or the older file is as it was.
  virtual Result<void> put_in_place() = 0;
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
  // What a person named as the place of a result (a report, rejects, JUnit): a new file, or the
  // place of a regular one. kInvalid for a link, device, FIFO or folder: none is ever replaced.
  virtual Result<std::unique_ptr<NewFile>> make_file(const std::string& path) = 0;
  // The same at once: whole or not at all.
  Result<void> write_file(const std::string& path, std::string_view bytes) {
    CAMP_ASSIGN(auto file, make_file(path));
    CAMP_TRY(file->append(bytes));
    return file->put_in_place();
  }
};

}  // namespace camp
