#include "lang/program/flow_digest.h"

#include <algorithm>
#include <set>
#include <string>

#include "lang/base/bytes.h"
#include "lang/catalog/channels.h"
#include "lang/program/instruction.h"

namespace camp {
namespace {

// Numbers and texts with their lengths, in a fixed order: two flows of the same bytes are the same.
class FlowText {
 public:
  FlowText(const Program& program, const FlowDecl& flow) : program_(program), flow_(flow) {}

  std::string text() {
    header();
    for (const auto& row : flow_.goals) goal(row);
    mark("exits", flow_.exits.size());
    for (const auto& row : flow_.exits) arm(row.on);
    for (const auto& row : flow_.experiments) experiment(row);
    for (const auto& row : flow_.waits) wait(row);
    for (const auto& row : flow_.sends) send(row);
    for (const auto& row : flow_.consents) consent(row);
    mark("body");
    function(flow_.body);
    policy();
    fields_read();
    outlets();
    return std::move(out_);
  }

 private:
  // A part's name and how many of it follow: no part can be taken for another.
  void mark(std::string_view part, std::size_t count = 1) {
    put_bytes(out_, part);
    put_varint(out_, count);
  }
  void number(std::uint64_t value) { put_varint(out_, value); }
  void name(NameIndex index) {
    put_bytes(out_, index == kNone ? std::string_view() : program_.name(index));
  }
  void names(const std::vector<NameIndex>& all) {
    number(all.size());
    for (auto index : all) name(index);
  }
  void constant(ConstIndex index) {
    number(index == kNone ? 0 : 1);
    if (index != kNone) encode_value(out_, program_.constants[index]);
  }
  void duration(const Duration& value) {
    put_signed(out_, value.months);
    put_signed(out_, value.days);
    put_signed(out_, value.ms);
  }

  void header() {
    mark(program_.name(flow_.name), static_cast<std::size_t>(flow_.kind));
    number(static_cast<std::uint64_t>(flow_.category));
    constant(flow_.writer);
    constant(flow_.reviewer);
    mark("approval", flow_.approval.size());
    for (const auto& need : flow_.approval) {
      number(need.count);
      names(need.roles);
    }
    conversation(flow_.conversation);
    number(static_cast<std::uint64_t>(flow_.reentry));
    duration(flow_.again_after);
    mark("starts", flow_.starts.size());
    for (const auto& start : flow_.starts) {
      arm(start.on);
      number(start.even_late ? 1 : 0);
      name(start.segment);
    }
    function_or_none(flow_.key);
    mark("audience");
    function_or_none(flow_.audience.condition);
    function_or_none(flow_.audience.one_per);
    number(flow_.audience.limit);
    function_or_none(flow_.audience.limit_by);
    schedule();
    number(flow_.priority);
    names(flow_.tags);
    number(flow_.expires.is_set ? 1 : 0);
    put_signed(out_, flow_.expires.date_days);
    put_signed(out_, flow_.expires.time_ms);
    constant(flow_.expires.zone);
    constant(flow_.costs);
    number(flow_.per_outlet ? 1 : 0);
    number(flow_.confirms ? static_cast<std::uint64_t>(*flow_.confirms) + 1 : 0);
  }

  void schedule() {
    mark("schedule", flow_.schedule ? 1 : 0);
    if (!flow_.schedule) return;
    const auto& it = *flow_.schedule;
    put_bytes(out_, schedule_text(it));
    for (const auto& day : {it.from_days, it.until_days}) put_signed(out_, day.value_or(INT64_MIN));
    number(it.except_days.size());
    for (auto day : it.except_days) put_signed(out_, day);
    number(static_cast<std::uint64_t>(it.missed));
  }

  void conversation(std::uint32_t index) {
    mark("conversation", index == kNone ? 0 : 1);
    if (index == kNone) return;
    const auto& row = program_.conversations[index];
    name(row.name);
    constant(row.from);
    constant(row.reply_to);
    names(row.suppress);
    number(row.unsubscribe_per_channel ? 1 : 0);
    confirmations(index);
  }

  void arm(const EventArm& row) {
    event(row.event);
    number(row.handle);
    function_or_none(row.where);
    number(row.target);
  }

  void goal(const GoalDecl& row) {
    mark("goal");
    name(row.name);
    arm(row.on);
    duration(row.within);
    function_or_none(row.worth);
    number(static_cast<std::uint64_t>(row.credit));
    mark("refund", row.refund ? 1 : 0);
    if (!row.refund) return;
    arm(row.refund->by);
    number(row.refund->first_slot);
    names(row.refund->kept);
  }

  void experiment(const ExperimentDecl& row) {
    mark("experiment", row.everywhere ? 1 : 0);
    name(row.name);
    constant(row.salt);
    function_or_none(row.by);
    number(row.arms.size());
    for (const auto& it : row.arms) {
      name(it.name);
      number(it.holdout ? 1 : 0);
      number(it.share_ppm);
      number(it.values.size());
      for (auto value : it.values) constant(value);
      number(it.target);
      number(it.winner_of);
    }
    mark("decision", row.decision ? 1 : 0);
    if (!row.decision) return;
    number(static_cast<std::uint64_t>(row.decision->metric));
    name(row.decision->goal);
    duration(row.decision->after);
    number(row.decision->repeats ? 1 : 0);
    number(row.decision->confidence_ppm);
    number(row.decision->at_least);
    number(row.decision->otherwise);
  }

  void wait(const WaitDecl& row) {
    mark("wait", row.arms.size());
    for (const auto& it : row.arms) arm(it);
    number(row.otherwise);
    number(row.since_start ? 1 : 0);
  }

  void send(const SendDecl& row) {
    mark("send", row.channels.size());
    for (auto channel : row.channels) number(static_cast<std::uint64_t>(channel));
    number(row.handle);
    mark("best time", row.best_time ? 1 : 0);
    if (row.best_time) {
      duration(row.best_time->within);
      put_signed(out_, row.best_time->first_ms.value_or(-1));
    }
    const auto& message = program_.messages[row.message];
    name(message.name);
    number(message.parameters.size());
    for (const auto& parameter : message.parameters) {
      name(parameter.name);
      encode_type(out_, parameter.type);
    }
    // On a channel on which it is not sent it may say what it likes.
    for (const auto& it : message.contents)
      if (std::find(row.channels.begin(), row.channels.end(), it.channel) != row.channels.end())
        content(it);
  }

  void content(const ContentDecl& row) {
    mark("content", row.parts.size());
    number(static_cast<std::uint64_t>(row.channel));
    name(row.segment);
    function_or_none(row.in_segment);
    constant(row.language);
    function_or_none(row.text_allowed);
    for (const auto& part : row.parts) {
      number(static_cast<std::uint64_t>(part.part));
      constant(part.label);
      const auto& text = program_.templates[part.text];
      mark("text", text.parts.size());
      for (const auto& piece : text.parts) {
        constant(piece.literal);
        number(piece.slot);
        number(static_cast<std::uint64_t>(piece.form));
      }
      number(text.slots.size());
      for (auto slot : text.slots) function(slot);
    }
  }

  void consent(const ConsentDecl& row) {
    mark("consent", row.subscribed ? 1 : 0);
    conversation(row.conversation);
    number(row.channel ? static_cast<std::uint64_t>(*row.channel) + 1 : 0);
  }

  void call(std::uint32_t index) {
    const auto& row = program_.calls[index];
    mark("call", row.answers ? 1 : 0);
    name(row.name);
    number(static_cast<std::uint64_t>(row.method));
    constant(row.path);
    fields(row.parameters);
    event(row.name);  // its answer
    const auto& service = program_.services[row.service];
    name(service.name);
    const auto setting = [&](const SettingDecl& it) {
      number(static_cast<std::uint64_t>(it.source));
      constant(it.text);
    };
    setting(service.base);
    number(static_cast<std::uint64_t>(service.auth));
    constant(service.auth_header);
    setting(service.user);
    setting(service.secret);
    number(service.timeout_ms);
    number(service.retries);
    number(service.retry_within_ms);
    constant(service.idempotency_header);
    number(service.headers.size());
    for (const auto& header : service.headers) {
      constant(header.name);
      setting(header.value);
    }
  }

  void fields(const std::vector<FieldDecl>& all) {
    number(all.size());
    for (const auto& field : all) {
      name(field.name);
      encode_type(out_, field.type);
      constant(field.default_value);
    }
  }

  void event(NameIndex index) {
    name(index);
    const auto* decl = program_.event(program_.name(index));
    if (decl != nullptr && events_.insert(index).second) fields(decl->fields);
  }

  // ---- code: what an instruction names stands in for its number

  void function_or_none(FunctionIndex index) {
    mark("function", index == kNone ? 0 : 1);
    if (index != kNone) function(index);
  }

  void function(FunctionIndex index) {
    const auto& row = program_.functions[index];
    mark("code", row.end - row.begin);
    number(row.locals);
    const auto code = std::string_view(program_.code).substr(row.begin, row.end - row.begin);
    for (std::size_t at = 0; at < code.size();) {
      const auto instruction = decode_instruction(code, at);
      if (!instruction) return;  // a verified program has none that is none
      number(static_cast<std::uint64_t>(instruction->info->op));
      names_outlet_ = names_outlet_ || instruction->info->op == Op::kOutletName;
      const auto letters = instruction->info->operands;
      for (std::size_t i = 0; i < letters.size(); ++i)
        operand(instruction->info->op, letters[i], instruction->operands[i]);
      at = instruction->end;
    }
  }

  void operand(Op op, char letter, std::uint32_t value) {
    switch (letter) {
      case 'c':
        return constant(value);
      case 'n':
        if (op == Op::kAttribute || op == Op::kSetAttribute)
          attributes_.insert(program_.name(value));
        if (op == Op::kEventsBegin || op == Op::kEmit) return event(value);
        return name(value);
      case 's':
        return put_bytes(out_, program_.steps[value].label);
      case 'x':
        if (op == Op::kRequest) return call(value);
        return number(value);  // of the flow's tables, or the catalog's
      default:
        return number(value);
    }
  }

  void policy() {
    const auto& it = program_.policy;
    mark("policy", it.quiet.size());
    for (std::uint32_t i = 0; i < it.quiet.size(); ++i) put_bytes(out_, quiet_text(program_, i));
    number(it.caps.size());
    for (std::uint32_t i = 0; i < it.caps.size(); ++i) put_bytes(out_, cap_text(program_, i));
    number(static_cast<std::uint64_t>(it.when_capped));
    duration(it.wait_up_to);
    duration(it.release_over);
    number(it.merge_by_message ? 1 : 0);
  }

  // Those that the code names, and those that camp itself reads: the addresses of what is sent,
  // language, zone, and outlet.
  void fields_read() {
    attributes_.insert({"language", "timezone"});
    if (!program_.outlets.empty()) attributes_.insert("outlet");
    for (const auto& row : flow_.sends)
      for (auto channel : row.channels) attributes_.insert(info_of(channel).address_field);
    mark("contact");
    for (const auto& field : program_.contact) {
      if (!attributes_.contains(program_.name(field.name))) continue;
      name(field.name);
      encode_type(out_, field.type);
      constant(field.default_value);
    }
  }

  // Their clocks are those of contacts without a zone; what else they have is for those who are
  // written to from them, or read their names.
  void outlets() {
    for (const auto& outlet : program_.outlets) {
      if (!flow_.per_outlet && !names_outlet_ && outlet.timezone == kNone) continue;
      mark("outlet");
      name(outlet.name);
      constant(outlet.timezone);
      if (names_outlet_) constant(outlet.label);
      if (!flow_.per_outlet) continue;
      constant(outlet.from);
      constant(outlet.reply_to);
    }
  }

  // Whose subscriptions have to be confirmed is in the journeys that do it.
  void confirmations(std::uint32_t conversation_index) {
    for (const auto& other : program_.flows) {
      if (!other.confirms || other.conversation != conversation_index) continue;
      mark("confirms");
      number(static_cast<std::uint64_t>(*other.confirms));
    }
  }

  const Program& program_;
  const FlowDecl& flow_;
  bool names_outlet_ = false;  // the code does
  std::string out_;
  std::set<NameIndex> events_;  // whose fields are there already
  std::set<std::string_view> attributes_;
};

}  // namespace

Sha256 flow_digest(const Program& program, const FlowDecl& flow) {
  return sha256(FlowText(program, flow).text());
}

}  // namespace camp
