#include "runtime/policy/best_time.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include "lang/value/week.h"
#include "runtime/policy/quiet.h"

namespace camp {
namespace {

constexpr std::size_t kHoursPerDay = 24, kWorkdays = 5;
constexpr std::int64_t kHourMs = 3'600'000;
using Rates = std::array<double, kHoursOfWeek>;

// How much of a message is left to look at by the hour since it came: half is gone after an hour
// and a half, but some people look through everything in the evening.
constexpr std::array<std::int32_t, Rhythm::kHoursFresh> kFresh = {
    256, 150, 90, 60, 44, 36, 32, 29, 26, 24, 22, 20, 18, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6};

// How much the wider group's rate is worth, in hours that a fresh message lies there: for the same
// hour on days of its kind, and for the one hour of the week.
struct Prior {
  double of_days, of_hour;
};
constexpr Prior kPriorOfGroup = {5, 20}, kPriorOfContact = {4, 12};

struct Days {
  std::size_t from, end;
};
Days kind_of(std::size_t day) { return day < kWorkdays ? Days{0, kWorkdays} : Days{kWorkdays, 7}; }

// What is known is as good for the hours around it.
Rates smoothed(const std::array<std::int32_t, kHoursOfWeek>& hours) {
  Rates out{};
  for (std::size_t h = 0; h < kHoursOfWeek; ++h) {
    const auto before = std::max(0, hours[(h + kHoursOfWeek - 1) % kHoursOfWeek]);
    const auto after = std::max(0, hours[(h + 1) % kHoursOfWeek]);
    out[h] = (0.5 * std::max(0, hours[h]) + 0.25 * before + 0.25 * after) / Rhythm::kOne;
  }
  return out;
}

Rates over_days(const Rates& hours) {
  Rates out{};
  for (std::size_t h = 0; h < kHoursOfWeek; ++h) {
    const auto [from, end] = kind_of(h / kHoursPerDay);
    for (auto day = from; day < end; ++day) out[h] += hours[day * kHoursPerDay + h % kHoursPerDay];
  }
  return out;
}

void shrink(const Rates& answers, const Rates& lay, double prior, Rates& rates) {
  for (std::size_t h = 0; h < kHoursOfWeek; ++h)
    rates[h] = (answers[h] + prior * rates[h]) / (lay[h] + prior);
}

// The wider group's rates become the group's.
void narrow(const Rhythm& rhythm, const Prior& prior, Rates& rates) {
  const auto answers = smoothed(rhythm.answers), lay = smoothed(rhythm.lay);
  shrink(over_days(answers), over_days(lay), prior.of_days, rates);
  shrink(answers, lay, prior.of_hour, rates);
}

// Nobody looks at her messages more often than once an hour: where the rates say so, messages are
// buried less than was assumed, and a contact would hardly be believed against her group.
void make_plausible(Rates& rates) {
  const auto most = *std::max_element(rates.begin(), rates.end());
  if (most <= 1) return;
  for (auto& rate : rates) rate /= most;
}

Rates rates_of(const BestTimeAsk& ask) {
  constexpr double kUsualRate = 0.1;
  Rates rates;
  rates.fill(kUsualRate);
  narrow(ask.all, kPriorOfGroup, rates);
  narrow(ask.segment, kPriorOfGroup, rates);
  make_plausible(rates);
  narrow(ask.own, kPriorOfContact, rates);
  return rates;
}

// How often a message sent in this hour is looked at, were that to happen again and again: who is
// most likely to look at all looks most often.
double looks_at(const Rates& rates, std::size_t hour) {
  double looks = 0;
  for (std::size_t age = 0; age < Rhythm::kHoursFresh; ++age)
    looks += rates[(hour + age) % kHoursOfWeek] * kFresh[age];
  return looks;
}

BestTimeBy known_by(const BestTimeAsk& ask) {
  if (ask.own.answer_count() >= kOwnAnswers) return BestTimeBy::kOwn;
  if (ask.segment.answer_count() >= kGroupAnswers) return BestTimeBy::kSegment;
  return ask.all.answer_count() >= kGroupAnswers ? BestTimeBy::kAll : BestTimeBy::kNothing;
}

class Window {
 public:
  Window(const BestTimeAsk& ask, const PolicyDecl& rules, const WallClock& clock)
      : ask_(ask), rules_(rules), clock_(clock) {}

  // Now, and the beginning of each hour that may be sent at.
  std::vector<std::int64_t> hours() const {
    std::vector<std::int64_t> all;
    for (auto at_ms = ask_.now_ms; at_ms <= ask_.end_ms;) {
      if (may_send(at_ms)) all.push_back(at_ms);
      at_ms += kHourMs - clock_.local(at_ms).time_ms % kHourMs;
    }
    return all;
  }

  // The next time that the clock shows the flow's own, where it may be sent then.
  std::optional<std::int64_t> first() const {
    if (!ask_.first_ms) return std::nullopt;
    const auto today = clock_.local(ask_.now_ms).date_days;
    for (auto day = today; day <= today + kDaysPerWeek; ++day) {
      const auto at_ms = clock_.instant_of(day, *ask_.first_ms);
      if (at_ms < ask_.now_ms || at_ms > ask_.end_ms) continue;
      if (may_send(at_ms)) return at_ms;
    }
    return std::nullopt;
  }

 private:
  bool may_send(std::int64_t at_ms) const {
    return !quiet_time(rules_, ask_.channel, ask_.transactional, clock_, at_ms);
  }

  const BestTimeAsk& ask_;
  const PolicyDecl& rules_;
  const WallClock& clock_;
};

}  // namespace

std::size_t hour_of_week(const WallClock& clock, std::int64_t instant_ms) {
  const auto local = clock.local(instant_ms);
  return static_cast<std::size_t>(ms_into_week(local.date_days, local.time_ms) / kHourMs);
}

namespace {
void add_to(std::int32_t& hour, std::int64_t more) {
  const auto sum = std::clamp<std::int64_t>(hour + more, INT32_MIN, INT32_MAX);
  hour = static_cast<std::int32_t>(sum);
}
}  // namespace

void Rhythm::add_message(std::size_t hour) {
  for (std::size_t age = 0; age < kHoursFresh; ++age)
    add_to(lay[(hour + age) % kHoursOfWeek], kFresh[age]);
}

void Rhythm::add_answer(std::size_t sent_hour, std::size_t answer_hour, std::int64_t after_ms) {
  const auto after = (answer_hour + kHoursOfWeek - sent_hour) % kHoursOfWeek;
  if (after_ms < 0 || after_ms > kMsPerDay || after >= kHoursFresh) return;
  add_to(answers[answer_hour], kOne);
  for (auto age = after + 1; age < kHoursFresh; ++age)
    add_to(lay[(sent_hour + age) % kHoursOfWeek], -kFresh[age]);
}

void Rhythm::add(const Rhythm& other) {
  for (std::size_t h = 0; h < kHoursOfWeek; ++h) {
    add_to(answers[h], other.answers[h]);
    add_to(lay[h], other.lay[h]);
  }
}

std::int64_t Rhythm::answer_count() const {
  return std::accumulate(answers.begin(), answers.end(), std::int64_t{0}) / kOne;
}

std::string_view text_of(BestTimeBy by) {
  switch (by) {
    case BestTimeBy::kNothing:
      return "the flow's own first time: too little is known yet";
    case BestTimeBy::kOwn:
      return "by the contact's own answers, and those of others";
    case BestTimeBy::kSegment:
      return "by the answers of the contact's segment";
    case BestTimeBy::kAll:
      return "by everybody's answers";
    case BestTimeBy::kTrial:
      return "an hour tried out, as for one message in twenty";
  }
  return {};
}

BestTimeFound find_best_time(const BestTimeAsk& ask, const PolicyDecl& rules,
                             const WallClock& clock) {
  const Window window(ask, rules, clock);
  const auto by = known_by(ask);
  if (by == BestTimeBy::kNothing) return {window.first().value_or(ask.now_ms), by, ask.end_ms};
  const auto hours = window.hours();
  if (hours.empty()) return {ask.now_ms, by, ask.end_ms};
  std::uint64_t chance = 0;
  std::memcpy(&chance, ask.ledger_id.bytes.data() + sizeof chance, sizeof chance);
  if (chance % 100 < kTrialPercent)
    return {hours[chance / 100 % hours.size()], BestTimeBy::kTrial, ask.end_ms};
  const auto rates = rates_of(ask);
  std::vector<double> looks;
  for (const auto at_ms : hours) looks.push_back(looks_at(rates, hour_of_week(clock, at_ms)));
  // The first of equal ones.
  const auto best = std::max_element(looks.begin(), looks.end()) - looks.begin();
  return {hours[static_cast<std::size_t>(best)], by, ask.end_ms};
}

}  // namespace camp
