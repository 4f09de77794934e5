#include "cli/render/explain_json.h"

#include <fmt/format.h>

#include "cli/render/explain_text.h"
#include "lang/base/bytes.h"
#include "lang/value/civil.h"
#include "runtime/explain/told_text.h"

namespace camp::cli {
namespace {

// null: every one.
Json or_every(const std::string& conversation) {
  return conversation.empty() ? Json() : Json(conversation);
}
Json channel_word(const std::optional<Channel>& channel) {
  return channel ? Json(info_of(*channel).word) : Json();
}

Json transition_json(const ToldTransition& told) {
  Json json;
  json["wake"] = word_of(told.wake);
  if (!told.cause.event.empty()) json["event"] = told.cause.event;
  if (!told.cause.event_id.empty()) json["event_id"] = told.cause.event_id;
  json["stop"] = word_of(told.stop);
  if (told.stop == StopKind::kParked) {
    json["step"] = told.step;
    json["due"] = instant_text(told.due_ms);
    if (!told.awaits.empty()) json["awaits"] = told.awaits;
  }
  if (told.stop == StopKind::kExited && !told.reason.empty()) json["reason"] = told.reason;
  return json;
}

Json content_json(const ToldContent& content) {
  if (!content.problem.empty()) return {{"problem", content.problem}};
  Json json;
  for (const auto& part : content.parts) {
    auto& place = json[std::string(info_of(part.part).word)];
    if (!part.label.empty())
      place[part.label] = part.text;
    else if (place.is_null())
      place = part.text;
    else if (place.is_array())
      place.push_back(part.text);
    else
      place = Json::array({std::move(place), part.text});
  }
  return json;
}

Json instance_json(const ToldInstance& instance) {
  Json json{{"instance", instance.number},
            {"flow", instance.flow},
            {"state", word_of(instance.state)},
            {"started", instant_text(instance.started_ms)}};
  if (instance.run != 0) json["run"] = instance.run;
  if (instance.state == InstanceState::kEnded) {
    json["ended"] = instant_text(instance.ended_ms);
    return json;
  }
  json["step"] = instance.step;
  // Who failed before any wait has stood nowhere.
  if (instance.since_ms != 0) json["since"] = instant_text(instance.since_ms);
  if (instance.state == InstanceState::kWaiting) json["due"] = instant_text(instance.due_ms);
  if (!instance.awaits.empty()) json["awaits"] = instance.awaits;
  return json;
}

Json gate_json(const GateStep& step) {
  Json json{{"gate", step.gate->word},
            {"result", step.passed == Passed::kOk     ? "ok"
                       : step.passed == Passed::kStop ? "stop"
                                                      : "not_reached"}};
  if (step.passed == Passed::kStop) json["why"] = step.gate->doc;
  return json;
}

Json decision_json(const ToldDecision& decision) {
  auto json = message_json(decision.told);
  json["place"] = decision.place;
  json["woken_by"] = waking_text(decision);
  if (decision.wake) json["wake"] = transition_json(*decision.wake->transition());
  json["gates"] = Json::array();
  for (const auto& step : decision.gates) json["gates"].push_back(gate_json(step));
  if (!decision.pending.empty()) json["pending"] = decision.pending;
  for (const auto& source : decision.sources)
    json["contents"].push_back({{"parts", source.parts}, {"from", source.from}});
  json["outcome"] = outcome_text(decision);
  json["then"] = Json::array();
  for (const auto& echo : decision.then) json["then"].push_back(told_json(echo));
  json["shared"] = Json::array();
  for (const auto& shared : decision.shared) json["shared"].push_back(told_json(shared));
  return json;
}

Json arms_json(const std::vector<ToldArm>& arms) {
  Json json = Json::object();
  for (const auto& arm : arms) json[arm.full_name] = arm.arm;
  return json;
}

}  // namespace

Json message_json(const Told& told) {
  const auto& message = *told.message();
  Json json;
  json["ledger_id"] = to_hex(message.ledger_id.view());
  json["time"] = instant_text(told.at_ms);
  json["flow"] = told.subject.flow;
  if (told.subject.run != 0) {
    json["run"] = told.subject.run;
    json["run_key"] = told.subject.run_key;
  }
  json["instance"] = told.subject.instance;
  json["step"] = message.step;
  json["message"] = message.message;
  json["channel"] = info_of(message.channel).word;
  if (!message.address.empty()) json["address"] = message.address;
  json["state"] = fate_word(message.fate);
  const auto& hold = message.hold;
  if (const auto* gate = info_of(hold ? hold->gate : message.verdict.gate))
    json["gate"] = gate->word;
  if (!message.rule.empty()) json["rule"] = message.rule;
  const auto until_ms = hold ? hold->until_ms : message.until_ms;
  if (until_ms != 0 && (message.fate == Fate::kHeld || message.fate == Fate::kPending))
    json["until"] = instant_text(until_ms);
  if (hold && !hold->paused.empty())
    json["paused"] = {{"subject", hold->paused},
                      {"since", instant_text(hold->paused_ms)},
                      {"reason", hold->reason}};
  if (hold && hold->then != Gate::kPassed)
    json["afterwards"] = {{"gate", info_of(hold->then)->word},
                          {"until", instant_text(hold->then_until_ms)}};
  if (!message.reason.empty()) json["reason"] = message.reason;
  if (!told.subject.arms.empty()) json["arms"] = arms_json(told.subject.arms);
  if (!message.tried.empty())
    json["also_tried"] = fmt::format("{}", fmt::join(message.tried, ", "));
  return json;
}

Json told_json(const Told& told) {
  Json json{{"time", instant_text(told.at_ms)}, {"kind", word_of(told.kind)}};
  if (!told.subject.flow.empty()) json["flow"] = told.subject.flow;
  if (told.subject.run != 0) json["run"] = told.subject.run;
  if (told.subject.instance != 0) json["instance"] = told.subject.instance;
  json["text"] = text_of(told);
  if (const auto* transition = told.transition()) json["transition"] = transition_json(*transition);
  if (told.message()) json["message"] = message_json(told);
  if (const auto* talk = told.talk())
    json["talk"] = {{"of", talk->name}, {"point", word_of(talk->point)}, {"step", talk->step}};
  return json;
}

Json comms_json(const Comms& comms, bool with_history) {
  Json messages = Json::array();
  for (const auto& story : comms.messages) {
    auto json = message_json(story.told);
    json["receipts"] = story.receipts;
    json["conversions"] = story.conversions;
    if (story.content) json["content"] = content_json(*story.content);
    messages.push_back(std::move(json));
  }
  Json body{{"contact", comms.contact}, {"erased", comms.erased}, {"messages", messages}};
  if (!with_history) return body;
  body["history"] = Json::array();
  for (const auto& told : comms.history) body["history"].push_back(told_json(told));
  return body;
}

Json contact_json(const ToldContact& contact) {
  Json json{{"contact", contact.id},
            {"created", instant_text(contact.created_ms)},
            {"erased", contact.erased}};
  json["attributes"] = Json::object();
  for (const auto& [name, text] : contact.attributes) json["attributes"][name] = text;
  json["lists"] = contact.lists;
  json["subscriptions"] = Json::array();
  for (const auto& subscription : contact.subscriptions) {
    Json one{{"conversation", or_every(subscription.conversation)},
             {"channel", channel_word(subscription.channel)},
             {"imported", subscription.imported},
             {"subscribed", subscription.subscribed},
             {"since", instant_text(subscription.since_ms)}};
    if (subscription.asked_ms != 0) {
      one["requested"] = instant_text(subscription.asked_ms);
      one["confirmation"] = to_hex(subscription.confirmation.view());
    }
    json["subscriptions"].push_back(std::move(one));
  }
  json["pending"] = Json::array();
  for (const auto& pending : contact.pending) {
    Json one{{"conversation", pending.conversation},
             {"channel", info_of(pending.channel).word},
             {"imported", pending.imported},
             {"requested", instant_text(pending.asked_ms)},
             {"too_old", pending.too_old}};
    if (pending.sent_ms != 0) {
      one["sent"] = instant_text(pending.sent_ms);
      one["confirmation"] = to_hex(pending.confirmation.view());
    }
    json["pending"].push_back(std::move(one));
  }
  json["experiments"] = arms_json(contact.arms);
  json["instances"] = Json::array();
  for (const auto& instance : contact.instances)
    json["instances"].push_back(instance_json(instance));
  json["messages"] = Json::array();
  for (const auto& told : contact.messages) json["messages"].push_back(message_json(told));
  return json;
}

Json why_json(const Why& why) {
  Json decisions = Json::array();
  for (const auto& decision : why.decisions) decisions.push_back(decision_json(decision));
  Json reasons = Json::array();
  for (const auto& reason : why.reasons) {
    Json json{{"reason", reason.word}, {"text", reason.text}};
    if (!reason.flow.empty()) json["flow"] = reason.flow;
    reasons.push_back(std::move(json));
  }
  return {{"decided", !why.decisions.empty()},
          {"decisions", std::move(decisions)},
          {"reasons", std::move(reasons)}};
}

Json next_wake_json(const NextWake& next) {
  if (!next.due_ms) return Json::object();
  Json json{{"next_due", instant_text(*next.due_ms)}};
  if (next.is_bound) json["next_due_or_later"] = true;
  return json;
}

Json status_json(const Status& status) {
  const auto& counters = status.counters;
  Json json{{"clock", status.virtual_time ? "virtual" : "live"},
            {"now", instant_text(status.now_ms)},
            {"program", status.program},
            {"deployed", status.deployed_ms.has_value()},
            {"contacts", counters.contacts},
            {"events", counters.events},
            {"instances",
             {{"entered", counters.entered},
              {"waiting", counters.waiting},
              {"incidents", counters.incidents}}},
            {"messages",
             {{"reserved", counters.queued + counters.withheld + counters.skipped + counters.held},
              {"sent", counters.sent},
              {"pending", status.pending},
              {"held", counters.held},
              {"failed", counters.failed},
              {"cancelled", counters.cancelled},
              {"unknown", counters.unknown},
              {"under_way", counters.under_way},
              {"withheld", counters.withheld},
              {"skipped", counters.skipped}}}};
  if (status.deployed_ms) json["deployed_at"] = instant_text(*status.deployed_ms);
  json.update(next_wake_json(status.next));
  json["paced"] = Json::array();
  for (const auto& line : status.paced) {
    json["paced"].push_back({{"channel", line.channel},
                             {"rate", line.rate},
                             {"waiting", line.waiting},
                             {"last", instant_text(line.last_ms)}});
    if (line.next_ms) json["paced"].back()["next"] = instant_text(*line.next_ms);
  }
  json["paused"] = Json::array();
  for (const auto& line : status.paused)
    json["paused"].push_back({{"subject", line.what},
                              {"since", instant_text(line.since_ms)},
                              {"reason", line.reason},
                              {"waiting", line.waiting}});
  json["not_approved"] = Json::array();
  for (const auto& line : status.unapproved)
    json["not_approved"].push_back({{"flow", line.flow}, {"lacks", line.lacks}});
  json["unfinished_runs"] = Json::array();
  for (const auto& line : status.unfinished)
    json["unfinished_runs"].push_back({{"run", line.run.number},
                                       {"campaign", line.campaign},
                                       {"key", line.run.key},
                                       {"done", line.run.done},
                                       {"audience", line.run.audience}});
  if (!status.standings) return json;
  json["flows"] = Json::array();
  for (const auto& standing : *status.standings)
    json["flows"].push_back({{"flow", standing.flow},
                             {"step", standing.step},
                             {"waiting", standing.waiting},
                             {"incidents", standing.incidents}});
  return json;
}

Json system_log_json(const std::vector<SystemLine>& log) {
  Json lines = Json::array();
  for (const auto& line : log) {
    Json json{{"number", line.number},
              {"at", line.at_ms == 0 ? Json() : Json(instant_text(line.at_ms))},
              {"kind", system_kind_word(line.kind)}};
    if (!line.program.empty()) json["program"] = line.program;
    if (!line.paused.empty()) json["subject"] = line.paused;
    if (is_about_incidents(line.kind)) json["instances"] = line.count;
    if (is_about_test_run(line.kind)) json["messages"] = line.count;
    if (!line.flow.empty()) json["flow"] = line.flow;
    if (line.run != 0) {
      json["run"] = line.run;
      json["campaign"] = line.campaign;
      json["key"] = line.key;
      json["contacts"] = line.count;
    } else if (!line.campaign.empty()) {
      json["campaign"] = line.campaign;
      json["runs"] = line.count;
    } else if (!line.experiment.empty()) {
      json["experiment"] = line.experiment;
      json["contacts"] = line.count;
    }
    lines.push_back(std::move(json));
  }
  return lines;
}

namespace {

Json signatures_json(const std::vector<Signature>& signatures) {
  Json rows = Json::array();
  for (const auto& it : signatures) {
    Json row{{"verdict", word_of(it.verdict)},
             {"role", it.role},
             {"who", it.who},
             {"at", instant_text(it.at_ms)},
             {"content", to_hex(it.digest.view())}};
    if (!it.note.empty()) row["note"] = it.note;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Json approval_json(const ApprovalStanding& standing) {
  Json json{{"given", standing.given},
            {"rejected", standing.rejected},
            {"content", to_hex(standing.content.view())},
            {"lacks", standing.lacks},
            {"signatures", signatures_json(standing.signatures)},
            {"earlier", signatures_json(standing.earlier)}};
  if (standing.given) json["since"] = instant_text(standing.since_ms);
  return json;
}

Json run_line_json(const RunLine& line) {
  const auto& run = line.run;
  Json json{{"run", run.number},
            {"campaign", line.campaign},
            {"key", run.key},
            {"state", run_line_state(line)},
            {"audience", run.audience},
            {"done", run.done},
            {"started", instant_text(run.started_ms)}};
  if (is_over(run.state)) json["ended"] = instant_text(run.ended_ms);
  json["digest"] = to_hex(run.digest.view());
  json["program"] = run.program;
  return json;
}

Json ledger_check_json(const LedgerCheck& check) {
  const auto& sums = check.sums;
  Json findings = Json::array();
  for (const auto& finding : check.findings)
    findings.push_back({{"what", finding.what}, {"where", finding.where}});
  return {{"balanced", sums.balanced()},
          {"messages",
           {{"reserved", sums.reserved},
            {"sent", sums.sent},
            {"skipped", sums.skipped},
            {"withheld", sums.withheld},
            {"failed", sums.failed},
            {"cancelled", sums.cancelled},
            {"unknown", sums.unknown},
            {"held", sums.held},
            {"pending", sums.pending}}},
          {"contacts", check.contacts},
          {"waiting", check.waiting},
          {"runs", check.runs},
          {"decisions", check.decisions},
          {"entries", check.entries},
          {"stopped", check.stopped},
          {"finding_count", check.finding_count},
          {"findings", std::move(findings)}};
}

}  // namespace camp::cli
