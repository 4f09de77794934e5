// libFuzzer: any bytes as a script, and every string of it as a template. No crash, no hang, and
// every place that is named lies inside the file.
#include <cstddef>
#include <cstdint>
#include <string>

#include "grammar/scan.h"
#include "lang/base/assert.h"
#include "lang/base/utf8.h"
#include "lang/syntax/parser.h"
#include "lang/syntax/text.h"
#include "lang/template/template.h"

namespace {

using namespace camp;

void check_places(const Diagnostics& diagnostics, std::size_t size) {
  for (const auto& d : diagnostics.all()) {
    CAMP_ASSERT(d.primary.span.begin <= d.primary.span.end && d.primary.span.end <= size);
    for (const auto& label : d.secondary)
      CAMP_ASSERT(label.span.begin <= label.span.end && label.span.end <= size);
  }
}

// Whether a text on one line ends with a quote of its own: an escaped one does not close it.
bool is_closed(std::string_view raw) {
  if (raw.size() < 2 || raw.back() != '"') return false;
  auto backslashes = raw.size() - 2 - raw.find_last_not_of('\\', raw.size() - 2);
  return backslashes % 2 == 0;
}

// Every string that stands in the bytes, whatever stands around it.
void check_texts(std::string_view bytes, SourceId source) {
  auto* begin = bytes.data();
  auto* end = begin + bytes.size();
  for (auto* at = begin; at != end;) {
    if (*at != '"') {
      ++at;
      continue;
    }
    auto* stop = grammar::skip_text(at, end);
    std::string_view raw(at, static_cast<std::size_t>(stop - at));
    bool block = raw.starts_with("\"\"\"");
    if (block ? raw.ends_with("\"\"\"") && raw.size() >= 6 : is_closed(raw)) {
      std::vector<syntax::BadEscape> bad;
      auto text = syntax::decode_text(raw,
                                      {source, static_cast<std::uint32_t>(at - begin),
                                       static_cast<std::uint32_t>(stop - begin)},
                                      bad);
      CAMP_ASSERT(!text.runs.empty());
      Diagnostics diagnostics;
      Reporter reporter(diagnostics);
      liquid::parse(text, reporter);
      check_places(diagnostics, bytes.size());
    }
    at = stop;
  }
}

void check_file(const ast::File& file, std::size_t size) {
  for (const auto& declaration : file.declarations) {
    CAMP_ASSERT(declaration.span.begin <= declaration.span.end && declaration.span.end <= size);
    auto* flow = std::get_if<ast::Flow>(&declaration.node);
    if (flow == nullptr || !flow->body) continue;
    for (const auto& statement : flow->body->statements) {
      CAMP_ASSERT(statement.span.begin >= declaration.span.begin &&
                  statement.span.end <= declaration.span.end);
      CAMP_ASSERT(statement.keyword.begin == statement.span.begin);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  SourceSet sources;
  auto id = sources.add("fuzz.camp", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics diagnostics;
  auto file = parse(sources, id, diagnostics);
  check_places(diagnostics, size);
  check_file(file, size);
  if (!find_invalid_utf8(sources[id].text())) check_texts(sources[id].text(), id);
  // The bytes as a template of their own, too: most strings of a random script are short.
  Diagnostics template_diagnostics;
  Reporter reporter(template_diagnostics);
  liquid::parse(liquid::text_of_file(sources, id), reporter);
  check_places(template_diagnostics, size);
  return 0;
}
