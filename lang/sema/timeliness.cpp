#include "lang/sema/timeliness.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lang/catalog/channels.h"
#include "lang/sema/course.h"

namespace camp::sema {
namespace {

constexpr std::size_t kRunsLookedAt = 400;  // a year of days, and some

class FlowTimeliness {
 public:
  FlowTimeliness(const Model& model, const FlowInfo& info, Reporter& reporter)
      : model_(model), info_(info), flow_(*info.ast), reporter_(reporter) {}

  void check() {
    const auto course = course_of(model_, flow_);
    find_expiry();
    std::optional<std::int64_t> begins = INT64_MIN;
    if (info_.schedule && (info_.schedule->from_days || !flow_.schedule->date)) {
      const auto first = first_run();
      if (first && expires_ms_ && *first >= *expires_ms_) return report_expires_first();
      if (first) begins = first;
    }
    if (expires_ms_) check_sends(course, begins);
    if (info_.schedule) check_quiet(course);
  }

 private:
  // A date is taken by the schedule's clocks; two zones that are named may be hours apart.
  void find_expiry() {
    if (flow_.expires == nullptr) return;
    if (const auto* literal = std::get_if<ast::Literal>(&flow_.expires->node);
        literal != nullptr && literal->value.tag == Tag::kDate)
      expires_ms_ = (literal->value.num + 1) * kMsPerDay;
    const auto* instant = std::get_if<ast::InstantLiteral>(&flow_.expires->node);
    if (instant == nullptr) return;
    const auto zone = [&](const std::string& named) {
      return named.empty() ? model_.default_zone : std::string_view(named);
    };
    const bool apart = info_.schedule && !instant->contact_time &&
                       zone(instant->zone) != zone(info_.schedule->zone);
    expires_ms_ = instant->date_days * kMsPerDay + instant->time_ms + (apart ? kClocksApartMs : 0);
  }

  // Of a schedule that says from when on it runs.
  std::optional<std::int64_t> first_run() const {
    if (!info_.schedule->from_days) return std::nullopt;
    ScheduleWalk walk(*info_.schedule, {kScheduleFirstDay - 1, 0});
    const auto first = walk.next();
    return first ? std::optional(utc_ms(*first)) : std::nullopt;
  }

  void report_expires_first() {
    reporter_
        .report(Code::kExpiresFirst, flow_.expires->span,
                fmt::format("'{}' expires before it runs for the first time", flow_.name.text))
        .also(flow_.schedule->span, "it runs then")
        .help("nothing would be sent: let it expire later");
  }

  // Gives when the way behind it begins at the earliest; nothing where no way goes on.
  std::optional<std::int64_t> check_sends(const Course& course, std::optional<std::int64_t> at) {
    if (!at) return at;
    switch (course.kind) {
      case CourseKind::kAll:
        for (const auto& part : course.parts) at = check_sends(part, at);
        return at;
      case CourseKind::kRounds:
      case CourseKind::kTalk: {
        auto inside = at;
        for (const auto& part : course.parts) inside = check_sends(part, inside);
        return at;
      }
      case CourseKind::kEither: {
        std::optional<std::int64_t> first;
        for (const auto& part : course.parts) {
          const auto one = check_sends(part, at);
          if (one && (!first || *one < *first)) first = one;
        }
        return first;
      }
      case CourseKind::kPause: {
        auto later = *at == INT64_MIN ? *at : *at + course.least_ms;
        if (course.until_ms) later = std::max(later, *course.until_ms - kClocksApartMs);
        return later;
      }
      case CourseKind::kSend:
        return check_send(course, *at);
      case CourseKind::kAtClock:
        return at;
      default:
        return std::nullopt;
    }
  }

  // Only the first on a way: those behind it are later still.
  std::optional<std::int64_t> check_send(const Course& course, std::int64_t at) {
    if (at < *expires_ms_) return at;
    reporter_
        .report(Code::kSentTooLate, course.place,
                fmt::format("whoever comes here comes after '{}' has expired: nothing is sent",
                            flow_.name.text))
        .also(flow_.expires->span, "it expires then");
    return std::nullopt;
  }

  // ---- quiet hours

  // What is sent as soon as a run begins.
  static bool add_first(std::vector<const Course*>& sends, const Course& course) {
    switch (course.kind) {
      case CourseKind::kSend:
        sends.push_back(&course);
        return true;
      case CourseKind::kAll:
      case CourseKind::kTalk:
      case CourseKind::kRounds:
        return std::all_of(course.parts.begin(), course.parts.end(),
                           [&](const Course& part) { return add_first(sends, part); });
      case CourseKind::kEither: {
        bool goes_on = false;
        for (const auto& part : course.parts) goes_on = add_first(sends, part) || goes_on;
        return goes_on;
      }
      default:
        return false;
    }
  }

  struct Held {
    Nominal run;  // the first that is held
    std::int64_t held_ms = 0;
    bool alike = true;  // every run at this time is
  };

  void check_quiet(const Course& course) {
    std::vector<const Course*> sends;
    add_first(sends, course);
    ChannelSet channels;
    for (const auto* send : sends) channels |= send->channels;
    if (channels.none()) return;
    std::map<std::int64_t, Held> times;  // by the time of day
    ScheduleWalk walk(*info_.schedule, {kScheduleFirstDay - 1, 0});
    for (std::size_t i = 0; i < kRunsLookedAt; ++i) {
      const auto run = walk.next();
      if (!run) break;
      const auto held_ms = held(channels, *run);
      auto [found, first] = times.emplace(run->time_ms, Held{*run, held_ms});
      auto& time = found->second;
      if (first) continue;
      time.alike = time.alike && held_ms == time.held_ms;
      if (time.held_ms == 0) time.run = *run, time.held_ms = held_ms;
    }
    for (const auto& [at_ms, time] : times)
      if (time.held_ms > 0) report_held(channels, time);
  }

  bool comes_daily() const { return info_.schedule->form == ScheduleForm::kDays; }

  std::vector<WeekTimes> quiet_on(std::size_t channel) const {
    std::vector<WeekTimes> times;
    for (const auto& rule : model_.policy.quiet)
      if (rule.channels.test(channel) && (!info_.transactional || rule.ast->for_all))
        times.push_back(rule.times);
    return times;
  }

  // By all channels alike: otherwise some of it goes out.
  std::int64_t held(const ChannelSet& channels, const Nominal& run) const {
    auto least = kMsPerWeek;
    for (std::size_t i = 0; i < channels.size(); ++i)
      if (channels.test(i))
        least = std::min(least, left_ms(quiet_on(i), ms_into_week(run.date_days, run.time_ms)));
    return least == kMsPerWeek ? 0 : least;  // never: reported at the policy
  }

  void report_held(const ChannelSet& channels, const Held& time) {
    std::string words;
    for (std::size_t i = 0; i < channels.size(); ++i) {
      if (!channels.test(i)) continue;
      words += (words.empty() ? "" : ", ") + std::string(info_of(static_cast<Channel>(i)).word);
    }
    const auto& run = time.run;
    const auto ends = utc_ms(run) + time.held_ms;
    const bool every_day = time.alike && time.held_ms < kMsPerDay && comes_daily();
    const auto day_of = [&](std::int64_t ms, std::string_view before) {
      const auto day = ms_into_week(ms / kMsPerDay, 0) / kMsPerDay;
      return every_day ? std::string()
                       : fmt::format("{}{} ", before, weekday_word(static_cast<std::uint8_t>(day)));
    };
    const auto& times = flow_.schedule->times;
    const auto at = std::find_if(times.begin(), times.end(), [&](const ast::Literal& one) {
      return one.value.num == run.time_ms;
    });
    auto report = reporter_.report(
        Code::kHeldAtOnce, at != times.end() ? at->span : flow_.schedule->span,
        fmt::format("{}at {} it is quiet on {}: what is sent then is held until {}{}",
                    day_of(utc_ms(run), "on "), time_text(run.time_ms), words, day_of(ends, ""),
                    time_text(ends % kMsPerDay)));
    if (!info_.schedule->contact_time)
      report.note("for contacts whose clocks show the schedule's time");
    if (expires_ms_ && ends >= *expires_ms_ && flow_.schedule->date)
      report.note("by then it has expired: nothing is sent")
          .also(flow_.expires->span, "it expires then");
  }

  const Model& model_;
  const FlowInfo& info_;
  const ast::Flow& flow_;
  Reporter& reporter_;
  std::optional<std::int64_t> expires_ms_;  // on the clock of the schedule, or of any place
};

}  // namespace

void check_timeliness(const Model& model, const std::vector<ast::File>& files, Reporter& reporter) {
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      const auto* info = flow != nullptr ? model.flows.find(flow->name.id) : nullptr;
      if (info != nullptr && flow->body) FlowTimeliness(model, *info, reporter).check();
    }
  }
}

}  // namespace camp::sema
