// Outputs and tags to a tree: which tag stands inside which, and the head of each.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lang/base/limits.h"
#include "lang/template/markup.h"
#include "lang/template/tags.h"

namespace camp::liquid {
namespace {

// The end of a block: which tag closed it, or nothing at the text's end.
using Closing = const Island*;

class Blocks {
 public:
  Blocks(const Reading& reading, const std::vector<Island>& islands, std::vector<Mistake>* mistakes,
         std::size_t depth)
      : reading_(reading), islands_(islands), mistakes_(mistakes), depth_(depth) {}

  // Everything up to one of `ends`, which is stepped over.
  template <std::size_t size>
  Closing read(Block* block, const Island* opening, const std::array<std::string_view, size>& ends);
  void read_all(Block* block) { read(block, nullptr, std::array<std::string_view, 0>{}); }

 private:
  void island(Block* block, const Island& island);
  void tag(Block* block, const Island& tag);
  void add(Block* block, const Island& at, Tag tag) {
    block->nodes.push_back({std::make_unique<Tag>(std::move(tag)), tag_span(at)});
  }
  void add_text(Block* block, const Island& island);
  void add_output(Block* block, const Island& island, Piped piped);
  Span span(const Island& at) const { return reading_.text.source_span(at.begin, at.end); }
  // Errors are on the line where what the tag takes begins.
  Span tag_span(const Island& at) const {
    if (at.markup.empty()) return span(at);
    return reading_.text.source_span(reading_.place(at.markup), at.end);
  }
  bool is_strict() const { return reading_.dialect != Dialect::kLax; }

  void if_tag(Block* block, const Island& tag, bool negated);
  void case_tag(Block* block, const Island& tag);
  void for_tag(Block* block, const Island& tag);
  void table_tag(Block* block, const Island& tag);
  void liquid_tag(Block* block, const Island& tag);
  template <class T>
  void body_tag(Block* block, const Island& tag, T node, std::string_view end);
  std::optional<Condition> condition(const Island& tag);
  // The head of a block, or an empty one: its body is read all the same, up to its end.
  template <class Read>
  auto head(Read read) -> decltype(read()) {
    try {
      return read();
    } catch (Mistake& mistake) {
      if (mistakes_ == nullptr || mistake.is_unclosed) throw;
      note(mistakes_, std::move(mistake));
      return {};
    }
  }
  [[noreturn]] void never_closed(const Island& opening);
  [[noreturn]] void unknown(const Island& tag, const Island* opening);

  const Reading& reading_;
  const std::vector<Island>& islands_;
  std::vector<Mistake>* mistakes_;
  std::size_t depth_;
  std::size_t at_ = 0;
};

template <std::size_t size>
Closing Blocks::read(Block* block, const Island* opening,
                     const std::array<std::string_view, size>& ends) {
  if (++depth_ > limits::kTemplateNesting && at_ < islands_.size())
    refuse(reading_, opening == nullptr ? islands_[at_] : *opening,
           fmt::format("tags are nested deeper than {}", limits::kTemplateNesting),
           "Nesting too deep");
  while (at_ < islands_.size()) {
    const auto& one = islands_[at_++];
    const bool tag = one.kind == Island::Kind::kTag;
    if (tag && std::find(ends.begin(), ends.end(), one.name) != ends.end()) return --depth_, &one;
    try {
      if (tag && is_end(one.name)) unknown(one, opening);
      island(block, one);
    } catch (Mistake& mistake) {
      if (mistakes_ == nullptr || mistake.is_unclosed) throw;
      note(mistakes_, std::move(mistake));
    }
  }
  if (opening != nullptr) never_closed(*opening);
  return --depth_, nullptr;
}

void Blocks::never_closed(const Island& opening) {
  // Liquid names the last line; of `{% liquid %}` one more than its last.
  const auto& last = islands_.back();
  Mistake mistake;
  mistake.begin = opening.begin;
  mistake.end = opening.end;
  mistake.message = fmt::format("this `{}` is not closed by `end{}`", opening.name, opening.name);
  mistake.liquid = fmt::format("'{}' tag was never closed", opening.name);
  mistake.liquid_at = opening.in_liquid ? last.end : reading_.all().size();
  mistake.lines_more = opening.in_liquid ? 1 : 0;
  mistake.is_unclosed = true;
  throw mistake;
}

// An end or a middle that closes nothing.
void Blocks::unknown(const Island& tag, const Island* opening) {
  const auto name = std::string(tag.name);
  if (opening == nullptr && name == "else")
    refuse(reading_, tag, "`else` belongs to no tag", "Unexpected outer 'else' tag");
  if (opening == nullptr && tag.in_liquid && name.starts_with("end"))
    refuse(reading_, tag, fmt::format("`{}` closes nothing", name),
           fmt::format("'{}' is not a valid delimiter for liquid tags. use %}}", name));
  if (opening == nullptr || !name.starts_with("end")) {
    if (opening != nullptr && name == "else")
      refuse(reading_, tag, fmt::format("`{}` has no `else`", opening->name),
             fmt::format("{} tag does not expect 'else' tag", opening->name));
    refuse(reading_, tag, fmt::format("`{}` belongs to no tag", name),
           fmt::format("Unknown tag '{}'", name));
  }
  refuse(reading_, tag, fmt::format("`{}` closes no `{}`", name, opening->name),
         fmt::format("'{}' is not a valid delimiter for {} tags. use end{}", name, opening->name,
                     opening->name),
         fmt::format("`end{}` is due", opening->name));
}

void Blocks::add_text(Block* block, const Island& island) {
  if (!block->nodes.empty()) {
    if (auto* before = std::get_if<std::string>(&block->nodes.back().what)) {
      before->append(island.text);
      return;
    }
  }
  block->nodes.push_back({std::string(island.text), span(island)});
}

void Blocks::add_output(Block* block, const Island& island, Piped piped) {
  Output output;
  static_cast<Piped&>(output) = std::move(piped);
  output.span = span(island);
  block->nodes.push_back({std::move(output), output.span});
}

void Blocks::island(Block* block, const Island& island) {
  switch (island.kind) {
    case Island::Kind::kText:
      return add_text(block, island);
    case Island::Kind::kOutput:
      if (strip(island.markup).empty() && reading_.dialect != Dialect::kMessage) return;
      return add_output(block, island, read_piped(reading_, island.markup));
    case Island::Kind::kTag:
      return tag(block, island);
  }
}

void Blocks::tag(Block* block, const Island& tag) {
  const auto name = tag.name;
  if (name == "if" || name == "unless") return if_tag(block, tag, name == "unless");
  if (name == "case") return case_tag(block, tag);
  if (name == "for") return for_tag(block, tag);
  if (name == "tablerow") return table_tag(block, tag);
  if (name == "liquid") return liquid_tag(block, tag);
  if (name == "#") return check_inline_comment(reading_, tag);
  if (name == "echo") {
    if (tag.markup.empty()) return;
    return add_output(block, tag, read_piped(reading_, tag.markup));
  }
  if (name == "capture")
    return body_tag(block, tag, Capture{head([&] { return capture_variable(reading_, tag); }), {}},
                    "endcapture");
  if (name == "ifchanged") return body_tag(block, tag, IfChanged{}, "endifchanged");
  if (auto simple = simple_tag(reading_, tag)) return add(block, tag, std::move(*simple));
  if (name == "raw" || name == "doc") never_closed(tag);  // in `{% liquid %}`
  refuse(reading_, tag, fmt::format("there is no tag '{}'", name),
         fmt::format("Unknown tag '{}'", name));
}

template <class T>
void Blocks::body_tag(Block* block, const Island& tag, T node, std::string_view end) {
  read(&node.body, &tag, std::array{end});
  add(block, tag, std::move(node));
}

std::optional<Condition> Blocks::condition(const Island& tag) {
  if (is_strict() && !tag.markup.empty()) {
    Markup markup(reading_, tag.markup);
    auto condition = markup.condition();
    markup.end("`and`, `or` or the tag's end");
    return condition;
  }
  auto condition = lax::condition(reading_, tag.markup);
  if (!condition)
    refuse(reading_, tag, fmt::format("`{}` needs a condition", tag.name),
           fmt::format("Syntax Error in tag 'if' - Valid syntax: if [expression]"));
  return condition;
}

// Text that nothing but blanks and what prints nothing surrounds is not printed.
void drop_blank_texts(Block* block) {
  auto& nodes = block->nodes;
  nodes.erase(std::remove_if(
                  nodes.begin(), nodes.end(),
                  [](const Node& node) { return std::holds_alternative<std::string>(node.what); }),
              nodes.end());
}
template <class Branches>
void drop_if_all_blank(Branches& branches) {
  const bool all = std::all_of(branches.begin(), branches.end(),
                               [](const auto& branch) { return branch.body.is_blank(); });
  if (!all) return;
  for (auto& branch : branches) drop_blank_texts(&branch.body);
}

void Blocks::if_tag(Block* block, const Island& tag, bool negated) {
  If node;
  node.branches.push_back({head([&] { return condition(tag); }), negated, span(tag), {}});
  for (;;) {
    const auto* closing =
        read(&node.branches.back().body, &tag,
             std::array<std::string_view, 3>{"elsif", "else", negated ? "endunless" : "endif"});
    if (closing->name.starts_with("end")) break;
    Branch next;
    next.span = span(*closing);
    if (closing->name == "elsif") next.condition = head([&] { return condition(*closing); });
    node.branches.push_back(std::move(next));
  }
  drop_if_all_blank(node.branches);
  // What stands behind an `else` is never reached.
  const auto otherwise =
      std::find_if(node.branches.begin(), node.branches.end(),
                   [](const Branch& branch) { return !branch.condition.has_value(); });
  if (otherwise != node.branches.end()) node.branches.erase(otherwise + 1, node.branches.end());
  add(block, tag, std::move(node));
}

void Blocks::case_tag(Block* block, const Island& tag) {
  Case node{head([&] { return case_subject(reading_, tag); }), {}};
  constexpr std::array<std::string_view, 3> kEnds = {"when", "else", "endcase"};
  When before;  // what stands before the first `when` is not printed, but counts for blankness
  before.span = span(tag);
  const auto* closing = read(&before.body, &tag, kEnds);
  const bool blank_before = before.body.is_blank();
  while (closing->name != "endcase") {
    When branch;
    branch.span = span(*closing);
    branch.otherwise = closing->name == "else";
    if (branch.otherwise)
      check_case_else(reading_, *closing);
    else
      branch.values = head([&] { return when_values(reading_, *closing); });
    closing = read(&branch.body, &tag, kEnds);
    node.branches.push_back(std::move(branch));
  }
  if (blank_before) drop_if_all_blank(node.branches);
  add(block, tag, std::move(node));
}

void Blocks::for_tag(Block* block, const Island& tag) {
  auto node = head([&] { return for_head(reading_, tag); });
  const auto* closing = read(&node.body, &tag, std::array<std::string_view, 2>{"else", "endfor"});
  while (closing->name == "else") {
    node.otherwise.emplace();
    closing = read(&*node.otherwise, &tag, std::array<std::string_view, 2>{"else", "endfor"});
  }
  if (node.body.is_blank() && (!node.otherwise || node.otherwise->is_blank())) {
    drop_blank_texts(&node.body);
    if (node.otherwise) drop_blank_texts(&*node.otherwise);
  }
  add(block, tag, std::move(node));
}

void Blocks::table_tag(Block* block, const Island& tag) {
  auto node = head([&] { return table_head(reading_, tag); });
  read(&node.body, &tag, std::array<std::string_view, 1>{"endtablerow"});
  add(block, tag, std::move(node));
}

// Its lines are tags of the block around it; what they open they close.
void Blocks::liquid_tag(Block* block, const Island& tag) {
  const auto lines = cut_into_lines(reading_.all(), tag.markup, mistakes_);
  Blocks inside(reading_, lines, mistakes_, depth_);
  inside.read_all(block);
}

}  // namespace

void read_blocks(const Reading& reading, const std::vector<Island>& islands,
                 std::vector<Mistake>* mistakes, Block* block) {
  Blocks(reading, islands, mistakes, 0).read_all(block);
}

}  // namespace camp::liquid
