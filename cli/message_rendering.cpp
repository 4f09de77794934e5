#include "cli/message_rendering.h"

#include <fmt/format.h>

#include <map>

#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/unicode.h"
#include "runtime/audience/field_text.h"
#include "runtime/delivery/compose.h"
#include "runtime/delivery/spool_transport.h"
#include "runtime/explain/unknown.h"
#include "runtime/sim/fault_file_system.h"
#include "runtime/store/mem_store.h"
#include "runtime/vm/machine.h"

namespace camp::cli {
namespace {

constexpr std::uint64_t kDataBytesMax = 16u << 20;

// Whom the message is for, and what it is given.
struct Viewed {
  std::string id = "somebody";
  ContactRow row;
  bool is_stored = false;
  Json parameters = Json::object();
  Hash128 store_id;
  std::int64_t now_ms = 0;
};

struct Rendering {
  Channel channel{};
  std::string record;  // as the spool would have it
  std::string html;    // of a mail
  std::optional<Verdict> verdict;
};

Error wrong_data(const std::string& field, const std::string& problem) {
  return {ErrorKind::kInvalid, fmt::format("{}: {}", field, problem), "--data",
          R"(write {"contact": {"email": "mia@example.com"}, "parameters": {"total": "80 EUR"}})"};
}

std::vector<std::string> names_of(const Program& program, const std::vector<FieldDecl>& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.push_back(program.name(field.name));
  return names;
}

class MessageViewer {
 public:
  static Result<MessageViewer> open(const Invocation& call, Program program);
  Result<std::vector<Rendering>> render(const std::string& message, const std::string& channel);

 private:
  Result<void> read_contact(const Invocation& call, Names& names);
  Result<void> read_data(const Invocation& call);
  Result<void> take_contact(const Json& fields);
  Result<Value> value_of(const std::string& place, const FieldDecl& field, const Json& json);
  Result<std::vector<Value>> arguments_of(const MessageDecl& message);
  const FlowDecl& flow_of(std::uint32_t message);
  Result<Rendering> render(const MessageDecl& message, const FlowDecl& flow,
                           const ContentDecl& content, const std::vector<Value>& arguments);
  Result<std::string> record_of(const Outgoing& message);

  const Program& program() const { return linked_->program(); }

  std::shared_ptr<const LinkedProgram> linked_;
  Viewed viewed_;
  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();
  Machine machine_;
  FlowDecl nobodys_;  // of a message that no flow sends
};

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

Result<void> MessageViewer::read_contact(const Invocation& call, Names& names) {
  CAMP_ASSIGN(const auto reading, Reading::open(call));
  auto& view = reading->view();
  viewed_.id = tidied(call.text("contact"));
  CAMP_ASSIGN(viewed_.row, find_contact(view.store(), viewed_.id));
  viewed_.is_stored = true;
  viewed_.store_id = view.row().id;
  viewed_.now_ms = view.now_ms();
  for (std::uint32_t number = 1; number <= view.names().count(); ++number)
    names.load(number, view.names().text(number));
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

Result<std::vector<Value>> MessageViewer::arguments_of(const MessageDecl& message) {
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
    if (content.is_variant()) continue;  // chosen among by the contact
    has.emplace_back(info_of(content.channel).word);
    if (!channel.empty() && channel != has.back()) continue;
    CAMP_ASSIGN(auto rendering, render(decl, flow_of(index), content, arguments));
    renderings.push_back(std::move(rendering));
  }
  if (renderings.empty())
    return Error{ErrorKind::kNotFound,
                 fmt::format("'{}' says nothing on the channel '{}'", message, channel), "",
                 fmt::format("it has {}", fmt::join(has, ", "))};
  return renderings;
}

Result<Rendering> MessageViewer::render(const MessageDecl& message, const FlowDecl& flow,
                                        const ContentDecl& content,
                                        const std::vector<Value>& arguments) {
  Situation situation;
  situation.contact = facts_of(viewed_.id, viewed_.row);
  situation.now_ms = viewed_.now_ms;
  RenderedMessage rendered;
  Incident incident;
  if (!machine_.render(*linked_, message, content.channel, arguments, situation, &rendered,
                       &incident))
    return Error{ErrorKind::kInvalid, incident.message,
                 incident.code == kNone ? "" : source_place(program(), incident.code), ""};
  Rendering rendering;
  rendering.channel = content.channel;
  if (viewed_.is_stored) {
    auto permission = permission_of(*linked_, flow, content.channel, situation.contact);
    permission.address = !rendered.address.empty();
    permission.too_large = rendered.too_large;
    permission.reply_window_closed = rendered.says_nothing;
    rendering.verdict = permit(permission);
  }
  if (rendered.says_nothing) return rendering;
  Outgoing outgoing;
  outgoing.program = &program();
  outgoing.flow = &flow;
  outgoing.message = &message;
  outgoing.content = static_cast<std::uint32_t>(&content - message.contents.data());
  outgoing.channel = content.channel;
  outgoing.ledger_id =
      ledger_id(viewed_.store_id, program().name(flow.name), "", 1, "camp render", 1, viewed_.id);
  outgoing.at_ms = viewed_.now_ms;
  outgoing.contact_id = viewed_.id;
  outgoing.address = rendered.address;
  outgoing.slots = rendered.slots;
  CAMP_ASSIGN(rendering.record, record_of(outgoing));
  ComposedMessage composed;
  if (compose(program(), &message, outgoing.content, rendered.slots, &composed))
    rendering.html = composed.text_of(ContentPart::kHtml);
  return rendering;
}

// The spool itself, on a disk that is none.
Result<std::string> MessageViewer::record_of(const Outgoing& message) {
  constexpr auto kRoot = "/spool";
  MemStore store;
  sim::FaultFileSystem files;
  CurlMimeWriter mime;
  SpoolTransport spool(store, files, mime, kRoot);
  CAMP_ASSIGN(const auto attempts, spool.attempt({&message, 1}));
  const auto& attempt = attempts.each[0];
  if (attempt.kind != AttemptKind::kSent)
    return Error{ErrorKind::kInvalid, std::string(attempt.text), "", ""};
  return files.bytes(fmt::format("{}/{}", kRoot, attempt.text));
}

// ---- answers

std::string reason_of(const Verdict& verdict) {
  const auto* gate = info_of(verdict.gate);
  return gate == nullptr ? "" : fmt::format("{} ({})", gate->word, gate->doc);
}

// Of a short message what the spool says of it: its parts, the text last.
std::string text_of(const Rendering& rendering) {
  if (rendering.record.empty()) return "nothing may be said now\n";
  if (rendering.channel == Channel::kEmail) return rendering.record;
  auto record = Json::parse(rendering.record);
  for (const char* known :
       {"ledger_id", "channel", "contact", "campaign", "run", "message", "time"})
    record.erase(known);
  std::string text;
  for (const auto& [word, value] : record.items())
    if (word != "text")
      text += fmt::format("{}: {}\n", word,
                          value.is_string() ? value.get<std::string>() : value.dump());
  if (record.contains("text")) text += "\n" + record["text"].get<std::string>() + "\n";
  return text;
}

// Names the file in which a person can look at it.
Result<std::string> write_beside(const std::string& message, const Rendering& rendering) {
  const bool page = !rendering.html.empty();
  const auto path =
      fmt::format("{}.{}.{}", message, info_of(rendering.channel).word, page ? "html" : "txt");
  CAMP_TRY(RealFileSystem().write_file(path, page ? rendering.html : text_of(rendering)));
  return path;
}

}  // namespace

int render_message(const Invocation& call) {
  if (!call.has("contact") && !call.has("data"))
    return call.usage("a message is rendered for --contact ID or with --data DATA.json");
  auto project = find_project(call);
  if (!project.ok()) return call.fail(project.error());
  auto compiled = compile(*project);
  if (!compiled.ok()) return call.fail(compiled.error());
  if (!compiled->program) return show_diagnostics(call, *compiled);
  auto viewer = MessageViewer::open(call, std::move(*compiled->program));
  if (!viewer.ok()) return call.fail(viewer.error());
  const auto& message = call.arguments[0];
  auto renderings = viewer->render(message, call.text("as"));
  if (!renderings.ok()) return call.fail(renderings.error());
  Json answers = Json::array();
  for (const auto& rendering : *renderings) {
    const auto channel = std::string(info_of(rendering.channel).word);
    const auto reason = rendering.verdict ? reason_of(*rendering.verdict) : "";
    Json answer{{"channel", channel}, {"record", rendering.record}};
    if (rendering.verdict) answer["permitted"] = reason.empty();
    if (!reason.empty()) answer["reason"] = reason;
    if (!reason.empty())
      call.console.note(fmt::format("{}: this contact would not be sent it: {}", channel, reason));
    if (call.has("open")) {
      auto path = write_beside(message, rendering);
      if (!path.ok()) return call.fail(path.error());
      answer["file"] = *path;
      call.console.note(fmt::format("{}: written to {}", channel, *path));
    }
    if (!call.console.json() && !call.has("open"))
      call.console.out(fmt::format("{}== {} ==\n{}", answers.empty() ? "" : "\n", channel,
                                   printable(text_of(rendering), Lines::kMany)));
    answers.push_back(std::move(answer));
  }
  if (call.console.json()) call.answer(true, {{"renderings", std::move(answers)}});
  return kDone;
}

}  // namespace camp::cli
