// A Liquid template at work: what it has printed, its variables, loops and captures. Beside the
// stack of its machine, which is empty between the nodes of a template.
//
// Meaning: /lang/template/README.md. Three layers answer for a name, the innermost first: what a
// loop or a partial has bound, what was assigned, what the data (or a counter) has. Everything
// lives in the machine's arena until its next call.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lang/program/template_unit.h"
#include "lang/value/value.h"

namespace camp {

// `forloop` and `tablerowloop`. In the arena: a template may keep it longer than the loop.
struct TemplateLoop {
  Value collection;
  std::uint64_t begin = 0;  // of the items taken
  std::uint32_t length = 0;
  std::uint32_t index = 0;  // from 0; of the item at hand
  bool reversed = false;
  std::uint32_t columns = 0;  // 0: `for`
  std::string_view name;
  const TemplateLoop* parent = nullptr;

  std::uint32_t column() const { return columns == 0 ? 0 : index % columns; }
};
Value value_of_loop(const TemplateLoop* loop);
// forloop.index and its like; absent for a name it has not.
Value member_of_loop(const TemplateLoop& loop, std::string_view name);

struct TemplateVariable {
  Value bound;     // by a loop or a partial
  Value assigned;  // by `assign`, `capture`
  Value counted;   // by `increment`: stands for the data
  bool is_bound = false;
  bool is_assigned = false;
  bool is_counted = false;
};

// What `render` begins anew.
struct TemplateFrame {
  std::vector<TemplateVariable> variables;
  std::unordered_map<std::string, std::uint32_t> cycles;          // the turn of each
  std::pair<const std::string, std::uint32_t>* cycle = nullptr;   // the last: most often the next
  std::vector<std::pair<std::uint32_t, std::int64_t>> continues;  // loop's name: where it stopped
  std::optional<std::string> changed;                             // what `ifchanged` printed last
  const TemplateLoop* innermost = nullptr;
  bool isolated = false;

  TemplateVariable& at(std::uint16_t variable) {
    if (variable >= variables.size()) variables.resize(variable + 1u);
    return variables[variable];
  }
};

struct TemplateRun {
  enum class Interrupted : std::uint8_t { kNot, kBreak, kContinue };
  struct Guard {
    std::uint32_t target = 0;
    bool quiet = false;
    bool set = false;
  };
  // What a loop's end puts back.
  struct OpenLoop {
    TemplateLoop* loop = nullptr;
    std::uint16_t variable = 0;
    TemplateVariable item_before;
    TemplateVariable loop_before;
    const TemplateLoop* outer = nullptr;
  };

  const TemplateUnit* unit = nullptr;  // a bare file's; null in messages
  const Value* data = nullptr;         // a record; null: none
  TemplateFrame frame;
  std::string printed;
  std::vector<std::size_t> captures;  // where each began in `printed`
  std::vector<OpenLoop> loops;
  std::vector<std::pair<std::uint16_t, Value>> arguments;  // of the partial that follows
  Interrupted interrupted = Interrupted::kNot;
  Guard guard;
  std::size_t depth = 0;            // of partials
  std::string raised;               // Liquid's error on its way to the guard
  std::vector<std::string> errors;  // with their lines
  // A message's text keeps what the program has as numbers of its constants: the outbox stays
  // small. Pieces: 0, constant:varint | 1, n:varint, bytes.
  bool in_pieces = false;
  bool blanks_are_plain = false;  // of a text message: blanks that do not break a line are plain
  std::string pieces;

  void clear();
  void flush_piece();  // what was printed becomes a piece
};

}  // namespace camp
