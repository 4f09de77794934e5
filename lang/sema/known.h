// What is known at a place of a flow about the things that conditions speak of, because of the
// conditions on the way there; and what a condition says where so much is known.
//
// A thing is whatever gives a value: `contact.country`, `c.total`, `count(purchase last 90d)`, a
// whole comparison that is no better understood. Two places speak of one thing when they are made
// of the same parts. Pure: reads a model, reports nothing. Where it understands nothing it knows
// nothing, never too much: a condition that it calls `kNever` does not hold.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "lang/sema/model.h"
#include "lang/sema/possible.h"

namespace camp::sema {

struct KnownThing {
  Possible values;
  bool lasting = false;  // an event's field, a local: a wait changes nothing of it
  Span since;            // the condition that said so
};

struct Known {
  std::map<std::string, KnownThing> things;
  bool impossible = false;    // nothing comes here
  std::optional<Span> since;  // impossible: the earlier condition that leaves nothing

  void forget_changing();  // a wait, a change of the contact
};
Known either_of(const Known& a, const Known& b);

enum class Verdict : std::uint8_t { kOpen, kAlways, kNever };

struct Ruling {
  Verdict verdict = Verdict::kOpen;
  std::optional<Span> since;  // the earlier condition that makes it so, where there is one
};

// What is known behind a condition, either way.
struct Cases {
  Known held, failed;
  Ruling ruling;
};

class Conditions {
 public:
  explicit Conditions(Model& model) : model_(model) {}

  // `known`, when the condition holds (or does not).
  Known after(const Known& known, const ast::Expr& condition, bool holds = true);
  Cases cases(const Known& known, const ast::Expr& condition);
  Ruling rule(const Known& known, const ast::Expr& condition) {
    return cases(known, condition).ruling;
  }
  // That the contact is in a segment or list, or not.
  Known after_set(const Known& known, const Symbol& set, Span span, bool holds);
  // The same for `match`: that the subject is one of these values, or none of them.
  Known after_match(const Known& known, const ast::Expr& subject,
                    const std::vector<ast::ExprPtr>& values, bool holds);
  // A `let` is what it was given.
  Known after_let(const Known& known, const Binding& let);
  // Whether these values and ranges are all that there are of the type.
  bool cover(const Type& type, const std::vector<const ast::Expr*>& values);

 private:
  struct Thing {
    std::string key;
    bool lasting = true;
    Possible values;
    bool closed = false;  // a choice: another value is a mistake, which was reported
  };
  std::optional<Thing> thing_of(const ast::Expr& expr);
  void take_type(Thing* thing, const Ref& ref) const;
  std::optional<Possible> values_of(const ast::Expr& constant);   // a value, a range
  std::optional<Possible> members_of(const ast::Expr& constant);  // of a list, a range
  std::optional<Possible> fitting(ast::BinaryOp op, const ast::Expr& constant);

  void assume(Known& known, const ast::Expr& condition, bool holds);
  void assume_logic(Known& known, const ast::Expr& condition, ast::BinaryOp op, bool holds);
  bool assume_comparison(Known& known, const ast::Binary& binary, Span span, bool holds);
  void assume_set(Known& known, const Symbol& set, Span span, bool holds);
  void keep(Known& known, const Thing& thing, const Possible& values, Span span);

  Model& model_;
  std::size_t work_ = 0;   // of one question
  std::size_t depth_ = 0;  // segments in segments
};

}  // namespace camp::sema
