#include "runtime/sim/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "lang/catalog/events.h"
#include "runtime/sim/recorded_answers.h"

namespace camp::sim {
namespace {

// Who calls `camp tick` every minute is that late: what another program sets a time for is not
// taken as missed before.
constexpr std::int64_t kLateMs = 120'000;
constexpr std::size_t kAtOnce = 4096;  // events, contacts of one call

bool share_a_batch(const RecordedUpsert& a, const RecordedUpsert& b) {
  const auto same = [](const SubscriptionInput& x, const SubscriptionInput& y) {
    return x.conversation == y.conversation && x.channel == y.channel;
  };
  return a.lists == b.lists && a.confirmed == b.confirmed &&
         std::equal(a.subscriptions.begin(), a.subscriptions.end(), b.subscriptions.begin(),
                    b.subscriptions.end(), same);
}

}  // namespace

Replay::Replay(StoreView& recorded, const Recording& recording, ReplayOptions options)
    : recorded_(recorded), recording_(recording), options_(std::move(options)), world_([&] {
        WorldOptions world;
        world.make_virtual = recorded.row().virtual_time;
        world.store_id = recorded.row().id;
        world.ask_approvals = false;
        world.accept_clock = true;
        world.services = [&] {
          return std::make_unique<RecordedServices>(recording_, unanswered_);
        };
        world.make_transport = [&](std::unique_ptr<Transport>) {
          return std::make_unique<RecordedTransport>(recording_);
        };
        return world;
      }()) {}

Result<void> Replay::run() {
  CAMP_TRY(open());
  const auto& inputs = recording_.inputs();
  for (auto next = inputs.begin(); next != inputs.end();) {
    CAMP_TRY(go_to(next->at_ms));
    CAMP_ASSIGN(next, take(next));
    CAMP_TRY(world_.engine().settle());
    const auto done = static_cast<std::uint64_t>(next - inputs.begin());
    if (options_.progress && !options_.progress(done, inputs.size()))
      return Error{ErrorKind::kRefused, "stopped before the past was over", "", ""};
  }
  CAMP_TRY(go_to(recorded_.now_ms()));
  return work_at(recorded_.now_ms());
}

// Names keep their numbers, so that what was recorded is read as it stands.
Result<void> Replay::open() {
  auto batch = world_.store().make_batch();
  const auto& names = recorded_.names();
  for (std::uint32_t number = 1; number <= names.count(); ++number)
    batch->put(Family::kMeta, meta_keys::name(number), names.text(number));
  CAMP_TRY(world_.store().commit(*batch));
  const auto& inputs = recording_.inputs();
  const auto first_ms = inputs.empty() ? recorded_.now_ms() : inputs.front().at_ms;
  world_.clock().ms = first_ms;
  CAMP_TRY(world_.open());
  return world_.engine().virtual_time() ? world_.engine().begin_at(first_ms) : Result<void>{};
}

// ---- time

// Up to where something comes in at that time. A virtual clock does what is due by itself.
Result<void> Replay::go_to(std::int64_t at_ms) {
  auto& engine = world_.engine();
  if (engine.virtual_time()) {
    if (at_ms > engine.now_ms()) CAMP_TRY(world_.advance_to(at_ms));
    return {};
  }
  CAMP_TRY(catch_up(at_ms));
  world_.clock().ms = std::max(world_.clock().now_ms(), at_ms);
  return {};
}

Result<void> Replay::work_at(std::int64_t at_ms) {
  if (world_.engine().virtual_time()) return {};
  CAMP_TRY(catch_up(at_ms));
  CAMP_TRY(world_.jump_to(std::max(world_.clock().now_ms(), at_ms)));
  return {};
}

// What the programs of then waited for was done when it was done. Another one waits for times at
// which nobody needed to be at work.
Result<void> Replay::catch_up(std::int64_t at_ms) {
  if (options_.stand_in == StandIn::kNone || !installed_) return {};
  while (true) {
    CAMP_ASSIGN(const auto due_ms, world_.engine().next_due_ms());
    if (!due_ms || *due_ms + kLateMs >= at_ms || *due_ms <= world_.clock().now_ms()) return {};
    CAMP_TRY(world_.advance_to(*due_ms));
  }
}

// ---- inputs

Result<Replay::Place> Replay::take(Place first) {
  if (std::holds_alternative<RecordedUpsert>(first->what)) return take_imports(first);
  if (std::holds_alternative<RecordedEvent>(first->what) ||
      std::holds_alternative<RecordedConfirmation>(first->what))
    return take_events(first);
  if (const auto* run = std::get_if<RecordedRun>(&first->what)) CAMP_TRY(apply(*first, *run));
  if (const auto* pause = std::get_if<RecordedPause>(&first->what)) CAMP_TRY(apply(*pause));
  if (const auto* program = std::get_if<RecordedProgram>(&first->what)) CAMP_TRY(apply(*program));
  if (std::holds_alternative<RecordedWork>(first->what)) CAMP_TRY(work_at(first->at_ms));
  if (const auto* mending = std::get_if<RecordedMending>(&first->what))
    CAMP_TRY(world_.engine().mend(mending->order));
  return first + 1;
}

Result<Replay::Place> Replay::take_imports(Place first) {
  const auto& shared = std::get<RecordedUpsert>(first->what);
  ContactBatch batch;
  batch.lists = shared.lists;
  batch.subscriptions = shared.subscriptions;
  batch.confirmed = shared.confirmed;
  auto next = first;
  for (; next != recording_.inputs().end() && batch.contacts.size() < kAtOnce; ++next) {
    const auto* upsert = std::get_if<RecordedUpsert>(&next->what);
    if (upsert == nullptr || next->at_ms != first->at_ms || !share_a_batch(*upsert, shared)) break;
    batch.contacts.push_back({next->contact, upsert->attributes});
  }
  CAMP_TRY(world_.engine().upsert(batch));
  return next;
}

// Of those of one instant as many as came at once: between two ticks messages may have left.
Result<Replay::Place> Replay::take_events(Place first) {
  std::vector<EventInput> events;
  std::deque<std::string> tokens;
  std::unordered_map<std::string_view, std::uint64_t> ticks;  // by contact
  auto next = first;
  for (; next != recording_.inputs().end() && events.size() < kAtOnce; ++next) {
    const auto* event = std::get_if<RecordedEvent>(&next->what);
    const auto* link = std::get_if<RecordedConfirmation>(&next->what);
    if ((event == nullptr && link == nullptr) || next->at_ms != first->at_ms) break;
    if (ticks.try_emplace(next->contact, next->tick).first->second != next->tick) break;
    if (event != nullptr) {
      events.push_back(
          {event->id, next->contact, event->name, event->time_ms, event->data, event->history});
    } else {
      CAMP_ASSIGN(const auto confirmation, confirmation_of(*next, *link, tokens));
      events.push_back(confirmation);
    }
  }
  std::vector<EventFate> fates;
  CAMP_TRY(world_.engine().apply(events, &fates));
  for (std::size_t i = 0; i < events.size(); ++i)
    if (is_refused(fates[i]))
      CAMP_TRY(take_refused(first[static_cast<std::ptrdiff_t>(i)], events[i], fates[i]));
  return next;
}

// The message of then has another id now, or was not sent at all.
Result<void> Replay::take_refused(const RecordedInput& input, EventInput event, EventFate fate) {
  auto& engine = world_.engine();
  const auto* recorded = std::get_if<RecordedEvent>(&input.what);
  if (recorded != nullptr && !recorded->named.empty()) {
    event.data = recorded->named;
    std::vector<EventFate> fates;
    CAMP_TRY(engine.apply({&event, 1}, &fates));
    fate = fates.front();
  }
  if (!is_refused(fate)) return {};
  const auto problem = problem_of(fate, event, *engine.current());
  unmet_.push_back(
      {input.at_ms, std::string(input.contact),
       fmt::format("{}: {}: {}", engine.names().text(event.event), problem.field, problem.reason)});
  return {};
}

// With the link that she was sent last, of which the store has no copy. `tokens` keep it.
Result<EventInput> Replay::confirmation_of(const RecordedInput& input,
                                           const RecordedConfirmation& link,
                                           std::deque<std::string>& tokens) {
  auto& engine = world_.engine();
  const auto& names = engine.names();
  CAMP_ASSIGN(const auto token,
              engine.last_link(std::string(input.contact), link.conversation, link.channel));
  std::string data;
  encode_attributes(data, {{names.find("token"), Value::string(token)}});
  return EventInput{link.id, input.contact, names.find(kSubscriptionConfirmed), link.time_ms,
                    tokens.emplace_back(std::move(data))};
}

Result<void> Replay::apply(const RecordedInput& input, const RecordedRun& it) {
  auto& engine = world_.engine();
  const auto campaign = engine.names().text(it.campaign);
  const auto& program = engine.current()->program();
  const auto flow = program.flow_index(campaign);
  if (flow == kNone || program.flows[flow].kind != FlowKind::kCampaign) {
    unmet_.push_back(
        {input.at_ms, "", fmt::format("a run of {}, which is no campaign here", campaign)});
    return {};
  }
  CAMP_TRY(engine.run(campaign, it.key));
  return {};
}

Result<void> Replay::apply(const RecordedPause& it) {
  auto& engine = world_.engine();
  switch (it.order) {
    case RecordedPause::Order::kPause:
      CAMP_TRY(engine.pause(it.subject, ""));
      return {};
    case RecordedPause::Order::kResume:
      CAMP_TRY(engine.resume(it.subject));
      return {};
    case RecordedPause::Order::kShift:
      CAMP_TRY(engine.resume(it.subject, Waits::kShift));
      return {};
    case RecordedPause::Order::kCancel:
      CAMP_TRY(engine.cancel(it.subject));
      return {};
  }
  return {};
}

Result<void> Replay::apply(const RecordedProgram& it) {
  const bool stands_in =
      options_.stand_in == StandIn::kAll || (options_.stand_in == StandIn::kLast && it.last);
  if (stands_in && installed_ && !options_.program) return {};
  std::optional<Program> program;
  if (stands_in) {
    program = std::exchange(options_.program, std::nullopt);
  } else {
    CAMP_ASSIGN(const auto of_then, recorded_.programs().get(it.number));
    program = of_then->program();
  }
  CAMP_TRY(world_.engine().install(std::move(*program)));
  installed_ = true;
  return world_.engine().begin_schedules();
}

}  // namespace camp::sim
