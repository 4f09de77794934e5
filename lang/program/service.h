// Services as data: where a project's flows can make HTTP requests, and what these look like.
//
// Addresses and secrets are not in a program: it names where they are found, in the environment of
// the process that makes the request (runtime/services).
#pragma once
#include <cstdint>
#include <vector>

#include "lang/catalog/http_methods.h"

namespace camp {

struct FieldDecl;

// Persisted.
enum class SettingSource : std::uint8_t { kText = 0, kEnvironment = 1, kSecret = 2 };
struct SettingDecl {
  SettingSource source{};
  std::uint32_t text = 0xFFFFFFFF;  // a constant: the value, or the variable's name; kNone: not set
};

// Persisted.
enum class ServiceAuth : std::uint8_t { kNone = 0, kBearer = 1, kBasic = 2, kHeader = 3 };
struct HeaderDecl {
  std::uint32_t name = 0;  // a constant
  SettingDecl value;
};
struct ServiceDecl {
  std::uint32_t name = 0;  // into Program::names
  SettingDecl base;
  ServiceAuth auth{};
  std::uint32_t auth_header = 0xFFFFFFFF;  // kHeader: a constant, its name
  SettingDecl user;                        // kBasic
  SettingDecl secret;                      // but kNone
  std::uint64_t timeout_ms = 0;            // of one attempt
  std::uint32_t retries = 0;
  std::uint64_t retry_within_ms = 0;  // 0: as long as the flow waits
  // A constant: the header by which the service knows a request again; kNone: it does not, and a
  // request of which nobody knows whether it arrived is not repeated.
  std::uint32_t idempotency_header = 0xFFFFFFFF;
  std::vector<HeaderDecl> headers;
};

}  // namespace camp
