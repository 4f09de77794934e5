// What an editor tells of a declaration, in words. Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "lang/editor/name_index.h"

namespace camp::editor {

std::string_view kind_word(sema::SymbolKind kind);  // `segment`
// Its `##` comment; may be empty.
std::string doc_of(const sema::Symbol& symbol);
// As it is written, as far as that tells how it is used: a message without its contents.
std::string signature_of(const SourceSet& sources, const sema::Symbol& symbol);
std::string signature_of(const SourceSet& sources, const Named& named);

}  // namespace camp::editor
