#include "tests/model/random_life.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/model/civil.h"
#include "tests/model/replies.h"

namespace camp::model {
namespace {

constexpr std::int64_t kSecondMs = 1000, kMinuteMs = 60 * kSecondMs, kHourMs = 3'600'000,
                       kDayMs = 24 * kHourMs;

// Shortly before clocks change in one of the zones, or a month with few days.
constexpr std::int64_t kBeginnings[] = {
    1'774'602'000'000,  // 2026-03-27 09:00 UTC
    1'772'787'600'000,  // 2026-03-06 09:00
    1'775'206'800'000,  // 2026-04-03 09:00
    1'792'746'000'000,  // 2026-10-23 09:00
    1'793'350'800'000,  // 2026-10-30 09:00
    1'769'763'600'000,  // 2026-01-30 09:00
};

class Teller {
 public:
  explicit Teller(std::uint64_t seed) : chance_(seed) { life_.seed = seed; }

  Life tell() {
    life_.begin_ms =
        kBeginnings[chance_.below(std::size(kBeginnings))] + chance_.between(0, 24) * kHourMs;
    life_.project = random_project(chance_, life_.begin_ms);
    for (const auto& module : life_.project.modules) {
      for (const auto& line : module.body) {
        if (line.kind != Statement::Kind::kAsk) continue;
        questions_.push_back(line.message);
        if (line.retries > 0) questions_.push_back(line.message + "_again");
      }
    }
    for (const auto& flow : life_.project.flows)
      for (const auto& start : flow.starts)
        if (is_request(start.on.event)) requests_.push_back(start.on.event);
    about_consent_ = chance_.one_in(4);
    const auto people = about_consent_ ? 1 : chance_.between(1, 3);
    for (int i = 0; i < people; ++i) life_.people.push_back(person(i));
    at_ms_ = life_.begin_ms;
    for (const auto& call : kCalls) life_.inputs.push_back(service(call));
    const auto count = chance_.between(3, 60);
    for (int i = 0; i < count; ++i) life_.inputs.push_back(input());
    life_.end_ms = at_ms_ + 200 * kDayMs;
    return std::move(life_);
  }

 private:
  Person person(int number) {
    Person it;
    it.id = fmt::format("p{}", number + static_cast<int>(chance_.below(1000)) * 10);
    if (!chance_.one_in(4)) it.zone = kZones[chance_.below(kZones.size())];
    if (!chance_.one_in(3))
      it.language = chance_.of({"fi", "FI", "fi-FI", "pt", "pt-BR", "pt-PT", "sv", "fil", "en-GB"});
    it.grp = chance_.of({"a", "b", "c"});
    if (!chance_.one_in(4)) it.outlet = chance_.of({"north", "south", "east", "east", "closed"});
    if (!chance_.one_in(6)) it.email = kMails[0];
    if (chance_.one_in(2)) it.phone = kPhones[chance_.below(kPhones.size())];
    it.blocked = chance_.one_in(20);
    it.vip = chance_.one_in(3);
    if (chance_.one_in(2)) it.meet_ms = life_.begin_ms + chance_.between(-24, 240) * kHourMs;
    for (const char* conversation : {"news", "alerts", "letters"})
      for (const char* channel : {"email", "sms", "rcs"})
        if (*conversation == 'l' ? chance_.one_in(4) : !chance_.one_in(4))
          it.subscribed.push_back({conversation, channel});
    it.confirmed = !chance_.one_in(3);
    return it;
  }

  std::int64_t moment_known() {
    return life_.inputs.empty() ? life_.begin_ms
                                : life_.inputs[chance_.below(life_.inputs.size())].at_ms;
  }

  // When the next thing comes in: often at the very moment at which a wait or a window that began
  // with an earlier one ends, or just beside it.
  void move_on() {
    switch (chance_.below(8)) {
      case 0:
        return;
      case 1:
      case 2:
        at_ms_ += chance_.between(1, 120) * kSecondMs;
        return;
      case 3:
        at_ms_ += chance_.between(1, 90) * kMinuteMs;
        return;
      case 4:
        at_ms_ += chance_.between(1, 48) * kHourMs / 2;
        return;
      default:
        break;
    }
    const auto& zone = life_.people[chance_.below(life_.people.size())].zone;
    const auto edge_ms =
        later(moment_known(), random_length(chance_), zone.empty() ? kDefaultZone : zone) +
        (chance_.one_in(3) ? chance_.between(-1, 1) * kSecondMs : 0);
    at_ms_ = std::max(at_ms_, edge_ms);
  }

  // Letters are asked for, objected to and confirmed: at the edges of a quarter of an hour and of a
  // week, seen from some earlier moment.
  Input letters() {
    constexpr std::int64_t kLengths[] = {0,      kSecondMs, 15 * kMinuteMs, 15 * kMinuteMs,
                                         kDayMs, 7 * kDayMs};
    const auto edge_ms = moment_known() + kLengths[chance_.below(std::size(kLengths))] +
                         (chance_.one_in(3) ? chance_.between(-1, 1) * kSecondMs : 0);
    at_ms_ = chance_.one_in(3) ? std::max(at_ms_, edge_ms)
                               : at_ms_ + kLengths[chance_.below(std::size(kLengths) - 1)];
    Input it;
    it.at_ms = at_ms_;
    it.person = chance_.below(life_.people.size());
    it.event.id = fmt::format("e{}", minted_++);
    it.event.time_ms = chance_.one_in(5) ? earlier_moment() : at_ms_;
    it.event.history = chance_.one_in(40);
    if (chance_.one_in(5)) {
      it.import = import();
      it.import->subscribed.push_back({"letters", chance_.one_in(4) ? "sms" : "email"});
      return it;
    }
    if (chance_.one_in(8)) {
      reply(it.event);
      return it;
    }
    const auto kind = chance_.below(10);
    if (kind < 3) {
      use_link(it);
      return it;
    }
    it.event.name = kind < 8 ? "subscribed" : "unsubscribed";
    it.event.texts["conversation"] = "letters";
    if (chance_.one_in(3)) it.event.texts["channel"] = chance_.of({"email", "sms"});
    return it;
  }

  Input input() {
    if (!life_.inputs.empty() && life_.inputs.back().event.name == "message.replied" &&
        !chance_.one_in(3))
      return next_reply(life_.inputs.back().person);
    if (about_consent_ && !chance_.one_in(4)) return letters();
    move_on();
    const auto runs = life_.project.flows.back().campaign;
    if (!life_.inputs.empty() && chance_.one_in(15)) {  // once more
      auto again = life_.inputs[chance_.below(life_.inputs.size())];
      again.at_ms = at_ms_;
      if (again.is_event()) return again;
    }
    if (chance_.one_in(10)) return service(kCalls[chance_.below(kCalls.size())]);
    Input it;
    it.at_ms = at_ms_;
    if (runs && chance_.one_in(8)) {
      it.flow = "c";
      it.run_key = fmt::format("r{}", runs_++);
      return it;
    }
    it.person = chance_.below(life_.people.size());
    if (chance_.one_in(15)) {
      it.import = import();
      return it;
    }
    it.event = event();
    if (chance_.one_in(8)) use_link(it);
    return it;
  }

  Import import() {
    Import it;
    if (chance_.one_in(3)) it.outlet = chance_.of({"north", "south", "east", "closed"});
    if (chance_.one_in(3)) it.email = kMails[chance_.below(kMails.size())];
    if (chance_.one_in(3)) it.phone = kPhones[chance_.below(kPhones.size())];
    if (chance_.one_in(2))
      it.subscribed.push_back({chance_.of({"news", "alerts", "letters", "letters"}),
                               chance_.of({"email", "email", "sms", "rcs"})});
    it.confirmed = chance_.one_in(4);
    return it;
  }

  void use_link(Input& it) {
    auto& link = it.link.emplace();
    link.channel = chance_.one_in(4) ? "sms" : "email";
    link.owner = chance_.one_in(8) ? chance_.below(life_.people.size()) : it.person;
    link.which = chance_.one_in(2) ? 0 : chance_.below(6);
    const auto id = it.event.id;
    const auto time_ms = it.event.time_ms;
    it.event = Event();
    it.event.id = id;
    it.event.time_ms = time_ms;
    it.event.name = "subscription.confirmed";
  }

  Input service(const std::string& call) {
    using Kind = ServiceFate::Kind;
    Input it;
    it.at_ms = at_ms_;
    auto& fate = it.service.emplace();
    fate.call = call;
    constexpr Kind kKinds[] = {Kind::kAnswers, Kind::kAnswers, Kind::kAnswers,
                               Kind::kSilent,  Kind::kRefuses, Kind::kBreaks};
    fate.kind = kKinds[chance_.below(std::size(kKinds))];
    fate.k = chance_.between(0, 1);
    if (chance_.one_in(2)) fate.more = chance_.between(0, 9);
    return it;
  }

  // Of an event that comes late.
  std::int64_t earlier_moment() {
    switch (chance_.below(3)) {
      case 0:
        return moment_known();
      case 1:
        return at_ms_ - chance_.between(1, 60) * kHourMs / 2;
      default:
        return at_ms_ - chance_.between(1, 120) * kMinuteMs;
    }
  }

  Event event() {
    Event it;
    it.id = fmt::format("e{}", minted_++);
    it.time_ms = at_ms_;
    if (chance_.one_in(4)) it.time_ms = earlier_moment();
    it.history = chance_.one_in(25);
    if (chance_.one_in(20)) {
      it.name = "moves";
      it.texts = {{"email", kMails[chance_.below(kMails.size())]},
                  {"phone", kPhones[chance_.below(kPhones.size())]}};
    } else if (chance_.below(10) < 6) {
      it.name = chance_.of({"go", "buy", "ping"});
      if (!requests_.empty() && chance_.one_in(3))
        it.name = requests_[chance_.below(requests_.size())];
      it.numbers = {{"k", chance_.between(0, 1)}, {"n", chance_.between(0, 3)}};
      if (it.name == "buy") it.numbers["total"] = chance_.between(1, 9999);
    } else if (chance_.one_in(2)) {
      reply(it);
    } else if (!chance_.one_in(4)) {
      it.name =
          chance_.of({"message.clicked", "message.clicked", "message.clicked", "message.opened",
                      "message.opened", "message.unsubscribed", "message.complained"});
      if (!chance_.one_in(4)) it.texts["message"] = chance_.of({"m0", "m1", "m2"});
      if (chance_.one_in(5))
        it.texts["campaign"] = life_.project.flows[chance_.below(life_.project.flows.size())].name;
    } else {
      consent(it);
    }
    return it;
  }

  void reply(Event& it) {
    it.name = "message.replied";
    it.texts["text"] = kReplies[chance_.below(kReplies.size())].text;
    if (chance_.one_in(3)) it.texts["text"] = kKeywords[chance_.below(kKeywords.size())].text;
    if (!questions_.empty() && chance_.one_in(2))
      it.texts["message"] = questions_[chance_.below(questions_.size())];
    else if (chance_.one_in(4))
      it.texts["message"] = chance_.of({"m0", "m1", "m2"});
    else if (chance_.one_in(3))
      it.texts["channel"] = chance_.of({"email", "sms", "rcs"});
  }

  // Whoever answers answers again, soon.
  Input next_reply(std::size_t person) {
    at_ms_ += chance_.between(0, 120) * kSecondMs;
    Input it;
    it.at_ms = at_ms_;
    it.person = person;
    it.event.id = fmt::format("e{}", minted_++);
    it.event.time_ms = at_ms_;
    reply(it.event);
    return it;
  }

  void consent(Event& it) {
    if (chance_.one_in(3)) {
      it.name = chance_.of({"list.added", "list.removed", "list.removed"});
      it.texts["list"] = chance_.of({"blocked", "vips"});
      return;
    }
    it.name = chance_.of({"subscribed", "subscribed", "unsubscribed"});
    if (it.name == "subscribed" || !chance_.one_in(3))
      it.texts["conversation"] = chance_.of({"news", "alerts", "letters", "letters", "letters"});
    if (chance_.one_in(2)) it.texts["channel"] = chance_.of({"email", "sms", "rcs"});
  }

  Chance chance_;
  Life life_;
  std::vector<std::string> questions_;  // the messages that ask
  std::vector<std::string> requests_;
  bool about_consent_ = false;
  std::int64_t at_ms_ = 0;
  int minted_ = 0, runs_ = 0;
};

}  // namespace

Life random_life(std::uint64_t seed) {
  return seed % 5 == 0 ? random_calendar(seed) : Teller(seed).tell();
}

}  // namespace camp::model
