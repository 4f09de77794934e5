#include "program_builder.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "runtime/state/contact_row.h"

namespace camp::test {

Builder::Builder() {
  program_.constant_arena = std::make_shared<Arena>();
  auto field = [&](std::string_view n, Type type, ConstIndex otherwise = kNone) {
    program_.contact.push_back({name(n), std::move(type), otherwise});
  };
  field("age", TypeKind::kInt, constant(Value::integer(18)));
  field("country", Type(TypeKind::kString, true));
  field("email", Type(TypeKind::kEmail, true));
  field("phone", Type(TypeKind::kPhone, true));
  field("spent", Type(TypeKind::kMoney, true));
  field("timezone", TypeKind::kTimezone, text("Europe/Helsinki"));
  program_.events.push_back(
      {name("message.clicked"), {{name("message"), TypeKind::kString, kNone}}});
  program_.events.push_back(
      {name("purchase"),
       {{name("order"), TypeKind::kString, kNone}, {name("total"), TypeKind::kMoney, kNone}}});
  program_.lists = {name("employees"), name("vip")};
  program_.conversations.push_back({name("newsletter"), kNone, kNone, {name("employees")}, 0});
  FlowDecl welcome;
  welcome.kind = FlowKind::kJourney;
  welcome.name = name("welcome");
  welcome.conversation = 0;
  welcome.body = kNone;
  program_.flows.push_back(welcome);
}

NameIndex Builder::name(std::string_view text) {
  auto found = std::find(program_.names.begin(), program_.names.end(), text);
  if (found == program_.names.end()) {
    program_.names.emplace_back(text);
    return static_cast<NameIndex>(program_.names.size() - 1);
  }
  return static_cast<NameIndex>(found - program_.names.begin());
}

ConstIndex Builder::constant(const Value& value) {
  auto kept = value;
  if (value.tag == Tag::kString) kept = Value::string(program_.constant_arena->copy(value.text()));
  if (value.tag == Tag::kList) {
    auto* items = program_.constant_arena->allocate_array<Value>(value.aux);
    std::copy(value.items, value.items + value.aux, items);
    kept = Value::list(items, value.aux);
  }
  program_.constants.push_back(kept);
  return static_cast<ConstIndex>(program_.constants.size() - 1);
}

FunctionIndex Builder::expression(const Code& code, std::uint8_t locals) {
  auto bytes = code.finish();
  auto begin = static_cast<std::uint32_t>(program_.code.size());
  program_.code += bytes;
  program_.functions.push_back(
      {FunctionKind::kExpression, begin, static_cast<std::uint32_t>(program_.code.size()), locals});
  return static_cast<FunctionIndex>(program_.functions.size() - 1);
}

void Builder::body(const Code& code, std::uint8_t locals) {
  flow().body = expression(code, locals);
  program_.functions[flow().body].kind = FunctionKind::kFlow;
}

std::uint32_t Builder::step(std::string_view label) {
  program_.steps.push_back({std::string(label), 0});
  return static_cast<std::uint32_t>(program_.steps.size() - 1);
}

TemplateIndex Builder::one_slot(std::string_view before, const Code& slot, SlotForm form) {
  TemplateDecl decl;
  decl.parts.push_back({text(before)});
  decl.parts.push_back({kNone, 0, form});
  decl.slots.push_back(expression(slot));
  program_.templates.push_back(decl);
  return static_cast<TemplateIndex>(program_.templates.size() - 1);
}

TemplateIndex Builder::plain(std::string_view words) {
  TemplateDecl decl;
  decl.parts.push_back({text(words)});
  program_.templates.push_back(decl);
  return static_cast<TemplateIndex>(program_.templates.size() - 1);
}

std::shared_ptr<const LinkedProgram> Builder::link() {
  if (flow().body == kNone) body(Code().op(Op::kEnd));
  auto linked = LinkedProgram::link(program_, 1, names);
  if (!linked) FAIL(linked.error().message << " @ " << linked.error().where);
  return *linked;
}

std::string encode_fields(Names& names, const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<NamedValue> values;
  for (const auto& [field, value] : fields) values.push_back({names.number(field), value});
  std::string out;
  encode_attributes(out, std::move(values));
  return out;
}

ContactFacts Person::facts(Names& names) {
  encoded = encode_fields(names, attributes);
  std::sort(lists.begin(), lists.end());
  ContactFacts facts;
  facts.id = id;
  facts.attributes = encoded;
  facts.lists = &lists;
  facts.subscriptions = &subscriptions;
  facts.assignments = &assignments;
  facts.flags = flags;
  return facts;
}

void MemoryHistory::open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) {
  at_ = 0;
  name_ = event_name;
  from_ms_ = from_ms;
  to_ms_ = to_ms;
}

bool MemoryHistory::next(EventAtHand* event) {
  data_.reset();  // under ASan a view that outlives its event shows
  for (; at_ < rows.size(); ++at_) {
    const auto& row = rows[at_];
    if (row.name != name_ || row.time_ms < from_ms_ || row.time_ms > to_ms_) continue;
    data_ = std::make_unique<std::string>(row.data);
    *event = {row.name, "past", *data_, row.time_ms, {}};
    ++at_;
    return !broken;
  }
  return false;
}

}  // namespace camp::test
