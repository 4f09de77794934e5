#include "lang/program/disassembler.h"

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "lang/base/counted.h"
#include "lang/catalog/events.h"
#include "lang/program/listing.h"
#include "lang/value/civil.h"

namespace camp {
namespace {

// 450,000 -> 45%, 333,333 -> 33.3333%
std::string percent(std::uint32_t ppm) {
  auto text = fmt::format("{}.{:04}", ppm / 10'000, ppm % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + '%';
}

class Disassembler {
 public:
  Disassembler(const Program& program, const SourceLine& source_line)
      : program_(program), listing_(program, source_line) {}

  std::string run(std::string_view wanted) {
    if (wanted.empty()) declarations();
    auto selected = [&](NameIndex name) {
      return wanted.empty() || (name < program_.names.size() && program_.names[name] == wanted);
    };
    for (const auto& row : program_.segments)
      if (selected(row.name)) segment(row);
    for (const auto& row : program_.messages)
      if (selected(row.name)) message(row);
    for (const auto& row : program_.flows)
      if (selected(row.name)) flow(row);
    return std::move(out_);
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Arguments>(arguments)...);
    out_ += '\n';
  }

  // "function 4", and a note to list it below what names it.
  std::string use(FunctionIndex index, std::string role) {
    if (index == kNone) return "none";
    functions_.emplace_back(index, std::move(role));
    return fmt::format("function {}", index);
  }

  void list_functions() {
    for (const auto& [index, role] : std::exchange(functions_, {})) {
      const bool first = listed_.insert(index).second;
      line("  function {}: {}{}", index, role, first ? "" : " (listed above)");
      if (first) listing_.function(out_, index, nullptr);
    }
    out_ += '\n';
  }

  void fields(const std::vector<FieldDecl>& all) {
    for (const auto& field : all) {
      line("  {:<16} {}{}", listing_.name(field.name), printable(to_string(field.type), 200),
           field.default_value == kNone ? "" : " = " + listing_.constant(field.default_value));
    }
    out_ += '\n';
  }

  void declarations() {
    line("program: {} of code, {}, {}, {}\n", counted(program_.code.size(), "byte"),
         counted(program_.functions.size(), "function"),
         counted(program_.constants.size(), "constant"), counted(program_.names.size(), "name"));
    line("contact");
    fields(program_.contact);
    for (const auto& event : program_.events) {
      line("event {}", listing_.name(event.name));
      fields(event.fields);
    }
    for (auto list : program_.lists) line("list {}", listing_.name(list));
    if (!program_.lists.empty()) out_ += '\n';
    for (const auto& row : program_.conversations) conversation(row);
    for (const auto& row : program_.outlets) outlet(row);
    for (const auto& row : program_.channels) channel(row);
    for (const auto& row : program_.carriers) carrier(row);
    for (const auto& row : program_.signers) signer(row);
    policy();
    for (const auto& row : program_.services) service(row);
    for (const auto& row : program_.calls) call(row);
    for (const auto& row : program_.seeds) seeds(row);
  }

  std::string setting(const SettingDecl& row) {
    constexpr std::string_view kSources[] = {"", "env ", "secret "};
    const auto source = static_cast<std::size_t>(row.source);
    return std::string(source < std::size(kSources) ? kSources[source] : "?") +
           listing_.constant(row.text);
  }

  void service(const ServiceDecl& row) {
    line("service {}", listing_.name(row.name));
    line("  base {}", setting(row.base));
    if (row.auth == ServiceAuth::kBearer) line("  auth bearer {}", setting(row.secret));
    if (row.auth == ServiceAuth::kBasic)
      line("  auth basic {} {}", setting(row.user), setting(row.secret));
    if (row.auth == ServiceAuth::kHeader)
      line("  auth header {} {}", listing_.constant(row.auth_header), setting(row.secret));
    line("  timeout {}ms, retry {}{}", row.timeout_ms, row.retries,
         row.retry_within_ms == 0 ? "" : fmt::format(" within {}ms", row.retry_within_ms));
    if (row.idempotency_header != kNone)
      line("  idempotency header {}", listing_.constant(row.idempotency_header));
    for (const auto& header : row.headers)
      line("  header {} {}", listing_.constant(header.name), setting(header.value));
    out_ += '\n';
  }

  void call(const CallDecl& row) {
    const auto* method = info_of(row.method);
    line("call {}: {} {}{}", listing_.name(row.name), method != nullptr ? method->word : "?",
         listing_.constant(row.path), row.answers ? ", answers" : "");
    fields(row.parameters);
  }

  void seeds(const SeedsDecl& row) {
    line("seeds {}", listing_.name(row.name));
    for (auto address : row.addresses) line("  {}", listing_.constant(address));
    out_ += '\n';
  }

  void conversation(const ConversationDecl& row) {
    line("conversation {}", listing_.name(row.name));
    if (row.from != kNone) line("  from {}", listing_.constant(row.from));
    if (row.reply_to != kNone) line("  reply_to {}", listing_.constant(row.reply_to));
    for (auto list : row.suppress) line("  suppress {}", listing_.name(list));
    if (row.unsubscribe_per_channel) line("  unsubscribe per channel");
    out_ += '\n';
  }

  void outlet(const OutletDecl& row) {
    line("outlet {}", listing_.name(row.name));
    if (row.label != kNone) line("  name {}", listing_.constant(row.label));
    if (row.timezone != kNone) line("  timezone {}", listing_.constant(row.timezone));
    if (row.from != kNone) line("  from {}", listing_.constant(row.from));
    if (row.reply_to != kNone) line("  reply_to {}", listing_.constant(row.reply_to));
    out_ += '\n';
  }

  void channel(const ChannelDecl& row) {
    const bool known = static_cast<std::size_t>(row.channel) < kChannelCount;
    line("channel {}", known ? info_of(row.channel).word : "?");
    if (row.rate.limit != 0) line("  rate {}", text_of(row.rate));
    if (row.costs != kNone) line("  costs {}", listing_.constant(row.costs));
    out_ += '\n';
  }

  void carrier(const CarrierDecl& row) {
    const bool known = static_cast<std::size_t>(row.channel) < kChannelCount;
    line("{} via smtp", known ? info_of(row.channel).word : "?");
    line("  url {}", setting(row.url));
    line("  connections {}", row.connections);
    if (row.tls_optional) line("  tls optional");
    out_ += '\n';
  }

  void signer(const SignerDecl& row) {
    const bool known = row.conversation < program_.conversations.size();
    line("dkim of {}", known ? listing_.name(program_.conversations[row.conversation].name) : "?");
    line("  selector {}", listing_.constant(row.selector));
    line("  key {}", setting(row.key));
    out_ += '\n';
  }

  void policy() {
    if (program_.policy.is_empty()) return;
    line("policy");
    const auto& policy = program_.policy;
    for (std::uint32_t i = 0; i < policy.quiet.size(); ++i)
      line("  {}", listing_.text(quiet_text(program_, i)));
    for (std::uint32_t i = 0; i < policy.caps.size(); ++i)
      line("  {}", listing_.text(cap_text(program_, i)));
    if (policy.when_capped == WhenCapped::kPreferPriority) line("  when capped prefer priority");
    if (policy.when_capped == WhenCapped::kWait)
      line("  when capped wait up to {}", duration_text(policy.wait_up_to));
    if (policy.release_over != Duration{})
      line("  release over {}", duration_text(policy.release_over));
    if (policy.merge_by_message) line("  merge by message");
    out_ += '\n';
  }

  void segment(const SegmentDecl& row) {
    line("segment {}", listing_.name(row.name));
    use(row.condition, "condition");
    list_functions();
  }

  void message(const MessageDecl& row) {
    line("message {}", listing_.name(row.name));
    for (std::size_t i = 0; i < row.parameters.size(); ++i)
      line("  argument {}: {}, {}", i, listing_.name(row.parameters[i].name),
           listing_.text(to_string(row.parameters[i].type)));
    for (std::size_t i = 0; i < row.contents.size(); ++i) content(i, row.contents[i]);
    list_functions();
  }

  void content(std::size_t index, const ContentDecl& row) {
    const auto channel = listing_.channel(row.channel);
    line("  content {}: {}{}{}", index, channel,
         row.segment == kNone ? "" : ", for " + listing_.name(row.segment),
         row.language == kNone ? "" : ", in " + listing_.constant(row.language));
    const auto of = fmt::format("content {}, ", index);
    if (row.in_segment != kNone) use(row.in_segment, of + "segment");
    if (row.text_allowed != kNone) use(row.text_allowed, of + "text allowed");
    for (const auto& part : row.parts) {
      const bool known = static_cast<std::uint8_t>(part.part) < kContentPartCount;
      auto word = known ? std::string(info_of(part.part).word)
                        : fmt::format("part {}", static_cast<unsigned>(part.part));
      if (part.label != kNone) word += " " + listing_.constant(part.label);
      text(channel, word, part.text);
    }
  }

  void text(const std::string& channel, const std::string& part, TemplateIndex index) {
    line("  {} {}: template {}", channel, part, index);
    if (index >= program_.templates.size()) return;
    const auto& row = program_.templates[index];
    for (const auto& piece : row.parts) {
      if (piece.literal != kNone)
        line("    {}", listing_.constant(piece.literal));
      else
        line("    slot {}, {}", piece.slot, Listing::form(piece.form));
    }
    for (std::size_t i = 0; i < row.slots.size(); ++i)
      use(row.slots[i], fmt::format("{} {}, slot {}", channel, part, i));
  }

  void flow(const FlowDecl& row) {
    targets_ = listing_.labels(row.body, &row);
    line("{} {}", row.kind == FlowKind::kCampaign ? "campaign" : "journey",
         listing_.name(row.name));
    line("  category {}", row.category == Category::kMarketing ? "marketing" : "transactional");
    if (row.conversation < program_.conversations.size())
      line("  conversation {}", listing_.name(program_.conversations[row.conversation].name));
    if (row.confirms) line("  confirms subscriptions on {}", listing_.channel(*row.confirms));
    urgency(row);
    people(row);
    entry(row);
    reactions(row);
    for (std::size_t i = 0; i < row.experiments.size(); ++i) experiment(i, row.experiments[i]);
    for (std::size_t i = 0; i < row.waits.size(); ++i) wait(i, row.waits[i]);
    for (std::size_t i = 0; i < row.sends.size(); ++i) send(i, row.sends[i]);
    for (const auto& local : row.locals)
      line("  local {}: {}, {}, at {:04} to {:04}", local.slot, listing_.text(local.name),
           to_string(local.type), local.begin, local.end);
    for (const auto& talk : row.talks) this->talk(talk);
    line("  function {}: the flow", row.body);
    listing_.function(out_, row.body, &row);
    list_functions();
  }

  void urgency(const FlowDecl& row) {
    if (row.costs != kNone) line("  costs {}", listing_.constant(row.costs));
    if (row.per_outlet) line("  per outlet");
    if (row.priority != kUsualPriority) line("  priority {}", row.priority);
    for (auto tag : row.tags) line("  tag {}", listing_.name(tag));
    if (row.expires.is_set)
      line("  expires {} {} {}", date_text(row.expires.date_days), time_text(row.expires.time_ms),
           row.expires.zone == kNone ? "contact time" : listing_.constant(row.expires.zone));
  }

  void people(const FlowDecl& row) {
    if (row.writer != kNone) line("  writer {}", listing_.constant(row.writer));
    if (row.reviewer != kNone) line("  reviewer {}", listing_.constant(row.reviewer));
    for (const auto& need : row.approval) {
      std::string roles;
      for (auto role : need.roles) roles += (roles.empty() ? "" : ", ") + listing_.name(role);
      line("  approval: {} of {}", need.count, roles);
    }
    for (auto seeds : row.seeds) line("  seeds {}", listing_.name(seeds));
  }

  void entry(const FlowDecl& row) {
    const auto& who = row.audience;
    if (who.condition != kNone) line("  audience {}", use(who.condition, "audience"));
    if (who.one_per != kNone) line("  one per {}", use(who.one_per, "audience's one per"));
    if (who.limit != 0)
      line("  limit {}{}", who.limit,
           who.limit_by == kNone ? "" : " by " + use(who.limit_by, "audience's order"));
    if (row.schedule) line("  schedule {}", listing_.text(schedule_text(*row.schedule)));
    for (std::size_t i = 0; i < row.starts.size(); ++i)
      line("  start {}: {}{}", i, reaction(row.starts[i].on, fmt::format("start {}", i)),
           row.starts[i].even_late ? ", even late" : "");
    if (row.key != kNone) line("  key {}", use(row.key, "key"));
    if (row.kind == FlowKind::kCampaign) return;
    if (row.reentry == Reentry::kOnce)
      line("  once");
    else if (row.again_after == Duration{})
      line("  again");
    else
      line("  again after {}", duration_text(row.again_after));
  }

  void reactions(const FlowDecl& row) {
    for (std::size_t i = 0; i < row.exits.size(); ++i)
      line("  exit {}: {}", i, reaction(row.exits[i].on, fmt::format("exit {}", i)));
    for (const auto& goal : row.goals) {
      auto role = "goal " + listing_.name(goal.name);
      auto text = reaction(goal.on, role);
      if (goal.within != Duration{}) text += ", within " + duration_text(goal.within);
      if (goal.worth != kNone) text += ", worth " + use(goal.worth, role + ", worth");
      if (goal.credit != Credit::kLast) text += fmt::format(", credit {}", word_of(goal.credit));
      if (goal.refund) text += ", refunded " + reaction(goal.refund->by, role + ", refund");
      line("  {}: {}", role, text);
    }
  }

  std::string reaction(const EventArm& arm, const std::string& role) {
    const bool condition =
        arm.event < program_.names.size() && program_.name(arm.event) == kContactChanged;
    if (condition) return "when " + use(arm.where, role + ", when");
    auto text = "on " + listing_.name(arm.event);
    if (arm.handle != kNone) text += fmt::format(" of the message in local {}", arm.handle);
    if (arm.where != kNone) text += ", where " + use(arm.where, role + ", where");
    return text;
  }

  void experiment(std::size_t number, const ExperimentDecl& row) {
    auto role = fmt::format("experiment {} ({})", number, listing_.name(row.name));
    line("  {}{}", role, row.by == kNone ? "" : " by " + use(row.by, role + ", by"));
    for (const auto& arm : row.arms) {
      auto text =
          fmt::format("{} {}", arm.holdout ? "holdout" : "variant", listing_.name(arm.name));
      if (row.by == kNone && arm.winner_of == kNone)
        text += " " + percent(arm.share_ppm);
      else if (row.by == kNone)
        text += " of who comes later";
      else if (arm.values.empty())
        text = "else " + text;
      for (std::size_t i = 0; i < arm.values.size(); ++i)
        text += (i == 0 ? " for " : ", ") + listing_.constant(arm.values[i]);
      line("    {}{}", text,
           arm.target == kNone ? "" : " -> " + Listing::label(targets_, arm.target));
    }
    if (row.decision) decision(row);
  }

  void decision(const ExperimentDecl& row) {
    const auto& it = *row.decision;
    const auto goal = it.goal == kNone ? std::string() : listing_.name(it.goal);
    if (it.repeats)
      return line("    bandit by {} every {}", metric_text(it.metric, goal),
                  duration_text(it.after));
    const auto otherwise = it.otherwise < row.arms.size()
                               ? listing_.name(row.arms[it.otherwise].name)
                               : fmt::format("?arm {}", it.otherwise);
    line("    winner by {} after {} confidence {} at least {} otherwise {}",
         metric_text(it.metric, goal), duration_text(it.after), percent(it.confidence_ppm),
         it.at_least, otherwise);
  }

  void wait(std::size_t number, const WaitDecl& row) {
    line("  wait {}{}", number, row.since_start ? ", events since start" : "");
    for (std::size_t i = 0; i < row.arms.size(); ++i) {
      auto text = reaction(row.arms[i], fmt::format("wait {}, arm {}", number, i));
      line("    {} -> {}", text, Listing::label(targets_, row.arms[i].target));
    }
    line("    else -> {}", Listing::label(targets_, row.otherwise));
  }

  void send(std::size_t number, const SendDecl& row) {
    auto text = row.message < program_.messages.size()
                    ? listing_.name(program_.messages[row.message].name)
                    : fmt::format("?message {}", row.message);
    for (std::size_t i = 0; i < row.channels.size(); ++i)
      text += (i == 0 ? " via " : " or ") + listing_.channel(row.channels[i]);
    if (row.best_time) text += " " + text_of(*row.best_time);
    if (row.handle != kNone) text += fmt::format(", handle in local {}", row.handle);
    line("  send {}: {}", number, text);
  }

  void talk(const TalkDecl& row) {
    line("  talk \"{}\": {}, steps {} to {}", listing_.text(row.label), listing_.name(row.module),
         row.begin, row.end);
    for (const auto& question : row.questions)
      line("    ask {}: steps {}, {}", listing_.name(question.name), question.send,
           question.answer);
    for (const auto& target : row.targets)
      line("    target {}: step {}", listing_.name(target.name), target.step);
  }

  const Program& program_;
  Listing listing_;
  Listing::Labels targets_;                                       // of the flow at hand
  std::vector<std::pair<FunctionIndex, std::string>> functions_;  // to be listed, and what for
  std::set<FunctionIndex> listed_;  // once each: many tables may share one function
  std::string out_;
};

}  // namespace

std::string disassemble(const Program& program, std::string_view name,
                        const SourceLine& source_line) {
  return Disassembler(program, source_line).run(name);
}

}  // namespace camp
