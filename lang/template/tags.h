// The heads of tags, one function each. Internal to lang/template. All throw Mistake.
#pragma once
#include "lang/template/markup.h"

namespace camp::liquid {

void read_blocks(const Reading& reading, const std::vector<Island>& islands,
                 std::vector<Mistake>* mistakes, Block* block);

// Always; `liquid`: in Liquid's words.
[[noreturn]] void refuse(const Reading& reading, const Island& tag, std::string message,
                         std::string liquid, std::string label = {});

// Whether the name can only stand in the midst or at the end of a block.
bool is_end(std::string_view name);

Piped read_piped(const Reading& reading, std::string_view markup);
void check_inline_comment(const Reading& reading, const Island& tag);
ast::Name capture_variable(const Reading& reading, const Island& tag);
Expression case_subject(const Reading& reading, const Island& tag);
void check_case_else(const Reading& reading, const Island& tag);
std::vector<Expression> when_values(const Reading& reading, const Island& tag);
For for_head(const Reading& reading, const Island& tag);
TableRow table_head(const Reading& reading, const Island& tag);
// Those without a body; nothing for any other.
std::optional<Tag> simple_tag(const Reading& reading, const Island& tag);

}  // namespace camp::liquid
