#include "runtime/vm/linked_program.h"

#include <re2/re2.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/limits.h"
#include "lang/catalog/calling_codes.h"
#include "lang/catalog/events.h"
#include "lang/program/flow_digest.h"
#include "lang/program/instruction.h"
#include "lang/program/verifier.h"
#include "runtime/state/contact_row.h"

namespace camp {
namespace {

std::string_view code_of(const Program& program, const Function& function) {
  return std::string_view(program.code).substr(function.begin, function.end - function.begin);
}

// Goes through a verified function's instructions.
template <class Visit>
void for_each_instruction(std::string_view code, Visit visit) {
  for (std::size_t at = 0; at < code.size();) {
    auto instruction = decode_instruction(code, at);
    CAMP_ASSERT(instruction.has_value());
    visit(*instruction);
    at = instruction->end;
  }
}

template <class Map>
auto find_or(const Map& map, std::uint32_t key, typename Map::mapped_type otherwise) {
  auto found = map.find(key);
  return found == map.end() ? otherwise : found->second;
}

const std::vector<LinkedProgram::Reaction>& reactions(
    const std::unordered_map<std::uint32_t, std::vector<LinkedProgram::Reaction>>& by_event,
    std::uint32_t event_number) {
  static const std::vector<LinkedProgram::Reaction> none;
  auto found = by_event.find(event_number);
  return found == by_event.end() ? none : found->second;
}

// Whether what it decides has an id, made from its step (Transition::id_at).
bool has_id(Op op) {
  return op == Op::kSend || op == Op::kTalk || op == Op::kSetList || op == Op::kEmit ||
         op == Op::kSayConsent || op == Op::kRequest;
}

// Which kinds of value a field of this type may have: a bit per Tag.
std::uint16_t tags_of(const Type& type) {
  const auto bit = [](Tag tag) { return 1u << static_cast<unsigned>(tag); };
  unsigned tags = bit(Tag::kAbsent);
  if (type.is_text()) {
    tags |= bit(Tag::kString);
  } else if (type.kind == TypeKind::kList) {
    tags |= bit(Tag::kList);
  } else if (type.kind == TypeKind::kRecord) {
    tags |= bit(Tag::kRecord);
  } else if (type.kind == TypeKind::kDecimal) {
    tags |= bit(Tag::kDecimal) | bit(Tag::kInt);
  } else {
    tags |= 1u << static_cast<unsigned>(type.kind);  // plain kinds have their tag's number
  }
  return static_cast<std::uint16_t>(tags);
}

}  // namespace

LinkedProgram::LinkedProgram(Program program, std::uint32_t store_number)
    : program_(std::move(program)), store_number_(store_number) {}
LinkedProgram::~LinkedProgram() = default;

Result<std::shared_ptr<const LinkedProgram>> LinkedProgram::link(Program program,
                                                                 std::uint32_t store_number,
                                                                 Names& names) {
  CAMP_TRY(verify(program));
  std::shared_ptr<LinkedProgram> linked(new LinkedProgram(std::move(program), store_number));
  CAMP_TRY(linked->compile_patterns());
  linked->number_names(names);
  linked->link_contact();
  linked->link_outlets();
  linked->link_flows(names);
  linked->link_conditions();
  return std::shared_ptr<const LinkedProgram>(std::move(linked));
}

Result<void> LinkedProgram::compile_patterns() {
  RE2::Options options;
  options.set_max_mem(static_cast<std::int64_t>(limits::kRegexBytes));
  options.set_log_errors(false);
  std::vector<ConstIndex> wanted;
  for (const auto& function : program_.functions) {
    for_each_instruction(code_of(program_, function), [&](const Instruction& instruction) {
      if (instruction.info->op == Op::kMatches) wanted.push_back(instruction.operand('c'));
    });
  }
  for (auto constant : wanted) {
    auto& pattern = patterns_[constant];
    if (pattern != nullptr) continue;
    const auto text = program_.constants[constant].text();
    pattern = std::make_unique<RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!pattern->ok())
      return Error{
          ErrorKind::kCorrupt,
          "the program's pattern '" + std::string(text) + "' cannot be used: " + pattern->error(),
          "constant " + std::to_string(constant), "compile the project again"};
  }
  return {};
}

void LinkedProgram::number_names(Names& names) {
  numbers_.reserve(program_.names.size());
  for (const auto& name : program_.names) numbers_.push_back(names.number(name));
  for (const auto& event : program_.events) events_.emplace(number(event.name), &event);
}

void LinkedProgram::link_contact() {
  defaults_by_name_.assign(program_.names.size(), nullptr);
  tags_by_name_.assign(program_.names.size(), UINT16_MAX);
  for (const auto& field : program_.contact) {
    tags_by_name_[field.name] = tags_of(field.type);
    if (field.default_value == kNone) continue;
    const auto& value = program_.constants[field.default_value];
    defaults_.emplace(number(field.name), value);
    defaults_by_name_[field.name] = &value;
  }
  for (const auto& channel : channels()) {
    const auto* field = program_.contact_field(channel.address_field);
    addresses_[static_cast<std::size_t>(channel.channel)] =
        field == nullptr ? Names::kUnknown : number(field->name);
  }
  const auto* language = program_.contact_field("language");
  if (language != nullptr) language_attribute_ = number(language->name);
  default_zone_ = calendar::utc();
  const auto* zone = program_.contact_field("timezone");
  if (zone == nullptr) return;
  timezone_attribute_ = number(zone->name);
  const auto* name = default_of_name(zone->name);
  const auto* known =
      name != nullptr && name->tag == Tag::kString ? calendar::find_zone(name->text()) : nullptr;
  if (known != nullptr) default_zone_ = known;
}

void LinkedProgram::link_outlets() {
  for (std::uint32_t i = 0; i < program_.outlets.size(); ++i) {
    const auto& outlet = program_.outlets[i];
    outlets_.emplace(number(outlet.name), i);
    const auto* zone = outlet.timezone == kNone
                           ? nullptr
                           : calendar::find_zone(program_.constants[outlet.timezone].text());
    outlet_zones_.push_back(zone);
    has_outlet_zones_ = has_outlet_zones_ || zone != nullptr;
  }
  const auto* field = program_.contact_field("outlet");
  if (field != nullptr && !outlets_.empty()) outlet_attribute_ = number(field->name);
}

const calendar::Zone* LinkedProgram::zone_named(const Value& name) {
  return name.tag == Tag::kString ? calendar::find_zone(name.text()) : nullptr;
}

const calendar::Zone* LinkedProgram::zone_of_phone(const Value& number) {
  if (number.tag != Tag::kString) return nullptr;
  const auto name = zone_of_number(number.text());
  return name.empty() ? nullptr : calendar::find_zone(name);
}

// Sorted by name, as every table of declarations.
std::uint32_t LinkedProgram::outlet_of_value(const Value& name) const {
  if (name.tag != Tag::kString) return kNone;
  const auto& outlets = program_.outlets;
  const auto found = std::lower_bound(
      outlets.begin(), outlets.end(), name.text(),
      [&](const OutletDecl& it, std::string_view text) { return program_.name(it.name) < text; });
  if (found == outlets.end() || program_.name(found->name) != name.text()) return kNone;
  return static_cast<std::uint32_t>(found - outlets.begin());
}

std::uint32_t LinkedProgram::outlet_of(std::string_view attributes, Arena& arena) const {
  return outlet_by(
      [&](std::uint32_t attribute) { return find_attribute(attributes, attribute, arena); });
}

std::uint32_t LinkedProgram::outlet_by_number(std::uint32_t name_number) const {
  const auto found = outlets_.find(name_number);
  return found == outlets_.end() ? kNone : found->second;
}

const OutletDecl* LinkedProgram::outlet_among(std::uint32_t flow,
                                              std::span<const Assignment> arms) const {
  if (!program_.flows[flow].per_outlet) return nullptr;
  for (const auto& arm : arms) {
    if (arm.experiment != outlet_dimension(flow)) continue;
    const auto outlet = outlet_by_number(arm.arm);
    return outlet == kNone ? nullptr : &program_.outlets[outlet];
  }
  return nullptr;
}

std::string_view LinkedProgram::outlet_label(std::uint32_t outlet) const {
  const auto& row = program_.outlets[outlet];
  return row.label == kNone ? std::string_view(program_.name(row.name))
                            : program_.constants[row.label].text();
}

const calendar::Zone* LinkedProgram::zone_of(std::string_view attributes, Arena& arena) const {
  return zone_by(
      [&](std::uint32_t attribute) { return find_attribute(attributes, attribute, arena); });
}

std::string_view LinkedProgram::address_in(std::string_view attributes, Channel channel,
                                           Arena& arena) const {
  const auto attribute = address_attribute(channel);
  if (attribute == Names::kUnknown) return {};
  auto address = find_attribute(attributes, attribute, arena);
  const auto* otherwise = default_of_attribute(attribute);
  if (address.is_absent() && otherwise != nullptr) address = *otherwise;
  return address.tag == Tag::kString ? address.text() : std::string_view();
}

std::uint32_t LinkedProgram::confirming_flow(std::uint32_t conversation, Channel channel) const {
  for (const auto flow : confirming_) {
    const auto& decl = program_.flows[flow];
    if (decl.confirms == channel &&
        number(program_.conversations[decl.conversation].name) == conversation)
      return flow;
  }
  return kNone;
}

std::int64_t LinkedProgram::expires_ms(std::uint32_t flow, const calendar::Zone* zone) const {
  const auto& expiry = program_.flows[flow].expires;
  if (!expiry.is_set) return INT64_MAX;
  if (expiry.zone != kNone) {
    const auto* own = calendar::find_zone(program_.constants[expiry.zone].text());
    if (own != nullptr) zone = own;
  }
  return calendar::instant_of(expiry.date_days, expiry.time_ms, zone);
}

std::int64_t LinkedProgram::expired_for_all_ms(std::uint32_t flow) const {
  const auto* last = calendar::find_zone("Etc/GMT+12");  // where the day is last
  return expires_ms(flow, last == nullptr ? calendar::utc() : last);
}

void LinkedProgram::link_flows(Names& names) {
  for (const auto& cap : program_.policy.caps)
    cap_tags_.push_back(cap.tag == kNone ? 0 : number(cap.tag));
  stands_.resize(program_.steps.size());
  for (std::uint32_t i = 0; i < program_.flows.size(); ++i) {
    const auto& flow = program_.flows[i];
    flows_.emplace(number(flow.name), i);
    if (flow.confirms) confirming_.push_back(i);
    for (std::uint32_t k = 0; k < flow.starts.size(); ++k)
      starts_[number(flow.starts[k].on.event)].push_back({i, k});
    link_cohorts(flow);
    auto& tags = tags_.emplace_back();
    for (auto tag : flow.tags) tags.push_back(number(tag));
    outlet_dimensions_.push_back(names.number(program_.name(flow.name) + "/per outlet"));
    auto& experiments = experiments_.emplace_back();
    for (const auto& experiment : flow.experiments)
      experiments.push_back(names.number(experiment_name(program_, flow, experiment)));
    contents_.push_back(flow.approval.empty() ? Sha256() : flow_digest(program_, flow));
    entries_.push_back(entries_of(flow));
    repeated_steps_.push_back(repeated_steps_of(flow));
  }
}

LinkedProgram::Cohort LinkedProgram::cohort(NameIndex segment) const {
  const auto* decl = program_.segment(program_.name(segment));
  CAMP_ASSERT(decl != nullptr);  // the verifier demands one
  return {number(segment), decl->condition};
}

void LinkedProgram::link_cohorts(const FlowDecl& flow) {
  for (const auto& send : flow.sends) seeks_best_times_ |= send.best_time.has_value();
  for (const auto segment : flow.cohorts) {
    const auto one = cohort(segment);
    const bool known = std::any_of(cohorts_.begin(), cohorts_.end(),
                                   [&](const Cohort& it) { return it.segment == one.segment; });
    if (!known) cohorts_.push_back(one);
  }
}

void LinkedProgram::link_conditions() {
  has_conditions_.assign(program_.flows.size(), false);
  const auto* changed = program_.event(kContactChanged);
  if (changed == nullptr) return;
  changed_number_ = number(changed->name);
  const auto note = [&](const EventArm& arm) {
    if (arm.event != changed->name) return false;
    reads_.emplace(arm.where, reads_of(arm.where));
    return true;
  };
  for (std::size_t i = 0; i < program_.flows.size(); ++i) {
    const auto& flow = program_.flows[i];
    for (const auto& start : flow.starts) note(start.on);
    bool any = false;
    for (const auto& exit : flow.exits) any = note(exit.on) || any;
    for (const auto& goal : flow.goals) any = note(goal.on) || any;
    for (const auto& wait : flow.waits)
      for (const auto& arm : wait.arms) any = note(arm) || any;
    has_conditions_[i] = any;
  }
}

LinkedProgram::Reads LinkedProgram::reads_of(FunctionIndex condition) const {
  Reads reads;
  for_each_instruction(code_of(program_, program_.functions[condition]),
                       [&](const Instruction& instruction) {
                         const auto op = instruction.info->op;
                         if (op == Op::kAttribute)
                           reads.attributes.push_back(number(instruction.operand('n')));
                         if (op == Op::kInList)
                           reads.lists.push_back(number(instruction.operand('n')));
                         if (op == Op::kEventsBegin)
                           reads.events.push_back(number(instruction.operand('n')));
                       });
  // Days are counted by the contact's clock, whatever tells it (tells_zone).
  if (!reads.events.empty()) {
    for (const auto attribute :
         {timezone_attribute_, outlet_attribute_, address_attribute(Channel::kSms)})
      if (attribute != Names::kUnknown) reads.attributes.push_back(attribute);
  }
  for (auto* numbers : {&reads.attributes, &reads.lists, &reads.events}) {
    std::sort(numbers->begin(), numbers->end());
    numbers->erase(std::unique(numbers->begin(), numbers->end()), numbers->end());
  }
  return reads;
}

const LinkedProgram::Reads& LinkedProgram::reads(FunctionIndex condition) const {
  const auto found = reads_.find(condition);
  CAMP_ASSERT(found != reads_.end());
  return found->second;
}

// Names and constants as they are: their numbers are the program's own.
Hash128 LinkedProgram::digest_of(FunctionIndex condition) const {
  std::string text;
  const auto code = code_of(program_, program_.functions[condition]);
  for_each_instruction(code, [&](const Instruction& instruction) {
    put_u8(text, static_cast<std::uint8_t>(instruction.info->op));
    const auto letters = instruction.info->operands;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const auto operand = instruction.operands[i];
      if (letters[i] == 'n')
        put_bytes(text, program_.name(operand));
      else if (letters[i] == 'c')
        encode_value(text, program_.constants[operand]);
      else
        put_varint(text, operand);
    }
  });
  return xxh3_128(text);
}

// Behind a wait that no path reaches the verifier knows no stack, so only waits that are reached
// count.
std::vector<std::uint32_t> LinkedProgram::entries_of(const FlowDecl& flow) {
  const auto code = code_of(program_, program_.functions[flow.body]);
  std::vector<std::uint32_t> entries = {0};
  for (const auto& wait : flow.waits) {
    entries.push_back(wait.otherwise);
    for (const auto& arm : wait.arms) entries.push_back(arm.target);
  }
  auto pending = entries;
  for (const auto& experiment : flow.experiments) {
    for (const auto& arm : experiment.arms)
      if (!arm.holdout) pending.push_back(arm.target);
  }
  std::vector<bool> seen(code.size(), false);
  while (!pending.empty()) {
    const auto at = pending.back();
    pending.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const auto instruction = *decode_instruction(code, at);
    const auto end = static_cast<std::uint32_t>(instruction.end);
    const auto& info = *instruction.info;
    if (info.is(op_flags::kSuspends)) entries.push_back(note_stand(flow, instruction));
    if (info.is(op_flags::kJumps)) pending.push_back(instruction.operand('j'));
    if (!info.is(op_flags::kEnds)) pending.push_back(end);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// A path that comes back to an instruction has a jump backwards over it (or from or to it). Sends
// that such a jump spans may come again; those of a loop all do.
std::vector<std::uint32_t> LinkedProgram::repeated_steps_of(const FlowDecl& flow) const {
  const auto code = code_of(program_, program_.functions[flow.body]);
  struct Loop {
    std::size_t first, last;
  };
  std::vector<Loop> loops;
  std::vector<std::pair<std::uint32_t, std::size_t>> sends;  // what has an id: step, offset
  const auto leads = [&](std::size_t from, std::size_t to) {
    if (to <= from) loops.push_back({to, from});
  };
  for_each_instruction(code, [&](const Instruction& instruction) {
    const auto at = instruction.begin;
    const auto op = instruction.info->op;
    if (has_id(op)) sends.emplace_back(instruction.operand('s'), at);
    if (instruction.info->is(op_flags::kJumps)) leads(at, instruction.operand('j'));
    if (op == Op::kWaitEvents) {
      const auto& wait = flow.waits[instruction.operand('x')];
      leads(at, wait.otherwise);
      for (const auto& arm : wait.arms) leads(at, arm.target);
    }
    if (op == Op::kExperiment) {
      for (const auto& arm : flow.experiments[instruction.operand('x')].arms)
        if (!arm.holdout) leads(at, arm.target);
    }
  });
  std::sort(sends.begin(), sends.end());
  std::vector<std::uint32_t> steps;
  for (std::size_t i = 0; i < sends.size(); ++i) {
    const auto [step, offset] = sends[i];
    const bool twin = i + 1 < sends.size() && sends[i + 1].first == step;
    const bool looped = std::any_of(loops.begin(), loops.end(), [&, offset = offset](auto& loop) {
      return loop.first <= offset && offset <= loop.last;
    });
    if ((twin || looped) && (steps.empty() || steps.back() != step)) steps.push_back(step);
  }
  return steps;
}

bool LinkedProgram::comes_again(std::uint32_t flow, std::uint32_t step) const {
  return std::binary_search(repeated_steps_[flow].begin(), repeated_steps_[flow].end(), step);
}

// What an instance that parks here waits for; gives where it goes on when its time is up.
std::uint32_t LinkedProgram::note_stand(const FlowDecl& flow, const Instruction& instruction) {
  auto& stand = stands_[instruction.operand('s')];
  stand.lasts = instruction.info->op == Op::kWait || instruction.info->op == Op::kWaitEvents;
  if (instruction.info->op == Op::kWaitEvents) {
    stand.wait = instruction.operand('x');
    stand.resume = flow.waits[stand.wait].otherwise;
  } else if (instruction.info->op == Op::kAwaitDecision) {
    stand.resume = static_cast<std::uint32_t>(instruction.begin);  // which asks who has won
    stand.experiment = instruction.operand('x');
  } else {
    stand.resume = static_cast<std::uint32_t>(instruction.end);
  }
  return stand.resume;
}

const MessageDecl* LinkedProgram::message_by_number(std::uint32_t name_number) const {
  for (const auto& message : program_.messages)
    if (number(message.name) == name_number) return &message;
  return nullptr;
}

std::uint32_t LinkedProgram::resume_of(StepIndex step) const {
  return step < stands_.size() ? stands_[step].resume : kNone;
}

std::uint32_t LinkedProgram::wait_of(StepIndex step) const {
  return step < stands_.size() ? stands_[step].wait : kNone;
}

std::uint32_t LinkedProgram::awaited_experiment(StepIndex step) const {
  return step < stands_.size() ? stands_[step].experiment : kNone;
}

// Its start is an entry as well.
bool LinkedProgram::may_wait(std::uint32_t flow) const { return entries_[flow].size() > 1; }

bool LinkedProgram::is_entry(std::uint32_t flow, std::uint32_t offset) const {
  return std::binary_search(entries_[flow].begin(), entries_[flow].end(), offset);
}

std::uint32_t LinkedProgram::flow_by_number(std::uint32_t name_number) const {
  return find_or(flows_, name_number, kNone);
}

const EventDecl* LinkedProgram::event_by_number(std::uint32_t name_number) const {
  return find_or(events_, name_number, nullptr);
}

const CallDecl* LinkedProgram::call_by_number(std::uint32_t name_number) const {
  for (const auto& call : program_.calls)
    if (number(call.name) == name_number) return &call;
  return nullptr;
}

std::uint32_t LinkedProgram::address_attribute(Channel channel) const {
  return addresses_[static_cast<std::size_t>(channel)];
}

const Value* LinkedProgram::default_of_attribute(std::uint32_t name_number) const {
  auto found = defaults_.find(name_number);
  return found == defaults_.end() ? nullptr : &found->second;
}

const re2::RE2& LinkedProgram::pattern(ConstIndex constant) const {
  auto found = patterns_.find(constant);
  CAMP_ASSERT(found != patterns_.end());
  return *found->second;
}

std::uint32_t LinkedProgram::experiment_number(std::uint32_t flow, std::uint32_t experiment) const {
  return experiments_[flow][experiment];
}

const std::vector<LinkedProgram::Reaction>& LinkedProgram::starts_on(
    std::uint32_t event_number) const {
  return reactions(starts_, event_number);
}

}  // namespace camp
