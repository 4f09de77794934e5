#include "runtime/audience/contact_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "lang/base/hash.h"
#include "lang/base/limits.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "runtime/audience/field_text.h"

namespace camp {
namespace {

constexpr std::size_t kBatchRowsMost = 1u << 20;  // the table of ids is kept in memory
constexpr std::size_t kBatchBytes = 16u << 20;  // rows of the largest size must not fill it either

}  // namespace

ContactBatcher::ContactBatcher(const ContactImportOptions& options, ContactSink& sink,
                               Rejects& rejects, const ImportProgress& progress,
                               ImportReport* report)
    : options_(options),
      sink_(sink),
      rejects_(rejects),
      progress_(progress),
      report_(*report),
      batch_rows_(std::clamp<std::size_t>(options.batch_rows, 1, kBatchRowsMost)),
      table_(std::bit_ceil(2 * batch_rows_), kEmpty) {
  batch_.lists = options_.lists;
  batch_.subscriptions = options_.subscriptions;
  batch_.only_known = options_.update;
  batch_.confirmed = options_.confirmed;
}

// The slot of this id, or the empty one where it belongs.
std::uint32_t* ContactBatcher::slot_of(std::string_view id) {
  auto mask = table_.size() - 1;
  auto at = static_cast<std::size_t>(xxh3_64(id)) & mask;
  while (table_[at] != kEmpty && id_of(entries_[table_[at]]) != id) at = (at + 1) & mask;
  return &table_[at];
}

void ContactBatcher::add(std::string_view id, const FieldEncoder& fields, Reject if_unknown) {
  auto* slot = slot_of(id);
  auto index = *slot == kEmpty ? static_cast<std::uint32_t>(entries_.size()) : *slot;
  if (options_.update) if_unknown_.emplace_back(index, std::move(if_unknown));
  if (*slot == kEmpty) {
    *slot = index;
    Entry entry;
    entry.id = bytes_.size();
    entry.id_size = id.size();
    bytes_.append(id);
    entry.fields = bytes_.size();
    fields.append_to(bytes_);
    entry.fields_size = bytes_.size() - entry.fields;
    entries_.push_back(entry);
    return;
  }
  ++report_.repeated;
  auto& entry = entries_[*slot];
  std::string newer;
  std::string merged;
  fields.append_to(newer);
  merge_fields(fields_of(entry), newer, merged);
  entry.fields = bytes_.size();
  entry.fields_size = merged.size();
  bytes_.append(merged);
}

Result<bool> ContactBatcher::row_done(std::uint64_t bytes_read) {
  if (++rows_ < batch_rows_ && bytes_.size() < kBatchBytes) return true;
  return flush(bytes_read);
}

// The rows of contacts who are not there. Those that were merged into one are rejected each.
Result<void> ContactBatcher::reject(const std::vector<std::string_view>& unknown) {
  if (unknown.empty()) return {};
  std::vector<bool> is_unknown(entries_.size());
  for (auto id : unknown) is_unknown[*slot_of(id)] = true;
  report_.repeated += unknown.size();
  for (const auto& [index, row] : if_unknown_) {
    if (!is_unknown[index]) continue;
    --report_.repeated;
    CAMP_TRY(rejects_.add(row.bytes, row.rendered));
  }
  return {};
}

Result<bool> ContactBatcher::flush(std::uint64_t bytes_read) {
  if (rows_ == 0) return true;
  batch_.contacts.clear();
  for (const auto& entry : entries_) batch_.contacts.push_back({id_of(entry), fields_of(entry)});
  if (!entries_.empty()) {
    CAMP_ASSIGN(auto counts, sink_.upsert(batch_));
    report_.counts.created += counts.created;
    report_.counts.changed += counts.changed;
    report_.counts.unchanged += counts.unchanged;
    report_.counts.erased += counts.erased;
    report_.counts.to_confirm += counts.to_confirm;
    report_.counts.objections += counts.objections;
    CAMP_TRY(reject(counts.unknown));
  }
  rows_ = 0;
  bytes_.clear();
  entries_.clear();
  if_unknown_.clear();
  std::fill(table_.begin(), table_.end(), kEmpty);
  return !progress_ || progress_(report_, bytes_read);
}

std::string unknown_id(std::string_view id) {
  return fmt::format("there is no contact {}, and an update makes none", quoted_excerpt(id));
}

std::string read_id(std::string_view text, std::size_t bytes_max, std::string_view limit_name,
                    std::string& scratch, std::string_view* out) {
  auto id = *out = tidied(text, scratch);
  if (id.empty()) return "the id is empty";
  if (id.size() > bytes_max)
    return fmt::format("the id is {} bytes long; at most {} ({})", id.size(), bytes_max,
                       limit_name);
  if (find_invalid_utf8(id)) return "the id is not UTF-8, or holds a NUL byte";
  // Tabs and line breaks as well: ids stand in lists, logs and headers.
  return is_one_line(id) ? "" : "the id holds a control character";
}

}  // namespace camp
