#include "cli/orders.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <vector>

namespace camp::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLookEveryMs = 20;
constexpr std::uint64_t kOrderBytesMax = 4096;

struct Order {
  PauseSubject subject = kEverything;
  std::string reason;
};

std::int64_t milliseconds(auto time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Result<Order> read_order(const std::string& path, FileSystem& files) {
  CAMP_ASSIGN(const auto text, files.read_file(path, kOrderBytesMax));
  const auto json = Json::parse(text, nullptr, false);
  const bool sound = json.is_object() && json.contains("pause") &&
                     json["pause"].is_number_unsigned() &&
                     json["pause"].get<std::uint64_t>() <= UINT32_MAX && json.contains("reason") &&
                     json["reason"].is_string();
  if (!sound)
    return Error{ErrorKind::kCorrupt, "an order to pause cannot be read", path,
                 "remove it, and say again what is to be paused"};
  return Order{json["pause"].get<PauseSubject>(), json["reason"].get<std::string>()};
}

}  // namespace

Result<std::string> Orders::place_pause(PauseSubject subject, const std::string& reason,
                                        FileSystem& files) const {
  CAMP_TRY(files.make_directories(folder_));
  const auto path = fmt::format("{}/{:013}-{}.json", folder_,
                                milliseconds(std::chrono::system_clock::now()), ::getpid());
  const Json order{{"pause", subject}, {"reason", reason}};
  CAMP_TRY(files.write_file(path, order.dump(-1, ' ', true, Json::error_handler_t::replace)));
  return path;
}

bool Orders::any() const {
  std::error_code missing;
  return !fs::is_empty(folder_, missing) && !missing;
}

Result<void> Orders::carry_out(Engine& engine, FileSystem& files) const {
  std::error_code failed;
  std::vector<std::string> paths;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end; at.increment(failed))
    if (at->path().extension() == ".json") paths.push_back(at->path().string());
  if (failed && failed != std::errc::no_such_file_or_directory)
    return Error{ErrorKind::kIo, failed.message(), folder_, ""};
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    CAMP_ASSIGN(auto order, read_order(path, files));
    CAMP_TRY(engine.pause(order.subject, std::move(order.reason)));
    if (!fs::remove(path, failed) && failed)
      return Error{ErrorKind::kIo, failed.message(), path, ""};
  }
  return {};
}

Result<void> Orders::look(Engine& engine, FileSystem& files) {
  const auto now_ms = milliseconds(std::chrono::steady_clock::now());
  if (now_ms - looked_ms_ < kLookEveryMs) return {};
  looked_ms_ = now_ms;
  return carry_out(engine, files);
}

}  // namespace camp::cli
