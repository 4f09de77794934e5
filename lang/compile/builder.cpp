#include "lang/compile/builder.h"

#include <algorithm>
#include <map>

#include "lang/base/limits.h"

namespace camp::compile {
namespace {

// Half of what a program may have in all: the rest is for its tables.
constexpr std::size_t kCodeBytesMax = limits::kProgramBytes / 2;

}  // namespace

NameIndex ProgramBuilder::name(std::string_view text) {
  auto [found, added] = names_.emplace(text, static_cast<NameIndex>(program.names.size()));
  if (added) program.names.emplace_back(text);
  return found->second;
}

ConstIndex ProgramBuilder::constant(const Value& value) {
  if (value.tag == Tag::kFloat) {  // has no encoding; a bare template's, which is never on disk
    program.constants.push_back(value);
    return static_cast<ConstIndex>(program.constants.size() - 1);
  }
  std::string bytes;
  encode_value(bytes, value);
  auto [found, added] =
      constants_.emplace(std::move(bytes), static_cast<ConstIndex>(program.constants.size()));
  if (added) program.constants.push_back(copy(value));
  return found->second;
}

// The tree that the value came from is gone when the program runs.
Value ProgramBuilder::copy(const Value& value) {
  auto& arena = *program.constant_arena;
  if (value.tag == Tag::kString) return Value::string(arena.copy(value.text()));
  const bool record = value.tag == Tag::kRecord;
  if (value.tag != Tag::kList && !record) return value;
  const auto slots = record ? std::size_t{2} * value.aux : value.aux;
  auto* items = arena.allocate_array<Value>(slots + 1);  // an empty one has an address as well
  for (std::size_t i = 0; i < slots; ++i) items[i] = copy(value.items[i]);
  return record ? Value::record(items, value.aux) : Value::list(items, value.aux);
}

bool ProgramBuilder::full() const { return program.code.size() > kCodeBytesMax; }

FunctionIndex ProgramBuilder::add_function(FunctionKind kind, std::uint8_t locals,
                                           const std::string& code,
                                           const std::vector<Place>& places) {
  auto begin = static_cast<std::uint32_t>(program.code.size());
  program.code += code;
  program.functions.push_back(
      {kind, begin, static_cast<std::uint32_t>(program.code.size()), locals});
  for (const auto& place : places) places_.push_back({begin + place.code, place.span});
  return static_cast<FunctionIndex>(program.functions.size() - 1);
}

TemplateIndex ProgramBuilder::add_template(TemplateDecl decl) {
  program.templates.push_back(std::move(decl));
  return static_cast<TemplateIndex>(program.templates.size() - 1);
}

void ProgramBuilder::make_source_map(const SourceSet& sources) {
  std::vector<bool> used(sources.size());
  for (const auto& place : places_) used[place.span.source] = true;
  std::map<std::string_view, std::uint32_t> files;
  for (SourceId id = 0; id < used.size(); ++id)
    if (used[id]) files.emplace(sources[id].path(), 0);
  for (auto& [path, index] : files) {
    index = static_cast<std::uint32_t>(program.source_map.files.size());
    program.source_map.files.emplace_back(path);
  }
  std::vector<std::uint32_t> file_of(used.size());
  for (SourceId id = 0; id < used.size(); ++id)
    if (used[id]) file_of[id] = files.at(sources[id].path());
  program.source_map.entries.reserve(places_.size());
  for (const auto& place : places_) {
    auto where = sources[place.span.source].locate(place.span.begin);
    program.source_map.entries.push_back(
        {place.code, file_of[place.span.source], where.line, where.column});
  }
}

void FunctionBuilder::put(std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) code_.push_back(static_cast<char>(value >> (8 * i)));
}

void FunctionBuilder::op(Op op, std::uint32_t first, std::uint32_t second, std::uint32_t third,
                         std::uint32_t fourth) {
  if (!reachable_ || too_large_) return;
  if (code_.size() > limits::kFunctionBytes || program_.full()) {
    too_large_ = true;  // reported by whoever compiles the function
    return;
  }
  const auto& info = *info_of(static_cast<std::uint8_t>(op));
  if (places_.empty() || places_.back().span != span_) places_.push_back({here(), span_});
  code_.push_back(static_cast<char>(op));
  std::uint32_t operands[] = {first, second, third, fourth};
  std::size_t count = 0;
  std::uint32_t small = 0;
  for (char letter : info.operands) {
    if (letter == 'b') small = operands[count];
    put(operands[count++], operand_bytes(letter));
  }
  depth_ += info.pushes - (info.pops == kB ? static_cast<int>(small) : info.pops);
  too_deep_ = too_deep_ || depth_ > static_cast<int>(limits::kStackSlots);
  if (info.is(op_flags::kEnds)) reachable_ = false;
}

void FunctionBuilder::jump(Op op_code, Label& label) {
  if (!reachable_) return;
  op(op_code, label.target.value_or(0));
  note(label);
}

void FunctionBuilder::jump(Op op_code, Label& label, std::uint32_t first) {
  if (!reachable_) return;
  op(op_code, first, label.target.value_or(0));
  note(label);
}

void FunctionBuilder::note(Label& label) {
  label.depth = depth_;
  if (!label.target && !too_large_) label.patches.push_back(here() - 4);
}

void FunctionBuilder::bind(Label& label) {
  label.target = here();
  if (!label.patches.empty()) {
    reachable_ = true;
    depth_ = label.depth;
  }
  for (auto at : label.patches) {
    for (std::size_t i = 0; i < 4; ++i) code_[at + i] = static_cast<char>(here() >> (8 * i));
  }
}

std::uint32_t FunctionBuilder::enter() {
  reachable_ = true;
  depth_ = 0;
  return here();
}

}  // namespace camp::compile
