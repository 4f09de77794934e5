// What a module's message is on a channel: which of its lines it carries, and how it puts the
// question. By the channel's row and parts (lang/catalog) alone; for the checker and the compiler.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lang/catalog/answers.h"
#include "lang/catalog/channels.h"
#include "lang/sema/model.h"

namespace camp::sema {

AnswerForm form_of(const ast::Ask& ask);  // of a question without mistakes

// kWords: in the text. kButtons: an answer is a tap. kCall: it is spoken or keyed. kNot: not at
// all.
enum class Asked : std::uint8_t { kWords, kButtons, kCall, kNot };

Asked how_asked(const ast::Ask& ask, Channel channel);

// What the buttons say; empty for yes_no, whose words are the contact's language's.
std::vector<std::string> button_labels(const ast::Ask& ask);

// How many keys of a phone the answer takes at most; 0: keys cannot say it.
std::size_t keys_of(const ast::Ask& ask);

// `1 red, 2 blue`; empty where there is nothing to list: other forms, buttons, a question that
// names every choice itself.
std::string list_of_choices(const SpokenInfo& spoken, Channel channel);

// Only what can play carries a recording.
bool carries(Channel channel, const SpokenLine& line);

}  // namespace camp::sema
