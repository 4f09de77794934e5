#include "runtime/shelf/run_book.h"

#include <fmt/format.h>

#include "lang/base/bytes.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {
Error corrupt_run(std::uint32_t number) {
  return {ErrorKind::kCorrupt, fmt::format("run {} of the store cannot be read", number), "",
          "restore a backup of the store"};
}
}  // namespace

Result<const RunRow*> RunBook::get(std::uint32_t number) {
  auto known = rows_.find(number);
  if (known != rows_.end()) return &known->second;
  std::string sealed;
  CAMP_ASSIGN(bool found, store_.get(Family::kRuns, keys::run(number), &sealed));
  if (!found)
    return Error{ErrorKind::kNotFound, fmt::format("there is no run {}", number), "", "camp runs"};
  RunRow row;
  if (!decode_run_row(sealed, &row)) return corrupt_run(number);
  row.number = number;
  return &(rows_[number] = std::move(row));
}

Result<std::uint32_t> RunBook::find(std::uint32_t campaign, std::string_view key) {
  std::string bytes;
  CAMP_ASSIGN(bool found, store_.get(Family::kRuns, keys::run_key(campaign, key), &bytes));
  if (!found) return std::uint32_t{0};
  Reader in(bytes);
  auto number = in.u32be();
  return number;
}

Result<std::vector<RunRow>> RunBook::all() {
  std::vector<RunRow> rows;
  auto iterator = store_.iterate(Family::kRuns, {.lower = "r", .upper = "s", .fill_cache = true});
  for (iterator->seek_to_first(); iterator->valid(); iterator->next()) {
    Reader in(iterator->key().substr(1));
    RunRow row;
    auto number = in.u32be();
    if (!decode_run_row(iterator->value(), &row)) return corrupt_run(number);
    row.number = number;
    rows.push_back(std::move(row));
  }
  CAMP_TRY(iterator->status());
  return rows;
}

std::string_view RunBook::key_of(std::uint32_t number) {
  if (number == 0) return {};
  auto row = get(number);
  return row.ok() ? std::string_view((*row)->key) : std::string_view();
}

void RunBook::put(const RunRow& row, WriteBatch& batch) {
  batch.put(Family::kRuns, keys::run(row.number), encode_run_row(row));
  std::string number;
  put_u32be(number, row.number);
  batch.put(Family::kRuns, keys::run_key(row.campaign, row.key), number);
  rows_[row.number] = row;
}

}  // namespace camp
