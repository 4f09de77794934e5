// Messages: what each channel needs, and the texts that stand in files of their own.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"

namespace camp::sema {
namespace {

// Inside the project's folder: relative, no way up, no tricks with separators or control
// characters.
bool is_inside_project(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string_view::npos ||
      has_control_character(path))
    return false;
  while (!path.empty()) {
    auto slash = path.find('/');
    auto part = path.substr(0, slash);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return true;
}

}  // namespace

std::optional<Channel> resolve_channel(const ast::Name& name, Reporter& reporter) {
  auto channel = find_channel(name.text);
  if (!channel) {
    std::vector<std::string> candidates;
    for (const auto& row : channels()) candidates.emplace_back(row.word);
    reporter
        .report(Code::kUnknownName, name.span, fmt::format("there is no channel '{}'", name.text))
        .did_you_mean(name.text, candidates);
    return std::nullopt;
  }
  return channel;
}

void DeclarationChecker::check_message(const ast::Message& message) {
  if (message.contents.empty()) {
    reporter_
        .report(Code::kNoContent, message.name.span,
                fmt::format("the message '{}' says nothing on any channel", message.name.text))
        .help("for example `sms \"...\"` or `email { subject \"...\" text \"...\" }`");
  }
  const auto mark = expressions_.scope().open();
  // `include` and `render` name files of the project, like `html file` does.
  expressions_.set_partials(&sources_, [this](const ast::Text& name) { return file_of(name); });
  for (auto* argument : model_.messages.at(message.name.id).arguments)
    expressions_.declare(argument);
  check_variants(message);
  check_contents(message);
  expressions_.set_partials(nullptr, nullptr);
  expressions_.scope().close(mark);
}

bool DeclarationChecker::is_file_name(const ast::Text& name) {
  const bool module = sources_.find_module(name.text).has_value();  // whose places are told so
  if (!is_template(name) && is_inside_project(name.text) && !module) return true;
  reporter_
      .report(Code::kFileUnreadable, name.span,
              fmt::format("'{}' is not a file of this project", name.text))
      .help("write a path relative to the project's folder, without `..`");
  return false;
}

std::optional<SourceId> DeclarationChecker::file_of(const ast::Text& name) {
  if (!is_file_name(name)) return std::nullopt;
  auto found = files_.find(name.text);
  if (found == files_.end()) found = files_.emplace(name.text, read(name)).first;
  return found->second;
}

std::optional<std::string> DeclarationChecker::read_bytes(const ast::Text& name) {
  auto bytes =
      read_file_
          ? read_file_(name.text)
          : Result<std::string>(Error{ErrorKind::kNotFound, "there are no files here", {}, {}});
  if (bytes.ok()) return std::move(*bytes);
  reporter_
      .report(Code::kFileUnreadable, name.span,
              fmt::format("'{}' cannot be read: {}", name.text, bytes.error().message))
      .help("the path is relative to the project's folder");
  return std::nullopt;
}

std::optional<SourceId> DeclarationChecker::read(const ast::Text& name) {
  auto text = read_bytes(name);
  if (!text) return std::nullopt;
  if (text->size() > limits::kSourceBytes) {
    reporter_.report(Code::kFileTooLarge, name.span,
                     fmt::format("'{}' has {} bytes; at most {} are read", name.text, text->size(),
                                 limits::kSourceBytes));
    return std::nullopt;
  }
  auto invalid = find_invalid_utf8(*text);
  auto id = sources_.add(name.text, std::move(*text));
  if (!invalid) return id;
  auto at = static_cast<std::uint32_t>(*invalid);
  reporter_.report(Code::kInvalidText, {id, at, at + 1}, "this byte is not UTF-8 text");
  return std::nullopt;
}

}  // namespace camp::sema
