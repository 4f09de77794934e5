#include "runtime/services/http_call.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/excerpt.h"
#include "lang/base/letters.h"
#include "lang/base/utf8.h"
#include "lang/value/json_text.h"
#include "runtime/audience/json_value.h"
#include "runtime/engine/request_retry.h"

namespace camp {
namespace {

constexpr std::string_view kWhose = "service";

constexpr std::uint32_t kTooMany = 429, kUnavailable = 503, kServerError = 500, kOk = 200,
                        kRedirect = 300;

// RFC 3986, 2.3: everything but the unreserved.
void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kPlain = "-._~";
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       kPlain.find(c) != kPlain.npos;
    if (plain)
      out.push_back(c);
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
}

struct Target {
  std::string path;
  std::vector<bool> in_path;  // per parameter
};

// `.` and `..` would be taken out of a path by whoever reads it.
Result<Target> path_of(const Program& program, const CallDecl& call,
                       std::span<const Value> arguments) {
  Target target{{}, std::vector<bool>(call.parameters.size(), false)};
  const auto text = program.constants[call.path].text();
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find('{', at), text.size());
    target.path += text.substr(at, open - at);
    if (open == text.size()) break;
    const auto close = std::min(text.find('}', open), text.size());
    const auto name = text.substr(open + 1, close - open - 1);
    for (std::size_t i = 0; i < call.parameters.size(); ++i) {
      if (program.name(call.parameters[i].name) != name) continue;
      const auto value = text_of_value(arguments[i]);
      if (value.empty() || value == "." || value == "..")
        return Error{ErrorKind::kInvalid,
                     fmt::format("'{}' is {}, which can be no part of an address", name,
                                 quoted_excerpt(value)),
                     "", ""};
      append_encoded(target.path, value);
      target.in_path[i] = true;
    }
    at = close + 1;
  }
  return target;
}

std::string query_of(const Program& program, const CallDecl& call, std::span<const Value> arguments,
                     const Target& target) {
  std::string query;
  for (std::size_t i = 0; i < call.parameters.size(); ++i) {
    if (target.in_path[i] || arguments[i].is_absent()) continue;
    query += query.empty() ? '?' : '&';
    append_encoded(query, program.name(call.parameters[i].name));
    query += '=';
    append_encoded(query, text_of_value(arguments[i]));
  }
  return query;
}

std::string body_of(const Program& program, const CallDecl& call, std::span<const Value> arguments,
                    const Target& target) {
  std::string body = "{";
  for (std::size_t i = 0; i < call.parameters.size(); ++i) {
    if (target.in_path[i] || arguments[i].is_absent()) continue;
    if (body.size() > 1) body += ',';
    append_json_string(body, program.name(call.parameters[i].name));
    body += ':';
    append_json(body, arguments[i]);
  }
  return body + '}';
}

Result<void> add_auth(const Program& program, const ServiceDecl& service, const Settings& settings,
                      HttpRequest& request) {
  if (service.auth == ServiceAuth::kNone) return {};
  CAMP_ASSIGN(auto secret, setting_text(program, service.secret, settings));
  if (service.auth == ServiceAuth::kBearer)
    request.headers.push_back("Authorization: Bearer " + secret);
  if (service.auth == ServiceAuth::kHeader)
    request.headers.push_back(
        fmt::format("{}: {}", program.constants[service.auth_header].text(), secret));
  if (service.auth != ServiceAuth::kBasic) return {};
  CAMP_ASSIGN(request.user, setting_text(program, service.user, settings));
  request.password = std::move(secret);
  return {};
}

// ---- answers

ServiceAnswer refused(std::uint32_t status, std::string reason) {
  ServiceAnswer answer;
  answer.kind = AnswerKind::kRefused;
  answer.status = status;
  answer.reason = std::move(reason);
  return answer;
}

ServiceAnswer read_fields(const Program& program, const CallDecl& call, const HttpAnswer& answer,
                          Arena& arena) {
  JsonReader reader;
  JsonElement root;
  std::string problem;
  if (!reader.parse(answer.body, &root, &problem))
    return refused(answer.status, "its answer is no JSON: " + problem);
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS)
    return refused(answer.status, fmt::format("its answer is {}, not an object", json_kind(root)));
  if (const auto twice = duplicate_key(object))
    return refused(answer.status, fmt::format("its answer has `{}` twice", quoted_excerpt(*twice)));
  ServiceAnswer read;
  read.kind = AnswerKind::kAnswered;
  read.status = answer.status;
  for (const auto& field : program.event(program.name(call.name))->fields) {
    const auto& name = program.name(field.name);
    JsonElement element;
    Value value;  // of which the document holds texts
    JsonTyping typing{arena, name, {}, {}};
    typing.as_agreed = true;
    const bool there = object[name].get(element) == simdjson::SUCCESS;
    if (there && !value_of_json(field.type, element, nullptr, typing, &value))
      return refused(answer.status,
                     fmt::format("its answer's `{}` {}", typing.path, typing.problem));
    if (value.is_absent() && !field.type.optional)
      return refused(answer.status, fmt::format("its answer has no `{}`", name));
    if (!value.is_absent()) read.fields.emplace_back(field.name, kept_in(arena, value));
  }
  return read;
}

}  // namespace

Result<HttpRequest> compose_call(const Program& program, const CallDecl& call,
                                 std::span<const Value> arguments, const Hash128& id,
                                 const Settings& settings) {
  const auto& service = program.services[call.service];
  HttpRequest request;
  const auto& method = *info_of(call.method);  // the program was verified
  request.method = to_upper(method.word);
  request.repeatable = is_repeatable(service, call);
  request.answer_bytes_max = limits::kAnswerBytes;
  CAMP_ASSIGN(request.url, setting_text(program, service.base, settings));
  CAMP_TRY(check_base(request.url, kWhose));
  while (request.url.ends_with('/')) request.url.pop_back();
  CAMP_ASSIGN(const auto target, path_of(program, call, arguments));
  request.url += target.path;
  request.headers.push_back("Accept: application/json");
  if (method.has_body) {
    request.headers.push_back("Content-Type: application/json");
    request.has_body = true;
    request.body = body_of(program, call, arguments, target);
  } else {
    request.url += query_of(program, call, arguments, target);
  }
  CAMP_TRY(add_auth(program, service, settings, request));
  for (const auto& header : service.headers) {
    CAMP_ASSIGN(const auto value, setting_text(program, header.value, settings));
    request.headers.push_back(fmt::format("{}: {}", program.constants[header.name].text(), value));
  }
  if (service.idempotency_header != kNone)
    request.headers.push_back(fmt::format(
        "{}: {}", program.constants[service.idempotency_header].text(), to_hex(id.view())));
  return request;
}

ServiceAnswer read_answer(const Program& program, const CallDecl& call, const HttpAnswer& answer,
                          Arena& arena) {
  ServiceAnswer read;
  read.status = answer.status;
  read.retry_after_ms = answer.retry_after_ms;
  read.reason = answer.reason;
  if (answer.end != HttpEnd::kAnswered) {
    read.kind = answer.end == HttpEnd::kNotSent   ? AnswerKind::kNotSent
                : answer.end == HttpEnd::kRefused ? AnswerKind::kRefused
                                                  : AnswerKind::kUnknown;
    return read;
  }
  if (answer.too_large) return refused(answer.status, "its answer is over the limit kAnswerBytes");
  const auto said = answer.body.empty() ? std::string() : ": " + quoted_excerpt(answer.body);
  read.reason = fmt::format("status {}{}", answer.status, said);
  if (answer.status == kTooMany || answer.status == kUnavailable) {
    read.kind = AnswerKind::kNotSent;
  } else if (answer.status >= kServerError) {
    read.kind = AnswerKind::kUnknown;
  } else if (answer.status < kOk || answer.status >= kRedirect) {
    read.kind = AnswerKind::kRefused;
  } else if (call.answers) {
    return read_fields(program, call, answer, arena);
  } else {
    read.kind = AnswerKind::kAnswered;
    read.reason.clear();
  }
  return read;
}

Result<void> check_settings(const Program& program, const Settings& settings,
                            const AllowedHosts& allowed) {
  const auto named = [&](const SettingDecl& decl, Error error, std::string hint) {
    if (decl.source != SettingSource::kText) error.where = program.constants[decl.text].text();
    error.hint = std::move(hint);
    return error;
  };
  for (const auto& service : program.services) {
    for (const auto* decl : settings_of(service)) {
      const auto value = setting_text(program, *decl, settings);
      if (!value.ok()) return named(*decl, value.error(), "");
    }
    CAMP_ASSIGN(const auto url, setting_text(program, service.base, settings));
    const auto name = program.constants[service.base.text].text();
    if (const auto good = check_base(url, kWhose); !good.ok())
      return named(service.base, good.error(), fmt::format("{}=https://shop.example/api", name));
    if (const auto open = allowed.check(url, kWhose); !open.ok())
      return named(service.base, open.error(), open.error().hint);
  }
  return {};
}

}  // namespace camp
