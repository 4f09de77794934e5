#include "runtime/sim/ahead.h"

#include <fmt/format.h>

#include <algorithm>

#include "runtime/delivery/trial_transport.h"
#include "runtime/store/trial_store.h"

namespace camp::sim {
namespace {

constexpr std::size_t kDeedsAtOnce = 4096;

}  // namespace

// Takes every message, as the trial's transport does, and tells of each.
class Ahead::Letterbox final : public Transport {
 public:
  explicit Letterbox(Ahead& ahead) : ahead_(ahead) {}
  bool needs_attempt_record(Channel) const override { return false; }
  Result<Attempts> attempt(std::span<const Outgoing> batch) override {
    for (const auto& message : batch) ahead_.note_sent(message);
    return trial_.attempt(batch);
  }

 private:
  Ahead& ahead_;
  TrialTransport trial_;
};

WorldOptions Ahead::options() {
  WorldOptions options;
  options.accept_clock = true;  // it stands where the store's stood
  options.ask_approvals = false;
  options.make_transport = [this](std::unique_ptr<Transport>) {
    return std::make_unique<Letterbox>(*this);
  };
  if (!plan_.rates.answers.empty())
    options.services = [this] {
      return std::make_unique<DrawnServices>(answers_, plan_.rates.seed);
    };
  options.go_on = plan_.go_on;
  return options;
}

Outside Ahead::outside(Store* store) {
  Outside outside;
  outside.open_store = [this, store]() -> Result<std::unique_ptr<Store>> {
    std::unique_ptr<Store> own = std::make_unique<MemStore>();
    if (store != nullptr) own = std::make_unique<TrialStore>(*store);
    if (plan_.invariants.empty()) return own;
    auto touched = std::make_unique<TouchedStore>(std::move(own));
    touched_ = touched.get();
    return std::unique_ptr<Store>(std::move(touched));
  };
  return outside;
}

Ahead::Ahead(Store* store, AheadPlan plan)
    : plan_(std::move(plan)),
      meanwhile_(plan_.rates),
      sent_(store),
      world_(options(), outside(store)),
      receipts_(plan_.rates.receipts.size()),
      own_(plan_.rates.own.size()) {}

// People are there before the program is: who is in a segment from the beginning does not come
// into it.
Result<void> Ahead::open() {
  world_.clock().ms = plan_.from_ms;
  CAMP_TRY(world_.open());
  auto& engine = world_.engine();
  CAMP_ASSIGN(expressions_, LinkedProgram::link(std::move(plan_.expressions), 0, engine.names()));
  evaluator_.emplace(*expressions_, world_, &sent_);
  watch_.emplace(plan_.invariants, *evaluator_, world_);
  CAMP_TRY(make_deeds());
  CAMP_TRY(make_people());
  CAMP_TRY(engine.install(std::move(plan_.program)));
  CAMP_TRY(list_contacts());
  return engine.begin_schedules();
}

Result<void> Ahead::run(const std::string& campaign) {
  const OnProgress progress = [this](const Progress&) { return goes_on(); };
  CAMP_TRY(world_.engine().run(campaign, "simulated", progress));
  CAMP_TRY(world_.engine().settle());
  return ask_touched();
}

Result<bool> Ahead::advance_to(std::int64_t until_ms) {
  while (world_.now_ms() < until_ms) {
    CAMP_TRY(begin_day());
    const auto next_ms =
        std::min({until_ms, day_ends_ms_, meanwhile_.next_ms().value_or(until_ms)});
    Result<void> asked;
    CAMP_ASSIGN(const auto report, world_.advance_to(next_ms, [&] {
      asked = ask_touched();
      return !asked.ok();
    }));
    CAMP_TRY(asked);
    if (report.stopped || !goes_on()) return false;
    CAMP_TRY(do_deeds());
  }
  return true;
}

// At the first moment of a day what people do on it is drawn, and everybody is looked at.
Result<void> Ahead::begin_day() {
  const auto now_ms = world_.now_ms();
  if (now_ms < day_ends_ms_) return {};
  const auto* zone = world_.engine().current()->default_zone();
  const auto today = calendar::local_time(zone, now_ms).date_days;
  CAMP_TRY(ask_all());
  day_ends_ms_ = calendar::instant_of(today + 1, 0, zone);
  meanwhile_.plan_day(today, zone, contacts_, now_ms);
  return {};
}

void Ahead::note_sent(const Outgoing& message) {
  const auto& program = *message.program;
  const auto& name = program.name(message.message->name);
  const auto& names = world_.engine().names();
  const auto now_ms = world_.now_ms();
  meanwhile_.note_sent(message.ledger_id, message.contact_id, name, now_ms);
  if (touched_ == nullptr) return;
  sent_.note(message.contact_id, {now_ms, names.find(name),
                                  names.find(program.name(message.flow->name)), message.channel});
  written_to_.emplace(message.contact_id);
}

Result<void> Ahead::do_deeds() {
  const auto due = meanwhile_.take(world_.now_ms());
  const std::span<const Deed> all(due);
  for (std::size_t from = 0; from < all.size(); from += kDeedsAtOnce)
    CAMP_TRY(apply(all.subspan(from, std::min(kDeedsAtOnce, all.size() - from))));
  return {};
}

Result<void> Ahead::apply(std::span<const Deed> deeds) {
  auto& engine = world_.engine();
  const auto& names = engine.names();
  std::vector<std::string> ids, data;
  for (const auto& deed : deeds) {
    ids.push_back(fmt::format("simulated-{}", ++minted_));
    if (!deed.is_receipt) {
      data.push_back(data_[deed.what][deed.form]);
      continue;
    }
    const auto ledger_id = to_hex(deed.ledger_id.view());
    std::vector<NamedValue> fields = {{names.find("message"), Value::string(ledger_id)}};
    if (!deed.text.empty()) fields.push_back({names.find("text"), Value::string(deed.text)});
    encode_attributes(data.emplace_back(), std::move(fields));
  }
  std::vector<EventInput> events;
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    const auto& deed = deeds[i];
    const auto& event =
        deed.is_receipt ? plan_.rates.receipts[deed.what].event : plan_.rates.own[deed.what].event;
    events.push_back({ids[i], deed.contact, names.find(event), world_.now_ms(), data[i]});
  }
  std::vector<EventFate> fates;
  CAMP_TRY(engine.apply(events, &fates));
  for (std::size_t i = 0; i < deeds.size(); ++i)
    if (fates[i] == EventFate::kApplied) ++(deeds[i].is_receipt ? receipts_ : own_)[deeds[i].what];
  CAMP_TRY(engine.settle());
  return ask_touched();
}

Result<void> Ahead::ask_touched() {
  if (touched_ == nullptr) return {};
  auto contacts = touched_->take_touched();
  contacts.merge(written_to_);
  written_to_.clear();
  for (const auto& contact : contacts) CAMP_TRY(watch_->ask(contact));
  return {};
}

Result<void> Ahead::ask_all() {
  if (touched_ == nullptr) return {};
  for (const auto& contact : contacts_) CAMP_TRY(watch_->ask(contact));
  return {};
}

std::vector<Happened> Ahead::happened() const {
  std::vector<Happened> all;
  for (std::size_t i = 0; i < receipts_.size(); ++i)
    all.push_back({plan_.rates.receipts[i].event, receipts_[i]});
  for (std::size_t i = 0; i < own_.size(); ++i) all.push_back({plan_.rates.own[i].event, own_[i]});
  return all;
}

}  // namespace camp::sim
