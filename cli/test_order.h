// What a test run sends to whom: each message of a flow, for each kind of reader, to each seed that
// has such an address.
#pragma once
#include <string>
#include <vector>

#include "cli/message_viewer.h"
#include "cli/session.h"

namespace camp::cli {

// A message for a seed, by places in the vectors of the order.
struct Sending {
  std::size_t message = 0;
  std::size_t seed = 0;
};

// What is sent to whom: everything that the transport needs outlives the sending.
struct TestOrder {
  const FlowDecl* flow = nullptr;
  std::vector<TestMessage> messages;
  std::vector<std::string> marks;  // of the messages: `launch/letter/fi`
  std::vector<std::string> seeds;
  std::vector<std::string> suppressed;  // of the seeds given; not among those above
  std::vector<std::string> stand_ins;
  std::vector<Channel> unreached;  // channels on which the flow sends, without a seed
  std::vector<Sending> sendings;
};

// Of the invocation's `seeds`, `to`, `sample` and `contact`. Errors: kNotFound and kInvalid for
// names and addresses, kRefused when somebody stopped it.
Result<void> prepare_test(const Invocation& call, Session& session, StoreView& view,
                          MessageViewer& viewer, TestOrder* order);
// As the invocation's `key` says, marked and recorded; on with an earlier one of that key.
Result<TestRunReport> send_test(const Invocation& call, Session& session, StoreView& view,
                                const MessageViewer& viewer, const TestOrder& order);

}  // namespace camp::cli
