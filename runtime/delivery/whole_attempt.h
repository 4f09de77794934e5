// An attempt for those who wait for its end: test runs.
#pragma once
#include "runtime/delivery/transport.h"

namespace camp {

// As Transport::attempt(), but none is under way when it returns. Sets the transport's on_change().
Result<Attempts> attempt_whole(Transport& transport, std::span<const Outgoing> batch);

}  // namespace camp
