// Lives that are about the calendar alone: waits, pauses and windows of every kind of length, around
// the moment at which the clocks of a zone change.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/civil.h"
#include "tests/model/random_life.h"

namespace camp::model {
namespace {

constexpr std::int64_t kSecondMs = 1000, kHourMs = 3'600'000, kDayMs = 24 * kHourMs;

// Changes at midnight, by half an hour, by two hours, of the date itself, by decree, the wrong way
// round, and none at all.
constexpr const char* kChangingZones[] = {
    "Europe/Helsinki",  "Europe/London",       "Europe/Dublin",     "America/New_York",
    "America/St_Johns", "America/Havana",      "America/Sao_Paulo", "America/Santiago",
    "America/Asuncion", "America/Nuuk",        "Africa/Casablanca", "Africa/Cairo",
    "Asia/Beirut",      "Asia/Tehran",         "Asia/Gaza",         "Asia/Kathmandu",
    "Asia/Pyongyang",   "Australia/Lord_Howe", "Pacific/Apia",      "Pacific/Auckland",
    "Pacific/Chatham",  "Antarctica/Troll"};
constexpr int kJourneys = 4;
constexpr int kFirstYear = 2000, kLastYear = 2060;

class Almanac {
 public:
  explicit Almanac(std::uint64_t seed) : chance_(seed) { life_.seed = seed; }

  Life life() {
    life_.project.messages.push_back({"m0", {{"", "", "s", "t", "x"}}});
    for (int i = 0; i < kJourneys; ++i) life_.project.flows.push_back(journey(i));
    const std::string zone = kChangingZones[chance_.below(std::size(kChangingZones))];
    const auto change_ms = change_in(zone);
    for (int i = 0; i < 4; ++i) life_.people.push_back(person(i, zone));
    life_.people.push_back(person(4, kChangingZones[chance_.below(std::size(kChangingZones))]));
    for (int i = 0; i < 50; ++i) add_input(change_ms);
    std::stable_sort(life_.inputs.begin(), life_.inputs.end(),
                     [](const Input& a, const Input& b) { return a.at_ms < b.at_ms; });
    life_.begin_ms = life_.inputs.front().at_ms;
    life_.end_ms = life_.inputs.back().at_ms + 1000 * kDayMs;
    return std::move(life_);
  }

 private:
  // The moment at which its clocks change next after some moment, if they do within two years.
  std::int64_t change_in(const std::string& zone) {
    auto at_ms = (chance_.between(kFirstYear, kLastYear) - 1970) * 365 * kDayMs +
                 chance_.between(0, 364) * kDayMs;
    const auto day_length_ms = [&] { return later(at_ms, {0, 1, 0}, zone) - at_ms; };
    for (int days = 0; days < 730 && day_length_ms() == kDayMs; ++days) at_ms += kDayMs;
    for (int hours = 0; hours < 24 && day_length_ms() != kDayMs; ++hours) at_ms += kHourMs;
    return at_ms;
  }

  Length length() {
    Length it;
    if (chance_.one_in(3)) it.months = static_cast<int>(chance_.between(1, 14));
    if (chance_.one_in(2)) it.days = static_cast<int>(chance_.between(1, 40));
    if (chance_.one_in(4)) it.exact_ms = chance_.between(1, 50 * 3600) * kSecondMs;
    if (it.months == 0 && it.days == 0 && it.exact_ms == 0) it.days = 1;
    lengths_.push_back(it);
    return it;
  }
  Length calendar_length() {
    Length it;
    (chance_.one_in(3) ? it.months : it.days) = static_cast<int>(chance_.between(1, 12));
    lengths_.push_back(it);
    return it;
  }

  Condition number_is(const char* alias, std::int64_t number) {
    Condition it;
    it.kind = Condition::Kind::kCompare;
    it.left.kind = Operand::Kind::kField;
    it.left.alias = alias;
    it.left.name = "n";
    it.compare = "==";
    it.right.number = number;
    return it;
  }

  Statement statement(Statement::Kind kind, const Length& length) {
    Statement it;
    it.kind = kind;
    it.length = length;
    it.name = "m0";
    it.via = {"email"};
    return it;
  }

  // Waits, asks what was bought lately, waits again.
  Flow journey(int number) {
    Flow flow;
    flow.name = fmt::format("j{}", number);
    flow.transactional = true;
    flow.conversation = "news";
    flow.again = true;
    if (chance_.one_in(2)) flow.again_after = length();
    flow.starts.push_back({{"go", "s", "", number_is("s", number)}, true});
    flow.goals.push_back({flow.name + "_g", {"buy", "p", "", {}}, length(), true});
    Statement asks = statement(Statement::Kind::kIf, {});
    asks.condition.kind = Condition::Kind::kHistory;
    asks.condition.event = "buy";
    asks.condition.last = calendar_length();
    asks.condition.compare = ">=";
    asks.condition.right.number = chance_.between(1, 2);
    asks.then.push_back(statement(Statement::Kind::kSend, {}));
    flow.flow = {statement(Statement::Kind::kSend, {}), statement(Statement::Kind::kWait, length()),
                 asks, chance_.one_in(2) ? until() : statement(Statement::Kind::kWait, length())};
    return flow;
  }

  // Mostly where clocks change, which is at night.
  Statement until() {
    auto it = statement(Statement::Kind::kWaitUntil, {});
    it.minute =
        static_cast<int>(chance_.one_in(4) ? chance_.below(24 * 60) : chance_.below(4 * 4) * 15);
    if (chance_.one_in(2)) it.weekday = static_cast<int>(chance_.below(7));
    return it;
  }

  Person person(int number, const std::string& zone) {
    Person it;
    it.id = fmt::format("p{}", number);
    it.zone = zone;
    it.grp = "a";
    it.email = kMails[0];
    it.phone = kPhones[0];
    return it;
  }

  // About as long before the change, or what came in before, as some length says.
  void add_input(std::int64_t change_ms) {
    Input it;
    it.person = chance_.below(life_.people.size());
    const auto& zone = life_.people[it.person].zone;
    const auto& length = lengths_[chance_.below(lengths_.size())];
    if (chance_.one_in(2) || life_.inputs.empty()) {
      it.at_ms = earlier(change_ms, length, zone) +
                 (chance_.one_in(2) ? chance_.between(-10'000, 10'000) * kSecondMs
                                    : chance_.between(-4, 4) * kHourMs / 2);
    } else {
      const auto& before = life_.inputs[chance_.below(life_.inputs.size())];
      it.person = before.person;
      it.at_ms = later(before.at_ms, length, life_.people[it.person].zone) +
                 (chance_.one_in(2) ? chance_.between(-1, 1) * kSecondMs : 0);
    }
    it.event.id = fmt::format("e{}", life_.inputs.size());
    it.event.name = chance_.one_in(2) ? "go" : "buy";
    it.event.time_ms = it.at_ms;
    it.event.numbers = {{"k", 0}, {"n", chance_.between(0, kJourneys - 1)}};
    if (it.event.name == "buy") it.event.numbers["total"] = chance_.between(1, 999);
    life_.inputs.push_back(std::move(it));
  }

  Chance chance_;
  Life life_;
  std::vector<Length> lengths_;  // of the project
};

}  // namespace

Life random_calendar(std::uint64_t seed) { return Almanac(seed).life(); }

}  // namespace camp::model
