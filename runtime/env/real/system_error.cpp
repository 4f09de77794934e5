#include "runtime/env/real/system_error.h"

#include <cerrno>
#include <system_error>

namespace camp {
namespace {

ErrorKind kind_of(int code) {
  switch (code) {
    case ENOENT:
      return ErrorKind::kNotFound;
    case EISDIR:
    case ENOTDIR:
    case ENAMETOOLONG:
    case EINVAL:
    case ENXIO:
      return ErrorKind::kInvalid;
    default:
      return ErrorKind::kIo;
  }
}

const char* hint_of(int code) {
  switch (code) {
    case ENOSPC:
      return "free some space on that disk, then run the same command again: it goes on where it "
             "stopped";
    case EDQUOT:
      return "free some space or raise the disk quota of this user, then run the same command "
             "again";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f), then run the same command again";
    case EROFS:
      return "the disk is mounted read-only: mount it writable or choose another folder";
    case EACCES:
    case EPERM:
      return "give this user the right to write there, or choose another folder";
    case EMFILE:
    case ENFILE:
      return "raise the limit on open files (ulimit -n)";
    case ENOTDIR:
      return "a part of the path is a file, not a folder: choose another path";
    case EIO:
      return "the disk reports a fault: look at the system's log before going on";
    default:
      return "";
  }
}

}  // namespace

Error system_error(int code, std::string_view what, const std::string& path) {
  std::string message = "cannot ";
  message.append(what).append(": ").append(std::generic_category().message(code));
  return {kind_of(code), std::move(message), path, hint_of(code)};
}

}  // namespace camp
