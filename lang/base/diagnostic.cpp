#include "lang/base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace camp {
namespace {

struct Row {
  Code code;
  Severity severity;
};

constexpr Row kRows[] = {
#define CAMP_DIAGNOSTIC(number, name, severity, title) {Code::name, Severity::severity},
#include "lang/base/diagnostics.def"
#undef CAMP_DIAGNOSTIC
};

const Row& row_of(Code code) {
  return *std::find_if(std::begin(kRows), std::end(kRows),
                       [&](const Row& row) { return row.code == code; });
}

}  // namespace

Severity severity_of(Code code) { return row_of(code).severity; }
std::string code_text(Code code) { return fmt::format("CAMP{:04}", static_cast<unsigned>(code)); }

bool Diagnostics::has_errors() const { return count(Severity::kError) > 0; }

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(
      all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity() == severity; }));
}

void Diagnostics::sort() {
  auto key = [](const Diagnostic& d) {
    return std::tuple(d.primary.span.source, d.primary.span.begin, d.primary.span.end, d.code);
  };
  std::stable_sort(all_.begin(), all_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

}  // namespace camp
