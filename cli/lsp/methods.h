// The functions of methods.def. A parameter that is missing, or of another kind, is thrown by Json
// and becomes InvalidParams in take_message(); an Error becomes RequestFailed, with its message.
#pragma once
#include "cli/lsp/editor.h"

namespace camp::cli::lsp {

#define CAMP_REQUEST(method, function) \
  Result<Json> answer_##function(Editor& editor, const Json& params);
#define CAMP_NOTIFICATION(method, function) \
  void take_##function(Editor& editor, const Json& params);
#include "cli/lsp/methods.def"
#undef CAMP_REQUEST
#undef CAMP_NOTIFICATION

// The types and modifiers of semantic tokens, as `initialize` announces them.
Json token_legend();

}  // namespace camp::cli::lsp
