#include "runtime/explain/volume.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "runtime/explain/contact_walk.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/told.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 3'600'000, kDayMs = 86'400'000;

class VolumeFold {
 public:
  VolumeFold(StoreView& view, std::int64_t from_ms, const calendar::Zone* zone)
      : view_(view), from_ms_(from_ms), zone_(zone) {}

  Result<void> add_contact(std::string_view id, const ContactRow& row) {
    CAMP_ASSIGN(const auto history, ContactHistory::read(view_.store(), id, row));
    left_ms_.clear();
    for (const auto& line : history.entries()) {
      if (line.entry.at_ms < from_ms_) continue;
      if (line.entry.message() != nullptr) add_message(line);
      if (line.entry.kind() == EntryKind::kIncident) ++volume_.incidents;
    }
    if (left_ms_.empty()) return {};
    ++volume_.contacts;
    std::sort(left_ms_.begin(), left_ms_.end());
    note_most(volume_.day, id, kDayMs);
    note_most(volume_.week, id, 7 * kDayMs);
    return {};
  }

  Volume take() {
    volume_.minute = peak_of(kMinuteMs);
    volume_.hour = peak_of(kHourMs);
    for (auto& [key, it] : messages_) volume_.messages.push_back(std::move(it));
    for (auto& [key, it] : gates_) volume_.gates.push_back(std::move(it));
    std::stable_sort(volume_.gates.begin(), volume_.gates.end(), [](const auto& a, const auto& b) {
      return a.skipped + a.held > b.skipped + b.held;
    });
    return std::move(volume_);
  }

 private:
  void add_message(const HistoryEntry& line) {
    const auto told = tell(view_, line);
    const auto& message = *told.message();
    auto& of = messages_[{told.subject.flow, message.message, message.channel}];
    of.flow = told.subject.flow;
    of.message = message.message;
    of.channel = message.channel;
    switch (message.fate) {
      case Fate::kSent:
      case Fate::kPending:
        ++of.sent;
        return add_sent(line, message.channel);
      case Fate::kFailed:
      case Fate::kUnknown:
      case Fate::kCancelled:
        ++of.failed;
        return;
      case Fate::kWithheld:
        ++of.withheld;
        return;
      case Fate::kSkipped:
        ++of.skipped;
        ++gate_of(message).skipped;
        return;
      case Fate::kHeld:
        ++of.held;
        ++gate_of(message).held;
        return;
    }
  }

  void add_sent(const HistoryEntry& line, Channel channel) {
    const auto at_ms = line.settled_ms != 0 ? line.settled_ms : line.entry.at_ms;
    const auto at = static_cast<std::size_t>(channel);
    ++volume_.days[calendar::local_time(zone_, at_ms).date_days][at];
    ++minutes_[at_ms / kMinuteMs];
    if (line.cost.minor != 0) volume_.costs[{channel, line.cost.currency}] += line.cost.minor;
    left_ms_.push_back(at_ms);
  }

  VolumeOfGate& gate_of(const ToldMessage& message) {
    auto& of = gates_[{message.verdict.gate, message.rule}];
    of.gate = message.verdict.gate;
    of.rule = message.rule;
    return of;
  }

  // The fullest window of that length that ends with one of her messages.
  void note_most(MostToOne& most, std::string_view id, std::int64_t window_ms) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < left_ms_.size(); ++i) {
      while (left_ms_[first] <= left_ms_[i] - window_ms) ++first;
      const auto count = i - first + 1;
      if (count > most.messages) most = {std::string(id), left_ms_[i], count};
    }
  }

  Peak peak_of(std::int64_t length_ms) const {
    std::map<std::int64_t, std::uint64_t> lengths;
    for (const auto& [minute, count] : minutes_) lengths[minute * kMinuteMs / length_ms] += count;
    Peak peak;
    for (const auto& [at, count] : lengths)
      if (count > peak.messages) peak = {at * length_ms, count};
    return peak;
  }

  StoreView& view_;
  const std::int64_t from_ms_;
  const calendar::Zone* zone_;
  Volume volume_;
  std::map<std::tuple<std::string, std::string, Channel>, VolumeOfMessage> messages_;
  std::map<std::pair<Gate, std::string>, VolumeOfGate> gates_;
  std::map<std::int64_t, std::uint64_t> minutes_;
  std::vector<std::int64_t> left_ms_;  // of the contact at hand
};

}  // namespace

std::uint64_t Volume::sent() const {
  return std::accumulate(messages.begin(), messages.end(), std::uint64_t{},
                         [](std::uint64_t sum, const auto& it) { return sum + it.sent; });
}

Result<Volume> read_volume(StoreView& view, std::int64_t from_ms, const calendar::Zone* zone,
                           const ScanProgress& progress) {
  VolumeFold fold(view, from_ms, zone);
  const auto take = [&](std::string_view key, std::string_view, const ContactRow& row) {
    return fold.add_contact(keys::id_of_contact_key(key), row);
  };
  CAMP_ASSIGN(const bool stopped, walk_contacts(view, progress, take));
  if (stopped) return Error{ErrorKind::kRefused, "stopped before everybody was read", "", ""};
  CAMP_TRY(view.status());
  return fold.take();
}

}  // namespace camp
