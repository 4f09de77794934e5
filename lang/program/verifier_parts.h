// What the halves of the verifier tell each other. Internal to it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "lang/program/program.h"
#include "lang/program/verifier.h"

namespace camp {

// What a name may stand for: the code and the tables may only name what is declared.
enum NameUse : std::uint8_t { kNamesAttribute = 1, kNamesEvent = 2, kNamesList = 4 };

// What is known of a program before its code is looked at.
struct ProgramFacts {
  std::vector<std::uint8_t> name_uses;  // per name: NameUse bits
  std::vector<std::uint32_t> flow_of;   // per function: the flow whose body it is, or kNone
};

// Where a rule is broken: `flow 2 'spring', wait 0`. A plain value, so that checking costs no
// strings.
struct Place {
  const char* table = "";
  std::size_t row = 0;
  const char* part = nullptr;
  std::size_t part_row = 0;
};

Error rule_broken(std::string place, std::string rule);

// names, constants, functions, schema, messages: everything but flows. Fills the facts.
Result<void> verify_declarations(const Program& program, ProgramFacts& facts);
// Flows, steps and what belongs to them; needs the names' uses, fills `flow_of`.
Result<void> verify_flows(const Program& program, ProgramFacts& facts);
// Instructions, jumps, stacks and aggregates.
Result<void> verify_code(const Program& program, const ProgramFacts& facts);

// The checks that the table verifiers share. Every one gives the error of the rule it stands for.
class TableChecks {
 public:
  TableChecks(const Program& program, const ProgramFacts& facts)
      : program_(program), facts_(facts) {}

  Result<void> require(bool holds, const Place& place, const char* rule) const;
  Result<void> name(const Place& place, NameIndex index) const;
  Result<void> name_of(const Place& place, NameIndex index, NameUse use) const;
  Result<void> text(const Place& place, ConstIndex index) const;  // a string constant
  Result<void> text_or_none(const Place& place, ConstIndex index) const;
  // An expression function that reads no more than `locals` of its flow's.
  Result<void> expression(const Place& place, FunctionIndex index, std::uint32_t locals) const;
  Result<void> template_body(const Place& place, FunctionIndex index) const;
  Result<void> expression_or_none(const Place& place, FunctionIndex index,
                                  std::uint32_t locals) const;
  Result<void> not_negative(const Place& place, const Duration& duration) const;

  // Names in range, and strictly ascending: lookups search by halves, and no name is there twice.
  template <class Row>
  Result<void> sorted(const char* table, const std::vector<Row>& rows) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CAMP_TRY(name({table, i}, rows[i].name));
      if (i > 0)
        CAMP_TRY(require(program_.name(rows[i - 1].name) < program_.name(rows[i].name), {table, i},
                         "the table is not sorted by name"));
    }
    return {};
  }

 private:
  const Program& program_;
  const ProgramFacts& facts_;
};

}  // namespace camp
