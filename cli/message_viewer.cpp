#include "cli/message_viewer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/unicode.h"
#include "runtime/audience/field_text.h"
#include "runtime/delivery/composed_mail.h"
#include "runtime/delivery/spool_transport.h"
#include "runtime/explain/unknown.h"
#include "runtime/sim/fault_file_system.h"
#include "runtime/store/mem_store.h"

namespace camp::cli {
namespace {

constexpr std::uint64_t kDataBytesMax = 16u << 20;

Error wrong_data(const std::string& field, const std::string& problem) {
  return {ErrorKind::kInvalid, fmt::format("{}: {}", field, problem), "--data",
          R"(write {"contact": {"email": "mia@example.com"}, "parameters": {"total": "80 EUR"}})"};
}

std::vector<std::string> names_of(const Program& program, const std::vector<FieldDecl>& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.push_back(program.name(field.name));
  return names;
}

}  // namespace

// ---- whom it is for

Result<MessageViewer> MessageViewer::open(const Invocation& call, Program program) {
  MessageViewer viewer;
  Names names;
  viewer.viewed_.now_ms = SystemClock().now_ms();
  if (call.has("contact")) CAMP_TRY(viewer.read_contact(call, names));
  CAMP_ASSIGN(viewer.linked_, LinkedProgram::link(std::move(program), 0, names));
  if (call.has("data")) CAMP_TRY(viewer.read_data(call));
  return Result<MessageViewer>(std::move(viewer));
}

Result<MessageViewer> MessageViewer::open(Program program, std::int64_t now_ms) {
  MessageViewer viewer;
  Names names;
  viewer.viewed_.now_ms = now_ms;
  CAMP_ASSIGN(viewer.linked_, LinkedProgram::link(std::move(program), 0, names));
  return Result<MessageViewer>(std::move(viewer));
}

Result<MessageViewer> MessageViewer::open(StoreView& view, Program program) {
  MessageViewer viewer;
  Names names;
  names.load_all(view.names());
  viewer.viewed_.store_id = view.row().id;
  viewer.viewed_.now_ms = view.now_ms();
  CAMP_ASSIGN(viewer.linked_, LinkedProgram::link(std::move(program), 0, names));
  return Result<MessageViewer>(std::move(viewer));
}

void MessageViewer::look_at(std::string id, ContactRow row) {
  viewed_.id = std::move(id);
  viewed_.row = std::move(row);
  viewed_.is_stored = true;
}

Result<void> MessageViewer::read_contact(const Invocation& call, Names& names) {
  CAMP_ASSIGN(const auto reading, Reading::open(call));
  auto& view = reading->view();
  viewed_.id = tidied(call.text("contact"));
  CAMP_ASSIGN(viewed_.row, find_contact(view.store(), viewed_.id));
  viewed_.is_stored = true;
  viewed_.store_id = view.row().id;
  viewed_.now_ms = view.now_ms();
  names.load_all(view.names());
  return {};
}

Result<void> MessageViewer::read_data(const Invocation& call) {
  const auto path = call.text("data");
  CAMP_ASSIGN(const auto text, RealFileSystem().read_file(path, kDataBytesMax));
  const auto data = Json::parse(text, nullptr, false);
  if (!data.is_object()) return wrong_data(path, "this is no JSON object");
  for (const auto& [name, part] : data.items()) {
    if (!part.is_object()) return wrong_data(name, "an object is needed here");
    if (name == "parameters")
      viewed_.parameters = part;
    else if (name != "contact" || viewed_.is_stored)
      return wrong_data(name, name == "contact" ? "the contact is the store's, by --contact"
                                                : "only `contact` and `parameters` stand here");
    else
      CAMP_TRY(take_contact(part));
  }
  return {};
}

Result<void> MessageViewer::take_contact(const Json& fields) {
  std::map<std::uint32_t, Value> attributes;  // by their numbers, as a row has them
  for (const auto& [name, json] : fields.items()) {
    if (name == "id" && json.is_string()) {
      viewed_.id = json.get<std::string>();
      continue;
    }
    const auto* field = program().contact_field(name);
    if (field == nullptr)
      return unknown_name("field of the contact", name, names_of(program(), program().contact));
    CAMP_ASSIGN(const auto value, value_of("contact." + name, *field, json));
    if (!value.is_absent()) attributes[linked_->number(field->name)] = value;
  }
  put_varint(viewed_.row.attributes, attributes.size());
  for (const auto& [number, value] : attributes) {
    put_varint(viewed_.row.attributes, number);
    encode_value(viewed_.row.attributes, value);
  }
  return {};
}

Result<Value> MessageViewer::value_of(const std::string& place, const FieldDecl& field,
                                      const Json& json) {
  Value value;
  std::string problem;
  if (value_of_json_text(field.type, json.dump(), *arena_, &value, &problem)) return value;
  return wrong_data(place, problem);
}

// ---- what it is given

namespace {

// What stands for a value that nobody gave, where it has a form in which that shows.
Value stand_in(const Type& type, const std::string& name, std::int64_t now_ms, Arena& arena) {
  switch (type.kind) {
    case TypeKind::kString:
      return Value::string(arena.copy("[" + name + "]"));
    case TypeKind::kUrl:
      return Value::string("https://example.com/");
    case TypeKind::kInt:
      return Value::integer(1);
    case TypeKind::kDecimal:
      return Value::decimal(kDecimalOne);
    case TypeKind::kBool:
      return Value::boolean(true);
    case TypeKind::kMoney:
      return Value::money(100, currency("EUR"));
    case TypeKind::kDate:
      return Value::date(now_ms / kMsPerDay);
    case TypeKind::kDatetime:
      return Value::datetime(now_ms);
    case TypeKind::kChoice:
      return Value::string(arena.copy(type.choices.front()));
    case TypeKind::kList: {
      auto* item = arena.allocate_array<Value>(1);
      *item = stand_in(type.element.front(), name, now_ms, arena);
      return Value::list(item, item->is_absent() ? 0 : 1);
    }
    case TypeKind::kRecord: {
      auto* pairs = arena.allocate_array<Value>(2 * type.fields.size());
      for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        pairs[2 * i] = Value::string(arena.copy(field.name));
        pairs[2 * i + 1] = stand_in(field.type, field.name, now_ms, arena);
      }
      return Value::record(pairs, static_cast<std::uint32_t>(type.fields.size()));
    }
    default:
      return Value::absent();
  }
}

}  // namespace

Result<std::vector<Value>> MessageViewer::arguments_of(const MessageDecl& message,
                                                       std::vector<std::string>* stand_ins) {
  std::vector<Value> arguments;
  for (const auto& [name, json] : viewed_.parameters.items())
    if (find_field(program(), message.parameters, name) == nullptr)
      return unknown_name("parameter", name, names_of(program(), message.parameters));
  for (const auto& parameter : message.parameters) {
    const auto& name = program().name(parameter.name);
    auto& value = arguments.emplace_back(Value::absent());
    if (const auto given = viewed_.parameters.find(name); given != viewed_.parameters.end()) {
      CAMP_ASSIGN(value, value_of(name, parameter, *given));
    } else if (parameter.default_value != kNone) {
      value = program().constants[parameter.default_value];
    }
    if (value.is_absent() && !parameter.type.optional && stand_ins != nullptr) {
      value = stand_in(parameter.type, name, viewed_.now_ms, *arena_);
      if (!value.is_absent()) stand_ins->push_back(program().name(message.name) + "." + name);
    }
    if (value.is_absent() && !parameter.type.optional)
      return Error{ErrorKind::kInvalid,
                   fmt::format("nothing says what the parameter '{}' is", name), "",
                   fmt::format("write `{} ... preview VALUE` where the message is declared, or "
                               "give it with --data",
                               name)};
  }
  return arguments;
}

// The first flow that sends it: it has the sender, and the category and conversation that
// permission asks for.
const FlowDecl& MessageViewer::flow_of(std::uint32_t message) {
  for (const auto& flow : program().flows)
    for (const auto& send : flow.sends)
      if (send.message == message) return flow;
  nobodys_.name = program().messages[message].name;
  nobodys_.category = Category::kTransactional;
  nobodys_.conversation = program().conversations.empty() ? kNone : 0;
  return nobodys_;
}

// ---- what it says

Result<std::vector<Rendering>> MessageViewer::render(const std::string& message,
                                                     const std::string& channel) {
  return on_channels(message, channel, &MessageViewer::for_contact);
}

Result<std::vector<Rendering>> MessageViewer::render_all(const std::string& message,
                                                         const std::string& channel) {
  return on_channels(message, channel, &MessageViewer::for_readers);
}

Result<std::vector<Rendering>> MessageViewer::on_channels(const std::string& message,
                                                          const std::string& channel, Render how) {
  const auto index = program().message_index(message);
  if (index == kNone) {
    std::vector<std::string> known;
    for (const auto& one : program().messages) known.push_back(program().name(one.name));
    return unknown_name("message", message, std::move(known));
  }
  const auto& decl = program().messages[index];
  CAMP_ASSIGN(const auto arguments, arguments_of(decl));
  std::vector<Rendering> renderings;
  std::vector<std::string> has;
  for (const auto& content : decl.contents) {
    if (content.is_variant()) continue;  // chosen among by the reader
    has.emplace_back(info_of(content.channel).word);
    if (!channel.empty() && channel != has.back()) continue;
    CAMP_TRY((this->*how)({decl, flow_of(index), content, arguments}, &renderings));
  }
  if (has.empty())
    return Error{ErrorKind::kNotFound, fmt::format("'{}' is said on no channel", message), "",
                 "a flow that uses its module says on which: `do MODULE via sms`"};
  if (renderings.empty())
    return Error{ErrorKind::kNotFound,
                 fmt::format("'{}' says nothing on the channel '{}'", message, channel), "",
                 fmt::format("it has {}", fmt::join(has, ", "))};
  return renderings;
}

Result<void> MessageViewer::for_contact(const Subject& subject, std::vector<Rendering>* out) {
  CAMP_ASSIGN(auto rendering, render(subject, viewed_.row, nullptr));
  out->push_back(std::move(rendering));
  return {};
}

Result<void> MessageViewer::for_readers(const Subject& subject, std::vector<Rendering>* out) {
  std::map<std::string, std::size_t> known;  // by what is said: where it is in `out`
  const auto add = [&](Rendering rendering, const std::string& words) {
    const auto [found, is_new] = known.emplace(rendering.record, out->size());
    rendering.reader = words;
    if (is_new)
      out->push_back(std::move(rendering));
    else
      (*out)[found->second].reader += "; " + words;
  };
  CAMP_ASSIGN(auto own, render(subject, viewed_.row, nullptr));
  const auto language = own.language;
  add(std::move(own), "this contact");
  for (const auto& reader :
       readers_of(program(), subject.message, subject.content.channel, language)) {
    auto rendering = render(subject, with_language(reader.language), &reader.assumed);
    if (!rendering.ok()) {
      const auto& error = rendering.error();
      return Error{error.kind, fmt::format("for {}: {}", reader.words, error.message), error.where,
                   error.hint};
    }
    add(std::move(*rendering), reader.words);
  }
  return {};
}

// The contact, of whom only that is otherwise.
ContactRow MessageViewer::with_language(const std::string& language) const {
  auto row = viewed_.row;
  const auto number = linked_->language_attribute();
  if (number == Names::kUnknown) return row;
  std::string given, changed;
  put_varint(given, 1);
  put_varint(given, number);
  encode_value(given, Value::string(language));
  if (!merge_attributes(viewed_.row.attributes, given, &row.attributes, &changed))
    row.attributes = viewed_.row.attributes;  // as it was: half done is not enough
  return row;
}

Result<RenderedMessage> MessageViewer::say(const Subject& subject, const ContactRow& row,
                                           const AssumedReader* assumed) {
  Situation situation;
  situation.contact = facts_of(viewed_.id, row);
  situation.now_ms = viewed_.now_ms;
  if (const auto* outlet = outlet_of(subject.flow, situation.contact))
    situation.outlet = linked_->number(outlet->name);
  RenderedMessage rendered;
  Incident incident;
  if (machine_.render(*linked_, subject.message, subject.content.channel, subject.arguments,
                      assumed, situation, &rendered, &incident))
    return rendered;
  return Error{ErrorKind::kInvalid, incident.message,
               incident.code == kNone ? "" : source_place(program(), incident.code), ""};
}

Result<Rendering> MessageViewer::render(const Subject& subject, const ContactRow& row,
                                        const AssumedReader* assumed) {
  CAMP_ASSIGN(const auto rendered, say(subject, row, assumed));
  const auto channel = subject.content.channel;
  Rendering rendering;
  rendering.channel = channel;
  rendering.language = rendered.language;
  if (viewed_.is_stored) {
    auto permission = permission_of(*linked_, subject.flow, channel, facts_of(viewed_.id, row));
    permission.address = !rendered.address.empty();
    permission.too_large = rendered.too_large;
    permission.empty = rendered.empty;
    permission.reply_window_closed = rendered.says_nothing;
    rendering.verdict = permit(permission);
  }
  if (rendered.says_nothing) return rendering;
  Outgoing outgoing;
  outgoing.program = &program();
  outgoing.flow = &subject.flow;
  outgoing.outlet = outlet_of(subject.flow, facts_of(viewed_.id, row));
  outgoing.message = &subject.message;
  outgoing.content = static_cast<std::uint32_t>(&subject.content - subject.message.contents.data());
  outgoing.channel = channel;
  outgoing.ledger_id = ledger_id(viewed_.store_id, program().name(subject.flow.name), "", 1,
                                 "camp render", 1, viewed_.id);
  outgoing.at_ms = viewed_.now_ms;
  outgoing.contact_id = viewed_.id;
  outgoing.address = rendered.address;
  outgoing.slots = rendered.slots;
  CAMP_TRY(compose_record(outgoing, &rendering));
  return rendering;
}

const OutletDecl* MessageViewer::outlet_of(const FlowDecl& flow, const ContactFacts& contact) {
  const auto& outlets = program().outlets;
  if (!flow.per_outlet || outlets.empty()) return nullptr;
  const auto outlet = linked_->outlet_of(contact.attributes, *arena_);
  return &outlets[outlet == kNone ? 0 : outlet];
}

// ---- what a test run says

Result<std::vector<TestMessage>> MessageViewer::tell(const FlowDecl& flow, std::uint32_t message,
                                                     std::vector<std::string>* stand_ins,
                                                     const Tell& each) {
  const auto& decl = program().messages[message];
  CAMP_ASSIGN(const auto arguments, arguments_of(decl, stand_ins));
  std::vector<TestMessage> all;
  for (const auto& content : decl.contents) {
    const bool is_sent = std::any_of(flow.sends.begin(), flow.sends.end(), [&](const auto& send) {
      return send.message == message && std::find(send.channels.begin(), send.channels.end(),
                                                  content.channel) != send.channels.end();
    });
    if (is_sent && !content.is_variant()) CAMP_TRY(each({decl, flow, content, arguments}, &all));
  }
  return all;
}

Result<void> MessageViewer::add_test(const Subject& subject, const ContactRow& row,
                                     const AssumedReader* assumed, const std::string& reader,
                                     std::vector<TestMessage>* out) {
  auto rendered = say(subject, row, assumed);
  if (!rendered.ok()) {
    const auto& error = rendered.error();
    return Error{
        error.kind,
        fmt::format("{} for {}: {}", program().name(subject.message.name), reader, error.message),
        error.where, error.hint};
  }
  if (rendered->says_nothing) return {};
  const auto index = static_cast<std::uint32_t>(&subject.content - subject.message.contents.data());
  const auto* outlet = outlet_of(subject.flow, facts_of(viewed_.id, row));
  const bool known = std::any_of(out->begin(), out->end(), [&](const TestMessage& it) {
    return it.content == index && it.slots == rendered->slots && it.outlet == outlet;
  });
  if (!known)
    out->push_back({&subject.message, index, subject.content.channel, reader,
                    std::move(rendered->slots), outlet});
  return {};
}

Result<std::vector<TestMessage>> MessageViewer::variants(const FlowDecl& flow,
                                                         std::uint32_t message,
                                                         std::vector<std::string>* stand_ins) {
  const auto each = [&](const Subject& subject, std::vector<TestMessage>* out) -> Result<void> {
    CAMP_ASSIGN(const auto as_it_is, say(subject, viewed_.row, nullptr));
    for (const auto& reader :
         readers_of(program(), subject.message, subject.content.channel, as_it_is.language))
      CAMP_TRY(
          add_test(subject, with_language(reader.language), &reader.assumed, reader.words, out));
    return {};
  };
  return tell(flow, message, stand_ins, each);
}

Result<std::vector<TestMessage>> MessageViewer::own(const FlowDecl& flow, std::uint32_t message,
                                                    std::vector<std::string>* stand_ins) {
  const auto each = [&](const Subject& subject, std::vector<TestMessage>* out) {
    return add_test(subject, viewed_.row, nullptr, "as " + viewed_.id, out);
  };
  return tell(flow, message, stand_ins, each);
}

// By the spool itself, on a disk that is none.
Result<void> MessageViewer::compose_record(const Outgoing& message, Rendering* rendering) {
  constexpr auto kRoot = "/spool";
  MemStore store;
  sim::FaultFileSystem files;
  CurlMimeWriter mime;
  SpoolTransport spool(store, files, mime, kRoot);
  CAMP_ASSIGN(const auto attempts, spool.attempt({&message, 1}));
  const auto& attempt = attempts.each[0];
  if (attempt.kind != AttemptKind::kSent)
    return Error{ErrorKind::kInvalid, std::string(attempt.text), "", ""};
  rendering->record = files.bytes(fmt::format("{}/{}", kRoot, attempt.text));
  ComposedMessage composed;
  if (message.channel != Channel::kEmail ||
      !compose(program(), message.message, message.content, message.slots, &composed))
    return {};
  ComposedMail composed_mail;
  const auto& mail = composed_mail.make(message, composed);
  rendering->subject = mail.subject;
  rendering->text = mail.text;
  rendering->html = mail.html;
  for (const auto& file : mail.files) rendering->files.emplace_back(file.name);
  return {};
}

}  // namespace camp::cli
