#include "lang/analysis/choices.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "lang/analysis/event_forms.h"
#include "lang/analysis/first_day.h"
#include "lang/analysis/text_values.h"
#include "lang/catalog/channels.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"

namespace camp {
namespace {

using Person = ChoiceText::Person;

// More than this is not combined: each by itself, with the others as they usually are.
constexpr std::size_t kBeginnings = 64;

// What a person may have of addresses, consents and lists, at once.
struct Reach {
  std::set<std::string> without;             // fields of addresses
  std::map<std::string, std::string> other;  // what such a field is, where that makes a difference
  std::vector<Person::Consent> consents;
  std::vector<std::string> lists;
};

class ChoiceMaker {
 public:
  ChoiceMaker(const Analysis& analysis, const std::vector<const ast::Flow*>& flows)
      : model_(analysis.model()),
        flows_(flows),
        reads_(reads_of(analysis, flows)),
        first_days_(first_day_of(flows)) {
    for (const auto* flow : flows) {
      const auto& info = model_.flows.at(flow->name.id);
      channels_ |= info.channels;
      if (info.schedule) out_.scheduled = true;
      if (info.conversation != nullptr && !info.transactional)
        conversations_.insert(info.conversation);
    }
    for (const auto* outlet : model_.outlets)
      reads_.contact[std::string(sema::kOutletWord)].texts.emplace(outlet->name);
  }

  ChoiceText make(const std::vector<std::string>& contacts) {
    for (const auto& name : reads_.events) add_event(name);
    for (const auto* conversation : conversations_) add_consent_changes(*conversation);
    add_answers();
    add_beginnings(contacts);
    out_.first_moment = date_text(first_days_) + " 10:00";
    return std::move(out_);
  }

 private:
  Somebody of(std::string_view who) const { return {who, first_days_}; }

  // ---- what happens

  void add(std::string step, std::string_view event, std::string_view message = {}) {
    out_.happenings.push_back({std::move(step), std::string(event), std::string(message)});
  }

  void add_event(const std::string& name) {
    if (name.starts_with("message.")) return add_receipts(name);
    if (name == "list.added" || name == "list.removed") return add_list_changes(name);
    if (name == "subscribed") return;  // add_consent_changes
    const auto info = model_.events.find(name);
    if (info == model_.events.end()) return;  // a condition that is reacted to
    const bool of_service = reads_.calls.contains(name) || name == "service.failed";
    if (of_service || find_builtin_event(name) != nullptr) return;
    for (const auto& form : forms_of(event_forms(*info->second, reads_, of(ChoiceText::kWho))))
      add(fmt::format("{} does {}", ChoiceText::kWho, form), name);
  }

  std::vector<std::string> forms_of(EventForms all) {
    out_.sampled = out_.sampled || all.sampled;
    return std::move(all.forms);
  }

  std::vector<std::vector<std::size_t>> chosen(const std::vector<std::size_t>& sizes,
                                               std::size_t most) {
    std::size_t all = 1;
    for (const auto size : sizes) all = all > most ? all : all * size;
    out_.sampled = out_.sampled || all > most;
    return combinations(sizes, most);
  }

  std::vector<std::string> messages() const {
    std::vector<std::string> all(reads_.messages.begin(), reads_.messages.end());
    for (const auto* spoken : reads_.spoken) all.push_back(spoken->message);
    return all;
  }

  void add_receipts(const std::string& event) {
    static const std::map<std::string_view, std::string_view> kSteps = {
        {"message.opened", "anna opens {}"},
        {"message.clicked", "anna clicks {}"},
        {"message.unsubscribed", "anna unsubscribes from {}"},
        {"message.complained", "anna complains about {}"},
        {"message.bounced", "{} to anna bounces"},
        {"message.delivered", "anna does message.delivered {{ message: \"{}\" }}"},
        {"message.failed", "anna does message.failed {{ message: \"{}\" }}"}};
    for (const auto& message : messages()) {
      if (event == "message.replied") add_replies(message, reply_texts());
      const auto step = kSteps.find(event);
      if (step != kSteps.end())
        add(fmt::format(fmt::runtime(step->second), message), event, message);
    }
  }

  void add_replies(const std::string& message, const std::set<std::string>& texts) {
    for (const auto& text : texts)
      add(fmt::format("{} replies {} to {}", ChoiceText::kWho, quoted(text), message),
          "message.replied", message);
  }

  std::set<std::string> reply_texts() const {
    std::set<std::string> texts = {"hm"};
    const auto use = reads_.event.find("text");
    if (use == reads_.event.end()) return texts;
    for (const auto& text : asked_texts(use->second)) texts.insert(text);
    return texts;
  }

  // What a question can be answered with, and what is no answer.
  void add_answers() {
    for (const auto* spoken : reads_.spoken) {
      if (spoken->ask == nullptr) continue;
      auto texts = answers_to(*spoken->ask);
      texts.insert("hm");
      if (spoken->ask->word && spoken->ask->word->text == "text") texts.insert(" ");
      add_replies(spoken->message, texts);
    }
  }

  void add_list_changes(const std::string& event) {
    for (const auto& list : reads_.changed_lists)
      add(fmt::format("{} does {} {{ list: {} }}", ChoiceText::kWho, event, quoted(list)), event);
  }

  void add_consent_changes(const sema::Symbol& conversation) {
    const auto& ast = std::get<ast::Conversation>(conversation.declaration->node);
    const auto say = [&](std::string_view event, std::string_view channel) {
      add(fmt::format("{} does {} {{ conversation: {}{} }}", ChoiceText::kWho, event,
                      quoted(conversation.name),
                      channel.empty() ? "" : fmt::format(", channel: {}", quoted(channel))),
          event);
    };
    say("unsubscribed", "");
    for (const auto& opt_in : ast.opt_ins) {
      for (const auto& channel : opt_in.channels) {
        say("subscription.requested", channel.text);
        add(fmt::format("{} confirms {} on {}", ChoiceText::kWho, conversation.name, channel.text),
            "subscription.confirmed");
      }
    }
    if (!reads_.events.contains("subscribed")) return;
    for (const auto& channel : channels())
      if (channels_[static_cast<std::size_t>(channel.channel)]) say("subscribed", channel.word);
  }

  // ---- how she comes

  void add_beginnings(const std::vector<std::string>& contacts) {
    const auto reaches = all_reaches();
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> values;
    std::vector<std::size_t> sizes = {contacts.size(), reaches.size()};
    for (const auto& field : model_.contact.all()) {
      const auto use = reads_.contact.find(std::string(field.name));
      if (use == reads_.contact.end() || address_fields().contains(std::string(field.name)))
        continue;
      names.emplace_back(field.name);
      values.push_back(values_for(field, use->second, of(ChoiceText::kWho)));
      sizes.push_back(values.back().size());
    }
    const auto fates = all_fates();
    for (const auto& [call, steps] : fates) sizes.push_back(steps.size());
    const auto pasts = all_pasts();
    sizes.push_back(pasts.size());
    for (const auto& one : chosen(sizes, kBeginnings)) {
      ChoiceText::Beginning beginning{
          contacts[one[0]], person(contacts[one[0]], reaches[one[1]]), {}};
      for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto& value = values[i][one[2 + i]]; !value.empty())
          beginning.person.fields.push_back({names[i], value});
      auto at = 2 + names.size();
      for (const auto& [call, steps] : fates) beginning.steps.push_back(steps[one[at++]]);
      if (const auto& past = pasts[one[at]]; !past.empty())
        beginning.steps.push_back(fmt::format("{} did {}", contacts[one[0]], past));
      for (const auto* flow : flows_)
        if (!flow->journey && !flow->schedule)
          beginning.steps.push_back(fmt::format("the run of {} starts", flow->name.text));
      out_.beginnings.push_back(std::move(beginning));
    }
  }

  std::set<std::string> address_fields() const {
    std::set<std::string> fields;
    for (const auto& channel : channels())
      if (channels_[static_cast<std::size_t>(channel.channel)])
        fields.emplace(channel.address_field);
    return fields;
  }

  Person person(const std::string& contact, const Reach& reach) const {
    Person person;
    for (const auto& name : address_fields()) {
      const auto* field = model_.contact.find(name);
      if (field == nullptr || reach.without.contains(name)) continue;
      const auto other = reach.other.find(name);
      person.fields.push_back(
          {name, other != reach.other.end()
                     ? other->second
                     : values_of(field->type.without_optional(), {}, false, of(contact)).front()});
    }
    person.consents = reach.consents;
    person.lists = reach.lists;
    return person;
  }

  // Everything; without each; without any. The same of consents. On each list.
  std::vector<Reach> all_reaches() const {
    Reach whole;
    for (const auto* conversation : conversations_) {
      for (const auto& channel : channels())
        if (channels_[static_cast<std::size_t>(channel.channel)])
          whole.consents.push_back({std::string(conversation->name), std::string(channel.word)});
    }
    std::vector<Reach> all = {whole};
    const auto fields = address_fields();
    if (!whole.consents.empty()) all.push_back({});
    if (whole.consents.size() > 1)
      for (const auto& one : whole.consents) all.push_back({{}, {}, {one}, {}});
    if (!fields.empty()) all.push_back({fields, {}, whole.consents, {}});
    if (fields.size() > 1)
      for (const auto& one : fields) all.push_back({{one}, {}, whole.consents, {}});
    for (const auto& [name, value] : other_addresses())
      all.push_back({{}, {{name, value}}, whole.consents, {}});
    auto lists = reads_.lists;
    for (const auto* conversation : conversations_)
      for (const auto& list : std::get<ast::Conversation>(conversation->declaration->node).suppress)
        lists.insert(list.text);
    for (const auto& list : lists) all.push_back({{}, {}, whole.consents, {list}});
    return all;
  }

  // Addresses that conditions tell from the usual one.
  std::vector<std::pair<std::string, std::string>> other_addresses() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& name : address_fields()) {
      const auto use = reads_.contact.find(name);
      const auto* field = model_.contact.find(name);
      if (use == reads_.contact.end() || field == nullptr) continue;
      const auto type = field->type.without_optional();
      const auto usual = values_of(type, {}, false, of(ChoiceText::kWho)).front();
      for (const auto& value : values_of(type, use->second, false, of(ChoiceText::kWho)))
        if (value != usual) all.emplace_back(name, value);
    }
    return all;
  }

  // What campaigns look back at, when nothing of it has happened and when it has: for who comes to
  // a journey it can happen on the way.
  std::vector<std::string> all_pasts() {
    std::vector<std::string> all = {""};
    const bool runs =
        std::any_of(flows_.begin(), flows_.end(), [](const auto* flow) { return !flow->journey; });
    for (const auto& [event, times] : reads_.counted) {
      const auto info = model_.events.find(event);
      const bool own = info != model_.events.end() && find_builtin_event(event) == nullptr;
      if (!runs || !own) continue;
      const auto form = forms_of(event_forms(*info->second, reads_, of(ChoiceText::kWho))).front();
      for (const auto& ago : times) all.push_back(fmt::format("{} {} ago", form, ago));
    }
    return all;
  }

  // Each call, and what may come of it.
  std::map<std::string, std::vector<std::string>> all_fates() {
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& call : reads_.calls) {
      all[call] = forms_of(answer_forms(model_, reads_, call, of(ChoiceText::kWho)));
      all[call].push_back(call + " fails");
      all[call].push_back(call + " times out");
    }
    return all;
  }

  const sema::Model& model_;
  const std::vector<const ast::Flow*>& flows_;
  FlowReads reads_;
  sema::ChannelSet channels_;
  std::set<const sema::Symbol*> conversations_;
  const std::int64_t first_days_;
  ChoiceText out_;
};

}  // namespace

ChoiceText choices_of(const Analysis& analysis, const std::vector<const ast::Flow*>& flows,
                      const std::vector<std::string>& contacts) {
  return ChoiceMaker(analysis, flows).make(contacts);
}

std::string person_text(std::string_view contact, const Person& person) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", part);
  };
  for (const auto& field : person.fields) add(fmt::format("{}: {}", field.name, field.value));
  std::string inside;
  for (const auto& consent : person.consents)
    inside += fmt::format("{}{}{}", inside.empty() ? "" : ", ", consent.conversation,
                          consent.channel == "email" ? "" : " on " + consent.channel);
  if (!inside.empty()) add(fmt::format("subscribed: [{}]", inside));
  inside.clear();
  for (const auto& list : person.lists) inside += (inside.empty() ? "" : ", ") + list;
  if (!inside.empty()) add(fmt::format("in: [{}]", inside));
  return fmt::format("contact {} {{ {} }}", contact, text);
}

}  // namespace camp
