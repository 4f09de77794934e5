// The FileSystem of the machine, by POSIX calls.
//
// New files get mode 0640 and new folders 0750, less the umask: what camp writes has people's
// addresses in it, but for what is published. Only regular files are opened (a FIFO or a device
// would block or swallow what is written); descriptors are not inherited by child processes.
// Stateless; any thread.
#pragma once
#include "runtime/env/file_system.h"

namespace camp {

class RealFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path, bool* created) override;
  Result<void> make_directories(const std::string& path) override;
  Result<void> sync_directory(const std::string& path) override;
  bool exists(const std::string& path) override;
  // kExhausted when the file has more than `bytes_max` bytes.
  Result<std::string> read_file(const std::string& path, std::uint64_t bytes_max) override;
  // A temporary file in the same folder, synced, then renamed.
  Result<std::unique_ptr<NewFile>> make_file(const std::string& path) override;
  // write_file() of what has nobody's data in it (a script, a picture of a flow): with mode 0666
  // less the umask, as an editor writes it.
  Result<void> publish_file(const std::string& path, std::string_view bytes);
  // Another text for a file that is somebody's: whole or not at all, with the mode that it has, and
  // its owner where that may be given. Through links, which stay. kInvalid for what is no file, kIo
  // for one that nobody may write.
  Result<void> rewrite_file(const std::string& path, std::string_view bytes);
};

}  // namespace camp
