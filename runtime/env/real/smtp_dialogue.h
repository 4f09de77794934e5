// The receiving side of one SMTP dialogue (RFC 5321), as far as one mail from a client that we
// control needs it.
#pragma once
#include <string>

namespace camp {

// Speaks first on `fd`, takes one message and gives it, dots unstuffed, once its final dot has
// come. Reads until the peer closes. Empty when there was no whole message or it was above
// `bytes_max`. Never throws; blocks, so run it on a thread of its own.
std::string answer_smtp_dialogue(int fd, std::size_t bytes_max);

}  // namespace camp
