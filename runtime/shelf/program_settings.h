// What a program needs to be told by those who run it: addresses and secrets (env/settings.h).
// Pure.
#pragma once
#include <string>
#include <vector>

#include "lang/program/program.h"
#include "runtime/env/settings.h"

namespace camp {

// Its value. Errors: kInvalid: it is not there, or not one line; the text names it, never its
// value.
Result<std::string> setting_text(const Program& program, const SettingDecl& decl,
                                 const Settings& settings);

// All that a service's requests need.
std::vector<const SettingDecl*> settings_of(const ServiceDecl& service);

// Those of the program's services and channels that are not there, by name.
std::vector<std::string> missing_settings(const Program& program, const Settings& settings);

}  // namespace camp
