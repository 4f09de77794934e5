// What a message says to the contact, part by part.
#include <fmt/format.h>

#include <string>
#include <tuple>
#include <vector>

#include "tests/model/contact_model.h"

namespace camp::model {
namespace {

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// It is that language, or more of it.
bool speaks(const std::string& spoken, const std::string& language) {
  const auto mine = lower(spoken), its = lower(language);
  return mine == its || mine.rfind(its + "-", 0) == 0;
}

}  // namespace

// Of those that have the part and are for her: segment and language, segment, language, everybody;
// of languages the longer one; then as they stand.
std::string ContactModel::part_of(const Instance& instance, const Message& message,
                                  std::string Content::*part, std::int64_t now_ms) const {
  const auto& language = person_.language.empty() ? std::string("en") : person_.language;
  std::tuple<bool, bool, std::size_t> best;
  const Content* chosen = nullptr;
  for (const auto& content : message.contents) {
    if ((content.*part).empty()) continue;
    if (!content.language.empty() && !speaks(language, content.language)) continue;
    if (!content.segment.empty()) {
      bool is_in = false;
      for (const auto& segment : life_.project.segments)
        if (segment.name == content.segment)
          is_in = holds(segment.condition, {nullptr, "", nullptr, now_ms});
      if (!is_in) continue;
    }
    const std::tuple rank{!content.segment.empty(), !content.language.empty(),
                          content.language.size()};
    if (chosen && rank <= best) continue;
    best = rank;
    chosen = &content;
  }
  if (!chosen) return "";
  const auto* shop = outlet();
  for (const auto& own : kOutlets)
    if (own.name == instance.outlet) shop = &own;
  return fmt::format("{} {} {}", chosen->*part, points(),
                     !shop                 ? "none"
                     : shop->shown.empty() ? shop->name
                                           : shop->shown);
}

// Of a mail also who sends it: the instance's outlet, where that says how, else the conversation.
std::string ContactModel::text_of(const Instance& instance, const std::string& name,
                                  const std::string& channel, std::int64_t now_ms) const {
  const auto& conversation = instance.flow->conversation;
  std::string from = conversation == "news"     ? "News <news@acme.example>"
                     : conversation == "alerts" ? "Alerts <alerts@acme.example>"
                                                : "Letters <letters@acme.example>";
  for (const auto& outlet : kOutlets)
    if (outlet.name == instance.outlet && !outlet.from.empty()) from = outlet.from;
  if (!instance.flow->confirms.empty()) return channel == "email" ? "Please|LINK|" + from : "LINK";
  for (const auto& message : life_.project.messages) {
    if (message.name != name) continue;
    if (channel != "email") return part_of(instance, message, &Content::sms, now_ms);
    return part_of(instance, message, &Content::subject, now_ms) + "|" +
           part_of(instance, message, &Content::text, now_ms) + "|" + from;
  }
  return "";
}

// What may be tapped instead of typed, behind the text: up to three answers by whatsapp, up to
// eleven by rcs.
std::string ContactModel::buttons_of(const std::string& form, const std::string& channel) const {
  const std::size_t most = channel == "rcs" ? 11 : channel == "whatsapp" ? 3 : 0;
  std::vector<std::string> words;
  if (form == "0..10")
    for (int i = 0; i <= 10; ++i) words.push_back(std::to_string(i));
  if (form == "yes_no") {
    const auto& language = person_.language;
    words = speaks(language, "fi")   ? std::vector<std::string>{"Kyllä", "Ei"}
            : speaks(language, "pt") ? std::vector<std::string>{"Sim", "Não"}
            : speaks(language, "sv") ? std::vector<std::string>{"Ja", "Nej"}
                                     : std::vector<std::string>{"Yes", "No"};
  }
  if (words.size() > most) return "";
  std::string text;
  for (const auto& word : words) text += "|" + word;
  return text;
}

}  // namespace camp::model
