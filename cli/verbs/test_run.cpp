#include <fmt/format.h>

#include "cli/test_order.h"
#include "lang/base/bytes.h"
#include "lang/base/counted.h"
#include "lang/base/limits.h"
#include "lang/base/utf8.h"
#include "lang/value/civil.h"

namespace camp::cli {

void options_test_run(po::options_description& options) {
  options.add_options()("seeds", po::value<std::vector<std::string>>()->composing(),
                        "these seeds instead of the flow's own")(
      "to", po::value<std::vector<std::string>>()->composing(),
      "an e-mail address or phone number, instead of seeds or with --seeds beside them")(
      "sample", po::value<std::size_t>()->default_value(0),
      "also what so many contacts of the audience would get, drawn by hash")(
      "contact", po::value<std::string>(), "with the data of this contact of the store")(
      "by", po::value<std::string>(), "who sends it: for the record")(
      "key", po::value<std::string>(),
      "what makes it the same test run: again it sends nothing (default: its content)");
  add_clock_option(options);
}

namespace {

constexpr std::size_t kSampleMax = 100;

std::string misuse_of(const Invocation& call) {
  if (call.arguments.size() != 1) return "name the campaign or journey";
  if (call.values["sample"].as<std::size_t>() > kSampleMax)
    return fmt::format("--sample is a number up to {}", kSampleMax);
  for (const auto* option : {"by", "key"}) {
    const auto text = call.text(option);
    if (text.size() > limits::kPersonBytes || !is_one_line(text) || find_invalid_utf8(text))
      return fmt::format("--{} has one line and at most {} bytes", option, limits::kPersonBytes);
  }
  return {};
}

Result<Program> working_copy(Session& session) {
  CAMP_ASSIGN(auto compiled, compile(session.project()));
  if (compiled.program) return std::move(*compiled.program);
  return Error{ErrorKind::kInvalid, "the sources have errors: there is nothing to look at yet", "",
               "camp check says which"};
}

void note_left_out(const Invocation& call, const TestOrder& order) {
  for (const auto& seed : order.suppressed)
    call.console.note(
        fmt::format("{} gets nothing: a contact with this address is suppressed", seed));
  for (const auto channel : order.unreached)
    call.console.note(fmt::format("{}: no seed has such an address", info_of(channel).word));
  if (!order.stand_ins.empty())
    call.console.note(
        fmt::format("without a preview, and stood in for: {}", fmt::join(order.stand_ins, ", ")));
}

void answer(const Invocation& call, const TestOrder& order, const TestRunReport& report) {
  const auto& row = report.row;
  if (call.console.json()) {
    Json channels = Json::array();
    for (const auto channel : order.unreached) channels.push_back(info_of(channel).word);
    return call.answer(row.failed == 0, {{"flow", call.arguments[0]},
                                         {"key", row.key},
                                         {"by", row.by},
                                         {"already", report.already},
                                         {"messages", row.total},
                                         {"done", row.done},
                                         {"failed", row.failed},
                                         {"unknown", row.unknown},
                                         {"seeds", order.seeds},
                                         {"suppressed", order.suppressed},
                                         {"unreached", std::move(channels)},
                                         {"stand_ins", order.stand_ins},
                                         {"marks", order.marks}});
  }
  if (report.already) {
    call.console.out(
        fmt::format("the test run of {} with key '{}' was sent at {}: {}. Another "
                    "--key sends it again.\n",
                    call.arguments[0], row.key, instant_text(row.at_ms), "nothing was sent now"));
    return;
  }
  call.console.out(fmt::format("test run of {} (key '{}'): {} to {}{}{}\n", call.arguments[0],
                               row.key, counted(row.done, "message"),
                               counted(order.seeds.size(), "seed"),
                               row.failed > 0 ? fmt::format(", {} failed", row.failed) : "",
                               row.done < row.total ? "; stopped, the same command goes on" : ""));
}

}  // namespace

int run_test_run(const Invocation& call) {
  if (const auto misuse = misuse_of(call); !misuse.empty()) return call.usage(misuse);
  auto session = open_session(call);
  if (!session) return session.code;
  auto program = working_copy(*session);
  if (!program.ok()) return call.fail(program.error());
  auto view = StoreView::open(session->store(), session->engine().now_ms());
  if (!view.ok()) return call.fail(view.error());
  auto viewer = MessageViewer::open(**view, std::move(*program));
  if (!viewer.ok()) return call.fail(viewer.error());
  TestOrder order;
  if (const auto ready = prepare_test(call, *session, **view, *viewer, &order); !ready.ok())
    return call.fail(ready.error());
  note_left_out(call, order);
  const auto report = send_test(call, *session, **view, *viewer, order);
  if (!report.ok()) return call.fail(report.error());
  for (const auto& problem : report->problems) call.console.note("not sent: " + problem);
  answer(call, order, *report);
  return report->row.failed > 0 ? kFindings : kDone;
}

}  // namespace camp::cli
