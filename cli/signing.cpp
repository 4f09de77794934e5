#include "cli/signing.h"

#include <fmt/format.h>

#include "cli/render/explain_json.h"
#include "cli/render/table.h"
#include "cli/session.h"
#include "lang/base/bytes.h"
#include "lang/base/unicode.h"
#include "lang/base/utf8.h"
#include "lang/program/codec.h"
#include "lang/value/civil.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {
namespace {

constexpr std::size_t kNoteBytes = 500;

// What is wrong with how it was called; empty: nothing.
std::string misuse_of(const Invocation& call, SignedAs verdict) {
  if (call.arguments.size() != 1) return "name the campaign or journey";
  const auto who = tidied(call.text("by"));
  if (call.text("as").empty() || who.empty()) return "say --as ROLE --by WHO";
  if (who.size() > limits::kPersonBytes || !is_one_line(who) || find_invalid_utf8(who))
    return fmt::format("--by is a name on one line, up to {} bytes", limits::kPersonBytes);
  const auto note = call.text(verdict == SignedAs::kApproved ? "note" : "reason");
  if (verdict == SignedAs::kRejected && note.empty()) return "say why: --reason TEXT";
  if (note.size() > kNoteBytes || !is_one_line(note) || find_invalid_utf8(note))
    return fmt::format("what is noted has one line and at most {} bytes", kNoteBytes);
  return {};
}

// What is signed. A place that only runs has no sources: there it is what runs.
Result<Program> signed_program(const Invocation& call, Session& session) {
  const auto& current = session.engine().current();
  auto compiled = compile(session.project());
  const bool no_sources = !compiled.ok() && compiled.error().kind == ErrorKind::kNotFound;
  if (call.has("deployed") || (no_sources && current)) {
    if (current) return current->program();
    return Error{ErrorKind::kNotFound, "no program runs in this store yet", "", "camp deploy"};
  }
  if (!compiled.ok()) return std::move(compiled).error();
  if (compiled->program) return std::move(*compiled->program);
  return Error{ErrorKind::kInvalid, "the sources have errors: there is nothing to sign yet", "",
               "camp check says which"};
}

void answer(const Invocation& call, const Program& program, SignedAs verdict,
            const ApprovalStanding& standing) {
  const auto& name = call.arguments[0];
  const auto hash = to_hex(standing.content.view());
  if (call.console.json()) {
    auto body = approval_json(standing);
    body["flow"] = name;
    body["program"] = to_hex(program_hash(program).view());
    return call.answer(true, std::move(body));
  }
  call.console.out(fmt::format(
      "{} is {} by {} as {}: content {}\n{}\n", name, word_of(verdict), tidied(call.text("by")),
      call.text("as"), hash.substr(0, kShortHash),
      standing.given ? "it may begin; any change of it asks anew" : standing.lacks_text()));
}

}  // namespace

void add_signing_options(po::options_description& options) {
  options.add_options()("as", po::value<std::string>(),
                        "the role that is filled: one of the flow's")(
      "by", po::value<std::string>(), "who signs")("deployed", "what runs, not the working copy");
  add_clock_option(options);
}

int sign_flow(const Invocation& call, SignedAs verdict) {
  if (const auto misuse = misuse_of(call, verdict); !misuse.empty()) return call.usage(misuse);
  auto session = open_session(call);
  if (!session) return session.code;
  auto program = signed_program(call, *session);
  if (!program.ok()) return call.fail(program.error());
  const auto flow = find_flow(*program, call.arguments[0]);
  if (!flow.ok()) return call.fail(flow.error());
  Signature signature;
  signature.verdict = verdict;
  signature.role = call.text("as");
  signature.who = tidied(call.text("by"));
  signature.note = call.text(verdict == SignedAs::kApproved ? "note" : "reason");
  const auto standing = session->engine().sign(*program, **flow, std::move(signature));
  if (!standing.ok()) return call.fail(standing.error());
  answer(call, *program, verdict, *standing);
  return kDone;
}

std::string signature_text(const Signature& signature) {
  return fmt::format("{} as {}, {}{}", signature.who, signature.role, instant_text(signature.at_ms),
                     signature.note.empty() ? "" : fmt::format(" ({})", signature.note));
}

}  // namespace camp::cli
