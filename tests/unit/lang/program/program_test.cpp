// Lookups by name, places in sources, and what the opcode table promises.
#include "lang/program/program.h"

#include <catch2/catch.hpp>

#include "lang/program/instruction.h"
#include "sample.h"

namespace camp {
namespace {

TEST_CASE("declarations are found by name") {
  auto program = test::sample_program();
  CHECK(program.flow("cart") == &program.flows[0]);
  CHECK(program.flow_index("spring") == 1);
  CHECK(program.event("purchase") == &program.events[2]);
  CHECK(program.contact_field("email") == &program.contact[1]);
  CHECK(program.segment("loyal") == &program.segments[0]);
  CHECK(program.message_index("reminder") == 0);
}

TEST_CASE("what is not declared is not found") {
  auto program = test::sample_program();
  for (auto name : {"", "a", "cart ", "m", "zzz"}) {
    CAPTURE(name);
    CHECK(program.flow(name) == nullptr);
    CHECK(program.flow_index(name) == kNone);
    CHECK(program.event(name) == nullptr);
    CHECK(program.contact_field(name) == nullptr);
    CHECK(program.segment(name) == nullptr);
    CHECK(program.message_index(name) == kNone);
  }
  CHECK(Program{}.flow("cart") == nullptr);
}

TEST_CASE("an event's fields are found in any order") {
  auto program = test::sample_program();
  const auto& fields = program.events[0].fields;
  CHECK(find_field(program, fields, "items") == &fields[0]);
  CHECK(find_field(program, fields, "cart") == &fields[1]);
  CHECK(find_field(program, fields, "total") == nullptr);
}

TEST_CASE("a place in the code has a place in the source") {
  auto program = test::sample_program();
  auto body = program.functions[program.flows[0].body].begin;
  CHECK(source_place(program, body) == "flows/cart.camp:12:5");
  CHECK(source_place(program, body + 9) == "flows/cart.camp:12:5");
  CHECK(source_place(program, body + 10) == "flows/cart.camp:13:5");
  CHECK(source_place(program, UINT32_MAX) == "flows/cart.camp:11:1");
  CHECK(source_place(program, body - 1).empty());
  CHECK(source_place(Program{}, 0).empty());
  program.source_map.files.clear();
  CHECK(source_place(program, body).empty());
}

TEST_CASE("every instruction decodes, and none of its prefixes does") {
  std::size_t known = 0;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const auto* info = info_of(static_cast<std::uint8_t>(byte));
    if (info == nullptr) continue;
    ++known;
    std::size_t size_of_operands = 0;
    for (char letter : info->operands) size_of_operands += operand_bytes(letter);
    std::string code(1 + size_of_operands, '\x02');
    code[0] = static_cast<char>(byte);
    auto instruction = decode_instruction(code, 0);
    REQUIRE(instruction);
    CHECK(instruction->end == code.size());
    for (std::size_t size = 0; size < code.size(); ++size)
      CHECK_FALSE(decode_instruction(std::string_view(code).substr(0, size), 0));
  }
  CHECK(known > 50);
}

TEST_CASE("operands are little-endian") {
  auto instruction = decode_instruction(std::string("\x40\x04\x03\x02\x01\x05", 6), 0);
  REQUIRE(instruction);
  CHECK(instruction->operand('n') == 0x01020304);
  CHECK(instruction->operand('b') == 5);
  CHECK(instruction->operand('x') == 0);
}

}  // namespace
}  // namespace camp
