#include "runtime/vm/template.h"

#include "lang/program/pieces.h"

namespace camp {

Value value_of_loop(const TemplateLoop* loop) {
  Value value;
  value.tag = Tag::kLoop;
  value.chars = reinterpret_cast<const char*>(loop);
  return value;
}

Value member_of_loop(const TemplateLoop& loop, std::string_view name) {
  const auto number = [](std::int64_t n) { return Value::integer(n); };
  // Behind the last item: -1.
  const auto to_come = std::int64_t{loop.length} - loop.index - 1;
  if (name == "index") return number(loop.index + 1);
  if (name == "index0") return number(loop.index);
  if (name == "rindex") return number(to_come + 1);
  if (name == "rindex0") return number(to_come);
  if (name == "first") return Value::boolean(loop.index == 0);
  if (name == "last") return Value::boolean(loop.index + 1 == loop.length);
  if (name == "length") return number(loop.length);
  if (loop.columns == 0) {
    if (name == "name") return Value::string(loop.name);
    if (name == "parentloop")
      return loop.parent == nullptr ? Value::absent() : value_of_loop(loop.parent);
    return Value::absent();
  }
  if (name == "col") return number(loop.column() + 1);
  if (name == "col0") return number(loop.column());
  if (name == "row") return number(loop.index / loop.columns + 1);
  if (name == "col_first") return Value::boolean(loop.column() == 0);
  if (name == "col_last") return Value::boolean(loop.column() + 1 == loop.columns);
  return Value::absent();
}

void TemplateRun::clear() {
  unit = nullptr;
  data = nullptr;
  frame = {};
  printed.clear();
  captures.clear();
  loops.clear();
  arguments.clear();
  interrupted = Interrupted::kNot;
  guard = {};
  depth = 0;
  raised.clear();
  errors.clear();
  in_pieces = false;
  blanks_are_plain = false;
  pieces.clear();
}

void TemplateRun::flush_piece() {
  if (printed.empty()) return;
  put_text_piece(pieces, printed);
  printed.clear();
}

}  // namespace camp
