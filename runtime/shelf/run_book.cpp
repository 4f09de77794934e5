#include "runtime/shelf/run_book.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {
Error unreadable_run(std::uint32_t number, std::string_view sealed) {
  return unreadable(sealed, kRunRowVersion, fmt::format("run {} of the store", number));
}
}  // namespace

Result<RunRow> RunBook::get(std::uint32_t number) {
  std::lock_guard lock(mutex_);
  CAMP_ASSIGN(const auto* row, find_row(number));
  return *row;
}

Result<void> RunBook::know(std::uint32_t number) {
  std::lock_guard lock(mutex_);
  CAMP_TRY(find_row(number));
  return {};
}

Result<const RunRow*> RunBook::find_row(std::uint32_t number) {
  auto known = rows_.find(number);
  if (known != rows_.end()) return &known->second;
  std::string sealed;
  CAMP_ASSIGN(bool found, store_.get(Family::kRuns, keys::run(number), &sealed));
  if (!found)
    return Error{ErrorKind::kNotFound, fmt::format("there is no run {}", number), "", "camp runs"};
  RunRow row;
  if (!decode_run_row(sealed, &row)) return unreadable_run(number, sealed);
  row.number = number;
  return &(rows_[number] = std::move(row));
}

Result<std::uint64_t> RunBook::done(std::uint32_t number) {
  std::uint64_t sum = 0;
  for (std::uint32_t p = 0; p < limits::kPartitions; ++p) {
    CAMP_ASSIGN(auto part, read_run_part(store_, static_cast<std::uint8_t>(p), number));
    sum += part.done;
  }
  return sum;
}

Result<std::uint32_t> RunBook::find(std::uint32_t campaign, std::string_view key) {
  std::string bytes;
  CAMP_ASSIGN(bool found, store_.get(Family::kRuns, keys::run_key(campaign, key), &bytes));
  if (!found) return std::uint32_t{0};
  Reader in(bytes);
  auto number = in.u32be();
  return number;
}

Result<bool> RunBook::is_over(std::uint32_t campaign, std::string_view key) {
  CAMP_ASSIGN(const auto number, find(campaign, key));
  if (number == 0) return false;
  CAMP_ASSIGN(const auto run, get(number));
  return camp::is_over(run.state);
}

Result<std::vector<RunRow>> RunBook::all() {
  std::vector<RunRow> rows;
  auto iterator = store_.iterate(Family::kRuns, {.lower = "r", .upper = "s", .fill_cache = true});
  for (iterator->seek_to_first(); iterator->valid(); iterator->next()) {
    Reader in(iterator->key().substr(1));
    RunRow row;
    auto number = in.u32be();
    if (!decode_run_row(iterator->value(), &row)) return unreadable_run(number, iterator->value());
    row.number = number;
    CAMP_ASSIGN(row.done, done(number));
    rows.push_back(std::move(row));
  }
  CAMP_TRY(iterator->status());
  return rows;
}

Result<std::string_view> RunBook::key_of(std::uint32_t number) {
  if (number == 0) return std::string_view();
  std::lock_guard lock(mutex_);
  auto known = keys_.find(number);
  if (known == keys_.end()) {
    CAMP_ASSIGN(const auto* row, find_row(number));
    known = keys_.emplace(number, row->key).first;
  }
  return std::string_view(known->second);
}

void RunBook::put(const RunRow& row, WriteBatch& batch) {
  batch.put(Family::kRuns, keys::run(row.number), encode_run_row(row));
  std::string number;
  put_u32be(number, row.number);
  batch.put(Family::kRuns, keys::run_key(row.campaign, row.key), number);
  std::lock_guard lock(mutex_);
  rows_[row.number] = row;
}

Result<RunPart> read_run_part(Store& store, std::uint8_t partition, std::uint32_t run) {
  std::string sealed;
  RunPart part;
  CAMP_ASSIGN(bool found, store.get(Family::kRunParts, keys::run_part(partition, run), &sealed));
  if (found && !decode_run_part(sealed, &part)) return unreadable_run(run, sealed);
  return part;
}

}  // namespace camp
