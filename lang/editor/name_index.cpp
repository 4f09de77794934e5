#include "lang/editor/name_index.h"

#include <algorithm>

namespace camp::editor {
namespace {

bool is_before(Span a, Span b) {
  return a.source != b.source ? a.source < b.source : a.begin < b.begin;
}

NamedKind kind_of(const sema::Binding& binding) {
  using sema::BindingKind;
  return binding.kind == BindingKind::kParameter || binding.kind == BindingKind::kArgument
             ? NamedKind::kParameter
             : NamedKind::kLocal;
}

}  // namespace

NameIndex::NameIndex(const Analysis& analysis) : analysis_(analysis) {
  add_declarations();
  add_uses();
  list_occurrences();
}

Named& NameIndex::named_at(Span declared) {
  auto [found, added] = named_.try_emplace({declared.source, declared.begin});
  if (added) {
    found->second.declared = declared;
    found->second.name = analysis_.sources().text(declared);
  }
  return found->second;
}

// Of two that stand at one place (a start's alias, the common one of all starts) the first.
void NameIndex::add_declarations() {
  const auto& model = analysis_.model();
  for (const auto& [name, symbol] : model.symbols) {
    auto& named = named_at(symbol.span);
    named.kind = NamedKind::kSymbol;
    named.symbol = &symbol;
  }
  add_fields(model.contact);
  for (const auto& event : model.event_storage) add_fields(event.fields);
  for (const auto& service : model.service_storage) {
    for (const auto& call : service.calls) {
      auto& named = named_at(call.ast->name.span);
      named.kind = NamedKind::kCall;
      named.call = &call;
    }
  }
  for (const auto& binding : model.binding_storage) {
    // Of what has no name of its own the span is something else's.
    if (binding.name.empty() || binding.origin != nullptr ||
        analysis_.sources().text(binding.span) != binding.name)
      continue;
    auto& named = named_at(binding.span);
    if (named.binding != nullptr) continue;
    named.kind = kind_of(binding);
    named.binding = &binding;
  }
}

void NameIndex::add_fields(const sema::FieldTable& table) {
  for (const auto& field : table.all()) {
    if (field.span.begin == field.span.end) continue;  // a built-in event's
    auto& named = named_at(field.span);
    named.kind = NamedKind::kField;
    named.field = &field;
  }
}

// A declaration may itself be a use of another one: then all are that one's.
void NameIndex::add_uses() {
  const auto& sources = analysis_.sources();
  auto meanings = analysis_.model().meanings;
  std::map<Key, Span> means;
  for (const auto& [use, declared] : meanings)
    if (!(use == declared)) means.emplace(Key{use.source, use.begin}, declared);
  for (auto& [use, declared] : meanings) {
    const auto further = means.find({declared.source, declared.begin});
    if (further != means.end()) declared = further->second;
    // Liquid's own names (`forloop`) stand for another one's place.
    if (use == declared || sources.text(use) != sources.text(declared)) continue;
    named_at(declared).uses.push_back(use);
  }
  for (auto& [key, named] : named_) {
    auto& uses = named.uses;
    std::sort(uses.begin(), uses.end(), is_before);
    uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
  }
}

void NameIndex::list_occurrences() {
  for (auto& [key, named] : named_) {
    occurrences_.push_back({named.declared, &named});
    for (const auto use : named.uses) occurrences_.push_back({use, &named});
  }
  std::stable_sort(occurrences_.begin(), occurrences_.end(),
                   [](const auto& a, const auto& b) { return is_before(a.span, b.span); });
  // What is a use and a declaration is the use of the other one.
  for (std::size_t i = 1; i < occurrences_.size(); ++i) {
    auto& before = occurrences_[i - 1];
    auto& here = occurrences_[i];
    if (!(before.span == here.span) || before.named == here.named) continue;
    const bool is_chained = before.named->declared == before.span && before.named->uses.empty();
    const bool is_chained_here = here.named->declared == here.span && here.named->uses.empty();
    if (is_chained) {
      before = here;
    } else if (is_chained_here) {
      here = before;
    } else {
      named_at(before.named->declared).is_shared = true;
      named_at(here.named->declared).is_shared = true;
    }
  }
  occurrences_.erase(std::unique(occurrences_.begin(), occurrences_.end(),
                                 [](const auto& a, const auto& b) { return a.span == b.span; }),
                     occurrences_.end());
}

std::optional<Span> NameIndex::name_at(SourceId source, std::uint32_t offset) const {
  const Span wanted{source, offset, offset};
  auto behind =
      std::upper_bound(occurrences_.begin(), occurrences_.end(), wanted,
                       [](Span at, const Occurrence& one) { return is_before(at, one.span); });
  if (behind == occurrences_.begin()) return std::nullopt;
  const auto& found = (behind - 1)->span;
  return found.source == source && offset <= found.end ? std::optional(found) : std::nullopt;
}

const Named* NameIndex::at(SourceId source, std::uint32_t offset) const {
  const auto span = name_at(source, offset);
  if (!span) return nullptr;
  const auto found =
      std::lower_bound(occurrences_.begin(), occurrences_.end(), *span,
                       [](const Occurrence& one, Span at) { return is_before(one.span, at); });
  return found->named;
}

}  // namespace camp::editor
