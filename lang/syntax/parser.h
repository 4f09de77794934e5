// Text to syntax tree: the public face of the parser. PEGTL stays inside parser.cpp.
//
// Reports every mistake it can find in one run: a broken statement or declaration becomes an Error
// node, the parser goes on behind it, braces and strings balanced. Takes any bytes; never throws.
#pragma once
#include "lang/base/diagnostic.h"
#include "lang/base/source.h"
#include "lang/syntax/ast.h"

namespace camp {

// Where something begins that stands beside others in the file or between braces: a declaration,
// property, statement, field ...
struct ItemBegin {
  std::uint32_t offset;
  bool by_keyword;  // its first word is one of the language that begins such items
};

// Appends to `diagnostics`; the tree holds what could be read. Its nodes' ids begin with
// `first_id`. `item_begins` takes every item's, in no order, of a file without errors.
ast::File parse(const SourceSet& sources, SourceId source, Diagnostics& diagnostics,
                ast::NodeId first_id = 0, std::vector<ItemBegin>* item_begins = nullptr);

}  // namespace camp
