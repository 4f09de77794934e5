#include "lang/sema/course.h"

#include <fmt/format.h>

#include <utility>

#include "lang/base/limits.h"
#include "lang/base/overloaded.h"
#include "lang/sema/constants.h"

namespace camp::sema {
namespace {

ChannelSet set_of(const std::vector<Channel>& channels) {
  ChannelSet set;
  for (auto channel : channels) set.set(static_cast<std::size_t>(channel));
  return set;
}

Course of_kind(CourseKind kind, Span place = {}, std::string label = {}) {
  Course course;
  course.kind = kind;
  course.place = place;
  course.label = std::move(label);
  return course;
}

Course pause(Span place, std::string label, std::int64_t least, std::optional<std::int64_t> most) {
  auto course = of_kind(CourseKind::kPause, place, std::move(label));
  course.least_ms = least;
  course.most_ms = most;
  return course;
}

class CourseReading {
 public:
  explicit CourseReading(const Model& model) : model_(model) {}

  Course block(const ast::Block& block) {
    auto all = of_kind(CourseKind::kAll);
    for (const auto& statement : block.statements) add(all.parts, statement);
    return all;
  }

 private:
  using Parts = std::vector<Course>;

  void add(Parts& out, const ast::Statement& statement) {
    if (const auto* spoken = model_.spoken.find(statement.id)) add_spoken(out, statement, *spoken);
    std::visit(
        Overloaded{
            [&](const ast::Wait& node) { add_wait(out, statement.keyword, node); },
            [&](const ast::WaitUpTo& node) { add_wait_up_to(out, statement.keyword, node); },
            [&](const ast::WaitUntil& node) { add_wait_until(out, statement.keyword, node); },
            [&](const ast::Request& node) { add_request(out, statement.keyword, node); },
            [&](const ast::If& node) { add_if(out, node); },
            [&](const ast::Match& node) { add_match(out, node); },
            [&](const ast::Send& node) { add_send(out, statement.keyword, node); },
            [&](const ast::Experiment& node) { add_experiment(out, node); },
            [&](const ast::Do& node) { add_talk(out, node); },
            [&](const ast::Ask& node) { add_ask(out, statement, node); },
            [&](const ast::Repeat& node) { add_rounds(out, node); },
            [&](const ast::Stop&) { out.push_back(of_kind(CourseKind::kStop)); },
            [&](const ast::Exit&) { out.push_back(of_kind(CourseKind::kEnd)); },
            [](const auto&) {},
        },
        statement.node);
  }

  Course block_or_nothing(const std::optional<ast::Block>& node) {
    return node ? block(*node) : of_kind(CourseKind::kAll);
  }

  std::optional<Duration> constant(const ast::Expr& expr) {
    const auto value = constant_of(expr, arena_);
    if (!value || value->tag != Tag::kDuration) return std::nullopt;
    return value->as_duration();
  }

  static std::string word(std::string_view word, const std::optional<ast::Name>& label) {
    return label ? fmt::format("{} as {}", word, label->text) : std::string(word);
  }

  void add_wait(Parts& out, Span place, const ast::Wait& wait) {
    const auto duration = constant(*wait.duration);
    out.push_back(pause(place, word("wait", wait.as), duration ? least_ms(*duration) : 0,
                        duration ? std::optional(most_ms(*duration)) : std::nullopt));
  }

  // The arms at any time, `else` at the end of it.
  void add_wait_up_to(Parts& out, Span place, const ast::WaitUpTo& wait) {
    const auto duration = constant(*wait.duration);
    const auto longest = duration ? std::optional(most_ms(*duration)) : std::nullopt;
    const auto label = word(wait.until ? "wait until" : "wait up to", wait.as);
    auto either = of_kind(CourseKind::kEither);
    const auto take = [&](std::int64_t least, Course behind) {
      auto way = of_kind(CourseKind::kAll);
      way.parts.push_back(pause(place, label, least, longest));
      way.parts.push_back(std::move(behind));
      either.parts.push_back(std::move(way));
    };
    for (const auto& arm : wait.arms) take(0, block(arm.body));
    take(duration ? least_ms(*duration) : 0, block_or_nothing(wait.otherwise));
    out.push_back(std::move(either));
  }

  // Its answer at any time, as `else`: it may fail at once.
  void add_request(Parts& out, Span place, const ast::Request& request) {
    const auto duration = constant(*request.duration);
    out.push_back(pause(place,
                        fmt::format("request {}.{}", request.service.text, request.call.text), 0,
                        duration ? std::optional(most_ms(*duration)) : std::nullopt));
    add_otherwise(out, of_kind(CourseKind::kAll), request.otherwise);
  }

  void add_wait_until(Parts& out, Span place, const ast::WaitUntil& wait) {
    const auto label = word("wait until", wait.as);
    const auto time = constant_of(*wait.when, arena_);
    if (!time || time->tag != Tag::kTime) {
      out.push_back(pause(place, label, 0, std::nullopt));
      if (const auto* instant = std::get_if<ast::InstantLiteral>(&wait.when->node))
        out.back().until_ms = instant->date_days * kMsPerDay + instant->time_ms;
      const bool daily = model_.times_of_day.contains(wait.when->id);
      if (daily) out.back().most_ms = wait.weekday ? kMsPerWeek : kMsPerDay;
      return;
    }
    auto course = of_kind(CourseKind::kAtClock, place, label);
    course.least_ms = time->num;
    if (wait.weekday) course.weekday = parse_weekday(wait.weekday->text);
    out.push_back(std::move(course));
  }

  void add_if(Parts& out, const ast::If& node) {
    auto either = of_kind(CourseKind::kEither);
    either.parts.push_back(block(node.then));
    either.parts.push_back(node.otherwise ? block(*node.otherwise) : of_kind(CourseKind::kAll));
    out.push_back(std::move(either));
  }

  void add_match(Parts& out, const ast::Match& match) {
    auto either = of_kind(CourseKind::kEither);
    for (const auto& arm : match.arms) either.parts.push_back(block(arm.body));
    either.parts.push_back(block_or_nothing(match.otherwise));
    out.push_back(std::move(either));
  }

  // A holdout walks the path of a variant and gets nothing. With `on` the others wait for
  // the winner, in a run by everybody's own clocks also for those who come to it last.
  void add_experiment(Parts& out, const ast::Experiment& experiment) {
    if (experiment.on && experiment.winner && experiment.winner->after) {
      const auto after = most_ms(experiment.winner->after->value.as_duration());
      out.push_back(pause(experiment.name.span, "experiment " + experiment.name.text, 0,
                          after + kClocksApartMs));
      out.back().of_run = true;
    }
    auto either = of_kind(CourseKind::kEither);
    for (const auto& arm : experiment.arms)
      if (arm.body) either.parts.push_back(block(*arm.body));
    if (!either.parts.empty()) out.push_back(std::move(either));
  }

  void add_otherwise(Parts& out, Course done, const std::optional<ast::Block>& otherwise) {
    if (!otherwise) return out.push_back(std::move(done));
    auto either = of_kind(CourseKind::kEither);
    either.parts.push_back(std::move(done));
    either.parts.push_back(block(*otherwise));
    out.push_back(std::move(either));
  }

  void add_send(Parts& out, Span place, const ast::Send& send) {
    auto course = of_kind(CourseKind::kSend, place, "send " + send.message.text);
    if (const auto* channels = model_.send_channels.find(send.message.id))
      course.channels = set_of(*channels);
    add_otherwise(out, std::move(course), send.otherwise);
  }

  void add_rounds(Parts& out, const ast::Repeat& repeat) {
    auto rounds = of_kind(CourseKind::kRounds);
    rounds.times = repeat.times ? static_cast<std::uint32_t>(repeat.times->value.num) : 1;
    rounds.parts.push_back(block(repeat.body));
    out.push_back(std::move(rounds));
  }

  // ---- talks

  void add_talk(Parts& out, const ast::Do& use) {
    const auto* symbol = model_.find(use.module.text);
    if (symbol == nullptr || symbol->module == nullptr || !symbol->module->ast->body) return;
    // Reported: as a use too deep, or by the compiler.
    if (depth_ >= limits::kModuleDepth || ++uses_ > limits::kModuleUses) return;
    const auto around = talk_;
    const auto* channels = model_.send_channels.find(use.module.id);
    if (channels != nullptr && !channels->empty()) talk_ = set_of(*channels);
    ++depth_;
    auto talk = of_kind(CourseKind::kTalk);
    talk.parts.push_back(block(*symbol->module->ast->body));
    --depth_;
    talk_ = around;
    add_otherwise(out, std::move(talk), use.otherwise);
  }

  void add_spoken(Parts& out, const ast::Statement& statement, const SpokenInfo& spoken) {
    auto said = of_kind(CourseKind::kSend, statement.keyword, "send " + spoken.message);
    said.channels = talk_;
    out.push_back(std::move(said));
  }

  // The answer comes at any time; one that cannot be read has the question put again, and is none
  // when it may not be: `else` does not wait for the time to be over.
  void add_ask(Parts& out, const ast::Statement& statement, const ast::Ask& ask) {
    const auto duration =
        ask.up_to ? ask.up_to->value.as_duration() : Duration{0, limits::kAnswerDays, 0};
    const auto wait = pause(statement.keyword, "ask " + ask.name.text, 0, most_ms(duration));
    out.push_back(wait);
    if (ask.retry) {
      auto again = of_kind(CourseKind::kRounds);
      again.times = static_cast<std::uint32_t>(ask.retry->value.num);
      auto round = of_kind(CourseKind::kSend, statement.keyword,
                           fmt::format("send {}.{}_again", module_of(statement), ask.name.text));
      round.channels = talk_;
      auto enough = of_kind(CourseKind::kEither);
      enough.parts.push_back(std::move(round));
      enough.parts.push_back(of_kind(CourseKind::kStop));
      again.parts.push_back(std::move(enough));
      again.parts.push_back(wait);
      out.push_back(std::move(again));
    }
    auto either = of_kind(CourseKind::kEither);
    either.parts.push_back(of_kind(CourseKind::kAll));
    either.parts.push_back(ask.otherwise ? block(*ask.otherwise) : of_kind(CourseKind::kTalkEnd));
    out.push_back(std::move(either));
  }

  std::string module_of(const ast::Statement& statement) const {
    const auto* spoken = model_.spoken.find(statement.id);
    return spoken != nullptr ? spoken->module->ast->name.text : "";
  }

  const Model& model_;
  Arena arena_;
  ChannelSet talk_;  // the channels of the talk at hand
  std::size_t depth_ = 0;
  std::size_t uses_ = 0;
};

constexpr std::int64_t kShortestMonthDays = 28;
constexpr std::int64_t kLongestMonthDays = 31;

std::int64_t ms_of(const Duration& duration, std::int64_t month_days) {
  return (duration.months * month_days + duration.days) * kMsPerDay + duration.ms;
}

}  // namespace

Course course_of(const Model& model, const ast::Flow& flow) {
  return flow.body ? CourseReading(model).block(*flow.body) : Course{};
}

std::int64_t least_ms(const Duration& duration) { return ms_of(duration, kShortestMonthDays); }
std::int64_t most_ms(const Duration& duration) { return ms_of(duration, kLongestMonthDays); }

}  // namespace camp::sema
