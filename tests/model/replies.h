// What people answer, and what it means.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

// The answer's number, 1 for yes and 0 for no; of a text 0. Nothing: it is none.
inline std::optional<std::int64_t> meaning_of(const std::string& text, const std::string& form) {
  for (const auto& reply : kReplies) {
    if (reply.text != text) continue;
    if (form == "text") return text == " " ? std::nullopt : std::optional<std::int64_t>(0);
    if (form == "yes_no") return reply.yes;
    if (form == "int") return reply.number;
    return reply.number && *reply.number >= 0 && *reply.number <= 10 ? reply.number : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace camp::model
