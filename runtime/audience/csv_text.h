// One field of CSV as text: quotes, and the apostrophe that keeps a spreadsheet from taking a text
// for a formula.
//
// Guarded is what begins with apostrophes and then one of = + - @ tab CR. Reading takes one
// apostrophe off; writing puts one before whatever is guarded already, and for a spreadsheet before
// what begins like a formula too. So either way what is written is read back as it was.
#pragma once
#include <string>
#include <string_view>

namespace camp {

enum class Guard { kForImport, kForSpreadsheet };

std::string_view without_guard(std::string_view text);
// Whether writing puts an apostrophe in front.
bool needs_guard(std::string_view text, Guard guard);

// Always in quotes, and quotes doubled.
void append_quoted_csv(std::string& out, std::string_view text);
// In quotes only where it has to be.
void append_csv(std::string& out, std::string_view text, char separator);

}  // namespace camp
