// Walks a flow's statements and makes its graph: a node for each step, an edge for each way on.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lang/graph/flow_graph.h"
#include "lang/syntax/ast.h"

namespace camp {

class GraphMaker {
 public:
  GraphMaker(const Analysis& analysis, const sema::NodeMap<std::string>& paths)
      : sources_(analysis.sources()), model_(analysis.model()), paths_(paths) {}

  FlowGraph make(const ast::Flow& flow);

 private:
  using Number = std::uint32_t;

  // header
  void add_starts(const ast::Flow& flow);
  void add_any_time(const ast::Flow& flow);
  void hold_out(const ast::Flow& flow);
  void hold_out(std::string_view name, const ast::Holdout& holdout);

  // body: see statements.cpp
  void add(const ast::ErrorStatement&) {}
  void add(const ast::Wait& wait);
  void add(const ast::WaitUntil& wait);
  void add(const ast::WaitUpTo& wait);
  void add(const ast::If& choice);
  void add(const ast::Match& match);
  void add(const ast::Let&) {}
  void add(const ast::SetField&) { add_action(); }
  void add(const ast::ListChange&) { add_action(); }
  void add(const ast::ConsentChange&) { add_action(); }
  void add(const ast::Emit&) { add_action(); }
  void add(const ast::StartJourney&) { add_action(); }
  void add(const ast::Send& send);
  void add(const ast::Request& request);
  void add(const ast::Do& use);
  void add(const ast::Repeat& repeat);
  void add(const ast::Stop&);
  void add(const ast::Exit&);
  void add(const ast::Experiment& experiment);
  // What only modules have.
  void add(const ast::Say&) {}
  void add(const ast::Play&) {}
  void add(const ast::Ask&) {}
  void add(const ast::Give&) {}
  void add(const ast::Target&) {}
  void add_action();
  void add_block(const ast::Block& block);
  void add_withheld();
  std::string arm_words(const ast::Experiment& experiment, const ast::ExperimentArm& arm) const;
  std::string clause_words(const ast::EventClause& clause) const;
  std::string channels_words(const ast::Name& what) const;
  std::string questions_words(const ast::Do& use) const;

  // ---- the graph so far

  // A way that leads on to whatever comes next.
  struct Way {
    Number from;
    std::string words;
    std::string path;
    bool is_back = false;
  };
  // The step at hand, or something of the header; all ways so far lead to it.
  Number make_node(GraphKind kind, std::string title, Span span);
  Number make_step(GraphKind kind, std::string title);
  void connect(Number to);
  void sort_edges();
  // What `body` makes stands in a branch of the node; where it leads on to, is kept in `ends`.
  template <class Body>
  void branch(Number node, std::string words, const std::string& path, std::vector<Way>& ends,
              Body&& body) {
    ways_ = {{node, words, path}};
    std::vector<Number> inside;
    auto* around = std::exchange(sequence_, &inside);
    body();
    sequence_ = around;
    graph_.nodes[node].branches.push_back({std::move(words), path, std::move(inside)});
    for (auto& way : ways_) ends.push_back(std::move(way));
    ways_.clear();
  }
  void branch(Number node, std::string words, const ast::Block& block, std::vector<Way>& ends) {
    branch(node, std::move(words), path_of(block.id), ends, [&] { add_block(block); });
  }
  // What is left when no other branch is taken, where nothing is written for it.
  void branch_past(Number node, std::string words, std::vector<Way>& ends);
  void detail(Number node, std::string words);
  void name_step(Number node, const std::optional<ast::Name>& as);

  std::string source_of(Span span) const;
  // A statement up to the block of its `else`.
  std::string head_of(const ast::Statement& statement, const ast::Block* otherwise) const;
  std::string path_of(ast::NodeId id) const;

  const SourceSet& sources_;
  const sema::Model& model_;
  const sema::NodeMap<std::string>& paths_;
  FlowGraph graph_;
  std::vector<Number>* sequence_ = nullptr;
  std::vector<Way> ways_;                      // to the next node
  std::vector<Way>* loop_ends_ = nullptr;      // where `stop` leads to
  const ast::Statement* statement_ = nullptr;  // at hand
};

}  // namespace camp
