#include "runtime/explain/volume.h"

#include <algorithm>
#include <numeric>
#include <tuple>

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

  // Its journal once, from front to back: each chunk has many contacts.
  Result<void> add_partition(std::uint8_t partition) {
    CAMP_TRY(scan_journal(view_.store(), partition, [this](const JournalLine& line) {
      if (line.entry.at_ms < from_ms_) return true;
      if (line.entry.message() != nullptr) add_message(line);
      if (line.entry.kind() == EntryKind::kIncident) ++volume_.incidents;
      return true;
    }));
    for (auto& [id, left_ms] : left_ms_) {
      ++volume_.contacts;
      std::sort(left_ms.begin(), left_ms.end());
      note_most(volume_.day, id, left_ms, kDayMs);
      note_most(volume_.week, id, left_ms, 7 * kDayMs);
    }
    left_ms_.clear();
    return {};
  }

  Volume take() {
    volume_.minute = peak_of(kMinuteMs);
    volume_.hour = peak_of(kHourMs);
    take_messages();
    for (auto& [key, it] : gates_) volume_.gates.push_back(std::move(it));
    std::stable_sort(volume_.gates.begin(), volume_.gates.end(), [](const auto& a, const auto& b) {
      return a.skipped + a.held > b.skipped + b.held;
    });
    return std::move(volume_);
  }

 private:
  void add_message(const JournalLine& line) {
    const auto& message = *line.entry.message();
    auto& of = messages_[{line.entry.subject.flow, message.message, message.channel}];
    switch (line.fate) {
      case Fate::kSent:
      case Fate::kPending:
        ++of.sent;
        return add_sent(line);
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
        ++gate_of(line).skipped;
        return;
      case Fate::kHeld:
        ++of.held;
        ++gate_of(line).held;
        return;
    }
  }

  void add_sent(const JournalLine& line) {
    const auto channel = line.entry.message()->channel;
    const auto at_ms = line.settled_ms != 0 ? line.settled_ms : line.entry.at_ms;
    const auto at = static_cast<std::size_t>(channel);
    ++volume_.days[calendar::local_time(zone_, at_ms).date_days][at];
    ++minutes_[at_ms / kMinuteMs];
    if (line.cost.minor != 0) volume_.costs[{channel, line.cost.currency}] += line.cost.minor;
    auto known = left_ms_.find(line.contact_id);
    if (known == left_ms_.end())
      known = left_ms_.emplace(line.contact_id, std::vector<std::int64_t>()).first;
    known->second.push_back(at_ms);
  }

  VolumeOfGate& gate_of(const JournalLine& line) {
    const auto& message = *line.entry.message();
    const auto [known, is_new] = rules_.try_emplace(
        std::tuple(message.verdict.gate, message.policy, message.rule), std::string());
    if (is_new)
      known->second =
          tell(view_, LedgerLine{line.contact_id, line.entry, message, line.fate, line.reason})
              .message()
              ->rule;
    auto& of = gates_[{message.verdict.gate, known->second}];
    of.gate = message.verdict.gate;
    of.rule = known->second;
    return of;
  }

  void take_messages() {
    for (auto& [key, it] : messages_) {
      it.flow = view_.name_of(std::get<0>(key));
      it.message = view_.name_of(std::get<1>(key));
      it.channel = std::get<2>(key);
      volume_.messages.push_back(std::move(it));
    }
    std::sort(volume_.messages.begin(), volume_.messages.end(), [](const auto& a, const auto& b) {
      return std::tie(a.flow, a.message, a.channel) < std::tie(b.flow, b.message, b.channel);
    });
  }

  // The fullest window of that length that ends with one of her messages.
  static void note_most(MostToOne& most, const std::string& id,
                        const std::vector<std::int64_t>& left_ms, std::int64_t window_ms) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < left_ms.size(); ++i) {
      while (left_ms[first] <= left_ms[i] - window_ms) ++first;
      const auto count = i - first + 1;
      if (count > most.messages) most = {id, left_ms[i], count};
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
  std::map<std::tuple<std::uint32_t, std::uint32_t, Channel>, VolumeOfMessage> messages_;
  std::map<std::pair<Gate, std::string>, VolumeOfGate> gates_;
  std::map<std::int64_t, std::uint64_t> minutes_;
  // Of the partition at hand: when each contact's messages left.
  std::map<std::string, std::vector<std::int64_t>, std::less<>> left_ms_;
  // What a message was kept by, as scripts have it: by gate, policy and rule.
  std::map<std::tuple<Gate, std::uint32_t, std::uint32_t>, std::string> rules_;
};

}  // namespace

std::uint64_t Volume::sent() const {
  return std::accumulate(messages.begin(), messages.end(), std::uint64_t{},
                         [](std::uint64_t sum, const auto& it) { return sum + it.sent; });
}

Result<Volume> read_volume(StoreView& view, std::int64_t from_ms, const calendar::Zone* zone,
                           const ScanProgress& progress) {
  VolumeFold fold(view, from_ms, zone);
  CAMP_ASSIGN(const auto used, partitions_in_use(view.store()));
  std::uint64_t done = 0;
  for (std::size_t partition = 0; partition < used.size(); ++partition) {
    if (!used[partition]) continue;
    CAMP_TRY(fold.add_partition(static_cast<std::uint8_t>(partition)));
    if (progress && !progress(++done, used.count()))
      return Error{ErrorKind::kRefused, "stopped before everything was read", "", ""};
  }
  CAMP_TRY(view.status());
  return fold.take();
}

}  // namespace camp
