#include "lang/editor/hints.h"

#include <fmt/format.h>

#include "lang/base/overloaded.h"
#include "lang/catalog/channels.h"

namespace camp::editor {
namespace {

class Hints {
 public:
  Hints(const Analysis& analysis, Span range) : model_(analysis.model()), range_(range) {}

  void of(const ast::Statement& statement) {
    std::visit(
        Overloaded{[&](const ast::Send& send) { of_send(send); },
                   [&](const ast::Wait& wait) { of_duration(*wait.duration); },
                   [&](const ast::WaitUpTo& wait) { of_duration(*wait.duration); },
                   [&](const ast::WaitUntil& wait) { of_time(*wait.when); }, [](const auto&) {}},
        statement.node);
  }
  std::vector<Hint> take() { return std::move(found_); }

 private:
  void add(std::uint32_t offset, std::string text, std::string doc) {
    if (range_.begin <= offset && offset <= range_.end)
      found_.push_back({offset, std::move(text), std::move(doc)});
  }

  void of_send(const ast::Send& send) {
    const auto* channels = model_.send_channels.find(send.message.id);
    if (!send.channels.empty() || channels == nullptr || channels->empty()) return;
    auto end = send.message.span.end;
    if (!send.arguments.empty()) end = send.arguments.back()->span.end + 1;  // its bracket
    std::string text = " via ";
    for (std::size_t i = 0; i < channels->size(); ++i)
      text += fmt::format("{}{}", i == 0 ? "" : " or ", info_of((*channels)[i]).word);
    add(end, std::move(text), "the channels that the message has content for, in their order");
  }

  // `s m h` are exact.
  void of_duration(const ast::Expr& expr) {
    const auto* literal = std::get_if<ast::Literal>(&expr.node);
    if (literal == nullptr || literal->value.tag != Tag::kDuration) return;
    const auto duration = literal->value.as_duration();
    if (duration.days == 0 && duration.months == 0) return;
    add(expr.span.end, duration.ms == 0 ? " same clock time" : " by the contact's calendar",
        "days, weeks, months and years are days of the contact's calendar: it ends at the same "
        "time on the clock, also when clocks change in between");
  }

  void of_time(const ast::Expr& expr) {
    if (!model_.times_of_day.contains(expr.id)) return;
    add(expr.span.end, " contact's clock",
        "when the contact's clock next shows it: at exactly that time it is the next day's");
  }

  const sema::Model& model_;
  Span range_;
  std::vector<Hint> found_;
};

}  // namespace

std::vector<Hint> hints_in(const Analysis& analysis, Span range) {
  if (range.source >= analysis.files().size()) return {};
  Hints hints(analysis, range);
  ast::walk(analysis.files()[range.source], Overloaded{[&](const ast::Statement& statement) {
                                                         hints.of(statement);
                                                         return true;
                                                       },
                                                       [](const auto&) { return true; }});
  return hints.take();
}

}  // namespace camp::editor
