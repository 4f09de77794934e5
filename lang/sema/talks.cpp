// `do M via A or B`: whether each channel can carry what the module says and asks.
#include "lang/sema/talks.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/sema/constants.h"
#include "lang/sema/flow.h"

namespace camp::sema {
namespace {

// How many there are; nothing: any number.
std::optional<std::uint64_t> answers_of(const ast::Ask& ask) {
  if (ask.low && ask.high) {
    const auto above_low = static_cast<std::uint64_t>(ask.high->value.num) -
                           static_cast<std::uint64_t>(ask.low->value.num);
    return std::max(above_low + 1, above_low);
  }
  if (!ask.choices.empty()) return ask.choices.size();
  const auto* row = ask.word ? find_answer(ask.word->text) : nullptr;
  constexpr std::uint64_t kYesNo = 2;
  if (row != nullptr && row->form == AnswerForm::kYesNo) return kYesNo;
  return std::nullopt;
}

std::size_t size_of(const ChannelPart& row, std::string_view text) {
  return row.unit == SizeUnit::kBytes ? text.size() : count_code_points(text);
}

// What is printed may be nothing.
std::size_t least_size(const ChannelPart& row, const ast::Text& text) {
  return is_template(text) ? 0 : size_of(row, text.text);
}

// A line each.
std::size_t joined_size(const std::vector<std::size_t>& sizes) {
  if (sizes.empty()) return 0;
  return std::accumulate(sizes.begin(), sizes.end(), sizes.size() - 1);
}

bool fit_buttons(const ast::Ask& ask, const ChannelPart& button) {
  const auto count = answers_of(ask);
  return count && *count <= button.most &&
         std::all_of(ask.choices.begin(), ask.choices.end(), [&](const ast::Text& choice) {
           return size_of(button, choice.text) <= button.size;
         });
}

std::string why_no_buttons(const ast::Ask& ask, const ChannelPart& button) {
  const auto count = answers_of(ask);
  if (!count) return "its answers are not a few";
  if (*count > button.most) return fmt::format("this has {} answers", grouped(*count));
  return fmt::format("a choice is longer than {} characters", button.size);
}

}  // namespace

AnswerForm form_of(const ast::Ask& ask) {
  if (ask.low) return AnswerForm::kRange;
  if (!ask.choices.empty()) return AnswerForm::kChoice;
  return find_answer(ask.word->text)->form;
}

Asked how_asked(const ast::Ask& ask, Channel channel) {
  const auto* button = find_part(channel, ContentPart::kSuggest);
  if (button != nullptr && fit_buttons(ask, *button)) return Asked::kButtons;
  switch (info_of(channel).reply) {
    case ChannelReply::kText:
      return Asked::kWords;
    case ChannelReply::kSpeech:
      return Asked::kCall;
    case ChannelReply::kTap:
    case ChannelReply::kNone:
      break;
  }
  return Asked::kNot;
}

std::vector<std::string> button_labels(const ast::Ask& ask) {
  std::vector<std::string> labels;
  if (ask.low)
    for (std::uint64_t i = 0; i < answers_of(ask); ++i)
      labels.push_back(std::to_string(ask.low->value.num + static_cast<std::int64_t>(i)));
  for (const auto& choice : ask.choices) labels.push_back(choice.text);
  return labels;
}

std::size_t keys_of(const ast::Ask& ask) {
  constexpr std::size_t kWholeNumber = 18;  // what is read surely fits
  constexpr std::size_t kDate = 8;          // 24122026
  switch (form_of(ask)) {
    case AnswerForm::kRange:
      return ask.low->value.num < 0 ? 0 : std::to_string(ask.high->value.num).size();
    case AnswerForm::kChoice:
      return std::to_string(ask.choices.size()).size();
    case AnswerForm::kYesNo:
      return 1;
    case AnswerForm::kInt:
      return kWholeNumber;
    case AnswerForm::kDate:
      return kDate;
    case AnswerForm::kDecimal:
    case AnswerForm::kText:
      break;
  }
  return 0;
}

std::string list_of_choices(const SpokenInfo& spoken, Channel channel) {
  if (spoken.ask == nullptr || how_asked(*spoken.ask, channel) == Asked::kButtons) return {};
  const auto& choices = spoken.ask->choices;
  if (choices.size() > limits::kFlowArms) return {};  // reported; looking for each would take long
  const auto& question = spoken.ask->question.text;
  const bool named = std::all_of(choices.begin(), choices.end(), [&](const ast::Text& choice) {
    return question.find(choice.text) != question.npos;
  });
  std::string line;
  for (std::size_t i = 0; !named && i < choices.size(); ++i)
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", i + 1, choices[i].text);
  return line;
}

bool carries(Channel channel, const SpokenLine& line) {
  return !line.is_recording || find_part(channel, ContentPart::kPlay) != nullptr;
}

// ---- the checks

void FlowChecker::check_talk(const ast::Do& use, ModuleInfo& module) {
  const auto& chosen = model_.send_channels[use.module.id];
  bool plays = chosen.empty();
  for (const auto channel : chosen) {
    plays = plays || find_part(channel, ContentPart::kPlay) != nullptr;
    const auto place =
        std::find_if(use.channels.begin(), use.channels.end(),
                     [&](const ast::Name& name) { return name.text == info_of(channel).word; });
    take_channel(module, channel, *place);
  }
  if (!module.plays || plays) return;
  reporter_
      .report(Code::kUnplayed, use.module.span,
              fmt::format("'{}' plays a recording, and no channel here can", use.module.text))
      .also(*module.plays, "it is left out")
      .help("only `voice` plays it");
}

// Once for each module and channel, wherever the module is used.
void FlowChecker::take_channel(ModuleInfo& module, Channel channel, const ast::Name& place) {
  const auto bit = static_cast<std::size_t>(channel);
  if (module.channels.test(bit)) return;
  module.channels.set(bit);
  for (const auto* spoken : module.spoken) {
    check_carried(*spoken, channel, place);
    check_question(*spoken, channel, place);
    check_room(*spoken, channel, place);
  }
  for (auto* used : module.uses) take_channel(*used, channel, place);
}

void FlowChecker::check_carried(const SpokenInfo& spoken, Channel channel, const ast::Name& place) {
  const auto& lines = spoken.lines;
  if (std::any_of(lines.begin(), lines.end(),
                  [&](const SpokenLine& line) { return carries(channel, line); }))
    return;
  reporter_
      .report(Code::kNoContent, place.span,
              fmt::format("'{}' says nothing by {}: it only plays a recording", spoken.message,
                          place.text))
      .also(lines.front().text->span, "this one")
      .help("put a `say` beside it");
}

void FlowChecker::check_question(const SpokenInfo& spoken, Channel channel,
                                 const ast::Name& place) {
  if (spoken.ask == nullptr || how_asked(*spoken.ask, channel) != Asked::kNot) return;
  if (model_.spoken.find(spoken.ask->name.id) == &spoken) return;  // put again: reported
  const auto* button = find_part(channel, ContentPart::kSuggest);
  if (button == nullptr) return;  // no channel that takes talks
  reporter_
      .report(Code::kNoContent, place.span,
              fmt::format("by {} a question is answered by a tap, and '{}' cannot be", place.text,
                          spoken.message))
      .also(spoken.ask->name.span, why_no_buttons(*spoken.ask, *button))
      .help(fmt::format("ask for yes_no, for `one of` at most {} choices of {} characters, or for "
                        "a range of at most {} numbers; or take {} away here",
                        button->most, button->size, button->most, place.text));
}

// What stands there as it is; what is printed shows when it is sent.
void FlowChecker::check_room(const SpokenInfo& spoken, Channel channel, const ast::Name& place) {
  const auto main = *info_of(channel).main_part;
  for (const auto part : {main, ContentPart::kPlay}) {
    const auto* row = find_part(channel, part);
    if (row == nullptr) continue;
    std::vector<std::size_t> sizes;
    for (const auto& line : spoken.lines)
      if (line.is_recording == (part != main)) sizes.push_back(least_size(*row, *line.text));
    const auto list = list_of_choices(spoken, channel);
    if (part == main && !list.empty()) sizes.push_back(size_of(*row, list));
    if (row->most == 1) sizes = {joined_size(sizes)};
    report_room(spoken, *row, sizes, place);
  }
}

void FlowChecker::report_room(const SpokenInfo& spoken, const ChannelPart& row,
                              const std::vector<std::size_t>& sizes, const ast::Name& place) {
  const auto report = [&](const std::string& has, std::size_t most) {
    reporter_
        .report(Code::kTooMany, place.span,
                fmt::format("'{}' has {}; {} takes at most {}", spoken.message, has, place.text,
                            grouped(most)))
        .also(spoken.lines.front().text->span, "it begins here");
  };
  const auto longest = std::max_element(sizes.begin(), sizes.end());
  if (longest == sizes.end()) return;
  if (*longest > row.size)
    report(fmt::format("{} {} at once", grouped(*longest),
                       row.unit == SizeUnit::kBytes ? "bytes" : "characters"),
           row.size);
  if (sizes.size() > row.most)
    report(fmt::format("{} times `{}` in a row", sizes.size(), info_of(row.part).word), row.most);
}

}  // namespace camp::sema
