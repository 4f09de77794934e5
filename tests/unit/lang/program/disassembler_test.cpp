// What `camp disasm` prints, whole.
#include "lang/program/disassembler.h"

#include <catch2/catch.hpp>

#include "sample.h"

namespace camp {
namespace {

std::string source_line(const std::string& file, std::uint32_t line) {
  CHECK(file == "flows/cart.camp");
  return line == 12 ? "    wait 1h" : "";
}

TEST_CASE("a journey, interleaved with its source") {
  CHECK(disassemble(test::sample_program(), "cart", source_line) == R"x(journey cart
  category marketing
  conversation newsletter
  priority 70
  tag promo
  expires 2026-03-10 18:00 contact time
  writer "Mia"
  reviewer "Otto"
  approval: 1 of manager
  approval: 2 of legal, brand
  seeds team
  start 0: on cart_updated, even late
  again after 7d
  exit 0: on purchase, where function 4
  goal bought: on purchase, within 14d, worth function 4, credit first, refunded on purchase, where function 4
  experiment 0 (length)
    variant long 45% -> L3
    variant short 44.9999% -> L4
    holdout holdout 10.0001%
  wait 0
    on message.clicked of the message in local 0 -> L1
    else -> L2
  send 0: reminder via email or sms at best time within 1d1h or at 18:00, handle in local 0
  local 0: r, message handle, at 0023 to 0079
  local 1: x, string, at 0068 to 0079
  talk "do feedback": feedback, steps 1 to 4
    ask score: steps 1, 2
    target promoter: step 3
  function 3: the flow
  ; flows/cart.camp:12  wait 1h
    0000  Const         1h
    0005  Wait          step "wait"
  ; flows/cart.camp:13
    0010  Const         3
    0015  Send          step "send reminder", send 0 (reminder), 1 value
    0023  JumpIfFalse   L5
  ; flows/cart.camp:11
    0028  Const         2d
    0033  WaitEvents    step "clicked", wait 0
  L1:
    0040  Const         "warm"
    0045  SetAttribute  step "set stage", stage
  L2:
    0054  Experiment    step "length", experiment 0 (length)
  L3:
    0061  Const         "x"
    0066  StoreLocal    local 1 (x)
  L4:
    0068  End
  L5:
    0069  Const         "unreachable"
    0074  Exit          step "exit"
  function 4: exit 0, where
    0000  EventField    cart
    0005  LoadLocal     local 1
    0007  Equal
    0008  Return
  function 4: goal bought, worth (listed above)
  function 4: goal bought, refund, where (listed above)

)x");
}

TEST_CASE("a segment") {
  CHECK(disassemble(test::sample_program(), "loyal", {}) == R"(segment loyal
  function 0: condition
    0000  Absent
    0001  EventsBegin   purchase, count
  L1:
    0007  EventsNext    L2
    0012  EventField    total
    0017  IsPresent
    0018  JumpIfFalse   L1
    0023  Const         1
    0028  EventsAdd
    0029  Jump          L1
  L2:
    0034  EventsEnd
    0035  Const         2
    0040  Greater
    0041  Duplicate
    0042  JumpIfTrue    L3
    0047  Pop
    0048  InList        employees
  L3:
    0053  Return

)");
}

TEST_CASE("a message") {
  CHECK(disassemble(test::sample_program(), "reminder", {}) == R"x(message reminder
  argument 0: points, int
  content 0: email
  email subject: template 0
    "Your "cart" in "
    slot 0, escaped for HTML
  email html: template 0
    "Your "cart" in "
    slot 0, escaped for HTML
  content 1: sms
  sms text: template 1
    "Buy now for "
    slot 0, in the contact's language
  function 1: email subject, slot 0
    0000  Attribute     country
    0005  CallFunction  upcase, 1 value
    0009  Return
  function 1: email html, slot 0 (listed above)
  function 2: sms text, slot 0
    0000  Argument      0
    0002  Return

)x");
}

TEST_CASE("no name is everything, an unknown name nothing") {
  auto program = test::sample_program();
  auto all = disassemble(program, "", {});
  CHECK(all.find("campaign spring\n") != std::string::npos);
  for (auto name : {"cart", "loyal", "reminder"})
    CHECK(all.find(disassemble(program, name, {})) != std::string::npos);
  CHECK(all.starts_with("program: "));
  CHECK(all.find("channel sms\n  rate 50 per 1d1m\n  costs 0.04 EUR\n") != std::string::npos);
  CHECK(disassemble(program, "nobody", {}).empty());
  CHECK_FALSE(disassemble(Program{}, "", {}).empty());
}

TEST_CASE("terminals are safe from what a program says") {
  auto program = test::sample_program();
  program.names[program.flows[0].name] =
      "a\x1B[31m\xC2\x9B"
      "b";
  program.constants[0] = Value::string("\x07\xFF\n\"");
  auto text = disassemble(program, "", {});
  CHECK(text.find("journey a\\x1b[31m\\x9bb\n") != std::string::npos);
  CHECK(text.find("= \"\\x07\\xff\\n\"\"") != std::string::npos);
  CHECK(text.find('\x1B') == std::string::npos);
}

TEST_CASE("a long text is cut between characters") {
  auto program = test::sample_program();
  std::string text(59, 'x');
  text += "\xC3\xA4 and more";
  program.constants[0] = Value::string(text);
  CHECK(disassemble(program, "", {}).find("= \"" + std::string(59, 'x') + "…\"") !=
        std::string::npos);
}

TEST_CASE("a program that does not verify can be read nevertheless") {
  auto program = test::sample_program();
  program.code.assign(program.code.size(), '\xFF');
  CHECK(disassemble(program, "cart", {}).find("0000  ?? ffff") != std::string::npos);
  program.names.clear();
  program.constants.clear();
  program.steps.clear();
  program.functions.clear();
  program.templates.clear();
  program.messages[0].contents[0].channel = static_cast<Channel>(99);
  program.source_map.files.clear();
  auto text = disassemble(program, "", {});
  CHECK(text.find("?name ") != std::string::npos);
  CHECK(text.find("(no code)") != std::string::npos);
}

}  // namespace
}  // namespace camp
