#include "runtime/engine/dispatcher.h"

#include <fmt/format.h>

#include "lang/program/program.h"
#include "lang/value/civil.h"
#include "runtime/delivery/compose.h"

namespace camp {
namespace {

// Chunks under way: enough to keep both threads busy, few enough to bound memory (a chunk is about
// a megabyte).
constexpr std::size_t kWaitingMax = 16;
constexpr std::size_t kRoundMessages = 16'384;
constexpr std::int64_t kDayMs = 86'400'000;

std::int64_t floor_day(std::int64_t ms) { return (ms >= 0 ? ms : ms - kDayMs + 1) / kDayMs; }

const MessageDecl* find_message(const LinkedProgram& program, std::uint32_t name_number) {
  for (const auto& message : program.program().messages) {
    if (program.number(message.name) == name_number) return &message;
  }
  return nullptr;
}

const ContentDecl* find_content(const MessageDecl& message, Channel channel) {
  for (const auto& content : message.contents) {
    if (content.channel == channel) return &content;
  }
  return nullptr;
}

std::string_view constant_text(const Program& program, ConstIndex index) {
  return index == kNone ? std::string_view() : program.constants[index].text();
}

}  // namespace

Dispatcher::Dispatcher(Store& store, FileSystem& files, MimeWriter& mime, std::string spool_root)
    : store_(store),
      mime_(mime),
      spool_(files, std::move(spool_root)),
      thread_([this] { work(); }) {}

Dispatcher::~Dispatcher() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<void> Dispatcher::push(DispatchJob job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < kWaitingMax || error_; });
  if (error_) return *error_;
  waiting_.push_back(std::move(job));
  changed_.notify_all();
  return {};
}

std::vector<DispatchResult> Dispatcher::collect() {
  std::lock_guard lock(mutex_);
  return std::exchange(finished_, {});
}

Result<std::vector<DispatchResult>> Dispatcher::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return (waiting_.empty() && !busy_) || error_; });
  if (error_) return *error_;
  return std::exchange(finished_, {});
}

void Dispatcher::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || (!waiting_.empty() && !error_); });
    if (stop_) return;
    std::vector<DispatchJob> jobs;
    std::size_t messages = 0;
    while (!waiting_.empty() && messages < kRoundMessages) {
      messages += waiting_.front().chunk.messages;
      jobs.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    busy_ = true;
    changed_.notify_all();
    lock.unlock();
    auto result = write_round(jobs);
    lock.lock();
    busy_ = false;
    if (result.ok()) {
      finished_.push_back(std::move(*result));
    } else {
      error_ = std::move(result).error();
    }
    changed_.notify_all();
  }
}

// One round: everything of one spool file in one write and one sync, whatever chunks it comes from.
Result<DispatchResult> Dispatcher::write_round(const std::vector<DispatchJob>& jobs) {
  DispatchResult result;
  result.chunks.resize(jobs.size());
  std::map<SpoolTarget, Buffer> buffers;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    result.chunks[i].tick = jobs[i].chunk.tick;
    result.chunks[i].partition = jobs[i].chunk.partition;
    result.chunks[i].outcomes.count = jobs[i].chunk.messages;
    compose_chunk(jobs[i], i, buffers, result.chunks[i].outcomes);
  }
  for (const auto& [target, buffer] : buffers) {
    CAMP_ASSIGN(auto from, position_of(target));
    std::string path;
    CAMP_ASSIGN(auto position, spool_.append(target, from, buffer.bytes, &path));
    positions_[target] = position;
    result.positions[target] = position;
    for (auto index : buffer.chunks) {
      auto& file = result.chunks[index].outcomes.file;
      if (file.empty()) file = path;
    }
  }
  return result;
}

void Dispatcher::compose_chunk(const DispatchJob& job, std::size_t index,
                               std::map<SpoolTarget, Buffer>& buffers, Outcomes& outcomes) {
  arena_.reset();
  JournalReader reader(job.chunk.sealed, arena_);
  outcomes.at_ms = reader.base_ms();
  JournalGroup group;
  std::uint32_t ordinal = 0;
  SpoolTarget target;
  SpoolTarget last_target;
  Buffer* buffer = nullptr;
  std::string record;
  while (reader.next(&group)) {
    for (const auto& entry : group.entries) {
      if (entry.kind != EntryKind::kMessage || entry.verdict.decision != Decision::kQueued)
        continue;
      record.clear();
      auto problem = compose_message(*job.context, group.contact_id, entry, &target, record);
      if (problem.empty()) {
        if (!buffer || !(target == last_target)) {
          buffer = &buffers[target];
          last_target = target;
          if (buffer->chunks.empty() || buffer->chunks.back() != index)
            buffer->chunks.push_back(index);
        }
        buffer->bytes += record;
      } else {
        outcomes.exceptions.push_back({ordinal, MessageOutcome::kFailed, problem});
      }
      ++ordinal;
    }
  }
  CAMP_ASSERT(reader.ok() && ordinal == job.chunk.messages);
}

// Appends the message's record to `out`; what went wrong otherwise.
std::string Dispatcher::compose_message(const DispatchContext& context, std::string_view contact_id,
                                        const JournalEntry& entry, SpoolTarget* target,
                                        std::string& out) {
  auto found = context.programs.find(entry.program);
  CAMP_ASSERT(found != context.programs.end());
  const auto& linked = *found->second;
  const auto& program = linked.program();
  const auto* message = find_message(linked, entry.message);
  const auto* content = message ? find_content(*message, entry.channel) : nullptr;
  auto flow_index = linked.flow_by_number(entry.subject.flow);
  if (!content || flow_index == kNone) return "the program has no such message";
  ComposedMessage composed;
  if (!compose(program, *content, entry.slots, &composed))
    return "its ledger entry does not fit its template";
  const auto& flow = program.flows[flow_index];
  auto run_key = context.run_keys.find(entry.subject.run);
  auto ledger_hex = to_hex(entry.ledger_id.view());
  target->flow = program.name(flow.name);
  target->run = run_key == context.run_keys.end() ? std::string() : run_key->second;
  target->day = date_text(floor_day(entry.at_ms));
  target->channel = entry.channel;
  if (info_of(entry.channel).parts == ChannelParts::kShort) {
    append_ndjson_record(
        out, {ledger_hex, info_of(entry.channel).word, entry.address, contact_id, target->flow,
              target->run, program.name(message->name), composed.text, entry.at_ms});
    return {};
  }
  Mail mail;
  mail.ledger_id_hex = ledger_hex;
  mail.date_ms = entry.at_ms;
  if (flow.conversation != kNone) {
    mail.from = constant_text(program, program.conversations[flow.conversation].from);
    mail.reply_to = constant_text(program, program.conversations[flow.conversation].reply_to);
  }
  mail.to = entry.address;
  mail.subject = composed.subject;
  mail.text = composed.text;
  mail.html = composed.html;
  mail.campaign = target->flow;
  mail.run = target->run;
  mail.list_unsubscribe = flow.category == Category::kMarketing;
  std::string problem;
  const auto* mail_layout = layout(content->text != kNone, content->html != kNone, &problem);
  if (!mail_layout) return problem;
  mail_.clear();
  mail_layout->compose(mail, mail_);
  append_mbox_record(out, mail_, mail.from, entry.at_ms);
  return {};
}

Result<SpoolPosition> Dispatcher::position_of(const SpoolTarget& target) {
  auto known = positions_.find(target);
  if (known != positions_.end()) return known->second;
  std::string sealed;
  CAMP_ASSIGN(bool found, store_.get(Family::kMeta, spool_key(target), &sealed));
  SpoolPosition position;
  if (found && !decode_spool_position(sealed, &position)) {
    return Error{ErrorKind::kCorrupt, "the position of a spool file cannot be read",
                 Spool::path_of(target, 0), "restore a backup of the store"};
  }
  return position;
}

const MailLayout* Dispatcher::layout(bool text, bool html, std::string* problem) {
  int shape = (text ? 1 : 0) + (html ? 2 : 0);
  auto known = layouts_.find(shape);
  if (known != layouts_.end()) return &known->second;
  auto made = MailLayout::make(mime_, text, html);
  if (!made.ok()) {
    *problem = made.error().message;
    return nullptr;
  }
  return &layouts_.emplace(shape, std::move(*made)).first->second;
}

}  // namespace camp
