#include "lang/compile/services.h"

#include "lang/base/limits.h"

namespace camp::compile {
namespace {

std::uint64_t ms_of(const ast::Literal& duration) {
  return static_cast<std::uint64_t>(duration.value.as_duration().ms);
}

void set_auth(const ast::ServiceAuth& auth, ProgramBuilder& builder, ServiceDecl& decl) {
  decl.auth = ServiceAuth::kBearer;
  decl.secret = compile_setting(*auth.secret, builder);
  if (auth.user) {
    decl.auth = ServiceAuth::kBasic;
    decl.user = compile_setting(*auth.user, builder);
  } else if (auth.header) {
    decl.auth = ServiceAuth::kHeader;
    decl.auth_header = builder.text(auth.header->text);
  }
}

}  // namespace

SettingDecl compile_setting(const ast::Setting& setting, ProgramBuilder& builder) {
  SettingDecl decl;
  if (setting.from == ast::SettingFrom::kEnvironment) decl.source = SettingSource::kEnvironment;
  if (setting.from == ast::SettingFrom::kSecret) decl.source = SettingSource::kSecret;
  decl.text = builder.text(setting.text.text);
  return decl;
}

ServiceDecl compile_service(const ast::Service& service, ProgramBuilder& builder) {
  ServiceDecl decl;
  decl.name = builder.name(service.name.text);
  decl.base = compile_setting(*service.base, builder);
  if (service.auth) set_auth(*service.auth, builder, decl);
  decl.timeout_ms = service.timeout ? ms_of(*service.timeout) : limits::kUsualTimeoutMs;
  decl.retries = service.retries ? static_cast<std::uint32_t>(service.retries->value.num)
                                 : limits::kUsualRetries;
  if (service.retry_within) decl.retry_within_ms = ms_of(*service.retry_within);
  if (service.idempotency) decl.idempotency_header = builder.text(service.idempotency->text);
  for (const auto& header : service.headers)
    decl.headers.push_back(
        {builder.text(header.name.text), compile_setting(header.value, builder)});
  return decl;
}

CarrierDecl compile_carrier(const ast::ChannelUse& use, Channel channel, ProgramBuilder& builder) {
  CarrierDecl decl{channel, compile_setting(*use.url, builder), use.tls.has_value(),
                   limits::kUsualMailConnections};
  if (use.connections) decl.connections = static_cast<std::uint32_t>(use.connections->value.num);
  return decl;
}

}  // namespace camp::compile
