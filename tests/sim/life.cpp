#include "tests/sim/life.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lang/catalog/events.h"
#include "lang/compile/compile.h"
#include "runtime/state/clock_mark.h"
#include "tests/sim/gate_model.h"
#include "tests/sim/projects.h"

namespace camp::simulator {
namespace {
constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs, kDayMs = 24 * kHourMs;
constexpr std::int64_t kBegin = 1'772'442'000'000;  // 2026-03-02 09:00 UTC
constexpr std::size_t kContactsMax = 12;
// No random flow waits for longer, however deep its branches are.
constexpr std::int64_t kDrainMs = 10 * 365 * kDayMs;
}  // namespace

Life::Life(std::uint64_t seed, bool on_disk, Tally* tally)
    : chance_(seed),
      seed_(seed),
      calm_(seed % 5 == 0),
      tally_(*tally),
      provider_(~seed,
                [this](std::int64_t ms) {
                  if (!live_) return;  // a virtual clock stands still meanwhile
                  ++tally_["the provider is slow"];
                  world_->clock().ms += ms;
                  slow_ms_ += ms;
                }),
      shop_(seed + 1, [this](std::string what) { broken(std::move(what)); }) {
  if (on_disk) disk_ = std::make_unique<Disk>();
}

std::string Life::encoded(const std::vector<std::pair<std::string, Value>>& fields) {
  std::vector<NamedValue> named;
  for (const auto& [name, value] : fields)
    named.push_back({world_->engine().names().number(name), value});
  std::string data;
  encode_attributes(data, std::move(named));
  return data;
}

bool Life::compile_project(int variant) {
  auto text = random_project(chance_, variant);
  if (quiet_) text += random_policy(chance_);
  if (rated_) {
    rate_ = random_rate(chance_);
    text += rate_.text;
  }
  left_.clear();
  SourceSet scripts;
  scripts.add("random.camp", text);
  Diagnostics findings;
  auto program = compile_program(analyze(std::move(scripts)), findings);
  if (!program.ok()) {
    program_.reset();
    broken("the random project does not compile: " + program.error().message + "\n" + text);
    return false;
  }
  program_ = std::move(*program);
  return true;
}

// Whoever is asked about the clock says that it is right.
Result<void> Life::opened() {
  auto open = world_->open();
  if (!open.ok() && open.error().kind == ErrorKind::kRefused) {
    ++tally_[kClockAsked];
    was_ahead_ = true;
    world_->options().accept_clock = true;
    open = world_->open();
    world_->options().accept_clock = false;
  }
  CAMP_TRY(std::move(open));
  return world_->engine().settle();
}

void Life::make_world() {
  live_ = chance_.one_in(2);
  provided_ = chance_.one_in(2);
  late_ = seed_ % 2 == 1;
  quiet_ = chance_.one_in(3);
  rated_ = chance_.one_in(3);
  sim::WorldOptions options;
  options.make_virtual = !live_;
  options.services = [this] {
    return std::make_unique<ShopClient>(shop_, [this](const ServiceRequest& request, bool again) {
      look_at_request(request, again);
    });
  };
  options.make_transport = [this](auto spool) { return transport(std::move(spool)); };
  sim::Outside outside;
  if (disk_) {
    outside.open_store = [this] {
      if (std::exchange(power_lost_, false)) disk_->lose_power(chance_);
      return disk_->open_store();
    };
  }
  world_ = std::make_unique<sim::World>(std::move(options), std::move(outside));
  world_->clock().ms = kBegin;
}

std::unique_ptr<Transport> Life::transport(std::unique_ptr<Transport> spool) {
  auto inner = std::move(spool);
  if (provided_ && late_) {
    inner = std::make_unique<LateProviderTransport>(provider_);
  } else if (provided_) {
    inner = std::make_unique<ProviderTransport>(provider_);
  }
  return std::make_unique<WatchedTransport>(
      std::move(inner), [this](std::span<const Outgoing> batch) { look_at_attempt(batch); },
      [this](std::span<const Outgoing> batch) { note_left(batch); });
}

Verdict Life::live(std::uint32_t steps) {
  make_world();
  auto begun = opened();
  if (!begun.ok()) broken("a new store does not open: " + begun.error().message);
  if (verdict_.broken.empty() && compile_project(0)) {
    survive("install", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().install(*program_));
      if (!live_) CAMP_TRY(world_->engine().advance_to(std::max(kBegin, now_ms())));
      return {};
    });
    import_contacts();
  }
  while (verdict_.broken.empty() && verdict_.steps < steps) {
    ++verdict_.steps;
    step();
    if (verdict_.broken.empty()) check();
  }
  if (verdict_.broken.empty()) drain();
  if (verdict_.broken.empty()) check_reopened();
  if (verdict_.broken.empty() && calm_ && live_ && !quiet_) relive();
  verdict_.trace = xxh3_64(dump(), seed_);
  world_.reset();
  return verdict_;
}

void Life::step() {
  slow_ms_ = 0;
  if (!calm_ && chance_.one_in(4)) change_weather();
  if (!calm_ && chance_.one_in(5)) arm_fault();
  switch (chance_.below(17)) {
    case 0:
      import_contacts();
      break;
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
      send_events();
      break;
    case 6:
      repeat_event();
      break;
    case 7:
    case 8:
    case 9:
      move_time();
      break;
    case 10:
      if (!live_ || calm_) {
        move_time();
      } else {
        chance_.one_in(4) ? lose_a_year() : move_clock_back();
      }
      break;
    case 11:
      live_ ? sleep() : move_time();
      break;
    case 12:
      run_campaign();
      break;
    case 13:
      chance_.one_in(3) ? change_program() : send_events();
      break;
    case 14:
      chance_.one_in(3) ? erase_contact() : move_time();
      break;
    case 15:
      calm_ ? move_time() : operate();
      break;
    default:
      if (calm_) return move_time();
      disarm();
      reopen(chance_.one_in(2));
      break;
  }
  disarm();
}

// ---- accidents

void Life::change_weather() {
  provider_.set_bad_weather(!provider_.bad_weather());
  shop_.set_bad_weather(provider_.bad_weather());
  if (provider_.bad_weather()) ++tally_["the provider has bad weather"];
}

void Life::arm_fault() {
  if (chance_.one_in(2)) {
    ++tally_[disk_ ? "the disk fails" : "a commit fails"];
    if (disk_) {
      disk_->fail_at(1 + chance_.below(40));
    } else {
      world_->memory().fail_commit(1 + chance_.below(4));
    }
  } else if (provided_) {
    ++tally_["the provider cannot be reached"];
    provider_.fail_once();
  } else {
    auto fault = static_cast<sim::Fault>(chance_.below(3));
    ++tally_[fault == sim::Fault::kTorn ? "a write tears" : "a file operation fails"];
    world_->files().fail_at(static_cast<int>(1 + chance_.below(12)), fault);
  }
}

void Life::disarm() {
  world_->memory().fail_commit(0);
  if (disk_) disk_->heal();
  world_->files().heal();
  provider_.heal();
}

// The last thing in a life: nothing goes wrong any more, and time passes until nothing is left.
void Life::drain() {
  disarm();
  provider_.set_bad_weather(false);
  shop_.set_bad_weather(false);
  resume_all();
  auto until_ms = now_ms() + kDrainMs;
  survive("everything drains", [&]() -> Result<void> {
    CAMP_TRY(world_->advance_to(until_ms));
    return {};
  });
  if (!verdict_.broken.empty()) return;
  check();
  check_idle();
}

void Life::survive(const char* what, const Work& work) {
  doing_ = what;
  ++tally_[what];
  auto attempt = [&]() -> Result<void> {
    CAMP_TRY(work());
    return world_->engine().settle();  // as every verb ends
  };
  auto done = attempt();
  for (int again = 0; !done.ok() && again < 3; ++again) {
    ++tally_["a failed step is done again"];
    bool power_lost = chance_.one_in(2);
    disarm();
    reopen(power_lost);
    if (!verdict_.broken.empty()) return;
    doing_ = what;
    done = attempt();
  }
  if (!done.ok()) broken(done.error().message + " " + done.error().where);
}

void Life::reopen(bool power_lost) {
  world_->close();
  if (power_lost) world_->files().lose_power();
  power_lost_ = power_lost && disk_;
  if (power_lost_) disk_->fail_at(1);  // closing the store must not save anything
  open_again(power_lost ? "the power goes" : "the process is killed");
}

void Life::open_again(const char* after) {
  doing_ = after;
  ++tally_[doing_];
  auto again = opened();
  if (!again.ok()) broken("cannot be opened again: " + again.error().message);
}

// ---- what happens

void Life::import_contacts() {
  auto count = chance_.between(1, 4);
  for (std::int64_t i = 0; i < count; ++i) {
    bool fresh = contacts_.size() < kContactsMax && !chance_.one_in(4);
    auto id = fresh || contacts_.empty() ? fmt::format("c{}", contacts_.size())
                                         : contacts_[chance_.below(contacts_.size())];
    auto email = id + "@example.com";
    std::vector<std::pair<std::string, Value>> fields;
    if (!chance_.one_in(5)) fields.push_back({"email", Value::string(email)});
    if (chance_.one_in(2)) fields.push_back({"phone", Value::string("+358401234567")});
    if (chance_.one_in(2))
      fields.push_back(
          {"timezone", Value::string(chance_.of({"UTC", "America/New_York", "Asia/Kathmandu"}))});
    if (chance_.one_in(2))
      fields.push_back(
          {"language", Value::string(chance_.of({"fi", "pt-BR", "pt", "sv-FI", "x"}))});
    bool by_mail = !chance_.one_in(5), by_sms = chance_.one_in(2), blocked = chance_.one_in(8);
    bool colleague = chance_.one_in(4);
    survive("import", [&]() -> Result<void> {
      auto& names = world_->engine().names();
      auto data = encoded(fields);
      ContactBatch batch;
      batch.contacts.push_back({id, data});
      if (by_mail) batch.subscriptions.push_back({names.number("news"), Channel::kEmail});
      if (by_sms) batch.subscriptions.push_back({names.number("news"), Channel::kSms});
      if (blocked) batch.lists.push_back(names.number("blocked"));
      if (colleague) batch.lists.push_back(names.number("staff"));
      CAMP_TRY(world_->engine().upsert(batch));
      return {};
    });
    if (std::find(contacts_.begin(), contacts_.end(), id) == contacts_.end())
      contacts_.push_back(id);
  }
}

Result<void> Life::offer(const std::vector<Happening>& events) {
  std::vector<EventInput> inputs;
  for (const auto& one : events)
    inputs.push_back(
        {one.id, one.contact, world_->engine().names().number(one.event), one.time_ms, one.data});
  std::vector<EventFate> fates;
  CAMP_TRY(world_->engine().apply(inputs, &fates));
  for (std::size_t i = 0; i < events.size(); ++i) {
    bool known = fates[i] == EventFate::kApplied || fates[i] == EventFate::kDuplicate;
    bool gone = erased_.count(events[i].contact) != 0;
    const bool about_nothing =  // not sent, or the program has no use of the module that asks
        fates[i] == EventFate::kNotSent || fates[i] == EventFate::kUnknownMessage;
    if (about_nothing && events[i].event.rfind("message.", 0) == 0) continue;
    const bool unfit_link = fates[i] >= EventFate::kNoLink && fates[i] <= EventFate::kLinkElsewhere;
    if (unfit_link && events[i].event == kSubscriptionConfirmed) continue;
    if (!known && !gone)
      broken(fmt::format("event {} of {} was refused", events[i].id, events[i].contact));
    if (known) acknowledged_.push_back(events[i]);
  }
  return {};
}

void Life::send_events() {
  std::vector<Happening> events;
  auto count = chance_.between(1, 5);
  for (std::int64_t i = 0; i < count; ++i) events.push_back(new_event());
  if (chance_.one_in(3)) events.push_back(events.front());  // twice in one batch
  if (chance_.one_in(2)) std::reverse(events.begin(), events.end());
  survive("events", [&] { return offer(events); });
}

void Life::repeat_event() {
  if (acknowledged_.empty()) return;
  auto old = acknowledged_[chance_.below(acknowledged_.size())];
  survive("an old event once more", [&]() -> Result<void> {
    EventInput input{old.id, old.contact, world_->engine().names().number(old.event), old.time_ms,
                     old.data};
    std::vector<EventFate> fates;
    CAMP_TRY(world_->engine().apply({&input, 1}, &fates));
    bool gone = erased_.count(old.contact) != 0;
    const bool in_future = was_ahead_ && fates.front() == EventFate::kInFuture;
    if (fates.front() != EventFate::kDuplicate && !gone && !in_future)
      broken(fmt::format("event {} was acknowledged, and then applied again", old.id));
    return {};
  });
}

void Life::move_time() {
  auto until_ms = now_ms() + chance_.between(1, chance_.one_in(3) ? 3 * kDayMs : 2 * kHourMs);
  survive("time passes", [&]() -> Result<void> {
    CAMP_TRY(world_->advance_to(std::max(until_ms, now_ms())));
    return {};
  });
}

// Each move may be too small to be asked about, and the sum of them still too far for whoever waits.
void Life::move_clock_back() {
  const auto back_ms = chance_.between(1, 2 * kHourMs);
  world_->clock().ahead_ms -= back_ms;
  moved_back_ms_ += back_ms;
  if (moved_back_ms_ > kClockJumpMs) was_ahead_ = true;
  survive("the clock goes back", [&]() -> Result<void> {
    CAMP_TRY(world_->engine().tick());
    return {};
  });
}

// The clock is a year ahead for a while, and right again. Whoever is at work then stops; whoever is
// asked may say that it is right.
void Life::lose_a_year() {
  constexpr std::int64_t kYearMs = 365 * kDayMs;
  const auto before = dump();
  world_->clock().ahead_ms += kYearMs;
  auto stopped = world_->engine().tick();
  if (stopped.ok() ? dump() != before : stopped.error().kind != ErrorKind::kIo)
    return broken("the clock was set while camp was at work, and it went on");
  if (chance_.one_in(2)) {
    survive("the clock is a year ahead", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().tick());
      return {};
    });
    send_events();
  }
  world_->close();
  disarm();
  world_->clock().ahead_ms -= kYearMs;
  open_again("the clock is right again");
  left_.clear();  // a year later a rate's log has forgotten what left before: said in channels.md
}

void Life::sleep() {
  auto until_ms = now_ms() + chance_.between(1, 5 * kDayMs);
  survive("the machine sleeps", [&]() -> Result<void> {
    CAMP_TRY(world_->jump_to(until_ms));
    return {};
  });
}

void Life::run_campaign() {
  auto key = fmt::format("k{}", chance_.below(3));
  survive("a run", [&]() -> Result<void> {
    auto run = world_->engine().run("c", key);
    const bool paused = world_->engine().pauses().any();  // perhaps this campaign
    if (!run.ok() && !(paused && run.error().kind == ErrorKind::kRefused))
      return std::move(run).error();
    return {};
  });
}

void Life::change_program() {
  if (!compile_project(++variant_)) return;
  survive("another program", [&]() -> Result<void> {
    CAMP_TRY(world_->engine().install(*program_));
    return {};
  });
}

// What there is to pause: everything, a flow of the program, a channel.
PauseSubject Life::any_subject() {
  const auto& flows = program_->flows;
  const auto choice = chance_.below(flows.size() + 3);
  if (choice == 0) return kEverything;
  if (choice == 1) return pause_subject(Channel::kEmail);
  if (choice == 2) return pause_subject(Channel::kSms);
  return world_->engine().names().number(program_->name(flows[choice - 3].name));
}

void Life::operate() {
  const auto subject = any_subject();
  const auto paused = world_->engine().pauses().now()->pauses;
  const bool is_channel = (subject & kChannelBit) != 0;
  if (chance_.one_in(6) && !is_channel) {
    survive("a flow is cancelled", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().cancel(subject));
      return {};
    });
  } else if (!paused.empty() && !chance_.one_in(3)) {
    const auto resumed = paused[chance_.below(paused.size())].subject;
    const bool shifts = (resumed & kChannelBit) == 0 && chance_.one_in(2);
    const auto waits = shifts ? Waits::kShift : Waits::kCatchUp;
    survive("something is resumed", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().resume(resumed, waits));
      return {};
    });
  } else {
    survive("something is paused", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().pause(subject, "a trial"));
      return {};
    });
  }
}

void Life::resume_all() {
  const auto paused = world_->engine().pauses().now()->pauses;
  for (const auto& pause : paused)
    survive("something is resumed", [&]() -> Result<void> {
      CAMP_TRY(world_->engine().resume(pause.subject));
      return {};
    });
}

void Life::erase_contact() {
  auto id = contacts_[chance_.below(contacts_.size())];
  erased_.insert(id);
  survive("an erasure", [&]() -> Result<void> {
    CAMP_TRY(world_->engine().erase(id));
    return {};
  });
}

}  // namespace camp::simulator
