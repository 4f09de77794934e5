// Contacts on their way to the sink: gathered, the rows of one id merged, handed over in batches.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/limits.h"
#include "runtime/audience/contact_import.h"
#include "runtime/audience/contact_plan.h"
#include "runtime/audience/rejects.h"

namespace camp {

class ContactBatcher {
 public:
  ContactBatcher(const ContactImportOptions& options, ContactSink& sink, Rejects& rejects,
                 const ImportProgress& progress, ImportReport* report);

  // Within a batch an id occurs once: a later row's attributes replace those of an earlier one.
  // `if_unknown` is what to reject with options.update, when there is no such contact.
  void add(std::string_view id, const FieldEncoder& fields, Reject if_unknown);
  // After each row, good or bad. False: the progress callback wants to stop.
  Result<bool> row_done(std::uint64_t bytes_read);
  Result<bool> flush(std::uint64_t bytes_read);

 private:
  struct Entry {  // offsets into bytes_, which moves as it grows
    std::size_t id = 0, id_size = 0;
    std::size_t fields = 0, fields_size = 0;
  };
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFF;

  std::string_view id_of(const Entry& entry) const {
    return {bytes_.data() + entry.id, entry.id_size};
  }
  std::string_view fields_of(const Entry& entry) const {
    return {bytes_.data() + entry.fields, entry.fields_size};
  }
  std::uint32_t* slot_of(std::string_view id);
  Result<void> reject(const std::vector<std::string_view>& unknown);

  const ContactImportOptions& options_;
  ContactSink& sink_;
  Rejects& rejects_;
  const ImportProgress& progress_;
  ImportReport& report_;
  std::size_t batch_rows_;
  std::size_t rows_ = 0;  // of this batch, rejected ones included
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<std::pair<std::uint32_t, Reject>> if_unknown_;  // by row, with its entry
  std::vector<std::uint32_t> table_;  // open addressing, a power of two: indices into entries_
  ContactBatch batch_;
};

// The id that `text` stands for, tidied (lang/base/unicode.h): a view into `text` or `scratch`.
// Returns what is wrong with it, or "".
std::string read_id(std::string_view text, std::size_t bytes_max, std::string_view limit_name,
                    std::string& scratch, std::string_view* id);

// Why a row of an update is rejected.
std::string unknown_id(std::string_view id);

// `read(attribute, &value, &reason)` gives each attribute's value; an update need not have all
// that the schema requires. False with what is wrong, and
// where.
template <class Read>
bool encode_contact(const ContactPlan& plan, bool update, Read&& read, FieldEncoder& fields,
                    std::string_view* where, std::string* reason) {
  fields.clear();
  for (const auto& attribute : plan.attributes) {
    Value value;
    bool good = read(attribute, &value, reason);
    if (good && value.is_absent()) {
      if (update || !attribute.field.required()) continue;
      reason->assign("is empty, but every contact must have `")
          .append(attribute.field.name)
          .append("`");
      good = false;
    }
    if (!good) {
      *where = attribute.source.name;
      return false;
    }
    fields.add(attribute.field.number, value);
  }
  if (fields.size() <= limits::kContactBytes) return true;
  *where = {};
  reason->assign("the contact takes more than ")
      .append(std::to_string(limits::kContactBytes))
      .append(" bytes (kContactBytes)");
  return false;
}

}  // namespace camp
