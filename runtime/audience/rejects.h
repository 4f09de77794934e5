// The reject file of one import, and what the report says of it.
//
// Begun with the first reject, written in pieces, put in its place by finish() (an older file of
// that name is replaced). An import without rejects makes no file; one that an earlier import left
// is emptied, so that it does not lie.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "runtime/env/file_system.h"

namespace camp {

// One line of the reject file, and the same for the report.
struct Reject {
  std::string bytes, rendered;
};

class Rejects {
 public:
  // `max`: 0, or the number after which add() fails (kExhausted). The report's fields are kept up
  // to date.
  Rejects(FileSystem& files, std::string path, std::uint64_t max, std::uint64_t* count,
          std::vector<std::string>* first);

  void set_header(std::string header) { header_ = std::move(header); }
  // `bytes`: whole lines for the file. `rendered`: for people.
  Result<void> add(std::string_view bytes, std::string_view rendered);
  // All of it is on disk, in its place. Once, also after a failure.
  Result<void> finish();

 private:
  Result<void> write();

  FileSystem& files_;
  std::string path_;
  std::uint64_t max_;
  std::uint64_t* count_;
  std::vector<std::string>* first_;
  std::string header_;
  std::string pending_;
  std::unique_ptr<NewFile> file_;
};

// The file cannot be read on: what came before that is in, and the error says so. `unit`: "row";
// nothing is said when none came.
Error broken_off(Error error, std::string_view unit, std::uint64_t count, std::uint64_t rejected);

// {"line":17,"field":"spent","reason":"...","raw":"..."} and its LF.
std::string ndjson_reject(std::uint64_t line, std::string_view field, std::string_view reason,
                          std::string_view raw);
// "line 17, field spent: ..."; without a field "line 17: ...".
std::string rendered_reject(std::string_view unit, std::uint64_t number, std::string_view part,
                            std::string_view name, std::string_view reason);

}  // namespace camp
