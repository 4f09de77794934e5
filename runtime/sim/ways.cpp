#include "runtime/sim/ways.h"

#include <algorithm>

#include "lang/program/instruction.h"
#include "runtime/state/keys.h"

namespace camp::sim {
namespace {

// Happen by an event, whoever listens: consents and lists are changed by them, which flows may ask.
constexpr std::string_view kAlwaysHeard[] = {
    "subscribed",        "unsubscribed",           "list.added",
    "list.removed",      "subscription.requested", "message.unsubscribed",
    "message.complained"};

bool is_under_way(const Instance& instance) { return instance.state == InstanceState::kWaiting; }

}  // namespace

Listeners::Listeners(const ScenarioStage& stage) : program_(stage.program().program()) {
  remember_counted(program_);
  remember_counted(stage.expressions().program());
  remember_awaited(program_);
}

void Listeners::remember_counted(const Program& program) {
  for (const auto& function : program.functions) {
    for (std::size_t at = function.begin; at < function.end;) {
      const auto instruction = decode_instruction(program.code, at);
      if (!instruction) break;
      if (instruction->info->op == Op::kEventsBegin)
        remembered_.insert(program.name(instruction->operand('n')));
      at = instruction->end;
    }
  }
}

// Waits that begin to listen before they begin.
void Listeners::remember_awaited(const Program& program) {
  for (const auto& flow : program.flows) {
    for (const auto& wait : flow.waits) {
      for (const auto& arm : wait.arms)
        if (wait.since_start || arm.handle != kNone) remembered_.insert(program.name(arm.event));
    }
  }
}

bool Listeners::hear(std::string_view event, const ContactRow& row, const Names& names) const {
  if (remembered_.contains(event) || starts(event, row, names) ||
      std::find(std::begin(kAlwaysHeard), std::end(kAlwaysHeard), event) != std::end(kAlwaysHeard))
    return true;
  const auto is_it = [&](const EventArm& arm) { return program_.name(arm.event) == event; };
  for (const auto& instance : row.instances) {
    const auto* flow = program_.flow(names.text(instance.flow));
    if (!is_under_way(instance) || flow == nullptr) continue;
    for (const auto& exit : flow->exits)
      if (is_it(exit.on)) return true;
    if (instance.wait >= flow->waits.size()) continue;
    const auto& arms = flow->waits[instance.wait].arms;
    if (std::any_of(arms.begin(), arms.end(), is_it)) return true;
  }
  return false;
}

// Without a key a contact is in a journey once at a time, and in one without `again` once.
bool Listeners::starts(std::string_view event, const ContactRow& row, const Names& names) const {
  for (const auto& flow : program_.flows) {
    const bool is_start =
        std::any_of(flow.starts.begin(), flow.starts.end(),
                    [&](const StartDecl& start) { return program_.name(start.on.event) == event; });
    if (!is_start) continue;
    const auto number = names.find(program_.name(flow.name));
    const auto is_in = [&](const Instance& one) {
      return one.flow == number && (is_under_way(one) || flow.reentry == Reentry::kOnce);
    };
    const bool stays_out =
        flow.key == kNone && std::any_of(row.instances.begin(), row.instances.end(), is_in);
    if (!stays_out) return true;
  }
  return false;
}

Hash128 state_of(const MemStore& store, const std::string& contact, ContactRow row,
                 const std::vector<SentMessage>& sent, const Listeners& listeners,
                 const Names& names) {
  row.refs.clear();  // where its journal lies
  std::string bytes;
  encode_contact_row(bytes, row);
  bytes += contact;
  for (const auto& name : listeners.remembered()) {
    const auto number = names.find(name);
    if (number == Names::kUnknown) continue;
    const auto prefix = keys::events_of(contact, number);
    const auto& events = store.family(Family::kEvents);
    for (auto it = events.lower_bound(prefix); it != events.end() && it->first.starts_with(prefix);
         ++it)
      bytes.append(it->first).append(it->second);
  }
  for (const auto& one : sent) {
    put_signed(bytes, one.at_ms);
    put_varint(bytes, one.message);
    put_varint(bytes, static_cast<unsigned>(one.channel));
  }
  return xxh3_128(bytes);
}

}  // namespace camp::sim
