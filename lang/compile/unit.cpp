#include "lang/compile/unit.h"

#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/compile/liquid.h"

namespace camp {
namespace {

using compile::call_filter;
using compile::FunctionBuilder;
using compile::LiquidCompiler;
using compile::ProgramBuilder;

class UnitCompiler {
 public:
  UnitCompiler(liquid::Strictness strictness, const PartialReader& read,
               std::vector<std::string> also)
      : strictness_(strictness), read_(read), wanted_(std::move(also)) {
    variable("forloop");
    variable("tablerowloop");
  }

  std::variant<TemplateUnit, liquid::SyntaxError> run(std::string text) {
    auto parsed = parse("", std::move(text));
    if (auto* error = std::get_if<liquid::SyntaxError>(&parsed)) return *error;
    unit_.body = compile(std::get<liquid::Template>(parsed));
    while (!wanted_.empty()) {
      const auto name = std::move(wanted_.back());
      wanted_.pop_back();
      partial(name);
    }
    if (too_large_)
      return liquid::SyntaxError{1,
                                 fmt::format("a template may have {} bytes of code, {} variables",
                                             limits::kFunctionBytes, limits::kTemplateVariables)};
    program_.make_source_map(sources_);
    unit_.program = std::move(program_.program);
    return std::move(unit_);
  }

  std::uint16_t variable(std::string_view name) {
    const auto [found, added] =
        unit_.variables.emplace(name, static_cast<std::uint16_t>(unit_.variables.size() + hidden_));
    if (found->second >= limits::kTemplateVariables) {
      too_large_ = true;
      return 0;
    }
    return found->second;
  }
  std::uint16_t hidden_variable() {
    return static_cast<std::uint16_t>(unit_.variables.size() + hidden_++);
  }
  void want(const std::string& name) {
    if (unit_.partials.count(name) == 0) wanted_.push_back(name);
  }

 private:
  std::variant<liquid::Template, liquid::SyntaxError> parse(std::string name, std::string text) {
    const auto source = sources_.add(std::move(name), std::move(text));
    return liquid::parse_bare(liquid::text_of_file(sources_, source), strictness_);
  }

  FunctionIndex compile(const liquid::Template& text);

  // One that is not there has no row; one with a syntax error prints it.
  void partial(const std::string& name) {
    if (unit_.partials.count(name) != 0) return;
    auto text = read_(name);
    if (!text) return;
    auto& row = unit_.partials[name];
    const auto slash = name.find_last_of('/');
    row.variable = variable(slash == name.npos ? name : name.substr(slash + 1));
    auto parsed = parse(name, std::move(*text));
    const auto* error = std::get_if<liquid::SyntaxError>(&parsed);
    row.body = error == nullptr
                   ? compile(std::get<liquid::Template>(parsed))
                   : saying(liquid_error("Liquid syntax error", name, error->line, error->message));
  }

  // A function that prints this, and nothing else.
  FunctionIndex saying(const std::string& text) {
    FunctionBuilder out(program_);
    out.op(Op::kPrintText, program_.text(text));
    out.op(Op::kAbsent);
    out.op(Op::kReturn);
    return out.finish(FunctionKind::kTemplate, 0);
  }

  liquid::Strictness strictness_;
  const PartialReader& read_;
  std::vector<std::string> wanted_;
  SourceSet sources_;
  ProgramBuilder program_;
  TemplateUnit unit_;
  std::size_t hidden_ = 0;
  bool too_large_ = false;
};

// Names are the template's own or the data's.
class BareHost : public compile::LiquidHost {
 public:
  BareHost(UnitCompiler& unit, ProgramBuilder& program, FunctionBuilder& out)
      : unit_(unit), program_(program), out_(out), code_(program, out, *this) {}

  LiquidCompiler& code() { return code_; }

  void lookup(const liquid::Expression&, const liquid::Lookup& lookup) override {
    if (lookup.steps.empty()) return out_.op(Op::kAbsent);
    // `self` is an object that has the variables.
    const bool self = lookup.steps.size() > 1 && lookup.steps[0].name.text == "self";
    const auto first = self ? 1u : 0u;
    root(lookup.steps[first]);
    code_.steps(lookup, first + 1);
  }
  std::uint16_t variable(const ast::Name& name) override { return unit_.variable(name.text); }
  std::uint16_t hidden_variable() override { return unit_.hidden_variable(); }
  void filter(const liquid::Filter& filter) override;
  void print(const liquid::Output&, const std::function<void()>& push) override {
    push();
    out_.op(Op::kPrint, static_cast<std::uint32_t>(SlotForm::kAsIs));
  }
  void print(std::string_view, std::uint32_t constant) override {
    out_.op(Op::kPrintText, constant);
  }
  bool prints_errors() const override { return true; }
  void partial(const liquid::Partial& partial) override;

 private:
  void root(const liquid::Step& step) {
    if (step.key == nullptr) {
      out_.op(Op::kLoadVariable, unit_.variable(step.name.text), program_.name(step.name.text));
    } else {
      code_.expression(*step.key);
      out_.op(Op::kRoot);
    }
  }

  UnitCompiler& unit_;
  ProgramBuilder& program_;
  FunctionBuilder& out_;
  LiquidCompiler code_;
};

// An unknown one gives its input; keyword arguments are one hash behind the others.
void BareHost::filter(const liquid::Filter& filter) {
  const auto* info = find_function(filter.name.text, FunctionUse::kFilter);
  if (info == nullptr) return;
  const auto given = filter.arguments.size() + 1 + (filter.keywords.empty() ? 0 : 1);
  const auto most = info->parameters.size();
  const auto least = info->required();
  if (given < least || given > most) {
    const auto expected =
        least == most ? fmt::format("{}", most) : fmt::format("{}..{}", least, most);
    return out_.op(Op::kRaise, program_.text(fmt::format("wrong number of arguments (given {}, "
                                                         "expected {})",
                                                         given, expected)));
  }
  call_filter(program_, out_, *info, filter,
              [&](const liquid::Expression& one) { code_.expression(one); });
}

void BareHost::partial(const liquid::Partial& partial) {
  if (auto* name = std::get_if<Value>(&partial.name.node)) {
    if (name->tag == Tag::kString) unit_.want(std::string(name->text()));
  }
  code_.expression(partial.name);
  code_.optional(partial.bound);
  for (const auto& [name, value] : partial.arguments) {
    code_.expression(value);
    out_.op(Op::kPartialArgument, unit_.variable(name.text));
  }
  const auto flags = (partial.isolated ? partial_flags::kIsolated : 0) |
                     (partial.for_each ? partial_flags::kForEach : 0) |
                     (partial.bound ? partial_flags::kBound : 0);
  out_.op(Op::kPartial,
          partial.alias.text.empty() ? kNoVariable : unit_.variable(partial.alias.text),
          static_cast<std::uint32_t>(flags));
  if (!partial.isolated) code_.leave_if_interrupted();
}

FunctionIndex UnitCompiler::compile(const liquid::Template& text) {
  FunctionBuilder out(program_);
  BareHost host(*this, program_, out);
  host.code().body(text.body);
  too_large_ = too_large_ || out.too_large() || out.too_deep();
  return out.finish(FunctionKind::kTemplate, 0);
}

}  // namespace

std::variant<TemplateUnit, liquid::SyntaxError> compile_unit(std::string text,
                                                             liquid::Strictness strictness,
                                                             const PartialReader& read,
                                                             std::vector<std::string> also) {
  return UnitCompiler(strictness, read, std::move(also)).run(std::move(text));
}

}  // namespace camp
