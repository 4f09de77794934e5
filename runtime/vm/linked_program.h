// A verified program, linked to one store: its names as the store's numbers, its patterns compiled.
//
// Immutable after link(); may be used by several threads. Keeps the Program alive.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lang/base/result.h"
#include "lang/program/instruction.h"
#include "lang/program/program.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"
#include "runtime/vm/calendar.h"

namespace re2 {
class RE2;
}

namespace camp {

class LinkedProgram {
 public:
  // Verifies, then gives every name a number. Errors: kCorrupt when verify() refuses.
  static Result<std::shared_ptr<const LinkedProgram>> link(Program program,
                                                           std::uint32_t store_number,
                                                           Names& names);
  ~LinkedProgram();

  const Program& program() const { return program_; }
  std::uint32_t store_number() const { return store_number_; }
  std::uint32_t number(NameIndex name) const { return numbers_[name]; }
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }

  // By the store's numbers; kNone or null when the program does not know the name.
  std::uint32_t flow_by_number(std::uint32_t name_number) const;
  const EventDecl* event_by_number(std::uint32_t name_number) const;
  const CallDecl* call_by_number(std::uint32_t name_number) const;
  const MessageDecl* message_by_number(std::uint32_t name_number) const;
  std::uint32_t address_attribute(Channel channel) const;  // Names::kUnknown: no such field
  // A contact's address by her attributes, else the schema's default; "": she has none.
  std::string_view address_in(std::string_view attributes, Channel channel, Arena& arena) const;
  std::uint32_t language_attribute() const { return language_attribute_; }  // or Names::kUnknown
  const calendar::Zone* default_zone() const { return default_zone_; }  // never null: UTC at last
  // The outlet that the attribute `outlet` names, into the program's outlets; kNone: none.
  std::uint32_t outlet_of(std::string_view attributes, Arena& arena) const;
  std::uint32_t outlet_by_number(std::uint32_t name_number) const;  // kNone: it has none
  // The outlet that is among the arms of an instance of the flow; null: none.
  const OutletDecl* outlet_among(std::uint32_t flow, std::span<const Assignment> arms) const;
  std::string_view outlet_label(std::uint32_t outlet) const;
  // By what its contacts are told apart in reports: "flow/per outlet", which is no experiment's
  // name. Also of a flow that is not, or no longer, per outlet.
  std::uint32_t outlet_dimension(std::uint32_t flow) const { return outlet_dimensions_[flow]; }
  // Of an outlet; null: it names none. kNone is taken.
  const calendar::Zone* outlet_zone(std::uint32_t outlet) const {
    return outlet < outlet_zones_.size() ? outlet_zones_[outlet] : nullptr;
  }
  // The zone by which a contact's days are counted: the stored one, else that of the stored phone
  // number, else that of the contact's outlet, else the default. `read` gives a stored attribute.
  template <class Read>
  const calendar::Zone* zone_by(Read read) const {
    const auto ask = [&](std::uint32_t attribute) {
      return attribute == Names::kUnknown ? Value::absent() : read(attribute);
    };
    if (const auto* zone = zone_named(ask(timezone_attribute_))) return zone;
    if (const auto* zone = zone_of_phone(ask(address_attribute(Channel::kSms)))) return zone;
    const auto* zone = has_outlet_zones_ ? outlet_zone(outlet_by(read)) : nullptr;
    return zone == nullptr ? default_zone_ : zone;
  }
  const calendar::Zone* zone_of(std::string_view attributes, Arena& arena) const;
  bool tells_zone(std::uint32_t attribute) const {
    return attribute == timezone_attribute_ || attribute == outlet_attribute_ ||
           attribute == address_attribute(Channel::kSms);
  }
  // The outlet that the contact's attribute names, or its default; kNone: it is none's name.
  template <class Read>
  std::uint32_t outlet_by(Read read) const {
    if (outlet_attribute_ == Names::kUnknown) return kNone;
    const auto name = read(outlet_attribute_);
    const auto* otherwise = name.is_absent() ? default_of_attribute(outlet_attribute_) : nullptr;
    return outlet_of_value(otherwise != nullptr ? *otherwise : name);
  }
  // When nothing more of the flow is sent to a contact of that zone; INT64_MAX: it does not expire.
  std::int64_t expires_ms(std::uint32_t flow, const calendar::Zone* zone) const;
  // The same by the last clocks of the world: from then on nobody is sent anything of it.
  std::int64_t expired_for_all_ms(std::uint32_t flow) const;
  // The store's numbers: of a flow's tags; of the tag of each of the policy's caps, 0 for none.
  const std::vector<std::uint32_t>& flow_tags(std::uint32_t flow) const { return tags_[flow]; }
  const std::vector<std::uint32_t>& cap_tags() const { return cap_tags_; }
  const Value* default_of_attribute(std::uint32_t name_number) const;  // schema default, or null
  const Value* default_of_name(NameIndex name) const {
    return defaults_by_name_[name];
  }  // the same, at once
  // Whether a contact's field may have this kind of value by the schema; a name that is no field's
  // may have any.
  bool fits(NameIndex name, Tag tag) const {
    return (tags_by_name_[name] >> static_cast<unsigned>(tag) & 1) != 0;
  }
  const re2::RE2& pattern(ConstIndex constant) const;  // of a Matches instruction
  // The journey that confirms subscriptions to this conversation (name number) on this channel;
  // kNone: they need no confirmation.
  std::uint32_t confirming_flow(std::uint32_t conversation, Channel channel) const;
  // What an approval of the flow signs (lang/program/flow_digest.h); of one that needs none, zero.
  const Sha256& content_of(std::uint32_t flow) const { return contents_[flow]; }
  // By experiment_name().
  std::uint32_t experiment_number(std::uint32_t flow, std::uint32_t experiment) const;
  // Where an instance of the flow may go on: its start, behind its waits, at their arms.
  bool is_entry(std::uint32_t flow, std::uint32_t offset) const;

  // Whether an instance of the flow can stand anywhere.
  bool may_wait(std::uint32_t flow) const;
  // Whether an instance of the flow can reach a step's send more than once: it lies in a loop, or
  // several sends have this step.
  bool comes_again(std::uint32_t flow, std::uint32_t step) const;
  // Where an instance that waits at this step goes on when its time is up; kNone: nobody can.
  // A row from a store may name any step, so every number is taken.
  std::uint32_t resume_of(StepIndex step) const;
  // Whether a wait there takes so long, from when it begins: not until an instant, nor a decision.
  bool lasts(StepIndex step) const { return step < stands_.size() && stands_[step].lasts; }
  // The wait of the step's flow whose events wake the instance; kNone: a plain wait, or none.
  std::uint32_t wait_of(StepIndex step) const;
  // The experiment of the step's flow whose winner is waited for there; kNone: none.
  std::uint32_t awaited_experiment(StepIndex step) const;

  // What a condition looks at (store numbers, sorted). Time passing changes it too, where it counts
  // events of a window.
  struct Reads {
    std::vector<std::uint32_t> attributes, lists, events;
  };
  // Of a condition that is reacted to: the `where` of an arm on kContactChanged.
  const Reads& reads(FunctionIndex condition) const;
  // The store's number of kContactChanged.
  std::uint32_t changed_number() const { return changed_number_; }
  bool has_conditions() const { return !reads_.empty(); }
  bool has_conditions(std::uint32_t flow) const { return has_conditions_[flow]; }  // but of starts
  // Whether some send is `at best time`; and the segments whose rhythm is kept for such sends, each
  // once.
  bool seeks_best_times() const { return seeks_best_times_; }
  struct Cohort {
    std::uint32_t segment = 0;  // the store's number of its name
    FunctionIndex condition = 0;
  };
  const std::vector<Cohort>& cohorts() const { return cohorts_; }
  Cohort cohort(NameIndex segment) const;
  // The same for the same condition, in whatever program.
  Hash128 digest_of(FunctionIndex condition) const;

  // Which flows react to an event, found without walking all of them.
  struct Reaction {
    std::uint32_t flow;
    std::uint32_t index;
  };  // index into starts
  const std::vector<Reaction>& starts_on(std::uint32_t event_number) const;

 private:
  LinkedProgram(Program program, std::uint32_t store_number);
  void number_names(Names& names);
  void link_contact();
  void link_outlets();
  void link_cohorts(const FlowDecl& flow);
  std::uint32_t outlet_of_value(const Value& name) const;
  static const calendar::Zone* zone_named(const Value& name);  // null: none is
  static const calendar::Zone* zone_of_phone(const Value& number);
  void link_flows(Names& names);
  Result<void> compile_patterns();
  std::vector<std::uint32_t> repeated_steps_of(const FlowDecl& flow) const;
  std::vector<std::uint32_t> entries_of(const FlowDecl& flow);
  void link_conditions();
  Reads reads_of(FunctionIndex condition) const;
  std::uint32_t note_stand(const FlowDecl& flow, const Instruction& instruction);

  struct Stand {
    std::uint32_t resume = kNone;
    std::uint32_t wait = kNone;
    std::uint32_t experiment = kNone;
    bool lasts = false;
  };

  const Program program_;
  std::uint32_t store_number_ = 0;
  std::vector<std::uint32_t> numbers_;
  std::uint32_t timezone_attribute_ = 0;
  std::uint32_t language_attribute_ = Names::kUnknown;
  const calendar::Zone* default_zone_ = nullptr;
  std::uint32_t outlet_attribute_ = Names::kUnknown;
  bool has_outlet_zones_ = false;
  std::vector<const calendar::Zone*> outlet_zones_;  // per outlet
  std::unordered_map<std::uint32_t, std::uint32_t> outlets_;
  std::vector<std::uint32_t> outlet_dimensions_;  // per flow
  std::uint32_t addresses_[kChannelCount] = {};
  std::vector<std::uint32_t> confirming_;  // flows
  std::unordered_map<std::uint32_t, std::uint32_t> flows_;
  std::unordered_map<std::uint32_t, const EventDecl*> events_;
  std::unordered_map<std::uint32_t, Value> defaults_;
  std::vector<const Value*> defaults_by_name_;              // per name of the program
  std::vector<std::uint16_t> tags_by_name_;                 // a bit per Tag
  std::vector<std::vector<std::uint32_t>> entries_;         // per flow, sorted
  std::vector<std::vector<std::uint32_t>> repeated_steps_;  // per flow, sorted
  std::vector<std::vector<std::uint32_t>> tags_;            // per flow
  std::vector<std::uint32_t> cap_tags_;
  bool seeks_best_times_ = false;
  std::vector<Cohort> cohorts_;
  std::vector<Sha256> contents_;  // per flow
  std::uint32_t changed_number_ = Names::kUnknown;
  std::unordered_map<FunctionIndex, Reads> reads_;
  std::vector<bool> has_conditions_;  // per flow
  std::vector<Stand> stands_;         // per step
  std::unordered_map<ConstIndex, std::unique_ptr<re2::RE2>> patterns_;
  std::vector<std::vector<std::uint32_t>> experiments_;
  std::unordered_map<std::uint32_t, std::vector<Reaction>> starts_;
};

}  // namespace camp
