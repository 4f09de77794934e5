#include "lang/syntax/parser.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/syntax/action_table.h"
#include "lang/syntax/walk.h"

namespace camp {
namespace {

using Input = tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf_crlf,
                                       const char*>;

// What cannot be read at all. The grammar may then rely on UTF-8 without NUL.
bool is_readable(const Source& source, SourceId id, syntax::Reporter& reporter) {
  auto text = source.text();
  if (text.size() > limits::kSourceBytes) {
    reporter
        .report(Code::kFileTooLarge, {id, 0, 0},
                fmt::format("{} has {} bytes; camp reads files of up to {}", source.path(),
                            text.size(), limits::kSourceBytes))
        .help("split it: all .camp files of a folder share one namespace");
    return false;
  }
  auto bad = find_invalid_utf8(text);
  if (!bad) return true;
  auto at = static_cast<std::uint32_t>(*bad);
  reporter
      .report(Code::kInvalidText, {id, at, at + 1},
              fmt::format("{} is not UTF-8 text", source.path()))
      .label(fmt::format("byte 0x{:02X}", static_cast<unsigned char>(text[*bad])))
      .help("save it as UTF-8");
  return false;
}

// What git leaves in a file in which two changes met. Reported as a whole: its halves are no
// declarations that stand twice.
bool is_merged(std::string_view text, SourceId id, syntax::Reporter& reporter) {
  const auto line_after = [&](std::size_t from, std::string_view mark) {
    for (auto at = text.find(mark, from); at != text.npos; at = text.find(mark, at + 1))
      if (at == 0 || text[at - 1] == '\n') return at;
    return text.npos;
  };
  constexpr std::string_view kOurs = "<<<<<<< ", kMiddle = "\n=======", kTheirs = ">>>>>>> ";
  const auto ours = line_after(0, kOurs);
  if (ours == text.npos) return true;
  const auto middle = text.find(kMiddle, ours);
  const auto theirs = middle == text.npos ? text.npos : line_after(middle, kTheirs);
  if (theirs == text.npos) return true;
  const auto mark_at = [&](std::size_t at) {
    constexpr std::size_t kMarkSize = 7;
    return Span{id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + kMarkSize)};
  };
  reporter.report(Code::kSyntax, mark_at(ours), "this merge is not resolved")
      .label("one side begins here")
      .also(mark_at(middle + 1), "the other side begins here")
      .also(mark_at(theirs), "and ends here")
      .help("keep what is right of the two, and remove these three lines");
  return false;
}

void run_grammar(std::string_view text, syntax::Builder& builder) {
  Input in(text.data(), text.data() + text.size(), "");
  try {
    bool complete = tao::pegtl::parse<grammar::file, syntax::Action, syntax::Control>(in, builder);
    CAMP_ASSERT(complete);  // every broken item is skipped, so nothing is left over
  } catch (const syntax::Stop&) {
    // Enough mistakes were reported.
  }
}

}  // namespace

ast::File parse(const SourceSet& sources, SourceId source, Diagnostics& diagnostics,
                ast::NodeId first_id, std::vector<ItemBegin>* item_begins) {
  ast::File tree;
  tree.source = source;
  const auto& file = sources[source];
  syntax::Reporter reporter(file.text(), source, diagnostics);
  tree.end_id = first_id;
  tree.unread = !is_readable(file, source, reporter) || !is_merged(file.text(), source, reporter);
  if (tree.unread) return tree;
  syntax::Builder builder(reporter, tree, item_begins);
  run_grammar(file.text(), builder);
  // Not while reading: what is given up would leave holes.
  ast::walk(tree, [&](auto& node) {
    node.id = tree.end_id++;
    return true;
  });
  return tree;
}

}  // namespace camp
