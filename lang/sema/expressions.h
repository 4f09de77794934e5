// Types and names of expressions and templates, in whatever scope they stand.
//
// One per check. The flow checker opens and closes scopes; definitions are checked in a scope of
// their own when first called. Everything found out goes to the Model's side tables, every mistake
// to the Reporter; a mistake gives the type kError, about which nothing further is said.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/reporter.h"
#include "lang/sema/folding.h"
#include "lang/sema/model.h"
#include "lang/sema/scope.h"

namespace camp::sema {

// Paths that hold a value when a condition is true, and when it is false.
struct Narrowing {
  std::vector<std::string> when_true;
  std::vector<std::string> when_false;
};

// "a reads b", by declarations: to find those that need themselves.
struct Use {
  const Symbol* user = nullptr;
  const Symbol* used = nullptr;
  Span span;
};

// The contacts of a scenario, and where an expression named one of them.
struct People {
  std::vector<std::string_view> names;
  std::vector<Span> made;  // where each was
  std::vector<const ast::Name*> seen;

  void note(const ast::Name& use, Model& model) const {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == use.text) model.note_meaning(use.span, made[i]);
  }
};

// What a text is: part of an expression (then without tags), or of a message.
enum class Markup : std::uint8_t { kExpression, kNone, kHtml, kJson };

// Gives the file of the project that `include` or `render` names, or nothing when that was
// reported.
using PartialFile = std::function<std::optional<SourceId>(const ast::Text& name)>;

class ExpressionChecker {
 public:
  ExpressionChecker(Model& model, Reporter& reporter) : model_(model), reporter_(reporter) {}

  Typed check(const ast::Expr& expr);
  // Like check, and absence must have been handled. The result is not optional.
  Typed check_present(const ast::Expr& expr, std::string_view use);
  // A value of this type, or a mistake that names `place`: "field 'stage'". Literal texts are
  // looked into. Gives whether the value is certainly there.
  bool check_as(const ast::Expr& expr, const Type& expected, std::string_view place);
  void check_condition(const ast::Expr& expr, std::string_view place);
  Narrowing narrow(const ast::Expr& expr) const;
  // A constant right of `==`, `in`, in a match arm: one of the choices of `type`, if it has any.
  void check_choice(const Type& type, const ast::Expr& literal);
  // Of two constants, that something lies between them. Anything else is no range.
  void check_range(const ast::Expr& expr);
  void check_text(const ast::Text& text, Markup markup = Markup::kExpression);
  // The same for the text of a file that `name` (`html file "x"`) stands for.
  void check_file_text(const ast::Text& name, const ast::Text& text, Markup markup);
  // foreign_islands.cpp
  void check_foreign_islands(const ast::Text& text, Markup markup);
  void check_definition(const Symbol& symbol);
  // What a call or a send gives for these parameters, each in its place. Gives whether they are as
  // many; else a mistake is due.
  bool check_arguments(const std::vector<ast::ExprPtr>& arguments,
                       const std::vector<Binding*>& parameters);

  // Opens `where`, `key` and `worth`: the event's fields are in scope, by alias and, if `bare`, by
  // themselves.
  void check_with_event(Binding* event, bool bare, const ast::Expr& condition);
  Scope& scope() { return scope_; }
  // Whether what is known of a `let` is to be held against what stands here: where a condition
  // keeps it from being done it may be there for another value of it.
  Lets lets() const { return scope_.dead || guards_ > 0 ? Lets::kUnknown : Lets::kKnown; }
  // In the scope that the caller has opened; a mistake when the name means something already.
  void declare(Binding* binding);
  void set_owner(const Symbol* owner) { owner_ = owner; }
  // While not null, `anna.stage` is a field of the contact, when she is among them.
  void set_people(People* people) { people_ = people; }
  // Whether `sent(...)` may be asked: where the journal is at hand.
  void set_sees_sent(bool sees) { sees_sent_ = sees; }
  // While not null: the locals that are read.
  void set_reads(std::vector<Binding*>* reads) { reads_ = reads; }
  const std::vector<Use>& uses() const { return uses_; }
  void set_partials(const SourceSet* sources, PartialFile file) {
    sources_ = sources;
    partial_file_ = std::move(file);
  }
  std::vector<std::string> symbol_names(std::initializer_list<SymbolKind> kinds) const;
  // Null, and reported, when nothing of these kinds has the name; `word` says what was wanted.
  const Symbol* find_symbol(const ast::Name& name, std::initializer_list<SymbolKind> kinds,
                            std::string_view word);
  void check_zone(std::string_view zone, Span span, std::string_view whose);
  // `written`: what stands there, if it is an expression of a script.
  void report_mismatch(Span span, const Type& actual, const Type& expected, std::string_view place,
                       const ast::Expr* written = nullptr);

 private:
  friend class LiquidChecker;
  using Types = std::vector<Type>;
  using Names = std::vector<const ast::Name*>;
  struct Resolved {
    Ref ref;
    Typed typed;
  };

  // operators.cpp
  Typed check_unary(const ast::Unary& unary);
  void check_inverted(const ast::Expr& operand);
  Typed check_bare(const ast::Expr& expr, std::string_view use);
  Typed check_binary(const ast::Expr& expr, const ast::Binary& binary);
  Typed check_logic(const ast::Expr& expr, ast::BinaryOp op);
  Typed check_fallback(const ast::Binary& binary);
  Typed check_equality(const ast::Binary& binary);
  Typed check_order(const ast::Binary& binary);
  Typed check_membership(const ast::Binary& binary);
  Typed check_contains(const ast::Binary& binary);
  Typed check_text_test(const ast::Binary& binary);
  Typed check_pattern(const ast::Binary& binary);
  Typed check_arithmetic(const ast::Binary& binary);
  void check_computable(const ast::Binary& binary);
  // What a literal lacks, or has too much, to be what stands beside it or is needed.
  bool offer_unquoted(Report& report, const ast::Expr& expr, const Type& needed) const;
  bool offer_currency(Report& report, const ast::Expr& expr, const Type& needed) const;
  Currency only_currency() const;
  Typed bad_operands(const ast::Binary& binary, const Type& left, const Type& right);
  bool same_currency(Span span, const Typed& left, const Typed& right);
  void widen_pair(const ast::Expr& left, const Type& left_type, const ast::Expr& right,
                  const Type& right_type);

  // expressions.cpp
  Typed check_node(const ast::Expr& expr);
  Typed check_instant(const ast::InstantLiteral& instant);
  Typed misplaced_range(const ast::Expr& expr);
  Typed check_conditional(const ast::Conditional& conditional);
  Typed check_list(const ast::Expr& expr, const ast::ListLiteral& list);
  std::pair<Typed, Typed> check_sides(const ast::Conditional& conditional);
  Typed check_presence(const ast::Presence& presence);
  bool require_present(Span span, const Type& type, std::string_view use);
  bool accept(const ast::Expr& expr, const Typed& actual, const Type& expected,
              std::string_view place);
  void check_list_as(const ast::ListLiteral& list, const Type& expected, std::string_view place);

  // records.cpp
  Typed check_record(const ast::RecordLiteral& record);
  void check_record_as(const ast::Expr& expr, const ast::RecordLiteral& record,
                       const Type& expected, std::string_view place);
  // What stands beside a value of type `other`: a record takes that type.
  Typed check_beside(const ast::Expr& expr, const Type& other, std::string_view place);
  bool is_given_twice(const ast::RecordLiteral& record, std::size_t field);

  // calls.cpp
  Typed check_call(const ast::Expr& expr, const ast::Call& call);
  Typed check_define_call(const ast::Call& call, Symbol& symbol);
  Typed check_function_call(const ast::Call& call, const FunctionInfo& function);

  // history.cpp
  Typed check_history_value(const ast::Expr& expr, const ast::History& history);
  Typed check_history(const ast::Expr& expr, const ast::History& history, const Names& members);
  Typed aggregate_type(const ast::History& history, const Typed& field, HistoryInfo& info);
  Typed check_sent(const ast::Expr& expr, const ast::History& history);
  std::string_view kind_of_sent(const ast::Name& of);
  const EventInfo* find_history_event(const ast::History& history, const ast::Name** field);
  void check_window(const ast::History& history);

  // paths.cpp
  Typed check_path(const ast::Expr& expr);
  Resolved resolve(const Names& names);
  std::optional<Resolved> resolve_at_hand(const Names& names);
  Resolved resolve_result(const Binding& given, const Names& names);
  Resolved resolve_local(Binding* binding, const Names& names);
  Resolved resolve_contact(const Names& names);
  Resolved resolve_outlet(const Names& names);
  Resolved resolve_symbol(const Names& names);
  Resolved event_field(Binding* binding, const Names& names, std::size_t at);
  std::optional<Type> part_of(const Type& object, std::string_view name, Span span);
  void follow(Resolved& resolved, const Names& names, std::size_t from);
  void report_unknown(const ast::Name& name);
  static std::string path_key(const Ref& ref);
  std::optional<std::string> narrowable(const ast::Expr& expr) const;

  // templates.cpp
  void check_output(const liquid::Output& output);
  Type check_piped(const liquid::Piped& piped);
  Type check_input(const liquid::Expression& expression);
  Type check_lookup(const liquid::Expression& expression, const liquid::Lookup& lookup);
  Type check_key(const Type& object, const liquid::Step& step);
  Type check_filter(const liquid::Filter& filter, const Type& input);
  Types check_filter_arguments(const liquid::Filter& filter, const FunctionInfo& info);
  Type default_type(const liquid::Filter& filter, const Type& input);

  // foreign_islands.cpp
  std::optional<std::string> known_name(std::string_view written, bool whole) const;
  bool is_always_there(std::string_view known) const;
  std::string contact_field_like(std::string_view written) const;

  // mail_html.cpp
  void check_images(const ast::Text& html);
  void check_html_size(Span place, std::size_t bytes);

  // filters.cpp
  Type filter_type(const liquid::Filter& filter, const FunctionInfo& info, const Type& input,
                   const Types& arguments);
  Type field_of_items(const liquid::Expression& name, const Type& element);
  Type summed_type(const liquid::Filter& filter, const Type& type);
  void check_wanted(const liquid::Filter& filter, const Type& field, const Types& arguments);
  void check_concat(const liquid::Filter& filter, const Type& input, const Types& arguments);

  Model& model_;
  Reporter& reporter_;
  Scope scope_;
  std::vector<Binding*>* reads_ = nullptr;
  People* people_ = nullptr;
  const Symbol* owner_ = nullptr;  // the segment or definition whose text is being checked
  std::vector<Use> uses_;
  std::size_t depth_ = 0;
  bool too_deep_ = false;
  const SourceSet* sources_ = nullptr;
  PartialFile partial_file_;
  liquid::Template* template_ = nullptr;  // while a text is checked
  Markup markup_ = Markup::kExpression;   // of that text
  bool in_history_ = false;               // inside the where-clause of one
  bool sees_sent_ = false;
  std::size_t guards_ = 0;    // conditions around it that may keep it from being computed
  std::optional<Span> bare_;  // since the innermost `not`: what was compared and may be absent
};

// `shop.coupon`, `request.review`: of an event's two names what each of them names.
void note_dotted_event(const ast::Name& object, const ast::Name& name, Model& model);

// Left-leaning chains of one operator, as a flat list: `a and b and c`.
std::vector<const ast::Expr*> operands_of(const ast::Expr& expr, ast::BinaryOp op);

}  // namespace camp::sema
