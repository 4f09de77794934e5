#include "cli/test_order.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/base/letters.h"
#include "lang/base/unicode.h"
#include "lang/catalog/seed_addresses.h"
#include "lang/program/flow_digest.h"
#include "runtime/explain/test_readers.h"
#include "runtime/explain/unknown.h"
#include "runtime/shelf/test_runs.h"

namespace camp::cli {
namespace {

constexpr std::size_t kMessagesMax = 2'000;  // more, and nobody looks at them

// The addresses, each once: those of the named lists, those of --to, else the flow's own.
Result<std::vector<std::string>> seeds_of(const Invocation& call, const Program& program,
                                          const FlowDecl& flow) {
  auto lists = call.texts("seeds");
  if (lists.empty() && !call.has("to"))
    for (auto name : flow.seeds) lists.push_back(program.name(name));
  std::vector<std::string> seeds;
  const auto add = [&](std::string address) {
    if (std::find(seeds.begin(), seeds.end(), address) == seeds.end())
      seeds.push_back(std::move(address));
  };
  for (const auto& name : lists) {
    const auto* list = program.find_seeds(name);
    if (list == nullptr)
      return unknown_name("list of seeds", name, names_in(program, program.seeds));
    for (auto address : list->addresses) add(std::string(program.constants[address].text()));
  }
  for (const auto& given : call.texts("to")) {
    auto address = tidied(given);
    const bool fits = std::any_of(channels().begin(), channels().end(), [&](const auto& channel) {
      return is_seed_for(channel, address);
    });
    if (!fits)
      return Error{ErrorKind::kInvalid,
                   fmt::format("--to '{}' is no e-mail address and no phone number", address), "",
                   "write mia@acme.example or +358401234567"};
    add(std::move(address));
  }
  if (!seeds.empty()) return seeds;
  return Error{ErrorKind::kInvalid,
               fmt::format("'{}' has no seeds: nobody would get it", program.name(flow.name)), "",
               "declare `seeds team { \"mia@acme.example\" }` and write `seeds team` in its "
               "header, or give --to ADDRESS"};
}

// Takes away who must not be written to, test or not.
Result<void> leave_out_suppressed(StoreView& view, const LinkedProgram& program,
                                  const ScanProgress& progress, TestOrder* order) {
  CAMP_ASSIGN(const auto suppressed,
              suppressed_among(view, program, *order->flow, order->seeds, progress));
  std::vector<std::string> kept;
  for (auto& seed : order->seeds)
    (suppressed.contains(ascii_lowered(seed)) ? order->suppressed : kept)
        .push_back(std::move(seed));
  order->seeds = std::move(kept);
  return {};
}

// Each message of the flow once, in the order of the program.
std::vector<std::uint32_t> messages_of(const FlowDecl& flow) {
  std::vector<std::uint32_t> messages;
  for (const auto& send : flow.sends)
    if (std::find(messages.begin(), messages.end(), send.message) == messages.end())
      messages.push_back(send.message);
  return messages;
}

Result<void> add_messages(const Invocation& call, StoreView& view, MessageViewer& viewer,
                          const ScanProgress& progress, TestOrder* order) {
  const auto& flow = *order->flow;
  const auto take = [&](Result<std::vector<TestMessage>> more) -> Result<void> {
    if (!more.ok()) return std::move(more).error();
    for (auto& it : *more) order->messages.push_back(std::move(it));
    return {};
  };
  if (call.has("contact")) {
    const auto id = tidied(call.text("contact"));
    CAMP_ASSIGN(auto row, find_contact(view.store(), id));
    viewer.look_at(id, std::move(row));
  }
  const auto messages = messages_of(flow);
  for (auto message : messages) CAMP_TRY(take(viewer.variants(flow, message, &order->stand_ins)));
  std::vector<std::pair<std::string, ContactRow>> sample;
  if (const auto count = call.values["sample"].as<std::size_t>(); count > 0) {
    CAMP_ASSIGN(sample, draw_sample(view, viewer.linked(), flow, count, progress));
  }
  std::vector<std::string> known;  // stand-ins are told once
  for (auto& [id, row] : sample) {
    viewer.look_at(id, std::move(row));
    for (auto message : messages) CAMP_TRY(take(viewer.own(flow, message, &known)));
  }
  return {};
}

void pair_up(const Program& program, TestOrder* order) {
  for (std::size_t i = 0; i < order->messages.size(); ++i) {
    const auto& it = order->messages[i];
    order->marks.push_back(
        fmt::format("{}/{}/{}{}", program.name(order->flow->name), program.name(it.message->name),
                    it.reader, it.outlet == nullptr ? "" : "/" + program.name(it.outlet->name)));
    bool reached = false;
    for (std::size_t seed = 0; seed < order->seeds.size(); ++seed) {
      if (!is_seed_for(info_of(it.channel), order->seeds[seed])) continue;
      order->sendings.push_back({i, seed});
      reached = true;
    }
    auto& unreached = order->unreached;
    if (!reached && std::find(unreached.begin(), unreached.end(), it.channel) == unreached.end())
      unreached.push_back(it.channel);
  }
}

// By its content where no key is given: the same again sends nothing.
std::string key_of(const Invocation& call, const Program& program, const TestOrder& order) {
  if (call.has("key")) return call.text("key");
  std::string content(flow_digest(program, *order.flow).view());
  for (const auto& it : order.sendings) {
    put_bytes(content, order.marks[it.message]);
    put_bytes(content, order.messages[it.message].slots);
    put_bytes(content, order.seeds[it.seed]);
  }
  return to_hex(sha256(content).view()).substr(0, kShortHash);
}

std::vector<Outgoing> outgoing_of(const Program& program, const TestOrder& order,
                                  const Hash128& store_id, const std::string& key,
                                  std::int64_t at_ms) {
  std::vector<Outgoing> all;
  for (const auto& it : order.sendings) {
    const auto& message = order.messages[it.message];
    auto& out = all.emplace_back();
    out.program = &program;
    out.flow = order.flow;
    out.outlet = message.outlet;
    out.message = message.message;
    out.content = message.content;
    out.channel = message.channel;
    out.at_ms = at_ms;
    out.run = key;
    out.contact_id = "test";
    out.address = order.seeds[it.seed];
    out.slots = message.slots;
    out.test = order.marks[it.message];
    out.ledger_id =
        ledger_id(store_id, program.name(order.flow->name), key, 1,
                  fmt::format("camp test-run {} {}", info_of(message.channel).word, out.test), 1,
                  out.address);
  }
  return all;
}

}  // namespace

Result<void> prepare_test(const Invocation& call, Session& session, StoreView& view,
                          MessageViewer& viewer, TestOrder* order) {
  ProgressLine line(call.console, "contacts");
  const auto progress = [&](std::uint64_t done, std::uint64_t total) {
    return session.go_on(line, done, total);
  };
  const auto& program = viewer.linked().program();
  CAMP_ASSIGN(order->flow, find_flow(program, call.arguments[0]));
  CAMP_ASSIGN(order->seeds, seeds_of(call, program, *order->flow));
  CAMP_TRY(leave_out_suppressed(view, viewer.linked(), progress, order));
  CAMP_TRY(add_messages(call, view, viewer, progress, order));
  pair_up(program, order);
  if (order->sendings.size() > kMessagesMax)
    return Error{ErrorKind::kInvalid,
                 fmt::format("these would be {}; at most {} are sent",
                             counted(order->sendings.size(), "message"), kMessagesMax),
                 "", "fewer seeds (--to ADDRESS), or a smaller --sample"};
  if (interrupted()) return Error{ErrorKind::kRefused, "stopped: nothing was sent", "", ""};
  return {};
}

Result<TestRunReport> send_test(const Invocation& call, Session& session, StoreView& view,
                                const MessageViewer& viewer, const TestOrder& order) {
  auto& engine = session.engine();
  TestRunRow row;
  row.flow = engine.names().number(call.arguments[0]);
  const auto key =
      key_of(call, viewer.linked().program(), order);  // outlives the messages, which view it
  row.key = key;
  row.by = tidied(call.text("by"));
  CAMP_ASSIGN(const auto known, read_test_run(session.store(), row.flow, key));
  const auto at_ms = known ? known->at_ms : engine.now_ms();  // the same bytes again
  const auto messages = outgoing_of(viewer.linked().program(), order, view.row().id, key, at_ms);
  const auto transport = session.make_transport();
  return engine.send_tests(std::move(row), messages, *transport,
                           [](const Progress&) { return !interrupted(); });
}

}  // namespace camp::cli
