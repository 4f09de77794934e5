// Sending: the channels of a send in their order, each past the gate; then the texts of the one
// that is taken.
#include <algorithm>

#include "lang/base/excerpt.h"
#include "lang/base/html.h"
#include "lang/base/link.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/program/instruction.h"
#include "lang/program/pieces.h"
#include "lang/value/address.h"
#include "lang/value/json_text.h"
#include "runtime/vm/transition.h"

namespace camp {
namespace {

bool is_prose(SlotForm form) { return form == SlotForm::kProse || form == SlotForm::kProseHtml; }

// Whether it says what the value may be.
bool is_guarded(SlotForm form) { return form >= SlotForm::kLink && form <= SlotForm::kStyleLink; }

bool is_address(TypeKind kind, std::string_view text) {
  switch (kind) {
    case TypeKind::kEmail:
      return is_email(text);
    case TypeKind::kPhone:
      return is_phone(text);
    case TypeKind::kUrl:
      return is_url(text);
    default:
      return !text.empty() && !has_control_character(text);
  }
}

}  // namespace

Permission permission_of(const LinkedProgram& program, const FlowDecl& flow, Channel channel,
                         const ContactFacts& contact, std::int64_t now_ms) {
  Permission input;
  input.channel = channel;
  input.transactional = flow.category == Category::kTransactional;
  input.erased = (contact.flags & kContactErased) != 0;
  if (flow.conversation == kNone) return input;
  const auto& conversation = program.program().conversations[flow.conversation];
  input.suppressed =
      std::any_of(conversation.suppress.begin(), conversation.suppress.end(),
                  [&](NameIndex list) { return contact.on_list(program.number(list)); });
  const auto number = program.number(conversation.name);
  if (flow.confirms) {
    const auto* asked =
        contact.opt_ins == nullptr ? nullptr : find_opt_in(*contact.opt_ins, number, channel);
    input.confirms = true;
    input.consent = asked != nullptr && contact.subscriptions != nullptr &&
                    is_pending(*asked, *contact.subscriptions, now_ms);
    return input;
  }
  input.consent =
      contact.subscriptions != nullptr && consents_to(*contact.subscriptions, number, channel);
  return input;
}

Hash128 ledger_id(const Hash128& store_id, std::string_view flow, std::string_view run_key,
                  std::uint32_t instance, std::string_view step_label, std::uint32_t occurrence,
                  std::string_view contact_id) {
  thread_local std::string key;
  key.assign(store_id.view());
  const auto add = [&](std::string_view part) { key.append(part).push_back('\0'); };
  add(flow);
  add(run_key.empty() ? std::to_string(instance) : std::string(run_key));
  add(step_label);
  add(std::to_string(occurrence));
  key.append(contact_id);
  return xxh3_128(key);
}

// ---- what the gate looks at

// "" unless the contact has an address that can go into a header or a request. A copy: the row will
// change.
std::string_view Transition::address_for(Channel channel) {
  const auto number = linked_->address_attribute(channel);
  if (number == Names::kUnknown) return {};
  auto value = find_contact_attribute(number);
  if (value.is_absent()) {
    const auto* otherwise = linked_->default_of_attribute(number);
    if (otherwise != nullptr) value = *otherwise;
  }
  if (value.tag != Tag::kString || !is_address(info_of(channel).address_type, value.text()))
    return {};
  return arena_.copy(value.text());
}

Permission Transition::permission(Channel channel, std::string_view address) const {
  auto input = permission_of(*linked_, program_->flows[instance_->flow], channel, *contact_,
                             situation_->now_ms);
  input.address = !address.empty();
  input.held_out = withheld_;
  return input;
}

// ---- texts

namespace {

// Blanks that do not break a line, as languages have them in numbers and times, are no letters of
// text messages: one of them would make all of a message UCS-2, with less than half the letters.
void make_blanks_plain(std::string& text, std::size_t from) {
  for (const std::string_view blank : {"\u00A0", "\u2009", "\u202F"}) {
    for (auto at = text.find(blank, from); at != text.npos; at = text.find(blank, at))
      text.replace(at, blank.size(), " ");
  }
}

}  // namespace

// Of a slot that no send evaluates there is none.
bool Transition::argument(std::uint8_t number, Value* sp) {
  if (number >= arguments_.size())
    return fail("there is no message with an argument " + std::to_string(number) + " here");
  *sp = arguments_[number];
  return true;
}

// Appends one template's slots to slots_.
bool Transition::render_template(TemplateIndex index, bool blanks_are_plain, Value* sp) {
  const auto& row = program_->templates[index];
  const auto first = slot_places_.size();
  slot_places_.resize(first + row.slots.size());
  for (const auto& part : row.parts) {
    if (part.literal != kNone) continue;
    slot_places_[first + part.slot].is_prose = is_prose(part.form);
    slot_places_[first + part.slot].in_pieces = part.form == SlotForm::kPieces;
  }
  for (std::size_t i = 0; i < row.slots.size(); ++i) {
    auto& place = slot_places_[first + i];
    in_message_ = place.is_prose;
    Value value;
    place.begin = slots_.size();
    const bool done = place.in_pieces
                          ? render_pieces(row.slots[i], blanks_are_plain, sp)
                          : call(row.slots[i], sp, &value) && append_local_text(slots_, value);
    in_message_ = false;
    if (!done) return false;
    if (blanks_are_plain && !place.in_pieces) make_blanks_plain(slots_, place.begin);
    place.size = slots_.size() - place.begin;
  }
  return true;
}

// In a link or a style a value may be only what cannot do harm there: else the message does not
// leave.
bool Transition::check_place(SlotForm form, std::string_view text, std::string_view what) {
  std::optional<std::string> scheme;
  if (form == SlotForm::kLink || form == SlotForm::kStyleLink) scheme = forbidden_scheme(text);
  if (form == SlotForm::kLinkList) scheme = forbidden_scheme_of_any(text);
  const bool fits = !scheme && (form != SlotForm::kStyle || is_style_value(text)) &&
                    (form != SlotForm::kStyleLink || stays_in_style_url(text));
  if (fits) return true;
  const auto value = std::string(what) + " is " + quoted_excerpt(text);
  if (scheme)
    return fail(value + ": a link to " + quoted_excerpt(*scheme + ':') +
                " is not sent; links from data may begin with " + link_schemes());
  return fail(value +
              ": in a style a value is one word, number or colour, without signs of its own");
}

bool Transition::check_slot(const TemplatePart& part, const TemplateDecl& row,
                            std::string_view text) {
  const auto function = row.slots[part.slot];
  if (check_place(part.form, text, source_of(function))) return true;
  failure_code_ = program_->functions[function].begin;
  return false;
}

// In a message a value is what its place takes; what is printed is final.
bool Transition::print_in_message(SlotForm form, const Value& value) {
  text_.clear();
  if (!append_local_text(text_, value)) return false;
  if (is_guarded(form) && !check_place(form, text_, "an output of the message")) return false;
  if (template_.blanks_are_plain) make_blanks_plain(text_, 0);
  if (!is_escaped(form))
    template_.printed += text_;
  else
    append_html(template_.printed, text_);
  return room(template_.printed.size() + template_.pieces.size());
}

// One slot that is a whole Liquid text.
bool Transition::render_pieces(FunctionIndex function, bool blanks_are_plain, Value* sp) {
  template_.clear();
  template_.in_pieces = true;
  template_.blanks_are_plain = blanks_are_plain;
  in_message_ = true;
  Value nothing;
  if (!call(function, sp, &nothing)) return false;
  template_.flush_piece();
  slots_ += template_.pieces;
  return true;
}

// Where a slot's value comes from, for people: the contact's field or the parameter that it reads
// first.
std::string Transition::source_of(FunctionIndex function) const {
  const auto first = decode_instruction(program_->code, program_->functions[function].begin);
  CAMP_ASSERT(first.has_value());  // the verifier has seen it
  if (first->info->op == Op::kAttribute) return "contact." + program_->name(first->operand('n'));
  if (first->info->op == Op::kArgument)
    return "'" + program_->name(message_->parameters[first->operand('b')].name) + "'";
  return "an output of the message";
}

// What the message says to this contact on the channel; false in `*has_any` when nothing of it may
// be sent now.
bool Transition::choose_content(Channel channel, std::uint32_t content, Value* sp, bool* has_any) {
  *has_any = true;
  choice_ = ContentChoice::for_everybody(*message_, content);
  if (!has_choice(*message_, channel)) return true;
  if (assumed_ == nullptr && !find_segments(channel, sp)) return false;
  choice_ = assumed_ == nullptr
                ? choose_contents(*program_, *message_, channel, language(), in_segment_)
                : choose_contents(*program_, *message_, channel, assumed_->language,
                                  assumed_->in_segment);
  const auto text_allowed = message_->contents[content].text_allowed;
  if (text_allowed == kNone) return true;
  auto allowed = Value::boolean(assumed_ != nullptr && assumed_->text_allowed);
  if (assumed_ == nullptr && !call(text_allowed, sp, &allowed)) return false;
  *has_any = settle_text(choice_, allowed.truth());
  return true;
}

// By content, whether the contact is in its segment.
bool Transition::find_segments(Channel channel, Value* sp) {
  in_segment_.assign(message_->contents.size(), false);
  for (std::size_t i = 0; i < message_->contents.size(); ++i) {
    const auto& row = message_->contents[i];
    Value is_in;
    if (row.channel != channel || row.in_segment == kNone) continue;
    if (!call(row.in_segment, sp, &is_in)) return false;
    in_segment_[i] = is_in.truth();
  }
  return true;
}

// Evaluates the slots of the chosen parts, and adds up what the composed message will have.
bool Transition::render(Channel channel, Value* sp, Shape* shape) {
  slots_.clear();
  slot_places_.clear();
  chosen_parts(*message_, choice_, &parts_);
  std::size_t bytes = 0;
  bool lacks_one = false, has_either = false, says_either = false;
  *shape = {};
  for (const auto* part : parts_) {
    Size size;
    if (!render_part(channel, *part, sp, &size)) return false;
    const auto* row = find_part(channel, part->part);
    CAMP_ASSERT(row != nullptr);  // the verifier demands one
    shape->too_large |= (row->unit == SizeUnit::kBytes ? size.bytes : size.characters) > row->size;
    if (info_of(part->part).value != PartValue::kBytes) bytes += size.bytes;
    lacks_one |= row->need == PartNeed::kRequired && size.blank;
    has_either |= row->need == PartNeed::kEither;
    says_either |= row->need == PartNeed::kEither && !size.blank;
  }
  shape->too_large |= bytes > info_of(channel).whole_bytes;
  shape->empty = lacks_one || (has_either && !says_either);
  return true;
}

bool Transition::render_part(Channel channel, const PartDecl& part, Value* sp, Size* size) {
  const auto first = slot_places_.size();
  const auto& row = program_->templates[part.text];
  if (!render_template(part.text, channel == Channel::kSms, sp)) return false;
  const auto value = info_of(part.part).value;
  const bool is_checked =
      !row.slots.empty() &&
      (value == PartValue::kUrl || value == PartValue::kMailbox || value == PartValue::kJson);
  text_.clear();
  for (const auto& piece_of : row.parts) {
    std::string_view text;
    if (piece_of.literal != kNone) {
      text = program_->constants[piece_of.literal].text();
    } else {
      const auto place = slot_places_[first + piece_of.slot];
      text = std::string_view(slots_).substr(place.begin, place.size);
      if (is_guarded(piece_of.form) && !check_slot(piece_of, row, text)) return false;
    }
    const auto measure = [&](std::string_view piece) {
      size->bytes += piece.size() + (is_escaped(piece_of.form) ? html_growth(piece) : 0);
      size->characters += count_code_points(piece);
      size->blank = size->blank && is_unseen(piece);
      if (is_checked && room(text_.size() + piece.size())) text_ += piece;
    };
    if (!charge(text.size() / 1024)) return false;
    if (piece_of.form != SlotForm::kPieces) {
      measure(text);
      continue;
    }
    const auto before = size->bytes;
    const bool whole = for_each_piece(*program_, text, measure);
    CAMP_ASSERT(whole);  // just made
    if (!charge((size->bytes - before) / 1024)) return false;
  }
  return !is_checked || check_value(part, value);
}

// A part whose text means something: data may have made it mean nothing.
bool Transition::check_value(const PartDecl& part, PartValue value) {
  std::string name;
  std::string_view address;
  const auto is = std::string("the message's ") + std::string(info_of(part.part).word) + " is " +
                  quoted_excerpt(text_);
  if (value == PartValue::kUrl && !is_link_address(text_))
    return fail(is + ", which is no address");
  if (value == PartValue::kMailbox && !is_mailbox(text_, &name, &address))
    return fail(is + ", which is no mailbox");
  if (value == PartValue::kJson && !is_json(text_)) return fail(is + ", which is no JSON");
  return true;
}

// ---- the send

// How often the instance has now reached this step. Counted, and remembered while it waits, only
// where the flow can come by again: others are reached once.
std::uint32_t Transition::occurrence_of(std::uint32_t step) {
  if (!linked_->comes_again(instance_->flow, step)) return 1;
  const auto found = std::find_if(reached_.begin(), reached_.end(),
                                  [&](const Reached& one) { return one.step == step; });
  if (found != reached_.end()) return ++found->times;
  reached_.push_back({step, 1});
  return 1;
}

Hash128 Transition::id_at(std::uint32_t step) {
  return ledger_id(instance_->store_id, program_->name(program_->flows[instance_->flow].name),
                   instance_->run_key, instance_->number, program_->steps[step].label,
                   occurrence_of(step), contact_->id);
}

// Fills in the channel and what the gate says of it.
bool Transition::try_channel(const SendDecl& decl, std::size_t which, Value* sp,
                             MessageEffect* effect) {
  const auto channel = decl.channels[which];
  const auto* content = message_->content_for(channel);
  CAMP_ASSERT(content != nullptr);  // the verifier demands one
  effect->channel = channel;
  effect->content = static_cast<std::uint32_t>(content - message_->contents.data());
  effect->address = address_for(channel);
  auto input = permission(channel, effect->address);
  effect->verdict = permit(input);
  if (effect->verdict.decision == Decision::kSkipped) {
    effect->address = {};
    return true;
  }
  bool has_any = true;
  if (!choose_content(channel, effect->content, sp, &has_any)) return false;
  input.reply_window_closed = !has_any;
  // Slots of withheld messages are computed too: a holdout must meet the same failures.
  Shape shape;
  if (has_any && !render(channel, sp, &shape)) return false;
  input.too_large = shape.too_large;
  input.empty = shape.empty;
  effect->verdict = permit(input);
  if (effect->verdict.decision == Decision::kSkipped) effect->address = {};
  return true;
}

std::string_view Transition::encoded_slots(Channel channel) {
  text_.clear();
  if (has_choice(*message_, channel)) put_choice(text_, *message_, channel, choice_);
  put_varint(text_, slot_places_.size());
  for (const auto& place : slot_places_)
    put_bytes(text_, std::string_view(slots_).substr(place.begin, place.size));
  return text_;
}

bool Transition::store_slots(MessageEffect* effect) {
  const auto encoded = encoded_slots(effect->channel);
  if (!room(encoded.size())) return false;
  effect->slots = effects_->keep(encoded);
  return true;
}

// Without a send, for people who look at it.
bool Transition::render(const LinkedProgram& linked, const MessageDecl& message, Channel channel,
                        std::span<const Value> arguments, const AssumedReader* assumed,
                        const Situation& situation, RenderedMessage* out, Incident* incident) {
  begin(linked, situation);
  assumed_ = assumed;
  message_ = &message;
  arguments_ = arguments;
  const auto content =
      static_cast<std::uint32_t>(message.content_for(channel) - message.contents.data());
  bool has_any = true;
  Shape shape;
  const bool done = choose_content(channel, content, stack_, &has_any) &&
                    (!has_any || render(channel, stack_, &shape));
  instructions_ += limits::kFuel - fuel_;
  if (done) {
    out->says_nothing = !has_any;
    out->too_large = shape.too_large;
    out->empty = shape.empty;
    if (has_any) out->slots = encoded_slots(channel);
    out->address = address_for(channel);
    out->language = language();
  } else {
    *incident = {failure_, failure_code_};
  }
  assumed_ = nullptr;
  message_ = nullptr;
  arguments_ = {};
  return done;
}

// The first channel that takes the message, or withholds it, ends the search. When none does, the
// first one's reason is the reason. A talk that has its channel tries no other.
bool Transition::first_channel(const SendDecl& decl, const Value* held, Value* sp,
                               MessageEffect* effect, bool* reached) {
  MessageEffect skipped;
  std::uint32_t tried = 0;
  bool any = false;
  for (std::size_t i = 0; i < decl.channels.size() && !*reached; ++i) {
    const auto word = info_of(decl.channels[i]).word;
    if (held != nullptr && held->tag == Tag::kString && held->text() != word) continue;
    if (!try_channel(decl, i, sp, effect)) return false;
    *reached = effect->verdict.decision != Decision::kSkipped;
    if (!any && !*reached) skipped = *effect;
    any = true;
    if (!*reached) tried |= 1u << static_cast<unsigned>(decl.channels[i]);
  }
  if (!any) return fail("a talk's channel is none of those of its message");
  if (!*reached) {
    *effect = skipped;
    tried &= ~(1u << static_cast<unsigned>(effect->channel));
  }
  effect->tried = tried;
  return true;
}

bool Transition::send(std::uint32_t step, std::uint16_t index, std::uint8_t arguments, Value* sp,
                      std::uint32_t held) {
  const auto& flow = program_->flows[instance_->flow];
  const auto& decl = flow.sends[index];
  if (!room_for_effect()) return false;
  message_ = &program_->messages[decl.message];
  arguments_ = {sp, arguments};
  MessageEffect effect;
  bool reached = false;
  const auto* channel = held == kNone ? nullptr : &locals_[held];
  if (!first_channel(decl, channel, sp + arguments, &effect, &reached)) return false;
  if (reached && held != kNone) locals_[held] = Value::string(info_of(effect.channel).word);
  effect.step = step;
  effect.send = index;
  effect.message = decl.message;
  effect.ledger_id = id_at(step);
  if (effect.verdict.decision == Decision::kQueued && !store_slots(&effect)) return false;
  if (decl.handle != kNone)
    locals_[decl.handle] =
        reached ? Value::handle(arena_.copy(effect.ledger_id.view())) : Value::absent();
  effect.address = effects_->keep(effect.address);
  effects_->add(effect);
  message_ = nullptr;
  arguments_ = {};
  *sp = Value::boolean(reached);
  return true;
}

}  // namespace camp
