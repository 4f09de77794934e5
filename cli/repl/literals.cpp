#include "cli/repl/literals.h"

#include <fmt/format.h>

#include "lang/analysis/text_values.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"
#include "runtime/sim/full_second.h"

namespace camp::cli {

std::string moment_literal(std::int64_t at_ms) {
  constexpr std::int64_t kMsOfDay = 86'400'000;
  const auto second_ms = sim::to_full_second(at_ms);
  return fmt::format("{} {} UTC", date_text(second_ms / kMsOfDay), time_text(second_ms % kMsOfDay));
}

std::string literal(const Value& value) {
  std::string text;
  switch (value.tag) {
    case Tag::kString:
      return camp::quoted(value.text());
    case Tag::kDatetime:
      return moment_literal(value.num);
    case Tag::kList:
      for (std::uint32_t i = 0; i < value.aux; ++i)
        text += (text.empty() ? "" : ", ") + literal(value.items[i]);
      return "[" + text + "]";
    case Tag::kRecord:
      for (std::uint32_t i = 0; i < value.aux; ++i)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", value.items[2 * i].text(),
                            literal(value.items[2 * i + 1]));
      return "{ " + text + " }";
    default:
      return text_of_value(value);
  }
}

}  // namespace camp::cli
