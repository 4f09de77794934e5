// Who may get what, said a second time and more simply than the engine does: for the projects of
// projects.cpp, looked at in the moment of an attempt.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/delivery/transport.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/names.h"

namespace camp::simulator {

// Whether the flow's last day, the contact's, lies behind.
bool is_over(const FlowDecl& flow, const ContactRow& row, const Names& names, std::int64_t now_ms);
// Whether marketing has to wait, by random_policy()'s rule of whole hours of every day.
bool is_quiet(const Program& current, Channel channel, const ContactRow& row, const Names& names,
              std::int64_t now_ms);

// Why the message must not leave now; "" when it may. `row`: the contact as it stands.
std::string forbidden(const Outgoing& message, const ContactRow& row, const Names& names);

}  // namespace camp::simulator
