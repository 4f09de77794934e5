// Who may get what, said a second time and more simply than the engine does: for the projects of
// projects.cpp, looked at in the moment of an attempt.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/delivery/transport.h"
#include "runtime/policy/pressure.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"

namespace camp::simulator {

// Every contact has eight quiet hours a day of its own, in which marketing waits.
std::int64_t quiet_until(std::string_view contact_id, std::int64_t now_ms);

// Why the message must not leave now; "" when it may. `row`: the contact as it stands.
std::string forbidden(const Outgoing& message, const ContactRow& row, const Names& names);

}  // namespace camp::simulator
