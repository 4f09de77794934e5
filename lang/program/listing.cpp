#include "lang/program/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "lang/base/counted.h"
#include "lang/base/utf8.h"
#include "lang/catalog/functions.h"
#include "lang/catalog/talk_points.h"

namespace camp {
namespace {

constexpr std::size_t kTextBytes = 60;   // of a constant in a line of code
constexpr std::size_t kNameBytes = 200;  // names and labels are short unless the bytes are hostile
constexpr std::size_t kSourceBytes = 120;

constexpr std::string_view kForms[] = {
#define CAMP_SLOT_FORM(number, name, escaped, doc) doc,
#include "lang/program/slot_forms.def"
#undef CAMP_SLOT_FORM
};
constexpr std::string_view kAggregates[] = {"count",   "sum",   "min", "max",
                                            "average", "first", "last"};
static_assert(std::size(kAggregates) == kAggregateCount);

void append_escaped(std::string& out, unsigned char byte) {
  if (byte == '\n')
    out += "\\n";
  else if (byte == '\t')
    out += "\\t";
  else
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string unknown(std::string_view what, std::uint32_t number) {
  return fmt::format("?{} {}", what, number);
}

}  // namespace

std::string printable(std::string_view text, std::size_t bytes_max) {
  std::string out;
  const bool is_utf8 = !find_invalid_utf8(text).has_value();
  auto size = std::min(text.size(), bytes_max);
  while (is_utf8 && size < text.size() && size > 0 && is_continuation(text[size])) --size;
  for (std::size_t i = 0; i < size; ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    // U+0080..U+009F are control characters as well, and some terminals obey them.
    bool c1 = byte == 0xC2 && i + 1 < size && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1)
      append_escaped(out, static_cast<unsigned char>(text[++i]));
    else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !is_utf8))
      append_escaped(out, byte);
    else
      out.push_back(text[i]);
  }
  if (size < text.size()) out += "…";
  return out;
}

std::string Listing::name(NameIndex index) const {
  if (index >= program_.names.size()) return unknown("name", index);
  return printable(program_.names[index], kNameBytes);
}

std::string Listing::text(std::string_view name_or_label) {
  return printable(name_or_label, kNameBytes);
}

std::string_view Listing::form(SlotForm form) { return kForms[static_cast<std::size_t>(form)]; }

std::string Listing::constant(ConstIndex index) const {
  if (index >= program_.constants.size()) return unknown("constant", index);
  const auto& value = program_.constants[index];
  if (value.tag == Tag::kString) return '"' + printable(value.text(), kTextBytes) + '"';
  if (value.tag == Tag::kHandle) return "handle " + to_hex(value.text());
  if (value.is_absent()) return "absent";
  std::string text;
  append_text(text, value);
  return printable(text, kTextBytes);
}

std::string Listing::channel(Channel channel) const {
  auto number = static_cast<std::uint8_t>(channel);
  return number < kChannelCount ? std::string(info_of(channel).word) : unknown("channel", number);
}

std::string_view Listing::code_of(FunctionIndex index) const {
  if (index >= program_.functions.size()) return {};
  const auto& function = program_.functions[index];
  if (function.begin > function.end || function.end > program_.code.size()) return {};
  return std::string_view(program_.code).substr(function.begin, function.end - function.begin);
}

Listing::Labels Listing::labels(FunctionIndex index, const FlowDecl* flow) const {
  Labels found;
  auto code = code_of(index);
  auto instruction = decode_instruction(code, 0);
  while (instruction) {
    if (instruction->info->is(op_flags::kJumps)) found[instruction->operand('j')];
    instruction = decode_instruction(code, instruction->end);
  }
  if (flow != nullptr) {
    for (const auto& wait : flow->waits) {
      for (const auto& arm : wait.arms) found[arm.target];
      found[wait.otherwise];
    }
    for (const auto& experiment : flow->experiments) {
      for (const auto& arm : experiment.arms) {
        if (arm.target != kNone) found[arm.target];
      }
    }
  }
  std::size_t count = 0;
  for (auto& [offset, text] : found) text = "L" + std::to_string(++count);
  return found;
}

std::string Listing::label(const Labels& labels, std::size_t offset) {
  auto found = labels.find(offset);
  return found == labels.end() ? "?" + std::to_string(offset) : found->second;
}

void Listing::function(std::string& out, FunctionIndex index, const FlowDecl* flow) const {
  auto code = code_of(index);
  if (code.empty()) {
    out += "    (no code)\n";
    return;
  }
  const auto begin = program_.functions[index].begin;
  const auto targets = labels(index, flow);
  const SourceMapEntry* shown = nullptr;
  std::size_t at = 0;
  while (at < code.size()) {
    const auto* entry = source_at(begin + static_cast<std::uint32_t>(at));
    // An entry from before the function's begin is about other code.
    if (entry != nullptr && entry->code >= begin &&
        (shown == nullptr || shown->line != entry->line || shown->file != entry->file)) {
      source(out, *entry);
      shown = entry;
    }
    if (auto target = targets.find(at); target != targets.end())
      out += "  " + target->second + ":\n";
    auto instruction = decode_instruction(code, at);
    if (!instruction) {
      fmt::format_to(std::back_inserter(out), "    {:04}  ?? {}\n", at,
                     to_hex(code.substr(at, std::min<std::size_t>(code.size() - at, 16))));
      return;
    }
    auto line = fmt::format("    {:04}  {:<14}{}", at, instruction->info->name,
                            operands(*instruction, targets, flow));
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
    at = instruction->end;
  }
}

std::string Listing::operands(const Instruction& instruction, const Labels& labels,
                              const FlowDecl* flow) const {
  std::string text;
  const auto letters = instruction.info->operands;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i > 0) text += ", ";
    text += operand(instruction, letters[i], instruction.operands[i], labels, flow);
  }
  return text;
}

std::string Listing::operand(const Instruction& instruction, char letter, std::uint32_t value,
                             const Labels& labels, const FlowDecl* flow) const {
  const auto op = instruction.info->op;
  switch (letter) {
    case 'c':
      return constant(value);
    case 'n':
      return name(value);
    case 'l':
      return fmt::format("local {}{}", value, local_name(instruction, value, flow));
    case 'j':
      return label(labels, value);
    case 's':
      if (value >= program_.steps.size()) return unknown("step", value);
      return "step \"" + printable(program_.steps[value].label, kNameBytes) + '"';
    case 'x':
      return table_row(op, value, flow);
    case 'b':
      if (op == Op::kEventsBegin)
        return value < kAggregateCount ? std::string(kAggregates[value])
                                       : unknown("aggregate", value);
      if (op == Op::kNote)
        return is_talk_point(value) ? std::string(word_of(static_cast<TalkPoint>(value)))
                                    : unknown("point", value);
      if (op == Op::kPrint && value < kSlotForms) return std::string(kForms[value]);
      if (instruction.info->pops == kB) return counted(value, "value");
      return std::to_string(value);
    default:
      return fmt::format("{} {}", letter, value);
  }
}

// ` (x)`, when the flow's table knows what the slot holds here.
std::string Listing::local_name(const Instruction& instruction, std::uint32_t slot,
                                const FlowDecl* flow) {
  if (flow == nullptr) return {};
  // A store is what makes the name, so the name begins behind it.
  const auto at = instruction.info->op == Op::kStoreLocal ? instruction.end : instruction.begin;
  for (const auto& local : flow->locals) {
    if (local.slot == slot && local.begin <= at && at < local.end)
      return " (" + text(local.name) + ")";
  }
  return {};
}

std::string Listing::table_row(Op op, std::uint32_t value, const FlowDecl* flow) const {
  if (op == Op::kCallFunction) {
    const auto* function = function_by_number(static_cast<std::uint16_t>(value));
    return function == nullptr ? unknown("function", value) : std::string(function->name);
  }
  if (op == Op::kSend || op == Op::kTalk) {
    if (flow == nullptr || value >= flow->sends.size()) return unknown("send", value);
    auto message = flow->sends[value].message;
    return fmt::format("send {} ({})", value,
                       message < program_.messages.size() ? name(program_.messages[message].name)
                                                          : unknown("message", message));
  }
  if (op == Op::kRequest) {
    if (value >= program_.calls.size()) return unknown("call", value);
    return fmt::format("call {} ({})", value, name(program_.calls[value].name));
  }
  if (op == Op::kExperiment || op == Op::kAwaitDecision) {
    if (flow == nullptr || value >= flow->experiments.size()) return unknown("experiment", value);
    return fmt::format("experiment {} ({})", value, name(flow->experiments[value].name));
  }
  if (op == Op::kSayConsent) {
    if (flow == nullptr || value >= flow->consents.size()) return unknown("consent", value);
    return fmt::format("consent {} ({})", value, consent(flow->consents[value]));
  }
  if (op == Op::kWaitEvents) return fmt::format("wait {}", value);
  return fmt::format("variable {}", value);
}

// `news on sms`, `not any`.
std::string Listing::consent(const ConsentDecl& row) const {
  auto text = std::string(row.subscribed ? "" : "not ");
  if (row.conversation == kNone)
    text += "any";
  else if (row.conversation < program_.conversations.size())
    text += name(program_.conversations[row.conversation].name);
  else
    text += unknown("conversation", row.conversation);
  const bool known = row.channel && static_cast<std::size_t>(*row.channel) < kChannelCount;
  return known ? text + " on " + std::string(info_of(*row.channel).word) : text;
}

const SourceMapEntry* Listing::source_at(std::uint32_t offset) const {
  const auto& entries = program_.source_map.entries;
  auto after = std::upper_bound(
      entries.begin(), entries.end(), offset,
      [](std::uint32_t wanted, const SourceMapEntry& entry) { return wanted < entry.code; });
  return after == entries.begin() ? nullptr : &*std::prev(after);
}

void Listing::source(std::string& out, const SourceMapEntry& entry) const {
  const auto& files = program_.source_map.files;
  if (entry.file >= files.size()) return;
  auto text = source_line_ ? source_line_(files[entry.file], entry.line) : std::string();
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  out += fmt::format("  ; {}:{}{}{}\n", printable(files[entry.file], kNameBytes), entry.line,
                     text.empty() ? "" : "  ", printable(text, kSourceBytes));
}

}  // namespace camp
