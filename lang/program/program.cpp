#include "lang/program/program.h"

#include <algorithm>

namespace camp {
namespace {

// The row with this name in a table that is sorted by name; the table's size when there is none.
template <class Row>
std::size_t find_row(const Program& program, const std::vector<Row>& rows, std::string_view name) {
  auto found = std::lower_bound(
      rows.begin(), rows.end(), name,
      [&](const Row& row, std::string_view wanted) { return program.name(row.name) < wanted; });
  if (found == rows.end() || program.name(found->name) != name) return rows.size();
  return static_cast<std::size_t>(found - rows.begin());
}

template <class Row>
const Row* find_pointer(const Program& program, const std::vector<Row>& rows,
                        std::string_view name) {
  auto at = find_row(program, rows, name);
  return at == rows.size() ? nullptr : &rows[at];
}

template <class Row>
std::uint32_t find_index(const Program& program, const std::vector<Row>& rows,
                         std::string_view name) {
  auto at = find_row(program, rows, name);
  return at == rows.size() ? kNone : static_cast<std::uint32_t>(at);
}

}  // namespace

const FlowDecl* Program::flow(std::string_view flow_name) const {
  return find_pointer(*this, flows, flow_name);
}

std::uint32_t Program::flow_index(std::string_view flow_name) const {
  return find_index(*this, flows, flow_name);
}

std::string opt_in_name(std::string_view conversation, Channel channel) {
  return std::string(conversation) + ".double_opt_in." + std::string(info_of(channel).word);
}

const EventDecl* Program::event(std::string_view event_name) const {
  return find_pointer(*this, events, event_name);
}

const CallDecl* Program::call(std::string_view call_name) const {
  return find_pointer(*this, calls, call_name);
}

const FieldDecl* Program::contact_field(std::string_view field_name) const {
  return find_pointer(*this, contact, field_name);
}

const SegmentDecl* Program::segment(std::string_view segment_name) const {
  return find_pointer(*this, segments, segment_name);
}

const SeedsDecl* Program::find_seeds(std::string_view seeds_name) const {
  return find_pointer(*this, seeds, seeds_name);
}

std::uint32_t Program::message_index(std::string_view message_name) const {
  return find_index(*this, messages, message_name);
}

const ChannelDecl* Program::find_channel(Channel channel) const {
  for (const auto& row : channels)
    if (row.channel == channel) return &row;
  return nullptr;
}

std::string experiment_name(const Program& program, const FlowDecl& flow,
                            const ExperimentDecl& experiment) {
  auto name = program.name(experiment.name);
  if (!experiment.everywhere) name = program.name(flow.name) + "/" + name;
  if (experiment.salt == kNone) return name;
  return name.append(" (").append(program.constants[experiment.salt].text()).append(")");
}

TalkItem talk_item(const Program& program, StepIndex step) {
  if (step >= program.steps.size()) return {};
  const auto named = [&](const TalkDecl& talk, NameIndex name) -> TalkItem {
    return {&talk, program.name(talk.module) + "." + program.name(name)};
  };
  for (const auto& talk : program.flows[program.steps[step].flow].talks) {
    for (const auto& question : talk.questions)
      if (question.answer == step) return named(talk, question.name);
    for (const auto& target : talk.targets)
      if (target.step == step) return named(talk, target.name);
  }
  return {};
}

// An event's fields stand in source order, so this cannot be a binary search; they are few.
const FieldDecl* find_field(const Program& program, const std::vector<FieldDecl>& fields,
                            std::string_view name) {
  for (const auto& field : fields) {
    if (program.name(field.name) == name) return &field;
  }
  return nullptr;
}

std::optional<SourcePosition> source_position(const Program& program, std::uint32_t code_offset) {
  const auto& map = program.source_map;
  auto after = std::upper_bound(
      map.entries.begin(), map.entries.end(), code_offset,
      [](std::uint32_t offset, const SourceMapEntry& entry) { return offset < entry.code; });
  if (after == map.entries.begin()) return std::nullopt;
  const auto& entry = *std::prev(after);
  if (entry.file >= map.files.size()) return std::nullopt;
  return SourcePosition{map.files[entry.file], entry.line, entry.column};
}

std::string source_place(const Program& program, std::uint32_t code_offset) {
  const auto place = source_position(program, code_offset);
  if (!place) return {};
  return std::string(place->file) + ":" + std::to_string(place->line) + ":" +
         std::to_string(place->column);
}

std::string quiet_text(const Program& program, std::uint32_t rule) {
  const auto& rules = program.policy.quiet;
  return rule < rules.size() ? text_of(rules[rule]) : std::string();
}

std::string cap_text(const Program& program, std::uint32_t rule) {
  const auto& rules = program.policy.caps;
  if (rule >= rules.size()) return {};
  const auto tag = rules[rule].tag;
  return text_of(rules[rule], tag < program.names.size() ? program.name(tag) : "");
}

}  // namespace camp
