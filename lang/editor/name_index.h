// Which names of a project mean the same thing: each with its declaration and all its uses.
//
// Made from one Analysis, which must outlive it; then read only, from any thread. Names that camp
// itself declares (functions, built-in events, words) are not in it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/analysis/analysis.h"

namespace camp::editor {

enum class NamedKind : std::uint8_t {
  kSymbol,     // of the one namespace
  kField,      // of the contact, an event, a request, an answer
  kParameter,  // of a definition, message or module; a column of a scenario's table
  kLocal,      // `let`, an answer, `as x`
  kCall,       // of a service
  kOther,      // goals, arms, targets, the people of a scenario
};

struct Named {
  NamedKind kind = NamedKind::kOther;
  std::string_view name;
  Span declared;           // of the name
  std::vector<Span> uses;  // without the declaration, by place
  // Some use means another thing as well, as a goal's name of two flows.
  bool is_shared = false;
  const sema::Symbol* symbol = nullptr;         // kSymbol
  const sema::FieldInfo* field = nullptr;       // kField
  const sema::Binding* binding = nullptr;       // kParameter, kLocal
  const sema::ServiceCallInfo* call = nullptr;  // kCall
};

class NameIndex {
 public:
  explicit NameIndex(const Analysis& analysis);

  // What the name means that has the byte at `offset`, or ends there; null: none in it.
  const Named* at(SourceId source, std::uint32_t offset) const;
  // The span of that name.
  std::optional<Span> name_at(SourceId source, std::uint32_t offset) const;
  // Each name at its place, by place.
  struct Occurrence {
    Span span;
    const Named* named;
  };
  const std::vector<Occurrence>& occurrences() const { return occurrences_; }

 private:
  using Key = std::pair<SourceId, std::uint32_t>;  // where a declaration's name begins
  Named& named_at(Span declared);
  void add_declarations();
  void add_fields(const sema::FieldTable& table);
  void add_uses();
  void list_occurrences();

  const Analysis& analysis_;
  std::map<Key, Named> named_;
  std::vector<Occurrence> occurrences_;
};

}  // namespace camp::editor
