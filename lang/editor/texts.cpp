#include "lang/editor/texts.h"

#include <fmt/format.h>

#include "lang/graph/written.h"

namespace camp::editor {
namespace {

using sema::SymbolKind;

// A long condition or list of fields is told up to here.
constexpr std::size_t kSignatureBytes = 400;

std::string shortened(std::string text) {
  if (text.size() <= kSignatureBytes) return text;
  auto end = kSignatureBytes;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // inside a character
  return text.substr(0, end) + " ...";
}

bool is_told_whole(SymbolKind kind) {
  return kind == SymbolKind::kEvent || kind == SymbolKind::kSegment || kind == SymbolKind::kList ||
         kind == SymbolKind::kDefine || kind == SymbolKind::kConversation ||
         kind == SymbolKind::kHoldout || kind == SymbolKind::kSeeds ||
         kind == SymbolKind::kOutlet || kind == SymbolKind::kDrafter;
}

std::string event_fields(const sema::FieldTable& fields) {
  std::string text;
  for (const auto& field : fields.all())
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", field.name, to_string(field.type));
  return text;
}

std::string signature_of(const sema::Binding& binding) {
  using sema::BindingKind;
  switch (binding.kind) {
    case BindingKind::kEvent:
      return fmt::format("{}: event {{ {} }}", binding.name,
                         binding.fields != nullptr ? event_fields(*binding.fields) : "");
    case BindingKind::kHandle:
      return fmt::format("{}: a message that was sent", binding.name);
    case BindingKind::kResult: {
      std::string text;
      for (const auto* result : binding.results)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", result->name,
                            to_string(result->typed.type));
      return fmt::format("{}: what a module gives {{ {} }}", binding.name, text);
    }
    default:
      return fmt::format("{}: {}", binding.name, to_string(binding.typed.type));
  }
}

}  // namespace

std::string_view kind_word(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kEvent:
      return "event";
    case SymbolKind::kSegment:
      return "segment";
    case SymbolKind::kList:
      return "list";
    case SymbolKind::kDefine:
      return "define";
    case SymbolKind::kConversation:
      return "conversation";
    case SymbolKind::kMessage:
      return "message";
    case SymbolKind::kModule:
      return "module";
    case SymbolKind::kCampaign:
      return "campaign";
    case SymbolKind::kJourney:
      return "journey";
    case SymbolKind::kHoldout:
      return "holdout";
    case SymbolKind::kService:
      return "service";
    case SymbolKind::kOutlet:
      return "outlet";
    case SymbolKind::kSeeds:
      return "seeds";
    case SymbolKind::kDrafter:
      return "drafter";
  }
  return "";
}

std::string doc_of(const sema::Symbol& symbol) {
  return symbol.declaration != nullptr ? symbol.declaration->doc : std::string();
}

std::string signature_of(const SourceSet& sources, const sema::Symbol& symbol) {
  if (symbol.declaration == nullptr) return std::string(symbol.name);
  auto text = sources.text(symbol.declaration->span);
  if (!is_told_whole(symbol.kind)) text = text.substr(0, text.find('{'));
  return shortened(written(text));
}

std::string signature_of(const SourceSet& sources, const Named& named) {
  if (named.symbol != nullptr) return signature_of(sources, *named.symbol);
  if (named.field != nullptr)
    return fmt::format("{}: {}", named.field->name, to_string(named.field->type));
  if (named.binding != nullptr) return signature_of(*named.binding);
  if (named.call != nullptr) return shortened(written(sources.text(named.call->ast->span)));
  return std::string(named.name);
}

}  // namespace camp::editor
