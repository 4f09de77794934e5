#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/liquid_file.h"
#include "cli/message_rendering.h"
#include "cli/render/liquid_data.h"
#include "cli/session.h"

namespace camp::cli {

void options_render(po::options_description& options) {
  options.add_options()(
      "data", po::value<std::string>()->value_name("FILE"),
      "a JSON object: what the names mean; of a message `contact` and `parameters`");
  options.add_options()("contact", po::value<std::string>(),
                        "a message: for this contact of the store");
  options.add_options()("as", po::value<std::string>(),
                        "a message: on this channel only (default: on each that it has)");
  options.add_options()(
      "all", "a message: for every language and segment that it tells apart, beside this contact");
  options.add_options()("open",
                        "a message: write it to a file here and name that; with --all, one page");
  options.add_options()(
      "include-dir", po::value<std::string>()->value_name("FOLDER"),
      "where `include` and `render` find their files (default: the file's folder)");
  options.add_options()("strict", "Liquid's strict parser instead of its lax one");
}

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kDataBytesMax = 256u << 20;

// x, x.liquid or _x.liquid; never outside of the folder.
std::optional<std::string> read_partial(FileSystem& files, const fs::path& folder,
                                        std::string_view name) {
  const fs::path relative(name);
  const bool leaves =
      relative.is_absolute() ||
      std::any_of(relative.begin(), relative.end(), [](const auto& part) { return part == ".."; });
  if (leaves || name.empty() || name.find('\0') != name.npos) return std::nullopt;
  const auto parent = folder / relative.parent_path();
  const auto file = relative.filename().string();
  for (const auto& candidate : {file, file + ".liquid", "_" + file + ".liquid"}) {
    auto text = files.read_file((parent / candidate).string(), limits::kSourceBytes);
    if (text.ok()) return std::move(*text);
  }
  return std::nullopt;
}

// Every file of the folder by the name that `include` gives it: names may be computed.
std::vector<std::string> partial_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    auto name = at->path().filename().string();
    if (!name.ends_with(".liquid")) continue;
    name.resize(name.size() - std::string_view(".liquid").size());
    names.push_back(name.starts_with('_') ? name.substr(1) : name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// What cannot be a name of the language is a file's; what a module says, `survey.score`, could be a
// file's as well, which needs no options.
bool is_message(const Invocation& call, std::string_view text) {
  const auto dot = text.find('.');
  if (dot == text.npos) return is_name(text);
  constexpr const char* kForMessages[] = {"contact", "data", "as", "all", "open"};
  return is_name(text.substr(0, dot)) && is_name(text.substr(dot + 1)) &&
         std::any_of(std::begin(kForMessages), std::end(kForMessages),
                     [&](const char* option) { return call.has(option); });
}

Result<LiquidFile> open_file(const Invocation& call, FileSystem& files) {
  const auto& path = call.arguments[0];
  CAMP_ASSIGN(auto text, files.read_file(path, limits::kSourceBytes));
  const bool given = call.has("include-dir");
  const fs::path folder = given ? fs::path(call.text("include-dir")) : fs::path(path).parent_path();
  const auto read = [&](std::string_view name) { return read_partial(files, folder, name); };
  auto file = LiquidFile::compile(
      std::move(text), call.has("strict") ? liquid::Strictness::kStrict : liquid::Strictness::kLax,
      read, given ? partial_names(folder) : std::vector<std::string>());
  if (!file.ok() && file.error().where.empty())
    return Error{file.error().kind, file.error().message, path, file.error().hint};
  return file;
}

}  // namespace

int run_render(const Invocation& call) {
  if (call.arguments.size() != 1) return call.usage("render takes one message or file");
  RealFileSystem files;
  if (!files.exists(call.arguments[0]) && is_message(call, call.arguments[0]))
    return render_message(call);
  for (const char* option : {"contact", "as", "all", "open"})
    if (call.has(option)) return call.usage(fmt::format("--{} is for messages", option));
  auto file = open_file(call, files);
  if (!file.ok()) return call.fail(file.error());
  Arena arena;
  auto data = Value::record(nullptr, 0);
  if (call.has("data")) {
    auto json = files.read_file(call.text("data"), kDataBytesMax);
    if (!json.ok()) return call.fail(json.error());
    auto read = read_liquid_data(*json, arena);
    if (!read.ok()) return call.fail(read.error());
    data = *read;
  }
  const auto rendered = file->render(data, SystemClock().now_ms());
  if (!rendered.ok()) return call.fail(rendered.error());
  if (call.console.json())
    call.answer(rendered->errors.empty(), {{"text", rendered->text}, {"errors", rendered->errors}});
  else
    call.console.out(rendered->text);
  for (const auto& error : rendered->errors) call.console.note(error);
  return rendered->errors.empty() ? kDone : kFindings;
}

}  // namespace camp::cli
