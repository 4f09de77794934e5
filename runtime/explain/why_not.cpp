#include "runtime/explain/why_not.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lang/base/counted.h"
#include "lang/value/civil.h"
#include "runtime/explain/pauses.h"
#include "runtime/explain/told_text.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::size_t kRefusalsShown = 3;

// A flow that sends the message, in the newest program where it does.
struct Sender {
  ProgramPtr program;
  std::uint32_t flow = 0;  // into the program's flows
  const FlowDecl& decl() const { return program->program().flows[flow]; }
  std::string name() const { return program->program().name(decl().name); }
  std::uint32_t number() const { return program->number(decl().name); }
};

bool sends(const LinkedProgram& program, const FlowDecl& flow, std::uint32_t message) {
  return std::any_of(flow.sends.begin(), flow.sends.end(), [&](const SendDecl& send) {
    return program.number(program.program().messages[send.message].name) == message;
  });
}

Result<std::vector<Sender>> senders_of(StoreView& view, std::uint32_t message) {
  std::map<std::uint32_t, Sender> by_flow;
  for (std::uint32_t number = 1; number < view.row().next_program; ++number) {
    CAMP_ASSIGN(auto program, view.programs().get(number));
    const auto& flows = program->program().flows;
    for (std::uint32_t i = 0; i < flows.size(); ++i) {
      if (sends(*program, flows[i], message))
        by_flow.insert_or_assign(program->number(flows[i].name), Sender{program, i});
    }
  }
  std::vector<Sender> senders;
  for (auto& [flow, sender] : by_flow) senders.push_back(std::move(sender));
  return senders;
}

class Explainer {
 public:
  Explainer(StoreView& view, const std::string& contact_id, const ContactRow& row,
            const ContactHistory& history, const std::set<std::uint32_t>& decided)
      : view_(view), contact_id_(contact_id), row_(row), history_(history), decided_(decided) {}

  Result<void> explain(const Sender& sender) {
    flow_ = sender.name();
    bool gone = view_.current() && view_.current()->flow_by_number(sender.number()) == kNone;
    if (gone) add("flow_removed", "is no longer part of the project");
    explain_instances(sender.number());
    explain_refusals(sender.number());
    explain_incidents(sender.number());
    if (sender.decl().kind == FlowKind::kCampaign) return explain_runs(sender);
    return explain_starts(sender);
  }
  void add(std::string word, std::string text) {
    reasons_.push_back({flow_, std::move(word), std::move(text)});
  }
  std::vector<WhyNot> take() { return std::move(reasons_); }

 private:
  void explain_instances(std::uint32_t flow);
  void explain_instance(const JournalEntry& entry, const TransitionEntry& last);
  void explain_refusals(std::uint32_t flow);
  void explain_incidents(std::uint32_t flow);
  Result<void> explain_runs(const Sender& sender);
  Result<void> explain_run(const Sender& sender, const RunRow& run);
  bool has_outlet(const Sender& sender);
  Result<void> explain_audience(const Sender& sender, const RunRow& run);
  std::string segment_text(const Sender& sender, const StartDecl& start) const;
  std::string paused_text(std::uint32_t flow) const;
  Result<void> explain_starts(const Sender& sender);
  Result<std::uint64_t> count_events(std::uint32_t event);
  bool was_in_run(std::uint32_t run) const {
    return std::any_of(history_.entries().begin(), history_.entries().end(),
                       [&](const HistoryEntry& kept) {
                         return kept.entry.transition() != nullptr && kept.entry.subject.run == run;
                       });
  }

  StoreView& view_;
  const std::string& contact_id_;
  const ContactRow& row_;
  const ContactHistory& history_;
  const std::set<std::uint32_t>& decided_;
  std::string flow_;
  bool entered_ = false;  // the flow at hand, or refused, or failed before its start
  std::vector<WhyNot> reasons_;
};

// ---- the contact was in the flow, or nearly

void Explainer::explain_instances(std::uint32_t flow) {
  entered_ = false;
  std::map<std::uint32_t, const HistoryEntry*> last;  // per instance
  std::map<std::uint32_t, std::int64_t> due_ms;       // put off by a resume
  for (const auto& kept : history_.entries()) {
    if (const auto* shifted = std::get_if<ShiftedEntry>(&kept.entry.what))
      due_ms[kept.entry.subject.instance] = shifted->due_ms;
    if (kept.entry.transition() != nullptr && kept.entry.subject.flow == flow)
      last[kept.entry.subject.instance] = &kept;
  }
  for (const auto& [instance, kept] : last) {
    entered_ = true;
    auto stands = *kept->entry.transition();
    if (const auto put_off = due_ms.find(instance); put_off != due_ms.end())
      stands.due_ms = std::max(stands.due_ms, put_off->second);
    if (decided_.count(instance) == 0) explain_instance(kept->entry, stands);
  }
}

void Explainer::explain_instance(const JournalEntry& entry, const TransitionEntry& last) {
  auto label = view_.step_label(last.program, last.to_step);
  auto who = entry.subject.run == 0 ? fmt::format("instance {}", entry.subject.instance)
                                    : fmt::format("in run {}", entry.subject.run);
  auto at = instant_text(entry.at_ms);
  switch (last.stop) {
    case StopKind::kParked:
      if (const auto paused = paused_text(entry.subject.flow); !paused.empty())
        return add("paused",
                   fmt::format("{}: stands at \"{}\" since {}; {}", who, label, at, paused));
      return add("waiting",
                 fmt::format("{}: has stood at \"{}\" since {}, until {} at the latest{}; "
                             "the message is not decided "
                             "before that",
                             who, label, at, instant_text(last.due_ms),
                             awaited_text(view_.awaited_experiment(last.program, last.to_step))));
    case StopKind::kFinished:
      return add(
          "passed_by",
          fmt::format("{}: came to its end at {}; its way did not lead over the message", who, at));
    case StopKind::kExited: {
      auto how = last.wake == WakeKind::kOperator ? std::string("cancelled by an operator")
                 : last.wake == WakeKind::kExitEvent
                     ? fmt::format("taken out by {} (event {})", view_.name_of(last.cause.event),
                                   last.cause.event_id)
                 : last.text.empty() ? std::string("exited")
                                     : fmt::format("exited: \"{}\"", last.text);
      return add("exited",
                 fmt::format("{}: {} at {}, before it came to the message", who, how, at));
    }
    case StopKind::kIncident:
      return add("incident", fmt::format("{}: failed at {}", who, at));
  }
}

void Explainer::explain_refusals(std::uint32_t flow) {
  std::vector<const HistoryEntry*> refused;
  for (const auto& kept : history_.entries()) {
    if (std::holds_alternative<RefusedEntry>(kept.entry.what) && kept.entry.subject.flow == flow)
      refused.push_back(&kept);
  }
  entered_ = entered_ || !refused.empty();
  auto first = refused.size() > kRefusalsShown ? refused.size() - kRefusalsShown : 0;
  if (first > 0)
    add("refused",
        fmt::format("refused as well: {}", counted(first, "earlier entry", "earlier entries")));
  for (auto i = first; i < refused.size(); ++i)
    add("refused", fmt::format("at {} {}", instant_text(refused[i]->entry.at_ms),
                               text_of(tell(view_, *refused[i]))));
}

void Explainer::explain_incidents(std::uint32_t flow) {
  for (const auto& kept : history_.entries()) {
    const bool failed = std::holds_alternative<IncidentEntry>(kept.entry.what);
    if (!failed || kept.entry.subject.flow != flow) continue;
    if (decided_.count(kept.entry.subject.instance)) continue;
    entered_ = entered_ || kept.entry.subject.run == 0;
    add("incident",
        fmt::format("at {} {}", instant_text(kept.entry.at_ms), text_of(tell(view_, kept))));
  }
}

// ---- campaigns

Result<void> Explainer::explain_runs(const Sender& sender) {
  CAMP_ASSIGN(auto runs, view_.runs().all());
  bool any = false;
  for (const auto& run : runs) {
    if (run.campaign != sender.number()) continue;
    any = true;
    if (!was_in_run(run.number)) CAMP_TRY(explain_run(sender, run));
  }
  if (any) return {};
  const auto approval = view_.approvals().standing(*sender.program, sender.flow);
  if (approval.given)
    add("never_run", fmt::format("was never run: camp run {} begins a run", flow_));
  else
    add("not_approved", fmt::format("was never run, and may not begin: {}", approval.lacks_text()));
  return {};
}

Result<void> Explainer::explain_run(const Sender& sender, const RunRow& run) {
  auto name = fmt::format("run {} (key '{}')", run.number, run.key);
  if (run.state == RunState::kSnapshot) {
    add("run_unfinished",
        fmt::format("{} has not written down its audience yet: camp run {} --key '{}' goes on",
                    name, flow_, run.key));
    return {};
  }
  CAMP_ASSIGN(bool is_in, in_snapshot(view_.store(), run, contact_id_));
  if (is_in) {
    add("run_unfinished",
        fmt::format(
            "{} has the contact in its audience and has not come to it yet ({} of {} done): "
            "camp run {} --key '{}' goes on",
            name, run.done, run.audience, flow_, run.key));
    return {};
  }
  if (row_.created_ms > run.started_ms) {
    add("not_in_audience",
        fmt::format(
            "not in the audience of {}: the contact came into the store at {}, the run began at {}",
            name, instant_text(row_.created_ms), instant_text(run.started_ms)));
    return {};
  }
  return explain_audience(sender, run);
}

bool Explainer::has_outlet(const Sender& sender) {
  Arena arena;
  return sender.program->outlet_of(row_.attributes, arena) != kNone;
}

// Not in the snapshot, though known at the time. What the condition gives now is a hint, not the
// reason: it is the audience at the run's beginning that counts.
Result<void> Explainer::explain_audience(const Sender& sender, const RunRow& run) {
  auto text = fmt::format("not in the audience of run {} (key '{}') when it was written down at {}",
                          run.number, run.key, instant_text(run.started_ms));
  const auto& audience = sender.decl().audience;
  std::vector<std::string> left_out;  // ways not to be in though the condition holds
  if (run.without_outlet != 0)
    left_out.push_back(has_outlet(sender)
                           ? fmt::format("it is per outlet, and {} had none then",
                                         counted(run.without_outlet, "contact"))
                           : "it is per outlet, and the contact's `outlet` names none today");
  if (run.doubles != 0)
    left_out.push_back(fmt::format("`one per` left out {} for others with the same value",
                                   counted(run.doubles, "contact")));
  if (audience.limit != 0 && run.above_limit != 0)
    left_out.push_back(fmt::format("it takes {} at most and left out {}",
                                   counted(audience.limit, "contact"), grouped(run.above_limit)));
  const auto ways = fmt::format("{}", fmt::join(left_out, ", and "));
  if (audience.condition == kNone) {
    add("not_in_audience", ways.empty() ? text : text + ": " + ways);
    return {};
  }
  ConditionProbe probe(view_.store());
  ContactFacts contact;
  contact.id = contact_id_;
  contact.attributes = row_.attributes;
  contact.lists = &row_.lists;
  contact.flags = row_.flags;
  std::string problem;
  CAMP_ASSIGN(const auto now,
              probe.holds(*sender.program, audience.condition, contact, view_.now_ms(), &problem));
  auto place = source_place(sender.program->program(),
                            sender.program->program().functions[audience.condition].begin);
  auto condition =
      place.empty() ? std::string("its condition") : fmt::format("its condition ({})", place);
  if (!now) {
    text += fmt::format("; {} cannot be evaluated for this contact today: {}", condition, problem);
  } else if (!*now) {
    text += fmt::format("; {} does not hold today either", condition);
  } else if (!ways.empty()) {
    text += fmt::format("; {} holds today, but {}", condition, ways);
  } else {
    text += fmt::format("; {} holds today, so what it reads has changed since", condition);
  }
  add("not_in_audience", std::move(text));
  return {};
}

// ---- journeys

Result<std::uint64_t> Explainer::count_events(std::uint32_t event) {
  auto prefix = keys::events_of(contact_id_, event);
  auto events = view_.store().iterate(Family::kEvents,
                                      {.lower = prefix, .upper = keys::after_prefix(prefix)});
  std::uint64_t count = 0;
  for (events->seek_to_first(); events->valid(); events->next()) ++count;
  CAMP_TRY(events->status());
  return count;
}

// Who was in when the journey came does not come in.
std::string Explainer::segment_text(const Sender& sender, const StartDecl& start) const {
  const auto& name = sender.program->program().name(start.segment);
  const bool in = std::binary_search(row_.segments.begin(), row_.segments.end(),
                                     sender.program->number(start.segment));
  return fmt::format(
      "never entered: it starts when a contact comes into {}, and this one {}", name,
      in ? "was in it before the journey was there, or came in by what was old" : "is not in it");
}

// Empty: nothing holds the flow up.
std::string Explainer::paused_text(std::uint32_t flow) const {
  const auto paused = view_.pauses().now();
  const auto* pause = paused->holding(flow);
  if (pause == nullptr) return {};
  return fmt::format("{} is paused since {}, and what came since waits for its resume",
                     pause_name(view_, pause->subject), instant_text(pause->since_ms));
}

Result<void> Explainer::explain_starts(const Sender& sender) {
  if (entered_) return {};  // said already
  const auto& decl = sender.decl();
  auto paused = paused_text(sender.program->number(decl.name));
  // Whether they would be let in is asked when it is resumed.
  if (!paused.empty()) return add("paused", std::move(paused)), Result<void>{};
  for (const auto& start : decl.starts) {
    if (start.segment != kNone) {
      add("not_in_segment", segment_text(sender, start));
      continue;
    }
    const auto& event = sender.program->program().name(start.on.event);
    CAMP_ASSIGN(auto count, count_events(sender.program->number(start.on.event)));
    if (count == 0) {
      add("no_event",
          fmt::format("never entered: it starts on {}, and the contact has no such event", event));
    } else {
      add("no_match", fmt::format("never entered: {} did not meet the condition of `start on {}` "
                                  "when it came, or it came before "
                                  "the journey was there",
                                  count == 1 ? fmt::format("the contact's one {} event", event)
                                             : fmt::format("each of the contact's {} {} events",
                                                           grouped(count), event),
                                  event));
    }
  }
  if (decl.starts.empty()) add("no_start", "nothing starts it");
  return {};
}

}  // namespace

Result<std::vector<WhyNot>> explain_absence(StoreView& view, const std::string& contact_id,
                                            const ContactRow& row, const ContactHistory& history,
                                            std::uint32_t message,
                                            const std::set<std::uint32_t>& instances) {
  Explainer explainer(view, contact_id, row, history, instances);
  if ((row.flags & kContactErased) && instances.empty())
    explainer.add("erased",
                  "the contact was erased: its events, attributes and instances are gone");
  CAMP_ASSIGN(auto senders, senders_of(view, message));
  for (const auto& sender : senders) CAMP_TRY(explainer.explain(sender));
  if (senders.empty()) explainer.add("never_sent", "no campaign and no journey sends this message");
  return explainer.take();
}

}  // namespace camp
