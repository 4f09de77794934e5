#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "cli/signing.h"
#include "lang/base/bytes.h"
#include "lang/program/flow_digest.h"
#include "lang/value/civil.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {

void options_approvals(po::options_description&) {}

namespace {

// One content of a flow, and how its approval stands.
struct Line {
  std::string flow;
  bool runs = false;  // it is what runs; false: the working copy, which differs from that
  ApprovalStanding standing;
};

std::vector<Line> lines_of(StoreView& view, const Program& program, bool runs,
                           const std::string& wanted) {
  std::vector<Line> lines;
  const auto row = view.approvals().now();
  for (const auto& flow : program.flows) {
    const auto& name = program.name(flow.name);
    if (flow.approval.empty() || (!wanted.empty() && wanted != name)) continue;
    lines.push_back({name, runs,
                     approval_standing(program, flow, view.names().find(name),
                                       flow_digest(program, flow), *row)});
  }
  return lines;
}

// What runs, and of the working copy what differs from it.
std::vector<Line> read_lines(Reading& store, const std::string& wanted) {
  auto& view = store.view();
  std::vector<Line> lines;
  if (view.current()) lines = lines_of(view, view.current()->program(), true, wanted);
  auto compiled = compile(store.project());
  if (!compiled.ok() || !compiled->program) return lines;
  for (auto& line : lines_of(view, *compiled->program, false, wanted)) {
    const bool known = std::any_of(lines.begin(), lines.end(), [&](const Line& it) {
      return it.flow == line.flow && it.standing.content == line.standing.content;
    });
    if (!known) lines.push_back(std::move(line));
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.flow < b.flow; });
  return lines;
}

std::string state_of(const ApprovalStanding& standing) {
  if (standing.given) return fmt::format("approved since {}", instant_text(standing.since_ms));
  return standing.rejected ? "rejected" : "draft";
}

std::string line_text(const Line& line) {
  const auto& standing = line.standing;
  auto text = fmt::format("{}: {}, content {} ({})\n", line.flow, state_of(standing),
                          to_hex(standing.content.view()).substr(0, kShortHash),
                          line.runs ? "what runs" : "the working copy");
  for (const auto& it : standing.signatures)
    text += fmt::format("  {} by {}\n", word_of(it.verdict), signature_text(it));
  for (const auto& lack : standing.lacks) text += fmt::format("  lacks    {}\n", lack);
  if (!standing.signatures.empty()) return text;
  for (const auto& it : standing.earlier)
    text +=
        fmt::format("  void     {} by {}: of content {}, which is another\n", word_of(it.verdict),
                    signature_text(it), to_hex(it.digest.view()).substr(0, kShortHash));
  return text;
}

}  // namespace

int run_approvals(const Invocation& call) {
  if (call.arguments.size() > 1)
    return call.usage("approvals takes one campaign or journey at most");
  auto store = open_reading(call);
  if (!store) return store.code;
  const auto wanted = call.arguments.empty() ? std::string() : call.arguments[0];
  const auto lines = read_lines(*store, wanted);
  if (lines.empty() && !wanted.empty()) {
    std::vector<std::string> known;
    for (const auto& line : read_lines(*store, "")) known.push_back(line.flow);
    return call.fail(unknown_name("flow with an approval", wanted, std::move(known)));
  }
  if (call.console.json()) {
    Json rows = Json::array();
    for (const auto& line : lines) {
      auto row = approval_json(line.standing);
      row["flow"] = line.flow;
      row["runs"] = line.runs;
      rows.push_back(std::move(row));
    }
    call.answer(true, {{"approvals", std::move(rows)}});
    return kDone;
  }
  std::string text;
  for (const auto& line : lines) text += line_text(line);
  call.console.out(
      text.empty() ? "nothing needs an approval: `approval by manager` in a header asks for one\n"
                   : printable(text, Lines::kMany));
  return kDone;
}

}  // namespace camp::cli
