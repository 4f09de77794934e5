// Services: where they are, who we are to them, what can be requested and what it answers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "lang/base/counted.h"
#include "lang/base/letters.h"
#include "lang/base/limits.h"
#include "lang/base/public_address.h"
#include "lang/base/suggest.h"
#include "lang/base/utf8.h"
#include "lang/catalog/events.h"
#include "lang/catalog/http_methods.h"
#include "lang/sema/constants.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"
#include "lang/value/address.h"

namespace camp::sema {
namespace {

std::vector<std::string> names_of(const ServiceInfo& service) {
  std::vector<std::string> names;
  for (const auto& call : service.calls) names.push_back(call.ast->name.text);
  return names;
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != kMarks.npos;
  });
}

// A name as shells and containers take it.
bool is_variable(std::string_view name) {
  constexpr std::size_t kLongest = 100;
  return !name.empty() && name.size() <= kLongest && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

// What one word of a path or query can hold.
bool is_plain(const Type& type) {
  return type.kind != TypeKind::kRecord && type.kind != TypeKind::kList;
}

}  // namespace

std::string_view host_in(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('/'));
  const auto inside = url.starts_with('[') ? std::min(url.find(']'), url.size()) : 0;
  return url.substr(0, url.find(':', inside));
}

bool is_attempt_time(const ast::Literal& literal, std::int64_t longest_ms) {
  if (literal.value.tag != Tag::kDuration) return true;  // told already
  const auto time = literal.value.as_duration();
  return time.months == 0 && time.days == 0 && time.ms > 0 && time.ms <= longest_ms;
}

void report_unknown_call(const ast::Name& name, const Symbol& service, Reporter& reporter) {
  if (service.declaration->incomplete) return;  // it may be what was not read
  reporter
      .report(Code::kUnknownName, name.span,
              fmt::format("the service '{}' has no call '{}'", service.name, name.text))
      .also(service.span, "declared here")
      .did_you_mean(name.text, names_of(*service.service));
}

// ---- declarations

// An answer is an event of its own, so that nothing else may be called like the service.
void DeclarationChecker::declare_calls(const ast::Service& service) {
  const auto& name = service.name.text;
  const auto prefix = name + ".";
  const auto& builtin = builtin_events();
  if (name == "request" || std::any_of(builtin.begin(), builtin.end(), [&](const auto& event) {
        return event.name.starts_with(prefix);
      })) {
    reporter_.report(Code::kDuplicateName, service.name.span,
                     fmt::format("'{}' already means something: take another name", name));
  }
  auto& info = model_.service_storage.emplace_back();
  info.ast = &service;
  model_.symbols.at(name).service = &info;
  for (const auto& call : service.calls) {
    if (const auto* first = info.find(call.name.text)) {
      reporter_
          .report(Code::kDuplicateName, call.name.span,
                  fmt::format("'{}' is declared twice", call.name.text))
          .also(first->ast->name.span, "first declared here");
      continue;
    }
    auto& event = model_.event_storage.emplace_back();
    event.name = model_.arena.copy(answer_event(name, call.name.text));
    model_.events.emplace(event.name, &event);
    info.calls.push_back({&call, &event, {}});
  }
}

void DeclarationChecker::check_calls(const ast::Service& service) {
  for (auto& call : model_.find(service.name.text)->service->calls) {
    FieldTable parameters;
    check_fields(call.ast->parameters, parameters, {});
    call.parameters = bind(parameters, BindingKind::kParameter);
    check_fields(call.ast->answer, call.answer->fields, {});
  }
}

void DeclarationChecker::check_service(const ast::Service& service) {
  const auto& info = *model_.find(service.name.text)->service;
  check_base(service);
  if (service.auth) check_auth(*service.auth);
  check_tries(service);
  std::set<std::string> seen;
  for (const auto& header : service.headers) {
    check_header(header.name);
    check_setting(header.value, "a header's value");
    if (!seen.insert(ascii_lowered(header.name.text)).second)
      reporter_.report(Code::kDuplicateProperty, header.name.span,
                       fmt::format("the header '{}' stands twice", header.name.text));
  }
  if (service.idempotency) check_header(*service.idempotency);
  if (info.calls.empty() && !model_.symbols.at(service.name.text).declaration->incomplete)
    reporter_
        .report(Code::kMissingProperty, service.name.span,
                fmt::format("nothing can be requested of '{}'", service.name.text))
        .help("add `call NAME(order: string) post \"/orders\" -> { code: string }`");
  if (info.calls.size() > limits::kServiceCalls)
    reporter_.report(Code::kTooMany, info.calls[limits::kServiceCalls].ast->name.span,
                     fmt::format("a service has at most {} calls", limits::kServiceCalls));
  for (const auto& call : info.calls) check_call(call);
}

void DeclarationChecker::check_base(const ast::Service& service) {
  constexpr std::string_view kWay =
      "write `base \"https://shop.example/api\"` or `base env(\"SHOP_URL\")`";
  if (!service.base) {
    if (model_.symbols.at(service.name.text).declaration->incomplete) return;
    reporter_
        .report(Code::kMissingProperty, service.name.span,
                fmt::format("where is '{}'?", service.name.text))
        .help(std::string(kWay));
    return;
  }
  const auto& base = *service.base;
  check_setting(base, "an address");
  if (base.from == ast::SettingFrom::kSecret) {
    reporter_
        .report(Code::kBadRequest, base.span, "an address is no secret: errors and logs name it")
        .help(fmt::format("write `env(\"{}\")`", base.text.text));
    return;
  }
  if (base.from != ast::SettingFrom::kText) return;
  const std::string_view url = base.text.text;
  if (url.starts_with("http://")) {
    reporter_
        .report(Code::kBadRequest, base.span, "what is requested over http can be read on its way")
        .help(
            "write https. For a server of your own while testing: `env(\"SHOP_URL\")`, and "
            "allow its host by CAMP_ALLOW_HOSTS");
  } else if (!url.starts_with("https://") || !is_url(url) || url.find_first_of("?#@") != url.npos) {
    reporter_
        .report(Code::kBadRequest, base.span, "this is no address that requests can begin with")
        .help(std::string(kWay));
  } else if (const auto host = host_in(url); is_closed_host(host)) {
    reporter_
        .report(Code::kBadRequest, base.span,
                fmt::format("'{}' is no public host: no request of a script goes there", host))
        .help(
            "for a server of your own while testing: `env(\"SHOP_URL\")`, and allow its host by "
            "CAMP_ALLOW_HOSTS");
  }
}

void DeclarationChecker::check_setting(const ast::Setting& setting, std::string_view what) {
  const auto& text = setting.text;
  if (setting.from == ast::SettingFrom::kText) {
    if (is_template(text) || text.text.empty() || !is_one_line(text.text) ||
        text.text.size() > limits::kSettingBytes)
      reporter_.report(Code::kBadRequest, setting.span,
                       fmt::format("{} is one line of 1 to {} bytes, without {{{{ }}}}", what,
                                   limits::kSettingBytes));
    return;
  }
  if (is_variable(text.text)) return;
  reporter_.report(Code::kBadRequest, text.span, "no environment variable is named so")
      .help("capital letters, digits and `_`: env(\"SHOP_URL\")");
}

void DeclarationChecker::check_auth(const ast::ServiceAuth& auth) {
  if (auth.header) check_header(*auth.header);
  if (auth.user) check_setting(*auth.user, "a user");
  check_secret(*auth.secret, "SHOP_TOKEN");
}

void DeclarationChecker::check_secret(const ast::Setting& secret, std::string_view such_as) {
  check_setting(secret, "a secret");
  if (secret.from != ast::SettingFrom::kText) return;
  reporter_
      .report(Code::kOpenSecret, secret.span,
              "a secret stands in no script: everybody who reads the project has it")
      .help(fmt::format(
          "write `secret(\"{0}\")`: it is read where the runtime runs, from that environment "
          "variable or from the file that {0}_FILE names",
          such_as));
}

// What a request is framed by is not for a script to say.
void DeclarationChecker::check_header(const ast::Text& name) {
  constexpr std::string_view kOwn[] = {"host",
                                       "content-length",
                                       "content-type",
                                       "connection",
                                       "transfer-encoding",
                                       "accept-encoding",
                                       "expect",
                                       "te",
                                       "upgrade"};
  const auto lower = ascii_lowered(name.text);
  if (!is_token(name.text)) {
    reporter_.report(Code::kBadRequest, name.span, "no header has such a name");
  } else if (std::find(std::begin(kOwn), std::end(kOwn), lower) != std::end(kOwn)) {
    reporter_.report(Code::kBadRequest, name.span,
                     fmt::format("the header '{}' belongs to the request itself", name.text));
  } else if (lower == "authorization") {
    reporter_.report(Code::kBadRequest, name.span, "who we are is what `auth` says")
        .help("write `auth bearer secret(\"SHOP_TOKEN\")`");
  }
}

void DeclarationChecker::check_tries(const ast::Service& service) {
  const auto exact = [&](const std::optional<ast::Literal>& literal, std::string_view what,
                         std::int64_t longest_ms, std::string_view longest) {
    if (!literal || is_attempt_time(*literal, longest_ms)) return;
    reporter_.report(Code::kBadPeriod, literal->span,
                     fmt::format("{} is 1s to {}, in seconds, minutes or hours", what, longest));
  };
  exact(service.timeout, "the timeout of one attempt", limits::kServiceTimeoutMs, "60s");
  exact(service.retry_within, "the time in which a request is repeated", limits::kRetryWithinMs,
        "24h");
  const auto& retries = service.retries;
  if (retries && (retries->value.tag != Tag::kInt || retries->value.num < 0 ||
                  retries->value.num > limits::kServiceRetries))
    reporter_.report(Code::kBadLiteral, retries->span,
                     fmt::format("a request is repeated 0 to {} times", limits::kServiceRetries));
}

void DeclarationChecker::check_call(const ServiceCallInfo& call) {
  if (call.parameters.size() > limits::kCallParameters)
    reporter_.report(Code::kTooMany, call.parameters[limits::kCallParameters]->span,
                     fmt::format("a call has at most {} parameters", limits::kCallParameters));
  const bool in_query = !find_http_method(call.ast->method.text)->has_body;
  for (const auto* parameter : call.parameters) {
    if (!in_query || is_plain(parameter->typed.type)) continue;
    reporter_
        .report(Code::kTypeMismatch, parameter->span,
                fmt::format("`{}` sends its parameters in the address, which takes no {}",
                            call.ast->method.text, to_string(parameter->typed.type)))
        .help("send it by `post`");
  }
  check_path(call);
}

// `/customers/{id}/coupons`: each name in braces is a parameter.
void DeclarationChecker::check_path(const ServiceCallInfo& call) {
  const auto& path = call.ast->path;
  const std::string_view text = path.text;
  const bool is_written = std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '?' && c != '#' && c != '\\' && c != '"' && c != '<' &&
           c != '>' && c != '|' && c != '^' && c != '`';
  });
  if (!text.starts_with('/') || !is_written || text.size() > limits::kSettingBytes ||
      text.find("//") != text.npos || text.find("/../") != text.npos || text.ends_with("/..")) {
    reporter_.report(Code::kBadRequest, path.span, "this is no path")
        .help(
            "write `\"/customers/{id}/coupons\"`: from the `/` behind the base on, without a "
            "query");
    return;
  }
  for (std::size_t at = text.find_first_of("{}"); at != text.npos;
       at = text.find_first_of("{}", at)) {
    const auto end = text.find_first_of("{}", at + 1);
    if (text[at] == '}' || end == text.npos || text[end] == '{') {
      reporter_.report(Code::kBadRequest, path.span, "a brace of this path has no other");
      return;
    }
    const auto name = text.substr(at + 1, end - at - 1);
    const auto found = std::find_if(call.parameters.begin(), call.parameters.end(),
                                    [&](const Binding* one) { return one->name == name; });
    at = end + 1;
    if (found != call.parameters.end()) {
      const auto& type = (*found)->typed.type;
      if (is_plain(type) && !type.optional) continue;
      reporter_.report(
          Code::kTypeMismatch, (*found)->span,
          fmt::format("a path takes a value that is always there, not {}", to_string(type)));
      continue;
    }
    std::vector<std::string> known;
    for (const auto* one : call.parameters) known.emplace_back(one->name);
    const auto near = suggest(name, known);
    reporter_
        .report(Code::kUnknownName, path.span,
                fmt::format("'{}' has no parameter '{}'", call.ast->name.text, name))
        .help(near ? fmt::format("did you mean `{{{}}}`?", *near) : "");
  }
}

// ---- requests

const ServiceCallInfo* FlowChecker::find_call(const ast::Request& request) {
  const auto* symbol = find_symbol(request.service, SymbolKind::kService, "service");
  if (symbol == nullptr) return nullptr;
  const auto* call = symbol->service->find(request.call.text);
  if (call == nullptr)
    report_unknown_call(request.call, *symbol, reporter_);
  else
    model_.note_meaning(request.call.span, call->ast->name.span);
  return call;
}

// On the way behind `else` there was no answer.
bool FlowChecker::check_request(const ast::Request& request) {
  const auto* call = find_call(request);
  if (call != nullptr)
    check_request_arguments(request, *call);
  else
    for (const auto& argument : request.arguments) expressions_.check(*argument);
  check_duration(*request.duration);
  scope().forget_contact();
  bool may_fail = true;
  Branches branches(scope());
  branches.take([] { return false; });
  branches.take([&] {
    may_fail = !(request.otherwise && check_block(*request.otherwise));
    return !may_fail;
  });
  branches.join();
  if (call == nullptr) return declare_unknown(request.as), false;
  const auto& span = request.as ? request.as->span : request.call.span;
  const auto name = request.as ? std::string_view(request.as->text) : std::string_view();
  auto* answer = model_.new_binding(BindingKind::kEvent, name, span);
  const auto& fields = call->answer->fields;
  answer->fields = may_fail ? maybe_absent(fields) : &fields;
  model_.requests[request.call.id] = {call, answer};
  if (request.as && !call->ast->answers)
    reporter_
        .report(Code::kWrongPlace, request.as->span,
                fmt::format("'{}' answers nothing that could be named", call->answer->name))
        .also(call->ast->name.span, "declared here")
        .help("say what of its answer is read: `call ... -> { code: string }`");
  if (request.as) expressions_.declare(answer);
  return false;
}

// Of an answer or event of which nothing is known, nothing is wrong.
void FlowChecker::declare_unknown(const std::optional<ast::Name>& name) {
  if (!name) return;
  auto* binding = model_.new_binding(BindingKind::kLet, name->text, name->span);
  binding->typed = {TypeKind::kError};
  expressions_.declare(binding);
}

void FlowChecker::check_request_arguments(const ast::Request& request,
                                          const ServiceCallInfo& call) {
  if (expressions_.check_arguments(request.arguments, call.parameters)) return;
  const auto wanted = signature_of(call.parameters);
  reporter_
      .report(Code::kWrongArguments, request.call.span,
              fmt::format("'{}' takes {}, not {}", call.answer->name,
                          counted(call.parameters.size(), "argument"), request.arguments.size()))
      .also(call.ast->name.span, "declared here")
      .help(wanted.empty() ? "" : fmt::format("give it ({})", wanted));
}

const FieldTable* FlowChecker::maybe_absent(const FieldTable& fields) {
  auto& table = model_.field_storage.emplace_back();
  for (auto field : fields.all()) {
    field.type.optional = true;
    table.add(std::move(field));
  }
  return &table;
}

}  // namespace camp::sema
