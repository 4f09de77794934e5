// What makes the requests that flows ask for: by HTTP (runtime/services), scripted in scenarios.
//
// One belongs to one shard and is called by one thread at a time. It keeps no state that outlives
// it: what is under way when it goes is given up, and the store knows of it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lang/base/hash.h"
#include "runtime/shelf/programs.h"

namespace camp {

struct ServiceRequest {
  Hash128 id;
  ProgramPtr program;  // of the call
  const CallDecl* call = nullptr;
  std::span<const Value> arguments;  // of start() only
  std::int64_t timeout_ms = 0;
};

enum class AnswerKind : std::uint8_t {
  kAnswered,
  kRefused,  // it said no, or what it said is no answer
  kNotSent,  // it was not reached, or took nothing (429, 503): it did nothing
  kUnknown,  // it may have done what was asked
  kSilent,   // nothing will come any more: the flow waits until its time is up (scenarios)
};
struct ServiceAnswer {
  Hash128 id;
  AnswerKind kind{};
  std::uint32_t status = 0;         // of HTTP; 0: none was received
  std::string reason;               // but kAnswered: for people
  std::int64_t retry_after_ms = 0;  // kNotSent: not before then, says the service
  // kAnswered: of the call's event, those that are there. Views: good until the next collect().
  std::vector<std::pair<NameIndex, Value>> fields;
};

class ServiceClient {
 public:
  virtual ~ServiceClient() = default;
  virtual void start(const ServiceRequest& request) = 0;
  // What came of those that were started, each once, in any order. With none there yet it waits up
  // to so long for the first, be none under way.
  virtual std::vector<ServiceAnswer> collect(std::int64_t wait_ms) = 0;
};
using MakeServiceClient = std::function<std::unique_ptr<ServiceClient>()>;

}  // namespace camp
