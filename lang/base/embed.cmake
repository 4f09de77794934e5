# Writes OUT, the C++ of HEADER, from TEXTS, files of a folder: FUNCTION() gives each by its name, which NAMES allows.
# Run by the build (camp_embed in the root's CMakeLists.txt).
set(rows "")
foreach(path IN LISTS TEXTS)
  get_filename_component(name "${path}" NAME_WE)
  if(NOT name MATCHES "^(${NAMES})$" OR name STREQUAL "camp")  # `std.camp` could be a script's name
    message(FATAL_ERROR "${path}: it is called by a name of the language, as in `import std.nps`, or by a code")
  endif()
  file(READ "${path}" text)
  string(APPEND rows "    {\"${name}\", R\"camp_module(${text})camp_module\"},\n")
endforeach()
file(WRITE "${OUT}" "// By lang/base/embed.cmake.
#include \"${HEADER}\"

namespace camp {

Library ${FUNCTION}() {
  static constexpr LibraryModule kTexts[] = {
${rows}  };
  return kTexts;
}

}  // namespace camp
")
