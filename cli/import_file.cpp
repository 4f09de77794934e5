#include "cli/import_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/render/table.h"
#include "cli/result_file.h"
#include "lang/base/counted.h"
#include "runtime/audience/unpack.h"

namespace camp::cli {

struct ImportFile::Handle {
  int descriptor = -1;
  std::uint64_t bytes_read = 0;
  bool owned = false;
  ~Handle() {
    if (owned && descriptor >= 0) ::close(descriptor);
  }
};

namespace {

Error nothing_came(const std::string& path) {
  return {ErrorKind::kIo, "interrupted before anything could be read", path,
          "a pipe is read when somebody writes to it"};
}

}  // namespace

Result<ImportFile> ImportFile::open(const Invocation& call) {
  if (call.has("rejects")) CAMP_TRY(check_no_script(call.text("rejects")));
  ImportFile file;
  auto path = file.path_ = call.arguments[0];
  CAMP_ASSIGN(file.encoding_, encoding_option(call));
  file.handle_ = std::make_shared<Handle>();
  if (path == "-") {
    file.handle_->descriptor = STDIN_FILENO;
    return file;
  }
  file.handle_->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  file.handle_->owned = true;
  if (file.handle_->descriptor < 0 && errno == EINTR) return nothing_came(path);
  if (file.handle_->descriptor < 0) {
    bool missing = errno == ENOENT;
    return Error{missing ? ErrorKind::kNotFound : ErrorKind::kIo,
                 fmt::format("cannot open the file: {}", std::strerror(errno)), path,
                 missing ? "paths count from the current folder, not from the project's"
                         : "check its owner and mode"};
  }
  struct stat info {};
  if (::fstat(file.handle_->descriptor, &info) != 0 || S_ISDIR(info.st_mode))
    return Error{ErrorKind::kIo, "is not a file", path, "name one file"};
  file.bytes_ = info.st_size > 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
  return file;
}

ByteSource ImportFile::source() const { return decoded(unpacked(bytes()), encoding_); }

ByteSource ImportFile::bytes() const {
  return [handle = handle_, path = path_](char* into, std::size_t size) -> Result<std::size_t> {
    while (true) {
      auto got = ::read(handle->descriptor, into, size);
      if (got >= 0) {
        handle->bytes_read += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR)
        return Error{ErrorKind::kIo, fmt::format("cannot read: {}", std::strerror(errno)), path,
                     ""};
      // Ctrl-C while waiting for a pipe: the input is over, what came is kept.
      if (interrupted() && handle->bytes_read == 0) return nothing_came(path);
      if (interrupted()) return std::size_t{0};
    }
  };
}

std::string ImportFile::rejects_path(const Invocation& call, std::string_view extension) const {
  if (call.has("rejects")) return call.text("rejects");
  return fmt::format("{}.rejects.{}", is_stdin() ? "stdin" : path_, extension);
}

std::uint64_t ImportFile::rows_expected(std::uint64_t rows) const {
  if (bytes_ == 0 || handle_->bytes_read == 0) return 0;
  auto share = static_cast<double>(bytes_) / static_cast<double>(handle_->bytes_read);
  return static_cast<std::uint64_t>(static_cast<double>(rows) * share);
}

Result<Encoding> encoding_option(const Invocation& call) {
  auto name = call.text("encoding");
  auto known = name.empty() ? std::optional(Encoding::kFound) : find_encoding(name);
  if (known) return *known;
  return Error{ErrorKind::kInvalid, fmt::format("--encoding '{}' is not known", name), "",
               "write utf-8, utf-16, latin1 or cp1252"};
}

void add_import_options(po::options_description& options) {
  options.add_options()("rejects", po::value<std::string>()->value_name("FILE"),
                        "import: where bad rows go; otherwise FILE.rejects.csv or .ndjson")(
      "encoding", po::value<std::string>(),
      "utf-8, utf-16, latin1 or cp1252; otherwise UTF-8, and an import recognises UTF-16");
}

std::string rejects_text(std::uint64_t rejected, const std::vector<std::string>& first,
                         const std::string& path) {
  if (rejected == 0) return {};
  std::string text;
  for (const auto& reject : first) text += "  " + printable(reject) + "\n";
  if (rejected > first.size())
    text += fmt::format("  and {} more\n", grouped(rejected - first.size()));
  return text + fmt::format("the rejected rows, with their reasons: {}\n", path);
}

Json refused_json(const EventCounts& counts) {
  Json json = Json::object();
  for (const auto& it : kRefusals) json[std::string(it.word)] = counts.refusals(it.refusal);
  return json;
}

}  // namespace camp::cli
