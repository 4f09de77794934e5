// A bare Liquid file, its partials and its data, all of them hostile: parsed, compiled and rendered.
// The input is the file, the partial "p" and the JSON, with a zero byte between them; a first byte
// 's' makes the parser strict. What the strict parser takes, the lax one takes as well.
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/liquid_file.h"
#include "cli/render/liquid_data.h"
#include "lang/base/assert.h"

namespace {

using namespace camp;

// Enough to reach every limit's beginning, little enough that a run is short.
constexpr RenderAllowance kAllowance{.fuel = 20'000, .bytes = 4u << 20};

std::string_view take_part(std::string_view& input) {
  const auto end = input.find('\0');
  const auto part = input.substr(0, end);
  input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  return part;
}

Result<cli::LiquidFile> compile(std::string_view text, std::string_view partial,
                                liquid::Strictness strictness) {
  const auto read = [&](std::string_view name) -> std::optional<std::string> {
    if (name != "p") return std::nullopt;
    return std::string(partial);
  };
  return cli::LiquidFile::compile(std::string(text), strictness, read, {"p"});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const bool strict = input[0] == 's';
  input.remove_prefix(1);
  const auto text = take_part(input);
  const auto partial = take_part(input);
  auto file =
      compile(text, partial, strict ? liquid::Strictness::kStrict : liquid::Strictness::kLax);
  if (!file.ok()) return 0;
  if (strict) CAMP_ASSERT(compile(text, partial, liquid::Strictness::kLax).ok());
  Arena arena;
  auto data = cli::read_liquid_data(std::string(input), arena);
  const auto empty = Value::record(nullptr, 0);
  const auto first = file->render(data.ok() ? *data : empty, 0, kAllowance);
  const auto again = file->render(data.ok() ? *data : empty, 0, kAllowance);
  CAMP_ASSERT(first.ok() == again.ok());
  if (first.ok()) CAMP_ASSERT(first->text == again->text && first->errors == again->errors);
  return 0;
}
