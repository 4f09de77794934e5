#include "cli/repl/attached_life.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/repl/literals.h"
#include "lang/analysis/text_values.h"
#include "lang/base/overloaded.h"
#include "runtime/sim/full_second.h"
#include "runtime/state/contact_row.h"

namespace camp::cli {
namespace {

// What a reaction is called where a scenario has a step for it: "{0}" is who, "{1}" the message.
struct ReactionForm {
  std::string_view event, step;
};
constexpr ReactionForm kReactions[] = {{"message.opened", "{0} opens {1}"},
                                       {"message.clicked", "{0} clicks {1}"},
                                       {"message.unsubscribed", "{0} unsubscribes from {1}"},
                                       {"message.complained", "{0} complains about {1}"},
                                       {"message.bounced", "{1} to {0} bounces"}};

class LifeWriter {
 public:
  LifeWriter(StoreView& view, const sim::Recording& recording, const std::vector<Deed>& deeds)
      : view_(view), recording_(recording), deeds_(deeds) {}

  AttachedLife write() {
    const std::string id(recording_.contacts().front());
    life_.contact = name_of(id);
    if (life_.contact != id)
      note(fmt::format(
          "'{}' is no name: the copy is called {}, and chance may draw otherwise for it", id,
          life_.contact));
    for (const auto& input : recording_.inputs()) {
      say_answers(input.at_ms);
      std::visit([&](const auto& what) { add(input, what); }, input.what);
    }
    say_answers(INT64_MAX);
    go_to(view_.now_ms());
    return std::move(life_);
  }

 private:
  // A word that is none of the language's: behind its prefix every one is.
  static std::string name_of(std::string_view id) {
    constexpr std::string_view kWords[] = {"contact", "message", "list", "event", "now",   "at",
                                           "after",   "the",     "do",   "show",  "expect"};
    std::string name;
    for (const char c : id) {
      const bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      const bool lowers = c >= 'A' && c <= 'Z';
      name += keeps ? c : lowers ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    const bool is_word = std::find(std::begin(kWords), std::end(kWords), name) != std::end(kWords);
    const bool begins = !name.empty() && name[0] >= 'a' && name[0] <= 'z';
    return begins && !is_word ? name : "c_" + name;
  }

  void note(std::string text) {
    auto& notes = life_.notes;
    if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.push_back(text);
  }
  void step(std::string text) { life_.steps.push_back(std::move(text)); }
  std::string named(std::uint32_t number) const { return view_.name_of(number); }

  void go_to(std::int64_t at_ms) {
    if (at_ms <= now_ms_) return;
    now_ms_ = sim::to_full_second(at_ms);
    step("at " + moment_literal(at_ms));
  }

  // What was answered or refused until then is said before time goes there.
  void say_answers(std::int64_t until_ms) {
    for (; next_deed_ < deeds_.size() && deeds_[next_deed_].told.at_ms <= until_ms; ++next_deed_) {
      const auto& told = deeds_[next_deed_].told;
      if (const auto* message = told.message(); message && message->fate == Fate::kFailed)
        step(fmt::format("the next {} to {} fails", message->message, life_.contact));
      const auto* request = std::get_if<ToldRequest>(&told.what);
      if (request != nullptr) say_answer(*request);
    }
  }

  void say_answer(const ToldRequest& request) {
    const auto* answer = recording_.answer(request.id);
    if (answer == nullptr) return step(request.call + " times out");
    if (answer->fate != RequestFate::kAnswered) return step(request.call + " fails");
    step(fmt::format("{} answers {{ {} }}", request.call, fields_of(answer->data)));
  }

  std::string fields_of(std::string_view data) {
    std::vector<NamedValue> fields;
    (void)decode_attributes(data, arena_, &fields);  // the engine has encoded it
    std::string text;
    for (const auto& [number, value] : fields) {
      if (value.is_absent()) continue;
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", named(number), literal(value));
    }
    return text;
  }

  std::string text_in(std::string_view data, std::string_view field) {
    const auto value = find_attribute(data, view_.names().find(field), arena_);
    return value.tag == Tag::kString ? std::string(value.text()) : std::string();
  }

  void add(const sim::RecordedInput& input, const sim::RecordedUpsert& it) {
    go_to(input.at_ms);
    auto text = fields_of(it.attributes);
    const auto entry = [&](std::string_view word, const std::string& all) {
      if (!all.empty()) text += fmt::format("{}{}: [{}]", text.empty() ? "" : ", ", word, all);
    };
    std::string consents, lists;
    for (const auto& [conversation, channel] : it.subscriptions)
      consents += fmt::format("{}{} on {}", consents.empty() ? "" : ", ", named(conversation),
                              info_of(channel).word);
    for (const auto list : it.lists) lists += (lists.empty() ? "" : ", ") + named(list);
    entry("subscribed", consents);
    entry("in", lists);
    step(fmt::format("contact {} {{ {} }}", life_.contact, text));
  }

  void add(const sim::RecordedInput& input, const sim::RecordedEvent& it) {
    go_to(input.at_ms);
    const auto event = named(it.name);
    const auto message = text_in(it.named, "message");
    if (event == "message.replied") return add_reply(it, message);
    for (const auto& form : kReactions)
      if (form.event == event)
        return step(fmt::format(fmt::runtime(form.step), life_.contact, message));
    if (event.starts_with("message."))
      return note(fmt::format("a scenario has no step for {}: it is left out", event));
    if (it.history) note(fmt::format("{} came as history; here it starts and wakes", event));
    const bool is_late = it.time_ms + sim::kSecondMs <= input.at_ms;
    const auto fields = fields_of(it.data);
    step(fmt::format("{} {} {} {{ {} }}{}", life_.contact, is_late ? "did" : "does", event, fields,
                     is_late ? " at " + moment_literal(it.time_ms) : ""));
  }

  void add_reply(const sim::RecordedEvent& it, const std::string& message) {
    const bool names_one = !text_in(it.data, "message").empty();
    const auto channel = text_in(it.data, "channel");
    step(fmt::format("{} replies {}{}{}", life_.contact, camp::quoted(text_in(it.data, "text")),
                     names_one ? " to " + message : "", channel.empty() ? "" : " on " + channel));
  }

  void add(const sim::RecordedInput& input, const sim::RecordedConfirmation& it) {
    go_to(input.at_ms);
    step(fmt::format("{} confirms {} on {}", life_.contact, named(it.conversation),
                     info_of(it.channel).word));
  }

  // Those that she was in: who else was in it does not matter to her.
  void add(const sim::RecordedInput& input, const sim::RecordedRun& it) {
    const auto campaign = named(it.campaign);
    const bool was_in = std::any_of(deeds_.begin(), deeds_.end(), [&](const Deed& deed) {
      return deed.told.subject.flow == campaign && deed.told.subject.run_key == it.key;
    });
    if (!was_in) return;
    go_to(input.at_ms);
    step(fmt::format("the run of {} starts", campaign));
  }

  void add(const sim::RecordedInput& input, const sim::RecordedPause& it) {
    using Order = sim::RecordedPause::Order;
    go_to(input.at_ms);
    const bool is_channel = (it.subject & kChannelBit) != 0;
    const auto channel = static_cast<Channel>(it.subject & ~kChannelBit);
    const std::string subject = it.subject == kEverything ? "everything"
                                : is_channel              ? std::string(info_of(channel).word)
                                                          : named(it.subject);
    const auto* does = it.order == Order::kPause    ? "pauses"
                       : it.order == Order::kCancel ? "cancels"
                                                    : "resumes";
    step(fmt::format("the operator {} {}{}", does, subject,
                     it.order == Order::kShift ? " shifting waits" : ""));
  }

  void add(const sim::RecordedInput&, const sim::RecordedMending&) {
    note("an operator mended a failure: a scenario has no step for it");
  }
  void add(const sim::RecordedInput&, const sim::RecordedProgram& it) {
    if (!it.last) note("other programs ran before: the copy lives with the project as it is now");
  }
  void add(const sim::RecordedInput&, const sim::RecordedWork&) {}

  StoreView& view_;
  const sim::Recording& recording_;
  const std::vector<Deed>& deeds_;
  AttachedLife life_;
  Arena arena_;
  std::int64_t now_ms_ = 0;
  std::size_t next_deed_ = 0;
};

}  // namespace

AttachedLife attached_life(StoreView& view, const sim::Recording& recording,
                           const std::vector<Deed>& deeds) {
  return LifeWriter(view, recording, deeds).write();
}

std::vector<Deed> without_names(std::vector<Deed> deeds) {
  std::erase_if(deeds, [](const Deed& deed) { return deed.told.kind == EntryKind::kRefused; });
  for (auto& deed : deeds) {
    deed.told.subject.run_key.clear();
    std::visit(Overloaded{[](ToldTransition& it) { it.cause.event_id.clear(); },
                          [](ToldConversion& it) { it.cause.event_id.clear(); },
                          [](ToldRefund& it) {
                            it.cause.event_id.clear();
                            it.converted.event_id.clear();
                          },
                          [](ToldEvent& it) { it.event.event_id.clear(); },
                          [](ToldReceipt& it) { it.detail.clear(); }, [](auto&) {}},
               deed.told.what);
  }
  return deeds;
}

}  // namespace camp::cli
