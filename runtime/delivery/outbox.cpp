#include "runtime/delivery/outbox.h"

#include <algorithm>
#include <utility>

namespace camp {
namespace {

constexpr std::size_t kRoundMessages = 16'384;

// Where the message with the same index in the batch comes from.
struct Origin {
  std::size_t chunk = 0;
  std::uint32_t ordinal = 0;
};
struct Batch {
  std::vector<Outgoing> messages;  // views into the jobs' chunks
  std::vector<Origin> origins;
};

// Gives "", or why the entry can be no message.
std::string_view fill(const DeliveryContext& context, const JournalEntry& entry,
                      std::string_view contact_id, Outgoing* out) {
  auto program = context.programs.find(entry.program);
  CAMP_ASSERT(program != context.programs.end());
  const auto& known = program->second;
  auto message = known.messages.find(entry.message);
  auto flow = known.flows.find(entry.subject.flow);
  if (message == known.messages.end() || flow == known.flows.end())
    return "the program has no such message";
  const auto* content = message->second->content_for(entry.channel);
  if (!content) return "the program has no such message";
  *out = {known.program.get(), flow->second,    message->second, content,
          entry.channel,       entry.ledger_id, entry.at_ms,     {},
          contact_id,          entry.address,   entry.slots};
  auto run_key = context.run_keys.find(entry.subject.run);
  if (run_key != context.run_keys.end()) out->run = run_key->second;
  return {};
}

// The chunk's messages go to the batch; what can be no message is failed at once.
void unpack(const OutboxJob& job, std::size_t index, Arena& arena, Batch* batch,
            OutboxResult::ChunkOutcomes* result) {
  result->tick = job.chunk.tick;
  result->partition = job.chunk.partition;
  result->outcomes.count = job.chunk.messages;
  JournalReader reader(job.chunk.sealed, arena);
  result->outcomes.at_ms = reader.base_ms();
  JournalGroup group;
  std::uint32_t ordinal = 0;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      if (!is_queued(entry)) continue;
      if (entry.address.empty()) {  // blanked while it waited: nobody is queued without one
        result->outcomes.exceptions.push_back(
            {ordinal++, MessageOutcome::kCancelled, "the contact was erased"});
        continue;
      }
      Outgoing message;
      auto problem = fill(*job.context, entry, group.contact_id, &message);
      if (problem.empty()) {
        batch->messages.push_back(message);
        batch->origins.push_back({index, ordinal});
      } else {
        result->outcomes.exceptions.push_back(
            {ordinal, MessageOutcome::kFailed, std::string(problem)});
      }
      ++ordinal;
    }
  }
  CAMP_ASSERT(reader.ok() && ordinal == job.chunk.messages);
}

void note(const Attempt& attempt, std::uint32_t ordinal, OutboxResult::ChunkOutcomes* chunk) {
  auto& outcomes = chunk->outcomes;
  switch (attempt.kind) {
    case AttemptKind::kSent:
      if (outcomes.file.empty()) outcomes.file = attempt.text;
      return;
    case AttemptKind::kFailed:
      outcomes.exceptions.push_back({ordinal, MessageOutcome::kFailed, std::string(attempt.text)});
      return;
    case AttemptKind::kUnknown:
      outcomes.exceptions.push_back({ordinal, MessageOutcome::kUnknown, std::string(attempt.text)});
      return;
  }
}

}  // namespace

Outbox::Outbox(std::unique_ptr<Transport> transport, Mode mode)
    : transport_(std::move(transport)), mode_(mode) {
  if (mode_ == Mode::kThread) thread_ = std::thread([this] { work(); });
}

Outbox::~Outbox() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Outbox::takes() {
  std::lock_guard lock(mutex_);
  return has_room();
}

bool Outbox::push(OutboxJob& job) {
  {
    std::lock_guard lock(mutex_);
    if (!has_room()) return false;
    waiting_bytes_ += job.chunk.sealed.size();
    waiting_.push_back(std::move(job));
  }
  if (mode_ == Mode::kInline) {
    finish_round(do_round(take_round()));
  } else {
    changed_.notify_all();
  }
  return true;
}

Outbox::Collected Outbox::collect() {
  std::lock_guard lock(mutex_);
  return {std::exchange(finished_, {}), std::exchange(shortage_, std::nullopt)};
}

Outbox::Collected Outbox::drain() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
  }
  return collect();
}

void Outbox::work() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
      if (stop_) return;
    }
    finish_round(do_round(take_round()));
  }
}

std::vector<OutboxJob> Outbox::take_round() {
  std::lock_guard lock(mutex_);
  std::vector<OutboxJob> jobs;
  std::size_t messages = 0;
  while (!waiting_.empty() && messages < kRoundMessages) {
    messages += waiting_.front().chunk.messages;
    waiting_bytes_ -= waiting_.front().chunk.sealed.size();
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  busy_ = true;
  return jobs;
}

// After a shortage nothing behind the round is tried: messages leave in the order of their ticks.
void Outbox::finish_round(Result<OutboxResult> result) {
  std::lock_guard lock(mutex_);
  busy_ = false;
  if (result.ok()) {
    finished_.push_back(std::move(*result));
  } else {
    shortage_ = std::move(result).error();
    waiting_.clear();
    waiting_bytes_ = 0;
  }
  changed_.notify_all();
}

Result<OutboxResult> Outbox::do_round(const std::vector<OutboxJob>& jobs) {
  OutboxResult result;
  result.chunks.resize(jobs.size());
  Batch batch;
  arena_.reset();
  for (std::size_t i = 0; i < jobs.size(); ++i)
    unpack(jobs[i], i, arena_, &batch, &result.chunks[i]);
  CAMP_ASSIGN(auto attempts, transport_->attempt(batch.messages));
  CAMP_ASSERT(attempts.each.size() == batch.messages.size());
  for (std::size_t i = 0; i < batch.origins.size(); ++i)
    note(attempts.each[i], batch.origins[i].ordinal, &result.chunks[batch.origins[i].chunk]);
  for (auto& chunk : result.chunks) {
    auto& exceptions = chunk.outcomes.exceptions;
    std::sort(exceptions.begin(), exceptions.end(),
              [](const auto& a, const auto& b) { return a.ordinal < b.ordinal; });
    chunk.sent = chunk.outcomes.count - static_cast<std::uint32_t>(exceptions.size());
  }
  result.rows = std::move(attempts.rows);
  return result;
}

}  // namespace camp
