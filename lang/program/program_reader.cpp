// The sections' bodies from bytes of any kind; the grammar is in codec.cpp.
//
// The row sizes given to list() are the smallest that the grammar allows. Numbers are taken as they
// are: whether they mean something is the verifier's business.
#include "lang/program/section_reader.h"

namespace camp {
namespace {

void read_numbers(SectionReader& in, std::vector<std::uint32_t>& numbers, const char* what) {
  in.list(numbers, what, 1, [&](std::uint32_t& number) { number = in.number(); });
}

void read_fields(SectionReader& in, std::vector<FieldDecl>& fields) {
  in.list(fields, "field", 4, [&](FieldDecl& field) {
    field.name = in.number();
    field.type = decode_type(in.raw());
    field.default_value = in.index();
  });
}

void read_part(SectionReader& in, TemplatePart& part) {
  part.literal = in.index();
  if (part.literal != kNone) return;
  auto slot = in.number();
  if (slot > UINT16_MAX) in.raw().fail();
  part.slot = static_cast<std::uint16_t>(slot);
  auto form = in.byte();
  if (form >= kSlotForms) in.raw().fail();
  part.form = static_cast<SlotForm>(form);
}

void read_event_arm(SectionReader& in, EventArm& arm) {
  arm.event = in.number();
  arm.handle = in.index();
  arm.where = in.index();
  arm.target = in.index();
}

void read_goal(SectionReader& in, GoalDecl& goal) {
  goal.name = in.number();
  read_event_arm(in, goal.on);
  goal.within = in.duration();
  goal.worth = in.index();
  goal.credit = static_cast<Credit>(in.byte());
  if (!in.flag()) return;
  auto& refund = goal.refund.emplace();
  read_event_arm(in, refund.by);
  refund.first_slot = in.number();
  in.list(refund.kept, "kept field", 1, [&](NameIndex& field) { field = in.index(); });
}

void read_experiment(SectionReader& in, ExperimentDecl& experiment) {
  experiment.name = in.number();
  experiment.salt = in.index();
  experiment.everywhere = in.flag();
  experiment.by = in.index();
  in.list(experiment.arms, "arm", 6, [&](ArmDecl& arm) {
    arm.name = in.number();
    arm.holdout = in.flag();
    arm.share_ppm = in.number();
    read_numbers(in, arm.values, "value");
    arm.target = in.index();
    arm.winner_of = in.index();
  });
  if (!in.flag()) return;
  auto& decision = experiment.decision.emplace();
  decision.metric = static_cast<Metric>(in.byte());
  decision.goal = in.index();
  decision.after = in.duration();
  decision.repeats = in.flag();
  decision.confidence_ppm = in.number();
  decision.at_least = in.number64();
  decision.otherwise = in.number();
}

void read_wait(SectionReader& in, WaitDecl& wait) {
  in.list(wait.arms, "arm", 4, [&](EventArm& arm) { read_event_arm(in, arm); });
  wait.otherwise = in.number();
  wait.since_start = in.flag();
}

void read_send(SectionReader& in, SendDecl& send) {
  send.message = in.number();
  in.list(send.channels, "channel", 1,
          [&](Channel& channel) { channel = static_cast<Channel>(in.byte()); });
  send.handle = in.index();
  if (!in.flag()) return;
  send.best_time.emplace().within = in.duration();
  if (in.flag()) send.best_time->first_ms = in.number();
}

void read_local(SectionReader& in, LocalDecl& local) {
  local.name = in.text();
  local.type = decode_type(in.raw());
  local.slot = in.byte();
  local.begin = in.number();
  local.end = in.number();
}

void read_talk(SectionReader& in, TalkDecl& talk) {
  talk.label = in.text();
  talk.module = in.number();
  talk.begin = in.number();
  talk.end = in.number();
  in.list(talk.questions, "question", 3, [&](QuestionDecl& row) {
    row.name = in.number();
    row.send = in.number();
    row.answer = in.number();
  });
  in.list(talk.targets, "target", 2, [&](TargetDecl& row) {
    row.name = in.number();
    row.step = in.number();
  });
}

void read_expiry(SectionReader& in, ExpiryDecl& expiry) {
  expiry.is_set = in.flag();
  if (!expiry.is_set) return;
  expiry.date_days = in.raw().signed_varint();
  expiry.time_ms = in.number();
  expiry.zone = in.index();
}

void read_schedule(SectionReader& in, Schedule& schedule) {
  const auto read_number = [&](std::int64_t& number) { number = in.raw().signed_varint(); };
  schedule.form = static_cast<ScheduleForm>(in.byte());
  schedule.every_weeks = in.number();
  schedule.weekdays = in.byte();
  schedule.month_days = in.number();
  schedule.week = in.byte();
  schedule.rule = in.text();
  for (auto* day : {&schedule.from_days, &schedule.until_days}) {
    const bool said = in.flag();
    const auto number = in.raw().signed_varint();
    if (said) *day = number;
  }
  in.list(schedule.except_days, "exception", 1, read_number);
  in.list(schedule.times_ms, "time", 1, read_number);
  schedule.zone = in.text();
  schedule.contact_time = in.flag();
  schedule.missed = static_cast<MissedRuns>(in.byte());
}

std::optional<Channel> read_optional_channel(SectionReader& in) {
  const auto channel = in.byte();
  if (channel == 0) return std::nullopt;
  return static_cast<Channel>(channel - 1);
}

void read_consent(SectionReader& in, ConsentDecl& consent) {
  consent.conversation = in.index();
  consent.channel = read_optional_channel(in);
  consent.subscribed = in.flag();
}

void read_flow(SectionReader& in, FlowDecl& flow) {
  flow.kind = static_cast<FlowKind>(in.byte());
  flow.name = in.number();
  flow.category = static_cast<Category>(in.byte());
  flow.conversation = in.index();
  flow.body = in.number();
  flow.reentry = static_cast<Reentry>(in.byte());
  flow.again_after = in.duration();
  in.list(flow.starts, "start", 6, [&](StartDecl& start) {
    read_event_arm(in, start.on);
    start.even_late = in.flag();
    start.segment = in.index();
  });
  flow.key = in.index();
  in.list(flow.goals, "goal", 11, [&](GoalDecl& goal) { read_goal(in, goal); });
  in.list(flow.exits, "exit", 4, [&](ExitDecl& exit) { read_event_arm(in, exit.on); });
  flow.audience.condition = in.index();
  flow.audience.one_per = in.index();
  flow.audience.limit = in.number64();
  flow.audience.limit_by = in.index();
  if (in.flag()) read_schedule(in, flow.schedule.emplace());
  in.list(flow.experiments, "experiment", 6,
          [&](ExperimentDecl& row) { read_experiment(in, row); });
  in.list(flow.waits, "wait", 3, [&](WaitDecl& row) { read_wait(in, row); });
  in.list(flow.sends, "send", 4, [&](SendDecl& row) { read_send(in, row); });
  in.list(flow.consents, "consent", 3, [&](ConsentDecl& row) { read_consent(in, row); });
  in.list(flow.locals, "local", 6, [&](LocalDecl& row) { read_local(in, row); });
  in.list(flow.talks, "talk", 6, [&](TalkDecl& row) { read_talk(in, row); });
  flow.priority = in.number();
  read_numbers(in, flow.tags, "tag");
  read_expiry(in, flow.expires);
  flow.costs = in.index();
  read_numbers(in, flow.cohorts, "cohort");
  flow.per_outlet = in.flag();
  flow.confirms = read_optional_channel(in);
  flow.writer = in.index();
  flow.reviewer = in.index();
  in.list(flow.approval, "approval", 2, [&](ApprovalNeed& need) {
    need.count = in.number();
    read_numbers(in, need.roles, "role");
  });
  read_numbers(in, flow.seeds, "seeds");
}

}  // namespace

void read_names(SectionReader& in, Program& program) {
  in.list(program.names, "name", 1, [&](std::string& name) { name = in.text(); });
}

// Decoded values are views into what they are read from, so the body moves into the program's arena
// first.
void read_constants(SectionReader& in, Program& program) {
  program.constant_arena = std::make_shared<Arena>();
  auto& arena = *program.constant_arena;
  SectionReader own(arena.copy(in.raw().take(in.raw().left())));
  own.list(program.constants, "constant", 1,
           [&](Value& value) { value = decode_value(own.raw(), arena); });
  in = own;
}

void read_code(SectionReader& in, Program& program) {
  program.code = in.raw().take(in.raw().left());
}

void read_functions(SectionReader& in, Program& program) {
  in.list(program.functions, "function", 4, [&](Function& function) {
    function.kind = static_cast<FunctionKind>(in.byte());
    function.begin = in.number();
    function.end =
        function.begin + in.number();  // what wraps around ends before it begins: verifier
    function.locals = in.byte();
  });
}

void read_contact(SectionReader& in, Program& program) { read_fields(in, program.contact); }

void read_events(SectionReader& in, Program& program) {
  in.list(program.events, "event", 2, [&](EventDecl& event) {
    event.name = in.number();
    read_fields(in, event.fields);
  });
}

void read_segments(SectionReader& in, Program& program) {
  in.list(program.segments, "segment", 2, [&](SegmentDecl& segment) {
    segment.name = in.number();
    segment.condition = in.number();
  });
}

void read_lists(SectionReader& in, Program& program) { read_numbers(in, program.lists, "list"); }

void read_conversations(SectionReader& in, Program& program) {
  in.list(program.conversations, "conversation", 5, [&](ConversationDecl& conversation) {
    conversation.name = in.number();
    conversation.from = in.index();
    conversation.reply_to = in.index();
    read_numbers(in, conversation.suppress, "list");
    conversation.unsubscribe_per_channel = in.flag();
  });
}

void read_templates(SectionReader& in, Program& program) {
  in.list(program.templates, "template", 2, [&](TemplateDecl& row) {
    in.list(row.parts, "part", 1, [&](TemplatePart& part) { read_part(in, part); });
    read_numbers(in, row.slots, "slot");
  });
}

void read_messages(SectionReader& in, Program& program) {
  in.list(program.messages, "message", 3, [&](MessageDecl& message) {
    message.name = in.number();
    read_fields(in, message.parameters);
    in.list(message.contents, "content", 6, [&](ContentDecl& content) {
      content.channel = static_cast<Channel>(in.byte());
      content.segment = in.index();
      content.in_segment = in.index();
      content.language = in.index();
      content.text_allowed = in.index();
      in.list(content.parts, "part", 3, [&](PartDecl& part) {
        part.part = static_cast<ContentPart>(in.byte());
        part.label = in.index();
        part.text = in.index();
      });
    });
  });
}

void read_flows(SectionReader& in, Program& program) {
  in.list(program.flows, "flow", 27, [&](FlowDecl& flow) { read_flow(in, flow); });
}

void read_steps(SectionReader& in, Program& program) {
  in.list(program.steps, "step", 2, [&](StepDecl& step) {
    step.label = in.text();
    step.flow = in.number();
  });
}

void read_policy(SectionReader& in, Program& program) {
  auto& policy = program.policy;
  in.list(policy.quiet, "quiet", 6, [&](QuietDecl& rule) {
    rule.times.from_day = in.byte();
    rule.times.to_day = in.byte();
    rule.times.from_ms = in.number();
    rule.times.to_ms = in.number();
    rule.channels = in.number();
    rule.for_all = in.flag();
  });
  in.list(policy.caps, "cap", 8, [&](CapDecl& rule) {
    rule.limit = in.number();
    rule.period = static_cast<CapPeriod>(in.byte());
    rule.window = in.duration();
    rule.channels = in.number();
    rule.for_all = in.flag();
    rule.tag = in.index();
  });
  policy.when_capped = static_cast<WhenCapped>(in.byte());
  policy.wait_up_to = in.duration();
  policy.release_over = in.duration();
  policy.merge_by_message = in.flag();
}

void read_setting(SectionReader& in, SettingDecl& setting) {
  setting.source = static_cast<SettingSource>(in.byte());
  setting.text = in.index();
}

void read_services(SectionReader& in, Program& program) {
  in.list(program.services, "service", 14, [&](ServiceDecl& row) {
    row.name = in.number();
    read_setting(in, row.base);
    row.auth = static_cast<ServiceAuth>(in.byte());
    row.auth_header = in.index();
    read_setting(in, row.user);
    read_setting(in, row.secret);
    row.timeout_ms = in.number64();
    row.retries = in.number();
    row.retry_within_ms = in.number64();
    row.idempotency_header = in.index();
    in.list(row.headers, "header", 3, [&](HeaderDecl& header) {
      header.name = in.number();
      read_setting(in, header.value);
    });
  });
  in.list(program.calls, "call", 6, [&](CallDecl& row) {
    row.name = in.number();
    row.service = in.number();
    row.method = static_cast<HttpMethod>(in.byte());
    row.path = in.index();
    read_fields(in, row.parameters);
    row.answers = in.flag();
  });
}

void read_outlets(SectionReader& in, Program& program) {
  in.list(program.outlets, "outlet", 5, [&](OutletDecl& row) {
    row.name = in.number();
    row.label = in.index();
    row.timezone = in.index();
    row.from = in.index();
    row.reply_to = in.index();
  });
}

void read_seeds(SectionReader& in, Program& program) {
  in.list(program.seeds, "seeds", 2, [&](SeedsDecl& row) {
    row.name = in.number();
    read_numbers(in, row.addresses, "address");
  });
}

void read_channels(SectionReader& in, Program& program) {
  in.list(program.channels, "channel", 6, [&](ChannelDecl& row) {
    row.channel = static_cast<Channel>(in.byte());
    row.rate.limit = in.number();
    row.rate.per = in.duration();
    row.costs = in.index();
  });
}

void read_carriers(SectionReader& in, Program& program) {
  in.list(program.carriers, "carrier", 5, [&](CarrierDecl& row) {
    row.channel = static_cast<Channel>(in.byte());
    read_setting(in, row.url);
    row.tls_optional = in.flag();
    row.connections = in.number();
  });
}

void read_signers(SectionReader& in, Program& program) {
  in.list(program.signers, "signer", 4, [&](SignerDecl& row) {
    row.conversation = in.number();
    row.selector = in.number();
    read_setting(in, row.key);
  });
}

void read_source_map(SectionReader& in, Program& program) {
  auto& map = program.source_map;
  in.list(map.files, "file", 1, [&](std::string& file) { file = in.text(); });
  SourceMapEntry last;
  in.list(map.entries, "entry", 4, [&](SourceMapEntry& entry) {
    entry.code = last.code + in.number();
    entry.file = in.number();
    entry.line = last.line + static_cast<std::uint32_t>(in.raw().signed_varint());
    entry.column = in.number();
    last = entry;
  });
}

}  // namespace camp
