# Writes OUT, the C++ of modules.h, from MODULES, the .camp files. Run by the build (stdlib/CMakeLists.txt).
set(rows "")
foreach(path IN LISTS MODULES)
  get_filename_component(name "${path}" NAME_WE)
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$" OR name STREQUAL "camp")  # `std.camp` could be a script's name
    message(FATAL_ERROR "${path}: a module is called by a name of the language, as in `import std.nps`")
  endif()
  file(READ "${path}" text)
  string(APPEND rows "    {\"${name}\", R\"camp_module(${text})camp_module\"},\n")
endforeach()
file(WRITE "${OUT}" "// From stdlib/modules/*.camp, by embed.cmake.
#include \"stdlib/modules/modules.h\"

namespace camp {

Library library_modules() {
  static constexpr LibraryModule kModules[] = {
${rows}  };
  return kModules;
}

}  // namespace camp
")
