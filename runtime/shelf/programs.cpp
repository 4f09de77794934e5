#include "runtime/shelf/programs.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "lang/program/codec.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {

Result<ProgramPtr> ProgramShelf::install(Program program, StoreRow& row, WriteBatch& batch) {
  auto hash_key = keys::program_hash(program_hash(program));
  std::string known;
  CAMP_ASSIGN(bool found, store_.get(Family::kPrograms, hash_key, &known));
  if (found) {
    Reader in(known);
    row.current_program = in.u32be();
    return get(row.current_program);
  }
  auto number = row.next_program;
  auto bytes = encode_program(program);
  CAMP_ASSIGN(auto linked, LinkedProgram::link(std::move(program), number, names_));
  seal(bytes);
  batch.put(Family::kPrograms, keys::program(number), bytes);
  std::string number_bytes;
  put_u32be(number_bytes, number);
  batch.put(Family::kPrograms, hash_key, number_bytes);
  row.next_program = number + 1;
  row.current_program = number;
  std::lock_guard lock(mutex_);
  linked_[number] = linked;
  return linked;
}

Result<ProgramPtr> ProgramShelf::get(std::uint32_t number) {
  std::lock_guard lock(mutex_);
  auto found = linked_.find(number);
  if (found != linked_.end()) return found->second;
  std::string sealed;
  CAMP_ASSIGN(bool there, store_.get(Family::kPrograms, keys::program(number), &sealed));
  std::string_view bytes;
  if (!there || !unseal(sealed, &bytes)) {
    return Error{ErrorKind::kCorrupt, fmt::format("program {} of the store cannot be read", number),
                 "", "restore a backup of the store"};
  }
  CAMP_ASSIGN(auto program, decode_program(bytes));
  CAMP_ASSIGN(auto linked, LinkedProgram::link(std::move(program), number, names_));
  linked_[number] = linked;
  return linked;
}

}  // namespace camp
