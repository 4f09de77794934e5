// What `contacts import` and `events import` share: the file, its progress, its reject file.
#pragma once
#include <memory>
#include <string>

#include "cli/console.h"
#include "cli/verb.h"
#include "runtime/audience/byte_buffer.h"
#include "runtime/audience/text_encoding.h"
#include "runtime/engine/inputs.h"

namespace camp::cli {

// The first argument, or stdin when it is `-`; unpacked, and as UTF-8. Copies of source() share the
// open file.
class ImportFile {
 public:
  static Result<ImportFile> open(const Invocation& call);

  ByteSource source() const;
  bool is_stdin() const { return path_ == "-"; }
  // FILE.rejects.csv; of stdin `stdin.rejects.csv` in the current folder.
  std::string rejects_path(const Invocation& call, std::string_view extension) const;
  // How many rows there will be when the rest is like what was read; 0: no idea.
  std::uint64_t rows_expected(std::uint64_t rows) const;

 private:
  struct Handle;
  ByteSource bytes() const;
  std::string path_;
  std::uint64_t bytes_ = 0;
  Encoding encoding_ = Encoding::kFound;
  std::shared_ptr<Handle> handle_;
};

void add_import_options(po::options_description& options);
// --encoding; kFound when it is not said.
Result<Encoding> encoding_option(const Invocation& call);

// The last lines of an import's text answer: rejects, the first ones in full, and where the rest
// is.
std::string rejects_text(std::uint64_t rejected, const std::vector<std::string>& first,
                         const std::string& path);
// Entries into journeys that were refused, by reason: each has its word. Also of one event.
Json refused_json(const EventCounts& counts);

}  // namespace camp::cli
