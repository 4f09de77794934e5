// A service's call as an HTTP request, and what comes back as an answer. Pure: what is not in the
// program is asked of Settings.
//
// Parameters go into the path where it names them; the others into the query of a `get` or
// `delete`, else into a JSON object. An absent one is left out.
#pragma once
#include <span>

#include "lang/program/program.h"
#include "runtime/engine/service_client.h"
#include "runtime/env/host_guard.h"
#include "runtime/env/http_client.h"
#include "runtime/env/settings.h"
#include "runtime/shelf/program_settings.h"

namespace camp {

// Errors: kInvalid: a setting is not there, or can stand in no request; the text names it, never
// its value.
Result<HttpRequest> compose_call(const Program& program, const CallDecl& call,
                                 std::span<const Value> arguments, const Hash128& id,
                                 const Settings& settings);

// All but the id. Values live in the arena.
ServiceAnswer read_answer(const Program& program, const CallDecl& call, const HttpAnswer& answer,
                          Arena& arena);

// Whether requests of this program can stand on its settings, and may go where they say: what no
// request could be made of is found before any is. The error names the setting, never its value.
Result<void> check_settings(const Program& program, const Settings& settings,
                            const AllowedHosts& allowed);

}  // namespace camp
