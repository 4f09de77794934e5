// What a file is by its first bytes, and its content: compressed files are unpacked as they are
// read, others that hold no text of ours are refused by the name of what they are.
#pragma once
#include "runtime/audience/byte_buffer.h"

namespace camp {

// Gives the bytes of `packed`, unpacked when it is .gz, .xz or .zst. Fails (kCorrupt) on .zip,
// .xlsx, .pdf, ... , on damaged and cut compressed files, and (kExhausted, kUnpackedTimes) on what
// unpacks to absurd sizes. Streams: memory stays bounded.
ByteSource unpacked(ByteSource packed);

}  // namespace camp
