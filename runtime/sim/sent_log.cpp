#include "runtime/sim/sent_log.h"

#include <algorithm>

namespace camp::sim {
namespace {

void sort_by_time(std::vector<SentMessage>& sent) {
  std::stable_sort(sent.begin(), sent.end(),
                   [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; });
}

}  // namespace

std::vector<SentMessage> sent_in(const ContactHistory& history) {
  std::vector<SentMessage> sent;
  for (const auto& line : history.entries()) {
    const auto* message = line.entry.message();
    if (message != nullptr && line.fate == Fate::kSent)
      sent.push_back(
          {line.settled_ms, message->message, line.entry.subject.flow, message->channel});
  }
  sort_by_time(sent);
  return sent;
}

void SentLog::note(std::string_view contact, const SentMessage& sent) {
  auto known = new_.find(contact);
  if (known == new_.end()) known = new_.emplace(contact, std::vector<SentMessage>()).first;
  known->second.push_back(sent);
}

Result<std::span<const SentMessage>> SentLog::of(std::string_view contact) {
  const auto partition = keys::partition_of(contact);
  if (before_ != nullptr && !read_[partition]) CAMP_TRY(read(partition));
  auto now = new_.find(contact);
  if (const auto past = past_.find(contact); past != past_.end()) {
    if (now == new_.end()) now = new_.emplace(contact, std::vector<SentMessage>()).first;
    now->second.insert(now->second.begin(), past->second.begin(), past->second.end());
    past_.erase(past);
  }
  if (now == new_.end()) return std::span<const SentMessage>();
  return std::span<const SentMessage>(now->second);
}

Result<void> SentLog::read(std::uint8_t partition) {
  CAMP_TRY(scan_journal(*before_, partition, [&](const JournalLine& line) {
    const auto* message = line.entry.message();
    if (message != nullptr && line.fate == Fate::kSent)
      past_[std::string(line.contact_id)].push_back(
          {line.settled_ms, message->message, line.entry.subject.flow, message->channel});
    return true;
  }));
  for (auto& [contact, sent] : past_) sort_by_time(sent);
  read_.set(partition);
  return {};
}

}  // namespace camp::sim
