// Invariants: what must hold for every contact at every moment, of scenarios and of `camp prove`.
// Nothing here changes what the program is.
#include <fmt/format.h>

#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/sema/declarations.h"
#include "lang/sema/known.h"

namespace camp::sema {

// Their texts are told apart across files: a violation is told by it alone.
void DeclarationChecker::check_invariant(const ast::Invariant& invariant) {
  const auto& text = invariant.text;
  const auto [first, fresh] = invariants_.emplace(text.text, text.span);
  if (tidied(text.text).empty() || !is_one_line(text.text))
    reporter_
        .report(Code::kBadInvariant, text.span,
                "an invariant says on one line what holds: it is what a violation is told by")
        .help("for example `invariant \"at most two texts a day\" = sent(sms last 1d) <= 2`");
  else if (!fresh)
    reporter_
        .report(Code::kDuplicateName, text.span,
                fmt::format("the invariant \"{}\" stands twice", text.text))
        .also(first->second, "first here");
  expressions_.set_sees_sent(true);
  expressions_.check_condition(*invariant.condition, "an invariant");
  expressions_.set_sees_sent(false);
  const auto verdict = Conditions(model_).rule({}, *invariant.condition).verdict;
  if (verdict == Verdict::kNever)
    reporter_.report(Code::kNeverHolds, invariant.condition->span,
                     "this never holds: every contact breaks it");
  else if (verdict == Verdict::kAlways)
    reporter_.report(Code::kAlwaysHolds, invariant.condition->span,
                     "this always holds: nothing can break it");
  model_.invariants.push_back(&invariant);
}

}  // namespace camp::sema
