#include "lang/editor/completion.h"

#include <algorithm>
#include <set>

#include "lang/catalog/answers.h"
#include "lang/catalog/channels.h"
#include "lang/catalog/credits.h"
#include "lang/catalog/functions.h"
#include "lang/catalog/metrics.h"
#include "lang/editor/texts.h"

namespace camp::editor {
namespace {

using sema::SymbolKind;

constexpr std::string_view kRequestPrefix = "request.";

class Completing {
 public:
  Completing(const KnownNames& known, const Surroundings& around, SourceId source,
             std::uint32_t offset, const Outside& outside)
      : known_(known), around_(around), source_(source), offset_(offset), outside_(outside) {}

  std::vector<Proposal> run() {
    switch (around_.inside) {
      case Inside::kComment:
      case Inside::kText:
        break;
      case Inside::kOutput:
      case Inside::kTag:
        island();
        break;
      case Inside::kCode:
        code();
        break;
    }
    return std::move(proposals_);
  }

 private:
  // ---- what is proposed

  void add(ProposalKind kind, std::string_view label, std::string detail = {},
           std::string_view doc = {}) {
    if (label.empty() || !seen_.emplace(label).second) return;
    proposals_.push_back({kind, std::string(label), std::move(detail), std::string(doc)});
  }

  void keywords(grammar::Place place) {
    for (const auto& row : grammar::kKeywordRows)
      if (row.where == place && row.status == grammar::kReady)
        add(ProposalKind::kKeyword, row.word, {}, row.doc);
  }

  void words(std::initializer_list<std::string_view> words) {
    for (auto word : words) add(ProposalKind::kChoice, word);
  }

  void fields(const sema::FieldTable& table) {
    for (const auto& field : table.all())
      add(ProposalKind::kField, field.name, to_string(field.type));
  }

  void symbols(ProposalKind kind, std::initializer_list<SymbolKind> kinds) {
    for (const auto* symbol : known_.symbols(kinds))
      add(kind, symbol->name, std::string(kind_word(symbol->kind)), doc_of(*symbol));
  }
  void sets() { symbols(ProposalKind::kSet, {SymbolKind::kSegment, SymbolKind::kList}); }
  void lists() { symbols(ProposalKind::kSet, {SymbolKind::kList}); }
  void messages() { symbols(ProposalKind::kMessage, {SymbolKind::kMessage}); }
  void flows() { symbols(ProposalKind::kFlow, {SymbolKind::kCampaign, SymbolKind::kJourney}); }
  void conversations() { symbols(ProposalKind::kConversation, {SymbolKind::kConversation}); }

  void events() {
    for (auto name : known_.events()) {
      if (name.starts_with(kRequestPrefix)) continue;
      const auto* symbol = known_.symbol(name);
      const auto* builtin = find_builtin_event(name);
      add(ProposalKind::kEvent, name, "event",
          builtin != nullptr  ? builtin->doc
          : symbol != nullptr ? doc_of(*symbol)
                              : std::string());
    }
  }

  void channels() {
    for (const auto& channel : camp::channels())
      add(ProposalKind::kChannel, channel.word, "channel", channel.doc);
  }

  void functions(FunctionUse use) {
    for (const auto& function : camp::functions())
      if (function.use == use || function.use == FunctionUse::kBoth)
        add(ProposalKind::kFunction, function.name, std::string(function.signature), function.doc);
  }

  void locals() {
    for (const auto& local : KnownNames::locals(around_))
      add(ProposalKind::kLocal, local.name, local.of.empty() ? "local" : local.of);
    for (const auto* parameter : parameters())
      add(ProposalKind::kLocal, parameter->name, to_string(parameter->typed.type));
  }

  // Of the declaration around: those that stand in its text before the place.
  std::vector<const sema::Binding*> parameters() const {
    std::vector<const sema::Binding*> found;
    if (around_.declaration.empty()) return found;
    const auto begin = around_.declaration.front().begin;
    for (const auto& one : known_.now().model().binding_storage)
      if (!one.name.empty() && one.span.source == source_ && one.span.begin >= begin &&
          one.span.begin < offset_ && !is_error_type(one.typed.type) && one.fields == nullptr)
        found.push_back(&one);
    return found;
  }
  static bool is_error_type(const Type& type) { return type.kind == TypeKind::kError; }

  // ---- where

  void code() {
    if (!around_.path.empty()) return behind_dot();
    if (around_.place() == grammar::kContent && around_.begins_item()) return parts();
    if (around_.begins_item()) return item_begin();
    if (names_due()) return;
    if (around_.place() == grammar::kField) return types();
    if (around_.place() == grammar::kTop) return top_goes_on();
    expression();
    keywords(grammar::kClause);
  }

  void item_begin() {
    const auto place = around_.place();
    switch (place) {
      case grammar::kNowhere:
        return inside_list();
      case grammar::kField:
        return;  // a new name
      case grammar::kMessage:
        channels();
        return words({"in", "for"});
      case grammar::kMatchArm:
        return add(ProposalKind::kKeyword, "else");
      case grammar::kScenario:
        words({"contact", "at", "after", "the", "do", "table", "expect", "show"});
        return people();
      default:
        return keywords(place);
    }
  }

  // `emit purchase { `, `contact anna { `, `name(`, `[`
  void inside_list() {
    const auto& item = around_.block().item;
    const auto word = [&](std::size_t i) {
      return i < item.size() ? item[i].text : std::string_view();
    };
    if (word(0) == "contact" && around_.open.size() > 1) {
      fields(known_.contact());
      return words({"subscribed", "in"});
    }
    if (word(0) == "emit") return event_fields(std::string(word(1)));
    if (word(0) == "start") return event_fields(sema::request_event(word(1)));
    if (word(1) == "does" || word(1) == "did") return event_fields(std::string(word(2)));
    if (word(item.size() - 2) == "subscribed") return conversations();
    if (word(item.size() - 2) == "in") return lists();
    const auto function = item.empty() ? std::string_view() : item.back().text;
    if (is_history(function)) return events();
    if (function == "sent") return channels(), messages(), flows();
    expression();
  }

  static bool is_history(std::string_view word) {
    constexpr std::string_view kHistories[] = {"count", "sum",   "min", "max",
                                               "avg",   "first", "last"};
    return std::find(std::begin(kHistories), std::end(kHistories), word) != std::end(kHistories);
  }

  void event_fields(const std::string& name) {
    if (const auto* event = known_.event(name)) fields(event->fields);
  }

  void parts() {
    const auto& item = around_.block().item;
    const auto channel = item.empty() ? std::nullopt : find_channel(item.front().text);
    if (!channel) return keywords(grammar::kContent);
    for (const auto& row : parts_of(*channel)) {
      const auto& part = info_of(row.part);
      if (part.part != ContentPart::kLanguage && part.part != ContentPart::kListen)
        add(ProposalKind::kPart, part.word, "part", part.doc);
    }
  }

  void types() {
    words({"bool", "int", "decimal", "money", "duration", "date", "time", "datetime", "string",
           "email", "phone", "url", "locale", "timezone"});
    words({"one of", "list of"});
  }

  void top_goes_on() {
    const auto first = around_.item.front().text;
    if (first == "import") {
      for (const auto& module : outside_.library)
        add(ProposalKind::kModule, module_path(module.name), "library");
    } else if (first == "segment" || first == "define" || first == "invariant") {
      expression();
    } else if (first == "channel" && around_.item.size() == 1) {
      channels();
    }
  }

  // Whether only names of one kind can stand here; then they are proposed.
  bool names_due() {
    const auto first = around_.item.front().text;
    const auto before = around_.previous();
    const auto list_of = [&](std::string_view word) {
      return first == word && (around_.item.size() == 1 || before == ",");
    };
    switch (around_.place()) {
      case grammar::kTop:
        return false;
      case grammar::kAudience:
        if (list_of("include") || list_of("exclude")) return sets(), true;
        break;
      case grammar::kConversation:
        if (list_of("suppress")) return lists(), true;
        if (before == "using") return messages(), true;
        if (before == "double_opt_in") return channels(), true;
        break;
      case grammar::kMessage:
        if (first == "for") return sets(), true;
        break;
      case grammar::kScenario:
        return scenario_names(before);
      case grammar::kProperty:
        if (property_names(first, before)) return true;
        break;
      case grammar::kStatement:
        if (statement_names(first, before)) return true;
        break;
      default:
        break;
    }
    if (before == "on" &&
        (around_.place() == grammar::kPolicy || first == "subscribe" || first == "unsubscribe"))
      return channels(), true;
    if (before == "on" || (before == "by" && around_.previous(1) == "refunded"))
      return clause_events(), true;
    return named_by(before);
  }

  bool property_names(std::string_view first, std::string_view before) {
    if (before == "category") return words({"marketing", "transactional"}), true;
    if (first == "conversation") return conversations(), true;
    if (first == "seeds") return symbols(ProposalKind::kSet, {SymbolKind::kSeeds}), true;
    if (before == "credit") {
      for (auto at = 0; at <= static_cast<int>(kLastCredit); ++at)
        add(ProposalKind::kChoice, word_of(static_cast<Credit>(at)));
      return true;
    }
    return false;
  }

  bool statement_names(std::string_view first, std::string_view before) {
    if (before == "send") return messages(), true;
    if (before == "do") return symbols(ProposalKind::kModule, {SymbolKind::kModule}), true;
    if (before == "start") return symbols(ProposalKind::kFlow, {SymbolKind::kJourney}), true;
    if (before == "emit") return events(), true;
    if (before == "request") return symbols(ProposalKind::kFunction, {SymbolKind::kService}), true;
    if (before == "set" || before == "add" || before == "remove" || before == "subscribe" ||
        before == "unsubscribe")
      return words({"contact"}), true;
    const bool by_list = first == "add" || first == "remove";
    if (before == "to" && by_list) return lists(), true;
    if (before == "from" && by_list) return lists(), true;
    if (before == "to" && first == "subscribe") return conversations(), true;
    if (before == "from" && first == "unsubscribe") {
      conversations();
      return words({"any"}), true;
    }
    if (before == "via" || (before == "or" && around_.has("via"))) return channels(), true;
    if (first == "ask" && before == "as") {
      for (const auto& answer : answers())
        add(ProposalKind::kChoice, answer.word, "answer", answer.doc);
      return true;
    }
    return before == "as" || before == "let";  // a new name
  }

  bool scenario_names(std::string_view before) {
    if (the_next(before)) return true;
    if (before == "does" || before == "did") return events(), true;
    if (before == "sent" || before == "opens" || before == "clicks" || before == "about")
      return messages(), true;
    if (before == "of" || before == "left" || before == "entered" || before == "enter" ||
        before == "pauses" || before == "resumes" || before == "cancels")
      return flows(), true;
    if (before == "reached" || before == "reach") {
      for (auto name : known_.goals()) add(ProposalKind::kChoice, name, "goal");
      return true;
    }
    if (before == "confirms") return conversations(), true;
    if (before == "via") return channels(), true;
    if (before == "in") return sets(), flows(), true;
    if (before == "expect") return people(), expression(), true;
    if (before == "do") return symbols(ProposalKind::kModule, {SymbolKind::kModule}), true;
    if (before == "because") {
      for (const auto reason : outside_.reasons) add(ProposalKind::kChoice, reason, "reason");
      return true;
    }
    if (around_.item.size() == 1 && is_person(before))
      return words({"does", "did", "opens", "clicks", "replies", "unsubscribes", "complains",
                    "confirms"}),
             true;
    if (around_.item.front().is("expect") && around_.item.size() == 2)
      return words({"was sent", "was not sent", "is at", "is in", "is not in", "left", "reached",
                    "entered", "did not reach", "did not enter"}),
             true;
    return false;
  }

  // `the run of spring starts`, word by word.
  bool the_next(std::string_view before) {
    const auto& item = around_.item;
    if (!item.front().is("the")) return false;
    if (item.size() == 1)
      return words({"run of", "process is killed", "clock jumps by", "next", "operator"}), true;
    if (item[1].is("run")) {
      if (before == "of") symbols(ProposalKind::kFlow, {SymbolKind::kCampaign});
      if (item.size() == 4) words({"starts"});
    } else if (item[1].is("next")) {
      if (before == "next") messages();
      if (before == "to") people();
      if (item.size() == 3) words({"to"});
      if (item.size() == 5) words({"fails", "is delayed by"});
    } else if (item[1].is("operator")) {
      if (before == "operator") return words({"pauses", "resumes", "cancels"}), true;
      if (item.size() == 3) flows(), channels(), words({"everything"});
      if (item.size() == 4 && item[2].is("resumes")) words({"shifting waits"});
    }
    return true;
  }

  void people() {
    for (std::size_t i = 0; i + 1 < around_.declaration.size(); ++i)
      if (around_.declaration[i].is("contact") &&
          around_.declaration[i + 1].kind == format::TokenKind::kWord)
        add(ProposalKind::kLocal, around_.declaration[i + 1].text, "contact");
  }
  bool is_person(std::string_view name) const {
    for (std::size_t i = 0; i + 1 < around_.declaration.size(); ++i)
      if (around_.declaration[i].is("contact") && around_.declaration[i + 1].is(name)) return true;
    return false;
  }

  void clause_events() {
    events();
    words({"request", "added to", "removed from"});
    for (const auto& local : KnownNames::locals(around_))
      if (local.kind == LocalName::Kind::kHandle)
        add(ProposalKind::kLocal, local.name, "sent " + local.of);
  }

  // Metrics, whatever statement they stand in.
  bool named_by(std::string_view before) {
    const auto first = around_.item.front().text;
    if (before == "by" && (first == "winner" || first == "bandit")) {
      for (auto& word : metric_words()) add(ProposalKind::kChoice, word, "metric");
      for (auto name : known_.goals()) add(ProposalKind::kChoice, name, "goal");
      return true;
    }
    return before == "as";
  }

  void expression() {
    locals();
    bare_fields();
    words({"contact", "now"});
    sets();
    symbols(ProposalKind::kFunction, {SymbolKind::kDefine});
    functions(FunctionUse::kExpression);
    words({"count", "sum", "min", "max", "avg", "first", "last"});
    keywords(grammar::kOperator);
  }

  // In `on purchase as p where ` the event's fields stand without their alias, too.
  void bare_fields() {
    const auto where = std::find_if(around_.item.begin(), around_.item.end(),
                                    [](const format::Token& one) { return one.is("where"); });
    if (where == around_.item.end()) return;
    for (auto at = where; at-- != around_.item.begin();) {
      if (!at->is("on") || at + 1 == where) continue;
      auto name = std::string((at + 1)->text);
      if (at + 3 < where && (at + 2)->is(".")) name += "." + std::string((at + 3)->text);
      return event_fields(name);
    }
  }

  // ---- behind a dot

  void behind_dot() {
    const auto root = around_.path.front();
    if (around_.path.size() > 1) return inside_record();
    if (root == "contact") {
      fields(known_.contact());
      return add(ProposalKind::kField, "id", "string");
    }
    if (root == "outlet") return add(ProposalKind::kField, "name", "string");
    if (root == "std") return library();
    if (const auto local = KnownNames::local(around_, root)) return of_local(*local);
    if (const auto* symbol = known_.symbol(root); symbol && symbol->kind == SymbolKind::kService) {
      for (const auto& call : symbol->service->calls)
        add(ProposalKind::kCall, call.ast->name.text, "call");
      return;
    }
    if (is_person(root)) return fields(known_.contact());
    for (auto name : known_.events())
      if (name.starts_with(root) && name.size() > root.size() && name[root.size()] == '.')
        add(ProposalKind::kEvent, name.substr(root.size() + 1), "event");
    event_fields(std::string(root));  // `sum(purchase.total)`
    inside_record();
  }

  void library() {
    for (const auto& module : outside_.library) add(ProposalKind::kModule, module.name, "library");
  }

  void of_local(const LocalName& local) {
    switch (local.kind) {
      case LocalName::Kind::kHandle:
        for (auto name : known_.events())
          if (name.starts_with("message."))
            add(ProposalKind::kEvent, name.substr(std::string_view("message.").size()), "event",
                find_builtin_event(name)->doc);
        return;
      case LocalName::Kind::kEvent:
        event_fields(local.of);
        return add(ProposalKind::kField, "time", "datetime");
      case LocalName::Kind::kResult:
        if (const auto* symbol = known_.symbol(local.of); symbol != nullptr && symbol->module)
          for (const auto* result : symbol->module->results)
            add(ProposalKind::kField, result->name, to_string(result->typed.type));
        return;
      case LocalName::Kind::kValue:
        return inside_record();
    }
  }

  // The fields of a value that is a record: `contact.address.`, `item.`
  void inside_record() {
    const auto root = around_.path.front();
    const Type* type = nullptr;
    std::size_t at = 1;
    if (root == "contact" && around_.path.size() > 1) {
      const auto* field = known_.contact().find(around_.path[1]);
      type = field != nullptr ? &field->type : nullptr;
      at = 2;
    } else if (const auto* binding = known_.binding(root, source_, offset_)) {
      type = &binding->typed.type;
      if (binding->fields != nullptr && around_.path.size() > 1) {
        const auto* field = binding->fields->find(around_.path[1]);
        type = field != nullptr ? &field->type : nullptr;
        at = 2;
      }
    }
    for (; type != nullptr && at < around_.path.size(); ++at) {
      const auto* field = type->field(around_.path[at]);
      type = field != nullptr ? &field->type : nullptr;
    }
    if (type == nullptr) return;
    for (const auto& field : type->fields)
      add(ProposalKind::kField, field.name, to_string(field.type));
  }

  // ---- inside a text

  void island() {
    auto before = around_.island;
    while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
    if (before.ends_with('|')) return functions(FunctionUse::kFilter);
    if (!around_.path.empty()) return behind_dot();
    if (around_.inside == Inside::kTag && before == "{%")
      return words({"if",          "elsif",      "else",    "endif",      "unless",    "endunless",
                    "case",        "when",       "endcase", "for",        "endfor",    "assign",
                    "capture",     "endcapture", "comment", "endcomment", "raw",       "endraw",
                    "render",      "include",    "cycle",   "increment",  "decrement", "tablerow",
                    "endtablerow", "break",      "continue"});
    words({"contact", "now", "outlet"});
    locals();
  }

  const KnownNames& known_;
  const Surroundings& around_;
  SourceId source_;
  std::uint32_t offset_;
  const Outside& outside_;
  std::vector<Proposal> proposals_;
  std::set<std::string> seen_;
};

}  // namespace

Completion complete(const Analysis& now, const Analysis* before, SourceId source,
                    std::uint32_t offset, const Outside& outside) {
  const auto around = surroundings_at(now.sources()[source].text(), offset);
  const KnownNames known(now, before);
  return {around.word_begin, Completing(known, around, source, offset, outside).run()};
}

}  // namespace camp::editor
