// A syntax tree as text, for tests: expressions in prefix form, statements as nested words.
#pragma once
#include <string>

#include "lang/syntax/parser.h"

namespace camp::test {

inline std::string dump(const ast::ExprPtr& expr);

struct ExprDump {
  std::string operator()(const ast::ErrorExpr&) const { return "error"; }
  std::string operator()(const ast::Literal& node) const {
    if (node.value.tag == Tag::kDuration) {
      auto d = node.value.as_duration();
      return std::to_string(d.months) + "mo" + std::to_string(d.days) + "d" + std::to_string(d.ms) +
             "ms";
    }
    std::string text;
    append_text(text, node.value);
    return text;
  }
  std::string operator()(const ast::InstantLiteral& node) const {
    return "instant(" + std::to_string(node.date_days) + " " + std::to_string(node.time_ms) + " " +
           (node.contact_time ? "contact" : node.zone) + ")";
  }
  std::string operator()(const ast::TextLiteral& node) const { return "'" + node.text.text + "'"; }
  std::string operator()(const ast::NameUse& node) const { return node.name.text; }
  std::string operator()(const ast::Member& node) const {
    return dump(node.object) + "." + node.member.text;
  }
  std::string operator()(const ast::Call& node) const {
    std::string text = node.function.text + "(";
    for (const auto& argument : node.arguments) text += dump(argument) + ";";
    return text + ")";
  }
  std::string operator()(const ast::History& node) const {
    auto text = node.function.text + "<" + node.event.text;
    if (node.field) text += " field " + node.field->text;
    if (node.last) text += " last " + (*this)(*node.last);
    if (node.where) text += " where " + dump(node.where);
    return text + ">";
  }
  std::string operator()(const ast::Unary& node) const {
    return (node.op == ast::UnaryOp::kNot ? "(not " : "(neg ") + dump(node.operand) + ")";
  }
  std::string operator()(const ast::Binary& node) const {
    static const char* const kNames[] = {
        "or",       "and",         "==",        "!=",      "<", "<=", ">", ">=", "in", "not in",
        "contains", "starts_with", "ends_with", "matches", "+", "-",  "*", "/",  "%",  "??"};
    return std::string("(") + kNames[static_cast<std::size_t>(node.op)] + " " + dump(node.left) +
           " " + dump(node.right) + ")";
  }
  std::string operator()(const ast::Range& node) const {
    return dump(node.low) + ".." + dump(node.high);
  }
  std::string operator()(const ast::Presence& node) const {
    return (node.present ? "(present " : "(absent ") + dump(node.operand) + ")";
  }
  std::string operator()(const ast::Conditional& node) const {
    return "(if " + dump(node.condition) + " " + dump(node.then) + " " + dump(node.otherwise) + ")";
  }
  std::string operator()(const ast::ListLiteral& node) const {
    std::string text = "[";
    for (const auto& item : node.items) text += dump(item) + ";";
    return text + "]";
  }
  std::string operator()(const ast::RecordLiteral& node) const {
    std::string text = "{";
    for (const auto& field : node.fields) text += field.name.text + ":" + dump(field.value) + ";";
    return text + "}";
  }
};

inline std::string dump(const ast::ExprPtr& expr) {
  return expr == nullptr ? "nothing" : std::visit(ExprDump{}, expr->node);
}

inline std::string dump(const ast::Block& block);

inline std::string dump(const ast::EventClause& clause) {
  if (clause.when) return "when " + dump(clause.when);
  std::string text = clause.event.object ? clause.event.object->text + "." : "";
  text += clause.event.name.text;
  if (clause.event.of) text += " of " + clause.event.of->text;
  if (clause.as) text += " as " + clause.as->text;
  if (clause.where) text += " where " + dump(clause.where);
  return text;
}

struct StatementDump {
  std::string operator()(const ast::ErrorStatement&) const { return "error"; }
  std::string operator()(const ast::Wait& node) const {
    return "wait " + dump(node.duration) + as(node.as);
  }
  std::string operator()(const ast::WaitUpTo& node) const {
    auto text = (node.until ? "wait until up to " : "wait up to ") + dump(node.duration) +
                (node.since_start ? " since start" : "") + as(node.as) + " {";
    for (const auto& arm : node.arms) text += " on " + dump(arm.on) + " " + dump(arm.body);
    return text + tail(node.otherwise ? &*node.otherwise : nullptr) + " }";
  }
  std::string operator()(const ast::If& node) const {
    return "if " + dump(node.condition) + " " + dump(node.then) + tail(node.otherwise.get());
  }
  std::string operator()(const ast::Match& node) const {
    auto text = "match " + dump(node.subject) + " {";
    for (const auto& arm : node.arms) {
      for (const auto& value : arm.values) text += " " + dump(value);
      text += " " + dump(arm.body);
    }
    return text + tail(node.otherwise ? &*node.otherwise : nullptr) + " }";
  }
  std::string operator()(const ast::Let& node) const {
    return "let " + node.name.text + " = " + dump(node.value);
  }
  std::string operator()(const ast::SetField& node) const {
    return "set " + node.object.text + "." + node.field.text + " = " + dump(node.value);
  }
  std::string operator()(const ast::Send& node) const {
    auto text = "send " + node.message.text;
    for (const auto& channel : node.channels) text += " via " + channel.text;
    if (node.as) text += " as " + node.as->text;
    return text + tail(node.otherwise ? &*node.otherwise : nullptr);
  }
  std::string operator()(const ast::Exit& node) const {
    return node.reason ? "exit '" + node.reason->text + "'" : "exit";
  }
  std::string operator()(const ast::Experiment& node) const {
    auto text = "experiment " + node.name.text + " by " + dump(node.by) + " {";
    for (const auto& arm : node.arms) {
      text += std::string(arm.holdout ? " holdout" : " variant") + " " + arm.name.text;
      if (arm.share) text += " " + ExprDump{}(*arm.share);
      for (const auto& value : arm.values) text += " " + dump(value);
      if (arm.body) text += " " + dump(*arm.body);
    }
    return text + " }";
  }
  std::string operator()(const ast::Do& node) const {
    auto text = "do " + node.module.text;
    for (const auto& argument : node.arguments) text += " " + dump(argument);
    for (const auto& channel : node.channels) text += " via " + channel.text;
    return text + as(node.as) + tail(node.otherwise ? &*node.otherwise : nullptr);
  }
  std::string operator()(const ast::Say& node) const { return "say '" + node.text.text + "'"; }
  std::string operator()(const ast::Play& node) const { return "play '" + node.text.text + "'"; }
  std::string operator()(const ast::Ask& node) const {
    auto text = "ask " + node.name.text + " '" + node.question.text + "'";
    for (const auto* number : {&node.low, &node.high, &node.retry, &node.up_to})
      if (*number) text += " " + ExprDump{}(**number);
    for (const auto& choice : node.choices) text += " '" + choice.text + "'";
    if (node.word) text += " " + node.word->text;
    if (node.retry_text) text += " '" + node.retry_text->text + "'";
    return text + tail(node.otherwise ? &*node.otherwise : nullptr);
  }
  std::string operator()(const ast::Give& node) const {
    std::string text = "give";
    for (const auto& name : node.names) text += " " + name.text;
    return text;
  }
  std::string operator()(const ast::Target& node) const {
    return "target " + node.name.text + " when " + dump(node.condition);
  }
  std::string operator()(const ast::WaitUntil& node) const {
    return "wait until " + (node.weekday ? node.weekday->text + " " : "") + dump(node.when) +
           as(node.as);
  }
  std::string operator()(const ast::ListChange& node) const {
    return (node.member ? "add " : "remove ") + node.list.text;
  }
  std::string operator()(const ast::Repeat& node) const {
    return "repeat " + (node.times ? ExprDump{}(*node.times) : "") + " " + dump(node.body);
  }
  std::string operator()(const ast::Stop&) const { return "stop"; }
  std::string operator()(const ast::Emit& node) const {
    return "emit " + node.event.name.text + " " + dump(node.fields);
  }
  std::string operator()(const ast::StartJourney& node) const {
    return "start " + node.journey.text + " " + dump(node.fields);
  }
  std::string operator()(const ast::Request& node) const {
    std::string text = "request " + node.service.text + "." + node.call.text + "(";
    for (const auto& argument : node.arguments) text += dump(argument) + ",";
    text += ")" + as(node.as) + " up to " + dump(node.duration);
    return text + tail(node.otherwise ? &*node.otherwise : nullptr);
  }
  std::string operator()(const ast::ConsentChange& node) const {
    return (node.subscribed ? "subscribe " : "unsubscribe ") + node.conversation.text +
           (node.channel ? " on " + node.channel->text : "");
  }

 private:
  static std::string as(const std::optional<ast::Name>& name) {
    return name ? " as " + name->text : "";
  }
  static std::string tail(const ast::Block* block) {
    return block == nullptr ? "" : " else " + dump(*block);
  }
};

inline std::string dump(const ast::Block& block) {
  std::string text = "{";
  for (const auto& statement : block.statements)
    text += " " + std::visit(StatementDump{}, statement.node) + ";";
  return text + " }";
}

// A script, parsed.
struct Parsed {
  explicit Parsed(std::string text) {
    auto id = sources.add("test.camp", std::move(text));
    file = parse(sources, id, diagnostics);
  }
  // Every finding as "line:column code message".
  std::string findings() const {
    std::string text;
    for (const auto& d : diagnostics.all()) {
      auto at = sources[d.primary.span.source].locate(d.primary.span.begin);
      if (!text.empty()) text += "\n";
      text += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + code_text(d.code) +
              " " + d.message;
    }
    return text;
  }
  template <class Node>
  const Node& get(std::size_t index = 0) const {
    return std::get<Node>(file.declarations.at(index).node);
  }

  SourceSet sources;
  Diagnostics diagnostics;
  ast::File file;
};

}  // namespace camp::test
