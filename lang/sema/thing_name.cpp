#include "lang/sema/thing_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"

namespace camp::sema {
namespace {

constexpr std::size_t kBytesMax = 4096;  // nobody writes the same long expression twice

class Naming {
 public:
  explicit Naming(const Model& model) : model_(model) {}

  ThingName of(const ast::Expr& expr) {
    add(expr);
    if (!good_ || name_.text.size() > kBytesMax) return {};
    return std::move(name_);
  }

 private:
  void add(const ast::Expr& expr) {
    if (!good_ || name_.text.size() > kBytesMax || depth_ > limits::kNesting) {
      good_ = false;
      return;
    }
    ++depth_;
    if (const auto* history = model_.histories.find(expr.id))
      add_history(*history);
    else if (const auto* ref = model_.refs.find(expr.id); ref != nullptr)
      add_ref(*ref);
    else
      add_parts(expr);
    --depth_;
  }

  void add_ref(const Ref& ref) {
    auto& text = name_.text;
    const auto kind = static_cast<int>(ref.kind);
    switch (ref.kind) {
      case RefKind::kError:
        good_ = false;
        break;
      case RefKind::kLocal:
      case RefKind::kEventField:
      case RefKind::kEventTime:
      case RefKind::kEventWhole:
        text += fmt::format("${}:{}.{}", kind, place_of(*ref.binding), ref.name);
        break;
      default:
        name_.lasting = name_.lasting && ref.kind == RefKind::kContactId;
        text += fmt::format("${}:{}", kind, ref.name);
    }
    for (auto part : ref.rest) text.append(".").append(part);
  }

  // The event of a history has another number at each place.
  std::string place_of(const Binding& binding) const {
    const auto at = std::find(events_.begin(), events_.end(), &binding);
    if (at != events_.end()) return fmt::format("@{}", at - events_.begin());
    return fmt::format("{}", binding.id);
  }

  void add_history(const HistoryInfo& info) {
    name_.lasting = false;
    auto& text = name_.text;
    text += fmt::format("{}({}.{}", info.ast->function.text,
                        info.event == nullptr ? "" : info.event->name, info.field);
    for (auto part : info.rest) text.append(".").append(part);
    text += fmt::format(" {}", static_cast<int>(info.what));
    if (info.ast->of) text.append(" of ").append(info.ast->of->text);
    if (info.ast->last) add_value(info.ast->last->value);
    events_.push_back(info.binding);
    if (info.ast->where != nullptr) add(*info.ast->where);
    events_.pop_back();
    text += ')';
  }

  void add_value(const Value& value) { encode_value(name_.text, value); }

  void add_all(std::string_view word, std::initializer_list<const ast::Expr*> parts) {
    name_.text.append("(").append(word);
    for (const auto* part : parts) {
      name_.text += ' ';
      add(*part);
    }
    name_.text += ')';
  }

  void add_parts(const ast::Expr& expr) {
    std::visit(Overloaded{
                   [&](const ast::Literal& node) { add_value(node.value); },
                   [&](const ast::InstantLiteral& node) {
                     name_.text += fmt::format("{}T{}{}{}", node.date_days, node.time_ms, node.zone,
                                               node.contact_time);
                   },
                   [&](const ast::TextLiteral& node) {
                     name_.lasting =
                         name_.lasting && node.text.text.find("{{") == std::string::npos;
                     add_value(Value::string(node.text.text));
                   },
                   [&](const ast::Call& node) {
                     name_.lasting = false;  // a definition may read the contact
                     name_.text.append("(").append(node.function.text);
                     for (const auto& argument : node.arguments) add(*argument);
                     name_.text += ')';
                   },
                   [&](const ast::Unary& node) {
                     add_all(fmt::format("u{}", static_cast<int>(node.op)), {node.operand.get()});
                   },
                   [&](const ast::Binary& node) {
                     add_all(fmt::format("b{}", static_cast<int>(node.op)),
                             {node.left.get(), node.right.get()});
                   },
                   [&](const ast::Range& node) {
                     add_all("..", {node.low.get(), node.high.get()});
                   },
                   [&](const ast::Presence& node) {
                     add_all(node.present ? "present" : "absent", {node.operand.get()});
                   },
                   [&](const ast::Conditional& node) {
                     add_all("if", {node.condition.get(), node.then.get(), node.otherwise.get()});
                   },
                   [&](const ast::ListLiteral& node) {
                     name_.text += '[';
                     for (const auto& item : node.items) add(*item);
                     name_.text += ']';
                   },
                   [&](const auto&) { good_ = false; },
               },
               expr.node);
  }

  const Model& model_;
  ThingName name_;
  std::vector<const Binding*> events_;
  std::size_t depth_ = 0;
  bool good_ = true;
};

}  // namespace

std::string name_of_local(const Binding& local) {
  return fmt::format("${}:{}.{}", static_cast<int>(RefKind::kLocal), local.id, local.name);
}

ThingName name_of(const Model& model, const ast::Expr& expr) { return Naming(model).of(expr); }

}  // namespace camp::sema
