// Requests out, answers in. A request is a row of the store until its answer is; what is to be
// attempted without being able to tell afterwards is written down before (RequestRow::under_way).
#include <algorithm>

#include "runtime/engine/request_retry.h"
#include "runtime/engine/shard.h"
#include "runtime/state/checked.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

// What is paused is looked at again then, or when something is resumed; not when somebody leaves:
// each who did would have all that waits looked at.
constexpr std::int64_t kPausedMs = 60'000;

Error unreadable_request(std::string_view sealed) {
  return unreadable(sealed, kRequestRowVersion, "a request");
}

const ServiceDecl& service_of(const LinkedProgram& program, const CallDecl& call) {
  return program.program().services[call.service];
}

}  // namespace

struct Shard::Beginning {
  Hash128 id;
  RequestUnderWay request;
  bool paused = false;  // its flow
};

Result<bool> Shard::exchange(std::int64_t wait_ms) {
  if (!services_) return false;
  for (const auto& answer : services_->collect(wait_ms)) CAMP_TRY(take_answer(answer));
  CAMP_TRY(commit_tick());
  CAMP_TRY(begin_requests());
  return !under_way_.empty();
}

// With virtual time what a service answers belongs to this moment: nothing else happens before. A
// live shard takes what is there, and waits when too much is under way: the work that asks goes as
// fast as the services do.
Result<void> Shard::exchange_at_once() {
  const auto is_virtual = world_.clock.is_virtual();
  if (!services_ || (under_way_.empty() && next_request_ms() > now_ms())) return {};
  constexpr std::int64_t kWaitMs = 1000;
  CAMP_ASSIGN(bool more, exchange(0));
  while (more && (is_virtual || under_way_.size() >= limits::kRequestsAtOnce)) {
    CAMP_ASSIGN(more, exchange(kWaitMs));
  }
  return {};
}

std::int64_t Shard::next_request_ms() const {
  return *std::min_element(next_request_ms_.begin() + first_, next_request_ms_.begin() + end_);
}

// ---- answers

Result<void> Shard::take_answer(const ServiceAnswer& answer) {
  const auto found = under_way_.find(answer.id);
  if (found == under_way_.end()) return {};
  auto request = std::move(found->second);
  under_way_.erase(found);
  ++request.row.attempts;
  return end_attempt(request, answer);
}

Result<void> Shard::end_attempt(RequestUnderWay& request, const ServiceAnswer& answer) {
  auto& row = request.row;
  const auto partition = keys::partition_of(row.contact_id);
  tick_.batch().erase(Family::kOutbox, keys::request(partition, request.due_ms, answer.id));
  tick_.touch(partition);
  if (answer.kind == AnswerKind::kSilent) return {};
  const auto& service = service_of(*request.program, *request.call);
  if (auto at_ms = retry_at_ms(service, *request.call, row, answer, now_ms())) {
    row.under_way = false;
    if (world_.clock.is_virtual()) at_ms = now_ms();  // its clock stands still meanwhile
    tick_.set_request(partition, answer.id, *at_ms, row);
    return {};
  }
  CAMP_ASSIGN(auto* slot, tick_.contact(row.contact_id));
  if (!slot || (slot->row.flags & kContactErased) != 0) return {};
  return conductor_.apply_answer(*slot, *request.program, *request.call, row, answer, now_ms());
}

// ---- what is due

// By their due time.
std::unique_ptr<StoreIterator> Shard::requests_of(std::uint8_t partition) {
  const auto prefix = keys::requests_prefix(partition);
  return world_.store.iterate(
      Family::kOutbox, {.lower = prefix, .upper = keys::after_prefix(prefix), .fill_cache = true});
}

Result<void> Shard::begin_requests() {
  std::vector<Beginning> ready;
  for (auto p = first_; p < end_ && under_way_.size() + ready.size() < limits::kRequestsAtOnce; ++p)
    if (next_request_ms_[p] <= now_ms())
      CAMP_TRY(collect_requests(static_cast<std::uint8_t>(p), ready));
  CAMP_TRY(commit_tick());
  // A virtual store's ticks are not on disk yet.
  if (!ready.empty() && world_.clock.is_virtual()) CAMP_TRY(world_.store.sync());
  for (auto& one : ready) {
    auto& request = one.request;
    Arena arena(1024);
    std::vector<Value> arguments;
    CAMP_TRY(read_arguments(request, arena, &arguments));
    const auto& row = request.row;
    const auto& service = service_of(*request.program, *request.call);
    const auto timeout_ms = std::min(static_cast<std::int64_t>(service.timeout_ms),
                                     std::max<std::int64_t>(1, row.expires_ms - now_ms()));
    services_->start({one.id, request.program, request.call, arguments, timeout_ms});
    under_way_.emplace(one.id, std::move(request));
  }
  return {};
}

Result<void> Shard::collect_requests(std::uint8_t partition, std::vector<Beginning>& ready) {
  auto rows = requests_of(partition);
  bool any_paused = false;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    Beginning one;
    if (!keys::parse_request(rows->key(), &one.request.due_ms, &one.id))
      return Error{ErrorKind::kCorrupt, "a key of a request is none", "", "camp ledger verify"};
    if (one.request.due_ms > now_ms() ||
        under_way_.size() + ready.size() >= limits::kRequestsAtOnce) {
      next_request_ms_[partition] = one.request.due_ms;
      if (any_paused)
        next_request_ms_[partition] = std::min(one.request.due_ms, now_ms() + kPausedMs);
      return {};
    }
    if (under_way_.contains(one.id)) continue;
    if (!decode_request_row(rows->value(), &one.request.row))
      return unreadable_request(rows->value());
    CAMP_ASSIGN(const bool begins, may_begin(partition, one));
    any_paused = any_paused || one.paused;
    if (begins) ready.push_back(std::move(one));
  }
  CAMP_TRY(rows->status());
  next_request_ms_[partition] = any_paused ? now_ms() + kPausedMs : INT64_MAX;
  return {};
}

void Shard::look_at_requests() {
  std::fill(next_request_ms_.begin() + first_, next_request_ms_.begin() + end_, kUnknownRequest);
}

// Nobody may wait for it any more; its flow may be paused; it may have been under way when an
// earlier process ended.
Result<bool> Shard::may_begin(std::uint8_t partition, Beginning& one) {
  auto& row = one.request.row;
  const auto key = keys::request(partition, one.request.due_ms, one.id);
  CAMP_ASSIGN(auto* slot, tick_.contact(row.contact_id));
  const auto* instance = slot ? slot->row.find_instance(row.instance) : nullptr;
  // Who stands at a failure may be put back to her wait; one that is paused may become longer.
  bool stands = instance != nullptr && instance->state != InstanceState::kEnded &&
                instance->token == row.token;
  const bool paused = stands && world_.pauses.hold_flow(instance->flow);
  if (stands) row.expires_ms = instance->due_ms;
  if (!stands || (!paused && row.expires_ms <= now_ms())) {
    tick_.batch().erase(Family::kOutbox, key);
    tick_.touch(partition);
    return false;
  }
  CAMP_ASSIGN(one.request.program, world_.programs.get(row.program));
  one.request.call = one.request.program->call_by_number(row.call);
  if (one.request.call == nullptr) return misfit(*slot, row.instance);
  if (row.under_way) {
    const ServiceAnswer nothing{
        one.id, AnswerKind::kUnknown, 0, "the process ended before there was an answer", 0, {}};
    ++row.attempts;
    CAMP_TRY(end_attempt(one.request, nothing));
    return false;
  }
  if (paused) {
    one.paused = true;
    return false;
  }
  if (!is_repeatable(service_of(*one.request.program, *one.request.call), *one.request.call)) {
    row.under_way = true;
    tick_.batch().put(Family::kOutbox, key, encode_request_row(row));
    tick_.touch(partition);
  }
  return true;
}

Result<void> Shard::read_arguments(const RequestUnderWay& request, Arena& arena,
                                   std::vector<Value>* values) {
  Reader in(request.row.arguments);
  values->resize(in.count(1));
  for (auto& value : *values) value = decode_value(in, arena);
  if (in.ok() && in.at_end() && values->size() == request.call->parameters.size()) return {};
  return Error{ErrorKind::kCorrupt, "the arguments of a request do not fit its call",
               request.row.contact_id, "camp ledger verify"};
}

// Of a contact that is erased: what would be asked says something of her.
Result<void> Shard::forget_requests(std::string_view contact_id) {
  auto rows = requests_of(keys::partition_of(contact_id));
  RequestRow row;
  for (rows->seek_to_first(); rows->valid(); rows->next()) {
    if (!decode_request_row(rows->value(), &row)) return unreadable_request(rows->value());
    if (row.contact_id == contact_id) tick_.batch().erase(Family::kOutbox, rows->key());
  }
  return rows->status();
}

}  // namespace camp
