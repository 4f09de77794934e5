#include "cli/pause_subject.h"

#include <fmt/format.h>

#include "lang/base/utf8.h"
#include "runtime/explain/unknown.h"

namespace camp::cli {
namespace {

// Zero: the store never had such a flow.
Result<std::uint32_t> flow_number(const KnownFlows& known, const std::string& name) {
  const auto number = known.names.find(name);
  CAMP_ASSIGN(const bool is_flow, known.programs.ever_declared(ProgramShelf::Kind::kFlow, number));
  return is_flow ? number : 0;
}

std::vector<std::string> flow_names(const KnownFlows& known) {
  std::vector<std::string> names;
  if (!known.current) return names;
  const auto& program = known.current->program();
  for (const auto& flow : program.flows) names.emplace_back(program.name(flow.name));
  return names;
}

}  // namespace

KnownFlows known_to(Engine& engine) {
  return {engine.names(), engine.programs(), engine.current().get()};
}
KnownFlows known_to(StoreView& view) {
  return {view.names(), view.programs(), view.current().get()};
}

void add_pause_options(po::options_description& options) {
  options.add_options()("all", "every flow, transactional ones too")(
      "channel", "the name is a channel's, where a flow has it too");
  add_clock_option(options);
}

int check_pause_arguments(const Invocation& call) {
  const bool all = call.has("all");
  if (all && (!call.arguments.empty() || call.has("channel")))
    return call.usage("--all is about everything: it takes no name");
  if (!all && call.arguments.size() != 1) return call.usage("name one, or say --all");
  return kDone;
}

int check_reason(const Invocation& call) {
  constexpr std::size_t kBytesMax = 500;
  const auto reason = call.text("reason");
  if (reason.size() > kBytesMax || !is_one_line(reason))
    return call.usage(fmt::format("--reason has one line and at most {} bytes", kBytesMax));
  return kDone;
}

Result<NamedSubject> pause_subject_of(const Invocation& call, const KnownFlows& known) {
  if (call.has("all")) return NamedSubject{kEverything, "everything"};
  const auto& name = call.arguments[0];
  const auto channel = find_channel(name);
  CAMP_ASSIGN(const auto flow, flow_number(known, name));
  if (flow != 0 && channel && !call.has("channel")) {
    return Error{ErrorKind::kInvalid, fmt::format("'{}' is a flow and a channel", name), "",
                 "--channel means the channel; rename the flow to mean it here"};
  }
  if (channel) return NamedSubject{pause_subject(*channel), name};
  if (flow != 0 && !call.has("channel")) return NamedSubject{flow, name};
  auto names = call.has("channel") ? std::vector<std::string>() : flow_names(known);
  for (const auto& info : channels()) names.emplace_back(info.word);
  return unknown_name(call.has("channel") ? "channel" : "flow or channel", name, std::move(names));
}

Result<NamedSubject> flow_of(const Invocation& call, const KnownFlows& known) {
  if (call.has("all")) return NamedSubject{kEverything, "everything"};
  const auto& name = call.arguments[0];
  CAMP_ASSIGN(const auto flow, flow_number(known, name));
  if (flow != 0) return NamedSubject{flow, name};
  return unknown_name("flow", name, flow_names(known));
}

}  // namespace camp::cli
