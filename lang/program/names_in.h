// Names of a program's declarations as texts: what there is, for who named what there is not.
#pragma once
#include <string>
#include <vector>

#include "lang/program/program.h"

namespace camp {

// So many names are worth telling when none is near.
inline constexpr std::size_t kNamesTold = 8;

inline const std::string& name_in(const Program& program, NameIndex name) {
  return program.name(name);
}
template <class Declaration>
const std::string& name_in(const Program& program, const Declaration& declaration) {
  return program.name(declaration.name);
}
// `declarations`: of anything that has a name, or name indexes.
template <class Declarations>
std::vector<std::string> names_in(const Program& program, const Declarations& declarations) {
  std::vector<std::string> texts;
  for (const auto& declaration : declarations) texts.push_back(name_in(program, declaration));
  return texts;
}

}  // namespace camp
