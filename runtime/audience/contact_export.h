// Contacts as CSV or NDJSON. Importing into the same store what was written changes nothing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/arena.h"
#include "runtime/audience/csv_text.h"
#include "runtime/audience/text_encoding.h"
#include "runtime/vm/linked_program.h"

namespace camp {

struct ContactExportOptions {
  bool csv = true;
  // Of CSV. Texts that begin like a formula get an apostrophe, which an import takes off again.
  Guard guard = Guard::kForImport;
  char separator = ',';
  Encoding encoding = Encoding::kUtf8;
};

class ContactWriter {
 public:
  // The program's schema says which attributes, in its order.
  ContactWriter(const LinkedProgram& program, const ContactExportOptions& options);

  // What stands before the first contact.
  std::string header() const;
  // `attributes` as a contact's row has them. Fails (kInvalid, the contact's id) on a character
  // that the encoding does not have.
  Result<void> append(std::string& out, std::string_view id, std::string_view attributes);

 private:
  struct Field {
    std::string name;
    std::uint32_t number = 0;
    bool text = false;  // may begin like a formula
  };
  void append_text(std::string_view text);
  void append_csv_row(std::string_view id, std::string_view attributes);
  void append_ndjson(std::string_view id, std::string_view attributes);

  std::vector<Field> fields_;
  ContactExportOptions options_;
  Arena arena_{16u << 10};
  std::string row_;
};

}  // namespace camp
