// How flows are drawn: each step in its branch, wherever its label comes from.
#include "runtime/measure/flow_tree.h"

#include <catch2/catch.hpp>

#include "tests/support/compiled.h"

using namespace camp;
using namespace camp::test;

namespace {

std::shared_ptr<const LinkedProgram> linked(Names& names, const std::string& body,
                                            std::uint32_t number) {
  auto made = compiled({{"main.camp", R"(
contact { email: email?  vip: bool = false  country: string? }
event order { number: string }
event paid { number: string }
conversation news { from "News <news@acme.example>" }
message hello { email { subject "x" text "y" } }
message nudge { email { subject "x" text "y" } }
journey j { category marketing conversation news start on order again goal g on paid flow { )" +
                                          body + " } }"}});
  INFO(made.findings());
  REQUIRE(made.program.has_value());
  return LinkedProgram::link(std::move(*made.program), number, names).value();
}

std::string drawn(const FlowTrees& trees) {
  REQUIRE(trees.trees().size() == 1);
  const auto& tree = trees.trees()[0];
  std::string text;
  for (const auto& [node, depth] : tree.lines()) {
    const auto& it = tree.nodes[node];
    text += std::string(2 * depth, ' ') + it.words + (it.is_older ? " (older)" : "") +
            (it.kind == FlowNode::Kind::kBranch && !it.is_frame && !it.is_certain ? " ?" : "") +
            "\n";
  }
  return text;
}

std::string drawn(const std::string& body) {
  Names names;
  FlowTrees trees;
  trees.add(*linked(names, body, 1));
  trees.finish();
  return drawn(trees);
}

}  // namespace

TEST_CASE("a step with a label of its own stands where it is written") {
  CHECK(drawn("if contact.vip { send hello  wait 1d as cooling } wait 2d") ==
        "if\n  send hello\n  cooling\nwait\n");
  CHECK(drawn("if contact.vip { send hello } wait 1d as cooling  send nudge") ==
        "if\n  send hello\ncooling\nsend nudge\n");
  CHECK(drawn("if contact.vip { wait 1d as cooling } else { send nudge } wait 2d") ==
        "if\n  cooling\nelse\n  send nudge\nwait\n");
  CHECK(drawn("if contact.vip { send nudge } else { wait 1d as cooling } wait 2d") ==
        "if\n  send nudge\nelse\n  cooling\nwait\n");
  CHECK(drawn("match contact.country { \"FI\" { send hello  wait 1d as cooling } else { } } "
              "wait 1d as later") == "match\n  FI\n    send hello\n    cooling\nlater\n");
  CHECK(drawn("wait up to 2d as choice { on paid { send nudge  wait 1d as cooling } else { } } "
              "wait 1d as later") ==
        "choice\n  on paid\n    send nudge\n    cooling\n  else\nlater\n");
}

TEST_CASE("the arms of a wait are drawn also when nothing is in them") {
  CHECK(drawn("send hello as h  wait up to 2d { on h.clicked { } on paid as p where p.number == "
              "\"1\" { send nudge } on paid { } else { exit } }") ==
        "send hello\nwait up to\n  on h.clicked\n  on paid\n    send nudge\n  on paid~2 ?\n  "
        "else\n    "
        "exit\n");
}

TEST_CASE("who is in a branch is known where it has a step that leaves a trace") {
  CHECK(drawn("if contact.vip { set contact.country = \"x\" } else { if contact.vip { send hello } "
              "}") == "if ?\n  set country\nelse ?\n  if\n    send hello\n");
  CHECK(drawn("repeat up to 3 times { send nudge  if contact.vip { stop } wait 1d }") ==
        "repeat\n  send nudge\n  wait\n");
  CHECK(drawn("experiment e { variant a 50% { send hello } variant b 50% { } }") ==
        "experiment e\n  variant a\n    send hello\n  variant b ?\n");
}

TEST_CASE("a label is the same step in every program; what is gone stands behind what is there") {
  Names names;
  FlowTrees trees;
  const auto newest = linked(names, "if contact.vip { send nudge } send hello", 2);
  const auto older = linked(names, "if contact.vip { wait 1d  send nudge } send hello", 1);
  trees.add(*newest);
  trees.add(*older);
  trees.finish();
  CHECK(drawn(trees) == "if\n  send nudge\n  wait (older)\nsend hello\n");
  const auto step_of = [&](const LinkedProgram& program, const std::string& label) {
    const auto& steps = program.program().steps;
    for (std::uint32_t i = 0; i < steps.size(); ++i)
      if (steps[i].label == label) return i;
    return kNone;
  };
  const auto* now = trees.find(2, step_of(*newest, "if/send nudge"));
  const auto* then = trees.find(1, step_of(*older, "if/send nudge"));
  REQUIRE((now != nullptr && then != nullptr));
  CHECK(now->node == then->node);
  CHECK(trees.find(3, 0) == nullptr);
}
