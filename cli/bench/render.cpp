#include "cli/bench/world.h"
#include "cli/liquid_file.h"
#include "cli/render/liquid_data.h"

namespace camp::cli::bench {
namespace {

constexpr const char* kTemplate =
    "{% for item in items %}{{ forloop.index }}. {{ item.name | upcase }}: {{ item.price }}"
    "{% unless forloop.last %}, {% endunless %}{% endfor %}";
constexpr const char* kData =
    R"({"items": [{"name": "tent", "price": 80}, {"name": "mat", "price": 20.5}]})";

Result<std::string> text_of(const std::string& path, const char* otherwise) {
  if (path.empty()) return std::string(otherwise);
  return RealFileSystem().read_file(path, limits::kSourceBytes);
}

}  // namespace

Result<Json> render(const Settings& settings) {
  CAMP_ASSIGN(auto text, text_of(settings.liquid_file, kTemplate));
  CAMP_ASSIGN(const auto json, text_of(settings.liquid_data, kData));
  const auto no_partials = [](std::string_view) { return std::optional<std::string>(); };
  CAMP_ASSIGN(auto file,
              LiquidFile::compile(std::move(text), liquid::Strictness::kLax, no_partials, {}));
  Arena arena;
  CAMP_ASSIGN(const auto data, read_liquid_data(json, arena));
  constexpr double kSeconds = 2;
  std::uint64_t renders = 0;
  std::size_t bytes = 0;
  Stopwatch watch;
  while (watch.seconds() < kSeconds) {
    for (int i = 0; i < 100; ++i, ++renders) {
      CAMP_ASSIGN(const auto rendered, file.render(data, 0));
      bytes = rendered.text.size();
    }
  }
  auto result = rate("renders", renders, watch.seconds());
  result["bytes_each"] = bytes;
  return result;
}

}  // namespace camp::cli::bench
