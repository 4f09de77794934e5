#include "runtime/delivery/spool.h"

#include <fmt/format.h>

#include "lang/base/hash.h"
#include "lang/base/limits.h"

namespace camp {
namespace {

// Of one part of a path after encoding. File systems end at 255 bytes; the rest is for people's
// eyes.
constexpr std::size_t kNameBytes = 120;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

// One-to-one: different names stay different. A leading dot would hide the folder or leave it
// ("..").
std::string encoded_name(std::string_view name) {
  std::string encoded;
  for (char c : name) {
    if (is_plain(c) && !(c == '.' && encoded.empty())) {
      encoded.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<unsigned char>(c));
    }
    if (encoded.size() > kNameBytes) break;
  }
  if (encoded.empty())
    return "%none";  // no encoding begins like that: n is not a hexadecimal digit
  if (encoded.size() <= kNameBytes) return encoded;
  encoded.resize(kNameBytes - 20);
  // Not in the middle of a %XX. The hash tells long names with the same beginning apart.
  auto percent = encoded.rfind('%');
  if (percent != std::string::npos && percent + 3 > encoded.size()) encoded.resize(percent);
  return encoded + "%h" + to_hex(xxh3_128(name).view().substr(0, 8));
}

std::string folder_of(const SpoolTarget& target) {
  auto folder = encoded_name(target.flow);
  if (!target.run.empty()) folder += "/" + encoded_name(target.run);
  return folder + "/" + encoded_name(target.day);
}

}  // namespace

std::string Spool::path_of(const SpoolTarget& target, std::uint32_t file) {
  const auto& channel = info_of(target.channel);
  return fmt::format("{}/{}-{:04}.{}", folder_of(target), channel.word, file,
                     target.channel == Channel::kEmail ? "mbox" : "ndjson");
}

Result<SpoolPosition> Spool::append(const SpoolTarget& target, SpoolPosition from,
                                    std::string_view bytes, std::string* path) {
  if (from.length >= limits::kSpoolFileBytes) from = {from.file + 1, 0};
  for (;; from = {from.file + 1, 0}) {
    auto relative = path_of(target, from.file);
    auto full = root_ + "/" + relative;
    // Looked for before it is opened, so that a file that someone took away is not made anew,
    // empty.
    if (from.length > 0 && !files_.exists(full)) continue;
    if (from.length == 0) CAMP_TRY(files_.make_directories(root_ + "/" + folder_of(target)));
    bool created = false;
    CAMP_ASSIGN(auto file, files_.open_append(full, &created));
    CAMP_ASSIGN(auto size, file->size());
    if (size < from.length) continue;
    if (size > from.length) CAMP_TRY(file->truncate(from.length));
    CAMP_TRY(file->append(bytes));
    CAMP_TRY(file->sync());
    // Not only when the file was just made: an earlier try may have crashed between making and
    // syncing it.
    if (from.length == 0) CAMP_TRY(sync_names(target));
    *path = std::move(relative);
    return SpoolPosition{from.file, from.length + bytes.size()};
  }
}

// The names of a file and of the folders it stands in, from the inside out, the root's own
// included: an earlier try may have made it and crashed.
Result<void> Spool::sync_names(const SpoolTarget& target) {
  for (auto folder = "/" + folder_of(target); !folder.empty(); folder.resize(folder.rfind('/'))) {
    CAMP_TRY(files_.sync_directory(root_ + folder));
  }
  CAMP_TRY(files_.sync_directory(root_));
  auto slash = root_.rfind('/');
  return files_.sync_directory(slash == std::string::npos ? "."
                               : slash == 0               ? "/"
                                                          : root_.substr(0, slash));
}

}  // namespace camp
