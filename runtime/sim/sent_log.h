// Who was sent what: read from a contact's journal, or kept for everybody while a world goes on.
#pragma once
#include <bitset>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/explain/inspect.h"

namespace camp::sim {

// A message that was handed over.
struct SentMessage {
  std::int64_t at_ms = 0;
  std::uint32_t message = 0;  // name number
  std::uint32_t flow = 0;     // likewise
  Channel channel{};
};
std::vector<SentMessage> sent_in(const ContactHistory& history);  // by time

// Of everybody in a world that only this process makes go on: a contact's journal lies in chunks
// that have many others, so that asking all of them anew would read each chunk as often.
//
// Reads what a store had before, a partition at the first question about one of its contacts; the
// store lives longer. Errors: kCorrupt, kIo. One thread.
class SentLog {
 public:
  explicit SentLog(Store* before) : before_(before) {}  // null: nothing was before

  // `sent` comes behind all that she has got.
  void note(std::string_view contact, const SentMessage& sent);
  // By time; until the next note().
  Result<std::span<const SentMessage>> of(std::string_view contact);

 private:
  Result<void> read(std::uint8_t partition);

  using Sent = std::map<std::string, std::vector<SentMessage>, std::less<>>;
  Store* before_;
  Partitions read_;  // those whose past is known
  Sent past_, new_;  // a contact's past goes over when she is asked for
};

}  // namespace camp::sim
