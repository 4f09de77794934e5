// Test runs: messages to seeds, past the ledger. What was sent is recorded in the batch behind it,
// and what stands in the spool without that record is written again, over itself (spool.h): killed
// anywhere and asked for again, it goes on where it was.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/bytes.h"
#include "lang/program/flow_digest.h"
#include "runtime/delivery/whole_attempt.h"
#include "runtime/engine/engine.h"
#include "runtime/shelf/test_runs.h"

namespace camp {
namespace {

constexpr std::size_t kAtOnce = 64;  // messages of one batch

Sha256 content_of(std::span<const Outgoing> messages) {
  std::string text;
  // The texts themselves are the program's; slots are what contacts and parameters put into them.
  if (!messages.empty()) text.append(flow_digest(*messages[0].program, *messages[0].flow).view());
  for (const auto& it : messages) {
    text.append(it.ledger_id.view());
    put_bytes(text, it.address);
    put_bytes(text, it.slots);
    put_bytes(text, it.test);
  }
  return sha256(text);
}

}  // namespace

Result<TestRunReport> Engine::send_tests(TestRunRow order, std::span<const Outgoing> messages,
                                         Transport& transport, const OnProgress& progress) {
  if (!virtual_time()) transport.follow(current_);
  TestRunReport report;
  order.content = content_of(messages);
  order.total = messages.size();
  order.at_ms = now_ms();
  CAMP_ASSIGN(auto known, read_test_run(store_, order.flow, order.key));
  if (known && known->content != order.content)
    return Error{ErrorKind::kRefused,
                 fmt::format("a test run with the key '{}' had other messages or seeds", order.key),
                 "", "give this one another --key"};
  auto& row = report.row;
  row = known ? std::move(*known) : std::move(order);
  report.already = known && row.done == row.total;
  if (!known) {
    note(SystemKind::kTestRun, row.flow, row.total);
    CAMP_TRY(record(row, {}));
  }
  if (row.attempting > 0) {  // its last process could not tell what had left: not sent again
    row.done += row.attempting;
    row.unknown += std::exchange(row.attempting, 0);
    CAMP_TRY(record(row, {}));
  }
  while (row.done < row.total && (!progress || progress({row.done, row.total})))
    CAMP_TRY(send_some(row, messages.subspan(row.done, std::min(kAtOnce, row.total - row.done)),
                       transport, &report.problems));
  return report;
}

Result<void> Engine::send_some(TestRunRow& row, std::span<const Outgoing> some,
                               Transport& transport, std::vector<std::string>* problems) {
  const bool record_first = std::any_of(some.begin(), some.end(), [&](const Outgoing& message) {
    return transport.needs_attempt_record(message.channel);
  });
  if (record_first) {
    row.attempting = some.size();
    CAMP_TRY(record(row, {}));
  }
  auto attempted = attempt_whole(transport, some);
  const auto marked = std::exchange(row.attempting, 0);
  if (!attempted.ok()) {  // a shortage: none of them was attempted
    if (marked > 0) CAMP_TRY(record(row, {}));
    return std::move(attempted).error();
  }
  const auto& attempts = *attempted;
  row.done += some.size();
  for (const auto& attempt : attempts.each) {
    if (attempt.kind == AttemptKind::kSent) continue;
    ++(attempt.kind == AttemptKind::kUnknown ? row.unknown : row.failed);
    problems->emplace_back(attempt.text);
  }
  return record(row, attempts.rows);
}

Result<void> Engine::record(const TestRunRow& row, const std::vector<Attempts::Row>& others) {
  auto batch = store_.make_batch();
  batch->put(Family::kMeta, test_run_key(row.flow, row.key), encode_test_run(row));
  for (const auto& it : others) batch->put(it.family, it.key, it.value);
  return commit(*batch);
}

}  // namespace camp
