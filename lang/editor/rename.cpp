#include "lang/editor/rename.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "grammar/scan.h"

namespace camp::editor {
namespace {

Error refused(std::string message) { return {ErrorKind::kInvalid, std::move(message), "", ""}; }

bool is_name(std::string_view text) {
  return !text.empty() && grammar::begins_name(text[0]) &&
         std::all_of(text.begin(), text.end(), grammar::is_name_char) &&
         !grammar::is_always_special(text);
}

// The texts of the project's own files with these edits, by the ids of `sources`.
std::vector<std::string> edited(const SourceSet& sources, const std::vector<Edit>& edits) {
  std::vector<std::string> texts;
  for (SourceId id = 0; id < sources.size(); ++id) texts.emplace_back(sources[id].text());
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
    texts[edit->span.source].replace(edit->span.begin, edit->span.end - edit->span.begin,
                                     edit->text);
  return texts;
}

Analysis analyzed_with(const Analysis& before, const std::vector<std::string>& texts,
                       const FileReader& read_file, Library library) {
  const auto& sources = before.sources();
  SourceSet scripts;
  for (SourceId id = 0; id < before.files().size(); ++id)
    if (!sources[id].imported_at()) scripts.add(sources[id].path(), texts[id]);
  const auto read = [&](const std::string& path) -> Result<std::string> {
    const auto known = sources.find(path);
    if (known) return texts[*known];
    if (read_file) return read_file(path);
    return refused("not there");
  };
  return analyze(std::move(scripts), read, library);
}

// Of two projects with the same findings none; the first that only the later one has.
const Diagnostic* new_error(const Diagnostics& before, const Diagnostics& after) {
  if (after.count(Severity::kError) <= before.count(Severity::kError)) return nullptr;
  std::multiset<std::string> known;
  for (const auto& one : before.all())
    if (one.severity() == Severity::kError) known.insert(one.message);
  for (const auto& one : after.all()) {
    if (one.severity() != Severity::kError) continue;
    const auto same = known.find(one.message);
    if (same == known.end()) return &one;
    known.erase(same);
  }
  return nullptr;
}

// Where an offset is after the edits of its file.
std::uint32_t moved(std::uint32_t offset, SourceId source, const std::vector<Edit>& edits) {
  std::int64_t by = 0;
  for (const auto& [span, text] : edits)
    if (span.source == source && span.begin < offset)
      by += static_cast<std::int64_t>(text.size()) - (span.end - span.begin);
  return static_cast<std::uint32_t>(offset + by);
}

// The same names mean the same things, each at its place.
bool means_the_same(const NameIndex& before, const NameIndex& after,
                    const std::vector<Edit>& edits) {
  const auto& old = before.occurrences();
  const auto& now = after.occurrences();
  return std::equal(
      old.begin(), old.end(), now.begin(), now.end(), [&](const auto& a, const auto& b) {
        const auto is_at = [&](Span was, Span is) {
          return was.source == is.source && moved(was.begin, was.source, edits) == is.begin;
        };
        return is_at(a.span, b.span) && is_at(a.named->declared, b.named->declared);
      });
}

}  // namespace

Result<Span> renamable_at(const Analysis& analysis, const NameIndex& index, SourceId source,
                          std::uint32_t offset) {
  const auto* named = index.at(source, offset);
  if (named == nullptr) return refused("there is no name here that the project declares");
  if (named->is_shared)
    return refused(fmt::format("'{}' means several things in one place", named->name));
  const auto is_library = [&](Span span) {
    return analysis.sources()[span.source].imported_at().has_value();
  };
  if (is_library(named->declared) ||
      std::any_of(named->uses.begin(), named->uses.end(), is_library))
    return refused(fmt::format("'{}' is a name of the library", named->name));
  return *index.name_at(source, offset);
}

Result<std::vector<Edit>> rename(const Analysis& analysis, const NameIndex& index, SourceId source,
                                 std::uint32_t offset, const std::string& name,
                                 const FileReader& read_file, Library library) {
  CAMP_ASSIGN(const auto here, renamable_at(analysis, index, source, offset));
  (void)here;
  if (!is_name(name))
    return refused(
        fmt::format("'{}' is no name: a small letter first, then letters, digits and _", name));
  const auto& named = *index.at(source, offset);
  std::vector<Edit> edits{{named.declared, name}};
  for (const auto use : named.uses) edits.push_back({use, name});
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return a.span.source != b.span.source ? a.span.source < b.span.source
                                          : a.span.begin < b.span.begin;
  });
  const auto after = analyzed_with(analysis, edited(analysis.sources(), edits), read_file, library);
  if (const auto* found = new_error(analysis.diagnostics(), after.diagnostics()))
    return refused(fmt::format("with '{}' the project would have an error: {} ({})", name,
                               found->message, after.sources().place_text(found->primary.span)));
  if (!means_the_same(index, NameIndex(after), edits))
    return refused(fmt::format("with '{}' other names would mean something else", name));
  return edits;
}

}  // namespace camp::editor
