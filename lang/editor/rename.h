// Another name for something, everywhere: refused where it would not mean the same afterwards.
//
// Data in, data out, but for the files that messages name; any thread.
#pragma once
#include <string>
#include <vector>

#include "lang/base/library.h"
#include "lang/editor/name_index.h"

namespace camp::editor {

struct Edit {
  Span span;
  std::string text;
};

// The name that can be renamed at `offset`, or why it cannot.
Result<Span> renamable_at(const Analysis& analysis, const NameIndex& index, SourceId source,
                          std::uint32_t offset);

// All edits of it, by place. Errors (kInvalid): nothing renamable is here, `name` is no name, or
// the project would not be the same with it: the renamed one is analyzed before it is answered.
// `read_file` and `library`: as it was analyzed with.
Result<std::vector<Edit>> rename(const Analysis& analysis, const NameIndex& index, SourceId source,
                                 std::uint32_t offset, const std::string& name,
                                 const FileReader& read_file, Library library);

}  // namespace camp::editor
