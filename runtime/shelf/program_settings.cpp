#include "runtime/shelf/program_settings.h"

#include <algorithm>

namespace camp {

Result<std::string> setting_text(const Program& program, const SettingDecl& decl,
                                 const Settings& settings) {
  const auto text = program.constants[decl.text].text();
  if (decl.source == SettingSource::kText) return std::string(text);
  return read_setting(text, settings);
}

std::vector<const SettingDecl*> settings_of(const ServiceDecl& service) {
  std::vector<const SettingDecl*> all{&service.base, &service.user, &service.secret};
  for (const auto& header : service.headers) all.push_back(&header.value);
  std::erase_if(all, [](const SettingDecl* decl) { return decl->text == kNone; });
  return all;
}

std::vector<std::string> missing_settings(const Program& program, const Settings& settings) {
  std::vector<std::string> missing;
  const auto look = [&](const SettingDecl& decl) {
    if (decl.source == SettingSource::kText) return;
    const std::string name(program.constants[decl.text].text());
    const bool known = std::find(missing.begin(), missing.end(), name) != missing.end();
    if (!known && !settings.find(name)) missing.push_back(name);
  };
  for (const auto& carrier : program.carriers) look(carrier.url);
  for (const auto& signer : program.signers) look(signer.key);
  for (const auto& service : program.services)
    for (const auto* decl : settings_of(service)) look(*decl);
  return missing;
}

}  // namespace camp
