// The library: what `import std.NAME` can bring into a project.
//
// Whoever has a project analyzed hands the modules over, as with files that messages name; lang
// itself knows none of them.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace camp {

struct LibraryModule {
  std::string_view name;
  std::string_view text;  // as a .camp file has it
};
using Library = std::span<const LibraryModule>;  // in the order of their names

// Where diagnostics, source maps and reports say that something of it stands: `std.nps:12`. No
// script is called so, because their names end in `.camp`; a message's file may not be.
inline std::string module_path(std::string_view name) { return "std." + std::string(name); }

}  // namespace camp
