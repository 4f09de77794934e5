#include "runtime/explain/ledger_spool.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "lang/base/counted.h"
#include "lang/base/hash.h"
#include "lang/base/limits.h"
#include "runtime/delivery/spool_position.h"
#include "runtime/state/checked.h"
#include "runtime/state/store_row.h"

namespace camp {
namespace {

constexpr std::size_t kHexDigits = 32;  // of a ledger id
// A file and the round that filled it.
constexpr std::uint64_t kFileBytesMax = 16 * limits::kSpoolFileBytes;

std::optional<Hash128> id_of(std::string_view hex) {
  Hash128 id;
  return from_hex(hex, id.bytes.data(), id.bytes.size()) ? std::optional(id) : std::nullopt;
}

// The next line without its end, which is taken off `bytes`; nothing when none is whole.
std::optional<std::string_view> take_line(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  if (end == bytes.npos) return std::nullopt;
  const auto line = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return line;
}

// Of an mbox: each record from its From_ line, like which no line of a body begins (mail.h), to the
// empty line before the next one or at the end.
class Mails {
 public:
  std::vector<Hash128> ids_in(std::string_view bytes) {
    while (const auto line = take_line(bytes)) read(*line);
    finish();
    return std::move(ids_);
  }

 private:
  void read(std::string_view line) {
    if (line.starts_with("From ")) {
      finish();
      id_.reset();
      in_header_ = true;
    } else if (in_header_) {
      constexpr std::string_view kMessageId = "Message-ID: <";
      in_header_ = !line.empty();
      if (line.starts_with(kMessageId)) id_ = id_of(line.substr(kMessageId.size(), kHexDigits));
    }
    ends_empty_ = line.empty() && !in_header_;
  }
  void finish() {
    if (id_ && ends_empty_) ids_.push_back(*id_);
  }

  std::vector<Hash128> ids_;
  std::optional<Hash128> id_;
  bool in_header_ = false;
  bool ends_empty_ = false;
};

// Of NDJSON, a line each.
std::vector<Hash128> ids_in_records(std::string_view bytes) {
  constexpr std::string_view kRecord = "{\"ledger_id\":\"";
  std::vector<Hash128> ids;
  while (const auto line = take_line(bytes)) {
    if (!line->starts_with(kRecord) || !line->ends_with('}')) continue;
    if (auto id = id_of(line->substr(kRecord.size(), kHexDigits))) ids.push_back(*id);
  }
  return ids;
}

struct NumberedFile {
  std::string target;  // with the number 0: as positions are kept
  std::uint32_t number = 0;
};

NumberedFile numbered(const std::string& path) {
  NumberedFile file;
  const auto dash = path.rfind('-') + 1;
  const auto dot = std::max(path.rfind('.'), dash);
  std::from_chars(path.data() + dash, path.data() + dot, file.number);
  file.target = path.substr(0, dash) + "0000" + path.substr(dot);
  return file;
}

}  // namespace

Result<void> LedgerSpool::check() {
  if (!spool_.files.exists(spool_.root)) return {};
  tally_.check.spool_files = 0;
  for (const auto& [path, sent] : tally_.sent_to)
    if (sent.count > 0) CAMP_TRY(check_file(path, sent));
  return {};
}

Result<void> LedgerSpool::check_file(const std::string& path, const SpoolSum& sent) {
  ++*tally_.check.spool_files;
  const auto full = spool_.root + "/" + path;
  const auto file = numbered(path);
  std::string sealed;
  CAMP_ASSIGN(bool there, store_.get(Family::kMeta, meta_keys::spool(file.target), &sealed));
  SpoolPosition position;
  constexpr char kWhat[] = "the position of a spool file";
  if (!there || !decode_spool_position(sealed, &position)) {
    tally_.found((there ? unreadable(sealed, kWhat) : not_there(kWhat)).message, path);
    return {};
  }
  const bool is_last = position.file == file.number;
  if (!spool_.files.exists(full)) {
    tally_.found(gone_text(full, sent.count, is_last), path);
    return {};
  }
  CAMP_ASSIGN(const auto bytes, spool_.files.read_file(full, kFileBytesMax));
  if (is_last && bytes.size() < position.length)
    tally_.found(fmt::format("a file of the spool was cut: it has {} of {} bytes", bytes.size(),
                             position.length),
                 path);
  compare(path, sent, is_last ? std::string_view(bytes).substr(0, position.length) : bytes);
  return {};
}

// What is known of a file that is not there: whether somebody packed or renamed it, whether camp
// was done with it. The ledger has its messages all the same.
std::string LedgerSpool::gone_text(const std::string& full, std::uint64_t messages,
                                   bool is_last) const {
  const auto count = counted(messages, "message");
  for (const char* ending : {".gz", ".zst", ".xz", ".bz2", ".zip", ".1", ".old", ".bak"}) {
    if (spool_.files.exists(full + ending))
      return fmt::format(
          "a file of the spool was moved: it has {} behind its name now; under its own "
          "name again, and unpacked, it proves its {}",
          ending, count);
  }
  return fmt::format(
      "a file of the spool is gone, with {} that went into it{}: if somebody archived it, put back "
      "it proves them again; if not, camp comms CONTACT --show composes what was in it",
      count, is_last ? " (what is sent next begins a new one)" : " (camp was done with it)");
}

void LedgerSpool::compare(const std::string& path, const SpoolSum& sent, std::string_view bytes) {
  auto ids = path.ends_with(".mbox") ? Mails().ids_in(bytes) : ids_in_records(bytes);
  SpoolSum there;
  for (const auto& id : ids) there.add(id);
  if (there == sent) return;
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  const bool any_twice = twice != ids.end();
  if (any_twice)
    tally_.found(fmt::format("a message stands in the spool twice: {}", to_hex(twice->view())),
                 path);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() < sent.count) {
    tally_.found(fmt::format("not in the spool, or not whole: {} of {} that went into the file",
                             grouped(sent.count - ids.size()), counted(sent.count, "message")),
                 path);
  } else if (!any_twice) {
    tally_.found("a file of the spool has other messages than those that were sent", path);
  }
}

}  // namespace camp
