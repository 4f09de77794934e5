// What a project declares, for whoever writes in it: by the text as it is now, and where that is
// broken, by what was known before. What camp itself declares as well.
//
// Views of the analyses, which must outlive it. Any thread.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/analysis/analysis.h"
#include "lang/editor/surroundings.h"

namespace camp::editor {

// A name that a declaration gives inside of itself, as its text says: `let x`, `on purchase as p`.
struct LocalName {
  enum class Kind { kValue, kEvent, kHandle, kResult };
  Kind kind = Kind::kValue;
  std::string_view name;
  std::string of;  // the event's full name, the message's, the module's
};

class KnownNames {
 public:
  // `before` may be null.
  KnownNames(const Analysis& now, const Analysis* before) : now_(now), before_(before) {}

  // By name, each once.
  std::vector<const sema::Symbol*> symbols(std::initializer_list<sema::SymbolKind> kinds) const;
  const sema::Symbol* symbol(std::string_view name) const;
  const sema::FieldTable& contact() const;
  const sema::EventInfo* event(std::string_view name) const;  // null: there is none
  std::vector<std::string_view> events() const;               // that a script may name, by name
  std::vector<std::string_view> goals() const;
  const Analysis& now() const { return now_; }

  // The names that the text before the place gives, the last first.
  static std::vector<LocalName> locals(const Surroundings& around);
  // The one of that name; its kind is kValue where nothing more is known. Null: there is none.
  static std::optional<LocalName> local(const Surroundings& around, std::string_view name);
  // The `let` of that name that is the nearest before the place; null: not checked.
  const sema::Binding* binding(std::string_view name, SourceId source, std::uint32_t offset) const;

 private:
  const Analysis& now_;
  const Analysis* before_;
};

}  // namespace camp::editor
