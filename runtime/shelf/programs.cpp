#include "runtime/shelf/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "lang/base/bytes.h"
#include "lang/program/codec.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {

namespace {

// The bytes are what somebody wrote, so that they make no sense is no damage.
Error of_another_camp(const std::string& name, Error error) {
  error.message = fmt::format("{} is whole, but another camp's: {}", name, error.message);
  error.where.clear();
  error.hint = "use the camp that wrote it, or a newer one";
  return error;
}

}  // namespace

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
  note(*linked);
  return linked;
}

ProgramPtr ProgramShelf::current() {
  std::lock_guard lock(mutex_);
  return current_;
}

void ProgramShelf::set_current(ProgramPtr program) {
  std::lock_guard lock(mutex_);
  current_ = std::move(program);
}

Result<bool> ProgramShelf::ever_declared(Kind kind, std::uint32_t name_number) {
  const auto declared = [&] {
    std::lock_guard lock(mutex_);
    return declared_[static_cast<std::size_t>(kind)].count(name_number) != 0;
  };
  if (declared()) return true;
  CAMP_TRY(gather_all());
  return declared();
}

Result<std::vector<std::uint32_t>> ProgramShelf::all_declared(Kind kind) {
  CAMP_TRY(gather_all());
  std::lock_guard lock(mutex_);
  const auto& declared = declared_[static_cast<std::size_t>(kind)];
  std::vector<std::uint32_t> all(declared.begin(), declared.end());
  std::sort(all.begin(), all.end());
  return all;
}

Result<ProgramShelf::GoalReach> ProgramShelf::goal_reach(std::uint32_t event) {
  CAMP_TRY(gather_all());
  std::lock_guard lock(mutex_);
  const auto found = goal_reach_.find(event);
  return found == goal_reach_.end() ? GoalReach{} : found->second;
}

Result<bool> ProgramShelf::any_conditions() {
  if (!gathered_) CAMP_TRY(gather_all());
  return any_conditions_.load();
}

// Once, and only when somebody asks: it links every program of the store.
Result<void> ProgramShelf::gather_all() {
  {
    std::lock_guard lock(mutex_);
    if (gathered_) return {};
  }
  std::vector<std::uint32_t> numbers;
  const std::string prefix(1, keys::kProgramKind);
  auto rows =
      store_.iterate(Family::kPrograms, {.lower = prefix, .upper = keys::after_prefix(prefix)});
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    std::uint32_t number = 0;
    if (keys::parse_program(rows->key(), &number)) numbers.push_back(number);
  }
  CAMP_TRY(rows->status());
  for (const auto number : numbers) CAMP_TRY(get(number));
  std::lock_guard lock(mutex_);
  gathered_ = true;
  return {};
}

void ProgramShelf::note(const LinkedProgram& linked) {
  note_names(linked);
  note_goals(linked);
  if (linked.has_conditions()) any_conditions_ = true;
}

void ProgramShelf::note_names(const LinkedProgram& linked) {
  const auto& program = linked.program();
  const auto note = [&](Kind kind, NameIndex name) {
    declared_[static_cast<std::size_t>(kind)].insert(linked.number(name));
  };
  for (const auto& conversation : program.conversations)
    note(Kind::kConversation, conversation.name);
  for (const auto list : program.lists) note(Kind::kList, list);
  for (const auto& message : program.messages) note(Kind::kMessage, message.name);
  for (const auto& flow : program.flows) note(Kind::kFlow, flow.name);
}

void ProgramShelf::note_goals(const LinkedProgram& linked) {
  // Days of up to 25 hours and months of 31 days: what a zone's calendar makes of it is no more.
  constexpr std::int64_t kDayMs = 25 * 3'600'000;
  for (const auto& flow : linked.program().flows) {
    for (const auto& goal : flow.goals) {
      auto& reach = goal_reach_[linked.number(goal.on.event)];
      const bool for_ever = goal.within == Duration{};
      const std::int64_t wanted_ms =
          for_ever ? std::numeric_limits<std::int64_t>::max()
                   : goal.within.ms +
                         kDayMs * (goal.within.days + std::int64_t{31} * goal.within.months);
      reach.ms = std::max(reach.ms, wanted_ms);
      const auto number = linked.number(flow.name);
      if (std::find(reach.flows.begin(), reach.flows.end(), number) == reach.flows.end())
        reach.flows.push_back(number);
    }
  }
}

Result<ProgramPtr> ProgramShelf::get(std::uint32_t number) {
  std::lock_guard lock(mutex_);
  auto found = linked_.find(number);
  if (found != linked_.end()) return found->second;
  std::string sealed;
  CAMP_ASSIGN(bool there, store_.get(Family::kPrograms, keys::program(number), &sealed));
  const auto name = fmt::format("program {} of the store", number);
  std::string_view bytes;
  if (!there || !unseal(sealed, &bytes)) {
    return Error{ErrorKind::kCorrupt, name + (there ? " fails its checksum" : " is not there"), "",
                 "restore a backup of the store"};
  }
  auto decoded = decode_program(bytes);
  if (!decoded.ok()) return of_another_camp(name, std::move(decoded).error());
  auto program = std::move(*decoded);
  CAMP_ASSIGN(auto linked, LinkedProgram::link(std::move(program), number, names_));
  linked_[number] = linked;
  note(*linked);
  return linked;
}

}  // namespace camp
