// What people answer, and what it means.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/model/life.h"

namespace camp::model {

struct Reply {
  std::string text;
  std::optional<std::int64_t> number, yes;
};
inline const std::vector<Reply> kReplies = {
    {"7", 7, {}},        {"TEN!", 10, {}}, {"11", 11, {}},      {"-3", -3, {}},
    {"1,000", 1000, {}}, {"1", 1, 1},      {"0", 0, 0},         {"Kyllä", {}, 1},
    {"kylla", {}, 1},    {"Nein.", {}, 0}, {"perhaps", {}, {}}, {" ", {}, {}},
};

// What is said to the sender instead of answering, and what only looks like it: a word that counts
// alone with others beside it, a strong one with three behind it or one before it.
struct Keyword {
  std::string text, word;
};
inline const std::vector<Keyword> kKeywords = {
    {"STOP", "stop"},     {"Stop.", "stop"},           {"  stop IT, please! ", "stop"},
    {"Arrêt", "stop"},    {"ARRET s'il vous", "stop"}, {"opt out", "stop"},
    {"OPT-OUT", "stop"},  {"¡Baja!", "stop"},          {"baja por favor", "stop"},
    {"Lopeta", "stop"},   {"Rezygnuje", "stop"},       {"START", "start"},
    {"start!", "start"},  {"Un-Stop", "start"},        {"ALTA", "start"},
    {"Aloita.", "start"}, {"Help?", "help"},           {"hjalp", "help"},
    {"Hjælp", "help"},    {"please stop", ""},         {"stop it right now", ""},
    {"lopeta nyt", ""},   {"start it please", ""},     {"nonstop", ""},
};
// "stop", "start", "help"; "": it is none.
inline std::string keyword_of(const std::string& text) {
  for (const auto& keyword : kKeywords)
    if (keyword.text == text) return keyword.word;
  return "";
}

// The answer's number, 1 for yes and 0 for no; of a text 0. Nothing: it is none.
inline std::optional<std::int64_t> meaning_of(const std::string& text, const std::string& form) {
  for (const auto& reply : kReplies) {
    if (reply.text != text) continue;
    if (form == "text") return text == " " ? std::nullopt : std::optional<std::int64_t>(0);
    if (form == "yes_no") return reply.yes;
    if (form == "int") return reply.number;
    return reply.number && *reply.number >= 0 && *reply.number <= 10 ? reply.number : std::nullopt;
  }
  return form == "text" ? std::optional<std::int64_t>(0) : std::nullopt;  // of words
}

// A STOP that names no message needs none.
inline bool is_said_to_sender(const Event& event) {
  return event.name == "message.replied" && !event.texts.contains("message") &&
         keyword_of(event.texts.at("text")) == "stop";
}

}  // namespace camp::model
