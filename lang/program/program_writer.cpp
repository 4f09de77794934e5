// The sections' bodies as bytes; the grammar is in codec.cpp.
#include "lang/program/section_reader.h"

namespace camp {
namespace {

void put_index(std::string& out, std::uint32_t index) {
  put_varint(out, index == kNone ? 0 : std::uint64_t{index} + 1);
}

void put_duration(std::string& out, const Duration& duration) {
  put_signed(out, duration.months);
  put_signed(out, duration.days);
  put_signed(out, duration.ms);
}

template <class T, class PutRow>
void put_list(std::string& out, const std::vector<T>& rows, PutRow put_row) {
  put_varint(out, rows.size());
  for (const auto& row : rows) put_row(row);
}

void put_numbers(std::string& out, const std::vector<std::uint32_t>& numbers) {
  put_list(out, numbers, [&](std::uint32_t number) { put_varint(out, number); });
}

template <class Enum>
void put_enum(std::string& out, Enum value) {
  put_u8(out, static_cast<std::uint8_t>(value));
}

void put_fields(std::string& out, const std::vector<FieldDecl>& fields) {
  put_list(out, fields, [&](const FieldDecl& field) {
    put_varint(out, field.name);
    encode_type(out, field.type);
    put_index(out, field.default_value);
  });
}

void put_part(std::string& out, const TemplatePart& part) {
  put_index(out, part.literal);
  if (part.literal != kNone) return;
  put_varint(out, part.slot);
  put_enum(out, part.form);
}

void put_event_arm(std::string& out, const EventArm& arm) {
  put_varint(out, arm.event);
  put_index(out, arm.handle);
  put_index(out, arm.where);
  put_index(out, arm.target);
}

void put_goal(std::string& out, const GoalDecl& goal) {
  put_varint(out, goal.name);
  put_event_arm(out, goal.on);
  put_duration(out, goal.within);
  put_index(out, goal.worth);
  put_enum(out, goal.credit);
  put_u8(out, goal.refund ? 1 : 0);
  if (!goal.refund) return;
  put_event_arm(out, goal.refund->by);
  put_varint(out, goal.refund->first_slot);
  put_list(out, goal.refund->kept, [&](NameIndex field) { put_index(out, field); });
}

void put_experiment(std::string& out, const ExperimentDecl& experiment) {
  put_varint(out, experiment.name);
  put_index(out, experiment.salt);
  put_u8(out, experiment.everywhere ? 1 : 0);
  put_index(out, experiment.by);
  put_list(out, experiment.arms, [&](const ArmDecl& arm) {
    put_varint(out, arm.name);
    put_u8(out, arm.holdout ? 1 : 0);
    put_varint(out, arm.share_ppm);
    put_numbers(out, arm.values);
    put_index(out, arm.target);
    put_index(out, arm.winner_of);
  });
  put_u8(out, experiment.decision ? 1 : 0);
  if (!experiment.decision) return;
  const auto& decision = *experiment.decision;
  put_u8(out, static_cast<std::uint8_t>(decision.metric));
  put_index(out, decision.goal);
  put_duration(out, decision.after);
  put_u8(out, decision.repeats ? 1 : 0);
  put_varint(out, decision.confidence_ppm);
  put_varint(out, decision.at_least);
  put_varint(out, decision.otherwise);
}

void put_wait(std::string& out, const WaitDecl& wait) {
  put_list(out, wait.arms, [&](const EventArm& arm) { put_event_arm(out, arm); });
  put_varint(out, wait.otherwise);
  put_u8(out, wait.since_start ? 1 : 0);
}

void put_send(std::string& out, const SendDecl& send) {
  put_varint(out, send.message);
  put_list(out, send.channels, [&](Channel channel) { put_enum(out, channel); });
  put_index(out, send.handle);
  put_u8(out, send.best_time ? 1 : 0);
  if (!send.best_time) return;
  put_duration(out, send.best_time->within);
  put_u8(out, send.best_time->first_ms ? 1 : 0);
  if (send.best_time->first_ms)
    put_varint(out, static_cast<std::uint64_t>(*send.best_time->first_ms));
}

void put_local(std::string& out, const LocalDecl& local) {
  put_bytes(out, local.name);
  encode_type(out, local.type);
  put_u8(out, local.slot);
  put_varint(out, local.begin);
  put_varint(out, local.end);
}

void put_talk(std::string& out, const TalkDecl& talk) {
  put_bytes(out, talk.label);
  put_varint(out, talk.module);
  put_varint(out, talk.begin);
  put_varint(out, talk.end);
  put_list(out, talk.questions, [&](const QuestionDecl& row) {
    put_varint(out, row.name);
    put_varint(out, row.send);
    put_varint(out, row.answer);
  });
  put_list(out, talk.targets, [&](const TargetDecl& row) {
    put_varint(out, row.name);
    put_varint(out, row.step);
  });
}

void put_expiry(std::string& out, const ExpiryDecl& expiry) {
  put_u8(out, expiry.is_set ? 1 : 0);
  if (!expiry.is_set) return;
  put_signed(out, expiry.date_days);
  put_varint(out, static_cast<std::uint64_t>(expiry.time_ms));
  put_index(out, expiry.zone);
}

void put_days(std::string& out, const std::vector<std::int64_t>& days) {
  put_list(out, days, [&](std::int64_t day) { put_signed(out, day); });
}

void put_schedule(std::string& out, const Schedule& schedule) {
  put_enum(out, schedule.form);
  put_varint(out, schedule.every_weeks);
  put_u8(out, schedule.weekdays);
  put_varint(out, schedule.month_days);
  put_u8(out, schedule.week);
  put_bytes(out, schedule.rule);
  for (const auto& day : {schedule.from_days, schedule.until_days}) {
    put_u8(out, day ? 1 : 0);
    put_signed(out, day.value_or(0));
  }
  put_days(out, schedule.except_days);
  put_days(out, schedule.times_ms);
  put_bytes(out, schedule.zone);
  put_u8(out, schedule.contact_time ? 1 : 0);
  put_enum(out, schedule.missed);
}

// A channel is told by its number plus one.
void put_optional_channel(std::string& out, std::optional<Channel> channel) {
  put_u8(out, channel ? static_cast<std::uint8_t>(*channel) + 1u : 0u);
}

void put_consent(std::string& out, const ConsentDecl& consent) {
  put_index(out, consent.conversation);
  put_optional_channel(out, consent.channel);
  put_u8(out, consent.subscribed ? 1 : 0);
}

void put_flow(std::string& out, const FlowDecl& flow) {
  put_enum(out, flow.kind);
  put_varint(out, flow.name);
  put_enum(out, flow.category);
  put_index(out, flow.conversation);
  put_varint(out, flow.body);
  put_enum(out, flow.reentry);
  put_duration(out, flow.again_after);
  put_list(out, flow.starts, [&](const StartDecl& start) {
    put_event_arm(out, start.on);
    put_u8(out, start.even_late ? 1 : 0);
    put_index(out, start.segment);
  });
  put_index(out, flow.key);
  put_list(out, flow.goals, [&](const GoalDecl& goal) { put_goal(out, goal); });
  put_list(out, flow.exits, [&](const ExitDecl& exit) { put_event_arm(out, exit.on); });
  put_index(out, flow.audience.condition);
  put_index(out, flow.audience.one_per);
  put_varint(out, flow.audience.limit);
  put_index(out, flow.audience.limit_by);
  put_u8(out, flow.schedule ? 1 : 0);
  if (flow.schedule) put_schedule(out, *flow.schedule);
  put_list(out, flow.experiments, [&](const ExperimentDecl& row) { put_experiment(out, row); });
  put_list(out, flow.waits, [&](const WaitDecl& row) { put_wait(out, row); });
  put_list(out, flow.sends, [&](const SendDecl& row) { put_send(out, row); });
  put_list(out, flow.consents, [&](const ConsentDecl& row) { put_consent(out, row); });
  put_list(out, flow.locals, [&](const LocalDecl& row) { put_local(out, row); });
  put_list(out, flow.talks, [&](const TalkDecl& row) { put_talk(out, row); });
  put_varint(out, flow.priority);
  put_numbers(out, flow.tags);
  put_expiry(out, flow.expires);
  put_index(out, flow.costs);
  put_numbers(out, flow.cohorts);
  put_u8(out, flow.per_outlet ? 1 : 0);
  put_optional_channel(out, flow.confirms);
  put_index(out, flow.writer);
  put_index(out, flow.reviewer);
  put_list(out, flow.approval, [&](const ApprovalNeed& need) {
    put_varint(out, need.count);
    put_numbers(out, need.roles);
  });
  put_numbers(out, flow.seeds);
}

}  // namespace

void write_names(std::string& out, const Program& program) {
  put_list(out, program.names, [&](const std::string& name) { put_bytes(out, name); });
}

void write_constants(std::string& out, const Program& program) {
  put_list(out, program.constants, [&](const Value& value) { encode_value(out, value); });
}

void write_code(std::string& out, const Program& program) { out.append(program.code); }

void write_functions(std::string& out, const Program& program) {
  put_list(out, program.functions, [&](const Function& function) {
    put_enum(out, function.kind);
    put_varint(out, function.begin);
    put_varint(out, function.end - function.begin);
    put_u8(out, function.locals);
  });
}

void write_contact(std::string& out, const Program& program) { put_fields(out, program.contact); }

void write_events(std::string& out, const Program& program) {
  put_list(out, program.events, [&](const EventDecl& event) {
    put_varint(out, event.name);
    put_fields(out, event.fields);
  });
}

void write_segments(std::string& out, const Program& program) {
  put_list(out, program.segments, [&](const SegmentDecl& segment) {
    put_varint(out, segment.name);
    put_varint(out, segment.condition);
  });
}

void write_lists(std::string& out, const Program& program) { put_numbers(out, program.lists); }

void write_conversations(std::string& out, const Program& program) {
  put_list(out, program.conversations, [&](const ConversationDecl& conversation) {
    put_varint(out, conversation.name);
    put_index(out, conversation.from);
    put_index(out, conversation.reply_to);
    put_numbers(out, conversation.suppress);
    put_u8(out, conversation.unsubscribe_per_channel ? 1 : 0);
  });
}

void write_templates(std::string& out, const Program& program) {
  put_list(out, program.templates, [&](const TemplateDecl& row) {
    put_list(out, row.parts, [&](const TemplatePart& part) { put_part(out, part); });
    put_numbers(out, row.slots);
  });
}

void write_messages(std::string& out, const Program& program) {
  put_list(out, program.messages, [&](const MessageDecl& message) {
    put_varint(out, message.name);
    put_fields(out, message.parameters);
    put_list(out, message.contents, [&](const ContentDecl& content) {
      put_enum(out, content.channel);
      put_index(out, content.segment);
      put_index(out, content.in_segment);
      put_index(out, content.language);
      put_index(out, content.text_allowed);
      put_list(out, content.parts, [&](const PartDecl& part) {
        put_enum(out, part.part);
        put_index(out, part.label);
        put_index(out, part.text);
      });
    });
  });
}

void write_flows(std::string& out, const Program& program) {
  put_list(out, program.flows, [&](const FlowDecl& flow) { put_flow(out, flow); });
}

void write_steps(std::string& out, const Program& program) {
  put_list(out, program.steps, [&](const StepDecl& step) {
    put_bytes(out, step.label);
    put_varint(out, step.flow);
  });
}

void write_policy(std::string& out, const Program& program) {
  const auto& policy = program.policy;
  put_list(out, policy.quiet, [&](const QuietDecl& rule) {
    put_u8(out, rule.times.from_day);
    put_u8(out, rule.times.to_day);
    put_varint(out, static_cast<std::uint64_t>(rule.times.from_ms));
    put_varint(out, static_cast<std::uint64_t>(rule.times.to_ms));
    put_varint(out, rule.channels);
    put_u8(out, rule.for_all ? 1 : 0);
  });
  put_list(out, policy.caps, [&](const CapDecl& rule) {
    put_varint(out, rule.limit);
    put_enum(out, rule.period);
    put_duration(out, rule.window);
    put_varint(out, rule.channels);
    put_u8(out, rule.for_all ? 1 : 0);
    put_index(out, rule.tag);
  });
  put_enum(out, policy.when_capped);
  put_duration(out, policy.wait_up_to);
  put_duration(out, policy.release_over);
  put_u8(out, policy.merge_by_message ? 1 : 0);
}

void put_setting(std::string& out, const SettingDecl& setting) {
  put_enum(out, setting.source);
  put_index(out, setting.text);
}

void write_services(std::string& out, const Program& program) {
  put_list(out, program.services, [&](const ServiceDecl& row) {
    put_varint(out, row.name);
    put_setting(out, row.base);
    put_enum(out, row.auth);
    put_index(out, row.auth_header);
    put_setting(out, row.user);
    put_setting(out, row.secret);
    put_varint(out, row.timeout_ms);
    put_varint(out, row.retries);
    put_varint(out, row.retry_within_ms);
    put_index(out, row.idempotency_header);
    put_list(out, row.headers, [&](const HeaderDecl& header) {
      put_varint(out, header.name);
      put_setting(out, header.value);
    });
  });
  put_list(out, program.calls, [&](const CallDecl& row) {
    put_varint(out, row.name);
    put_varint(out, row.service);
    put_enum(out, row.method);
    put_index(out, row.path);
    put_fields(out, row.parameters);
    put_u8(out, row.answers ? 1 : 0);
  });
}

void write_outlets(std::string& out, const Program& program) {
  put_list(out, program.outlets, [&](const OutletDecl& row) {
    put_varint(out, row.name);
    put_index(out, row.label);
    put_index(out, row.timezone);
    put_index(out, row.from);
    put_index(out, row.reply_to);
  });
}

void write_seeds(std::string& out, const Program& program) {
  put_list(out, program.seeds, [&](const SeedsDecl& row) {
    put_varint(out, row.name);
    put_numbers(out, row.addresses);
  });
}

void write_channels(std::string& out, const Program& program) {
  put_list(out, program.channels, [&](const ChannelDecl& row) {
    put_enum(out, row.channel);
    put_varint(out, row.rate.limit);
    put_duration(out, row.rate.per);
    put_index(out, row.costs);
  });
}

void write_carriers(std::string& out, const Program& program) {
  put_list(out, program.carriers, [&](const CarrierDecl& row) {
    put_enum(out, row.channel);
    put_setting(out, row.url);
    put_u8(out, row.tls_optional ? 1 : 0);
    put_varint(out, row.connections);
  });
}

void write_signers(std::string& out, const Program& program) {
  put_list(out, program.signers, [&](const SignerDecl& row) {
    put_varint(out, row.conversation);
    put_varint(out, row.selector);
    put_setting(out, row.key);
  });
}

// Deltas are taken modulo 2^32: entries that are not sorted survive the way there and back as well.
void write_source_map(std::string& out, const Program& program) {
  const auto& map = program.source_map;
  put_list(out, map.files, [&](const std::string& file) { put_bytes(out, file); });
  SourceMapEntry last;
  put_list(out, map.entries, [&](const SourceMapEntry& entry) {
    put_varint(out, entry.code - last.code);
    put_varint(out, entry.file);
    put_signed(out, static_cast<std::int32_t>(entry.line - last.line));
    put_varint(out, entry.column);
    last = entry;
  });
}

}  // namespace camp
