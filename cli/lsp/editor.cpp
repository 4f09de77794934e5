#include "cli/lsp/editor.h"

#include <fmt/format.h>

#include "cli/lsp/methods.h"
#include "cli/lsp/wire.h"
#include "cli/render/json_problem.h"

namespace camp::cli::lsp {
namespace {

struct Request {
  std::string_view method;
  Result<Json> (*answer)(Editor&, const Json&);
};
constexpr Request kRequests[] = {
#define CAMP_REQUEST(method, function) {method, answer_##function},
#define CAMP_NOTIFICATION(method, function)
#include "cli/lsp/methods.def"
#undef CAMP_REQUEST
#undef CAMP_NOTIFICATION
};

struct Notification {
  std::string_view method;
  void (*take)(Editor&, const Json&);
};
constexpr Notification kNotifications[] = {
#define CAMP_REQUEST(method, function)
#define CAMP_NOTIFICATION(method, function) {method, take_##function},
#include "cli/lsp/methods.def"
#undef CAMP_REQUEST
#undef CAMP_NOTIFICATION
};

Json failure(const Json& id, ErrorCode code, std::string message) {
  return {{"jsonrpc", "2.0"},
          {"id", id},
          {"error", {{"code", static_cast<int>(code)}, {"message", std::move(message)}}}};
}

Json answer(Editor& editor, const Json& id, const std::string& method, const Json& params) {
  if (!editor.initialized && method != "initialize")
    return failure(id, ErrorCode::kNotInitialized, "`initialize` comes first");
  if (editor.shutting_down)
    return failure(id, ErrorCode::kInvalidRequest, "nothing but `exit` is behind `shutdown`");
  for (const auto& request : kRequests) {
    if (request.method != method) continue;
    auto result = request.answer(editor, params);
    if (!result.ok()) return failure(id, ErrorCode::kRequestFailed, result.error().message);
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(*result)}};
  }
  return failure(id, ErrorCode::kMethodNotFound, fmt::format("camp has no method '{}'", method));
}

// Cancelling is among those that are passed over: one request is answered before the next is read.
void take(Editor& editor, const std::string& method, const Json& params) {
  if (!editor.initialized && method != "exit") return;
  for (const auto& notification : kNotifications)
    if (notification.method == method) return notification.take(editor, params);
}

}  // namespace

Json take_message(Editor& editor, std::string_view message) {
  const auto body = Json::parse(message, nullptr, false);
  if (body.is_discarded()) return failure(nullptr, ErrorCode::kParseError, "this is no JSON");
  const auto id = body.is_object() ? body.find("id") : body.end();
  const bool is_request = id != body.end();
  if (is_request && !id->is_string() && !id->is_number_integer())
    return failure(nullptr, ErrorCode::kInvalidRequest, "an id is a text or a whole number");
  const auto method = body.is_object() ? body.find("method") : body.end();
  if (method == body.end() || !method->is_string()) {
    const bool is_response =
        body.is_object() && (body.contains("result") || body.contains("error"));
    if (is_response) return nullptr;  // to nothing that camp asked
    return failure(is_request ? *id : Json(), ErrorCode::kInvalidRequest, "no method is named");
  }
  const auto params = body.find("params");
  const auto given = params != body.end() ? *params : Json::object();
  try {
    if (is_request) return answer(editor, *id, method->get<std::string>(), given);
    take(editor, method->get<std::string>(), given);
  } catch (const Json::exception& wrong) {
    if (is_request)
      return failure(*id, ErrorCode::kInvalidParams,
                     fmt::format("the parameters of '{}' are not as the protocol has them: {}",
                                 method->get<std::string>(), problem_of(wrong)));
  }
  return nullptr;
}

std::vector<Json> news(Editor& editor) {
  std::map<std::string, Json> now;
  if (editor.initialized && !editor.shutting_down) {
    for (const auto& place : editor.workspace.projects()) {
      for (const auto& diagnostic : place.project->diagnostics.all()) {
        auto [uri, json] = diagnostic_json(editor.workspace, place, diagnostic);
        now[uri].push_back(std::move(json));
      }
    }
  }
  std::vector<Json> messages;
  const auto publish = [&](const std::string& uri, const Json& findings) {
    Json params{{"uri", uri}, {"diagnostics", findings}};
    if (const auto* document = editor.workspace.find(uri)) params["version"] = document->version;
    messages.push_back({{"jsonrpc", "2.0"},
                        {"method", "textDocument/publishDiagnostics"},
                        {"params", std::move(params)}});
  };
  for (const auto& [uri, findings] : editor.published)
    if (now.count(uri) == 0) publish(uri, Json::array());
  for (const auto& [uri, findings] : now) {
    const auto before = editor.published.find(uri);
    if (before == editor.published.end() || before->second != findings) publish(uri, findings);
  }
  editor.published = std::move(now);
  return messages;
}

}  // namespace camp::cli::lsp
