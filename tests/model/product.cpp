#include "tests/model/product.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "lang/compile/compile.h"
#include "lang/format/format.h"
#include "runtime/explain/comms.h"
#include "runtime/explain/told.h"
#include "runtime/explain/told_text.h"
#include "runtime/explain/unknown.h"
#include "runtime/sim/world.h"
#include "tests/model/pressure_check.h"
#include "tests/model/product_report.h"
#include "tests/model/project_text.h"

namespace camp::model {
namespace {

constexpr const char* kLink = "https://site.invalid/confirm/";

// As `camp fmt` writes it: what a script means is not changed by that.
std::string laid_out(std::string text) {
  SourceSet scripts;
  Diagnostics findings;
  const auto source = scripts.add("model.camp", std::move(text));
  auto formatted = format_script(scripts, source, findings);
  CAMP_ASSERT(formatted.outcome == Formatted::Outcome::kDone);
  return std::move(formatted.text);
}

using Fates = std::map<std::string, ServiceFate>;  // by call

// Answers at once what the life says.
class Shop final : public ServiceClient {
 public:
  explicit Shop(const Fates& fates) : fates_(fates) {}

  void start(const ServiceRequest& request) override {
    using Kind = ServiceFate::Kind;
    const auto& program = request.program->program();
    const auto& name = program.name(request.call->name);
    ServiceAnswer answer;
    answer.id = request.id;
    answer.kind = AnswerKind::kSilent;
    answer.reason = "no";
    const auto found = fates_.find(name);
    if (found == fates_.end()) return answers_.push_back(std::move(answer));
    const auto& fate = found->second;
    if (fate.kind == Kind::kRefuses) answer.kind = AnswerKind::kRefused;
    if (fate.kind == Kind::kBreaks) answer.kind = AnswerKind::kUnknown;
    if (fate.kind == Kind::kAnswers) {
      answer.kind = AnswerKind::kAnswered;
      for (const auto& field : program.event(name)->fields) {
        const auto& of = program.name(field.name);
        if (of == "n") answer.fields.emplace_back(field.name, request.arguments[0]);
        if (of == "k") answer.fields.emplace_back(field.name, Value::integer(fate.k));
        if (of == "more" && fate.more)
          answer.fields.emplace_back(field.name, Value::integer(*fate.more));
      }
    }
    answers_.push_back(std::move(answer));
  }
  std::vector<ServiceAnswer> collect(std::int64_t) override { return std::exchange(answers_, {}); }

 private:
  const Fates& fates_;
  std::vector<ServiceAnswer> answers_;
};

class Run {
 public:
  explicit Run(const Life& life) : life_(life), world_(options()) {}

  Answer answer() {
    Answer answer;
    auto done = live();
    if (done.ok()) done = read(&answer);
    if (!done.ok()) answer.problem = done.error().message + " " + done.error().where;
    return answer;
  }

 private:
  using Done = Result<void>;

  sim::WorldOptions options() {
    sim::WorldOptions options;
    options.services = [this] { return std::make_unique<Shop>(fates_); };
    return options;
  }

  Done live() {
    SourceSet scripts;
    scripts.add("model.camp", laid_out(model::text_of(life_.project)));
    Diagnostics findings;
    analysis_.emplace(analyze(std::move(scripts)));
    CAMP_ASSIGN(auto program, compile_program(*analysis_, findings));
    pressure_.emplace(*analysis_, life_);
    world_.clock().ms = life_.begin_ms;
    CAMP_TRY(world_.open());
    CAMP_TRY(world_.engine().install(std::move(program)));
    for (const auto& person : life_.people) CAMP_TRY(import(person));
    CAMP_TRY(world_.engine().settle());
    for (const auto& input : life_.inputs) CAMP_TRY(take(input));
    CAMP_TRY(world_.advance_to(life_.end_ms));
    return world_.engine().settle();
  }

  std::uint32_t number(const std::string& name) { return world_.engine().names().number(name); }

  std::string encoded(const std::vector<std::pair<std::string, Value>>& fields) {
    std::vector<NamedValue> named;
    for (const auto& [name, value] : fields) named.push_back({number(name), value});
    std::string data;
    encode_attributes(data, std::move(named));
    return data;
  }

  Done import(const Person& person) {
    std::vector<std::pair<std::string, Value>> fields{{"grp", Value::string(person.grp)}};
    if (!person.email.empty()) fields.push_back({"email", Value::string(person.email)});
    if (!person.phone.empty()) fields.push_back({"phone", Value::string(person.phone)});
    if (!person.language.empty()) fields.push_back({"language", Value::string(person.language)});
    if (!person.zone.empty()) fields.push_back({"timezone", Value::string(person.zone)});
    if (!person.outlet.empty()) fields.push_back({"outlet", Value::string(person.outlet)});
    if (person.meet_ms) fields.push_back({"meet", Value::datetime(*person.meet_ms)});
    const auto data = encoded(fields);
    ContactBatch batch;
    batch.contacts.push_back({person.id, data});
    subscribe(batch, person.subscribed, person.confirmed);
    if (person.blocked) batch.lists.push_back(number("blocked"));
    if (person.vip) batch.lists.push_back(number("vips"));
    CAMP_TRY(world_.engine().upsert(batch));
    return {};
  }

  void subscribe(ContactBatch& batch, const std::vector<Permission>& to, bool confirmed) {
    batch.confirmed = confirmed;
    for (const auto& one : to)
      batch.subscriptions.push_back({number(one.conversation), *find_channel(one.channel)});
  }

  Done import(const std::string& person, const Import& import) {
    std::vector<std::pair<std::string, Value>> fields;
    if (!import.email.empty()) fields.push_back({"email", Value::string(import.email)});
    if (!import.phone.empty()) fields.push_back({"phone", Value::string(import.phone)});
    if (!import.outlet.empty()) fields.push_back({"outlet", Value::string(import.outlet)});
    const auto data = encoded(fields);
    ContactBatch batch;
    batch.contacts.push_back({person, data});
    subscribe(batch, import.subscribed, import.confirmed);
    CAMP_TRY(world_.engine().upsert(batch));
    return world_.engine().settle();
  }

  Done take(const Input& input) {
    CAMP_TRY(world_.advance_to(input.at_ms));
    if (input.service) {
      fates_[input.service->call] = *input.service;
      return {};
    }
    if (input.import) return import(life_.people[input.person].id, *input.import);
    if (!input.flow.empty()) {
      CAMP_TRY(world_.engine().run(input.flow, input.run_key));
      return world_.engine().settle();
    }
    const auto& event = input.event;
    std::vector<std::pair<std::string, Value>> fields;
    std::string link;
    if (input.link) {
      CAMP_ASSIGN(link, link_of(*input.link));
      if (link.empty()) return {};
      fields.push_back({"token", Value::string(link)});
    }
    for (const auto& [name, value] : event.numbers)
      fields.push_back(
          {name, name == "total" ? Value::money(value, currency("EUR")) : Value::integer(value)});
    for (const auto& [name, value] : event.texts) fields.push_back({name, Value::string(value)});
    const auto data = encoded(fields);
    EventInput one{event.id, life_.people[input.person].id, number(event.name), event.time_ms,
                   data};
    one.history = event.history;
    std::vector<EventFate> fates;
    CAMP_TRY(world_.engine().apply({&one, 1}, &fates));
    const auto fate = fates.front();
    // Of a module that no flow uses camp knows no message.
    if (is_refused(fate) && !input.link && fate != EventFate::kNotSent &&
        fate != EventFate::kUnknownMessage)
      return Error{ErrorKind::kInvalid, "an event was refused", event.id, ""};
    return world_.engine().settle();
  }

  // As she finds it in the messages that she got; "": there is none.
  Result<std::string> link_of(const LinkUse& use) {
    CAMP_ASSIGN(const auto view, StoreView::open(world_.store(), world_.engine().now_ms()));
    CommsOptions options;
    options.content = true;
    CAMP_ASSIGN(const auto comms, read_comms(*view, life_.people[use.owner].id, options));
    std::vector<std::string> links;
    for (const auto& story : comms.messages) {
      const bool confirms = story.told.subject.flow == "letters.double_opt_in." + use.channel;
      if (!confirms || story.told.message()->fate != Fate::kSent || !story.content) continue;
      for (const auto& part : story.content->parts)
        if (part.text.starts_with(kLink)) links.push_back(part.text);
    }
    return links.empty() ? "" : links[use.which % links.size()];
  }

  // Of the spool, by ledger id: who sends its mails, and to whom everything goes.
  void read_envelopes() {
    const auto behind = [](const std::string& text, const std::string& field, std::size_t at) {
      const auto begin = text.find(field, at) + field.size();
      return text.substr(begin, text.find_first_of("\"\r\n", begin) - begin);
    };
    const std::string mail = "\nFrom: ", record = "{\"ledger_id\":\"";
    for (const auto& path : world_.files().paths()) {
      const auto bytes = world_.files().bytes(path);
      for (auto at = bytes.find(mail); at != std::string::npos; at = bytes.find(mail, at + 1)) {
        const auto id = behind(bytes, "\nMessage-ID: <", at).substr(0, 32);
        senders_[id] = behind(bytes, mail, at);
        receivers_[id] = behind(bytes, "\nTo: ", at);
      }
      for (auto at = bytes.find(record); at != std::string::npos; at = bytes.find(record, at + 1))
        receivers_[behind(bytes, record, at)] = behind(bytes, "\"to\":\"", at);
    }
  }

  Done read(Answer* answer) {
    read_envelopes();
    CAMP_ASSIGN(const auto view, StoreView::open(world_.store(), world_.engine().now_ms()));
    for (const auto& person : life_.people) {
      CAMP_ASSIGN(const auto row, find_contact(world_.store(), person.id));
      CAMP_ASSIGN(const auto history, ContactHistory::read(world_.store(), person.id, row));
      message_numbers_.clear();
      CAMP_TRY(read_texts(*view, person.id));
      auto& lines = answer->lines.emplace_back();
      for (const auto& entry : history.entries()) {
        const auto told = tell(*view, entry);
        const auto* message = told.message();
        if (message != nullptr && message->fate == Fate::kSent &&
            !person.zone.empty())  // else it may move
          pressure_->sent(person, told.subject.flow, message->channel, told.at_ms);
        auto line = text_of(told);
        if (!line.empty()) lines.push_back(std::move(line));
      }
    }
    CAMP_ASSIGN(answer->report, report_lines(world_.store(), *view));
    answer->problem = pressure_->problem();
    return {};
  }

  // What each message says, as it can be composed again: its parts beside each other.
  Done read_texts(StoreView& view, const std::string& person) {
    texts_.clear();
    CommsOptions options;
    options.content = true;
    CAMP_ASSIGN(const auto comms, read_comms(view, person, options));
    for (const auto& story : comms.messages) {
      auto& text = texts_[story.told.message()->ledger_id];
      if (!story.content) continue;
      text = story.content->problem;
      for (const auto& part : story.content->parts)
        text += (text.empty() ? "" : "|") + (part.text.starts_with(kLink) ? "LINK" : part.text);
    }
    return {};
  }

  static std::string cause(const ToldCause& cause) {
    if (cause.event.empty()) return "";
    if (cause.event == "contact.changed") return " change";
    const bool own = cause.event_id.size() == 32;
    return " " + (own ? "own " + cause.event : cause.event_id);
  }

  std::string head(const Told& told, bool with_instance) {
    std::map<std::string, std::string> arms;
    for (const auto& arm : told.subject.arms) arms[arm.full_name] = arm.arm;
    auto text = fmt::format("{} {}{}", told.at_ms, told.subject.flow,
                            told.subject.run == 0 ? "" : "/" + told.subject.run_key);
    if (with_instance) text += fmt::format("#{}", told.subject.instance);
    for (const auto& [experiment, arm] : arms) text += " " + experiment + ":" + arm;
    return text;
  }

  // "" for what the model says nothing of.
  std::string text_of(const Told& told) {
    if (const auto* it = told.transition()) return head(told, true) + " " + transition_text(*it);
    if (const auto* it = told.message()) return head(told, true) + " " + message_text(*it);
    if (const auto* it = std::get_if<ToldAssignment>(&told.what))
      return head(told, true) + fmt::format(" assigned {} {}", it->arm.full_name, it->arm.arm);
    if (const auto* it = std::get_if<ToldRefusal>(&told.what))
      return fmt::format("{} {} refused: {}", told.at_ms, told.subject.flow, info_of(it->why).word);
    if (const auto* it = std::get_if<ToldConversion>(&told.what))
      return head(told, false) + " " + conversion_text(*it);
    if (const auto* it = std::get_if<ToldReceipt>(&told.what))
      return fmt::format("{} {} of message {}", told.at_ms, word_of(it->kind),
                         message_numbers_[it->ledger_id]);
    if (const auto* it = std::get_if<ToldEvent>(&told.what))
      return head(told, true) +
             fmt::format(" makes {} at {} ({})", it->event.event, it->step, it->event.event_id);
    if (const auto* it = std::get_if<ToldRequest>(&told.what))
      return head(told, true) + fmt::format(" requests {}({}) at {}", it->call,
                                            fmt::join(it->arguments, ", "), it->step);
    if (const auto* it = std::get_if<ToldAnswer>(&told.what))
      return fmt::format("{} {} {}", told.at_ms, it->call,
                         it->fate == RequestFate::kAnswered ? "answers" : "fails");
    if (const auto* it = std::get_if<ToldIncident>(&told.what))
      return head(told, true) + " incident: " + it->problem;
    const auto* it = std::get_if<ToldAttributes>(&told.what);
    if (!it || told.subject.flow.empty()) return "";
    std::map<std::string, std::string> changed;
    for (const auto& one : it->changed) changed[one.name] = one.value;
    auto text = head(told, true) + " set";
    for (const auto& [name, value] : changed) text += " " + name + "=" + value;
    return text;
  }

  std::string transition_text(const ToldTransition& it) {
    std::string text;
    switch (it.wake) {
      case WakeKind::kStart:
        text = "start";
        break;
      case WakeKind::kTimer:
        text = "timer";
        break;
      case WakeKind::kEvent:
        text = "event";
        break;
      case WakeKind::kExitEvent:
        text = "exit by";
        break;
      case WakeKind::kOperator:
        text = "operator";
        break;
    }
    text += cause(it.cause) + " -> ";
    switch (it.stop) {
      case StopKind::kParked:
        return text + fmt::format("parked at {} until {}", it.step, it.due_ms);
      case StopKind::kFinished:
        return text + "finished";
      case StopKind::kExited:
        return text + (it.reason.empty() ? "exited" : "exited " + it.reason);
      case StopKind::kIncident:
        return text + "incident";
    }
    return text;
  }

  std::string message_text(const ToldMessage& it) {
    const auto number = message_numbers_.size() + 1;
    message_numbers_.emplace(it.ledger_id, number);
    const auto channel = info_of(it.channel).word;
    const auto* gate = info_of(it.verdict.gate);
    const auto hex = to_hex(it.ledger_id.view());
    const auto sender = it.channel == Channel::kEmail ? "|" + senders_[hex] : "";
    const auto more =
        it.fate == Fate::kSent   ? " " + texts_[it.ledger_id] + sender + " to " + receivers_[hex]
        : it.fate == Fate::kHeld ? fmt::format(": {} until {}", gate->word, it.until_ms)
        : gate                   ? fmt::format(": {}", gate->word)
        : it.fate == Fate::kCancelled ? ": " + it.reason
                                      : "";
    return fmt::format("{} at {} ({}) by {} {}{}", it.message, it.step, hex, channel,
                       fate_word(it.fate), more);
  }

  std::string conversion_text(const ToldConversion& it) {
    std::string thanks;
    for (const auto& share : it.shares.own)
      thanks += fmt::format(" thanks to message {} for 1/{}{}", message_numbers_[share.ledger_id],
                            it.shares.of, share.worth.empty() ? "" : " " + share.worth);
    if (thanks.empty() && !it.message.empty())
      thanks = fmt::format(" thanks to message {}", message_numbers_[it.ledger_id]);
    return fmt::format("reached {} by{}{}{}", it.goal, cause(it.cause),
                       it.worth.empty() ? "" : " worth " + it.worth, thanks);
  }

  const Life& life_;
  Fates fates_;
  sim::World world_;
  std::optional<Analysis> analysis_;
  std::optional<PressureCheck> pressure_;
  std::map<Hash128, std::size_t> message_numbers_;  // of the contact at hand
  std::map<Hash128, std::string> texts_;            // of its messages
  std::map<std::string, std::string> senders_;      // of all mails
  std::map<std::string, std::string> receivers_;    // of all messages
};

}  // namespace

Answer ask_product(const Life& life) { return Run(life).answer(); }

}  // namespace camp::model
