#include "runtime/audience/rejects.h"

#include <fmt/format.h>

#include <utility>

#include "lang/base/counted.h"
#include "lang/value/json_text.h"

namespace camp {

Rejects::Rejects(FileSystem& files, std::string path, std::uint64_t max, std::uint64_t* count,
                 std::vector<std::string>* first)
    : files_(files), path_(std::move(path)), max_(max), count_(count), first_(first) {}

Result<void> Rejects::write() {
  if (!file_) {
    CAMP_ASSIGN(file_, files_.make_file(path_));
    if (*count_ > 0) pending_.insert(0, header_);
  }
  CAMP_TRY(file_->append(pending_));
  pending_.clear();
  return {};
}

Result<void> Rejects::add(std::string_view bytes, std::string_view rendered) {
  constexpr std::size_t kShown = 5;  // in the report: enough to see what is wrong
  constexpr std::size_t kPieceBytes = 64u << 10;
  ++*count_;
  if (first_->size() < kShown) first_->emplace_back(rendered);
  pending_.append(bytes);
  if (pending_.size() >= kPieceBytes) CAMP_TRY(write());
  if (max_ == 0 || *count_ < max_) return {};
  return Error{
      ErrorKind::kExhausted,
      fmt::format("gave up after {}, the last: {}", counted(*count_, "rejected row"), rendered),
      {},
      fmt::format("the reasons are in {}", path_)};
}

Result<void> Rejects::finish() {
  if (*count_ == 0 && !files_.exists(path_)) return {};
  if (!file_ || !pending_.empty()) CAMP_TRY(write());
  return file_->put_in_place();
}

Error broken_off(Error error, std::string_view unit, std::uint64_t count, std::uint64_t rejected) {
  if (count == 0) return error;
  error.message += fmt::format("; {} before it: {} in, {} rejected", counted(count, unit),
                               grouped(count - rejected), grouped(rejected));
  error.hint += std::string(error.hint.empty() ? "" : "; ") +
                "importing the mended file again changes nothing of what is in";
  return error;
}

std::string ndjson_reject(std::uint64_t line, std::string_view field, std::string_view reason,
                          std::string_view raw) {
  std::string out = fmt::format("{{\"line\":{},\"field\":", line);
  append_json_string(out, field);
  out += ",\"reason\":";
  append_json_string(out, reason);
  out += ",\"raw\":";
  append_json_string(out, raw);
  return out + "}\n";
}

std::string rendered_reject(std::string_view unit, std::uint64_t number, std::string_view part,
                            std::string_view name, std::string_view reason) {
  if (name.empty()) return fmt::format("{} {}: {}", unit, number, reason);
  return fmt::format("{} {}, {} {}: {}", unit, number, part, name, reason);
}

}  // namespace camp
