#include "runtime/delivery/compose.h"

#include <algorithm>
#include <vector>

#include "lang/base/bytes.h"
#include "lang/base/html.h"
#include "lang/base/limits.h"
#include "lang/program/pieces.h"

namespace camp {
namespace {

using Slots = std::vector<std::string_view>;

// Fills in the template at `index` with its share of the slots, which begins at `*next` and is then
// behind it.
bool fill(const Program& program, TemplateIndex index, const Slots& slots, std::size_t* next,
          std::string* out) {
  out->clear();
  if (index >= program.templates.size()) return false;
  const auto& text = program.templates[index];
  if (text.slots.size() > slots.size() - *next) return false;
  for (const auto& part : text.parts) {
    if (part.literal != kNone) {
      if (part.literal >= program.constants.size()) return false;
      const auto& literal = program.constants[part.literal];
      if (literal.tag != Tag::kString) return false;
      out->append(literal.text());
    } else if (part.slot >= text.slots.size()) {
      return false;
    } else if (part.form == SlotForm::kPieces) {
      // A few bytes of a damaged ledger could ask for more than any message has.
      bool small = true;
      const bool whole = for_each_piece(program, slots[*next + part.slot], [&](auto piece) {
        small =
            small && piece.size() <= limits::kMailBytes - std::min(out->size(), limits::kMailBytes);
        if (small) out->append(piece);
      });
      if (!whole || !small) return false;
    } else if (auto slot = slots[*next + part.slot]; is_escaped(part.form)) {
      append_html(*out, slot);
    } else {
      out->append(slot);
    }
  }
  *next += text.slots.size();
  return true;
}

}  // namespace

bool compose(const Program& program, const MessageDecl* message, std::uint32_t content,
             std::string_view slots, ComposedMessage* out) {
  const auto* base = message != nullptr ? message->content_at(content) : nullptr;
  if (base == nullptr) return false;
  Reader in(slots);
  out->channel = base->channel;
  if (!has_choice(*message, base->channel))
    out->choice = ContentChoice::for_everybody(*message, content);
  else if (!read_choice(in, *message, base->channel, &out->choice))
    return false;
  Slots texts(in.count());
  for (auto& text : texts) text = in.bytes();
  if (!in.ok() || !in.at_end()) return false;
  std::vector<const PartDecl*> parts;
  chosen_parts(*message, out->choice, &parts);
  out->parts.resize(parts.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& part = out->parts[i];
    part.part = parts[i]->part;
    part.label = {};
    if (parts[i]->label != kNone) part.label = program.constants[parts[i]->label].text();
    if (!fill(program, parts[i]->text, texts, &next, &part.text)) return false;
  }
  return next == texts.size();
}

// A card's title stands before its text, and is the only one to be marked.
void mark_as_test(ComposedMessage* message) {
  constexpr ContentPart kSeen[] = {ContentPart::kSubject, ContentPart::kTitle, ContentPart::kText,
                                   ContentPart::kBody, ContentPart::kSay};
  for (const auto seen : kSeen) {
    const auto part = std::find_if(message->parts.begin(), message->parts.end(),
                                   [&](const auto& it) { return it.part == seen; });
    if (part == message->parts.end()) continue;
    part->text.insert(0, kTestMark);
    return;
  }
}

}  // namespace camp
