#include "lang/base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace camp {
namespace {

std::vector<DiagnosticRow> make_rows() {
  std::vector<DiagnosticRow> rows;
  std::string_view group;
#define CAMP_DIAGNOSTICS(title) group = title;
#define CAMP_DIAGNOSTIC(number, name, severity, title) \
  rows.push_back({Code::name, Severity::severity, title, group});
#include "lang/base/diagnostics.def"
#undef CAMP_DIAGNOSTIC
  return rows;
}

const DiagnosticRow& row_of(Code code) {
  const auto rows = diagnostic_rows();
  return *std::find_if(rows.begin(), rows.end(),
                       [&](const DiagnosticRow& row) { return row.code == code; });
}

}  // namespace

std::span<const DiagnosticRow> diagnostic_rows() {
  static const std::vector<DiagnosticRow> kRows = make_rows();
  return kRows;
}

Severity severity_of(Code code) { return row_of(code).severity; }
std::string_view severity_text(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}
std::string code_text(Code code) { return fmt::format("CAMP{:04}", static_cast<unsigned>(code)); }

bool Diagnostics::has_errors() const { return count(Severity::kError) > 0; }

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity() == severity; }));
}

void Diagnostics::drop(Code code) {
  std::erase_if(all_, [&](const Diagnostic& one) { return one.code == code; });
}

void Diagnostics::sort() {
  auto key = [](const Diagnostic& d) {
    return std::tuple(d.primary.span.source, d.primary.span.begin, d.primary.span.end, d.code);
  };
  std::stable_sort(all_.begin(), all_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

}  // namespace camp
