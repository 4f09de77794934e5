// The editor at the other end: what it has told so far, what was published to it. Takes its
// messages one by one, and gives what is to be sent.
//
// One thread. Input of any kind is answered or passed over, never thrown on.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/lsp/set_counts.h"
#include "cli/lsp/workspace.h"
#include "cli/render/json.h"

namespace camp::cli::lsp {

// Of JSON-RPC and of the protocol.
enum class ErrorCode : int {
  kParseError = -32700,
  kInvalidRequest = -32600,
  kMethodNotFound = -32601,
  kInvalidParams = -32602,
  kNotInitialized = -32002,
  kRequestFailed = -32803,
};

struct Editor {
  Workspace workspace;
  SetCounts counts;
  bool initialized = false;
  bool shutting_down = false;
  bool over = false;
  std::map<std::string, Json> published;  // findings that are not empty, by URI
};

// The answer to one message; null where none is due.
Json take_message(Editor& editor, std::string_view message);

// The findings of every file for which they are others than were published last.
std::vector<Json> news(Editor& editor);

}  // namespace camp::cli::lsp
