// The spool: every message as a file that a person can open, when no channel is connected.
//
// E-mail goes to mbox files (RFC 4155, with `>From ` quoting), all other channels to NDJSON, by
// flow, run, day and channel: `<root>/spring_launch/2026-03/2026-03-02/email-0001.mbox`. A file
// that has reached kSpoolFileBytes is followed by the next number, so a million messages are a few
// dozen files.
//
// At most once per ledger id, whatever crashes: the store keeps each file's number and its durable
// length (SpoolPosition), written in the batch that records the messages as sent. Bytes behind that
// length are from a crash between writing and recording, of messages that count as not sent;
// append() cuts them off first. One thread at a time.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "lang/catalog/channels.h"
#include "runtime/env/file_system.h"

namespace camp {

struct SpoolTarget {
  std::string flow;  // campaign or journey
  std::string run;   // the run's key; "" for a journey
  std::string day;   // 2026-03-02, UTC
  Channel channel{};
  friend auto operator<=>(const SpoolTarget&, const SpoolTarget&) = default;
};

struct SpoolPosition {
  std::uint32_t file = 1;    // number in the file's name
  std::uint64_t length = 0;  // bytes of it that are recorded
  friend bool operator==(const SpoolPosition&, const SpoolPosition&) = default;
};

// Whether that, as a sent message's outcome says it, is a file of the spool; else it is who took
// it, `smtp:relay.example ...`: no flow's folder has a colon.
inline bool is_spool_path(std::string_view place) {
  return place.substr(0, place.find('/')).find(':') == place.npos;
}

class Spool {
 public:
  // `root` is made when it is missing; the folder that it stands in must be there for good (the
  // store's).
  Spool(FileSystem& files, std::string root) : files_(files), root_(std::move(root)) {}

  // Relative to the root. Keys of runs may hold anything; unsafe characters become %XX.
  static std::string path_of(const SpoolTarget& target, std::uint32_t file);

  // Writes `bytes` (whole records, see mail.h and compose.h) behind `from` and syncs them. Gives
  // the new position, and in `*path` the file that has them. Errors leave nothing that the next
  // append() would not cut. A file shorter than recorded was tampered with: it is left alone and
  // the next number begins.
  Result<SpoolPosition> append(const SpoolTarget& target, SpoolPosition from,
                               std::string_view bytes, std::string* path);

 private:
  Result<void> sync_names(const SpoolTarget& target);

  FileSystem& files_;
  std::string root_;
};

}  // namespace camp
