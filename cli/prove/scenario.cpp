// A way as text: a scenario that can be pasted, or one line.
#include <fmt/format.h>

#include <algorithm>

#include "cli/prove/proof.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
#include "runtime/vm/calendar.h"

namespace camp::cli {
namespace {

using Kind = sim::Breach::Kind;

class WayWriter {
 public:
  WayWriter(const Proof& proof, const Exploration& exploration, const sim::Way& way)
      : proof_(proof),
        text_(exploration.text),
        way_(way),
        contact_(text_.beginnings[way.beginning].contact),
        now_ms_(way.begun_ms) {}

  // What is left of the beginning, as it is written.
  std::vector<std::string> beginning(const std::vector<plan::Step>& steps) const {
    std::vector<std::string> lines;
    for (const auto& step : steps) {
      const auto* left = std::get_if<plan::MakeContact>(&step.node);
      lines.push_back(left != nullptr ? person_text(contact_, person(*left))
                                      : std::string(source_text(step.span)));
    }
    return lines;
  }

  // "1h" until then; "" when it is then.
  std::string pause(std::int64_t at_ms) {
    const auto from_ms = std::exchange(now_ms_, std::max(now_ms_, at_ms));
    if (from_ms == now_ms_) return {};
    const auto days = (now_ms_ - from_ms) / kMsPerDay;
    const Duration whole{0, static_cast<std::int32_t>(days), 0};
    if (days > 0 &&
        calendar::add(from_ms, whole, proof_.stage->program().default_zone()) == now_ms_)
      return duration_text(whole);
    return duration_text({0, 0, now_ms_ - from_ms});
  }

  std::string happening(const sim::Turn& turn) const {
    auto step = text_.happenings[turn.happening].step;
    const auto at = step.starts_with(ChoiceText::kWho) ? 0 : step.find(ChoiceText::kWho);
    return step.replace(at, ChoiceText::kWho.size(), contact_);
  }

  const std::string& contact() const { return contact_; }
  const sim::Way& way() const { return way_; }

 private:
  std::string_view source_text(Span span) const {
    return trimmed(proof_.compiled.analysis.sources().text(span));
  }

  ChoiceText::Person person(const plan::MakeContact& left) const {
    auto person = text_.beginnings[way_.beginning].person;
    std::erase_if(person.fields, [&](const auto& field) {
      return std::none_of(left.fields.begin(), left.fields.end(),
                          [&](const auto& it) { return it.name == field.name; });
    });
    std::erase_if(person.consents, [&](const auto& consent) {
      return std::none_of(left.subscribed.begin(), left.subscribed.end(), [&](const auto& it) {
        return it.first == consent.conversation && info_of(it.second).word == consent.channel;
      });
    });
    person.lists = left.lists;
    return person;
  }

  const Proof& proof_;
  const ChoiceText& text_;
  const sim::Way& way_;
  const std::string contact_;
  std::int64_t now_ms_;
};

// What does not hold where the way has come to its end. An invariant is asked by itself.
std::string expectation(const sim::Breach& breach) {
  switch (breach.kind) {
    case Kind::kInvariant:
      return "expect nothing more is sent in the next 1s";
    case Kind::kConsent:
      return fmt::format("expect {} was not sent {}", breach.contact, breach.what);
    case Kind::kIncident:
    case Kind::kNeverEnds:
      break;
  }
  return fmt::format("expect {} left {}", breach.contact, breach.what);
}

std::string title(const sim::Breach& breach) {
  auto text = breach.kind == Kind::kInvariant ? breach.what : breach.told;
  std::replace(text.begin(), text.end(), '"', '\'');
  return "prove: " + text;
}

}  // namespace

std::string scenario_text(const Proof& proof, const Exploration& exploration,
                          const sim::CounterExample& example) {
  WayWriter writer(proof, exploration, example.way);
  auto text = fmt::format("scenario \"{}\" {{\n", title(example.breach));
  const auto add = [&](std::string_view line) { text += fmt::format("  {}\n", line); };
  const auto pass = [&](std::int64_t at_ms) {
    if (const auto pause = writer.pause(at_ms); !pause.empty()) add("after " + pause);
  };
  for (const auto& line : writer.beginning(example.beginning)) add(line);
  for (const auto& turn : example.way.turns) {
    if (turn.happening == kNone || turn.at_ms > example.breach.at_ms) continue;
    pass(turn.at_ms);
    add(writer.happening(turn));
  }
  pass(example.breach.at_ms);
  add(expectation(example.breach));
  return text + "}\n";
}

std::string way_text(const Proof& proof, const Exploration& exploration, const sim::Way& way) {
  WayWriter writer(proof, exploration, way);
  std::string text;
  const auto& beginning = exploration.text.beginnings[way.beginning];
  for (const auto& step : beginning.steps)
    if (step.starts_with("the run of")) text += step;
  for (const auto& turn : way.turns) {
    if (turn.happening == kNone) continue;
    const auto pause = writer.pause(turn.at_ms);
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : "; ",
                    pause.empty() || text.empty() ? "" : pause + " later ", writer.happening(turn));
  }
  return text.empty() ? "by itself" : text;
}

}  // namespace camp::cli
