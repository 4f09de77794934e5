#include "sample.h"

#include "lang/base/bytes.h"
#include "tests/support/contents.h"

namespace camp::test {

Assembler& Assembler::op(Op op, std::initializer_list<std::uint32_t> operands) {
  code_.push_back(static_cast<char>(op));
  auto letter = info_of(static_cast<std::uint8_t>(op))->operands.begin();
  for (auto value : operands) {
    for (std::size_t i = 0; i < operand_bytes(*letter); ++i)
      code_.push_back(static_cast<char>(value >> (8 * i)));
    ++letter;
  }
  return *this;
}

Assembler& Assembler::jump(Op op_code, const std::string& label) {
  jumps_.emplace_back(code_.size() + 1, label);
  return op(op_code, {0});
}

Assembler& Assembler::label(const std::string& name) {
  labels_[name] = static_cast<std::uint32_t>(code_.size());
  return *this;
}

std::string Assembler::code() const {
  auto code = code_;
  for (const auto& [at, label] : jumps_) {
    std::string target;
    put_u32le(target, labels_.at(label));
    code.replace(at, target.size(), target);
  }
  return code;
}

NameIndex Builder::name(const std::string& text) {
  for (std::size_t i = 0; i < program.names.size(); ++i) {
    if (program.names[i] == text) return static_cast<NameIndex>(i);
  }
  program.names.push_back(text);
  return static_cast<NameIndex>(program.names.size() - 1);
}

ConstIndex Builder::text(std::string_view text) {
  if (!program.constant_arena) program.constant_arena = std::make_shared<Arena>();
  return constant(Value::string(program.constant_arena->copy(text)));
}

ConstIndex Builder::constant(const Value& value) {
  program.constants.push_back(value);
  return static_cast<ConstIndex>(program.constants.size() - 1);
}

FunctionIndex Builder::expression(const std::string& code, std::uint8_t locals) {
  return function(FunctionKind::kExpression, code, locals);
}

FunctionIndex Builder::flow(const std::string& code, std::uint8_t locals) {
  return function(FunctionKind::kFlow, code, locals);
}

FunctionIndex Builder::function(FunctionKind kind, const std::string& code, std::uint8_t locals) {
  auto begin = static_cast<std::uint32_t>(program.code.size());
  program.code += code;
  program.functions.push_back(
      {kind, begin, static_cast<std::uint32_t>(program.code.size()), locals});
  return static_cast<FunctionIndex>(program.functions.size() - 1);
}

namespace {

void add_schema(Builder& b) {
  const FieldDecl fields[] = {{b.name("country"), Type(TypeKind::kString, true), kNone},
                              {b.name("email"), Type(TypeKind::kEmail, true), kNone},
                              {b.name("stage"), Type(TypeKind::kString), b.text("new")}};
  b.program.contact.assign(std::begin(fields), std::end(fields));
  Type items(TypeKind::kList);
  items.element.emplace_back(TypeKind::kRecord);
  items.element[0].fields.push_back({"sku", Type(TypeKind::kString)});
  b.program.events = {
      {b.name("cart_updated"),
       {{b.name("items"), items, kNone}, {b.name("cart"), Type(TypeKind::kString), kNone}}},
      {b.name("message.clicked"), {}},
      {b.name("purchase"), {{b.name("total"), Type(TypeKind::kMoney), kNone}}},
      {b.name("shop.coupon"), {{b.name("code"), Type(TypeKind::kString), kNone}}}};
  b.program.lists = {b.name("do_not_contact"), b.name("employees")};
  b.program.conversations = {{b.name("newsletter"),
                              b.text("Acme <news@acme.example>"),
                              kNone,
                              {b.name("do_not_contact")},
                              1}};
  constexpr std::int64_t kHour = 3'600'000;
  b.program.policy.quiet = {{{5, 0, 18 * kHour, 8 * kHour}, 1u << 1, true},
                            {{7, 7, 21 * kHour, 8 * kHour}, kEveryChannel, false}};
  b.program.policy.caps = {{3, CapPeriod::kRolling, {0, 7, 0}, kEveryChannel, false, kNone},
                           {1, CapPeriod::kWeek, {}, 1u << 1, true, b.name("promo")}};
  b.program.policy.when_capped = WhenCapped::kWait;
  b.program.policy.wait_up_to = {0, 2, 0};
  b.program.policy.release_over = {0, 0, kHour};
  b.program.policy.merge_by_message = true;
}

void add_outlets(Builder& b) {
  b.program.outlets = {{b.name("helsinki"), b.text("Helsinki, Kamppi"), b.text("Europe/Helsinki"),
                        b.text("Acme <news@acme.example>"), b.text("kamppi@acme.example")},
                       {b.name("oulu"), kNone, kNone, kNone, kNone}};
}

void add_channels(Builder& b) {
  b.program.channels = {
      {Channel::kEmail, {200, {0, 0, 1000}}, kNone},
      {Channel::kSms, {50, {0, 1, 60'000}}, b.constant(Value::money(4, currency("EUR")))},
      {Channel::kPush, {}, b.constant(Value::money(1, currency("USD")))}};
}

void add_service(Builder& b) {
  ServiceDecl shop;
  shop.name = b.name("shop");
  shop.base = {SettingSource::kEnvironment, b.text("SHOP_URL")};
  shop.auth = ServiceAuth::kBasic;
  shop.user = {SettingSource::kText, b.text("acme")};
  shop.secret = {SettingSource::kSecret, b.text("SHOP_TOKEN")};
  shop.timeout_ms = 5000;
  shop.retries = 3;
  shop.retry_within_ms = 60'000;
  shop.idempotency_header = b.text("Key");
  shop.headers = {{b.text("X-Tenant"), {SettingSource::kText, b.text("acme")}}};
  b.program.services = {shop};
  b.program.calls = {{b.name("shop.coupon"),
                      0,
                      HttpMethod::kPost,
                      b.text("/coupons/{cart}"),
                      {{b.name("cart"), Type(TypeKind::kString), kNone}},
                      true}};
}

// count(purchase where total is present) > 2, or the contact is on a list
void add_segment(Builder& b) {
  Assembler a;
  a.op(Op::kAbsent).op(Op::kEventsBegin, {b.name("purchase"), 0});
  a.label("next").jump(Op::kEventsNext, "done");
  a.op(Op::kEventField, {b.name("total")}).op(Op::kIsPresent).jump(Op::kJumpIfFalse, "next");
  a.op(Op::kConst, {b.constant(Value::integer(1))}).op(Op::kEventsAdd).jump(Op::kJump, "next");
  a.label("done")
      .op(Op::kEventsEnd)
      .op(Op::kConst, {b.constant(Value::integer(2))})
      .op(Op::kGreater);
  a.op(Op::kDuplicate).jump(Op::kJumpIfTrue, "end").op(Op::kPop);
  a.op(Op::kInList, {b.name("employees")}).label("end").op(Op::kReturn);
  b.program.segments = {{b.name("loyal"), b.expression(a.code())}};
}

void add_message(Builder& b) {
  auto country = b.expression(Assembler()
                                  .op(Op::kAttribute, {b.name("country")})
                                  .op(Op::kCallFunction, {1, 1})
                                  .op(Op::kReturn)
                                  .code());
  auto points = b.expression(Assembler().op(Op::kArgument, {0}).op(Op::kReturn).code());
  auto subject = b.text("Your \"cart\" in ");
  b.program.templates = {
      {{TemplatePart{subject}, TemplatePart{kNone, 0, SlotForm::kEscaped}}, {country}},
      {{TemplatePart{b.text("Buy now for ")}, TemplatePart{kNone, 0, SlotForm::kProse}}, {points}}};
  b.program.messages = {{b.name("reminder"),
                         {{b.name("points"), TypeKind::kInt, b.constant(Value::integer(9))}},
                         {testing::content_decl(Channel::kEmail, {{ContentPart::kSubject, 0},
                                                                  {ContentPart::kHtml, 0}}),
                          testing::content_decl(Channel::kSms, {{ContentPart::kText, 1}})}}};
}

void add_journey(Builder& b) {
  Assembler a;
  a.op(Op::kConst, {b.constant(Value::duration({0, 0, 3'600'000}))}).op(Op::kWait, {0});
  a.op(Op::kConst, {b.constant(Value::integer(3))})
      .op(Op::kSend, {1, 0, 1})
      .label("sent")
      .jump(Op::kJumpIfFalse, "unreachable");
  a.op(Op::kConst, {b.constant(Value::duration({0, 2, 0}))}).op(Op::kWaitEvents, {2, 0});
  a.label("clicked").op(Op::kConst, {b.text("warm")}).op(Op::kSetAttribute, {3, b.name("stage")});
  a.label("late").op(Op::kExperiment, {4, 0});
  a.label("long")
      .op(Op::kConst, {b.text("x")})
      .op(Op::kStoreLocal, {1})
      .label("short")
      .op(Op::kEnd);
  a.label("unreachable").op(Op::kConst, {b.text("unreachable")}).op(Op::kExit, {5}).label("end");
  FlowDecl flow;
  flow.kind = FlowKind::kJourney;
  flow.name = b.name("cart");
  flow.conversation = 0;
  flow.body = b.flow(a.code(), 2);
  auto same_cart = b.expression(Assembler()
                                    .op(Op::kEventField, {b.name("cart")})
                                    .op(Op::kLoadLocal, {1})
                                    .op(Op::kEqual)
                                    .op(Op::kReturn)
                                    .code(),
                                2);
  flow.starts = {{{b.name("cart_updated"), kNone, kNone, kNone}, true}};
  flow.reentry = Reentry::kAgain;
  flow.again_after = {0, 7, 0};
  flow.exits = {{{b.name("purchase"), kNone, same_cart, kNone}}};
  flow.goals = {
      {b.name("bought"), {b.name("purchase"), kNone, kNone, kNone}, {0, 14, 0}, same_cart}};
  flow.goals[0].credit = Credit::kFirst;
  flow.goals[0].refund = {{b.name("purchase"), kNone, same_cart, kNone}, 1, {b.name("cart")}};
  flow.waits = {{{{b.name("message.clicked"), 0, kNone, a.at("clicked")}}, a.at("late"), false}};
  auto& length = flow.experiments.emplace_back();
  length.name = b.name("length");
  length.arms = {{b.name("long"), false, 450'000, {}, a.at("long")},
                 {b.name("short"), false, 449'999, {}, a.at("short")},
                 {b.name("holdout"), true, 100'001, {}, kNone}};
  flow.sends = {
      {0, {Channel::kEmail, Channel::kSms}, 0, BestTime{{0, 1, 3'600'000}, 18 * 3'600'000}}};
  flow.locals = {{"r", Type(TypeKind::kHandle), 0, a.at("sent"), a.at("end")},
                 {"x", Type(TypeKind::kString), 1, a.at("short"), a.at("end")}};
  flow.talks = {{"do feedback",
                 b.name("feedback"),
                 1,
                 4,
                 {{b.name("score"), 1, 2}},
                 {{b.name("promoter"), 3}}}};
  flow.priority = 70;
  flow.writer = b.text("Mia");
  flow.reviewer = b.text("Otto");
  flow.approval = {{1, {b.name("manager")}}, {2, {b.name("legal"), b.name("brand")}}};
  flow.seeds = {b.name("team")};
  flow.tags = {b.name("promo")};
  flow.expires = {true, 20'522, 64'800'000, kNone};
  auto index = static_cast<std::uint32_t>(b.program.flows.size());
  b.program.flows.push_back(flow);
  for (auto label : {"wait", "send reminder", "clicked", "set stage", "length", "exit"})
    b.program.steps.push_back({label, index});
}

void add_campaign(Builder& b) {
  Assembler a;
  a.op(Op::kExperiment, {6, 0})
      .label("mens")
      .op(Op::kConst, {b.constant(Value::integer(3))})
      .op(Op::kSend, {7, 0, 1})
      .op(Op::kPop)
      .label("none")
      .op(Op::kEnd);
  FlowDecl flow;
  flow.kind = FlowKind::kCampaign;
  flow.name = b.name("spring");
  flow.category = Category::kTransactional;
  flow.body = b.flow(a.code(), 1);
  auto country =
      b.expression(Assembler().op(Op::kAttribute, {b.name("country")}).op(Op::kReturn).code());
  flow.audience = {b.program.segments[0].condition, kNone, 500, country};
  flow.cohorts = {b.program.segments[0].name};
  flow.costs = b.constant(Value::money(120'000, currency("EUR")));
  auto& schedule = flow.schedule.emplace();
  schedule.form = ScheduleForm::kRule;
  schedule.rule = "FREQ=WEEKLY;BYDAY=MO";
  schedule.from_days = 20'514;
  schedule.except_days = {20'515, 20'521};
  schedule.times_ms = {32'400'000};
  schedule.zone = "Europe/Helsinki";
  schedule.missed = MissedRuns::kLatest;
  auto& arm = flow.experiments.emplace_back();
  arm.name = b.name("arm");
  arm.by = country;
  arm.arms = {{b.name("mens"), false, 0, {b.text("Mens E-Mail")}, a.at("mens")},
              {b.name("none"), false, 0, {b.text("No E-Mail")}, a.at("none")}};
  flow.sends = {{0, {Channel::kEmail}, kNone}};
  auto index = static_cast<std::uint32_t>(b.program.flows.size());
  b.program.flows.push_back(flow);
  for (auto label : {"arm", "send"}) b.program.steps.push_back({label, index});
}

// The old code stays behind as bytes that belong to no function.
void replace_code(Program& program, FunctionIndex index, const std::string& code) {
  auto& function = program.functions[index];
  function.begin = static_cast<std::uint32_t>(program.code.size());
  program.code += code;
  function.end = static_cast<std::uint32_t>(program.code.size());
}

}  // namespace

Program sample_program() {
  Builder b;
  add_schema(b);
  add_segment(b);
  add_message(b);
  add_journey(b);
  add_campaign(b);
  add_service(b);
  add_outlets(b);
  add_channels(b);
  b.program.seeds = {{b.name("team"), {b.text("mia@acme.example"), b.text("+358401234567")}}};
  auto body = b.program.functions[b.program.flows[0].body].begin;
  b.program.source_map = {{"flows/cart.camp"},
                          {{body, 0, 12, 5}, {body + 10, 0, 13, 5}, {body + 28, 0, 11, 1}}};
  return b.program;
}

void decide(Program& program) {
  auto& experiment = program.flows[0].experiments[0];
  auto& arms = experiment.arms;
  arms[0].share_ppm = arms[1].share_ppm = 100'000;
  for (const std::uint32_t variant : {0u, 1u}) {
    auto won = arms[variant];
    won.share_ppm = 0;
    won.winner_of = variant;
    arms.push_back(won);
  }
  experiment.decision = {
      Metric::kRevenue, program.flows[0].goals[0].name, {0, 1, 0}, false, 950'000, 1000, 1};
}

void decide_again(Program& program) {
  program.flows[0].experiments[0].decision = {Metric::kOpens, kNone, {0, 1, 0}, true, 0, 0, 0};
}

Program with_expression(const std::string& code, std::uint8_t locals) {
  auto program = sample_program();
  auto index = program.segments[0].condition;
  replace_code(program, index, code);
  program.functions[index].locals = locals;
  return program;
}

Program with_flow(const std::string& code) {
  auto program = sample_program();
  program.flows[1].experiments.clear();
  replace_code(program, program.flows[1].body, code);
  return program;
}

}  // namespace camp::test
